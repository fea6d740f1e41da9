"""Looking again and again at where articles come from, for what is new.

A source says at each look which inputs may hold something new; who takes them in knows what it has.  To watch
something else, write a class with `every` and `look` and a line in `source_of`.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from geodata.errors import UsageError
from geodata.sources import READERS

Stamp = tuple[int, int]
"""When a file was last changed (nanoseconds), and its size in bytes."""


class Watched(Protocol):
    """Where articles come from."""

    every: float
    """Seconds between two looks that are kind to it."""

    def look(self) -> Sequence[str]:
        """Return the inputs that may hold something new since the last look."""


class Folder:
    """New and changed files of a folder and those below; one that is still being written waits for the next look."""

    every = 5.0

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._path, self._now = path, now
        self._seen: dict[Path, Stamp] = {}
        self._taken: dict[Path, Stamp] = {}

    def look(self) -> list[str]:
        """Return the files that are new or changed, and at rest."""
        found = dict(self._files())
        quiet = {path for path, stamp in found.items() if self._seen.get(path) == stamp or self._is_old(stamp)}
        new = [path for path in found if path in quiet and self._taken.get(path) != found[path]]
        self._seen = found
        self._taken = {path: stamp for path, stamp in self._taken.items() if path in found}
        self._taken.update((path, found[path]) for path in new)
        return [str(path) for path in new]

    def _files(self) -> list[tuple[Path, Stamp]]:
        if not self._path.is_dir():
            raise UsageError(f"{self._path}: the folder is gone; nothing can be watched there")
        held: list[tuple[Path, Stamp]] = []
        for path in sorted(self._path.rglob("*")):
            if path.suffix.lower() in READERS and not path.name.startswith("."):
                try:
                    state = path.stat()
                except OSError:
                    continue  # it went between the two calls
                if stat.S_ISREG(state.st_mode):
                    held.append((path, (state.st_mtime_ns, state.st_size)))
        return held

    def _is_old(self, stamp: Stamp) -> bool:
        return self._now() - stamp[0] / 1e9 > self.every


class Address:
    """A page or feed on the web: it is read at every look, and who takes its entries in knows those that are there."""

    every = 900.0

    def __init__(self, address: str) -> None:
        self._address = address

    def look(self) -> list[str]:
        """Return the address."""
        return [self._address]


def source_of(name: str) -> Watched:
    """Return what watches a folder or an address; raises UsageError for anything else."""
    if "://" in name:
        return Address(name)
    path = Path(name)
    if not path.is_dir():
        raise UsageError(f"{name}: no such folder; a folder or the address of a feed can be watched")
    return Folder(path)


def watch(
    source: Watched,
    take: Callable[[Sequence[str]], None],
    *,
    every: float,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Hand over what is new, every so many seconds, until Ctrl+C."""
    try:
        while True:
            new = source.look()
            if new:
                take(new)
            pause(every)
    except KeyboardInterrupt:
        return
