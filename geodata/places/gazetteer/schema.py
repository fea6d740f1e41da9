"""The gazetteer's SQLite file: its tables, its marks, and the prior that orders its answers."""

from __future__ import annotations

import math
from enum import IntEnum

APPLICATION_ID = 0x444C475A
"""Written into the file's header ("DLGZ"): tells our files from other programs' databases."""

SCHEMA_VERSION = 4
"""Raise it with any change of tables, folding or prior; older files are then built anew."""


class NameKind(IntEnum):
    """How a name belongs to its place."""

    PRIMARY = 0
    """The name that GeoNames, or a table of ours, puts first."""
    EXONYM = 1
    """Chosen by hand: English exonyms, former and short names, from the project's tables."""
    ABBREVIATION = 2
    """"Tenn.", "NSW", "UAE"."""
    ALTERNATE = 3
    """Any other alternate name of GeoNames, in Latin letters and in whatever language."""
    SCRIPT = 4
    """An alternate name in another script."""
    QUALIFIER = 5
    """An abbreviation that means the place only behind another name: "OR" in "Salem, OR"."""


SHORTEST_TYPO = 4
LONGEST_TYPO = 42
"""Letters of the names that a misspelt one of 5 to 40 letters may be."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY,          -- the geonameid; negative for features that GeoNames does not have
    name TEXT NOT NULL,
    lat REAL NOT NULL,
    lon REAL NOT NULL,
    country TEXT NOT NULL,           -- ISO 3166-1 alpha-2, "" for seas and world regions
    admin1_code TEXT NOT NULL,
    admin2_code TEXT NOT NULL,
    admin1 TEXT NOT NULL DEFAULT '',
    admin2 TEXT NOT NULL DEFAULT '',
    feature_class TEXT NOT NULL,
    feature_code TEXT NOT NULL,
    population INTEGER NOT NULL,
    radius_km REAL NOT NULL,
    rank INTEGER NOT NULL            -- the prior: smaller is likelier, 100 is a factor of ten
);
CREATE TABLE country (
    iso2 TEXT PRIMARY KEY, place_id INTEGER NOT NULL, iso3 TEXT NOT NULL, capital TEXT NOT NULL,
    continent TEXT NOT NULL, tld TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE demonym (
    key TEXT NOT NULL, demonym TEXT NOT NULL, country TEXT NOT NULL, place_id INTEGER, kind TEXT NOT NULL,
    PRIMARY KEY (key, country, kind)
) WITHOUT ROWID;
CREATE TABLE region_country (place_id INTEGER, country TEXT, PRIMARY KEY (place_id, country)) WITHOUT ROWID;
"""

STAGING = """
CREATE TEMP TABLE staged (key TEXT NOT NULL, place_id INTEGER NOT NULL, kind INTEGER NOT NULL, spelling TEXT);
"""

NAMES = """
CREATE TABLE name (
    key TEXT NOT NULL,               -- folding.fold(spelling)
    rank INTEGER NOT NULL,           -- the place's rank and what the kind of name costs
    place_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,           -- NameKind
    spelling TEXT,                   -- NULL: the place's own name
    PRIMARY KEY (key, rank, place_id)
) WITHOUT ROWID;
"""

TYPOS = f"""
-- The names of a country's divisions by length, in lines: what a misspelt name is compared with.
CREATE TABLE typo (
    country TEXT, length INTEGER, admin1_code TEXT, keys TEXT NOT NULL, PRIMARY KEY (country, length, admin1_code)
) WITHOUT ROWID;
INSERT INTO typo SELECT p.country, length(n.key), p.admin1_code, group_concat(DISTINCT n.key || char(10))
FROM place p JOIN name n ON n.place_id = p.id
WHERE p.country != '' AND n.kind IN ({NameKind.PRIMARY:d}, {NameKind.EXONYM:d}, {NameKind.ALTERNATE:d})
AND length(n.key) BETWEEN {SHORTEST_TYPO} AND {LONGEST_TYPO} GROUP BY 1, 2, 3;
"""

INDEXES = """
CREATE INDEX place_division ON place (country, admin1_code);
CREATE INDEX place_lat ON place (lat, lon);
CREATE INDEX name_place ON name (place_id);
"""

KIND_COST: dict[NameKind, int] = {
    NameKind.PRIMARY: 0,
    NameKind.EXONYM: 20,
    NameKind.ABBREVIATION: 20,
    NameKind.ALTERNATE: 70,
    NameKind.SCRIPT: 100,
    NameKind.QUALIFIER: 150,
}
"""What a kind of name adds to its place's rank: an alternate name counts like a fifth of the people."""


def kind_cost_sql(column: str) -> str:
    """Return the SQL expression of what the kind in a column costs."""
    return f"CASE {column} " + " ".join(f"WHEN {kind:d} THEN {cost}" for kind, cost in KIND_COST.items()) + " END"


FOLDED_COST = 20
"""What is added at look-up when the spelling differs in more than case ("Leon" for León)."""

_CLASS_BONUS: dict[str, float] = {"country": 3.0, "ADM1": 0.7, "ADM2": -1.0, "ADM3": -1.5, "ADM4": -2.0, "PPLX": -0.5}
_COUNTRY_CODES = frozenset({"PCLI", "PCLD", "PCLIX", "PCLF", "PCLS", "PCL", "PCLH", "TERR"})


def is_country(feature_code: str) -> bool:
    """Tell whether a feature code is one of GeoNames' political entities (PCLI, PCLD …)."""
    return feature_code in _COUNTRY_CODES


def _people_in(feature_class: str, radius_km: float) -> float:
    """Return a guess for divisions whose people nobody counted: 50 a square kilometre."""
    return 50 * math.pi * radius_km**2 if feature_class == "A" else 0.0


def rank_of(feature_class: str, feature_code: str, population: int, radius_km: float) -> int:
    """Return the prior of a feature as a rank; smaller is likelier, 100 is a factor of ten.

    The logarithm of its people, plus 3 for countries and 0.7 for first-level divisions, minus 1 for
    second-level ones (news says "Orange" for the town, "Orange County" for the county).  Seas,
    mountains and regions count by their size instead: 30 km like 1 million people, 300 km like a
    province of 10 million.  So countries come before divisions and large regions, these before
    towns, unless a town is far larger: London before the London of any division.
    """
    if feature_class in "HLTVU" and not population:
        weight = 3.0 + 2.0 * math.log10(1.0 + max(radius_km, 0.0))
    elif feature_class == "S":
        weight = 3.0
    else:
        weight = math.log10(10.0 + (max(population, 0) or _people_in(feature_class, radius_km)))
    weight += _CLASS_BONUS.get("country" if is_country(feature_code) else feature_code, 0.0)
    return 2000 - round(100 * weight)
