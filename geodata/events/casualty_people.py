"""People in a sentence: numbers of them, single ones, named ones, and lists of these.

A *unit* is one noun phrase ("at least 17 people", "a fruit seller", "Fausto Loor"); a *party*
is a list of units with its sum ("its leader and three others": 4).  Ages, distances, money,
times, animals and things are no people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from spacy.tokens import Span, Token

from geodata.events.casualty_words import (
    COLLECTIVES,
    EXTRA_AFTER,
    EXTRA_BEFORE,
    FATES,
    NOT_PEOPLE,
    PART_AFTER,
    PART_BEFORE,
    PERSON_PLURAL,
    PERSON_SINGULAR,
    PERSON_SUFFIX,
    SUPERSEDED_BEFORE,
)
from geodata.events.numbers import Extremes, NumberMention, find_numbers
from geodata.language import NATIONALITY_LABELS, PERSON_LABELS

UnitKind = Literal["number", "single", "name", "pronoun", "nobody", "ordinal", "vague"]

_DETERMINERS = frozenset("a an the his her its their our my this that another one every".split())
_ORDINALS = frozenset("second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth other".split())
_STATE_WORDS = frozenset(
    "dead injured wounded hurt killed missing displaced unaccounted detained arrested deceased kia wia unhurt".split()
)
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
_LINK = re.compile(
    r"\s*(?:,? and(?: also)?|,|,? plus|,? as well as|,? along with|,? together with|,? &|,? or)\s*"
    r"(?:(?:at least|some|about|one of|both|also|nearly|around|roughly|his|her|their|its|the)\s+){0,2}",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(
    r"\b(?:was|were|killed|injured|wounded|hurt|died|killing|injuring|wounding|arrested|detained|missing)\b|[;:]",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s*(?:,\s*(?:aged\s+)?\d{1,3}(?=\s*[,)]| and)|,?\s*\((?:aged\s+)?[^()]{1,60}\)|,?\s*aged (?:between )?\d+(?: "
    r"(?:and|to) \d+)?|"
    r"\s*,? (?:known as|called|nicknamed|alias|dubbed|named|identified as|identified only as) "
    r"[“\"'‘][^”\"'’]{1,40}[”\"'’]|"
    r"\s+of (?:about |around )?\d{1,2}\b(?! (?:people|men))|,\s*\d{1,3},?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One noun phrase of people; token indices are into the doc, `last` is included."""

    first: int
    last: int
    head: int
    kind: UnitKind
    count: Extremes | None
    number: tuple[int, int]
    """Characters of the words that give the number."""
    noun: str = ""
    part: bool = False
    extra: bool = False
    superseded: bool = False
    state: str = ""
    """A fate word that stands as an adjective in the phrase: '15 injured people'."""
    person: bool = True
    """Whether the noun is known to mean people; unknown nouns are taken for people by human fates only."""
    names: tuple[str, ...] = ()
    """Named people, when the phrase or its explanation names them."""
    rank: int = 0
    """3 for 'a third': the first two were told before."""


@dataclass(frozen=True, slots=True)
class Party:
    """Units listed together and how many people they are in all; None when one of them is vague."""

    units: tuple[Unit, ...]
    count: Extremes | None

    @property
    def first(self) -> int:
        """The first token."""
        return self.units[0].first

    @property
    def last(self) -> int:
        """The last token."""
        return self.units[-1].last

    @property
    def lead(self) -> Unit:
        """The unit that stands for the party."""
        return self.units[0]


@dataclass
class Crowd:
    """The people of one sentence."""

    sentence: Span
    units: list[Unit] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)

    def party_of(self, unit: Unit) -> Party:
        """Return the party that a unit belongs to."""
        return next(party for party in self.parties if unit in party.units)

    @cached_property
    def by_token(self) -> dict[int, Unit]:
        """Units by each of their tokens."""
        return {index: unit for unit in self.units for index in range(unit.first, unit.last + 1)}


def people_in(sentence: Span) -> Crowd:
    """Return the units and parties of people in a sentence, in order."""
    tokens = [token for token in sentence if not token.is_space]
    numbers = _numbers_by_token(sentence, tokens)
    units: list[Unit] = []
    index = 0
    while index < len(tokens):
        unit = _unit_at(sentence, tokens, index, numbers)
        if unit is None:
            index += 1
            continue
        units.append(unit)
        index = next((i for i in range(index, len(tokens)) if tokens[i].i > unit.last), len(tokens))
    crowd = Crowd(sentence, units)
    crowd.parties = _parties(sentence, units)
    crowd.units = [unit for party in crowd.parties for unit in party.units]
    return crowd


