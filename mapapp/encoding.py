"""Events → the columnar JSON that the map's page reads.

One string table, one table of locations, one of articles; an event is a row of small
integers.  Nothing in the text can close a script element or look like a template: `<`, `>`,
`&`, `{`, U+2028 and U+2029 are written as \\uXXXX.  `mapapp/assets/store.js` is the reader.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from geodata.column_names import names_of_country
from geodata.errors import UsageError
from geodata.model import CASUALTY_FIELDS, HIDDEN_STATUSES, ROLES, Count, Event, Location, Source
from geodata.places.providers import credit_of, shown_credits
from geodata.taxonomy import EVENT_TYPES
from mapapp.event_titles import shown_title
from mapapp.islands import FALLBACK_LANGUAGE, dump_text
from mapapp.symbols import legend

VERSION = 1
EPOCH = dt.date(1970, 1, 1).toordinal()
DEGREE_STEPS = 100_000
"""Coordinates are whole hundred-thousandths of a degree: about one metre."""
STATUSES = ("asserted", "claimed", "denied", "planned", "background")
DATE_PRECISIONS = ("day", "week", "month", "year", "unknown")
DATE_SOURCES = ("text", "heading", "dateline", "document", "none", "person")
PLACE_SOURCES = ("sentence", "heading", "dateline", "document", "person")
CONFIDENCES = ("overall", "type", "date", "place", "casualties")
LIMITS = {"title": 400, "name": 240, "url": 2000, "quote": 3000}
"""Longest text kept in the page, in characters; the store and the data exports keep it whole."""


def encode_events(
    events: Iterable[Event],
    *,
    title: str = "",
    subtitle: str = "",
    logo: str = "",
    lang: str = FALLBACK_LANGUAGE,
) -> str:
    """Return the events as one line of JSON; raises UsageError naming an event that is off the map.

    `logo` is an image as a data address; `lang` is the language of titles that the machine wrote.
    """
    heading = {
        "page_title": shortened(title, LIMITS["title"]),
        "page_subtitle": shortened(subtitle, LIMITS["title"]),
        "page_logo": logo,
    }
    return _Encoder(events, lang).dump(heading)


def encode_patch(changed: Iterable[Event], gone: Iterable[str]) -> str:
    """Return changed and new events as `encode_events` does, with the ids of those that are gone."""
    told = encode_events(changed)
    return f'{told[:-1]},"gone":{dump_text(sorted(gone))}}}'


def shortened(text: str, limit: int) -> str:
    """Cut a text to `limit` characters and drop what UTF-8 cannot hold."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return text.encode("utf-8", "replace").decode("utf-8")


class _Table:
    """Distinct values in order of first use."""

    def __init__(self) -> None:
        self.rows: dict[Hashable, int] = {}

    def index(self, value: Hashable) -> int:
        return self.rows.setdefault(value, len(self.rows))


