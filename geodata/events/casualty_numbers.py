"""Numbers in a sentence that may be people: no ages, times, dates, measures or labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from geodata.events.numbers import NumberMention, find_numbers

_MONTHS = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?$", re.IGNORECASE)

_BAD_BEFORE = re.compile(
    r"(?:[$€£¥₹₦#]|\b(?:no|nos|number|page|article|chapter|route|road|highway|km|kilometre|magnitude|category|level"
    r"|unit|flat|rs|usd|eur|tk|"
    r"section|paragraph|phase|stage|version|aged|age|at|around|by|gate|ward|zone|district|block|week|grade|class|day"
    r"|mi|f|ft)\.?) ?$",
    re.IGNORECASE,
)

_MEASURE_AFTER = re.compile(
    r"\s*-?(?:%|per ?cent|°|km|kms|kilomet|metres?\b|meters?\b|miles?\b|mph|kph|mm\b|cm\b|m\b|kg|tons?\b|tonnes?\b"
    r"|t\b|hectares?|acres?|litres?|"
    r"years?\b|months?\b|weeks?\b|days?\b|hours?\b|minutes?\b|seconds?\b|mins?\b|dollars?|euros?|pounds?|pesos?"
    r"|rupees?|soles|a\.?m\b|p\.?m\b|MW|GW|"
    r"nautical|degrees?|cents?|percent|o'clock|st\b|nd\b|rd\b|th\b|in (?:ten|10|five)|of every|out of)",
    re.IGNORECASE,
)

_TIME_BEFORE = re.compile(r"\b(?:at|about|around|by|until|till|from|since|after|before|past)\s+$", re.IGNORECASE)


_HYPHENED_MEASURE = re.compile(r"[/:.]\d|-year|-month|-day|-hour|-storey|-member|-strong")

_HYPHENED = re.compile(r"[-‑][a-z]")

_ABOUT_SO_MANY = re.compile(r"[-‑](?:odd|plus|some)")

_PREPOSITION_BEFORE = re.compile(r"\b(?:at|no|by|around) $", re.IGNORECASE)

OLDEST = 110
"""Years that no age reaches."""

_AGE_BEFORE = re.compile(r"\b(?:aged|age|ages) (?:between )?$|, $")

_AGE_AFTER = re.compile(r"\s*(?:,|\)|and \d+\b(?! \w+ (?:people|men))|$)")

_FATE_AFTER = re.compile(r", \w+ \w+ (?:killed|dead)")

_NAMED_BEFORE = re.compile(r"[a-zA-Z][\w'’.-]+, $|aged? (?:between )?$")

_AGES_BEFORE = re.compile(r"(?:, |\baged? |\bages |\bof )\d{1,2}(?:, \d{1,2})* (?:and|to) $")

_PEOPLE_AFTER = re.compile(r"\s*(?:people|men|women|others)\b")

_BRACKET_BEFORE = re.compile(r"\($")

_BRACKET_AFTER = re.compile(r"\s*\)")

_SOMEBODY_OF = re.compile(
    r"\b(?:man|woman|boy|girl|driver|person|farmer|volunteer|one|tourist|soldier|infant|baby|him|her|guide"
    r"|client|pupil|mother|father|herder|boys|girls|men|women|children|sisters|brothers|pupils|worker"
    r"|student) of (?:(?:about|around|only|just) )?(?:\w+ (?:and|to) )?$"
)

_HOUR_AFTER = re.compile(
    r"\s*(?:on \w+day|in the (?:early )?(?:morning|afternoon|evening)|this (?:morning|evening)|o'clock)"
)

_HOUR_BEFORE = re.compile(r"\b(?:between|from|and|to|at|around|about) (?:\d+ and )?$")

_TIME_AFTER = re.compile(r"\s*(?:in the|on \w+day|this|o'clock|[.,;])")

_CLOCK_BEFORE = re.compile(r"\b(?:at|by|until|till|around|about) $")

_TOLL_AT = re.compile(r"\b(?:toll|count|figure|number|total|tally)(?: \w+){0,3} at $", re.IGNORECASE)
"""'Police put the toll at seven': no hour."""

_SO_MANY_AFTER = re.compile(r"\s*(?:people|persons|men|women|were|are|dead|killed|others)")


def numbers_by_token(sentence: Span, tokens: Sequence[Token]) -> dict[int, tuple[NumberMention, int]]:
    """Return number mentions by the doc index of their first token, with that of their last."""
    offset = sentence.start_char
    found: dict[int, tuple[NumberMention, int]] = {}
    place = 0
    for mention in find_numbers(sentence.text):
        start, end = mention.span.start + offset, mention.span.end + offset
        while place < len(tokens) and tokens[place].idx + len(tokens[place]) <= start:
            place += 1
        last = place
        while last + 1 < len(tokens) and tokens[last + 1].idx < end:
            last += 1
        if place < len(tokens):
            found[tokens[place].i] = (mention, tokens[last].i)
    return found


@lru_cache(maxsize=2)
def text_of(doc: Doc) -> str:
    """Return a doc's text; spaCy joins it anew at every access, which a long doc cannot afford."""
    return doc.text


