"""Copies of the store: backup while it is in use, restore with the old one kept, and what is wrong with one."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.corrections import Change
from geodata.errors import StoreError, UsageError
from geodata.files import require_regular
from geodata.model import Article, Event, Resolution
from geodata.store.engine import Database
from geodata.store.schema import ARTICLES, CHANGES, COPIES, EVENTS, MENTIONS, REVISIONS, STATE
from geodata.values import from_json

FAULTS_SAID = 3
_SIDE_FILES = ("", "-wal", "-shm")


def backup(database: Database, target: Path) -> None:
    """Write a whole copy of a store to a file, while it is in use; what is there stays until the copy is whole.

    Raises StoreError when it cannot be written, ExportError where no file stands, UsageError for the store's own file.
    """
    if not database.address.startswith("sqlite"):
        raise StoreError(f"{database.shown}: use pg_dump to back a PostgreSQL store up")
    if database.file is not None and target.resolve() == database.file.resolve():
        raise UsageError(f"{target} is the store itself; choose another file")
    require_regular(target)
    partial = target.with_name(f".{target.name}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with database.work() as connection, closing(sqlite3.connect(partial)) as copy:
            held: Any = connection.connection.driver_connection
            held.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, that is read without writing beside it
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{target}: the backup cannot be written ({error})") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def restore(path: Path, file: Path, *, now: dt.datetime | None = None) -> Path | None:
    """Put a backup in the place of the store at `path`; returns where the old store is kept, None when there was none.

    The backup is checked first, and brought to this version, as a copy: neither it nor the store is touched when
    something is wrong with it, which raises StoreError.  Programs that have the store open go on with the restored one.
    """
    if file.resolve() == path.resolve():
        raise UsageError(f"{file} is the store itself; name a backup")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".dateline-", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        _copied(file, copy)
        _accept(copy, file)
        if not path.exists():
            os.replace(copy, path)
            return None
        kept = _dated(path, now or dt.datetime.now())
        try:
            _exchange(path, copy, kept)
        except StoreError as error:
            if not _hopeless(error):
                raise
            _keep_aside(path, kept)
            os.replace(copy, path)
    return kept


def _keep_aside(path: Path, kept: Path) -> None:
    for side in _SIDE_FILES:
        with suppress(FileNotFoundError):
            os.replace(f"{path}{side}", f"{kept}{side}")


def _hopeless(error: StoreError) -> bool:
    """Tell whether a file can never be opened as a store, so that only the file itself can be kept."""
    cause = getattr(error.__cause__, "orig", error.__cause__)
    return cause is None or getattr(cause, "sqlite_errorcode", 0) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def faults(database: Database) -> list[str]:
    """Return what is wrong with a store: damage, dangling rows, values that cannot be read; [] when all is well."""
    with database.work() as connection:
        return [*_sqlite_faults(connection), *_unreadable(connection)]


def _copied(file: Path, copy: Path) -> None:
    """Copy a backup with what its side files hold, as it may be a store that is in use."""
    # Without side files nobody has it open, and it is read even where nothing can be written.
    how = "mode=ro" if Path(f"{file}-wal").exists() else "immutable=1"
    try:
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?{how}", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            empty = target.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    except sqlite3.Error as error:
        raise StoreError(f"{file}: is no backup that can be read ({error}); nothing was changed") from error
    if empty:
        raise StoreError(f"{file}: is no backup, it is empty; nothing was changed")


def _accept(copy: Path, file: Path) -> None:
    """Bring the copy to this version; raises StoreError, with the backup's name, when it is no store or has faults."""
    try:
        database = Database(copy)
    except StoreError as error:
        raise StoreError(f"{str(error).replace(str(copy), str(file))}; nothing was changed") from error
    try:
        found = faults(database)
        with database.work() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.engine.dispose()
    if found:
        told = "; ".join(found[:FAULTS_SAID])
        raise StoreError(f"{file}: {len(found)} faults, the store stays as it is: {told}")


def _exchange(path: Path, copy: Path, kept: Path) -> None:
    """Keep the store's content as another file and overwrite it in place, in one transaction."""
    old = Database(path)
    try:
        backup(old, kept)
        _outnumber(old, copy)
    finally:
        old.engine.dispose()
    try:
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be written ({error}); it is as it was") from error


def _outnumber(old: Database, copy: Path) -> None:
    """Give all counters of the copy values above the old store's, so that no cache takes the one for the other."""
    held = sa.select(STATE.c.name, STATE.c.value)
    with old.work() as connection:
        before = {str(row.name): int(row.value) for row in connection.execute(held)}
    new = Database(copy)
    try:
        with new.work() as connection:
            after = {str(row.name): int(row.value) for row in connection.execute(held)}
            higher = max([0, *before.values(), *after.values()]) + 1
            connection.execute(sa.delete(STATE))
            rows = [{"name": name, "value": higher} for name in sorted({*before, *after})]
            if rows:
                connection.execute(sa.insert(STATE), rows)
    finally:
        new.engine.dispose()


def _dated(path: Path, now: dt.datetime) -> Path:
    """Return a name with the time in it that no file has."""
    name = f"{path.stem}-{now:%Y-%m-%d-%H%M%S}"
    names = (path.with_name(f"{name}{'-' * bool(n)}{n or ''}{path.suffix}") for n in range(1000))
    return next(name for name in names if not name.exists())


def _sqlite_faults(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.exec_driver_sql("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"the file is damaged: {row[0]}"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"table {row[0]}, row {row[1]}: belongs to nothing in {row[2]}"


def _unreadable(connection: Connection) -> Iterator[str]:
    kinds: tuple[tuple[sa.Table, type], ...] = (
        (ARTICLES, Article), (REVISIONS, Article), (COPIES, Article), (MENTIONS, Resolution), (EVENTS, Event),
        (CHANGES, Change),
    )  # fmt: skip
    for table, kind in kinds:
        keys = list(table.primary_key.columns)
        for row in connection.execute(sa.select(*keys, table.c.value)):
            try:
                from_json(kind, row.value)
            except (ValueError, TypeError, KeyError) as error:
                yield f"table {table.name}, {dict(zip((k.name for k in keys), row, strict=False))}: {error}"
