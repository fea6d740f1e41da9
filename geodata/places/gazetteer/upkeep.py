"""Keeping a usable gazetteer in its place, built when it has to be."""

from __future__ import annotations

import logging
from pathlib import Path

from filelock import FileLock

from geodata.errors import GazetteerError
from geodata.places.gazetteer.builder import build, inputs_digest
from geodata.places.gazetteer.state import State, read_meta, require_replaceable
from geodata.places.gazetteer.writer import Progress, remove_leftovers

log = logging.getLogger(__name__)


def ensure(path: Path, progress: Progress | None = None, *, rebuild: bool = False) -> bool:
    """Make sure that a usable gazetteer is at `path`; builds it where needed and tells whether it did.

    A missing, truncated or older file is built anew, and so is one built from other tables or packages; an
    imported one is kept.  A foreign file or one of a newer version is left alone: raises GazetteerError.  Of
    several processes that call this at once, one builds and the others wait.  `rebuild` builds a current one too.
    """
    if _is_current(path) and not rebuild:
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(path.name + ".lock"))
        with lock:
            if _is_current(path) and not rebuild:
                return False
            remove_leftovers(path)
            _warn_of_lost_import(path)
            build(path, progress=progress)
    except OSError as error:
        raise GazetteerError(f"cannot write the gazetteer in {path.parent}: {error.strerror}") from error
    return True


def _warn_of_lost_import(path: Path) -> None:
    imported = read_meta(path).get("made_from", "packages") if path.exists() else "packages"
    if imported != "packages":
        log.warning("the gazetteer %s is built anew without what was imported (%s): import it again", path, imported)


def _is_current(path: Path) -> bool:
    if require_replaceable(path) is not State.READY:
        return False
    meta = read_meta(path)
    return meta.get("made_from") != "packages" or meta.get("inputs") == inputs_digest()
