"""Which events are wanted: one value for the command line, the dashboard and the exports."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from geodata.column_names import country_names, names_of_country
from geodata.errors import UnknownName, UsageError
from geodata.model import Event
from geodata.taxonomy import CATEGORIES, EVENT_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of degrees; `west` above `east` means that it lies across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in it."""
        if not self.south <= lat <= self.north:
            return False
        return self.west <= lon <= self.east if self.west <= self.east else lon >= self.west or lon <= self.east


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events are wanted; empty fields do not choose."""

    categories: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    min_confidence: float = 0.0
    background: bool = False
    box: Box | None = None

    def admits(self, event: Event, text: str | None = None) -> bool:
        """Tell whether an event is wanted; `text` is what `searchable` says of it, where that is known already."""
        return (
            (self.background or not event.hidden)
            and (not self.categories or event.category in self.categories)
            and (not self.types or event.type in self.types)
            and event.confidence.overall >= self.min_confidence
            and self._in_time(event)
            and (self.box is None or self.box.holds(event.location.lat, event.location.lon))
            and (not self.text or self._matches(searchable(event) if text is None else text))
        )

    def apply(self, events: Iterable[Event], texts: Mapping[str, str] | None = None) -> list[Event]:
        """Return the events that are wanted, in their order; `texts` holds what `searchable` says of each by its id."""
        known = texts or {}
        return [event for event in events if self.admits(event, known.get(event.event_id))]

    def _matches(self, text: str) -> bool:
        return all(word in text for word in sought_words(self.text))

    def _in_time(self, event: Event) -> bool:
        start, end = event.when.start, event.when.end or event.when.start
        if self.since is None and self.until is None:
            return True
        if start is None or end is None:
            return False
        return (self.since is None or end >= self.since) and (self.until is None or start <= self.until)


def read_selection(
    *,
    types: str = "",
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    bbox: str | tuple[float, float, float, float] | None = None,
    min_confidence: float = 0.0,
    background: bool = True,
) -> Selection:
    """Read a selection as a person writes it.

    `types` are names of types or categories, comma separated; dates are ISO days; `bbox` is
    west,south,east,north in degrees.  Raises UsageError (UnknownName for a type) that says what
    was wrong.
    """
    names = frozenset(name.strip() for name in types.split(",") if name.strip())
    for name in sorted(names):
        if name not in EVENT_TYPES and name not in CATEGORIES:
            raise UnknownName("event type", name, {*CATEGORIES, *EVENT_TYPES})
    first, last = _day("since", since), _day("until", until)
    if first and last and first > last:
        raise UsageError(f"since={first} lies after until={last}: nothing could be shown; exchange them")
    if not 0.0 <= min_confidence <= 1.0:
        raise UsageError(f"min_confidence={min_confidence}: a number from 0 to 1 is needed")
    return Selection(
        types=frozenset(n for n, kind in EVENT_TYPES.items() if n in names or kind.category in names),
        since=first,
        until=last,
        min_confidence=min_confidence,
        background=background,
        box=_box(bbox) if bbox else None,
    )


def _day(name: str, value: str | dt.date | None) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{name}={value!r}: a day like 2026-02-22 is needed") from None


def _box(bbox: str | tuple[float, float, float, float]) -> Box:
    parts = bbox.split(",") if isinstance(bbox, str) else bbox
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        raise UsageError(f"bbox={bbox!r}: west,south,east,north in degrees are needed, like -106,18,-101,23") from None
    numbers = (west, south, east, north)
    on_earth = (
        all(map(math.isfinite, numbers)) and max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90
    )
    if not on_earth or south > north:
        raise UsageError(
            f"bbox={bbox!r}: west,south,east,north; longitudes from -180 to 180, latitudes from -90 to 90, south first"
        )
    return Box(west=west, south=south, east=east, north=north)


MOST_WORDS = 8
LONGEST_SEARCH = 200
# As in mapapp/assets/words.js: the page and the dashboard must find the same events.
_ACCENTS = {
    "a": "àáâãäåāăą", "c": "çćč", "d": "ďđ", "e": "èéêëēėęě", "g": "gğģ", "i": "ìíîïīıį", "l": "łľ", "n": "ñńňņ",
    "o": "òóôõöøōő", "r": "řŕ", "s": "śšşș", "t": "ťţț", "u": "ùúûüūůűų", "y": "ýÿ", "z": "źżž", "'": "’‘ʼ",
}  # fmt: skip
_PLAIN = str.maketrans({accented: plain for plain, group in _ACCENTS.items() for accented in group})


@lru_cache(maxsize=64)
def sought_words(text: str) -> tuple[str, ...]:
    """Return the words of a search as `searchable` spells them; an event must have each, anywhere."""
    words = text[:LONGEST_SEARCH].split()[:MOST_WORDS]
    plain = ("".join(c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f") for word in words)
    return tuple(word.lower().translate(_PLAIN) for word in plain)


def searchable(event: Event) -> str:
    """Return what the text search looks at, in small letters without accents: title, type, place, actors, sources.

    Of the place: its names, as the gazetteer has it and as it was written, and those of its country.
    """
    place = event.place
    parts = [event.title, EVENT_TYPES[event.type].label if event.type in EVENT_TYPES else ""]
    parts += [place.name, place.admin1, place.admin2, event.location.text, event.place_text, place.matched_name]
    parts += names_of_country(place.country)
    parts += [actor.name for actor in event.actors]
    parts += [text for source in event.sources for text in (source.quote, source.publisher)]
    return _plain("\n".join(parts))


def countries_called(text: str) -> list[str]:
    """Return the codes of the countries that a search names, in any of their English names."""
    words = sought_words(text)
    called = ((code, _plain("\n".join(names_of_country(code)))) for code in country_names())
    return sorted(code for code, names in called if words and all(word in names for word in words))


def _plain(text: str) -> str:
    return text.lower().translate(_PLAIN)
