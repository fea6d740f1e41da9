"""A run on a cluster of its own: what comes out, what is taken up again, and what goes wrong with a word about it."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas
import pytest

from geodata.archive import cluster
from geodata.archive.manifest import lock
from geodata.archive.run import Options, Report, Tick, run
from geodata.errors import ClusterError, ExportError, UsageError
from geodata.events.merge import merge
from geodata.model import Article, Event
from geodata.values import from_json
from tests.archive_factory import (
    BREAK,
    DIE,
    breaking,
    canned,
    counting,
    dying,
    hungry,
    records,
    told,
    without_room,
    write_lines,
)

MOST = 2_000_000
SMALL = 700
"""Bytes of a partition, so that a few articles make several."""


def go(source: Path, out: Path, factory: Callable[[], Any] = canned, **changes: Any) -> Report:
    """Run on one local worker."""
    settings = changes.pop("settings", {"model": "canned"})
    chosen = {"memory": "1GB", "dashboard": "127.0.0.1:0", "partition_bytes": SMALL, **changes}
    return run([str(source)], out, factory=factory, max_text=MOST, settings=settings, options=Options(**chosen))


def rows(out: Path, dataset: str) -> list[dict[str, Any]]:
    """Return the rows of a data set as a user reads them."""
    paths = sorted((out / dataset).glob("month=*/country=*/*.parquet"))
    found: list[dict[str, Any]] = []
    for path in paths:
        frame = geopandas.read_parquet(path)
        assert frame.crs.is_geographic
        month, country = (part.partition("=")[2] for part in path.parts[-3:-1])
        found += [{**row, "month": month, "country": country} for row in frame.to_dict("records")]
    return found


def events(out: Path) -> list[Event]:
    return sorted((from_json(Event, row["value"]) for row in rows(out, "events")), key=lambda event: event.event_id)


def expected(texts: dict[str, str]) -> list[Event]:
    """Return what the merge on one machine makes of articles."""
    found = merge(event for name, text in texts.items() for event in told(Article(id=name, text=text)))
    return sorted(found, key=lambda event: event.event_id)


def letters(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "dead-letters.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Report, list[Tick]]:
    """An archive of sixty articles, half of which tell what others tell, and its output."""
    folder = tmp_path_factory.mktemp("archive")
    lines = records(60, text=lambda number: f"event {number % 30}, event {number + 100}")
    source = write_lines(folder / "a.jsonl", [*lines, {"id": "bad"}, {**records(4)[3]}])
    ticks: list[Tick] = []
    return source, folder / "out", go(source, folder / "out", on_tick=ticks.append), ticks


def test_the_output_is_geoparquet_by_month_and_country(archive: tuple[Path, Path, Report, list[Tick]]) -> None:
    _, out, report, _ = archive
    found = events(out)
    assert report.manifest.state == "complete"
    assert report.manifest.partitions > 3
    assert report.manifest.counts["events"] == len(found)
    assert {len(event.sources) for event in found} >= {1, 2}
    for row in rows(out, "events"):
        event = from_json(Event, row["value"])
        assert (row["month"], row["country"]) == (f"{event.when.start:%Y-%m}", event.place.country)
        assert (row["geometry"].x, row["geometry"].y) == (event.location.lon, event.location.lat)
        assert row["date_start"] == event.when.start
    articles = rows(out, "articles")
    assert len(articles) == len({row["article_id"] for row in articles}) == 61
    assert {row["month"] for row in articles} == {"2026-02"}
    assert len(geopandas.read_parquet(out / "events")) == len(found)


def test_the_events_are_those_of_one_machine_and_an_id_that_is_taken_is_made_another(
    archive: tuple[Path, Path, Report, list[Tick]],
) -> None:
    _, out, _, _ = archive
    texts = {row["article_id"]: row["text"] for row in rows(out, "articles")}
    renamed = [name for name in texts if name.startswith("a3-")]
    assert len(renamed) == 1
    assert texts["a3"] == "event 3, event 103"
    assert events(out) == expected(texts)


def test_what_could_not_be_read_is_told_and_progress_has_rate_and_time_left(
    archive: tuple[Path, Path, Report, list[Tick]],
) -> None:
    _, out, report, ticks = archive
    assert report.manifest.counts["failed"] == 1
    assert [(letter["id"], letter["_kind"]) for letter in letters(out)] == [("bad", "BadRecord")]
    last = [tick for tick in ticks if tick.stage == "articles"][-1]
    assert (last.done, last.articles, last.expected, last.failed) == (last.total, 62, 62, 1)
    assert last.rate > 0
    assert last.left == 0


def test_the_same_again_does_nothing(
    archive: tuple[Path, Path, Report, list[Tick]], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out, report, _ = archive
    monkeypatch.setattr(cluster, "_local", lambda *_: pytest.fail("no cluster is needed"))
    again = go(source, out)
    assert (again.manifest, again.skipped) == (report.manifest, report.manifest.partitions)


def test_another_run_is_refused_until_it_is_told_to_resume_and_then_reads_only_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_lines(tmp_path / "in" / "a.jsonl", records(9))
    go(tmp_path / "in", tmp_path / "out")
    done = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out" / "_work" / "done").iterdir()}
    extra = [{"id": f"b{n}", "text": f"event {n}, event 50", "published": "2026-03-01"} for n in range(9)]
    write_lines(tmp_path / "in" / "b.jsonl", extra)
    with pytest.raises(UsageError, match="--resume"):
        go(tmp_path / "in", tmp_path / "out")
    report = go(tmp_path / "in", tmp_path / "out", resume=True)
    assert report.skipped > 0
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out" / "_work" / "done").iterdir()}
    assert sum(kept.get(name) == stamp for name, stamp in done.items()) == report.skipped
    texts = {f"a{n}": f"event {n}" for n in range(9)} | {f"b{n}": f"event {n}, event 50" for n in range(9)}
    assert events(tmp_path / "out") == expected(texts)
    with pytest.raises(UsageError, match="another run"):
        go(tmp_path / "in", tmp_path / "out", settings={"model": "other"})


def small_archive(tmp_path: Path) -> tuple[Path, Path, list[Event]]:
    """Return a folder of articles, its output, and the events in it."""
    (tmp_path / "in").mkdir()
    write_lines(tmp_path / "in" / "a.jsonl", records(12))
    go(tmp_path / "in", tmp_path / "out")
    return tmp_path / "in", tmp_path / "out", events(tmp_path / "out")


@pytest.mark.parametrize("broken", ["events", "articles", "_work/shards"])
def test_files_that_are_gone_or_not_whole_are_made_anew_from_what_is(tmp_path: Path, broken: str) -> None:
    source, out, before = small_archive(tmp_path)
    assert sum(1 for _ in out.glob("*/month=*/country=*/*.parquet")) > 2
    first, *_ = sorted((out / broken).rglob("*.parquet"))
    first.write_bytes(first.read_bytes()[:-9])
    for path in sorted((out / "events").glob("month=*"))[:1]:
        shutil.rmtree(path)
    again = go(source, out)
    assert again.manifest.partitions - again.skipped == (broken == "_work/shards")
    assert events(out) == before == expected({f"a{n}": f"event {n}" for n in range(12)})
    assert len(rows(out, "articles")) == 12
    assert all((out / name).stat().st_size == size for name, size in again.manifest.files.items())


def test_a_finished_partition_that_was_spoilt_is_said_and_the_next_run_reads_it_anew(tmp_path: Path) -> None:
    source, out, before = small_archive(tmp_path)
    shutil.rmtree(out / "events")
    shard = sorted((out / "_work" / "shards").glob("accounts-*"))[0]
    data = bytearray(shard.read_bytes())
    data[4:200] = bytes(196)
    shard.write_bytes(data)
    with pytest.raises(ExportError, match=r"accounts-.* was damaged .*run the same again"):
        go(source, out)
    again = go(source, out)
    assert again.manifest.partitions - again.skipped == 1
    assert events(out) == before


def test_a_large_packed_file_is_many_partitions_and_its_pieces_do_not_stay(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    lines = "".join(json.dumps(record) + "\n" for record in records(4_000))
    (tmp_path / "in" / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    first = go(tmp_path / "in", tmp_path / "out", partition_bytes=50_000)
    assert first.manifest.counts["articles"] == 4_000
    assert first.manifest.partitions > 2
    assert [path.suffix for path in (tmp_path / "out" / "_work" / "unpacked").iterdir()] == [".json"]
    write_lines(tmp_path / "in" / "b.jsonl", [{"id": "b", "text": "event 7"}])
    again = go(tmp_path / "in", tmp_path / "out", partition_bytes=50_000, resume=True)
    assert (again.skipped, again.manifest.counts["articles"]) == (first.manifest.partitions, 4_001)


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_doubled(tmp_path: Path) -> None:
    # Long articles, so that the killed worker has written a shard of the partition before it dies.
    texts = {f"a{n}": f"event {n}, event 60" + " " * 1_900_000 + "." for n in range(6)}
    texts["a5"] += DIE
    source = write_lines(tmp_path / "a.jsonl", [{"id": name, "text": text} for name, text in texts.items()])
    out, once = tmp_path / "out", tmp_path / "once"
    report = go(source, out, partial(dying, str(once)), partition_bytes=100_000_000)
    assert once.exists()
    assert report.manifest.state == "complete"
    assert len(list((out / "_work" / "shards").glob("accounts-*"))) == 2
    assert sorted(row["article_id"] for row in rows(out, "articles")) == sorted(texts)
    assert events(out) == expected(texts)


def test_a_worker_that_takes_more_memory_than_it_may_is_ended_and_another_goes_on(tmp_path: Path) -> None:
    lines = records(20, text=lambda number: f"event {number}" + f", {DIE}" * (number == 5))
    source, once = write_lines(tmp_path / "a.jsonl", lines), tmp_path / "once"
    report = go(source, tmp_path / "out", partial(hungry, str(once)), memory="700MB")
    assert once.exists()
    assert (report.manifest.state, report.manifest.counts["articles"], report.manifest.counts["failed"]) == (
        "complete", 20, 0,
    )  # fmt: skip


def test_a_worker_loads_its_pipeline_once_for_all_partitions(tmp_path: Path) -> None:
    (tmp_path / "loaded").mkdir()
    source = write_lines(tmp_path / "a.jsonl", records(60))
    report = go(source, tmp_path / "out", partial(counting, str(tmp_path / "loaded")))
    assert report.manifest.partitions > 3
    assert len(list((tmp_path / "loaded").iterdir())) == 1


def test_an_article_that_kills_every_worker_costs_its_partition_and_the_next_run_tries_it_again(tmp_path: Path) -> None:
    lines = records(40, text=lambda number: f"event {number}" + f", {DIE}" * (number == 30))
    source = write_lines(tmp_path / "a.jsonl", lines)
    once = tmp_path / "once"
    report = go(source, tmp_path / "out", partial(dying, ""))
    assert report.manifest.state == "incomplete"
    [cause] = report.manifest.failed_partitions.values()
    assert "workers died" in cause
    before = report.manifest.counts["articles"]
    assert 0 < before < 40
    again = go(source, tmp_path / "out", partial(dying, str(once)))
    assert (again.manifest.state, again.skipped) == ("complete", again.manifest.partitions - 1)
    assert len(rows(tmp_path / "out", "articles")) == 40


def test_an_article_that_breaks_the_pipeline_costs_itself_alone(tmp_path: Path) -> None:
    lines = records(20, text=lambda number: f"event {number}" + f", {BREAK}" * (number == 7))
    report = go(write_lines(tmp_path / "a.jsonl", lines), tmp_path / "out", breaking)
    [letter] = letters(tmp_path / "out")
    assert (letter["id"], letter["_cause"]) == ("a7", "KeyError: 'no such thing'")
    assert report.manifest.counts["articles"] == 19


def test_a_disk_without_room_ends_the_run_with_a_word_and_leaves_no_half_file(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", records(20))
    with pytest.raises(ExportError, match=r"cannot be written .*run the same again"):
        go(source, tmp_path / "out", without_room)
    assert list((tmp_path / "out" / "_work").rglob("*.parquet")) == []
    assert go(source, tmp_path / "out").manifest.state == "complete"


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", records(1))
    with pytest.raises(ClusterError, match="no Dask scheduler answers there"):
        go(source, tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match="no Dask scheduler answers there"):
        go(source, tmp_path / "out", scheduler="no such:address:")
    assert cluster.PATIENCE < 10


def test_a_cluster_by_address_does_the_same(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", records(10))
    with cluster.connect("", workers=1, memory="1GB", dashboard="127.0.0.1:0") as client:
        report = go(source, tmp_path / "out", scheduler=client.scheduler.address)
        with pytest.raises(ClusterError, match=r"does not see .*no-gazetteer"):
            run(
                [str(source)], tmp_path / "other", factory=canned, max_text=MOST, settings={},
                needs=[tmp_path / "no-gazetteer"], options=Options(scheduler=client.scheduler.address),
            )  # fmt: skip
    assert report.manifest.counts["articles"] == 10


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_a_folder_of_something_else_is_refused(tmp_path: Path, name: str) -> None:
    source = write_lines(tmp_path / "a.jsonl", records(1))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="manifest of dateline batch"):
        go(source, tmp_path / "out")
    assert (tmp_path / "out" / name).read_text("utf-8") == "mine"


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", records(1))
    held = lock(tmp_path / "out")
    with pytest.raises(UsageError, match="another run writes there"):
        go(source, tmp_path / "out")
    held.release()
