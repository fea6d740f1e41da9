"""What the analyst wants to see, kept in the page's address, applied everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from geodata.selection import Selection
from geodata.taxonomy import CATEGORIES, EVENT_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters(Selection):
    """The selection of a session, and the forms in which it travels."""

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
        since=date_of(query.get("since", "")),
        until=date_of(query.get("until", "")),
        text=query.get("q", "")[:200],
        min_confidence=_fraction(query.get("confidence", "")),
        background=query.get("background", "") == "1",
    )


def date_of(value: object) -> dt.date | None:
    """Return the day that an ISO date names, None for anything else."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def _fraction(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        return 0.0
    return number if 0.0 <= number <= 1.0 else 0.0
