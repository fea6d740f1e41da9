"""How many people were killed, hurt, arrested, missing or driven from home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc

from geodata.model import Casualties, Count, Span, Status

CountField = Literal["fatalities", "injured", "arrested", "missing", "displaced"]
CountMode = Literal["total", "additional", "part", "superseded", "denied", "cumulative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMention:
    """A number of people and what befell them, as one clause tells it."""

    field: CountField
    count: Count
    mode: CountMode
    number: Span
    """The words that give the number: 'at least 17', 'a fruit seller', a victim's name."""
    word: Span
    """The word that says what befell them: 'killed', 'toll', 'arrests'."""
    sentence: int
    status: Status = "asserted"
    victims: tuple[str, ...] = ()
    """Named victims."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyReport:
    """The casualties of one event with the words that each figure came from."""

    casualties: Casualties = Casualties()
    field_spans: Mapping[str, Span] = field(default_factory=dict)
    confidence: float = 0.0


def find_counts(doc: Doc) -> list[CountMention]:
    """Return the casualty figures of a doc in the order of the text."""
    return []


def combine(counts: Sequence[CountMention]) -> CasualtyReport:
    """Return the casualties of one event from the mentions that belong to it, in text order."""
    return CasualtyReport()
