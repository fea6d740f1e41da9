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
    if _MEASURE_AFTER.match(after) or (
        digits and re.match(r"[/:.]\d|-year|-month|-day|-hour|-storey|-member|-strong", after)
    ):
        return True
    if re.match(r"[-‑][a-z]", after):
        return not re.match(r"[-‑](?:odd|plus|some)", after)
    tail = before[-14:]
    if digits and _BAD_BEFORE.search(tail) and not re.search(r"\b(?:at|no|by|around) $", tail, re.IGNORECASE):
        return True
    if (
        re.search(r"\b(?:aged|age|ages) (?:between )?$|, $", before)
        and digits
        and mention.high < 110
        and re.match(r"\s*(?:,|\)|and \d+\b(?! \w+ (?:people|men))|$)", after)
        and not re.match(r", \w+ \w+ (?:killed|dead)", after)
        and re.search(r"[a-zA-Z][\w'’.-]+, $|aged? (?:between )?$", before)
    ):
        return True
    if (
        digits
        and mention.high < 110
        and re.search(r"(?:, |\baged? |\bages |\bof )\d{1,2}(?:, \d{1,2})* (?:and|to) $", before)
        and not re.match(r"\s*(?:people|men|women|others)\b", after)
    ):
        return True
    if (
        digits
        and mention.high <= 24
        and re.match(
            r"\s*(?:on \w+day|in the (?:early )?(?:morning|afternoon|evening)|this (?:morning|evening)|o'clock)", after
        )
        and re.search(r"\b(?:between|from|and|to|at|around|about) (?:\d+ and )?$", before)
    ):
        return True
    if re.search(r"\($", before) and re.match(r"\s*\)", after) and mention.high < 110:
        return True
    if (
        re.search(
            r"\b(?:man|woman|boy|girl|driver|person|farmer|volunteer|one|tourist|soldier|infant|baby|him|her|guide"
            r"|client|pupil|mother|father|herder|boys|girls|men|women|children|sisters|brothers|pupils|worker"
            r"|student) of (?:(?:about|around|only|just) )?(?:\w+ (?:and|to) )?$",
            before,
        )
        and mention.high < 110
    ):
        return True
    words = before.split()
    following = after.split()
    if words and _MONTHS.match(words[-1]) and digits and mention.high <= 31 and words[-1][0].isupper():
        return True
    if (
        following
        and _MONTHS.match(following[0].strip(".,;"))
        and following[0][0].isupper()
        and digits
        and mention.high <= 31
        and following[0].strip(".,;").lower() != "may"
    ):
        return True
    if (
        digits
        and len(core) == 4
        and 1900 <= mention.best <= 2100
        and words
        and (_MONTHS.match(words[-1]) or words[-1].lower() in {"in", "since", "of", "until", "by"})
    ):
        return True
    if (
        digits
        and len(core) == 4
        and 1900 <= mention.best <= 2100
        and not re.match(r"\s*(?:people|persons|men|women|were|are|dead|killed|others)", after)
    ):
        return True
    return bool(
        _TIME_BEFORE.search(before)
        and not digits
        and re.match(r"\s*(?:in the|on \w+day|this|o'clock|[.,;])", after)
        and mention.high <= 12
        and re.search(r"\b(?:at|by|until|till|around|about) $", before)
    )
