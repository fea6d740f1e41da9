"""Derive divisions1.csv: `python -m geodata.tables.derive.divisions1 FOLDER`.

Names and codes are GeoNames'; English names CLDR's; shapes Natural Earth's.  A shape belongs to the division
that most of the towns inside it belong to, so no names need to agree and several shapes can make one division.
"""

# ruff: noqa: E501 - tables of names and lines of sources read better unbroken

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

import shapely
from shapely.geometry.base import (
    BaseGeometry,
)

from geodata.tables.derive import names
from geodata.tables.derive.inputs import Division, Inputs, Town, distinct, folded, plain, short_form, write_table
from geodata.tables.derive.shapes import (
    centre,
    geopackage_shapes,
    label_point,
    radius_km,
    spread_km,
)

HEADER = "geonameid country code name ascii_name alternates lat lon radius_km population kind".split()
COMMENTS = (
    "First-level divisions. Ids, codes, names: GeoNames, CC BY 4.0. English names: Unicode CLDR (Unicode-3.0).",
    "Centres and radii: Natural Earth 1:10m (public domain), else the towns of GeoNames. Derived by derive/divisions1.py.",
)
_KINDS = {
    "land": "state",
    "departement": "department",
    "autonomous community": "region",
    "metropolitan region": "region",
}


def shapes_by_division(
    inputs: Inputs, towns: list[Town], divisions: list[Division], level: int = 1
) -> dict[str, BaseGeometry]:
    """Return the union of the shapes that belong to each division's code."""
    features = list(geopackage_shapes(inputs._one("world_map.gpkg"), "states_provinces"))
    tree = shapely.STRtree([shape for _, shape in features])
    points = shapely.points([town.lon for town in towns], [town.lat for town in towns])
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    for number, shape_number in zip(*tree.query(points, predicate="intersects"), strict=True):
        town = towns[number]
        inside[shape_number][code_of(town, level)] += 1
    by_name = {(d.country, folded(n)): d.code for d in divisions for n in (d.name, *d.alternates)}
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for number, (attributes, shape) in enumerate(features):
        code = _owner(inside[number]) or by_name.get(
            (attributes["iso_a2"], folded(attributes["woe_name"] or attributes["name"] or "")), ""
        )  # fmt: skip
        if code:
            parts[code].append(shapely.make_valid(shape))
    covered: Counter[str] = Counter()
    for counter in list(inside.values()):
        code = _owner(counter)
        covered[code] += counter[code]
    total = Counter(code_of(town, level) for town in towns)
    return {
        code: shapely.union_all(shapes)
        for code, shapes in parts.items()
        if not total[code] or covered[code] >= 0.5 * total[code]
    }


def code_of(town: Town, level: int) -> str:
    """Return the code of a town's division of a level, as in GeoNames' tables."""
    return ".".join((town.country, town.admin1, town.admin2)[: level + 1])


def _owner(counter: Counter[str]) -> str:
    code, count = max(counter.items(), key=lambda item: item[1], default=("", 0))
    return code if count >= 0.5 * counter.total() else ""


_VAGUE = frozenset(
    "centre center capital sahel lac lacs plateau delta gulf lakes unity bay gaza nord sud est ouest north south east west "
    "central northern southern eastern western northwest northeast southwest southeast highland littoral littoral metropole "
    "red sea coast hills river gold golden first columbia mexico niger congo victoria island islands".split()
)
"""Words that are no name by themselves in running text."""


def names_of(division: Division, english: dict[str, str], countries: set[str]) -> tuple[str, list[str]]:
    """Return the name to show and the other names."""
    own = names.DIVISION_NAMES.get(division.code, ())
    usual = own[0] if own else english.get(division.iso, "") or division.name
    usual = usual.replace("’", "'").replace("‘", "'").replace(" & ", " and ").rstrip("²")
    kind = _KINDS.get(division.kind.lower(), division.kind.lower()) or "region"
    if (not own and folded(usual) in _VAGUE) or folded(usual) in _BEARINGS:
        usual = f"{usual} {kind.title()}"
    shorts = [short_form(usual), short_form(division.name)]
    others = [*own[1:], division.name, *([] if division.country in _ENGLISH else division.alternates)]
    kept = [*own[1:], *(n for n in (*shorts, *others) if not vague(n, countries - {folded(usual)}))]
    return usual, distinct(kept, without=usual, limit=max(8, len(own)))


_BEARINGS = frozenset(
    {"central", "eastern", "western", "northern", "southern", "east", "west", "north", "south", "centre"}
)
_ENGLISH = frozenset({"US", "CA", "AU", "NZ", "GB"})


def vague(name: str, countries: set[str]) -> bool:
    """Tell whether a name would be taken for a common word, a bearing or a country."""
    key = folded(name)
    return key in _VAGUE or key in countries or all(word in _VAGUE for word in key.split())


def main(folder: Path) -> None:
    """Write divisions1.csv from the packages' data in a folder."""
    inputs = Inputs(folder)
    towns, divisions = list(inputs.towns()), list(inputs.divisions(1))
    shapes, english = shapes_by_division(inputs, towns, divisions), inputs.english_divisions()
    countries = {folded(name) for found in inputs.english_countries().values() for name in found}
    members: dict[str, list[Town]] = defaultdict(list)
    for town in towns:
        members[f"{town.country}.{town.admin1}"].append(town)
    rows: list[list[object]] = []
    for division in sorted(divisions, key=lambda d: (d.country, d.code)):
        own = members[division.code]
        points = [(town.lat, town.lon, math.sqrt(town.population + 100)) for town in own]
        if division.code in names.DIVISION_POINTS:
            lat, lon, radius = names.DIVISION_POINTS[division.code]
        elif shape := shapes.get(division.code):
            (lat, lon), radius = label_point(shape), radius_km(shape)
        elif points:
            lat, lon = centre(points)
            radius = spread_km((lat, lon), points, least=5)
        else:
            continue
        name, alternates = names_of(division, english, countries)
        kind = division.kind.lower()
        rows.append([
            division.id, division.country, division.code.split(".", 1)[1], name, plain(name), "|".join(alternates),
            lat, lon, radius, sum(town.population for town in own if town.feature_code != "PPLX"), _KINDS.get(kind, kind),
        ])  # fmt: skip
    print(len([d for d in divisions if d.code in shapes]), "of", len(divisions), "have shapes")
    write_table("divisions1", HEADER, rows, COMMENTS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
