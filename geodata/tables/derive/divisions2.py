"""Derive divisions2.csv: `python -m geodata.tables.derive.divisions2 FOLDER`.

Names and codes are GeoNames'.  Centres: the Census Bureau's counties, else Natural Earth's shapes where one belongs to a
division, else the middle of the division's towns, else the town of the same name.  Left out are divisions about a town that
bears the same name, except in countries whose news names districts, so that the table stays small.
"""

# ruff: noqa: E501 - tables of names and lines of sources read better unbroken

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import (
    BaseGeometry,
)

from geodata.tables.derive.divisions1 import shapes_by_division
from geodata.tables.derive.inputs import Division, Inputs, Town, distinct, folded, latin, plain, short_form, write_table
from geodata.tables.derive.names import DISTRICT_NAMES
from geodata.tables.derive.shapes import centre, distance_km, label_point, radius_km, spread_km

HEADER = "geonameid country admin1_code code name alternates lat lon radius_km".split()
COMMENTS = (
    "Second-level divisions whose centre is known. Ids, codes, names: GeoNames, CC BY 4.0. Derived by derive/divisions2.py.",
    "Centres: US Census Bureau, Natural Earth 1:10m (both public domain), else the middle of the towns of GeoNames.",
)
KEPT = frozenset(
    "US GB IN PK BD NP LK AF IR IQ SY YE SA JO LB PS IL NG CD SD SS ET ER SO KE UG TZ RW BI MZ ZW ZM MW CM CF TD NE ML BF BJ TG "
    "GH CI GN SL LR SN MR GM GW CG GA AO LY DZ TN MA EG MM LA KH PH ID PG SB TL CN KP UA BY MD GE TJ KG UZ TM KZ HT "
    "FR IT ES DE PL HU CZ SK AT GR AL IE AU".split()
)
"""Countries whose districts are kept even when they are about a town of the same name."""
SKIPPED = frozenset("AR VE JP NO RO LV CY LC JM PR FM SB MT LI SM MC AD LU PT NL BE EE LT HR".split())
"""Countries whose second level are communes, which their towns stand for."""
SMALL_KM = 30


def counties(inputs: Inputs) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield GeoNames codes and shapes of the counties of the United States from us-atlas."""
    topology = json.loads(inputs._one("counties-10m.json").read_text(encoding="utf-8"))
    states = json.loads(inputs._one("us_states.json").read_text(encoding="utf-8"))
    code_of = {str(state["fips"]).zfill(2): code for code, state in states.items()}
    arcs = _decoded(topology)
    for county in topology["objects"]["counties"]["geometries"]:
        state = code_of.get(county["id"][:2])
        if state and county.get("arcs"):
            yield f"US.{state}.{county['id'][2:]}", _shape(county, arcs)


def _decoded(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def _shape(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> BaseGeometry:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [
        [[point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1])] for ring in polygon]
        for polygon in polygons
    ]
    return shapely.make_valid(shapely.MultiPolygon([(ring[0], []) for ring in rings if len(ring[0]) > 3]))


def stems(name: str) -> set[str]:
    """Return the comparison keys of a name and of the name without its first or last word."""
    words = folded(name).split()
    return {" ".join(words), " ".join(words[1:]), " ".join(words[:-1])} - {""}


def main(folder: Path) -> None:
    """Write divisions2.csv from the packages' data in a folder."""
    inputs = Inputs(folder)
    towns, divisions = list(inputs.towns()), list(inputs.divisions(2))
    shapes = shapes_by_division(inputs, towns, divisions, level=2) | dict(counties(inputs))
    members: dict[str, list[Town]] = defaultdict(list)
    called: dict[tuple[str, str, str], list[Town]] = defaultdict(list)
    for town in towns:
        members[f"{town.country}.{town.admin1}.{town.admin2}"].append(town)
        called[town.country, town.admin1, folded(town.name)].append(town)
    rows = []
    for division in sorted(divisions, key=lambda d: d.code):
        country, admin1, code = division.code.split(".", 2)
        keys = {key for name in (division.name, *division.alternates) if latin(name) for key in stems(name)}
        namesakes = [town for key in sorted(keys) for town in called.get((country, admin1, key), [])]
        located = locate(shapes.get(division.code), members.get(division.code, []), namesakes)
        if located is None or country in SKIPPED:
            continue
        (lat, lon), radius = located
        near = [town for town in namesakes if distance_km((town.lat, town.lon), (lat, lon)) < max(SMALL_KM, radius)]
        if country == "ID" and division.name.startswith("Kota "):
            continue
        if (
            country != "IE"
            and near
            and (country not in KEPT or folded(division.name) == folded(near[0].name))
            and radius < SMALL_KM
        ):
            continue
        name, alternates = names_of(division, bare=not near)
        rows.append(
            [division.id, country, admin1, code, name, "|".join(alternates), round(lat, 3), round(lon, 3), radius]
        )
    write_table("divisions2", HEADER, rows, COMMENTS)


def locate(
    shape: BaseGeometry | None, towns: list[Town], namesakes: list[Town]
) -> tuple[tuple[float, float], int] | None:
    """Return the centre and the radius of a division, or None when there is nothing to tell it from."""
    if shape is not None:
        return label_point(shape), radius_km(shape)
    points = [(town.lat, town.lon, 1.0) for town in towns]
    if points:
        middle = centre(points)
        near = [
            p for p in points if distance_km(middle, p[:2]) <= 2.5 * max(spread_km(middle, points, least=1) / 1.5, 15)
        ]
        middle = centre(near or points)
        return middle, spread_km(middle, near or points, least=10)
    if namesakes and len({(round(t.lat), round(t.lon)) for t in namesakes}) == 1:
        seat = max(namesakes, key=lambda town: town.population)
        return (seat.lat, seat.lon), 15
    return None


def names_of(division: Division, *, bare: bool) -> tuple[str, list[str]]:
    """Return the name to show and up to three others; the bare name only when no town nearby bears it."""
    own = DISTRICT_NAMES.get(division.code, ())
    first = own[0] if own else in_english(division)
    if not bare and division.country in ("IT", "ES", "PH") and not short_form(first):
        first = f"{first} Province"
    short = short_form(division.name)
    others = [*own[1:], *([short] if bare and short and division.country != "US" else [])]
    if division.country == "IE":
        others += [f"Co {division.name}", f"Co. {division.name}"]
    if division.country not in ("US", "CA", "AU", "NG", "TH", "ID"):
        limit = 3 if bare else 1
        others += [n for n in division.alternates if latin(n) and (bare or folded(n) != folded(short))][:limit]
    return first.replace("’", "'").replace("‘", "'"), distinct(others, without=first, limit=max(3, len(own)))


def in_english(division: Division) -> str:
    """Return a division's name with the English word for what it is, where GeoNames has the local one."""
    if division.country == "IE":
        return f"County {division.name}"
    for prefix, suffix in _WORDS:
        if division.name.startswith(prefix):
            return f"{division.name.removeprefix(prefix)} {suffix}"
    return plain(division.name) if division.country in _PLAIN else division.name


_WORDS = (
    ("Kabupaten ", "Regency"), ("Kota ", "City"), ("Amphoe ", "District"), ("Landkreis ", "District"),
    ("Provincia di ", "Province"), ("Provincia de ", "Province"), ("Provincia dell'", "Province"), ("Powiat ", "County"),
    ("Huyện ", "District"), ("Departamento de ", "Department"), ("Municipio ", "Municipality"), ("Nomós ", "Prefecture"),
)  # fmt: skip
_PLAIN = frozenset("IN PK BD AF IR IQ SY YE SA EG LY MM NP LK TH".split())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
