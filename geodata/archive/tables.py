"""Articles, mentions and events as Arrow tables: columns, types, and what makes a Parquet file GeoParquet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import shapely

from geodata.column_names import dictionary
from geodata.events.merge import reach
from geodata.model import Article, Event, Resolution
from geodata.pipeline import Result
from geodata.records import Record, clean, event_to_record
from geodata.values import to_json

UNKNOWN = "unknown"
"""The month or country of what has none."""
_TYPES = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
"""A column without a coordinate system is in longitude and latitude, as GeoParquet says."""
_KEYS = [("month", pa.string()), ("country", pa.string())]
_ARTICLES = [
    ("article_id", pa.string()), ("title", pa.string()), ("publisher", pa.string()), ("author", pa.string()),
    ("published", pa.string()), ("url", pa.string()), ("language", pa.string()), ("origin", pa.string()),
    ("events", pa.int32()), ("mentions", pa.int32()), ("text", pa.string()),
]  # fmt: skip
_MENTIONS = [
    ("article_id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()),
    ("kind", pa.string()), ("place", pa.string()), ("admin1", pa.string()), ("geonameid", pa.int64()),
    ("lat", pa.float64()), ("lon", pa.float64()), ("confidence", pa.float32()),
]  # fmt: skip
_GEOMETRY = [("geometry", pa.binary())]
ACCOUNTS = pa.schema(
    [("event_id", pa.string()), ("day", pa.int32()), ("last", pa.int32()), ("row", pa.int16()), ("column", pa.int16()),
     ("reach", pa.int8()), ("value", pa.string())]
)  # fmt: skip
"""Events of single articles with what they are merged by: days since year 1, cells, and the event as JSON."""


@lru_cache(maxsize=1)
def schemas() -> dict[str, pa.Schema]:
    """Return the columns of each data set, with the month and the country that become folders."""
    events = [(column.name, _TYPES[column.type]) for column in dictionary()["dateline"] if column.name != "country"]
    values = {"articles": _ARTICLES, "mentions": _MENTIONS, "events": [*events, ("value", pa.string())]}
    about = {b"geo": json.dumps(_GEO).encode()}
    return {name: pa.schema([*_KEYS, *columns, *_GEOMETRY], metadata=about) for name, columns in values.items()}


def file_schema(dataset: str) -> pa.Schema:
    """Return the columns of a data set's files: month and country are in their folders' names."""
    schema = schemas()[dataset]
    return pa.schema([column for column in schema if column.name not in dict(_KEYS)], metadata=schema.metadata)


def article_table(results: Iterable[Result]) -> pa.Table:
    """Return a row an article, at the point of its first event."""
    return _table("articles", [_article_row(result) for result in results])


def mention_table(results: Iterable[Result]) -> pa.Table:
    """Return a row for each toponym, at the place that it was taken to mean."""
    return _table("mentions", [_mention_row(result.article, r) for result in results for r in result.resolutions])


def event_table(events: Iterable[Event]) -> pa.Table:
    """Return a row an event: the columns of the data dictionary, and the whole event as JSON in `value`."""
    return _table("events", [_event_row(event) for event in events])


def account_table(results: Iterable[Result]) -> pa.Table:
    """Return a row for each event of an article, with what it is merged by."""
    rows = [_account_row(event) for result in results for event in result.events]
    return pa.Table.from_pylist(rows, schema=ACCOUNTS)


def sorted_by_folder(table: pa.Table) -> pa.Table:
    """Return the rows by month and country, in their order otherwise."""
    return table.sort_by([("month", "ascending"), ("country", "ascending")])


def _table(dataset: str, rows: Sequence[Record]) -> pa.Table:
    schema = schemas()[dataset]
    lons, lats = [row.get("lon") for row in rows], [row.get("lat") for row in rows]
    points = [
        None if lon is None or lat is None else shapely.to_wkb(shapely.Point(lon, lat))
        for lon, lat in zip(lons, lats, strict=True)
    ]
    columns = [
        pa.array(points if column.name == "geometry" else [row[column.name] for row in rows], type=column.type)
        for column in schema
    ]
    return sorted_by_folder(pa.Table.from_arrays(columns, schema=schema))


def _article_row(result: Result) -> Record:
    article = result.article
    point = result.events[0].location if result.events else None
    texts = {
        "article_id": article.id, "title": article.title, "publisher": article.publisher, "author": article.author,
        "published": article.published.isoformat() if article.published else None, "url": article.url,
        "language": article.language, "origin": article.origin, "text": article.text,
    }  # fmt: skip
    return {
        **{name: clean(text) if text is not None else None for name, text in texts.items()},
        "month": month_of_article(article),
        "country": _country_of(result),
        "events": len(result.events),
        "mentions": len(result.resolutions),
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
    }


def month_of_article(article: Article) -> str:
    """Return the month of publication, like 2026-02."""
    return f"{article.published:%Y-%m}" if article.published else UNKNOWN


def _country_of(result: Result) -> str:
    """Return the country that most events of an article are in, or else most of its places."""
    places = [event.place for event in result.events] or [r.place for r in result.resolutions if r.place]
    counts = Counter(folder_name(place.country) for place in places)
    return max(sorted(counts), key=counts.__getitem__) if counts else UNKNOWN


def folder_name(country: str) -> str:
    """Return a country as the name of a folder: its two letters, whatever else it may hold is unknown."""
    return country if len(country) == 2 and country.isascii() and country.isalpha() else UNKNOWN


def _mention_row(article: Article, resolution: Resolution) -> Record:
    mention, place = resolution.mention, resolution.place
    return {
        "month": month_of_article(article),
        "country": folder_name(place.country) if place else UNKNOWN,
        "article_id": clean(article.id),
        "start": mention.start,
        "end": mention.end,
        "text": clean(mention.text),
        "kind": mention.kind,
        "place": place.name if place else None,
        "admin1": place.admin1 if place else None,
        "geonameid": place.geonameid if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "confidence": resolution.confidence,
    }


def _event_row(event: Event) -> Record:
    row: dict[str, Any] = event_to_record(event)
    start = event.when.start
    row.update(month=f"{start:%Y-%m}" if start else UNKNOWN, country=folder_name(event.place.country))
    for name in ("date_start", "date_end"):
        row[name] = getattr(event.when, name.removeprefix("date_"))
    row["value"] = clean(to_json(event))
    return row


def _account_row(event: Event) -> Record:
    cell, days = reach(event)
    return {
        "event_id": clean(event.event_id),
        "day": days[0],
        "last": days[-1],
        "row": cell[0],
        "column": cell[1],
        "reach": cell[2],
        "value": clean(to_json(event)),
    }
