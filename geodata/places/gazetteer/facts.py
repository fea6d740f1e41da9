"""Features from the project's own tables: countries, divisions, seas and regions."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from geodata.places.gazetteer.records import Feature
from geodata.places.gazetteer.schema import NameKind
from geodata.places.gazetteer.tables import Row, read_table

_FIRST_REGION = -1
_FIRST_EXTRA = -100_001


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


_KINDS = (
    "state", "province", "region", "department", "governorate", "prefecture", "county", "oblast", "district", "canton",
    "parish", "krai", "division", "municipality", "voivodeship", "emirate", "territory",
)  # fmt: skip
_NEWS_CALLS_REGION = frozenset({"oblast", "krai", "voivodeship", "governorate"})
_DIRECTIONS = frozenset(
    {
        "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "centre", "center",
        "capital", "upper", "lower", "inner", "outer", "middle", "metropolitan", "northeast", "northwest", "southeast",
        "southwest", "northeastern", "northwestern", "southeastern", "southwestern", "north-eastern", "north-western",
        "south-eastern", "south-western",
    }
)  # fmt: skip
"""Words that are no name by themselves."""


def division_names(name: str, kind: str) -> Iterator[str]:
    """Yield the names of a division with and without the word for what it is.

    "Jalisco" of kind state gives "Jalisco State" and "State of Jalisco"; "Victoria State" gives "Victoria", but
    "Northern Region" does not give "Northern".
    """
    words = name.split()
    if len(words) > 1 and words[-1].lower() in _KINDS:
        if not all(word.lower() in _DIRECTIONS for word in words[:-1]):
            yield " ".join(words[:-1])
            if words[-1].lower() in _NEWS_CALLS_REGION:
                yield " ".join([*words[:-1], "Region"])
    elif kind in _KINDS:
        yield f"{name} {kind.title()}"
        yield f"{kind.title()} of {name}"


def first_divisions(folder: Traversable) -> Iterator[Feature]:
    """Yield states, provinces and other first-level divisions; those without coordinates are left out."""
    for row in read_table("divisions1", folder):
        point = row.point()
        if point is None:
            continue
        ascii_name = row.text("ascii_name")
        name = row.required("name")
        chosen = [ascii_name or name, *row.parts("alternates")]
        names = [(spelling, NameKind.EXONYM) for spelling in chosen]
        names += [(spelling, NameKind.ALTERNATE) for spelling in division_names(name, row.text("kind"))]
        yield Feature(
            id=row.integer("geonameid"),
            name=name,
            lat=point[0],
            lon=point[1],
            country=row.required("country"),
            admin1_code=row.required("code"),
            feature_class="A",
            feature_code="ADM1",
            population=row.integer("population", 0),
            radius_km=row.number("radius_km", 0.0),
            names=tuple(names),
        )


def second_divisions(folder: Traversable) -> Iterator[Feature]:
    """Yield counties, districts and other second-level divisions; those without coordinates are left out."""
    for row in read_table("divisions2", folder):
        point = row.point()
        if point is None:
            continue
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
            radius_km=row.number("radius_km", 0.0),
            names=_names(row) + tuple((short, NameKind.ALTERNATE) for short in division_names(row.text("name"), "")),
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


def extra_towns(folder: Traversable) -> Iterator[Feature]:
    """Yield towns and villages in the news that GeoNames' places of 500 people and more lack."""
    for number, row in enumerate(read_table("places_extra", folder)):
        lat, lon = row.point() or row.fail("lat and lon are empty")
        yield Feature(
            id=row.integer("geonameid", _FIRST_EXTRA - number),
            name=row.required("name"),
            lat=lat,
            lon=lon,
            country=row.required("country"),
            admin1_code=row.text("admin1_code"),
            feature_class="P",
            feature_code=row.text("feature_code") or "PPL",
            population=row.integer("population", 0),
            radius_km=row.number("radius_km", 0.0),
            names=_names(row),
        )