class _Encoder:
    def __init__(self, events: Iterable[Event], lang: str) -> None:
        self.lang = lang
        self.strings = _Table()
        self.strings.index("")
        self.locations = _Table()
        self.articles = _Table()
        self.types = {name: position for position, name in enumerate(EVENT_TYPES)}
        self.ids: list[str] = []
        self.credits: set[str] = set()
        self.columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        self.casualties: dict[str, list[int]] = {name: [] for name in CASUALTY_FIELDS}
        for event in events:
            self._add(event)

    def _text(self, text: str, kind: str) -> int:
        return self.strings.index(shortened(text, LIMITS[kind])) if text else 0

    def _add(self, event: Event) -> None:
        columns = self.columns
        self.credits.add(shortened(credit_of(event.place), LIMITS["name"]))
        columns["location"].append(self.locations.index(self._location(event)))
        for name, value in self._plain(event).items():
            columns[name].append(value)
        columns["actors"].append(len(event.actors))
        for actor in event.actors:
            columns["actor_name"].append(self._text(actor.name, "name"))
            columns["actor_role"].append(ROLES.index(actor.role))
        columns["sources"].append(len(event.sources))
        for source in event.sources:
            columns["source_article"].append(self.articles.index(self._article(source)))
            columns["source_quote"].append(self._text(source.quote, "quote"))
        for name in CASUALTY_FIELDS:
            count: Count | None = getattr(event.casualties, name)
            if count is not None:
                self.casualties[name] += (len(self.ids), count.low, count.best, count.high)
        self.ids.append(shortened(event.event_id, LIMITS["name"]))

    def _plain(self, event: Event) -> dict[str, int | None]:
        when = event.when
        start = when.start.toordinal() - EPOCH if when.start else None
        end = when.end.toordinal() - EPOCH if when.end else start
        confidence = {f"confidence_{name}": _percent(getattr(event.confidence, name)) for name in CONFIDENCES}
        return {
            "type": self.types.get(event.type, self.types["other"]),
            "title": self._text(shown_title(event, self.lang), "title"),
            "start": start,
            "days": end - start if start is not None and end is not None else 0,
            "date_precision": DATE_PRECISIONS.index(when.precision),
            "date_source": DATE_SOURCES.index(when.source),
            "date_text": self._text(when.text, "name"),
            "status": STATUSES.index(event.status),
            "place_source": PLACE_SOURCES.index(event.place_source),
            "place_text": self._text(event.place_text, "name"),
            **confidence,
        }

    def _location(self, event: Event) -> tuple[int, ...]:
        location, place = event.location, event.place
        lat, lon = _degrees(event.event_id, location)
        written = place.matched_name if place.matched_name != place.name else ""
        called = "\n".join(names_of_country(place.country))
        names = (place.name, place.admin1, place.admin2, place.country, location.text, written, called)
        return (
            lat,
            lon,
            location.geo_precision,
            max(0, round(location.radius_km * 10)) if math.isfinite(location.radius_km) else 0,
            place.geonameid or 0,
            *(self._text(name, "name") for name in names),
        )

    def _article(self, source: Source) -> tuple[int, ...]:
        return (
            self._text(source.title, "title"),
            self._text(source.publisher, "name"),
            self._text(_moment(source.published), "name"),
            self._text(source.url if len(source.url) <= LIMITS["url"] else "", "url"),
        )

    def dump(self, heading: Mapping[str, str]) -> str:
        enums = {
            "statuses": STATUSES,
            "hidden": sorted(HIDDEN_STATUSES),
            "date_precisions": DATE_PRECISIONS,
            "date_sources": DATE_SOURCES,
            "place_sources": PLACE_SOURCES,
            "roles": ROLES,
        }
        parts = {
            "version": str(VERSION),
            "count": str(len(self.ids)),
            **{name: dump_text(text) for name, text in heading.items()},
            "credits": dump_text(shown_credits(self.credits)),
            **{name: dump_text(rows) for name, rows in legend().items()},
            **{name: dump_text(values) for name, values in enums.items()},
            "ids": dump_text(self.ids),
            "strings": dump_text(list(self.strings.rows)),
            "locations": dump_text(_transposed(list(self.locations.rows), 12)),
            "articles": dump_text(_transposed(list(self.articles.rows), 4)),
            **{name: dump_text(column) for name, column in self.columns.items()},
            **{name: dump_text(column) for name, column in self.casualties.items()},
        }
        return "{" + ",".join(f'"{name}":{part}' for name, part in parts.items()) + "}"


_COLUMNS = (
    "type", "title", "location", "start", "days", "date_precision", "date_source", "date_text", "status",
    "place_source", "place_text", "confidence_overall", "confidence_type", "confidence_date", "confidence_place",
    "confidence_casualties", "actors", "actor_name", "actor_role", "sources", "source_article", "source_quote",
)  # fmt: skip


def _transposed(rows: Sequence[Any], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _moment(at: dt.datetime | None) -> str:
    """Return a date of publication in ISO's form; the day alone where no more is known, which is kept as midnight."""
    if at is None:
        return ""
    midnight = (at.hour, at.minute, at.second) == (0, 0, 0)
    return at.date().isoformat() if midnight else at.isoformat(timespec="minutes")


def _percent(value: float) -> int:
    return round(100 * min(1.0, max(0.0, value))) if math.isfinite(value) else 0


def _degrees(event_id: str, location: Location) -> tuple[int, int]:
    lat, lon = location.lat, location.lon
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise UsageError(
            f"event {event_id!r}: its coordinates ({lat}, {lon}) are not on the map; "
            "latitude goes from -90 to 90, longitude from -180 to 180"
        )
    return round(lat * DEGREE_STEPS), round(lon * DEGREE_STEPS)
