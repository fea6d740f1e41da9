"""Large packed files are cut for many tasks: every line once, and a word where the file breaks off."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pytest

from geodata.archive import unpacking
from geodata.archive.addresses import find_files
from geodata.archive.partitions import Partition, plan
from geodata.archive.reading import DeadLetter, Letter, Read, read_partition
from geodata.errors import ExportError
from tests.archive_factory import records

MOST = 10_000


def pack(path: Path, count: int, *, lost: int = 0) -> Path:
    """Write articles as packed lines without the last `lost` bytes, with titles that do not pack well."""
    lines = [json.dumps({**record, "title": f"{hash(record['id'])}"}) + "\n" for record in records(count)]
    text = "".join(lines).encode()
    packed = gzip.compress(text) if path.suffix == ".gz" else pa.Codec("zstd").compress(text, asbytes=True)
    path.write_bytes(packed[: len(packed) - lost])
    return path


def partitions(source: Path, out: Path, size: int) -> list[Partition]:
    """Return the partitions of a source whose large packed files are cut."""
    files = find_files([str(source)])
    for file in files:
        if unpacking.is_large(file, size):
            unpacking.unpack(file, str(out), size)
    return plan(files, size=size, salt="", unpacked=unpacking.pieces_of(files, out, size))


def read(parts: list[Partition]) -> list[Read]:
    return [one for part in parts for one in read_partition(part, MOST)]


@pytest.mark.parametrize("ending", ["gz", "zst"])
@pytest.mark.parametrize("size", [1, 3_000, 70_000])
def test_every_line_is_in_one_piece_and_knows_its_place(tmp_path: Path, ending: str, size: int) -> None:
    source = pack(tmp_path / f"a.jsonl.{ending}", 4_000)
    parts = partitions(source, tmp_path / "out", size)
    found = read(parts)
    assert [one.article.id for one in found if isinstance(one, Letter)] == [f"a{number}" for number in range(4_000)]
    assert [one.article.origin for one in found if isinstance(one, Letter)][3_999] == f"{source}, line 4000"
    assert len(found) == 4_000
    assert len(parts) >= 3
    assert [part.key for part in parts] == [part.key for part in partitions(source, tmp_path / "again", size)]


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_of_a_file_that_breaks_off_the_whole_lines_before_are_good(tmp_path: Path, ending: str) -> None:
    source = pack(tmp_path / f"a.jsonl.{ending}", 60_000, lost=400)
    parts = partitions(source, tmp_path / "out", 100_000)
    *good, letter = read(parts)
    assert len(parts) > 4
    assert {type(one) for one in good} == {Letter}
    assert len(good) > 10_000
    assert isinstance(letter, DeadLetter)
    assert (letter.origin, letter.cause.startswith("is damaged here")) == (str(source), True)


def test_a_line_without_end_is_not_held_and_the_next_one_goes_on(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl.gz"
    lines = [json.dumps(record) for record in records(2)]
    text = "\n".join([lines[0], "1" * 60_000_000, lines[1]])
    source.write_bytes(gzip.compress(text.encode()))
    first, large, last = read(partitions(source, tmp_path / "out", 1_000))
    assert isinstance(large, DeadLetter)
    assert (large.kind, large.origin) == ("TooLarge", f"{source}, line 2")
    assert [one.article.id for one in (first, last) if isinstance(one, Letter)] == ["a0", "a1"]


def test_small_files_stay_as_they_are_and_one_that_is_none_is_said_by_its_reader(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pack(folder / "a.jsonl.gz", 3)
    (folder / "b.jsonl.gz").write_bytes(b"no such thing" * 1_000)
    parts = partitions(folder, tmp_path / "out", 1_000)
    *good, letter = read(parts)
    assert [piece.origin for piece in parts[0].pieces] == ["", str(folder / "b.jsonl.gz")]
    assert len(good) == 3
    assert isinstance(letter, DeadLetter)
    assert "is damaged here" in letter.cause


def test_pieces_that_are_gone_are_missed_by_name_and_an_index_that_is_spoilt_is_none(tmp_path: Path) -> None:
    source, out = pack(tmp_path / "a.jsonl.gz", 500), tmp_path / "out"
    parts = partitions(source, out, 1_000)
    files = find_files([str(source)])
    assert unpacking.lost(parts) == frozenset()
    unpacking.clear(out, kept=files, size=1_000)
    assert unpacking.lost(parts) == {str(source)}
    assert len(unpacking.pieces_of(files, out, 1_000)[files[0].identity]) == len(parts)
    for index in (out / "_work" / "unpacked").glob("*.json"):
        index.write_text("[", encoding="utf-8")
    assert unpacking.pieces_of(files, out, 1_000) == {}


def test_without_room_the_error_is_of_the_output(tmp_path: Path) -> None:
    source = pack(tmp_path / "a.jsonl.gz", 500)
    (tmp_path / "out").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ExportError, match="cannot be written"):
        partitions(source, tmp_path / "out", 1_000)
