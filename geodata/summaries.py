"""Events counted and summed up: by type, country, division and week; pure functions for tables and plots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geodata.model import CASUALTY_FIELDS, Event
from geodata.taxonomy import EVENT_TYPES

UNDATED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group of events: how many, and the sums of the figures to quote."""

    name: str
    events: int
    fatalities: int
    injured: int
    arrested: int
    missing: int
    displaced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """An event whose sources differ in a number."""

    event: Event
    field: str
    low: int
    best: int
    high: int


def week_of(event: Event) -> str:
    """Return the Monday of the week in which an event began, ISO; "" when it has no date."""
    start = event.when.start
    return UNDATED if start is None else (start - dt.timedelta(days=start.weekday())).isoformat()


def division_of(event: Event) -> str:
    """Return "division, country" of an event's place, or the country alone."""
    place = event.place
    return ", ".join(part for part in (place.admin1, place.country) if part) or "unknown"


KEYS: dict[str, Callable[[Event], str]] = {
    "category": lambda event: event.category,
    "type": lambda event: EVENT_TYPES[event.type].label if event.type in EVENT_TYPES else event.type,
    "country": lambda event: event.place.country or "unknown",
    "division": division_of,
    "week": week_of,
}
"""By what events can be grouped."""


def summed(events: Iterable[Event], by: str) -> list[Row]:
    """Return the events grouped by a key of `KEYS`, the largest group first (weeks in their order)."""
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(KEYS[by](event), []).append(event)
    rows = [_row(name, group) for name, group in groups.items()]
    return sorted(rows, key=lambda row: row.name) if by == "week" else sorted(rows, key=lambda r: (-r.events, r.name))


def _row(name: str, events: Sequence[Event]) -> Row:
    sums = {
        field: sum(count.best for event in events if (count := getattr(event.casualties, field)) is not None)
        for field in CASUALTY_FIELDS
    }
    return Row(name=name, events=len(events), **sums)


def crossed(events: Iterable[Event], down: str, across: str, *, most: int = 20) -> list[tuple[str, str, int]]:
    """Return (down, across, events) of the `most` largest groups down, for a heat map."""
    events = list(events)
    kept = {row.name for row in summed(events, down)[:most]}
    cells: dict[tuple[str, str], int] = {}
    for event in events:
        cell = (KEYS[down](event), KEYS[across](event))
        if cell[0] in kept and cell[1] != UNDATED:
            cells[cell] = cells.get(cell, 0) + 1
    return [(*cell, number) for cell, number in sorted(cells.items())]


def differing(events: Iterable[Event]) -> list[Differing]:
    """Return the numbers in which the sources of one event differ, the widest range first."""
    found = [
        Differing(event=event, field=field, low=count.low, best=count.best, high=count.high)
        for event in events
        for field in CASUALTY_FIELDS
        if (count := getattr(event.casualties, field)) is not None and count.low != count.high
    ]
    return sorted(found, key=lambda one: (one.low - one.high, one.event.event_id, one.field))
