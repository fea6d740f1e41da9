"""The cache as a file: nothing is lost on the way, nothing newer is overwritten, bad lines are named."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.cells import plain_cell, safe_cell
from geodata.errors import InputError, StoreError, UnknownName
from geodata.places.geocoders import CachedGeocoder, CacheFile
from geodata.places.geocoders.cachefile import Provider, Stored
from geodata.places.geocoders.exchange import export_answers, import_answers
from mapapp.cli import main
from tests.geocoding import LICENSED, Fake, rows

ALL = (
    "SELECT p.name, version, licence, online, query, context, asked, expires, places, raw "
    "FROM answer, provider p WHERE id = provider_id ORDER BY 1, 5"
)
Run = Callable[..., Result]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cache with an answer and a miss of an online geocoder."""
    path = tmp_path / "geocache.sqlite"
    with CachedGeocoder(Fake(online=True), path, now=lambda: 1000.0) as cached:
        cached.geocode("Tapalpa", country="MX")
        cached.geocode("=1+2 Nowhere")
    return path


def exported(cache: Path, target: Path) -> Path:
    with closing(CacheFile(cache)) as file, target.open("w", encoding="utf-8", newline="") as stream:
        export_answers(file, stream, target.suffix)
    return target


def imported(cache: Path, source: Path) -> tuple[int, int]:
    with closing(CacheFile(cache)) as file:
        return import_answers(file, source)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_answers_travel_whole(path: Path, tmp_path: Path, suffix: str) -> None:
    file = exported(path, tmp_path / f"answers{suffix}")
    assert imported(tmp_path / "other.sqlite", file) == (2, 2)
    assert rows(tmp_path / "other.sqlite", ALL) == rows(path, ALL)
    fake = Fake(online=True)
    with CachedGeocoder(fake, tmp_path / "other.sqlite", now=lambda: 1001.0) as cached:
        assert cached.geocode("Tapalpa", country="MX") == [LICENSED]
        assert cached.geocode("=1+2 nowhere") == []
    assert fake.asked == []


