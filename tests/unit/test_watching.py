"""What is watched: new and changed files once each, when they are at rest; an address at every look."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geodata.errors import UsageError
from mapapp.watching import Address, Folder, source_of, watch

NOW = 1_800_000_000.0


def write(path: Path, text: str, *, age: float) -> str:
    """Write a file that was last changed so many seconds before NOW."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOW - age, NOW - age))
    return str(path)


def test_files_are_taken_once_and_again_when_they_change(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "folder.txt").mkdir()
    a, b = write(tmp_path / "a.txt", "a", age=60), write(tmp_path / "sub" / "b.HTML", "b", age=60)
    for name in ("c.exe", ".d.txt"):
        write(tmp_path / name, "c", age=60)
    folder = Folder(tmp_path, now=lambda: NOW)
    assert folder.look() == [a, b]
    assert folder.look() == []
    write(tmp_path / "a.txt", "more", age=50)
    assert folder.look() == [a]
    (tmp_path / "a.txt").unlink()
    assert folder.look() == []
    write(tmp_path / "a.txt", "more", age=50)
    assert folder.look() == [a]


def test_a_file_that_is_still_being_written_waits(tmp_path: Path) -> None:
    folder = Folder(tmp_path, now=lambda: NOW)
    a = write(tmp_path / "a.txt", "be", age=1)
    assert folder.look() == []
    write(tmp_path / "a.txt", "begun", age=0)
    assert folder.look() == []
    assert folder.look() == [a]
    assert folder.look() == []


def test_a_folder_that_goes_away_is_said(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "x")
    with pytest.raises(UsageError, match="is gone"):
        folder.look()


def test_what_can_be_watched(tmp_path: Path) -> None:
    assert isinstance(source_of(str(tmp_path)), Folder)
    assert isinstance(source_of("https://example.org/feed"), Address)
    with pytest.raises(UsageError, match="no such folder"):
        source_of(str(tmp_path / "none"))


class Looks:
    """A source that finds something at every other look."""

    every = 7.0

    def __init__(self) -> None:
        self.count = 0

    def look(self) -> list[str]:
        self.count += 1
        return ["x"] if self.count % 2 else []


@pytest.fixture
def pause() -> Iterator[Callable[[float], None]]:
    """A pause that takes no time and is ended by Ctrl+C at the fourth."""
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 4:
            raise KeyboardInterrupt

    yield wait
    assert waited == [7.0] * 4


def test_watching_goes_on_until_ctrl_c(pause: Callable[[float], None]) -> None:
    taken: list[str] = []
    watch(Looks(), taken.extend, every=7.0, pause=pause)
    assert taken == ["x", "x"]


def test_an_address_is_looked_at_every_time(pause: Callable[[float], None]) -> None:
    taken: list[str] = []
    watch(Address("https://example.org/feed"), taken.extend, every=7.0, pause=pause)
    assert taken == ["https://example.org/feed"] * 4
