"""The geocoding cache's SQLite file: opening, migrating, setting a broken one aside, reading and writing."""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from filelock import FileLock

from geodata.errors import StoreError

log = logging.getLogger(__name__)

APPLICATION_ID = 0x444C4743
"""Written into the file's header ("DLGC"), so that another program's database is never touched."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE provider (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, licence TEXT NOT NULL,
        UNIQUE (name, version, licence)
    );
    CREATE TABLE answer (
        provider_id INTEGER NOT NULL REFERENCES provider (id),
        query TEXT NOT NULL,            -- port.normalise
        context TEXT NOT NULL,          -- port.context_key
        asked REAL NOT NULL,            -- seconds since 1970
        expires REAL,                   -- NULL: kept for ever
        places TEXT NOT NULL,           -- JSON, [] for a miss
        raw TEXT NOT NULL,              -- what the provider said, "" where places say it all
        PRIMARY KEY (provider_id, query, context)
    ) WITHOUT ROWID;
    CREATE TABLE claim (
        provider_id INTEGER NOT NULL, query TEXT NOT NULL, context TEXT NOT NULL, until REAL NOT NULL,
        PRIMARY KEY (provider_id, query, context)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE provider ADD COLUMN online INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE service (
        name TEXT PRIMARY KEY,
        next REAL NOT NULL,             -- no request before, seconds since 1970
        failures INTEGER NOT NULL,      -- in a row
        open_until REAL NOT NULL        -- left alone until then
    ) WITHOUT ROWID;
    CREATE TABLE spending (
        name TEXT NOT NULL, day TEXT NOT NULL, requests INTEGER NOT NULL, money REAL NOT NULL,
        PRIMARY KEY (name, day)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE claim ADD COLUMN owner TEXT NOT NULL DEFAULT '';  -- machine and process that asks
    """,
)
"""One script a schema version; add, never edit."""

BUSY_SECONDS = 10.0
SMALLEST_ROW = 24
"""Bytes that an answer takes at least."""

T = TypeVar("T")


class Key(NamedTuple):
    """What identifies a question to a provider."""

    provider_id: int
    query: str
    context: str


class Stored(NamedTuple):
    """An answer as the file holds it."""

    asked: float
    expires: float | None
    places: str
    raw: str


class Provider(NamedTuple):
    """Who answered."""

    name: str
    version: str
    licence: str
    online: bool


_MERGE = (
    "INSERT INTO answer VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET asked = excluded.asked, "
    "expires = excluded.expires, places = excluded.places, raw = excluded.raw WHERE excluded.asked > answer.asked"
)
_UPSERT = "INSERT OR REPLACE INTO answer VALUES (?,?,?,?,?,?,?)"
_KEY = "provider_id = ? AND query = ? AND context = ?"


