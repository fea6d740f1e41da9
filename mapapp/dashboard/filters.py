"""What the analyst wants to see: one value, kept in the page's address, applied everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from geodata.model import Event
from geodata.taxonomy import CATEGORIES, EVENT_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which events are shown; empty fields do not filter."""

    categories: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    min_confidence: float = 0.0
    background: bool = False

    def admits(self, event: Event) -> bool:
        """Tell whether an event is to be shown."""
        return (
            (self.background or not event.hidden)
            and (not self.categories or event.category in self.categories)
            and (not self.types or event.type in self.types)
            and event.confidence.overall >= self.min_confidence
            and self._in_time(event)
            and (not self.text or self.text.casefold() in _searchable(event))
        )

    def apply(self, events: Iterable[Event]) -> list[Event]:
        """Return the events to be shown, in their order."""
        return [event for event in events if self.admits(event)]

    def _in_time(self, event: Event) -> bool:
        start, end = event.when.start, event.when.end or event.when.start
        if self.since is None and self.until is None:
            return True
        if start is None or end is None:
            return False
        return (self.since is None or end >= self.since) and (self.until is None or start <= self.until)

    def to_layer(self) -> dict[str, Any]:
        """Return the few bytes that the map layer filters by."""
        return {
            "categories": sorted(self.categories) or None,
            "types": sorted(self.types) or None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "text": self.text,
            "minConfidence": self.min_confidence,
            "background": self.background,
        }

    def to_query(self) -> dict[str, str]:
        """Return the filters as parts of the page's address; defaults are left out."""
        parts = {
            "category": ",".join(sorted(self.categories)),
            "type": ",".join(sorted(self.types)),
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "q": self.text,
            "confidence": f"{self.min_confidence:.2f}" if self.min_confidence else "",
            "background": "1" if self.background else "",
        }
        return {name: value for name, value in parts.items() if value}


def filters_from_query(query: Mapping[str, str]) -> Filters:
    """Read filters from an address; whatever is not understood there is left out."""
    return replace(
        Filters(),
        categories=frozenset(query.get("category", "").split(",")) & frozenset(CATEGORIES),
        types=frozenset(query.get("type", "").split(",")) & frozenset(EVENT_TYPES),
        since=_date(query.get("since", "")),
        until=_date(query.get("until", "")),
        text=query.get("q", "")[:200],
        min_confidence=_fraction(query.get("confidence", "")),
        background=query.get("background", "") == "1",
    )


def _date(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _fraction(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        return 0.0
    return number if 0.0 <= number <= 1.0 else 0.0


def _searchable(event: Event) -> str:
    """Return what the text search looks at: title, place, actors, quotes."""
    place = event.place
    parts = [event.title, place.name, place.admin1, place.country, event.place_text]
    parts += [actor.name for actor in event.actors]
    parts += [source.quote for source in event.sources]
    return "\n".join(parts).casefold()
