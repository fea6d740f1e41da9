"""Numbers of people: 'at least 17 people', 'two of the injured', 'a family of five'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span, Token

from geodata.events.casualty_numbers import is_other_number, text_of
from geodata.events.casualty_phrases import noun_after
from geodata.events.casualty_units import Unit
from geodata.events.casualty_words import (
    COLLECTIVES,
    EXTRA_AFTER,
    EXTRA_BEFORE,
    NOT_PEOPLE,
    PART_AFTER,
    PART_BEFORE,
    SUPERSEDED_BEFORE,
)
from geodata.events.numbers import NumberMention, find_numbers

_GROUPS = COLLECTIVES - {"crew"}
"""Nouns whose number is not one of people: 'three families'."""

_MORE = re.compile(r"\b(?:another|further|additional)\b")

_STATE_OF_PART = re.compile(
    r"\s+(?:critically|seriously|gravely|badly|in (?:a )?(?:critical|serious|grave)|with (?:a )?(?:bullet|head"
    r"|serious|critical|severe|burns))"
)

_OUT_OF = re.compile(r"\b[Oo]f (?:the |those |some |about )?[\w, -]{1,60}, (?:only |just |some |about )?$")


def number_unit(
    sentence: Span, tokens: Sequence[Token], index: int, mention: NumberMention, last_token: int
) -> Unit | None:
    """Return the unit of a number that begins at a token and ends with a token of the doc; None: it is no people."""
    doc, offset = sentence.doc, sentence.start_char
    start, end = mention.span.start + offset, mention.span.end + offset
    before = text_of(doc)[max(sentence.start_char, start - 60) : start]
    after = text_of(doc)[end : min(sentence.end_char, end + 60)]
    if is_other_number(mention, text_of(doc)[mention.core.start + offset : end], before, after):
        return None
    last = next(i for i in range(index, len(tokens)) if tokens[i].i == last_token)
    stop, noun, state, known = noun_after(tokens, last + 1)
    if noun in NOT_PEOPLE or known == "thing" or noun in _GROUPS:
        return None
    ends = tokens[max(stop, last)].i
    return Unit(
        tokens[index].i,
        ends,
        ends,
        "number",
        (mention.low, mention.best, mention.high),
        (start, end),
        noun,
        part=_is_part(before, after),
        extra=bool(
            EXTRA_BEFORE.search(before) or re.match(EXTRA_AFTER, after) or _MORE.search(text_of(doc)[start:end].lower())
        ),
        superseded=bool(SUPERSEDED_BEFORE.search(before)),
        state=state,
        person=known == "person",
    )


def _is_part(before: str, after: str) -> bool:
    """Tell whether a number is a part of one that was told: 'of the 12, three …', 'nine, two critically'."""
    return bool(
        PART_BEFORE.search(before)
        or PART_AFTER.match(after)
        or (before.endswith(", ") and _STATE_OF_PART.match(after))
        or _OUT_OF.search(before)
    )


def collective(sentence: Span, tokens: Sequence[Token], index: int, position: int) -> Unit | None:
    """Return 'a family of five' as a unit of five."""
    if position + 2 >= len(tokens):
        return None
    text = text_of(sentence.doc)[tokens[position + 2].idx : sentence.end_char]
    mention = next(find_numbers(text[:40]), None)
    if mention is None or mention.span.start > 0:
        return None
    end = tokens[position + 2].idx + mention.span.end
    last = position + 2
    while last + 1 < len(tokens) and tokens[last + 1].idx < end:
        last += 1
    stop, noun, _, known = noun_after(tokens, last + 1)
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