def _numbers_by_token(sentence: Span, tokens: Sequence[Token]) -> dict[int, tuple[NumberMention, int]]:
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


def _unit_at(
    sentence: Span, tokens: Sequence[Token], index: int, numbers: dict[int, tuple[NumberMention, int]]
) -> Unit | None:
    token = tokens[index]
    if token.i in numbers:
        unit = _number_unit(sentence, tokens, index, *numbers[token.i])
        if unit is not None:
            return unit
    if token.lower_ in {"nobody", "none", "no-one"} or (
        token.lower_ == "no" and _next_is(tokens, index, {"one", "people", "person"})
    ):
        width = 1 if token.lower_ == "no" else 0
        return _plain(tokens, index, index + width, "nobody", (0, 0, 0))
    if (token.ent_type_ in PERSON_LABELS and token.ent_iob_ == "B") or (
        token.ent_type_ in PERSON_LABELS and (index == 0 or tokens[index - 1].ent_type_ != token.ent_type_)
    ):
        last = index
        while (
            last + 1 < len(tokens) and tokens[last + 1].ent_type_ in PERSON_LABELS and tokens[last + 1].ent_iob_ == "I"
        ):
            last += 1
        if token.text[:1].isupper():
            return _plain(tokens, index, last, "name", (1, 1, 1))
    if (
        token.lower_ == "no"
        and _next_is(tokens, index, {"-", "‑"})
        and index + 2 < len(tokens)
        and tokens[index + 2].lower_ in {"one", "one's"}
    ):
        return _plain(tokens, index, index + 2, "nobody", (0, 0, 0))
    if (
        token.lower_ == "both"
        and index + 1 < len(tokens)
        and (tokens[index + 1].pos_ in {"VERB", "AUX"} or tokens[index + 1].lower_ == "of")
    ):
        return _plain(tokens, index, index, "pronoun", (2, 2, 2))
    if (
        token.text[:1].isupper()
        and token.lower_ in PERSON_SINGULAR
        and index + 1 < len(tokens)
        and tokens[index + 1].pos_ == "PROPN"
        and tokens[index + 1].text[:1].isupper()
    ):
        return _plain(tokens, index, _with_name(tokens, index), "single", (1, 1, 1), noun=token.lower_, head=token.i)
    if token.lower_ in {"he", "she", "him", "himself", "herself"}:
        return _plain(tokens, index, index, "pronoun", (1, 1, 1))
    return _single_unit(sentence, tokens, index)


def _next_is(tokens: Sequence[Token], index: int, words: set[str]) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].lower_ in words


def _plain(
    tokens: Sequence[Token], first: int, last: int, kind: UnitKind, count: Extremes | None, **more: object
) -> Unit:
    start, end = tokens[first].idx, tokens[last].idx + len(tokens[last])
    unit = Unit(tokens[first].i, tokens[last].i, tokens[last].i, kind, count, (start, end))
    return replace(unit, **more) if more else unit  # type: ignore[arg-type]


def _number_unit(
    sentence: Span, tokens: Sequence[Token], index: int, mention: NumberMention, last_token: int
) -> Unit | None:
    doc, offset = sentence.doc, sentence.start_char
    start, end = mention.span.start + offset, mention.span.end + offset
    before = doc.text[max(sentence.start_char, start - 60) : start]
    after = doc.text[end : min(sentence.end_char, end + 60)]
    if _is_other_number(mention, doc.text[mention.core.start + offset : end], before, after):
        return None
    last = next(i for i in range(index, len(tokens)) if tokens[i].i == last_token)
    stop, noun, state, known = _noun_after(tokens, last + 1)
    if noun in NOT_PEOPLE or known == "thing":
        return None
    extra = bool(
        EXTRA_BEFORE.search(before)
        or re.match(EXTRA_AFTER, after)
        or re.search(r"\b(?:another|further|additional)\b", doc.text[start:end].lower())
    )
    part = bool(PART_BEFORE.search(before) or PART_AFTER.match(after))
    if before.endswith(", ") and re.match(
        r"\s+(?:critically|seriously|gravely|badly|in (?:a )?(?:critical|serious|grave)|with (?:a )?(?:bullet|head"
        r"|serious|critical|severe|burns))",
        after,
    ):
        part = True
    if re.search(r"\b[Oo]f (?:the |those |some |about )?[\w, -]{1,60}, (?:only |just |some |about )?$", before):
        part = True
    count = (mention.low, mention.best, mention.high)
    if noun in COLLECTIVES - {"crew"}:
        return None
    return Unit(
        tokens[index].i,
        tokens[max(stop, last)].i,
        tokens[max(stop, last)].i,
        "number",
        count,
        (start, end),
        noun,
        part,
        extra,
        bool(SUPERSEDED_BEFORE.search(before)),
        state,
        known == "person",
    )


