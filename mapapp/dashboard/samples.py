"""The sample articles' events, read once on a machine and kept: the first look at the map must not wait for a model."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

from geodata import build
from geodata.errors import InputError
from geodata.files import atomic_path
from geodata.model import Article, Event
from geodata.pipeline import Pipeline
from geodata.settings import Settings
from geodata.values import from_json, to_json

log = logging.getLogger(__name__)
_DEPENDS = ("*.py", "*.csv")


def articles(settings: Settings) -> list[Article]:
    """Return the sample articles."""
    return list(build.open_inputs(settings, [str(build.SAMPLES)], on_error=_raise))


def events(settings: Settings, pipeline: Callable[[], Pipeline]) -> list[Event]:
    """Return the events of the sample articles, from the home when this version has read them before."""
    path = settings.home / "dashboard" / f"samples-{_version()}.json"
    held = _held(path)
    if held is not None:
        return held
    found = [event for result in pipeline().run(articles(settings), on_error=_raise) for event in result.events]
    with atomic_path(path) as partial:
        partial.write_text(json.dumps([to_json(event) for event in found]), encoding="utf-8")
    return found


def _held(path: Path) -> list[Event] | None:
    try:
        return [from_json(Event, value) for value in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("%s cannot be used and is made anew: %s", path, error)
        return None


def _version() -> str:
    """Return a word that changes whenever the code or a table does."""
    digest = hashlib.sha256()
    for path in sorted(_files(Path(str(resources.files("geodata"))))):
        status = path.stat()
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    for pattern in _DEPENDS:
        yield from folder.rglob(pattern)
    yield from build.SAMPLES.iterdir()


def _raise(error: InputError) -> None:
    raise error
