"""The command line: exit codes, what is said, and that one bad input stops no other."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geodata import build
from geodata.files import size_told
from geodata.settings import Settings
from mapapp.cli import main

Run = Callable[..., Result]
GOOD = "date 2026-03-04 08:00\n\nA bomb exploded at a market in Abeche, Chad, on Tuesday, killing seven people.\n"


@pytest.fixture
def run(settings: Settings) -> Run:
    """A function from arguments to the result of the command."""

    def call(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, list(arguments), input=stdin, env={"DATELINE_HOME": str(settings.home)})

    return call


def test_the_others_are_mapped_when_one_input_cannot_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(GOOD, encoding="utf-8")
    result = run("map", str(tmp_path), "-o", str(tmp_path / "map.html"))
    assert result.exit_code == 1
    assert "a.txt: is empty" in result.output
    assert "map.html: 1 event" in result.output
    assert (tmp_path / "map.html").stat().st_size > 100_000


def test_a_missing_input_is_bad_usage_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    result = run("map", str(tmp_path / "none.txt"), "-o", str(tmp_path / "map.html"))
    assert result.exit_code == 2
    assert "no such file or folder" in result.output
    assert not (tmp_path / "map.html").exists()


def test_text_comes_through_a_pipe(run: Run, tmp_path: Path) -> None:
    result = run("map", "-", "-o", str(tmp_path / "map.html"), stdin=GOOD)
    assert (result.exit_code, "1 event" in result.output) == (0, True)


def test_geocode_says_which_letters_were_corrected_and_why(run: Run) -> None:
    result = run("geocode", "Talpalpa", "--near", "Jalisco", "--explain")
    assert result.exit_code == 0
    assert "GeoNames 3982461" in result.output
    assert "corrected by 1 letter" in result.output
    assert run("geocode", "Xyzzyqwfp").exit_code == 1


def test_gazetteer_import_takes_a_dump_and_a_broken_one_leaves_the_gazetteer(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    settings.gazetteer_path.unlink(missing_ok=True)
    broken = tmp_path / "XX.txt"
    broken.write_text("1\tonly\tthree\n", encoding="utf-8")
    refused = run("gazetteer", "import", str(broken))
    assert refused.exit_code == 1
    assert "XX.txt: not a file of GeoNames" in refused.output
    assert not settings.gazetteer_path.exists()
    assert run("gazetteer", "import", str(tmp_path / "none.txt")).exit_code == 2


def test_a_table_of_events_is_mapped_and_filtered(run: Run, tmp_path: Path) -> None:
    table = Path(__file__).parents[1] / "data" / "acled.csv"
    output = tmp_path / "map.html"
    result = run("map", str(table), "-o", str(output), "--types", "protest", "--lang", "es", "--encoding", "web")
    assert result.exit_code == 1
    assert "line 4, event 'MLI3'" in result.output
    assert "map.html: 1 event, 1 left out by the filters" in result.output
    page = output.read_text("utf-8")
    assert '<html lang="es">' in page
    assert "Traders marched." in page
    assert "A patrol met gunmen." not in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--types", "conflct"], "unknown event type 'conflct'; known are: accident"),
        (["--since", "yesterday"], "since='yesterday': a day like"),
        (["--since", "2026-03-01", "--until", "2026-02-01"], "lies after"),
        (["--bbox", "1,2,3"], "west,south,east,north"),
        (["--bbox", "1,50,2,40"], "south first"),
        (["--tiles", "nope"], "tiles='nope'"),
        (["--tiles", "none.pmtiles"], "none.pmtiles: cannot be read"),
        (["--logo", "none.png"], "logo none.png: cannot be read"),
        (["--lang", "e"], "lang='e'"),
        (["--lang", "xx"], "'xx'; known are: ar, de, en, es"),
        (["--columns", "title"], "is not field=column"),
    ],
)
def test_a_bad_option_is_said_before_anything_is_read(run: Run, tmp_path: Path, options: list[str], said: str) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    result = run("map", str(tmp_path / "a.txt"), "-o", str(tmp_path / "map.html"), *options)
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert not (tmp_path / "map.html").exists()


def test_columns_are_for_tables(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    result = run("map", str(tmp_path / "a.txt"), "-o", str(tmp_path / "map.html"), "--columns", "title=T")
    assert (result.exit_code, "there is none among the inputs" in result.output) == (2, True)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff" * 50, b"Nothing of note was said on the day.\n"])
def test_a_map_that_is_there_is_never_replaced_by_an_empty_one(run, tmp_path: Path, content: bytes) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_bytes(content)
    good = tmp_path / "good.html"
    good.write_text("18 events", encoding="utf-8")
    result = run("map", str(tmp_path / "a.txt"), "-o", str(good))
    assert (result.exit_code, good.read_text("utf-8")) == (1, "18 events")
    assert "good.html was left as it was: no event to put on it" in result.output


def test_filters_that_leave_nothing_leave_the_map(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    output = tmp_path / "map.html"
    assert run("map", str(tmp_path / "a.txt"), "-o", str(output)).exit_code == 0
    before = output.read_bytes()
    result = run("map", str(tmp_path / "a.txt"), "-o", str(output), "--since", "2099-01-01")
    assert (result.exit_code, output.read_bytes() == before) == (1, True)
    assert "0 events, 1 left out by the filters" in result.output


def test_where_no_map_is_readable_news_without_events_gives_an_empty_one(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    output = tmp_path / "map.html"
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "quiet.txt").write_text("Nothing of note was said on the day.\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for unusable in ("empty.txt", "folder"):
        result = run("map", str(tmp_path / unusable), "-o", str(output))
        assert (result.exit_code, output.exists()) == (1, False), result.output
        assert "map.html was not written: no event to put on it" in result.output
    result = run("map", str(tmp_path / "quiet.txt"), "-o", str(output))
    assert (result.exit_code, output.exists()) == (1, True)
    assert "map.html: an empty map, 0 events" in result.output


def test_a_device_or_a_pipe_is_not_replaced(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "names.txt").write_text("Goma\n", encoding="utf-8")
    pipes = [tmp_path / name for name in ("map.html", "x.csv")]
    for pipe in pipes:
        os.mkfifo(pipe)
    commands = (
        ("map", str(tmp_path / "a.txt"), "-o", str(pipes[0])),
        ("map", str(tmp_path / "a.txt"), "-o", os.devnull),
        ("export", str(pipes[1])),
        ("backup", str(pipes[1])),
        ("rules", "export", str(pipes[1])),
        ("cache", "export", str(pipes[1])),
        ("geocode", "--batch", str(tmp_path / "names.txt"), "-o", str(pipes[1])),
    )
    for command in commands:
        result = run(*command)
        assert (result.exit_code, "it is a device or a pipe, no file" in result.output) == (1, True), result.output
    assert all(pipe.is_fifo() for pipe in pipes)
    assert not Path(os.devnull).is_file()


def test_a_link_is_followed(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "link.html").symlink_to(tmp_path / "real.html")
    assert run("map", str(tmp_path / "a.txt"), "-o", str(tmp_path / "link.html")).exit_code == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").stat().st_size > 100_000


@pytest.mark.parametrize("name", ["o.txt", "map", "events.geojson", "-"])
def test_a_map_is_written_to_a_page_alone(run, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    result = run("map", str(tmp_path / "a.txt"), "-o", str(tmp_path / name))
    assert (result.exit_code, "its name ends in .html or .htm" in result.output) == (2, True)
    assert not (tmp_path / name).exists()


def test_what_is_left_out_is_a_note_and_the_samples_have_none(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = "date 2026-03-04\n\nGunmen shot dead four traders at dawn.\n"
    (tmp_path / "a\x1b[2J.txt").write_text(text, encoding="utf-8")
    said = run("map", str(tmp_path), "-o", str(tmp_path / "map.html")).output
    assert "\x1b" not in said
    assert "told without a place, and so on no map: Gunmen shot dead" in said
    assert next(line for line in said.splitlines() if "told without" in line).startswith("note: ")
    sample = build.SAMPLES / "007-king-george-airlift.json"
    told = run("map", str(sample), "-o", str(tmp_path / "map.html")).output
    assert "map.html: " in told
    assert "note" not in told


@pytest.mark.parametrize("port", ["99999", "0", "-1"])
def test_a_port_is_checked_before_anything_is_said_of_it(run, port: str) -> None:  # type: ignore[no-untyped-def]
    result = run("app", "--port", port)
    assert (result.exit_code, "range 1<=x<=65535" in result.output) == (2, True)
    assert "localhost" not in result.output


def test_a_port_that_is_taken_is_said_before_the_address(run) -> None:  # type: ignore[no-untyped-def]
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("app", "--port", str(other.getsockname()[1]))
    assert (result.exit_code, "cannot be had" in result.output, "localhost" in result.output) == (2, True, False)


@pytest.mark.parametrize("below", ["", "x"])
def test_a_home_that_is_a_file_is_named_with_its_setting(tmp_path: Path, below: str) -> None:
    file = tmp_path / "home"
    file.write_text("", encoding="utf-8")
    for command in (["list"], ["map", str(file), "-o", str(tmp_path / "map.html")]):
        result = CliRunner().invoke(main, command, env={"DATELINE_HOME": str(file / below)})
        assert result.exit_code == 2
        assert f"{file} is a file, not a folder: set DATELINE_HOME to a folder" in result.output


def test_a_limit_is_told_in_the_unit_that_fits(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD * 10, encoding="utf-8")
    for most, told in (("100", "400 bytes"), ("200000", "800 kB"), ("2000000", "8 MB")):
        assert size_told(int(most) * 4) == told
    environ = {"DATELINE_HOME": str(settings.home), "DATELINE_MAX_TEXT": "100"}
    command = ["map", str(tmp_path / "a.txt"), "-o", str(tmp_path / "map.html")]
    assert "is larger than 400 bytes; split it" in CliRunner().invoke(main, command, env=environ).output


def test_a_name_of_a_type_and_a_category_is_listed_once(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("list", "--types", "foo").output.count("other") == 1


def test_other_writers_leave_what_is_there_too(run, settings: Settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    held = tmp_path / "held.csv"
    settings.rules_path.unlink(missing_ok=True)
    for command, what in ((("rules", "export"), "house rule"), (("cache", "export"), "answer")):
        held.write_text("kept", encoding="utf-8")
        run("cache", "clear")
        result = run(*command, str(held))
        assert (result.exit_code, held.read_text("utf-8")) == (1, "kept"), result.output
        assert f"held.csv was left as it was: no {what} to put in it" in result.output
    assert run("rules", "export", str(tmp_path / "new.csv")).exit_code == 0
