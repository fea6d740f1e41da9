"""Names that point to places of other sources: exonyms, abbreviations, demonyms."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from importlib.resources.abc import Traversable

from geodata.places.gazetteer.folding import fold_uncached
from geodata.places.gazetteer.schema import NameKind
from geodata.places.gazetteer.tables import Row, read_table
from geodata.places.gazetteer.writer import Writer

log = logging.getLogger(__name__)

_TARGETS = {
    "country": "p.feature_code = 'PCLI'",
    "admin1": "p.feature_code = 'ADM1'",
    "admin2": "p.feature_code = 'ADM2'",
    "place": "1",
}
"""What an abbreviation's `target_kind` says of the place."""

_PEOPLES = {
    "country": "p.feature_code = 'PCLI'",
    "division": "p.feature_class = 'A'",
    "region": "p.feature_class NOT IN ('P', 'S')",
    "continent": "p.feature_code = 'CONT'",
    "place": "p.feature_class = 'P'",
}
"""What a demonym's `kind` says of the place."""


def add_references(writer: Writer, folder: Traversable) -> None:
    """Add the tables of exonyms, abbreviations and demonyms; rows whose place is not there are logged."""
    _References(writer).add(folder)


class _References:
    def __init__(self, writer: Writer) -> None:
        self._run = writer.connection.execute
        self._unknown: dict[str, list[str]] = defaultdict(list)

    def add(self, folder: Traversable) -> None:
        for row in read_table("exonyms", folder):
            target = row.integer("target_geonameid")
            known = self._run("SELECT 1 FROM place WHERE id = ?", (target,)).fetchone()
            self._stage(row.required("name"), target if known else None, NameKind.EXONYM, row)
        for row in read_table("abbreviations", folder):
            kind = NameKind.QUALIFIER if row.values.get("needs_comma") == "1" else NameKind.ABBREVIATION
            self._stage(row.required("text"), self._target(row), kind, row)
        for row in read_table("demonyms", folder):
            self._add_demonym(row)
        for table, targets in self._unknown.items():
            some = ", ".join(targets[:5])
            log.warning("geodata/tables/%s.csv: %d rows name no place, such as %s", table, len(targets), some)

    def _stage(self, spelling: str, place_id: int | None, kind: NameKind, row: Row) -> None:
        if place_id is None:
            self._unknown[row.table].append(f"{spelling} (line {row.line})")
        else:
            values = (fold_uncached(spelling), place_id, int(kind), spelling)
            self._run("INSERT INTO staged VALUES (?,?,?,?)", values)

    def _target(self, row: Row) -> int | None:
        return self._find(row, row.required("target_name"), "target_kind", _TARGETS)

    def _find(self, row: Row, name: str, column: str, conditions: Mapping[str, str]) -> int | None:
        """Return the likeliest place of a name in the row's country, of the kind that a column tells."""
        kind = row.required(column)
        if kind not in conditions:
            row.fail(f"{column} {kind!r} is none of {', '.join(conditions)}")
        found = self._run(
            "SELECT p.id FROM staged s JOIN place p ON p.id = s.place_id WHERE s.key = ?1 "
            f"AND (?2 IN ('', p.country) OR p.country = '') AND {conditions[kind]} ORDER BY s.kind, p.rank LIMIT 1",
            (fold_uncached(name), row.text("country")),
        ).fetchone()
        return found[0] if found else None

    def _add_demonym(self, row: Row) -> None:
        demonym, target = row.required("demonym"), row.required("target")
        is_code = len(target) == 2 and target.isupper()
        place_id = self._country(target) if is_code else self._find(row, target, "kind", _PEOPLES)
        if place_id is None:
            self._unknown[row.table].append(f"{demonym} (line {row.line})")
            return
        values = (fold_uncached(demonym), demonym, row.text("country"), place_id, row.text("kind"))
        self._run("INSERT OR IGNORE INTO demonym VALUES (?,?,?,?,?)", values)

    def _country(self, iso2: str) -> int | None:
        found = self._run("SELECT place_id FROM country WHERE iso2 = ?", (iso2,)).fetchone()
        return found[0] if found else None
