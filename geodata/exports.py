"""Events as files and as records for other programs: GeoJSON, CSV, JSON lines, KML.

To add a format: write a function `(events) -> Iterable[str]` (pieces of the file's text, so
that a large export is never held as one string), and put it under its suffix in `WRITERS`.
A format that needs a library and writes its own file (GeoPackage, GeoParquet through
GeoPandas) takes `event_to_record` for its columns and goes through `atomic_path` as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geodata.model import CASUALTY_FIELDS, Article, Casualties, Event, Place, Resolution

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
