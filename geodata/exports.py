"""Events as files and as records for other programs: GeoJSON, CSV, JSON lines, KML.

To add a format: write a function `(events) -> Iterable[str]` (pieces of the file's text, so
that a large export is never held as one string), and put it under its suffix in `WRITERS`.
A format that needs a library and writes its own file (GeoPackage, GeoParquet through
GeoPandas) takes `event_to_record` for its columns and goes through `geodata.files.atomic_path` as well.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from geodata.cells import safe_cell
from geodata.errors import UnknownName
from geodata.files import atomic_path
from geodata.model import CASUALTY_FIELDS, ROLES, Article, Casualties, Event, Place, Resolution

Record = dict[str, Any]
"""One flat row, in the order of its columns; values are str, int, float, bool or None."""


# ------------------------------------------------- the line of `python -m geodata extract`


def article_line(
    article: Article,
    resolutions: Sequence[Resolution],
    events: Sequence[Event],
    *,
    all_mentions: bool = False,
    demonyms: bool = False,
) -> Record:
    """Return what was found in an article as one JSON-ready object.

    `places` holds the literal mentions that have a place; with `all_mentions` every toponym
    that was recognised, also those that stand for a government or have no place (their
    coordinates are None), and with `demonyms` the adjectives of nationality.
    """
    kinds = {"literal"} | ({"metonym", "embedded"} if all_mentions else set()) | ({"demonym"} if demonyms else set())
    wanted = [r for r in resolutions if r.mention.kind in kinds and (all_mentions or r.place is not None)]
    mapped = [event.place for event in events if event.status not in {"planned", "denied"}]
    return {
        "id": article.id,
        "places": [_mention_record(resolution, mapped) for resolution in wanted],
        "events": [_event_record(event) for event in events],
    }


def _mention_record(resolution: Resolution, mapped: Sequence[Place]) -> Record:
    mention, place = resolution.mention, resolution.place
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "name": place.name if place else None,
        "admin1": (place.admin1 or None) if place else None,
        "country": (place.country or None) if place else None,
        "geonameid": place.geonameid if place else None,
        "role": _role(resolution, mapped),
        "confidence": round(resolution.confidence, 3),
    }


def _role(resolution: Resolution, mapped: Sequence[Place]) -> str:
    """Return event, background, or none for a mention that is not meant as a location."""
    place = resolution.place
    if resolution.mention.kind != "literal" or place is None:
        return "none"
    return "event" if any(_same(place, other) or _encloses(place, other) for other in mapped) else "background"


def _same(place: Place, other: Place) -> bool:
    if place.geonameid is not None and other.geonameid is not None:
        return place.geonameid == other.geonameid
    return (place.name, place.country, place.lat, place.lon) == (other.name, other.country, other.lat, other.lon)


def _encloses(area: Place, place: Place) -> bool:
    """Tell whether `area` is the country or the first- or second-level division of `place`."""
    if area.feature_class != "A" or not area.country or area.country != place.country:
        return False
    if area.feature_code.startswith("PCL"):
        return True
    if area.feature_code.startswith("ADM2"):
        return bool(place.admin2) and area.name == place.admin2
    return bool(area.admin1_code or area.admin1) and _same_division(area, place)


def _same_division(area: Place, place: Place) -> bool:
    if area.admin1_code and place.admin1_code:
        return area.admin1_code == place.admin1_code
    return bool(place.admin1) and place.admin1 in {area.admin1, area.name}


def _event_record(event: Event) -> Record:
    when, place, location = event.when, event.place, event.location
    return {
        "type": event.type,
        "category": event.category,
        "date_start": when.start.isoformat() if when.start else None,
        "date_end": when.end.isoformat() if when.end else None,
        "date_precision": when.precision,
        "lat": location.lat,
        "lon": location.lon,
        "place": place.name,
        "geo_precision": location.geo_precision,
        **_best_counts(event.casualties),
        "status": event.status,
        "quote": event.sources[0].quote if event.sources else "",
        "confidence": round(event.confidence.overall, 3),
    }


def _best_counts(casualties: Casualties) -> Mapping[str, int | None]:
    counts = {name: getattr(casualties, name) for name in CASUALTY_FIELDS}
    return {name: None if count is None else count.best for name, count in counts.items()}


def join(values: Iterable[str]) -> str:
    """Return the values as one cell, with `; ` between them."""
    return "; ".join(value for value in values if value)


# ------------------------------------------------- events as flat records


def event_to_record(event: Event) -> Record:
    """Return an event as one flat row: degrees WGS 84, ISO dates, ISO country codes, None for what is not known."""
    when, place, location = event.when, event.place, event.location
    first = event.sources[0] if event.sources else None
    return {
        "event_id": event.event_id,
        "title": event.title,
        "type": event.type,
        "category": event.category,
        "status": event.status,
        "date_start": when.start.isoformat() if when.start else None,
        "date_end": when.end.isoformat() if when.end else None,
        "date_precision": when.precision,
        "date_text": when.text,
        "date_source": when.source,
        "place": place.name,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "country": place.country,
        "geonameid": place.geonameid,
        "lat": round(location.lat, 5),
        "lon": round(location.lon, 5),
        "geo_precision": location.geo_precision,
        "radius_km": round(location.radius_km, 1),
        "place_source": event.place_source,
        "place_text": event.place_text,
        **_count_columns(event.casualties),
        **{role: join(actor.name for actor in event.actors if actor.role == role) for role in ROLES},
        "confidence": round(event.confidence.overall, 3),
        "confidence_type": round(event.confidence.type, 3),
        "confidence_date": round(event.confidence.date, 3),
        "confidence_place": round(event.confidence.place, 3),
        "confidence_casualties": round(event.confidence.casualties, 3),
        "quote": first.quote if first else "",
        "article_id": first.article_id if first else "",
        "quote_start": first.start if first else None,
        "quote_end": first.end if first else None,
        "publishers": join(dict.fromkeys(source.publisher for source in event.sources)),
        "urls": join(dict.fromkeys(source.url for source in event.sources)),
        "sources": len(event.sources),
    }


def _count_columns(casualties: Casualties) -> Record:
    columns: Record = {}
    for name in CASUALTY_FIELDS:
        count = getattr(casualties, name)
        for part in ("low", "best", "high"):
            columns[f"{name}_{part}"] = None if count is None else getattr(count, part)
    return columns


def to_geojson(events: Iterable[Event]) -> Record:
    """Return the events as a FeatureCollection (RFC 7946: longitude first, WGS 84)."""
    return {"type": "FeatureCollection", "features": [_feature(event) for event in events]}


def _feature(event: Event) -> Record:
    record = event_to_record(event)
    point = {"type": "Point", "coordinates": [record.pop("lon"), record.pop("lat")]}
    return {"type": "Feature", "id": event.event_id, "geometry": point, "properties": record}


# ------------------------------------------------- events as files


def write(events: Iterable[Event], path: str | os.PathLike[str]) -> Path:
    """Write events in the format of the path's ending; the file is there whole or not at all.

    Raises UnknownName for an ending without a writer, ExportError when the file cannot be written.
    """
    target = Path(path)
    writer = WRITERS.get(target.suffix.lower())
    if writer is None:
        raise UnknownName("export format", target.suffix, WRITERS)
    with atomic_path(target) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        file.writelines(writer(events))
    return target


def _geojson(events: Iterable[Event]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    for number, event in enumerate(events):
        yield (",\n" if number else "\n") + json.dumps(_feature(event), ensure_ascii=False, allow_nan=False)
    yield "\n]}\n"


def _json_lines(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        yield json.dumps(event_to_record(event), ensure_ascii=False, allow_nan=False) + "\n"


def _csv(events: Iterable[Event]) -> Iterator[str]:
    header: list[str] = []
    for event in events:
        record = event_to_record(event)
        if not header:
            header = list(record)
            yield "\ufeff" + _row(header)  # Excel takes a file without the mark for one in the machine's old encoding
        yield _row([safe_cell(value) for value in record.values()])
    if not header:
        yield "\ufeff" + _row(["event_id"])


def _row(values: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _kml(events: Iterable[Event]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
    yield "<name>Events</name>\n"
    for event in events:
        yield _placemark(event)
    yield "</Document></kml>\n"


def _placemark(event: Event) -> str:
    record = event_to_record(event)
    said = {name: value for name, value in record.items() if value not in (None, "")}
    data = "".join(f'<Data name="{name}"><value>{_xml(value)}</value></Data>' for name, value in said.items())
    span = ""
    if event.when.start:
        end = event.when.end or event.when.start
        span = f"<TimeSpan><begin>{event.when.start}</begin><end>{end}</end></TimeSpan>"
    return (
        f"<Placemark><name>{_xml(event.title)}</name>{span}<ExtendedData>{data}</ExtendedData>"
        f"<Point><coordinates>{record['lon']},{record['lat']}</coordinates></Point></Placemark>\n"
    )


def _xml(value: Any) -> str:
    """Return text that XML 1.0 can hold; other control characters become blanks."""
    return escape("".join(c if _in_xml(c) else " " for c in str(value)))


def _in_xml(c: str) -> bool:
    return c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"


WRITERS: dict[str, Callable[[Iterable[Event]], Iterator[str]]] = {
    ".geojson": _geojson,
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".kml": _kml,
}
