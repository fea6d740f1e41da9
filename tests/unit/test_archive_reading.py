"""Archives: which files there are, how they are cut, and that every article is read once, whatever else is there."""

from __future__ import annotations

import gzip
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.archive.addresses import find_files, shown
from geodata.archive.partitions import Partition, plan
from geodata.archive.reading import DeadLetter, Letter, read_partition, split_lines
from geodata.errors import UsageError
from tests.archive_factory import records, write_lines

MOST = 10_000


def read(source: Path | str, *, size: int = 1_000_000) -> tuple[list[str], list[DeadLetter]]:
    """Return the ids of the articles and the dead letters of a source."""
    reads = [one for part in plan(find_files([str(source)]), size=size, salt="") for one in read_partition(part, MOST)]
    good = [one.article.id for one in reads if isinstance(one, Letter)]
    return good, [one for one in reads if isinstance(one, DeadLetter)]


def packed(text: bytes, ending: str) -> bytes:
    return gzip.compress(text) if ending == ".gz" else pa.Codec("zstd").compress(text, asbytes=True)


@given(st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=12), st.integers(1, 9))
def test_lines_are_those_of_split_and_none_longer_than_the_limit_is_held(lines: list[bytes], step: int) -> None:
    data = b"\n".join(lines)
    places = iter(range(0, len(data) + 2 * step, step))
    limit = 8

    def chunk(_: int) -> bytes:
        start = next(places)
        return data[start : start + step]

    found = list(split_lines(chunk, limit))
    wanted = data.split(b"\n")
    if not wanted[-1]:
        wanted.pop()
    assert [line for _, line in found] == [line if len(line) <= limit else None for line in wanted]
    assert [offset for offset, _ in found] == [len(b"\n".join([*wanted[:n], b""])) for n in range(len(wanted))]


@pytest.mark.parametrize("size", [1, 7, 60, 61, 62, 500, 1_000_000])
def test_every_line_is_read_once_wherever_the_file_is_cut(tmp_path: Path, size: int) -> None:
    source = write_lines(tmp_path / "a.jsonl", records(40))
    assert read(source, size=size) == ([f"a{number}" for number in range(40)], [])


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_lines_are_read_also_when_packed_in_parts(tmp_path: Path, ending: str) -> None:
    lines = [json.dumps(record).encode() + b"\n" for record in records(6)]
    source = tmp_path / f"a.jsonl{ending}"
    source.write_bytes(packed(b"".join(lines[:4]), ending) + packed(b"".join(lines[4:]), ending))
    assert read(source) == ([f"a{number}" for number in range(6)], [])


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_packed_file_that_breaks_off_gives_what_came_before_and_says_so(tmp_path: Path, ending: str) -> None:
    text = "".join(json.dumps({**record, "title": f"{hash(record['id'])}"}) + "\n" for record in records(60_000))
    source = tmp_path / f"a.jsonl{ending}"
    source.write_bytes(packed(text.encode(), ending)[:-400])
    good, [letter] = read(source)
    assert 0 < len(good) < 60_000
    assert letter.cause.startswith("is damaged here")


@pytest.mark.parametrize("size", [1, 10_000_000])
def test_parquet_is_read_by_row_groups(tmp_path: Path, size: int) -> None:
    table = pa.Table.from_pylist(records(25))
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=10)
    parts = plan(find_files([str(tmp_path / "a.parquet")]), size=size, salt="")
    assert len(parts) == (3 if size == 1 else 1)
    assert read(tmp_path / "a.parquet", size=size) == ([f"a{number}" for number in range(25)], [])


def test_a_schema_that_changed_costs_its_file_alone_and_is_told(tmp_path: Path) -> None:
    rows = records(3)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "1.parquet")
    pq.write_table(pa.Table.from_pylist([{"id": "x", "words": "event 1"}]), tmp_path / "2.parquet")
    pq.write_table(pa.Table.from_pylist([{"id": "x", "text": 7}]), tmp_path / "3.parquet")
    pq.write_table(pa.Table.from_pylist([{"id": "b", "Body": "event 1"}]), tmp_path / "4.parquet")
    (tmp_path / "5.parquet").write_bytes(b"PAR1 and no more")
    good, letters = read(tmp_path)
    assert good == ["a0", "a1", "a2", "b"]
    assert [letter.origin.rpartition("/")[2] for letter in letters] == ["2.parquet", "3.parquet", "5.parquet"]
    assert "no column of text (text, body, content, maintext …); it has id, words" in letters[0].cause
    assert "has text as int64" in letters[1].cause
    assert letters[2].cause.startswith("is damaged here")


