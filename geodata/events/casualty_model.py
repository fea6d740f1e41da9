"""Casualty figures as told, and as added up for one event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from geodata.events.casualty_words import (
    CountField,
)
from geodata.model import Casualties, Count, Span, Status

CountMode = Literal["total", "additional", "part", "superseded", "denied", "cumulative"]

Side = Literal["attackers", "security", "generic", "civilians"]


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
    side: Side = "generic"
    """Whose people: two sides of one fight add up, a generic number holds them all."""
    toll: bool = False
    """Whether it is called a toll or count, which later replaces an earlier one."""
    single: bool = False
    """One person told of by role, name or pronoun, who may be among a number given elsewhere."""
    rank: int = 0
    """3 for 'a third died': two were told of before."""
    elsewhere: bool = False
    """Whether a place or date stands between this figure and the one before in the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyReport:
    """The casualties of one event with the words that each figure came from."""

    casualties: Casualties = field(default_factory=Casualties)
    field_spans: Mapping[str, Span] = field(default_factory=dict)
    confidence: float = 0.0
