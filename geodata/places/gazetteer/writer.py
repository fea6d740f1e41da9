"""Writing a gazetteer file: rows go in, a finished read-only SQLite file comes out, or nothing does."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from geodata.errors import GazetteerError
from geodata.places.gazetteer import schema
from geodata.places.gazetteer.folding import fold_uncached
from geodata.places.gazetteer.records import Feature
from geodata.places.gazetteer.state import require_replaceable

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total); total is 0 where it is not known."""

T = TypeVar("T")

_BATCH = 5_000
_PLACE = "INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,'','',?,?,?,?,?)"
_NAME = "INSERT INTO staged VALUES (?,?,?,?)"


def temporary_beside(path: Path) -> Path:
    """Return a new empty file beside `path`, of a name that nobody else uses."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".part", dir=path.parent)
    os.close(handle)
    return Path(name)


def remove_leftovers(path: Path) -> None:
    """Remove what interrupted builds of `path` left behind; call it only under the build's lock."""
    for leftover in path.parent.glob(f".{path.name}-*.part*"):
        leftover.unlink(missing_ok=True)


class Writer:
    """A gazetteer in the making; use it in a `with` block, which publishes it at `path` when all went well."""

    def __init__(self, path: Path) -> None:
        """Begin a file beside `path`; raises GazetteerError where that cannot be, or `path` is not ours."""
        require_replaceable(path)
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._temporary = temporary_beside(path)
        except OSError as error:
            raise GazetteerError(f"cannot write the gazetteer in {path.parent}: {error.strerror}") from error
        self.connection = sqlite3.connect(self._temporary, isolation_level=None)

    def __enter__(self) -> Writer:
        run = self.connection.execute
        # Nobody reads the file before it is whole, and an interrupted one is thrown away: no journal.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536", "temp_store=FILE"):
            run(f"PRAGMA {pragma}")
        run(f"PRAGMA application_id={schema.APPLICATION_ID}")
        run(f"PRAGMA user_version={schema.SCHEMA_VERSION}")
        run("BEGIN")
        self._script(schema.TABLES + schema.STAGING)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._publish()
            elif isinstance(error, (sqlite3.Error, OSError)):
                raise GazetteerError(f"cannot write the gazetteer {self._path}: {error}") from error
        finally:
            self.connection.close()
            with contextlib.suppress(OSError):
                self._temporary.unlink(missing_ok=True)

    def add(self, features: Iterable[Feature]) -> int:
        """Store features and stage their names; returns how many there were."""
        count = 0
        for batch in batches(features, _BATCH):
            self.connection.executemany(_PLACE, [_place_row(feature) for feature in batch])
            self.connection.executemany(_NAME, [row for feature in batch for row in name_rows(feature)])
            count += len(batch)
        return count

    def note(self, facts: Mapping[str, str]) -> None:
        """Store facts about the file itself."""
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?,?)", list(facts.items()))

    def finish_names(self) -> None:
        """Rank the staged names and write them in the order of their keys, the best spelling of each once."""
        self._script(schema.NAMES)
        self.connection.execute(
            f"INSERT OR IGNORE INTO name SELECT s.key, p.rank + {schema.kind_cost_sql('s.kind')}, s.place_id, s.kind, "
            "CASE WHEN s.spelling IS p.name THEN NULL ELSE s.spelling END "
            "FROM (SELECT key, place_id, min(kind) AS kind, spelling FROM staged GROUP BY key, place_id) s "
            "JOIN place p ON p.id = s.place_id ORDER BY 1, 2, 3"
        )
        self.connection.execute("DROP TABLE staged")

    def finish(self) -> None:
        """Name the divisions of every place, index everything and count it."""
        run = self.connection.execute
        self._script(schema.INDEXES + schema.TYPOS)
        for level, join in ((1, ""), (2, " AND d.admin2_code = place.admin2_code")):
            run(
                f"CREATE TEMP TABLE d{level} AS SELECT country, admin1_code, admin2_code, name FROM place "
                f"WHERE feature_code = 'ADM{level}' AND admin1_code != ''"
            )
            run(f"CREATE INDEX temp.d{level}_code ON d{level} (country, admin1_code, admin2_code)")
            run(
                f"UPDATE place SET admin{level} = coalesce((SELECT d.name FROM d{level} d WHERE d.country = "
                f"place.country AND d.admin1_code = place.admin1_code{join} LIMIT 1), '') "
                f"WHERE place.admin{level}_code != '' AND place.country != ''"
            )
        counts = {
            f"count_{table}": str(run(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in ("place", "name")
        }
        self.note({**counts, "built": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "complete": "1"})

    def _script(self, statements: str) -> None:
        """Run several statements; `executescript` ends the transaction, so a new one is begun."""
        self.connection.executescript(statements)
        self.connection.execute("BEGIN")

    def _publish(self) -> None:
        try:
            self.connection.execute("COMMIT")
            self.connection.execute("ANALYZE")
            self.connection.close()
            os.replace(self._temporary, self._path)
        except (sqlite3.Error, OSError) as error:
            raise GazetteerError(f"cannot write the gazetteer {self._path}: {error}") from error


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield rows in lists of at most `size`."""
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _place_row(feature: Feature) -> tuple[object, ...]:
    rank = schema.rank_of(feature.feature_class, feature.feature_code, feature.population, feature.radius_km)
    return (*feature[:7], *feature[7:11], rank)


def name_rows(feature: Feature) -> list[tuple[str, int, int, str]]:
    """Return (key, place id, kind, spelling) for a feature's names, the best kind of each key."""
    rows = {fold_uncached(feature.name): (schema.NameKind.PRIMARY, feature.name)}
    for spelling, kind in feature.names:
        key = fold_uncached(spelling)
        if key not in rows or kind < rows[key][0]:
            rows[key] = (kind, spelling)
    return [(key, feature.id, int(kind), spelling) for key, (kind, spelling) in rows.items() if key]
