"""How an archive grows: workers against each other and a plain loop, the merge, what is skipped, DuckDB, memory.

Run by hand (`make bench`); prints figures, which are ratios where a machine is shared.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from geodata import build
from geodata.archive import joining, tables
from geodata.archive.addresses import find_files
from geodata.archive.manifest import WORK, read_records
from geodata.archive.partitions import plan
from geodata.archive.query import ArchiveEvents
from geodata.archive.run import Options, Tick, run
from geodata.archive.worker import Job, process, write_table
from geodata.events.merge import merge
from geodata.model import Article
from geodata.pipeline import Pipeline, Result
from geodata.selection import Box, Selection
from geodata.settings import Settings
from tests.archive_factory import canned, records
from tests.archive_synthetic import write_archive
from tests.factories import make_events

ARTICLES = 1_200
STORED = 4_000
RUNS = 3
PARTITION = 60_000
"""Bytes: a few seconds of work, so that there are twenty, and a task's own cost is already small."""
MOST = 2_000_000
SMALL = 80
"""Bytes that hold one line of the canned articles and not two."""


def write_articles(path: Path, settings: Settings, count: int) -> int:
    """Write the samples again and again under other ids; returns the characters of text."""
    held = list(build.open_inputs(settings, [str(build.SAMPLES)]))
    characters = 0
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            article = held[number % len(held)]
            characters += len(article.text)
            published = article.published.isoformat() if article.published else ""
            record = {"id": f"{article.id}-{number}", "text": article.text, "title": article.title, "date": published}
            stream.write(json.dumps({**record, "publisher": article.publisher}) + "\n")
    return characters


@dataclass
class Times:
    """Seconds that an article takes: on the clock, of processors, and beside that for ids, merge and files."""

    clock: float
    work: float
    beside: float


class Watch:
    """Notes at each tick the seconds that all processes of a run have worked, and the largest memory of a worker."""

    def __init__(self) -> None:
        self.ticks: list[tuple[Tick, float, float]] = []
        self.peak = 0.0

    def __call__(self, tick: Tick) -> None:
        """Take a tick in."""
        worked = time.process_time()  # the scheduler's and ours
        for child in psutil.Process(os.getpid()).children(recursive=True):
            try:
                times = child.cpu_times()
                worked += times.user + times.system
                self.peak = max(self.peak, peak_of(child))
            except psutil.Error:
                continue
        self.ticks.append((tick, worked, time.perf_counter()))

    def times(self, workers: int) -> Times:
        """Return what an article took once every worker had its model."""
        known = [(tick, worked) for tick, worked, _ in self.ticks if tick.stage == "articles" and tick.done >= workers]
        (warm, before), (last, after) = known[0], known[-1]
        count = last.articles - warm.articles
        pipeline = [at for tick, _, at in self.ticks if tick.stage == "articles"]
        others = self.ticks[-1][2] - self.ticks[0][2] - (pipeline[-1] - pipeline[0])
        return Times(
            clock=(last.seconds - warm.seconds) / count,
            work=(after - before) / count,
            beside=others / last.articles,
        )


