"""Features from the project's own tables: countries, divisions, seas and regions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from importlib.resources.abc import Traversable

from geodata.places.gazetteer.records import Feature
from geodata.places.gazetteer.schema import NameKind
from geodata.places.gazetteer.tables import Row, read_table

_FIRST_REGION = -1


def _names(row: Row) -> tuple[tuple[str, NameKind], ...]:
    return tuple((spelling, NameKind.EXONYM) for spelling in row.parts("alternates"))


def countries(folder: Traversable) -> Iterator[tuple[Feature, Row]]:
    """Yield every country with its row, whose further columns go into the table `country`."""
    for row in read_table("countries", folder):
        lat, lon = row.point() or row.fail("lat and lon are empty")
        yield (
            Feature(
                id=row.integer("geonameid"),
                name=row.required("name"),
                lat=lat,
                lon=lon,
                country=row.required("iso2"),
                feature_class="A",
                feature_code="PCLI",
                population=row.integer("population", 0),
                radius_km=row.number("radius_km", 0.0),
                names=_names(row),
            ),
            row,
        )


def first_divisions(folder: Traversable) -> Iterator[Feature]:
    """Yield states, provinces and other first-level divisions; those without coordinates are left out."""
    for row in read_table("divisions1", folder):
        point = row.point()
        if point is None:
            continue
        ascii_name = row.text("ascii_name")
        names = _names(row) + (((ascii_name, NameKind.EXONYM),) if ascii_name else ())
        yield Feature(
            id=row.integer("geonameid"),
            name=row.required("name"),
            lat=point[0],
            lon=point[1],
            country=row.required("country"),
            admin1_code=row.required("code"),
            feature_class="A",
            feature_code="ADM1",
            population=row.integer("population", 0),
            radius_km=row.number("radius_km", 0.0),
            names=names,
        )


def second_divisions(folder: Traversable) -> Iterator[Feature]:
    """Yield counties, districts and other second-level divisions; those without coordinates are left out."""
    for row in read_table("divisions2", folder):
        point = row.point()
        if point is None:
            continue
        radius = row.number("radius_km", 0.0)
        yield Feature(
            id=row.integer("geonameid"),
            name=row.required("name"),
            lat=point[0],
            lon=point[1],
            country=row.required("country"),
            admin1_code=row.text("admin1_code"),
            admin2_code=row.text("code"),
            feature_class="A",
            feature_code="ADM2",
            # No counts in the source; 50 people a square kilometre, so that larger districts come first.
            population=int(50 * math.pi * radius * radius),
            radius_km=radius,
            names=_names(row),
        )


def regions(folder: Traversable) -> Iterator[tuple[Feature, list[str]]]:
    """Yield continents, seas, rivers, mountains and informal regions, each with the countries it lies in."""
    for number, row in enumerate(read_table("regions", folder)):
        lat, lon = row.point() or row.fail("lat and lon are empty")
        countries = row.parts("countries")
        yield (
            Feature(
                id=row.integer("geonameid", _FIRST_REGION - number),
                name=row.required("name"),
                lat=lat,
                lon=lon,
                country=countries[0] if len(countries) == 1 else "",
                feature_class=row.required("feature_class"),
                feature_code=row.text("feature_code"),
                radius_km=row.number("radius_km", 0.0),
                names=_names(row),
            ),
            countries,
        )