def test_a_spreadsheet_runs_nothing(path: Path, tmp_path: Path) -> None:
    assert ",'=1+2 nowhere," in exported(path, tmp_path / "answers.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("asked", "kept"), [(500.0, 1000.0), (1000.0, 1000.0), (2000.0, 2000.0)])
def test_a_newer_answer_is_never_overwritten(path: Path, tmp_path: Path, asked: float, kept: float) -> None:
    record = json.loads(exported(path, tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()[1])
    (tmp_path / "b.jsonl").write_text(json.dumps(record | {"asked": asked}), encoding="utf-8")
    assert imported(path, tmp_path / "b.jsonl") == (int(asked > 1000), 1)
    assert (kept,) in rows(path, "SELECT asked FROM answer WHERE query = 'tapalpa'")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"provider": None}, "no column 'provider'"),
        ({"query": "TAPALPA"}, "query 'TAPALPA' is not as the cache writes it"),
        ({"query": ""}, "is not as the cache writes it"),
        ({"asked": "yesterday"}, "could not convert"),
        ({"asked": "nan"}, "is no time"),
        ({"expires": -1}, "is no time"),
        ({"places": "[["}, "not a line of JSON"),
        ({"places": "[[1]]"}, "zip"),
        ({"places": "7"}, "int"),
    ],
)
def test_a_bad_line_is_named(path: Path, tmp_path: Path, change: dict[str, object], said: str) -> None:
    lines = exported(path, tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    bad = json.dumps(json.loads(lines[1]) | change)
    (tmp_path / "b.jsonl").write_text("\n".join([lines[0], "", bad, lines[1]]), encoding="utf-8")
    with pytest.raises(InputError, match=rf"b\.jsonl: line 3: .*{said}"):
        imported(tmp_path / "other.sqlite", tmp_path / "b.jsonl")


@pytest.mark.parametrize(("at", "value"), [(0, 7), (1, "19"), (1, 91.0), (2, None), (3, 1), (1, True)])
def test_a_bad_place_is_named(path: Path, tmp_path: Path, at: int, value: object) -> None:
    record = json.loads(exported(path, tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()[1])
    places = json.loads(record["places"])
    places[0][at] = value
    (tmp_path / "b.jsonl").write_text(json.dumps(record | {"places": json.dumps(places)}), encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1: (\w+ of a place is|coordinates out of range)"):
        imported(path, tmp_path / "b.jsonl")


@pytest.mark.parametrize("text", ["[1, 2]", "nonsense", "[" * 100_000, '{"provider": "x"'])
def test_lines_that_are_no_answers(path: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "b.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.jsonl: line 1: "):
        imported(path, tmp_path / "b.jsonl")


def test_files_that_hold_no_answers(path: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not text in UTF-8"):
        imported(path, tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text("city,lat\nParis,1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.csv: line 2: no column 'provider'"):
        imported(path, tmp_path / "b.csv")
    with pytest.raises(UnknownName, match=r"unknown format of answers '.xlsx'; known are: .csv, .jsonl"):
        imported(path, tmp_path / "c.xlsx")


def test_an_import_into_a_full_disk_is_said(path: Path, tmp_path: Path) -> None:
    file = exported(path, tmp_path / "a.jsonl")
    with closing(CacheFile(tmp_path / "other.sqlite")) as cache:
        cache._connection.execute("PRAGMA max_page_count=1")
        big = Stored(1.0, None, "[]", "x" * 100_000)
        with pytest.raises(StoreError, match="full"):
            cache.merge([(Provider("fake", "1", "none", True), "q", "", big)])
        cache._connection.execute("PRAGMA max_page_count=100000")
        assert import_answers(cache, file) == (2, 2)


@given(st.text())
def test_cells_come_back_as_they_went(text: str) -> None:
    cell = safe_cell(text)
    assert plain_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


answers = st.lists(
    st.tuples(st.text(min_size=1, max_size=9), st.floats(0, 1e9), st.none() | st.floats(0, 1e9), st.text(max_size=30)),
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(answers, st.sampled_from([".csv", ".jsonl"]))
def test_any_answer_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, answers: list[tuple[str, float, float | None, str]], suffix: str
) -> None:
    folder = tmp_path_factory.mktemp("exchange")
    with closing(CacheFile(folder / "a.sqlite")) as one, closing(CacheFile(folder / "b.sqlite")) as other:
        one.merge(
            (Provider("fake", "1", "none", True), f"q{number}", safe(context), Stored(asked, expires, "[]", safe(raw)))
            for number, (context, asked, expires, raw) in enumerate(answers)
        )
        written = io.StringIO(newline="")
        export_answers(one, written, suffix)
        (folder / f"answers{suffix}").write_text(written.getvalue(), encoding="utf-8", newline="")
        assert import_answers(other, folder / f"answers{suffix}") == (len(answers), len(answers))
    assert rows(folder / "b.sqlite", ALL) == rows(folder / "a.sqlite", ALL)


def safe(text: str) -> str:
    """Return a text that SQLite and CSV keep as it is: no lone surrogates, no NUL."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")


@pytest.fixture
def run(path: Path) -> Run:
    """A function from arguments to the result of the command, with the cache in its home."""
    return lambda *arguments: CliRunner().invoke(main, list(arguments), env={"DATELINE_HOME": str(path.parent)})


def test_the_commands(run: Run, tmp_path: Path) -> None:
    info = run("cache", "info")
    assert (info.exit_code, "2 answers, 1 of them misses  none" in info.output) == (0, True), info.output
    assert "2 answers" in run("cache", "export", str(tmp_path / "a.csv")).output
    unknown = run("cache", "clear", "gogle")
    assert (unknown.exit_code, "known are: fake" in unknown.output) == (2, True)
    assert "2 answers forgotten" in run("cache", "clear", "fake").output
    assert "2 of 2 answers were new" in run("cache", "import", str(tmp_path / "a.csv")).output
    assert "0 of 2 answers were new" in run("cache", "import", str(tmp_path / "a.csv")).output
    assert run("cache", "export", str(tmp_path / "a.xlsx")).exit_code == 2
    assert not (tmp_path / "a.xlsx").exists()


def test_what_was_asked_today_is_told_and_not_forgotten(run: Run, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO spending VALUES ('fake', date('now'), 7, 0.5), ('fake', '2001-01-01', 9, 9)")
    connection.commit()
    connection.close()
    run("cache", "clear")
    assert "7 requests today, 0.5 paid this month" in run("cache", "info").output
