"""The store from the command line: added, listed, shown, exported, copied, checked; and what a kill leaves."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geodata.corrections import Change
from geodata.model import Article
from geodata.settings import Settings
from geodata.store import EventStore
from tests.factories import HOSTILE, make_event

Run = Callable[..., Result]
NOW = dt.datetime(2026, 3, 1)
BOMB = "A bomb exploded at a market in Abeche, Chad, on Tuesday, killing seven people."
FLOOD = "Floods swept through Porto Alegre, Brazil, on Monday and killed three people, officials said."


@pytest.fixture
def run(settings: Settings) -> Run:
    """A function from arguments to the result of the command."""
    from mapapp.cli import main

    def call(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments)], input=stdin, env={"DATELINE_HOME": str(settings.home)})

    return call


@pytest.fixture
def store(settings: Settings) -> EventStore:
    """The store of the commands, with two articles and the events of the first five numbers."""
    store = EventStore(settings.store_path)
    store.add(
        Article(id="a", text="Text.", title="A title", publisher="The Paper"), [], [make_event(n) for n in (0, 1)]
    )
    store.add(Article(id="b", text="Text."), [], [make_event(n) for n in (2, 3, 4)])
    return store


def lines(result: Result) -> list[dict[str, Any]]:
    """The objects that a command wrote."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def write_lines(path: Path, texts: list[str]) -> Path:
    """Write a file of JSON lines, an article a line."""
    records = [{"id": f"n{number}", "date": "2026-03-04", "text": text} for number, text in enumerate(texts)]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def test_articles_are_added_once(run: Run, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"date 2026-03-04\n\n{BOMB}\n", encoding="utf-8")
    first = run("add", tmp_path / "a.txt", write_lines(tmp_path / "b.jsonl", [FLOOD]), "--json")
    assert [(one["id"], one["outcome"], one["events"]) for one in lines(first)] == [
        ("a", "added", 1),
        ("n0", "added", 1),
    ]
    assert "News: 2 articles added; 2 events found" in first.stderr
    again = run("add", tmp_path / "a.txt", tmp_path / "b.jsonl")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "News: 0 articles added, 2 already there; 0 events found\n"
    anew = run("add", tmp_path / "a.txt", "--again", "--collection", "Other")
    assert "Other: 1 article added" in anew.stderr
    assert "1 read again" in run("add", tmp_path / "a.txt", "--again").stderr
    assert EventStore(settings.store_path).count_articles() == 2


def test_a_copy_and_a_new_version_are_said(run: Run, settings: Settings, tmp_path: Path) -> None:
    story = f"{BOMB} Rescue crews worked through the night, and shops in the centre stayed shut, the mayor said."
    records = [
        {"id": name, "url": f"https://{name}.example/bomb", "publisher": name, "date": "2026-03-04", "text": text}
        for name, text in (("one", story), ("two", f"{story} More soon."))
    ]
    for name, held in (("a", records), ("b", [{**records[0], "text": story.replace("seven", "nine"), "id": "x"}])):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, held)), encoding="utf-8")
    first = run("add", tmp_path / "a.jsonl", "--json")
    assert [(one["id"], one["outcome"]) for one in lines(first)] == [("one", "added"), ("one", "copy")]
    assert "1 article added, 1 kept as another source" in first.stderr
    again = run("add", tmp_path / "b.jsonl", "--json")
    assert [(one["id"], one["outcome"], one["events"]) for one in lines(again)] == [("one", "revised", 1)]
    (event,) = lines(run("list", "--json"))
    assert (event["publishers"], event["fatalities_best"]) == ("one; two", 9)
    shown = run("show", "one").stdout
    assert "https://two.example/bomb" in shown


def test_the_others_are_added_when_one_input_cannot_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "t.geojson").write_text('{"type": "FeatureCollection"', encoding="utf-8")
    result = run("add", tmp_path / "a.txt", tmp_path / "t.geojson", "-", stdin=BOMB)
    assert result.exit_code == 1
    assert "a.txt: is empty" in result.stderr
    assert "t.geojson" in result.stderr
    assert "1 article added, 2 inputs not usable" in result.stderr
    assert run("add", tmp_path / "none.txt").exit_code == 2


