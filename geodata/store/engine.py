"""Connections to the store's database: its address, SQLite's settings, migrations, and complaints in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as listening
from sqlalchemy.engine import Connection

from geodata.errors import StoreError
from geodata.store.schema import HEAD

BUSY_MS = 10_000
OLDEST = "0001"
_MIGRATIONS = Path(__file__).with_name("migrations")
_ADVICE = {
    "locked": "another program holds it; close that one and run the same command again",
    "readonly": "the file is read-only; change its rights or set DATELINE_HOME",
    "unable to open": "the folder cannot be written; copy the store to one that can, or set DATELINE_HOME",
    "not a database": "this is not a store; move the file away",
    "malformed": "the file is damaged; restore a backup or move it away",
    "disk is full": "make room and run the same command again; nothing of the last article was kept",
    "connection is bad": "is the server running, and the address right?",
    "could not connect": "is the server running, and the address right?",
    "connection refused": "is the server running, and the address right?",
}


class Database:
    """An engine that speaks in StoreErrors; safe to share between threads."""

    def __init__(self, path: Path | str) -> None:
        """Open or make the database and bring it to this version.

        Raises StoreError when it is no store, of a newer version, or cannot be written.
        """
        self.address = _address(path)
        self.engine = _engine(self.address)
        with self.work() as connection:
            _prepare(connection, self.shown)

    @property
    def shown(self) -> str:
        """The address without a password."""
        return sa.make_url(self.address).render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite store, None for one in memory or on a server."""
        name = sa.make_url(self.address).database
        return Path(name) if name and self.address.startswith("sqlite:///") else None

    @contextmanager
    def work(self) -> Iterator[Connection]:
        """One transaction; foreign errors become StoreError."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise StoreError(f"{self.shown}: {_reason(error)}") from error


def _address(path: Path | str) -> str:
    text = str(path)
    if text.startswith("postgresql://"):
        return text.replace("postgresql://", "postgresql+psycopg://", 1)
    if "://" in text:
        return text
    return "sqlite://" if text == ":memory:" else f"sqlite:///{text}"


def _engine(address: str) -> sa.Engine:
    if address == "sqlite://":
        # One connection for all threads: each new one would be another empty database.
        engine = sa.create_engine(address, poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
        listening.listen(engine, "connect", _dress_sqlite)
        return engine
    if address.startswith("sqlite:///"):
        file = Path(address.removeprefix("sqlite:///"))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{file.parent} cannot be made: {error.strerror}; set DATELINE_HOME") from error
    try:
        engine = sa.create_engine(address)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise StoreError(
            f"no store can be opened there: {error}; for PostgreSQL: pip install 'psycopg[binary]'"
        ) from error
    if engine.dialect.name == "sqlite":
        listening.listen(engine, "connect", _dress_sqlite)
    return engine


def _dress_sqlite(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _prepare(connection: Connection, shown: str) -> None:
    """Bring the database to this version; refuse what is not a store, or is newer."""
    held = _version(connection, shown)
    if held == HEAD:
        return
    if held is not None and held > HEAD:
        raise StoreError(f"{shown} was made by a newer Dateline; update Dateline, or choose another file")
    _migrate(connection, stamp=held)


def _version(connection: Connection, shown: str) -> str | None:
    """Return the migration that a database is at, None for an empty one."""
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" in tables:
        return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one())
    if {"state", "article"} <= tables:
        return OLDEST  # of before there were migrations
    if tables:
        raise StoreError(f"{shown} is a database of another program; choose another file")
    return None


def _migrate(connection: Connection, *, stamp: str | None) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    if stamp == OLDEST:
        command.stamp(config, OLDEST)
    command.upgrade(config, "head")


def _reason(error: sa.exc.DBAPIError) -> str:
    """Say what to do about the database's complaint."""
    text = str(error.orig).strip().splitlines()[0]
    return next((f"{text}: {what}" for sign, what in _ADVICE.items() if sign in text.lower()), text)