class CacheFile:
    """An open cache file; threads share one connection, processes share the file.

    Reading and writing never raise: what the file cannot give or take is said in the log.
    """

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        """Open or make the cache at `path`.

        A damaged file is renamed and a new one begun.  Raises StoreError for a file of a newer version or of
        another program, and where the folder cannot be written.
        """
        self.path = path
        self._now = now
        self._lock = threading.RLock()
        self._providers: dict[tuple[str, str, str, bool], int] = {}
        self._counted: int | None = None
        """Answers when they were last counted, and those written here since."""
        self._connection = self._open()

    def provider_id(self, name: str, version: str, licence: str, *, online: bool = False) -> int:
        """Return the number of a provider in this file; its licence is now this one, and its answers are kept."""
        provider = (name, version, licence, online)
        known = self._providers.get(provider)
        if known is None:
            known = self._guarded(lambda run: _provider_id(run, *provider, renew=True))
            self._providers[provider] = known
        return known

    def read(self, key: Key) -> Stored | None:
        """Return the answer to a question unless it has expired."""

        def read(connection: sqlite3.Connection) -> Stored | None:
            row = connection.execute(f"SELECT asked, expires, places, raw FROM answer WHERE {_KEY}", key).fetchone()
            return Stored(*row) if row else None

        stored = self._or_without(read, None)
        return None if stored and stored.expires is not None and stored.expires <= self._now() else stored

    def write(self, answers: Sequence[tuple[Key, Stored]]) -> None:
        """Store answers in one transaction and give up the claims to them."""
        rows = [(*key, *stored) for key, stored in answers]

        def write(connection: sqlite3.Connection) -> None:
            if self._counted is not None:
                self._counted += len(rows)
            with _transaction(connection):
                connection.executemany(_UPSERT, rows)
                connection.executemany(f"DELETE FROM claim WHERE {_KEY}", [key for key, _ in answers])

        self._or_without(write, None)

    def claim(self, key: Key, seconds: float) -> bool:
        """Take it upon this caller to ask a question, for so many seconds; False when somebody else has."""

        def claim(connection: sqlite3.Connection) -> bool:
            with _transaction(connection):
                held = connection.execute(f"SELECT until, owner FROM claim WHERE {_KEY}", key).fetchone()
                if held is not None and held[0] > self._now() and not _is_dead(held[1]):
                    return False
                row = (*key, self._now() + seconds, _own_name())
                connection.execute("INSERT OR REPLACE INTO claim VALUES (?,?,?,?,?)", row)
                return True

        return self._or_without(claim, True)

    def release(self, key: Key) -> None:
        """Give up a claim without an answer."""
        self._or_without(lambda connection: connection.execute(f"DELETE FROM claim WHERE {_KEY}", key), None)

    def clear(self, name: str = "") -> int:
        """Forget the answers of a provider, or all; returns how many."""

        def clear(connection: sqlite3.Connection) -> int:
            of_provider = "provider_id IN (SELECT id FROM provider WHERE ?1 IN ('', name))"
            return connection.execute(f"DELETE FROM answer WHERE {of_provider}", (name,)).rowcount

        cleared = self._guarded(clear)
        # Gives the space back to the disk; it can wait when somebody else works on the file.
        self._or_without(lambda connection: connection.execute("VACUUM"), None)
        return cleared

    def merge(self, answers: Iterable[tuple[Provider, str, str, Stored]]) -> int:
        """Add (provider, query, context, answer) that are newer than what is here; returns how many were."""
        held = list(answers)
        numbers = {provider: self._number(provider) for provider in {answer[0] for answer in held}}
        rows = [(numbers[provider], query, context, *stored) for provider, query, context, stored in held]
        self._counted = None if self._counted is None else self._counted + len(rows)
        return self.transact(lambda connection: connection.executemany(_MERGE, rows).rowcount)

    def _number(self, provider: Provider) -> int:
        return self._guarded(lambda run: _provider_id(run, *provider, renew=False))

    def evict(self, most: int) -> int:
        """Forget the answers beyond `most`, those first that are cheap to have again; returns how many.

        Cheap are answers of outdated versions, then those of offline providers, then the oldest.
        """

        def evict(connection: sqlite3.Connection) -> int:
            if self._rows_at_most(connection) <= most:
                return 0
            count: int = connection.execute("SELECT count(*) FROM answer").fetchone()[0]
            self._counted = min(count, most)
            if count <= most:
                return 0
            return connection.execute(
                "DELETE FROM answer WHERE (provider_id, query, context) IN (SELECT provider_id, query, context "
                "FROM answer a JOIN (SELECT id, online, id = max(id) OVER (PARTITION BY name) AS latest FROM provider) "
                "p ON p.id = a.provider_id ORDER BY latest, online, asked LIMIT ?)",
                (count - most,),
            ).rowcount

        return self._or_without(evict, 0)

    def _rows_at_most(self, connection: sqlite3.Connection) -> int:
        """Return more answers than there are, without counting them: a million take a while to count."""
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        by_size: int = pages * size // SMALLEST_ROW
        return by_size if self._counted is None else min(by_size, self._counted)

    def transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work in one transaction, which no other process disturbs; raises StoreError."""

        def transact(connection: sqlite3.Connection) -> T:
            with _transaction(connection):
                return work(connection)

        return self._guarded(transact)

    def rows(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a query finds, read through a connection of its own, so that others may write meanwhile."""
        connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        try:
            yield from connection.execute(query, values)
        except sqlite3.Error as error:
            raise StoreError(f"the geocoding cache {self.path}: {error}") from error
        finally:
            connection.close()

    def counts(self) -> list[tuple[str, str, str, int, int]]:
        """Return (provider, version, licence, answers, misses) of every provider."""
        query = (
            "SELECT p.name, p.version, p.licence, count(a.query), coalesce(sum(a.places = '[]'), 0) FROM provider p "
            "LEFT JOIN answer a ON a.provider_id = p.id GROUP BY p.id ORDER BY p.id"
        )
        return self._guarded(lambda connection: connection.execute(query).fetchall())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # One process at a time: to set aside a broken file is not to set aside the new one of a neighbour.
            with FileLock(self.path.with_name(self.path.name + ".lock")):
                try:
                    return self._connect()
                except sqlite3.OperationalError:
                    raise
                except sqlite3.DatabaseError as error:
                    aside = self._set_aside(error)
                    connection = self._connect()
                    _save_spending(aside, connection)
                    return connection
        except StoreError:
            raise
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"cannot open the geocoding cache {self.path}: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if application != APPLICATION_ID and not empty:
            raise StoreError(f"{self.path} belongs to another program: move it away, or set DATELINE_HOME")
        if version > len(MIGRATIONS):
            raise StoreError(f"the geocoding cache {self.path} is of a newer version: update Dateline")
        connection.execute("PRAGMA journal_mode=WAL")
        # A power cut may lose the last answers, never the file.
        connection.execute("PRAGMA synchronous=NORMAL")
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            connection.executescript(
                f"BEGIN IMMEDIATE; {script} PRAGMA user_version={number}; "
                f"PRAGMA application_id={APPLICATION_ID}; COMMIT"
            )
        connection.execute("SELECT 1 FROM answer LIMIT 1").fetchone()

    def _set_aside(self, error: Exception) -> Path:
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}")
        os.replace(self.path, aside)
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.replace(f"{self.path}{suffix}", f"{aside}{suffix}")
        log.warning("the geocoding cache %s is damaged (%s): kept as %s, a new one is begun", self.path, error, aside)
        return aside

    def _or_without(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do some work on the file, or do without it: a full disk or a locked file must not stop the pipeline."""
        try:
            return self._guarded(work)
        except StoreError as error:
            log.warning("%s; answers are used but not kept", error)
            return otherwise

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work on the file; begin a new file, once, when this one turns out to be damaged."""
        with self._lock:
            try:
                return work(self._connection)
            except sqlite3.DatabaseError as error:
                # Damage is of this very class; a full disk, a lock or a closed file are of its subclasses.
                if type(error) is not sqlite3.DatabaseError:
                    raise StoreError(f"the geocoding cache {self.path}: {error}") from error
                self._begin_anew(error)
                return work(self._connection)

    def _begin_anew(self, error: Exception) -> None:
        self._connection.close()
        aside: Path | None = None
        with FileLock(self.path.with_name(self.path.name + ".lock")), contextlib.suppress(FileNotFoundError):
            aside = self._set_aside(error)
        self._connection = self._open()
        if aside is not None:
            _save_spending(aside, self._connection)
        # Callers hold the numbers of their providers.
        rows = [(number, *provider) for provider, number in self._providers.items()]
        self._connection.executemany(
            "INSERT OR IGNORE INTO provider (id, name, version, licence, online) VALUES (?,?,?,?,?)", rows
        )


def _save_spending(damaged: Path, connection: sqlite3.Connection) -> None:
    """Take over from a damaged file what was asked and paid, as far as it can be read: budgets must not begin anew."""
    query = (
        "SELECT name, day, requests, money FROM spending WHERE typeof(name) = 'text' AND day GLOB '????-??-??' "
        "AND typeof(requests) = 'integer' AND typeof(money) IN ('integer', 'real')"
    )
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(damaged)) as old:
        for row in old.execute(query):
            connection.execute("INSERT OR IGNORE INTO spending VALUES (?,?,?,?)", row)