def test_bad_lines_are_dead_letters_with_their_place_and_the_others_go_on(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    lines = [b"{", b"[1]", b'{"id": "n"}', b"\xff\xfe", b" ", json.dumps(records(1)[0]).encode(), b"1" * (8 * MOST + 1)]
    source.write_bytes(b"\n".join(lines))
    good, letters = read(source)
    assert good == ["a0"]
    assert [letter.kind for letter in letters] == ["InputError", "BadRecord", "BadRecord", "InputError", "TooLarge"]
    assert letters[1].origin == f"{source}, byte 2"
    assert json.loads(letters[2].line())["id"] == "n"
    assert 'a field "text" is needed' in json.loads(letters[2].line())["_cause"]


def test_a_folder_gives_every_file_that_can_be_read_and_small_ones_share_a_partition(tmp_path: Path) -> None:
    write_lines(tmp_path / "sub.jsonl", records(2))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.txt").write_text("event 1", encoding="utf-8")
    (tmp_path / "deep" / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "_temporary").mkdir()
    (tmp_path / "_temporary" / "c.txt").write_text("event 1", encoding="utf-8")
    (tmp_path / "d.bin").write_bytes(b"1")
    good, [letter] = read(tmp_path)
    assert good == ["b", "a0", "a1"]
    assert letter.cause == "is empty"
    assert len(plan(find_files([str(tmp_path)]), size=1_000, salt="")) == 1


def test_a_table_larger_than_any_article_may_be_is_read_as_it_comes(tmp_path: Path) -> None:
    rows = "".join(f"a{number},event {number}{' ' * 300}.\n" for number in range(1_000))
    (tmp_path / "a.csv").write_text(f"id,text\n{rows}", encoding="utf-8")
    assert (tmp_path / "a.csv").stat().st_size > 8 * MOST
    good, letters = read(tmp_path)
    assert (len(set(good)), letters) == (1_000, [])
    (tmp_path / "b.html").write_text(f"<p>{'a' * 9 * MOST}</p>", encoding="utf-8")
    [letter] = read(tmp_path)[1]
    assert letter.kind == "TooLarge"


def test_any_address_of_fsspec_is_a_source() -> None:
    with fsspec.open("memory://archive/a.jsonl", "w") as stream:
        stream.write(json.dumps(records(1)[0]) + "\n")
    assert read("memory://archive") == (["a0"], [])


class Quiet(SimpleHTTPRequestHandler):
    """Serves files from their start only, as it has no ranges."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yields its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("size", [300, 1_000_000])
def test_files_come_from_a_web_server_also_cut_and_also_where_it_gives_them_from_their_start_only(
    tmp_path: Path, size: int
) -> None:
    write_lines(tmp_path / "a.jsonl", records(40))
    (tmp_path / "b.jsonl.gz").write_bytes(packed(b'{"id": "b", "text": "event 1"}', ".gz"))
    with served(tmp_path) as address:
        assert read(f"{address}/a.jsonl", size=size) == ([f"a{number}" for number in range(40)], [])
        assert read(f"{address}/b.jsonl.gz", size=size) == (["b"], [])
        with pytest.raises(UsageError, match="no such file"):
            find_files([f"{address}/none.jsonl"])


def test_addresses_may_go_through_others_and_name_many_files(tmp_path: Path) -> None:
    plain = write_lines(tmp_path / "a.jsonl", records(3))
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.write(plain, "in/a.jsonl")
        archive.write(plain, "in/b.jsonl")
    wanted = ["a0", "a1", "a2"]
    assert read(f"zip://in/a.jsonl::{tmp_path / 'z.zip'}")[0] == wanted
    assert read(f"zip://in::file://{tmp_path / 'z.zip'}")[0] == wanted * 2
    assert read(f"simplecache::file://{plain}")[0] == wanted
    assert read(f"{tmp_path}/*.jsonl")[0] == wanted
    assert read(f"file://{tmp_path}/[a].js*")[0] == wanted


def test_an_address_is_shown_without_what_it_may_carry() -> None:
    assert shown("https://me:secret@example.org/a.jsonl?key=secret") == "https://example.org/a.jsonl"
    assert shown("zip://a::https://me:secret@example.org/z?k=secret") == "zip://a::https://example.org/z"


@pytest.mark.parametrize(
    ("source", "said"),
    [("none.jsonl", "no such file"), ("nowhere://x/y", "nowhere"), ("", "no file with one of the endings")],
)
def test_sources_that_lead_nowhere_are_refused(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        find_files([source if "://" in source else str(tmp_path / source)])


def test_a_partition_is_called_after_the_state_of_its_files_and_the_settings(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", records(2))

    def keys(salt: str) -> list[str]:
        parts: list[Partition] = plan(find_files([str(source)]), size=1_000, salt=salt)
        return [part.key for part in parts]

    before = keys("a")
    assert (keys("a"), keys("b") == before) == (before, False)
    write_lines(source, records(3))
    assert keys("a") != before