def _is_other_number(mention: NumberMention, core: str, before: str, after: str) -> bool:
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


def _noun_after(tokens: Sequence[Token], start: int) -> tuple[int, str, str, str]:
    """Return (index of the last word, noun, fate adjective, what is known of the noun) of a number's phrase."""
    index, state, noun, last = start, "", "", start - 1
    while index < len(tokens) and index < start + 7:
        token = tokens[index]
        word = token.lower_.replace("’", "'")
        if (
            word
            in {
                "of",
                "other",
                "others",
                "more",
                "additional",
                "further",
                "the",
                "these",
                "those",
                "his",
                "her",
                "its",
                "their",
            }
            and not noun
        ):
            if word == "of" and index + 1 < len(tokens) and tokens[index + 1].like_num:
                index += 2
                continue
            if word == "of" and not _next_is(
                tokens, index, {"the", "them", "those", "these", "its", "his", "her", "their", "whom", "which"}
            ):
                break
            if word in {"the", "these", "those", "his", "her", "its", "their"} and (
                index == start or tokens[index - 1].lower_ != "of"
            ):
                break
            if word == "others":
                return index, "others", state, "person"
            index += 1
            continue
        if word in {"last", "this", "next", "yesterday", "today", "overnight", "tonight"}:
            break
        if word in {"them", "whom"} and not noun:
            return index, "", state, ""
        if word in _STATE_WORDS and not noun:
            follows = (
                index + 1 < len(tokens)
                and (tokens[index + 1].lower_ in PERSON_PLURAL or tokens[index + 1].pos_ == "NOUN")
                and tokens[index + 1].lower_ not in _STATE_WORDS
            )
            if not follows or (index + 1 < len(tokens) and tokens[index + 1].lower_ in {"people", "men"} and False):
                break
            state = word
            index += 1
            continue
        if word in PERSON_PLURAL or (word in PERSON_SINGULAR and not _noun_follows(tokens, index)):
            noun, last = word, index
            if not _noun_follows(tokens, index):
                return _hyphened(tokens, index), word, state, "person"
            index += 1
            continue
        if (
            token.ent_type_ in NATIONALITY_LABELS
            or token.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"}
            or (token.pos_ == "VERB" and token.tag_ in {"VBN", "VBG"} and _noun_follows(tokens, index))
            or (token.text in {"-", "‑"} and index > start)
        ):
            if word in FATES and not _noun_follows(tokens, index):
                break
            noun, last = word, index
            if not _noun_follows(tokens, index):
                break
            index += 1
            continue
        break
    if not noun:
        return last, "", state, ""
    if noun in NOT_PEOPLE:
        return last, noun, state, "thing"
    token = tokens[last]
    known = "person" if token.ent_type_ in NATIONALITY_LABELS or PERSON_SUFFIX.search(noun) else ""
    return last, noun, state, known


def _noun_follows(tokens: Sequence[Token], index: int) -> bool:
    if index + 1 >= len(tokens):
        return False
    following = tokens[index + 1]
    if following.text in {"-", "‑"}:
        return index + 2 < len(tokens) and tokens[index + 2].pos_ in {"NOUN", "ADJ", "PROPN", "VERB"}
    if following.lower_ in _STATE_WORDS:
        return False
    return following.pos_ in {"NOUN", "PROPN"} or (
        following.pos_ == "ADJ" and index + 2 < len(tokens) and tokens[index + 2].pos_ == "NOUN"
    )