def is_other_number(mention: NumberMention, core: str, before: str, after: str) -> bool:
    """Whether a number is an age, a time, a date, a measure or a label."""
    digits = core[:1].isdigit()
    if _MEASURE_AFTER.match(after) or (digits and _HYPHENED_MEASURE.match(after)):
        return True
    if _HYPHENED.match(after):
        return not _ABOUT_SO_MANY.match(after)
    if digits and (
        _is_label(before)
        or _is_age_beside(mention, before, after)
        or _is_hour(mention, before, after)
        or _is_day(mention, before, after)
        or (len(core) == 4 and _is_year(mention, before, after))
    ):
        return True
    return _is_age(mention, before, after) or (not digits and _is_hour_in_words(mention, before, after))


def _is_label(before: str) -> bool:
    tail = before[-14:]
    return bool(_BAD_BEFORE.search(tail)) and not _PREPOSITION_BEFORE.search(tail)


def _is_age_beside(mention: NumberMention, before: str, after: str) -> bool:
    """Whether a number is the age of who is named before it: 'Ana Ruiz, 34,', 'boys aged 9 and 11'."""
    if mention.high >= OLDEST:
        return False
    beside = (
        _AGE_BEFORE.search(before)
        and _AGE_AFTER.match(after)
        and not _FATE_AFTER.match(after)
        and _NAMED_BEFORE.search(before)
    )
    return bool(beside or (_AGES_BEFORE.search(before) and not _PEOPLE_AFTER.match(after)))


def _is_age(mention: NumberMention, before: str, after: str) -> bool:
    """Whether a number, in words too, is an age: '(34)', 'a man of 34'."""
    in_brackets = _BRACKET_BEFORE.search(before) and _BRACKET_AFTER.match(after)
    return mention.high < OLDEST and bool(in_brackets or _SOMEBODY_OF.search(before))


def _is_hour(mention: NumberMention, before: str, after: str) -> bool:
    return mention.high <= 24 and bool(_HOUR_AFTER.match(after) and _HOUR_BEFORE.search(before))


def _is_hour_in_words(mention: NumberMention, before: str, after: str) -> bool:
    return (
        mention.high <= 12
        and not _TOLL_AT.search(before)
        and bool(_TIME_BEFORE.search(before) and _TIME_AFTER.match(after) and _CLOCK_BEFORE.search(before))
    )


def _is_day(mention: NumberMention, before: str, after: str) -> bool:
    """Whether a number is the day of a month: 'March 3', '3 March'."""
    if mention.high > 31:
        return False
    words, following = before.split(), after.split()
    if words and words[-1][0].isupper() and _MONTHS.match(words[-1]):
        return True
    month = following[0].strip(".,;") if following else ""
    return bool(month and following[0][0].isupper() and _MONTHS.match(month)) and month.lower() != "may"


def _is_year(mention: NumberMention, before: str, after: str) -> bool:
    if not 1900 <= mention.best <= 2100:
        return False
    last = before.split()[-1:]
    dated = bool(last) and bool(_MONTHS.match(last[0]) or last[0].lower() in {"in", "since", "of", "until", "by"})
    return dated or not _SO_MANY_AFTER.match(after)