def peak_of(process: psutil.Process) -> float:
    """Return the most MB that a process has held: Linux keeps count of it, elsewhere it is what it holds now."""
    status = Path(f"/proc/{process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    kept = [float(line.split()[1]) / 1e3 for line in lines if line.startswith("VmHWM:")]
    return kept[0] if kept else process.memory_info().rss / 1e6


def batch_times(source: Path, out: Path, settings: Settings, workers: int, peaks: list[float]) -> Times:
    """Return what an article takes in a batch."""
    watch = Watch()
    build.run_batch(
        settings, [str(source)], out, workers=workers, dashboard="127.0.0.1:0", partition_bytes=PARTITION,
        on_tick=watch,
    )  # fmt: skip
    peaks.append(watch.peak)
    return watch.times(workers)


def loop_times(source: Path, out: Path, settings: Settings) -> Times:
    """Return the same for the partitions one after the other in this process, without Dask."""
    job = Job(run=str(out), out=str(out), factory=partial(build.build_pipeline, settings), max_text=MOST)
    warm, *rest = plan(find_files([str(source)]), size=PARTITION, salt="")
    process(warm, (), job)
    started, before = time.perf_counter(), time.process_time()
    with threadpool_limits(1):  # as Dask has it in its workers
        done = [process(partition, (), job).record for partition in rest]
    count = sum(record.articles for record in done if record)
    return Times(clock=(time.perf_counter() - started) / count, work=(time.process_time() - before) / count, beside=0.0)


def ratios(loop: Times, one: Times, two: Times) -> str:
    """Return how many times one worker takes what the loop takes, and how many times two are faster than one."""
    clock = f"{one.clock / loop.clock:.2f} and {one.clock / two.clock:.2f} by the clock"
    return f"{clock}, {one.work / loop.work:.2f} and {2 * one.work / two.work:.2f} by processor time"


def median_times(times: Sequence[Times]) -> Times:
    """Return the median of each."""
    return Times(*(statistics.median(getattr(one, name) for one in times) for name in ("clock", "work", "beside")))


def test_workers_against_one_and_against_a_loop(session_settings: Settings, tmp_path: Path) -> None:
    """Print how much faster two workers are, what Dask costs, and memory and storage.

    Where others use the machine too, the clock says less than the seconds that the processes worked.
    """
    source = tmp_path / "a.jsonl"
    characters = write_articles(source, session_settings, ARTICLES)
    loops, ones, twos, peaks = list[Times](), list[Times](), list[Times](), list[float]()
    print(f"\nload of the machine before {os.getloadavg()[0]:.1f}")
    for number in range(RUNS):
        loops.append(loop_times(source, tmp_path / f"loop{number}", session_settings))
        ones.append(batch_times(source, tmp_path / f"one{number}", session_settings, 1, peaks))
        twos.append(batch_times(source, tmp_path / f"two{number}", session_settings, 2, peaks))
        loop, one, two = loops[-1], ones[-1], twos[-1]
        print("one worker over the loop, two workers over one:", ratios(loop, one, two))
    loop, one, two = map(median_times, (loops, ones, twos))
    print("of the medians:", ratios(loop, one, two))
    print(f"{ARTICLES} articles of {characters / ARTICLES:,.0f} characters; a loop {1 / loop.clock:.1f} a second")
    print(
        f"{3600 / one.work:,.0f} articles a core-hour, {3600 * characters / ARTICLES / one.work / 1e6:,.0f} MB of text"
    )
    print(f"ids, merge and files {one.beside / one.clock:.0%} of that more")
    print(f"peak memory of a process {max(peaks):,.0f} MB")


def varied(result: Result, number: int, rng: random.Random) -> Result:
    """Return a result with its words in another order and its events elsewhere, so that files pack it as another's."""
    words = result.article.text.split()
    rng.shuffle(words)
    text = " ".join(words)
    article = replace(result.article, id=f"{result.article.id}-{number}", text=text)
    events = [
        replace(
            event,
            event_id=f"{rng.getrandbits(64):016x}",
            location=replace(event.location, lat=rng.uniform(-60, 70), lon=rng.uniform(-180, 180)),
            sources=(replace(event.sources[0], article_id=article.id, quote=text[:120]),),
        )
        for event in result.events
    ]
    return Result(article=article, resolutions=result.resolutions, events=tuple(events))


def test_storage(session_settings: Settings, pipeline: Pipeline, tmp_path: Path) -> None:
    """Print what a million articles take: files large enough that their ends do not count."""
    held = list(pipeline.run(build.open_inputs(session_settings, [str(build.SAMPLES)])))
    rng = random.Random(1)
    results = [varied(held[number % len(held)], number, rng) for number in range(STORED)]
    made = {
        "articles": tables.article_table(results),
        "mentions": tables.mention_table(results),
        "events": tables.event_table(event for result in results for event in result.events),
        "accounts": tables.account_table(results),
    }
    sizes = {}
    for name, table in made.items():
        write_table(table, tmp_path / f"{name}.parquet")
        sizes[name] = (tmp_path / f"{name}.parquet").stat().st_size / STORED / 1e3
    characters = sum(len(result.article.text) for result in results) / STORED
    print(f"\nGB a million articles of {characters:,.0f} characters, {made['events'].num_rows / STORED:.2f} events and")
    print(f"{made['mentions'].num_rows / STORED:.1f} mentions:", ", ".join(f"{n} {s:.2f}" for n, s in sizes.items()))


def test_a_thousand_partitions_are_skipped(tmp_path: Path) -> None:
    """Print how long it takes to see that nothing, or next to nothing, is left to do."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, record in enumerate(records(1_000)):
        (folder / f"{number:04d}.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    options = Options(workers=2, memory="1GB", dashboard="127.0.0.1:0", partition_bytes=SMALL)
    go = partial(run, [str(folder)], tmp_path / "out", factory=canned, max_text=MOST, settings={}, options=options)
    assert go().manifest.partitions == 1_000
    report, whole = timed(go)
    assert report.skipped == 1_000
    parts, planning = timed(lambda: plan(find_files([str(folder)]), size=SMALL, salt=""))
    known, reading = timed(lambda: read_records(tmp_path / "out"))
    assert len(known) == len(parts)
    print(f"\nof 1,000 partitions in 1,000 files all skipped {whole:.2f} s")
    print(f"where others are new: finding them {planning:.2f} s, and what is finished {reading:.2f} s")


def test_the_merge_in_tasks_beside_the_merge_in_memory(tmp_path: Path) -> None:
    """Print the time of slabs, islands and tasks over that of the merge of one list."""
    events = [replace(e, event_id=f"{n}") for n, e in enumerate(make_events(60_000, scatter=True))]
    results = [Result(article=Article(id="a", text=""), resolutions=(), events=tuple(events))]
    write_table(tables.account_table(results), tmp_path / WORK / "shards" / "accounts-a.parquet")
    merged, alone = timed(lambda: merge(events))
    slabs = joining.plan_slabs(tmp_path, ["accounts-a.parquet"])
    for slab in slabs:
        joining.write_slab(slab, str(tmp_path))
    bins, planning = timed(lambda: joining.plan_bins(tmp_path, slabs))
    joined, joining_seconds = timed(lambda: [joining.join_bin(one, str(tmp_path)) for one in bins])
    assert sum(one.events for one in joined) == len(merged)
    print(
        f"\n{len(events):,} accounts: merged in memory {len(events) / alone:,.0f} a second; islands {planning:.2f} s,"
    )
    rate = len(events) / joining_seconds
    print(
        f"{len(bins)} tasks {rate:,.0f} a second with reading and writing: {joining_seconds / alone:.1f} times as long"
    )
    rows = [pq.read_metadata(tmp_path / WORK / "joined" / name).num_rows for one in joined for name in one.shards]
    print(f"events in shards of {min(rows):,} to {max(rows):,}")


QUESTIONS: Sequence[tuple[str, Selection]] = (
    ("all", Selection()),
    ("category and confidence", Selection(categories=frozenset({"conflict"}), min_confidence=0.7)),
    ("three months", Selection(since=dt.date(2025, 3, 4), until=dt.date(2025, 6, 1))),
    ("a box", Selection(box=Box(west=0, south=0, east=40, north=40))),
    ("words", Selection(text="number 17 of")),
)


def test_ten_million_events(tmp_path: Path) -> None:
    """Print how long filters, cells, a list and single events take, once the files are in the system's cache."""
    held, opening = timed(lambda: ArchiveEvents(write_archive(tmp_path / "a", 10_000_000)))
    print(f"\nten million events, made and opened in {opening:.0f} s")
    for name, wanted in QUESTIONS:
        print(f"{name:24} count {median(partial(held.count, wanted)):.2f} s  {held.count(wanted):,}")
    print(f"cells of the world       {median(lambda: held.cells(Selection(), lat_step=10, lon_step=20)):.2f} s")
    print(f"the newest 200           {median(lambda: held.light(Selection(), most=200)):.2f} s")
    few = Selection(since=dt.date(2025, 3, 1), until=dt.date(2025, 3, 14))
    print(f"200,000 single events    {median(lambda: held.light(few, most=200_000)):.2f} s")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what work gives and its seconds."""
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def median(work: Callable[[], Any]) -> float:
    """Return the median seconds of three times."""
    return statistics.median(timed(work)[1] for _ in range(3))
