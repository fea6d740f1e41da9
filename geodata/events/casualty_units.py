"""What a noun phrase of people is: 'at least 17 people', 'a fruit seller', 'Fausto Loor'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from geodata.events.numbers import Extremes

UnitKind = Literal["number", "single", "name", "pronoun", "nobody", "ordinal", "vague"]


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


def plain(
    tokens: Sequence[Token],
    first: int,
    last: int,
    kind: UnitKind,
    count: Extremes | None,
    *,
    noun: str = "",
    head: int | None = None,
    extra: bool = False,
    rank: int = 0,
) -> Unit:
    """Return the unit of some tokens of a sentence; its head is the last of them unless one of the doc is given."""
    start, end = tokens[first], tokens[last]
    number = (start.idx, end.idx + len(end))
    return Unit(start.i, end.i, end.i if head is None else head, kind, count, number, noun=noun, extra=extra, rank=rank)
