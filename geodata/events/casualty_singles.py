"""Single people: 'a fruit seller', 'the driver', 'his brother', 'a third'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from spacy.tokens import Span, Token

from geodata.events.casualty_counted import collective
from geodata.events.casualty_numbers import text_of
from geodata.events.casualty_phrases import (
    hyphened,
    leaves_phrase,
    next_is,
    noun_follows,
    person_follows,
    starts_phrase,
    with_name,
)
from geodata.events.casualty_units import Unit, plain
from geodata.events.casualty_words import COLLECTIVES, PART_BEFORE, PERSON_PLURAL, PERSON_SINGULAR
from geodata.language import NATIONALITY_LABELS, ORGANISATION_LABELS

LONGEST = 8
"""Words behind a determiner among which the noun is looked for."""

_DETERMINERS = frozenset("a an the his her its their our my this that another one every".split())

_ORDER = tuple("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split())

_ORDINALS = frozenset(_ORDER[1:]) | {"other"}

_PLURAL_TAGS = frozenset({"NNS", "NNPS"})


def single_unit(sentence: Span, tokens: Sequence[Token], index: int) -> Unit | None:
    """Return a unit such as 'a fruit seller', 'the driver', 'his brother', 'a family of five', 'a third'."""
    word = tokens[index].lower_
    begins = word in _DETERMINERS
    if not begins and not _is_bare(tokens, index):
        return None
    start = index + 1 if begins else index
    ordinal = tokens[start].lower_ if begins and next_is(tokens, index, _ORDINALS) else ""
    if ordinal:
        start += 1
    elif begins and _is_number(tokens, start):
        return None
    rank = _ORDER.index(ordinal) + 1 if ordinal in _ORDER else 0
    head, kind = _head(tokens, start, begins)
    if kind == "collective":
        return collective(sentence, tokens, index, head)
    if kind == "single":
        return _one(sentence, tokens, index, head, extra=word == "another" or bool(ordinal), rank=rank)
    if kind == "vague":
        return plain(tokens, index, head, "vague", None, noun=tokens[head].lower_, head=tokens[head].i)
    aged = _aged(tokens, index + 1) if begins else None
    if aged is not None:
        return plain(tokens, index, aged, "single", (1, 1, 1), noun="person")
    if ordinal and (start >= len(tokens) or tokens[start].pos_ not in {"NOUN", "ADJ", "PROPN"}):
        return plain(tokens, index, start - 1, "ordinal", (1, 1, 1), extra=True, rank=rank)
    if word == "another" and (index + 1 >= len(tokens) or tokens[index + 1].pos_ in {"VERB", "AUX", "PUNCT"}):
        return plain(tokens, index, index, "ordinal", (1, 1, 1), extra=True)
    return None


def _aged(tokens: Sequence[Token], index: int) -> int | None:
    """Return the last token of '15-year-old' where no noun follows it."""
    words = [token.lower_ for token in tokens[index : index + 5]]
    if len(words) < 5 or words[1:4] != ["-", "year", "-"] or words[4] != "old" or not tokens[index].like_num:
        return None
    return index + 4 if not noun_follows(tokens, index + 4) else None


def _is_bare(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a noun stands for one person without any determiner."""
    token = tokens[index]
    return (
        token.lower_ in PERSON_SINGULAR
        and token.pos_ in {"NOUN", "PROPN"}
        and token.tag_ not in _PLURAL_TAGS
        and starts_phrase(tokens, index)
    )


def _is_number(tokens: Sequence[Token], position: int) -> bool:
    if position >= len(tokens):
        return False
    token = tokens[position]
    return (token.like_num or token.lower_ in {"dozen", "couple"}) and not next_is(tokens, position, {"-", "‑"})


def _head(
    tokens: Sequence[Token], start: int, begins: bool
) -> tuple[int, Literal["collective", "single", "vague", ""]]:
    """Return the noun of a phrase and what it tells: a group of so many, one person, people; "" when there is none."""
    for position in range(start, min(len(tokens), start + LONGEST)):
        token = tokens[position]
        if token.lower_ in COLLECTIVES and next_is(tokens, position, {"of"}):
            return position, "collective"
        single = token.lower_ in PERSON_SINGULAR and token.tag_ not in _PLURAL_TAGS
        if single and not person_follows(tokens, position) and not _of_body(tokens, position):
            return position, "single"
        if begins and token.lower_ in PERSON_PLURAL and not person_follows(tokens, position):
            return position, "vague"
        if not _qualifies(token) or leaves_phrase(tokens, position):
            break
    return start, ""


def _of_body(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a word only begins the name of a body: 'the National Emergency Agency'."""
    follows = position + 1 < len(tokens) and tokens[position + 1].pos_ == "PROPN"
    return follows and tokens[position].ent_type_ in ORGANISATION_LABELS


def _qualifies(token: Token) -> bool:
    """Tell whether a word may stand before the noun of a phrase."""
    return (
        token.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"}
        or token.tag_ in {"VBN", "VBG", "JJ"}
        or token.text in {"-", "‑", "’s", "'s", "“", "”", '"', "‘", "’"}
        or token.ent_type_ in NATIONALITY_LABELS
        or (token.pos_ == "ADV" and (token.lower_.endswith("ly") or token.lower_ in {"once", "then", "now"}))
    )


def _one(sentence: Span, tokens: Sequence[Token], index: int, head: int, *, extra: bool, rank: int) -> Unit:
    """Return the unit of one person, with the name behind the noun."""
    token = tokens[index]
    last = tokens[with_name(tokens, hyphened(tokens, head))]
    end = last.idx + len(last)
    text = text_of(sentence.doc)
    before = text[max(sentence.start_char, token.idx - 40) : token.idx]
    if re.match(r"\s*among (?:them|those)", text[end : end + 16]):
        before = "including "
    return Unit(
        token.i,
        last.i,
        tokens[head].i,
        "single",
        (1, 1, 1),
        (token.idx, end),
        tokens[head].lower_,
        part=bool(PART_BEFORE.search(before)),
        extra=extra,
        rank=rank,
    )