def test_ctrl_c_ends_it_with_a_word(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mapapp.commands.adding.take_in", interrupted)
    result = run("add", write_lines(tmp_path / "a.jsonl", [BOMB]))
    assert (result.exit_code, "goes on where it was" in result.stderr) == (1, True)


@pytest.mark.parametrize("arguments", [["list"], ["show", "x"], ["export", "x.csv"]])
def test_a_collection_that_is_not_there_is_not_made(run: Run, store: EventStore, arguments: list[str]) -> None:
    result = run(*arguments, "--collection", "Nwes")
    assert (result.exit_code, "unknown collection 'Nwes'; known are: News" in result.stderr) == (2, True)
    assert [one.name for one in store.collections()] == ["News"]


def test_events_are_listed_with_corrections_and_filters(run: Run, store: EventStore) -> None:
    flood = make_event(0, type="flood", category="disaster", title="Corrected")
    store.change(Change(kind="edit", at=NOW, event_ids=("e000000",), before=(make_event(0),), after=(flood,)))
    store.change(Change(kind="check", at=NOW, event_ids=("e000001",), before=(make_event(1),)))
    held = {one["event_id"]: one for one in lines(run("list", "--json"))}
    assert len(held) == 5
    assert (held["e000000"]["title"], held["e000001"]["checked"], held["e000002"]["checked"]) == (
        "Corrected",
        True,
        False,
    )
    assert [one["event_id"] for one in lines(run("list", "--json", "--types", "flood"))] == ["e000000"]
    box = lines(run("list", "--json", "--bbox=-104,19,-103,20"))
    assert [one["event_id"] for one in box] == ["e000000"]
    days = lines(
        run("list", "--json", "--since", held["e000003"]["date_start"], "--until", held["e000003"]["date_end"])
    )
    assert "e000003" in {one["event_id"] for one in days}
    assert len(days) < 5
    assert "Corrected" in run("list").stdout
    assert run("list", "--types", "x").exit_code == 2


def test_articles_are_listed(run: Run, store: EventStore) -> None:
    assert [one["id"] for one in lines(run("list", "--articles", "--json"))] == ["a", "b"]
    assert run("list", "--articles").stdout.splitlines()[0] == "a  no date     The Paper  A title"


def test_an_event_is_shown_with_its_sources(run: Run, store: EventStore) -> None:
    event = make_event(2)
    text = run("show", "e000002").stdout
    assert event.title in text
    assert event.sources[0].quote in text
    (record,) = lines(run("show", "e000002", "--json"))
    assert (record["kind"], record["evidence"][0]["quote"]) == ("event", event.sources[0].quote)


def test_an_event_that_was_deleted_is_shown_as_it_was_found(run: Run, store: EventStore) -> None:
    store.change(Change(kind="delete", at=NOW, event_ids=("e000002",), before=(make_event(2),)))
    result = run("show", "e000002")
    assert (result.exit_code, "deleted since" in result.stderr) == (0, True)


def test_an_article_is_shown_with_its_events(run: Run, store: EventStore) -> None:
    text = run("show", "a").stdout
    assert "The Paper" in text
    assert "event e000001" in text
    (record,) = lines(run("show", "a", "--json"))
    assert (record["kind"], record["text"], len(record["events"]), record["revisions"]) == ("article", "Text.", 2, 0)
    missing = run("show", "nothing")
    assert (missing.exit_code, "no event and no article" in missing.stderr) == (1, True)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_one_line_that_no_terminal_obeys(run: Run, store: EventStore, hostile: str) -> None:
    written = hostile.encode("utf-8", "replace").decode()
    title = f"{written} \x1b[2J\r\n\x07"
    store.add(Article(id="c", text=title, title=title, publisher=title), [], [make_event(9, title=title)])
    for arguments in (["list"], ["list", "--articles"], ["show", "c"], ["show", "e000009"]):
        text = run(*arguments).stdout
        assert all(letter.isprintable() or letter == "\n" for letter in text)
    for record in lines(run("list", "--json")):
        assert record["event_id"]


@pytest.mark.parametrize("suffix", ["geojson", "csv", "jsonl", "kml", "gpkg", "parquet"])
def test_the_store_is_exported(run: Run, store: EventStore, tmp_path: Path, suffix: str) -> None:
    store.change(Change(kind="delete", at=NOW, event_ids=("e000001",), before=(make_event(1),)))
    result = run("export", tmp_path / f"x.{suffix}", "--dictionary")
    assert (result.exit_code, "4 events" in result.stderr) == (0, True), result.stderr
    assert (tmp_path / f"x.{suffix}").stat().st_size > 100
    assert (tmp_path / "x.dictionary.md").exists()


@pytest.mark.parametrize("suffix", ["geojson", "csv", "jsonl", "gpkg"])
def test_an_export_comes_back_into_a_store(run: Run, store: EventStore, tmp_path: Path, suffix: str) -> None:
    flood = make_event(0, type="flood", category="disaster", title="Corrected")
    store.change(Change(kind="edit", at=NOW, event_ids=("e000000",), before=(make_event(0),), after=(flood,)))
    assert run("export", tmp_path / f"x.{suffix}").exit_code == 0
    assert "5 articles added; 5 events" in run("add", tmp_path / f"x.{suffix}", "--collection", "Back").stderr
    again = run("add", tmp_path / f"x.{suffix}", "--collection", "Back")
    assert again.stderr == "Back: 0 articles added, 5 already there; 0 events found\n"
    lost = {
        "article_id",
        "checked",
        "date_source",
        "date_text",
        "place_source",
        "place_text",
        "quote_end",
        "quote_start",
    }

    def told(result: Result) -> list[dict[str, Any]]:
        kept = [{k: v for k, v in one.items() if k not in lost and "confidence_" not in k} for one in lines(result)]
        return sorted(kept, key=lambda one: str(one["event_id"]))

    assert told(run("list", "--json", "--collection", "Back")) == told(run("list", "--json"))
    assert make_event(2).sources[0].quote in run("show", "e000002", "--collection", "Back").stdout
    assert EventStore(store.address, collection="Back").check() == []


def test_a_table_that_was_corrected_renews_its_events(run: Run, store: EventStore, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    assert run("export", path).exit_code == 0
    assert run("add", path, "--collection", "Back").exit_code == 0
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    records[0]["fatalities_best"] = records[0]["fatalities_high"] = 77
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert "1 revised, 4 already there" in run("add", path, "--collection", "Back").stderr
    deaths = [one["fatalities_best"] for one in lines(run("list", "--json", "--collection", "Back"))]
    assert 77 in deaths


def test_other_people_s_columns_and_filters(run: Run, store: EventStore, tmp_path: Path) -> None:
    assert run("export", tmp_path / "x.csv", "--columns", "acled", "--min-confidence", "0").exit_code == 0
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "event_id_cnty" in next(csv.reader(file))
    for arguments in (["x.doc"], ["x.csv", "--columns", "x"]):
        result = run("export", tmp_path / arguments[0], *arguments[1:])
        assert (result.exit_code, "known are" in result.stderr) == (2, True)


def test_an_export_is_never_replaced_by_an_empty_one(run: Run, store: EventStore, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    assert run("export", path).exit_code == 0
    before = path.read_bytes()
    result = run("export", path, "--since", "2099-01-01")
    assert (result.exit_code, path.read_bytes() == before) == (1, True)
    assert "x.csv was left as it was: no event to put in it" in result.stderr
    fresh = run("export", tmp_path / "y.csv", "--since", "2099-01-01")
    assert (fresh.exit_code, (tmp_path / "y.csv").read_text("utf-8-sig")[:9]) == (1, "event_id,")
    assert "y.csv: 0 events" in fresh.stderr
    unsaid = run("export", "-")
    assert (unsaid.exit_code, "its ending says the format; choose one of .geojson" in unsaid.stderr) == (2, True)


def test_a_backup_is_restored_and_the_old_store_kept(run: Run, store: EventStore, tmp_path: Path) -> None:
    backup = tmp_path / "b.sqlite"
    assert run("backup", backup).exit_code == 0
    store.delete_article("a")
    store.close()
    result = run("restore", backup)
    assert result.exit_code == 0, result.output
    assert "1 collection with 2 articles" in result.stderr
    (kept,) = Path(store.address.removeprefix("sqlite:///")).parent.glob("events-*.sqlite")
    assert f"the old store is kept as {kept}" in result.stderr
    backup.write_bytes(backup.read_bytes()[:5000])
    refused = run("restore", backup)
    assert (refused.exit_code, "b.sqlite" in refused.stderr) == (1, True)
    assert run("list", "--articles").stdout.count("\n") == 2


def test_the_check_finds_faults(run: Run, store: EventStore, settings: Settings) -> None:
    assert "all is well, 1 collection with 2 articles" in run("check").stderr
    with closing(sqlite3.connect(settings.store_path)) as other, other:
        other.execute("UPDATE events SET value = '{' WHERE position = 1")
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.count("table events") == 2
    assert "2 faults" in result.stderr


def test_collections_from_the_command_line(run: Run, store: EventStore) -> None:
    assert run("collections", "new", "Floods").exit_code == 0
    assert run("collections", "new", "Floods").exit_code == 2
    assert run("collections", "rename", "Floods", "Storms").exit_code == 0
    assert run("collections", "archive", "Storms").exit_code == 0
    assert run("collections", "delete", "Storms").exit_code == 0
    assert lines(run("collections", "--json"))[1]["deleted"] is True
    assert "archived  deleted" in run("collections").stdout
    refused = run("list", "--collection", "Storms")
    assert (refused.exit_code, "brings it back" in refused.stderr) == (2, True)
    assert run("collections", "restore", "Storms").exit_code == 0
    assert run("collections", "archive", "--undo", "Storms").exit_code == 0
    assert run("list", "--collection", "Storms").exit_code == 0
    assert run("collections", "purge", "Storms", "--yes").exit_code == 2
    assert run("collections", "delete", "Storms").exit_code == 0
    unsaid = run("collections", "purge", "Storms")
    assert (unsaid.exit_code, "add --yes" in unsaid.stderr) == (2, True)
    assert run("collections", "purge", "Storms", "--yes").exit_code == 0
    assert [one["name"] for one in lines(run("collections", "--json"))] == ["News"]
    assert run("collections", "delete", "News").exit_code == 2


def test_what_cannot_be_watched_is_said(run: Run, tmp_path: Path) -> None:
    assert run("watch", tmp_path / "none").exit_code == 2
    assert run("watch", tmp_path, "--every", "0").exit_code == 2


# ------------------------------------------------- processes that are stopped from outside


def started(settings: Settings, *arguments: object) -> subprocess.Popen[str]:
    """Start `dateline` as a process of its own."""
    code = "from mapapp.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-u", "-c", code, *map(str, arguments)],
        env={**os.environ, "DATELINE_HOME": str(settings.home)},
        # What is started in the background of a shell would hear of no Ctrl+C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_a_kill_loses_the_article_in_hand_at_most(run: Run, settings: Settings, tmp_path: Path) -> None:
    texts = [f"{(BOMB, FLOOD)[number % 2]} Case {number} was closed." for number in range(60)]
    inputs = write_lines(tmp_path / "many.jsonl", texts)
    process = started(settings, "add", inputs, "--json")
    assert process.stdout is not None
    said = [json.loads(process.stdout.readline()) for _ in range(5)]
    process.send_signal(signal.SIGKILL)
    said += [json.loads(line) for line in process.stdout.read().splitlines() if line.endswith("}")]
    assert process.wait() == -signal.SIGKILL
    store = EventStore(settings.store_path)
    held = store.articles()
    assert len(said) <= len(held) <= len(said) + 1
    assert len(held) < len(texts)
    assert store.check() == []
    assert all(len(store.events_of(article.id)) == 1 for article in held)
    result = run("add", inputs)
    assert f"{len(texts) - len(held)} articles added, {len(held)} already there" in result.stderr
    assert (store.count_articles(), len(store.events())) == (len(texts), len(texts))


def test_new_files_of_a_folder_come_into_the_store_until_ctrl_c(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_lines(folder / "a.jsonl", [BOMB])
    process = started(settings, "watch", folder, "--every", "0.1", "--json")
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    write_lines(folder / "b.jsonl", ["Text without any event."])
    second = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    assert (process.wait(), process.stdout.read()) == (0, "")
    assert [(one["outcome"], one["events"]) for one in (first, second)] == [("added", 1), ("added", 0)]
    assert EventStore(settings.store_path).count_articles() == 2
