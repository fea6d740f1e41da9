"""An iterator of articles that goes on after one that could not be read, as a generator could not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, TypeVar

from geodata.errors import InputError
from geodata.model import Article

Reader = Callable[[bytes, str], Iterator[Article]]
"""From the bytes of a file and its name to its articles."""


class Each:
    """Yields articles and raises errors, in the order in which they are given.

    `notes` is what the reader wants said, such as the columns that it took; whoever iterates may empty it.
    """

    def __init__(self, found: Iterable[Article | InputError], notes: list[str] | None = None) -> None:
        self._found = iter(found)
        self.notes = notes if notes is not None else []

    def __iter__(self) -> Each:
        return self

    def __next__(self) -> Article:
        item = next(self._found)
        if isinstance(item, InputError):
            raise item
        return item


Streamer = Callable[[BinaryIO, str], Iterator[Article]]
"""The same of a file that is read as the articles are asked for."""
Source = TypeVar("Source")


def through(
    reader: Callable[[Source, str], Iterator[Article]], data: Source, origin: str
) -> Iterator[Article | InputError | str]:
    """Yield what a reader makes of a file: articles, the error of each bad one, and notes of what was guessed."""
    try:
        found = reader(data, origin)
    except InputError as error:
        yield error
        return
    while True:
        item: Article | InputError | None
        try:
            item = next(found, None)
        except InputError as error:
            item = error
        notes: list[str] = getattr(found, "notes", [])
        yield from notes
        notes.clear()
        if item is None:
            return
        yield item
