"""The tables of the geocoding cache's SQLite file, how an older file becomes one of today, and the providers in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from geodata.errors import StoreError

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


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of today in a file, empty or of an older version.

    Raises StoreError for a file of a newer version or of another program.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if application != APPLICATION_ID and not empty:
        raise StoreError(f"{path} belongs to another program: move it away, or set DATELINE_HOME")
    if version > len(MIGRATIONS):
        raise StoreError(f"the geocoding cache {path} is of a newer version: update Dateline")
    connection.execute("PRAGMA journal_mode=WAL")
    # A power cut may lose the last answers, never the file.
    connection.execute("PRAGMA synchronous=NORMAL")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {script} PRAGMA user_version={number}; PRAGMA application_id={APPLICATION_ID}; COMMIT"
        )
    connection.execute("SELECT 1 FROM answer LIMIT 1").fetchone()


def provider_id(
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
