"""Names that point to places of other sources: exonyms, abbreviations, demonyms."""

from __future__ import annotations

import logging
from importlib.resources.abc import Traversable

from geodata.places.gazetteer import tables
from geodata.places.gazetteer.folding import fold_uncached
from geodata.places.gazetteer.schema import NameKind
from geodata.places.gazetteer.writer import Writer

log = logging.getLogger(__name__)


def add_all(writer: Writer, folder: Traversable) -> None:
    """Add the names of the tables of exonyms, abbreviations and demonyms; a target that is not there is logged."""
    for add in (_add_exonyms, _add_abbreviations, _add_demonyms):
        add(writer, folder)


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