def _own_name() -> str:
    """Return what names this process among all that share the file."""
    return f"{platform.node()} {os.getpid()}"


def _is_dead(owner: str) -> bool:
    """Tell whether the process that made a claim is known to be gone: one of this machine, killed while it asked."""
    node, _, pid = owner.rpartition(" ")
    if os.name != "posix" or node != platform.node() or not pid.isdecimal():  # on Windows, to look is to end it
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _provider_id(
    connection: sqlite3.Connection, name: str, version: str, licence: str, online: bool, *, renew: bool
) -> int:
    """Return the number of a provider, under whatever licence it answered: a new wording has nothing asked again.

    With `renew`, the wording and whether it is online are put right.
    """
    query = (
        "SELECT id, licence, online FROM provider WHERE name = ? AND version = ? "
        "ORDER BY licence = ? DESC, id DESC LIMIT 1"
    )
    row = connection.execute(query, (name, version, licence)).fetchone()
    if row is None:
        insert = "INSERT OR IGNORE INTO provider (name, version, licence, online) VALUES (?,?,?,?)"
        connection.execute(insert, (name, version, licence, online))
        row = connection.execute(query, (name, version, licence)).fetchone()
    elif renew and row[1:] != (licence, online):
        connection.execute("UPDATE provider SET licence = ?, online = ? WHERE id = ?", (licence, online, row[0]))
    number: int = row[0]
    return number


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