def _single_unit(sentence: Span, tokens: Sequence[Token], index: int) -> Unit | None:
    """Return a unit such as 'a fruit seller', 'the driver', 'his brother', 'a family of five', 'a third'."""
    token = tokens[index]
    word = token.lower_
    begins = word in _DETERMINERS
    if not begins and not (
        word in PERSON_SINGULAR
        and token.pos_ in {"NOUN", "PROPN"}
        and token.tag_ not in {"NNS", "NNPS"}
        and _starts_phrase(tokens, index)
    ):
        return None
    position = index + 1 if begins else index
    extra = word == "another"
    ordinal = begins and position < len(tokens) and tokens[position].lower_ in _ORDINALS
    if (
        begins
        and position < len(tokens)
        and (tokens[position].like_num or tokens[position].lower_ in {"dozen", "couple"})
        and not ordinal
    ):
        return None
    rank = 0
    if ordinal:
        rank = _rank(tokens[position].lower_)
        position += 1
    limit = min(len(tokens), position + 6)
    first_noun = position
    while position < limit:
        current = tokens[position]
        if current.lower_ in COLLECTIVES and _next_is(tokens, position, {"of"}):
            return _collective(sentence, tokens, index, position)
        if (
            current.lower_ in PERSON_SINGULAR
            and current.tag_ not in {"NNS", "NNPS"}
            and not _person_follows(tokens, position)
        ):
            last = _with_name(tokens, _hyphened(tokens, position))
            kind: UnitKind = "single"
            number = (token.idx, tokens[last].idx + len(tokens[last]))
            before = sentence.doc.text[max(sentence.start_char, token.idx - 40) : token.idx]
            if re.match(r"\s*among (?:them|those)", sentence.doc.text[number[1] : number[1] + 16]):
                before = "including "
            return Unit(
                token.i,
                tokens[last].i,
                current.i,
                kind,
                (1, 1, 1),
                number,
                current.lower_,
                bool(PART_BEFORE.search(before)),
                extra or ordinal,
                False,
                "",
                True,
                rank=rank,
            )
        if current.lower_ in PERSON_PLURAL and begins and not _person_follows(tokens, position):
            return _plain(tokens, index, position, "vague", None, noun=current.lower_, head=current.i)
        fits = (
            current.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"}
            or current.tag_ in {"VBN", "VBG", "JJ"}
            or current.text in {"-", "‑", "’s", "'s", "“", "”", '"', "‘", "’"}
            or current.ent_type_ in NATIONALITY_LABELS
            or current.pos_ == "ADV"
        )
        if not fits or (current.text == "," and position == first_noun):
            break
        position += 1
    if ordinal and (first_noun >= len(tokens) or not _noun_like(tokens[first_noun])):
        return _plain(tokens, index, first_noun - 1, "ordinal", (1, 1, 1), extra=True, rank=rank)
    if word == "another" and (index + 1 >= len(tokens) or tokens[index + 1].pos_ in {"VERB", "AUX", "PUNCT"}):
        return _plain(tokens, index, index, "ordinal", (1, 1, 1), extra=True)
    return None


def _rank(word: str) -> int:
    order = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    return order.index(word) + 1 if word in order else 0


def _noun_like(token: Token) -> bool:
    return token.pos_ in {"NOUN", "ADJ", "PROPN"}


def _starts_phrase(tokens: Sequence[Token], index: int) -> bool:
    """Whether a bare noun may stand for one person: 'Man killed', 'father, mother, and a girl'."""
    if index == 0:
        return True
    before = tokens[index - 1]
    return before.text in {",", ":", "—", "–", "(", ";", "and"} or (
        before.pos_ in {"VERB", "ADP"} and tokens[index].dep_ in {"dobj", "nsubjpass"}
    )


def _person_follows(tokens: Sequence[Token], position: int) -> bool:
    """Whether the noun only qualifies another one: 'police officer', 'suicide bomber', 'worker safety'."""
    if position + 1 >= len(tokens):
        return False
    following = tokens[position + 1]
    if following.text in {"’s", "'s", "'", "’"}:
        return True
    return following.pos_ == "NOUN" and following.lower_ not in _STATE_WORDS and following.lower_ not in FATES


def _hyphened(tokens: Sequence[Token], position: int) -> int:
    """Return the last token of 'passer-by', 'brother-in-law'."""
    while position + 2 < len(tokens) and tokens[position + 1].text in {"-", "‑"} and not tokens[position].whitespace_:
        position += 2
    return position


def _with_name(tokens: Sequence[Token], position: int) -> int:
    """Return the last token of a name that follows a noun: 'prosecutor Lenín Zambrano'."""
    last = position
    while (
        last + 1 < len(tokens)
        and (tokens[last + 1].pos_ == "PROPN" or tokens[last + 1].ent_type_ in PERSON_LABELS)
        and tokens[last + 1].text[:1].isupper()
    ):
        last += 1
    return last


