"""How many names may go to other machines without somebody having agreed; more of them wait, and are told of."""

from __future__ import annotations

import threading
from collections.abc import Callable

from geodata.places.geocoders.port import Question


class Permit:
    """Lets a few names of a run go online; threads may share it."""

    def __init__(self, free: int | None, *, on_first: Callable[[Question], None] | None = None) -> None:
        """Let `free` names pass, any number for None; `on_first` is told of the first that must wait."""
        self._free = self._left = free
        self._on_first = on_first
        self._waiting: dict[Question, None] = {}
        self._lock = threading.Lock()
        self.refused = 0
        """How often a name had to wait; it only grows."""

    def admits(self, question: Question) -> bool:
        """Tell whether a name may go online now; else it waits."""
        with self._lock:
            if self._left is None:
                return True
            if self._left > 0:
                self._left -= 1
                return True
            self.refused += 1
            self._waiting[question] = None
        if self.refused == 1 and self._on_first:
            self._on_first(question)
        return False

    def take(self) -> list[Question]:
        """Return the names that wait, which from now on do not."""
        with self._lock:
            waiting, self._waiting = list(self._waiting), {}
        return waiting

    def renew(self) -> None:
        """Let as many names pass again as at first: another run begins."""
        with self._lock:
            self._left = self._free

    def shut(self) -> None:
        """Let none pass any more."""
        with self._lock:
            self._left = 0
