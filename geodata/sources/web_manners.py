"""Good manners on the web, kept in a folder that all processes share: robots.txt, a request a second, memory."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from protego import Protego

from geodata.errors import StoreError

log = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two requests to a host."""
LONGEST_INTERVAL = 30.0
"""Seconds that a robots.txt may ask for."""
FRESH = 24 * 3600.0
"""Seconds for which a robots.txt is taken to be unchanged."""
KEPT_PAGES = 500
_FARTHEST = 3600.0  # a turn farther off than this comes from a clock that was set back
_LOCK_SECONDS = 60.0


def _key(text: str) -> str:
    """Return a file's name for a text that may hold anything."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def _write(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be written ({error.strerror or error})") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@dataclass(frozen=True, slots=True)
class Turns:
    """Lets the processes of this machine ask a host one after the other, a second apart."""

    folder: Path
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def wait(self, host: str, interval: float = INTERVAL) -> None:
        """Take the next turn of a host and wait for it; raises StoreError when the folder cannot be used."""
        path = self.folder / "hosts" / _key(host)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS):
                now = self.clock()
                turn = max(now, self._last(path, now) + interval)
                _write(path, repr(turn).encode())
        except (OSError, Timeout) as error:
            raise StoreError(f"{path.parent}: cannot be locked or written ({error})") from error
        if turn > now:
            self.sleep(turn - now)

    def _last(self, path: Path, now: float) -> float:
        try:
            last = float(_read(path) or b"0")
        except ValueError:
            return 0.0
        return last if last < now + _FARTHEST else 0.0


@dataclass(frozen=True, slots=True)
class Robots:
    """What the robots.txt files of sites say, kept for a day."""

    folder: Path
    clock: Callable[[], float]

    def kept(self, site: str) -> str | None:
        """Return the text of a site's robots.txt when it was read within a day, else None."""
        try:
            record = json.loads(_read(self._path(site)) or b"{}")
            fresh = 0 <= self.clock() - float(record["read"]) < FRESH and record["site"] == site
            return str(record["text"]) if fresh else None
        except (ValueError, KeyError, TypeError):
            return None

    def keep(self, site: str, text: str) -> None:
        """Keep the text of a site's robots.txt."""
        _write(self._path(site), json.dumps({"site": site, "read": self.clock(), "text": text}).encode())

    def _path(self, site: str) -> Path:
        return self.folder / "robots" / _key(site)


def may_fetch(robots: str, url: str, agent: str) -> bool:
    """Tell whether a robots.txt lets an agent read an address; one that cannot be read as such forbids nothing."""
    rules = _rules(robots)
    return rules is None or rules.can_fetch(url, agent)


def interval(robots: str, agent: str) -> float:
    """Return the seconds between two requests that a robots.txt asks for, within reason."""
    rules = _rules(robots)
    asked = rules.crawl_delay(agent) if rules is not None else None
    return min(max(asked or 0.0, INTERVAL), LONGEST_INTERVAL)


def _rules(robots: str) -> Protego | None:
    try:
        return Protego.parse(robots)
    except Exception:
        # It raises what its parts do on what is no robots.txt.
        log.info("a robots.txt could not be parsed")
        return None


@dataclass(frozen=True, slots=True)
class Kept:
    """Pages as they were last time, so that a server may answer "not modified"."""

    folder: Path

    def get(self, url: str) -> tuple[Mapping[str, str], bytes] | None:
        """Return the headers and the body of a page that is kept."""
        head, _, body = _read(self._path(url)).partition(b"\n")
        try:
            record: Any = json.loads(head or b"{}")
            return (dict(record["headers"]), body) if record["url"] == url and record["size"] == len(body) else None
        except (ValueError, KeyError, TypeError):
            return None

    def keep(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep a page that says how to ask whether it has changed; the oldest ones make room."""
        known = {name: headers[name] for name in ("etag", "last-modified", "content-type") if name in headers}
        if not {"etag", "last-modified"} & known.keys():
            return
        record = {"url": url, "size": len(body), "headers": known}
        _write(self._path(url), json.dumps(record).encode() + b"\n" + body)
        self._make_room()

    def _make_room(self) -> None:
        try:
            pages = sorted((self.folder / "pages").iterdir(), key=lambda path: path.stat().st_mtime)
            for path in pages[:-KEPT_PAGES]:
                path.unlink(missing_ok=True)
        except OSError:
            return  # another process was making room too

    def _path(self, url: str) -> Path:
        return self.folder / "pages" / _key(url)


def asking_again(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the request headers that ask for a page only if it has changed."""
    pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return {ask: headers[name] for ask, name in pairs if name in headers}
