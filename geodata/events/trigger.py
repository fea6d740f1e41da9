"""The value that `find_triggers` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geodata.model import Status

TriggerKind = Literal["event", "casualty", "consequence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A word or phrase that tells of an event.

    `start` and `end` are characters, `token` the head word's index in the doc, `sentence` and
    `block` indices into the doc's sentences and the layout's blocks, `score` from 0 to 1.
    """

    type: str
    """A type of the taxonomy; empty when only the consequences are told."""
    kind: TriggerKind
    start: int
    end: int
    token: int
    sentence: int
    block: int
    score: float
    status: Status
    phrase: str
    """The table's entry that matched."""
    subject: int | None = None
    object: int | None = None
    nominal: bool = False
    anaphoric: bool = False
    """A definite reference ('the blast') rather than a new event."""
    consequence: bool = False
    """Tells what followed from an event: casualties, evacuation, response."""
    types: tuple[tuple[str, float], ...] = ()
    """Types that the sentence and its surroundings allow with their probabilities, best first."""
    event_probability: float = 1.0
    """How likely the sentence reports an event at all, in the model's opinion."""
    found_by: Literal["table", "model"] = "table"
    """`model`: no word of the table, the sentence as a whole reads like an event of this type."""
