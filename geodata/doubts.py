"""Why an event should be looked at by a person, and which one first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geodata.model import CASUALTY_FIELDS, Event

SURE = 0.7
"""Below this a value is worth a look."""
WORTH_A_LOOK = 0.45
"""Doubts that add up to less are left out of the queue: it should choose, not only sort."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to look at an event, and how much it weighs."""

    reason: str
    weight: float


def doubts_of(event: Event) -> list[Doubt]:
    """Return the reasons to look at an event, the weightiest first; [] when there is none."""
    return sorted(_doubts(event), key=lambda doubt: -doubt.weight)


def by_doubt(events: Iterable[Event], checked: frozenset[str] = frozenset()) -> list[Event]:
    """Return the events that nobody has checked and that raise a doubt, the most doubtful first."""
    rated = [
        (sum(doubt.weight for doubt in doubts_of(event)), event) for event in events if event.event_id not in checked
    ]
    return [
        event
        for weight, event in sorted(rated, key=lambda item: (-item[0], item[1].event_id))
        if weight >= WORTH_A_LOOK
    ]


def _doubts(event: Event) -> Iterator[Doubt]:
    sure = event.confidence
    if sure.overall < SURE:
        yield Doubt(f"{sure.overall:.0%} sure that this happened and where", 2 * (SURE - sure.overall) + 0.2)
    if event.place_text:
        yield Doubt("the place's spelling was corrected", 0.5)
    if 0 < sure.place < SURE:
        yield Doubt("the place's name may mean several places", 2 * (SURE - sure.place) + 0.2)
    if event.place_source in {"dateline", "document"} and event.sources:
        yield Doubt("no place stands with it; the article's was taken", 0.4)
    if event.location.geo_precision >= 3:
        yield Doubt("the place is a whole province or country", 0.2)
    if event.when.source in {"document", "none"}:
        yield Doubt("the text names no date; the day of publication was taken", 0.4)
    elif event.when.source != "person" and 0 < sure.date < SURE:
        yield Doubt("the date may belong to something else", SURE - sure.date + 0.1)
    if 0 < sure.type < SURE:
        yield Doubt("the type is unsure", SURE - sure.type + 0.1)
    if any((count := getattr(event.casualties, name)) and count.low != count.high for name in CASUALTY_FIELDS):
        yield Doubt("the sources give different numbers", 0.3)
    if event.status == "claimed":
        yield Doubt("it is only claimed", 0.1)
