"""Is there a gazetteer, is it ours, whole and up to date?  Told from its first page, in a millisecond."""

from __future__ import annotations

import sqlite3
from enum import Enum
from pathlib import Path

from geodata.errors import GazetteerError
from geodata.places.gazetteer.schema import APPLICATION_ID, SCHEMA_VERSION

_MAGIC = b"SQLite format 3\x00"


class State(Enum):
    """What a gazetteer file is, as far as its header and its `meta` table tell."""

    READY = "ready"
    MISSING = "missing"
    TRUNCATED = "truncated or unfinished"
    OLDER = "made by an older version"
    NEWER = "made by a newer version"
    FOREIGN = "not a gazetteer of Dateline"


def state_of(path: Path) -> State:
    """Tell what is at `path`, whatever it is; raises GazetteerError when it cannot be read."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            header = stream.read(100)
    except FileNotFoundError:
        return State.MISSING
    except OSError as error:
        raise GazetteerError(f"cannot read the gazetteer {path}: {error.strerror}") from error
    if not header:
        return State.TRUNCATED
    if len(header) < 100 or not header.startswith(_MAGIC):
        return State.FOREIGN
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        return State.FOREIGN
    version = int.from_bytes(header[60:64], "big")
    if version != SCHEMA_VERSION:
        return State.OLDER if version < SCHEMA_VERSION else State.NEWER
    page = int.from_bytes(header[16:18], "big")
    if size < (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big"):
        return State.TRUNCATED
    return State.READY if read_meta(path).get("complete") else State.TRUNCATED


def read_meta(path: Path) -> dict[str, str]:
    """Return the facts that a gazetteer file holds about itself, none if they cannot be read."""
    try:
        connection = sqlite3.connect(read_only_uri(path), uri=True)
        try:
            return dict(connection.execute("SELECT key, value FROM meta"))
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return {}


def read_only_uri(path: Path) -> str:
    """Return SQLite's address of a file that is never written in place."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def require_replaceable(path: Path) -> State:
    """Return the state of what is at `path`; raises GazetteerError for what is not ours to replace."""
    state = state_of(path)
    if state is State.FOREIGN:
        raise GazetteerError(f"{path} is {state.value}: move it away, or set DATELINE_HOME to another folder")
    if state is State.NEWER:
        raise GazetteerError(f"the gazetteer {path} is {state.value}: update Dateline, or set DATELINE_HOME")
    return state


def require_ready(path: Path) -> None:
    """Raise GazetteerError, saying what to do, unless a usable gazetteer is at `path`."""
    state = require_replaceable(path)
    if state is not State.READY:
        raise GazetteerError(f"the gazetteer {path} is {state.value}: run `dateline gazetteer build`")
