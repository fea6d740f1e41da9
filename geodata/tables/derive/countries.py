"""Derive countries.csv: `python -m geodata.tables.derive.countries FOLDER`.

Ids, codes, populations, capitals: GeoNames.  Points: GeoNames' for large countries, Natural Earth's label points, or our own.
"""

# ruff: noqa: E501 - tables of names and lines of sources read better unbroken

from __future__ import annotations

import math
import sys
from pathlib import Path

from geodata.tables.derive.country_names import CAPITALS, COUNTRY_NAMES, COUNTRY_POINTS, GEONAMES_POINTS, LEFT_OUT
from geodata.tables.derive.inputs import Inputs, distinct, write_table

HEADER = "geonameid iso2 iso3 name alternates lat lon radius_km population capital continent tld".split()
COMMENTS = (
    "Countries and territories. Ids, codes, populations, capitals: GeoNames, CC BY 4.0. Long names: ISO 3166, GeoNames.",
    "Label points: GeoNames for large countries, else Natural Earth (public domain) or near the middle. Radius of a circle of 1.3 times the area.",
)


def points(inputs: Inputs) -> dict[str, tuple[float, float]]:
    """Return (lat, lon) by ISO code: of the most populous part that Natural Earth lists under a code."""
    rows = sorted(inputs.label_points(), key=lambda row: row["POP_EST"])
    found = {row["ISO_A2_EH"]: (round(row["LABEL_Y"], 4), round(row["LABEL_X"], 4)) for row in rows}
    return found | COUNTRY_POINTS | GEONAMES_POINTS


def main(folder: Path) -> None:
    """Write countries.csv from the packages' data in a folder."""
    inputs = Inputs(folder)
    where, english, official = points(inputs), inputs.english_countries(), inputs.official_countries()
    rows: list[list[object]] = []
    for country in sorted(inputs.countries(), key=lambda row: str(row["iso"])):
        iso = country["iso"]
        if iso in LEFT_OUT:
            continue
        own = COUNTRY_NAMES.get(iso, ())
        name = own[0] if own else english[iso][0].replace(" & ", " and ").replace("St. ", "Saint ")
        formal = [long for long in official.get(iso, []) if own[1:] or " " in long]
        others = [*own[1:], *english.get(iso, []), country["name"], *(formal[:4] if not own else formal[1:2])]
        lat, lon = where[iso]
        radius = max(2, round(math.sqrt(1.3 * float(country["areakm2"] or 1) / math.pi)))
        alternates = "|".join(list(dict.fromkeys(own[1:])) + [
            n for n in distinct(others, without=name, limit=12) if n not in own
        ])  # fmt: skip
        rows.append([
            country["geonameid"], iso, country["iso3"], name, alternates, lat, lon, radius, country["population"],
            CAPITALS.get(iso, country["capital"].strip()), country["continentcode"], country["tld"],
        ])  # fmt: skip
    write_table("countries", HEADER, rows, COMMENTS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