def _collective(sentence: Span, tokens: Sequence[Token], index: int, position: int) -> Unit | None:
    """Return 'a family of five' as a unit of five."""
    if position + 2 >= len(tokens):
        return None
    text = sentence.doc.text[tokens[position + 2].idx : sentence.end_char]
    mention = next(find_numbers(text[:40]), None)
    if mention is None or mention.span.start > 0:
        return None
    end = tokens[position + 2].idx + mention.span.end
    last = position + 2
    while last + 1 < len(tokens) and tokens[last + 1].idx < end:
        last += 1
    stop, noun, _, known = _noun_after(tokens, last + 1)
    if noun in NOT_PEOPLE or known == "thing":
        return None
    count = (mention.low, mention.best, mention.high)
    return Unit(
        tokens[index].i,
        tokens[max(stop, last)].i,
        tokens[position].i,
        "number",
        count,
        (tokens[index].idx, end),
        noun or "people",
    )


def _parties(sentence: Span, units: Sequence[Unit]) -> list[Party]:
    """Join listed units; a list that adds up to the unit before it explains that unit."""
    parties: list[Party] = []
    index = 0
    while index < len(units):
        members = [units[index]]
        while index + len(members) < len(units) and _listed(sentence, members[-1], units[index + len(members)]):
            members.append(units[index + len(members)])
        parties.extend(_sum(sentence, members))
        index += len(members)
    return parties


def _listed(sentence: Span, left: Unit, right: Unit) -> bool:
    if (
        (left.kind in {"nobody", "pronoun"} and right.kind != "name")
        or right.kind in {"nobody", "pronoun"}
        or right.part
        or left.superseded
        or right.superseded
    ):
        return (
            left.kind == "pronoun"
            and right.kind in {"single", "number"}
            and _gap(sentence, left, right).strip() == "and"
        )
    if left.part:
        return False
    gap = _gap(sentence, left, right)
    aside = _ASIDE.match(gap)
    if aside:
        gap = gap[aside.end() :]
    if len(gap) < 60 and re.match(r"\s+(?:of|from|in|at|with|on) (?:the )?[\w'’ -]{1,40}?(?=,|,? and\b)", gap):
        gap = re.sub(r"^\s+(?:of|from|in|at|with|on) (?:the )?[\w'’ -]{1,40}?(?=,|,? and\b)", "", gap)
    if _LINK.fullmatch(gap):
        return True
    if len(gap) > 150 or not re.search(r"\b(?:and|plus)\s*$", gap) or _OTHER_CLAUSE.search(gap):
        return False
    heads = {token.i for index in range(left.first, left.last + 1) for token in sentence.doc[index].conjuncts}
    listed = any(index in heads for index in range(right.first, right.last + 1))
    return listed or bool(
        re.match(r"[”\"'’ ]*(?:known as [^,]{1,40})?,?[”\"'’]? ?(?:who|whose|whom)\b[^,]*, and $", gap)
    )


def _gap(sentence: Span, left: Unit, right: Unit) -> str:
    doc = sentence.doc
    return doc.text[doc[left.last].idx + len(doc[left.last]) : doc[right.first].idx]


def _sum(sentence: Span, members: list[Unit]) -> list[Party]:
    """Return the parties in a list of units: one sum, or a total with the list that explains it."""
    if len(members) == 1:
        return [Party((members[0],), members[0].count)]
    lead, rest = members[0], members[1:]
    rest_sum = _added(rest)
    joined = sentence.doc.text[
        sentence.doc[lead.last].idx + len(sentence.doc[lead.last]) : sentence.doc[rest[0].first].idx
    ]
    explains = lead.count is not None and rest_sum == lead.count and "and" not in joined and "plus" not in joined
    if explains and (lead.count != (1, 1, 1) or not re.search(r"\band\b", _gap(sentence, rest[-1], rest[-1]) + joined)):
        names = tuple(sentence.doc[unit.first : unit.last + 1].text for unit in rest if unit.kind == "name")
        whole = replace(lead, last=rest[-1].last, names=names)
        return [Party((whole,), lead.count)]
    if lead.kind == "single" and rest[0].kind in {"name", "single"} and "and" not in joined and len(members) > 2:
        return [Party(tuple(members), _added([lead, *rest[1:]]) if rest[0].kind == "name" else _added(members))]
    return [Party(tuple(members), _added(members))]


def _added(units: Sequence[Unit]) -> Extremes | None:
    if any(unit.count is None for unit in units):
        return None
    counts = [unit.count for unit in units if unit.count]
    return sum(c[0] for c in counts), sum(c[1] for c in counts), sum(c[2] for c in counts)
