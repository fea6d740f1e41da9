"""The geocoding cache's SQLite file: reading, writing, and going on without it where it gives or takes nothing."""

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

from geodata.errors import StoreError
from geodata.places.geocoders.cacheopening import BUSY_SECONDS, open_anew, open_file
from geodata.places.geocoders.cacheschema import provider_id

log = logging.getLogger(__name__)

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
        self._connection = open_file(path)

    def provider_id(self, name: str, version: str, licence: str, *, online: bool = False) -> int:
        """Return the number of a provider in this file; its licence is now this one, and its answers are kept."""
        provider = (name, version, licence, online)
        known = self._providers.get(provider)
        if known is None:
            known = self._guarded(lambda run: provider_id(run, *provider, renew=True))
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
        return self._guarded(lambda run: provider_id(run, *provider, renew=False))

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
        self._connection = open_anew(self.path, error)
        # Callers hold the numbers of their providers.
        rows = [(number, *provider) for provider, number in self._providers.items()]
        self._connection.executemany(
            "INSERT OR IGNORE INTO provider (id, name, version, licence, online) VALUES (?,?,?,?,?)", rows
        )


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
