"""A line in which threads stand: whoever came first goes first."""

from __future__ import annotations

import threading
from types import TracebackType


class Line:
    """A lock that is given out in the order in which it was asked for."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._given = 0
        self._served = 0
        self._gone: set[int] = set()

    @property
    def length(self) -> int:
        """How many stand in it, with the one whose turn it is."""
        with self._condition:
            return self._given - self._served - len(self._gone)

    def __enter__(self) -> None:
        with self._condition:
            number = self._given
            self._given += 1
            try:
                self._condition.wait_for(lambda: self._served == number)
            except BaseException:  # Ctrl+C: who leaves must not stop those behind
                self._gone.add(number)
                self._skip()
                raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._condition:
            self._served += 1
            self._skip()

    def _skip(self) -> None:
        while self._served in self._gone:
            self._gone.remove(self._served)
            self._served += 1
        self._condition.notify_all()
