"""Opening the geocoding cache's file; one that is damaged is set aside, and a new one begun."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import time
from pathlib import Path

from filelock import FileLock

from geodata.errors import StoreError
from geodata.places.geocoders.cacheschema import migrate

log = logging.getLogger(__name__)

BUSY_SECONDS = 10.0


def open_file(path: Path) -> sqlite3.Connection:
    """Open or make the cache at `path`.

    A damaged file is renamed and a new one begun.  Raises StoreError for a file of a newer version or of another
    program, and where the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            try:
                return _connect(path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                aside = _set_aside(path, error)
                connection = _connect(path)
                _save_spending(aside, connection)
                return connection
    except StoreError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"cannot open the geocoding cache {path}: {error}") from error


def open_anew(path: Path, error: Exception) -> sqlite3.Connection:
    """Set a file aside that turned out to be damaged while it was open, and begin a new one."""
    aside: Path | None = None
    with _alone(path), contextlib.suppress(FileNotFoundError):
        aside = _set_aside(path, error)
    connection = open_file(path)
    if aside is not None:
        _save_spending(aside, connection)
    return connection


def _alone(path: Path) -> FileLock:
    """One process at a time: to set aside a broken file is not to set aside the new one of a neighbour."""
    return FileLock(path.with_name(path.name + ".lock"))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    try:
        migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_aside(path: Path, error: Exception) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}")
    os.replace(path, aside)
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{aside}{suffix}")
    log.warning("the geocoding cache %s is damaged (%s): kept as %s, a new one is begun", path, error, aside)
    return aside


def _save_spending(damaged: Path, connection: sqlite3.Connection) -> None:
    """Take over from a damaged file what was asked and paid, as far as it can be read: budgets must not begin anew."""
    query = (
        "SELECT name, day, requests, money FROM spending WHERE typeof(name) = 'text' AND day GLOB '????-??-??' "
        "AND typeof(requests) = 'integer' AND typeof(money) IN ('integer', 'real')"
    )
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(damaged)) as old:
        for row in old.execute(query):
            connection.execute("INSERT OR IGNORE INTO spending VALUES (?,?,?,?)", row)
