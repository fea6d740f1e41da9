"""Synthetic events that look like real ones, for tests and benches; seeded, so always the same."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geodata.model import Actor, Casualties, Confidence, Count, Event, GeoPrecision, Location, Place, Source, When
from geodata.taxonomy import EVENT_TYPES

# name, first-level division, country, lat, lon, geo_precision, radius in km
PlaceRow = tuple[str, str, str, float, float, GeoPrecision, float]
PLACES: tuple[PlaceRow, ...] = (
    ("Tapalpa", "Jalisco", "MX", 19.9448, -103.7589, 1, 0.0),
    ("Goma", "Nord-Kivu", "CD", -1.6585, 29.2203, 1, 0.0),
    ("Kharkiv", "Kharkiv", "UA", 49.9808, 36.2527, 1, 0.0),
    ("Kabul", "Kabul", "AF", 34.5281, 69.1723, 1, 0.0),
    ("Port-au-Prince", "Ouest", "HT", 18.5435, -72.3388, 1, 0.0),
    ("Suva", "Central", "FJ", -18.1416, 178.4415, 1, 0.0),
    ("Punjab", "Punjab", "PK", 30.85, 72.32, 3, 320.0),
    ("Sudan", "", "SD", 15.6, 30.2, 4, 850.0),
    ("Lismore", "New South Wales", "AU", -28.8135, 153.2773, 2, 18.0),
    ("Porto Alegre", "Rio Grande do Sul", "BR", -30.0328, -51.2302, 1, 0.0),
    ("Antakya", "Hatay", "TR", 36.2066, 36.1572, 2, 25.0),
    ("Manila", "Metro Manila", "PH", 14.6042, 120.9822, 1, 0.0),
    ("Agadez", "Agadez", "NE", 16.9733, 7.9911, 3, 410.0),
    ("Lyon", "Auvergne-Rhône-Alpes", "FR", 45.7485, 4.8467, 1, 0.0),
    ("Paradise", "California", "US", 39.7596, -121.6219, 2, 12.0),
    ("Nuku‘alofa", "Tongatapu", "TO", -21.1394, -175.2018, 1, 0.0),
    ("Noto", "Ishikawa", "JP", 37.3056, 137.15, 2, 30.0),
    ("Addis Ababa", "Addis Ababa", "ET", 9.0249, 38.7469, 1, 0.0),
    ("Norilsk", "Krasnoyarsk", "RU", 69.3535, 88.2027, 1, 0.0),
    ("Valparaíso", "Valparaíso", "CL", -33.036, -71.6296, 1, 0.0),
)
SENTENCES = (
    "Officials said {n} people were affected on {day} as the situation in {place} developed through the night.",
    "Witnesses in {place} told the paper that crews worked for hours; {n} were taken to the district hospital.",
    "The regional government confirmed {n} cases late on {day} and asked people in {place} to stay indoors.",
)
ACTORS = ("Army units", "Residents", "Provincial police", "The health ministry", "Rescue crews", "Dock workers' union")
PUBLISHERS = ("The Harbour Gazette", "Northern Wire", "Daily Meridian", "Radio Cordillera")
EPOCH = dt.date(2026, 1, 1)
BEST_OF = ("fatalities", "injured", "arrested", "missing", "displaced")


def make_event(index: int = 0, **changes: Any) -> Event:
    """Return the synthetic event number `index`, with some fields replaced."""
    rng = random.Random(index)
    kinds = list(EVENT_TYPES.values())
    kind = kinds[(index * 7) % len(kinds)]
    location = make_location(index)
    day = EPOCH + dt.timedelta(days=rng.randrange(200))
    title = f"{kind.label} {'near' if location.geo_precision == 2 else 'in'} {location.place.name}"
    event = Event(
        event_id=f"e{index:06d}",
        type=kind.name,
        category=kind.category,
        title=title,
        when=When(start=day, end=day, precision="day", text=f"on {day:%A}", source="text"),
        location=location,
        place_source="sentence",
        casualties=_casualties(rng),
        actors=(Actor(name=rng.choice(ACTORS), role="participant"), Actor(name="Rescue crews", role="responder")),
        status=rng.choice(("asserted",) * 6 + ("claimed", "background")),
        sources=(_source(rng, index, title, location.place.name, day),),
        confidence=Confidence(overall=rng.uniform(0.35, 0.98), type=0.8, date=0.9, place=0.85, casualties=0.7),
    )
    return replace(event, **changes) if changes else event


def make_events(count: int, *, scatter: bool = False) -> list[Event]:
    """Return `count` synthetic events; scattered ones lie about the places, not on them."""
    events = [make_event(index) for index in range(count)]
    return [scattered(event, index) for index, event in enumerate(events)] if scatter else events


def make_location(index: int) -> Location:
    """Return the location number `index` of the twenty."""
    name, admin1, country, lat, lon, precision, radius = PLACES[index % len(PLACES)]
    place = Place(
        name=name, lat=lat, lon=lon, country=country, admin1=admin1, geonameid=3_000_000 + index % len(PLACES),
        feature_class="P" if precision < 3 else "A", radius_km=radius,
    )  # fmt: skip
    return Location(place=place, lat=lat, lon=lon, geo_precision=precision, radius_km=radius)


def at(lat: float, lon: float, index: int = 0, **changes: Any) -> Event:
    """Return a synthetic event at a point."""
    location = replace(make_location(index), lat=lat, lon=lon)
    return make_event(index, location=location, **changes)


def every_text(hostile: str) -> Event:
    """Return an event that carries one hostile string in every field that holds text."""
    place = Place(name=hostile, lat=10.0, lon=10.0, country=hostile, admin1=hostile, admin2=hostile)
    source = Source(
        article_id=hostile, start=0, end=1, quote=hostile, publisher=hostile, title=hostile,
        published=dt.datetime(2026, 2, 23, 10, 40), url=hostile,
    )  # fmt: skip
    return make_event(
        0,
        event_id=hostile,
        title=hostile,
        when=When(start=EPOCH, end=EPOCH, precision="day", text=hostile, source="text"),
        location=Location(place=place, lat=10.0, lon=10.0, geo_precision=1, radius_km=0.0, text=hostile),
        place_text=hostile,
        actors=(Actor(name=hostile, role="target"),),
        status="asserted",
        sources=(source,),
    )


HOSTILE: Sequence[str] = (
    "<img src=x onerror=window.hacked=1>",
    "</script><script>window.hacked=1</script>",
    "<!--<script>",
    "${window.hacked=1}",
    "`+(window.hacked=1)+`",
    "{{7*7}}",
    "{% raw %}{% x %}",
    "{# note #}",
    "javascript:window.hacked=1",
    "line\u2028and\u2029paragraph",
    "nul\x00byte",
    "\u202egnp.exe",
    "lone \ud800 surrogate",
    '=HYPERLINK("http://x","y")',
    "'\"\\'; window.hacked=1; //",
)


def scattered(event: Event, index: int) -> Event:
    """Return an event some degrees away, always the same for an index."""
    rng = random.Random(-index - 1)
    lat = max(-80.0, min(80.0, event.location.lat + rng.gauss(0, 5)))
    lon = (event.location.lon + rng.gauss(0, 8) + 540) % 360 - 180
    return replace(event, location=replace(event.location, lat=lat, lon=lon))


def _casualties(rng: random.Random) -> Casualties:
    counts: dict[str, Count] = {}
    for name in rng.sample(BEST_OF, rng.choice((0, 1, 2))):
        best = rng.randrange(1, 60)
        counts[name] = Count(low=max(0, best - rng.randrange(4)), best=best, high=best + rng.randrange(6))
    return Casualties(**counts)


def _source(rng: random.Random, index: int, title: str, place: str, day: dt.date) -> Source:
    quote = rng.choice(SENTENCES).format(n=rng.randrange(2, 90), day=f"{day:%A}", place=place)
    published = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(9, index % 60), dt.UTC)
    return Source(
        article_id=f"a{index:06d}", start=120, end=120 + len(quote), quote=quote, publisher=rng.choice(PUBLISHERS),
        title=title, published=published, url=f"https://example.org/news/{index}",
    )  # fmt: skip
