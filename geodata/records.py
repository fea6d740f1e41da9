"""Events and articles as flat records of plain values, the columns of every export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geodata.model import CASUALTY_FIELDS, ROLES, Article, Casualties, Event, Place, Resolution
from geodata.places.providers import attribution_of

Record = dict[str, Any]
"""One flat row, in the order of its columns; values are str, int, float, bool or None."""

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


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
    """Return an event as one flat row: degrees WGS 84, ISO dates, ISO country codes, None for what is not known.

    What each column holds is in `tables/data_dictionary.csv`.  Text is text that every format can hold.
    """
    return {name: clean(value) if isinstance(value, str) else value for name, value in _columns(event).items()}


def clean(text: str) -> str:
    """Return text with U+FFFD for NUL, where many programs end a text, and for halves of surrogate pairs."""
    return _NO_TEXT.sub("\ufffd", text)


def _columns(event: Event) -> Record:
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
        "geocoder": place.provider,
        "attribution": attribution_of(place),
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
