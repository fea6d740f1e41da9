"""Questions to an archive's events: filters and counts through DuckDB on the Parquet files, nothing loaded before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from geodata.archive.manifest import Manifest, read_manifest
from geodata.errors import InputError, UsageError
from geodata.model import (
    CASUALTY_FIELDS,
    HIDDEN_STATUSES,
    Casualties,
    Confidence,
    Count,
    Event,
    Location,
    Place,
    Source,
    When,
)
from geodata.selection import Box, Selection, countries_called
from geodata.taxonomy import CATEGORIES
from geodata.values import from_json

_LIGHT = (
    "event_id", "month", "country", "title", "type", "category", "status", "date_start", "date_end", "date_precision",
    "place", "admin1", "lat", "lon", "geo_precision", "radius_km", "place_source", "confidence", "quote", "article_id",
    *(f"{name}_best" for name in CASUALTY_FIELDS),
)  # fmt: skip
"""The columns that a point on the map and a line of the list need."""
_WORDS = (
    "title", "place", "admin1", "nullif(country, 'unknown')", "place_text", "perpetrator", "target", "participant",
    "responder", "affected", "quote",
)  # fmt: skip
"""Where a text is searched for."""
_SETTINGS = (
    "SET autoinstall_known_extensions = false",  # nothing is downloaded
    "SET autoload_known_extensions = false",
    "SET enable_geoparquet_conversion = false",
    "SET parquet_metadata_cache = true",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The events in a cell of the map: how many of each category, about their middle."""

    lat: float
    lon: float
    box: Box
    counts: tuple[int, ...]
    """By category, in the order of the taxonomy."""

    @property
    def count(self) -> int:
        """All events of the cell."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """An event as far as a point and a line need it, and the folder in which the whole of it lies."""

    event: Event
    month: str
    country: str


class ArchiveEvents:
    """The events of an output folder of `dateline batch`; threads may share it."""

    def __init__(self, out: Path) -> None:
        """Open a folder; raises UsageError where there is no finished run."""
        manifest = read_manifest(out)
        if manifest is None or manifest.state == "running":
            state = "has not come to its end yet" if manifest else "holds no output of dateline batch"
            raise UsageError(f"{out}: {state}; run dateline batch SOURCE… --out {out}")
        self.manifest: Manifest = manifest
        self.files = sorted(str(path) for path in (out / "events").glob("month=*/country=*/*.parquet"))
        self._origin = str(out)
        self._database = duckdb.connect(":memory:")
        self._lock_down(out)
        if self.files:
            # A view takes no values, so the names of the files stand in its text.
            names = ", ".join("'" + name.replace("'", "''") + "'" for name in self.files)
            options = "hive_partitioning = true, hive_types_autocast = false"
            self._database.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet([{names}], {options})")

    def _lock_down(self, out: Path) -> None:
        """Leave no way to other files, or to change that."""
        for setting in _SETTINGS:
            self._database.execute(setting)
        self._database.execute("SET allowed_directories = ?", [[str(out.resolve()), str(out)]])
        self._database.execute("SET enable_external_access = false")
        self._database.execute("SET lock_configuration = true")

    def count(self, wanted: Selection) -> int:
        """Return how many events are wanted."""
        rows = self._rows("count(*)", wanted)
        return int(rows[0][0]) if rows else 0

    @cached_property
    def first_and_last(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day of any event."""
        rows = self._rows("min(date_start), max(date_start)", Selection(background=True))
        return rows[0] if rows else (None, None)

    def by_category(self, wanted: Selection) -> dict[str, int]:
        """Return how many events are wanted of each category."""
        return dict(self._rows("category, count(*)", wanted, "GROUP BY category"))

    def cells(self, wanted: Selection, *, lat_step: float, lon_step: float) -> list[Cell]:
        """Return the cells of a grid of degrees that hold wanted events."""
        columns = "floor(lat / ?) AS r, floor(lon / ?) AS c, category, count(*), avg(lat), avg(lon)"
        found: dict[tuple[float, float], list[Any]] = {}
        for row in self._rows(columns, wanted, "GROUP BY r, c, category", [lat_step, lon_step]):
            found.setdefault((row[0], row[1]), []).append(row[2:])
        return [_cell(key, parts, lat_step, lon_step) for key, parts in sorted(found.items())]

    def light(self, wanted: Selection, *, most: int) -> list[Light]:
        """Return the newest of the wanted events, no more than `most`."""
        order = "ORDER BY date_start DESC NULLS LAST, event_id LIMIT ?"
        return [_light(row) for row in self._rows(", ".join(_LIGHT), wanted, order, after=[most])]

    def whole(self, event: Light) -> Event:
        """Return all that is known of an event; raises InputError where its file has changed meanwhile."""
        where = "SELECT value FROM events WHERE month = ? AND country = ? AND event_id = ? LIMIT 1"
        rows = self._run(where, [event.month, event.country, event.event.event_id])
        if not rows:
            raise InputError("the event is not there any more; open the folder anew", origin=self._origin)
        try:
            return from_json(Event, rows[0][0])
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise InputError(
                f"the event is damaged ({error}); run dateline batch again", origin=self._origin
            ) from error

    def _rows(
        self, columns: str, wanted: Selection, rest: str = "", before: Sequence[Any] = (), *, after: Sequence[Any] = ()
    ) -> list[Any]:
        where, values = conditions(wanted)
        return self._run(f"SELECT {columns} FROM events WHERE {where} {rest}", [*before, *values, *after])

    def _run(self, sql: str, values: Sequence[Any]) -> list[Any]:
        if not self.files:
            return []
        try:
            with self._database.cursor() as cursor:
                return cursor.execute(sql, list(values)).fetchall()
        except duckdb.Error as error:
            raise InputError(
                f"cannot be read ({error}); remove the file that is named and run dateline batch again",
                origin=self._origin,
            ) from error


