"""Rows → events: each field read as what it must be, or the row reported."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from typing import cast, get_args

from geodata.column_names import country_codes, type_names, values_of_codes
from geodata.event_tables.cells import Cells, day_of, last_of
from geodata.model import (
    CASUALTY_FIELDS,
    ROLES,
    Actor,
    Casualties,
    Confidence,
    Count,
    DatePrecision,
    Event,
    GeoPrecision,
    Location,
    Place,
    Source,
    Status,
    When,
)
from geodata.places.providers import OURS, known_provider
from geodata.taxonomy import EVENT_TYPES

RADIUS_KM: Mapping[int, float] = {1: 0.0, 2: 15.0, 3: 80.0, 4: 300.0}
"""Of a place that comes without a radius, by its precision."""
LONGEST_ATTRIBUTION = 300
SEPARATOR = "; "

_CAVEAT = re.compile(r"\s*\(.*\)$")
_PARTS = ("low", "best", "high")


def event_of(cells: Cells, *, fallback_id: str) -> Event:
    """Return the event of a row; raises ValueError that says which field holds what it must not."""
    lat, lon = _coordinates(cells)
    event_type = _type(cells)
    location = _location(cells, lat, lon)
    quote = cells.text("quote")
    place = location.place
    event_id = cells.text("event_id") or fallback_id
    named = ", ".join(part for part in (place.name, place.admin1 or place.country) if part)
    title = cells.text("title") or f"{EVENT_TYPES[event_type].label}{': ' + named if named else ''}"
    return Event(
        event_id=event_id,
        type=event_type,
        category=EVENT_TYPES[event_type].category,
        title=title,
        when=_when(cells),
        location=location,
        place_source="document",
        casualties=_casualties(cells),
        actors=tuple(_actors(cells)),
        status=_status(cells),
        sources=(_source(cells, event_id, quote, title),),
        confidence=_confidence(cells),
    )


def _coordinates(cells: Cells) -> tuple[float, float]:
    lat, lon = cells.number("lat"), cells.number("lon")
    if lat is None or lon is None:
        raise ValueError("it has no coordinates")
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(f"its coordinates ({lat}, {lon}) are not on the map")
    return lat, lon


def _type(cells: Cells) -> str:
    names = type_names()
    for column, value in cells.values("type"):
        text = str(value).strip().lower()
        known = names.get(f"{column}={text}") or names.get(text)
        if known:
            return known
    return "other"


def _location(cells: Cells, lat: float, lon: float) -> Location:
    precision = _geo_precision(cells)
    given = cells.number("radius_km")
    radius = RADIUS_KM[precision] if given is None else max(0.0, given)
    geonameid = cells.number("geonameid")
    geocoder = cells.text("geocoder")
    provider = geocoder if geocoder in OURS - {""} else known_provider(geocoder) or "table"
    place = Place(
        name=cells.text("place"),
        lat=lat,
        lon=lon,
        country=_country(cells.text("country")),
        admin1=cells.text("admin1"),
        admin2=cells.text("admin2"),
        geonameid=int(geonameid) if geonameid else None,
        radius_km=radius,
        provider=provider,
        licence="" if provider == "gazetteer" else cells.text("attribution")[:LONGEST_ATTRIBUTION],
    )
    return Location(place=place, lat=lat, lon=lon, geo_precision=precision, radius_km=radius)


def _country(text: str) -> str:
    known = country_codes()
    return known.get(text.lower()) or known.get(_CAVEAT.sub("", text).lower()) or text


def _geo_precision(cells: Cells) -> GeoPrecision:
    for column, value in cells.values("geo_precision"):
        try:
            step = int(float(value))
        except (TypeError, ValueError):
            continue
        codes = values_of_codes().get(column)
        step = int(codes.get(str(step), 0)) if codes else step
        if step in get_args(GeoPrecision):
            return cast(GeoPrecision, step)
    return 1


def _when(cells: Cells) -> When:
    start, precision = day_of(cells, "date_start")
    if start is None:
        return When()
    end, _ = day_of(cells, "date_end", last=True)
    if end is None:
        end = last_of(start, precision)
    if end < start:
        raise ValueError(f"date_end {end} lies before date_start {start}")
    said = _date_precision(cells)
    return When(start=start, end=end, precision=said or precision, source="document")


def _date_precision(cells: Cells) -> DatePrecision | None:
    for column, value in cells.values("date_precision"):
        text = str(value).strip().lower().removesuffix(".0")
        if text in get_args(DatePrecision):
            return cast(DatePrecision, text)
        code = values_of_codes().get(column, {}).get(text)
        if code:
            return cast(DatePrecision, code)
    return None


def _casualties(cells: Cells) -> Casualties:
    counts: dict[str, Count] = {}
    for name in CASUALTY_FIELDS:
        low, best, high = (_people(cells, f"{name}_{part}" if part != "best" else name) for part in _PARTS)
        middle = next((value for value in (best, low, high) if value is not None), None)
        if middle is not None:
            counts[name] = Count(
                low=min(middle, middle if low is None else low),
                best=middle,
                high=max(middle, middle if high is None else high),
            )
    return Casualties(**counts)


def _people(cells: Cells, field: str) -> int | None:
    number = cells.number(field)
    if number is None:
        return None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{field} is {number}, which is no number of people")
    return round(number)


def _actors(cells: Cells) -> Iterator[Actor]:
    for role in ROLES:
        for field in (role, f"{role}2"):
            for name in cells.text(field).split(SEPARATOR.strip()):
                if name.strip():
                    yield Actor(name=name.strip(), role=role)


def _status(cells: Cells) -> Status:
    text = cells.text("status").lower()
    return cast(Status, text) if text in get_args(Status) else "asserted"


def _source(cells: Cells, event_id: str, quote: str, title: str) -> Source:
    published, _ = _published(cells)
    return Source(
        article_id=event_id,
        start=0,
        end=len(quote),
        quote=quote,
        publisher=cells.text("publisher"),
        title=title,
        published=published,
        url=cells.text("url").split(SEPARATOR)[0],
    )


def _published(cells: Cells) -> tuple[dt.datetime | None, DatePrecision]:
    try:
        day, precision = day_of(cells, "published")
    except ValueError:
        return None, "unknown"
    return (dt.datetime(day.year, day.month, day.day) if day else None), precision


def _confidence(cells: Cells) -> Confidence:
    """Return what the table says; what people coded by hand without saying how sure is taken as sure."""
    value = cells.number("confidence")
    overall = 1.0 if value is None else value
    if not 0.0 <= overall <= 1.0:
        raise ValueError(f"confidence is {overall}; a number from 0 to 1 is needed")
    return Confidence(overall=overall)
