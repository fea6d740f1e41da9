"""How sure an event and each of its fields is."""

from __future__ import annotations

from geodata.events.cluster import Draft
from geodata.events.passage import Passage
from geodata.model import Confidence, When


def confidence_of(passage: Passage, draft: Draft, event_type: str, when: When, casualties: float) -> Confidence:
    """Return the confidence of an event."""
    return Confidence(overall=0.5)