def conditions(wanted: Selection) -> tuple[str, list[Any]]:
    """Return a selection as the condition of a query, and its values; no value ever stands in the text."""
    parts: list[tuple[str, list[Any]]] = [("true", [])]
    if not wanted.background:
        parts.append(("NOT list_contains(?, status)", [sorted(HIDDEN_STATUSES)]))
    for column, names in (("category", wanted.categories), ("type", wanted.types)):
        if names:
            parts.append((f"list_contains(?, {column})", [sorted(names)]))
    if wanted.since:
        # A folder tells the month, so that months before need not be opened for events of one day.
        parts.append(("coalesce(date_end, date_start) >= ?", [wanted.since]))
    if wanted.until:
        parts.append(("date_start <= ?", [wanted.until]))
        parts.append(("month <= ?", [f"{wanted.until:%Y-%m}"]))
    if wanted.min_confidence:
        parts.append(("confidence >= ?", [wanted.min_confidence]))
    if wanted.box:
        parts.append(_in_box(wanted.box))
    if wanted.text:
        parts.append(_says(wanted.text))
    return " AND ".join(part for part, _ in parts), [value for _, values in parts for value in values]


def _says(text: str) -> tuple[str, list[Any]]:
    """Return the condition that a column of words holds a text, in letters of any case, or that it names the country.

    Most texts go by ILIKE, which takes half the time but folds plain letters alone and has signs of its own.
    """
    codes = countries_called(text)
    abroad, values = (" OR list_contains(?, country)", [codes]) if codes else ("", [])
    if text.isascii() and text.isprintable() and not set(text) & set("%_\\"):
        return f"({' OR '.join(f'{column} ILIKE ?' for column in _WORDS)}{abroad})", [f"%{text}%"] * len(
            _WORDS
        ) + values
    return f"(contains(lower(concat_ws(chr(10), {', '.join(_WORDS)})), lower(?)){abroad})", [text, *values]


def _in_box(box: Box) -> tuple[str, list[Any]]:
    joined = "AND" if box.west <= box.east else "OR"
    return f"lat BETWEEN ? AND ? AND (lon >= ? {joined} lon <= ?)", [box.south, box.north, box.west, box.east]


def _cell(key: tuple[float, float], parts: list[Any], lat_step: float, lon_step: float) -> Cell:
    counts = {category: count for category, count, _, _ in parts}
    total = sum(counts.values())
    south, west = key[0] * lat_step, key[1] * lon_step
    return Cell(
        lat=sum(count * lat for _, count, lat, _ in parts) / total,
        lon=sum(count * lon for _, count, _, lon in parts) / total,
        box=Box(
            west=max(-180.0, west),
            south=max(-90.0, south),
            east=min(180.0, west + lon_step),
            north=min(90.0, south + lat_step),
        ),
        counts=tuple(counts.get(name, 0) for name in CATEGORIES),
    )


def _light(row: Sequence[Any]) -> Light:
    held = dict(zip(_LIGHT, row, strict=True))
    best = {name: held[f"{name}_best"] for name in CASUALTY_FIELDS}
    country = "" if held["country"] == "unknown" else held["country"]
    place = Place(name=held["place"], lat=held["lat"], lon=held["lon"], country=country, admin1=held["admin1"])
    event = Event(
        event_id=held["event_id"],
        type=held["type"],
        category=held["category"],
        title=held["title"],
        when=When(start=held["date_start"], end=held["date_end"], precision=held["date_precision"]),
        location=Location(
            place=place,
            lat=held["lat"],
            lon=held["lon"],
            geo_precision=held["geo_precision"],
            radius_km=held["radius_km"],
        ),
        place_source=held["place_source"],
        casualties=Casualties(**{name: _count(number) for name, number in best.items()}),
        status=held["status"],
        sources=(Source(article_id=held["article_id"], start=0, end=0, quote=held["quote"]),),
        confidence=Confidence(overall=held["confidence"]),
    )
    return Light(event=event, month=held["month"], country=held["country"])


def _count(best: int | None) -> Count | None:
    return None if best is None else Count(low=best, best=best, high=best)
