"""A run: what is to be done, done on a cluster, and written down."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from geodata.archive import arrange, joining, unpacking
from geodata.archive.addresses import SourceFile, find_files, shown
from geodata.archive.cluster import DASHBOARD, connect, spread
from geodata.archive.manifest import (
    FORMAT,
    LETTERS,
    SHARDS,
    WORK,
    Manifest,
    Record,
    claim,
    digest,
    is_whole,
    lock,
    read_records,
    write_manifest,
)
from geodata.archive.partitions import Partition, plan
from geodata.archive.worker import AGAIN, Factory, Job, Outcome, identities, probe, process, unload
from geodata.errors import ClusterError, ExportError
from geodata.files import atomic_path

HOPELESS = 3
"""Partitions whose workers die before a single one is finished, after which a run gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """How far a run is; `articles` of `expected` are read, `failed` of them could not be used."""

    stage: str
    done: int
    total: int
    articles: int = 0
    failed: int = 0
    expected: int = 0
    seconds: float = 0.0
    """Since the stage began."""

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float:
        """Seconds until the stage will be over, at the rate so far."""
        return (self.expected - self.articles) / self.rate if self.rate else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run is done; none of it changes what comes out."""

    scheduler: str = ""
    workers: int = 1
    memory: str = "2GB"
    dashboard: str = DASHBOARD
    resume: bool = False
    partition_bytes: int = 1_000_000
    on_tick: Callable[[Tick], None] = lambda tick: None
    on_cluster: Callable[[str], None] = lambda address: None
    """Gets the address of Dask's dashboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a run."""

    manifest: Manifest
    skipped: int
    """Partitions that were finished before."""


@dataclass(slots=True)
class _Run:
    """What the steps of a run hand on."""

    out: Path
    job: Job
    options: Options
    files: Sequence[SourceFile]
    salt: str
    client: Any = None
    records: dict[str, Record] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)

    def each(self, stage: str, work: Callable[[Any], Any], items: Sequence[Any]) -> list[tuple[Any, Any]]:
        """Return each item with what came of it; raises ClusterError where workers died of one."""
        found = []
        self.options.on_tick(Tick(stage=stage, done=0, total=len(items)))
        for item, outcome in spread(self.client, work, items):
            if isinstance(outcome, ClusterError):
                raise ClusterError(f"{stage}: {outcome}")
            found.append((item, outcome))
            self.options.on_tick(Tick(stage=stage, done=len(found), total=len(items)))
        return found


def run(
    sources: Sequence[str],
    out: Path,
    *,
    factory: Factory,
    max_text: int,
    settings: Mapping[str, str],
    needs: Sequence[Path] = (),
    options: Options,
) -> Report:
    """Bring an archive into an output folder, as far as it is not there yet.

    `settings` are all that the results depend on; `needs` are files that every worker has to see.  Raises UsageError
    for sources or a folder that cannot be used, ClusterError, and ExportError where the output cannot be written.
    """
    files = find_files(sources)
    salt = digest(str(FORMAT), *(f"{name}={value}" for name, value in sorted(settings.items())))
    name = digest(salt, str(options.partition_bytes), *(file.identity for file in files))
    held = lock(out)
    try:
        before = claim(out, name, resume=options.resume)
        if before and before.run == name and before.state == "complete" and is_whole(out, before.files):
            return Report(manifest=before, skipped=before.partitions)
        manifest = Manifest(
            format=FORMAT, run=name, sources=tuple(map(shown, sources)), settings=settings, state="running"
        )
        job = Job(run=name, out=str(out.resolve()), factory=factory, max_text=max_text)
        return _go(_Run(out=out.resolve(), job=job, options=options, files=files, salt=salt), manifest, needs)
    finally:
        held.release()


def _go(going: _Run, manifest: Manifest, needs: Sequence[Path]) -> Report:
    write_manifest(going.out, manifest)
    options = going.options
    with connect(
        options.scheduler, workers=options.workers, memory=options.memory, dashboard=options.dashboard
    ) as client:
        going.client = client
        options.on_cluster(client.dashboard_link)
        _check_workers(going, needs)
        partitions, todo = _planned(going)
        skipped = len(going.records)
        _process(going, todo)
        client.run(unload)
        events = _join(going)
        written = _arrange(going, events)
    _gather_letters(going, partitions)
    _remove_stale(going)
    done = replace(manifest, state="incomplete" if going.causes else "complete", partitions=len(partitions),
                   counts=_counts(going, events), files=written, failed_partitions=going.causes)  # fmt: skip
    write_manifest(going.out, done)
    return Report(manifest=done, skipped=skipped)


def _planned(going: _Run) -> tuple[list[Partition], list[Partition]]:
    """Return all partitions and those that are not finished, with the packed files cut that these need."""
    size = going.options.partition_bytes
    cut = partial(unpacking.unpack, out=str(going.out), size=size)
    before = unpacking.pieces_of(going.files, going.out, size)
    large = [file for file in going.files if unpacking.is_large(file, size)]
    going.each("unpacking", cut, [file for file in large if file.identity not in before])
    pieces = unpacking.pieces_of(going.files, going.out, size)
    partitions = plan(going.files, size=size, salt=going.salt, unpacked=pieces)
    known = read_records(going.out)
    going.records = {partition.key: known[partition.key] for partition in partitions if partition.key in known}
    todo = [partition for partition in partitions if partition.key not in known]
    lost = unpacking.lost(todo)
    going.each("unpacking", cut, [file for file in large if file.address in lost])
    return partitions, todo


def _check_workers(going: _Run, needs: Sequence[Path]) -> None:
    """Make sure that every worker sees the output folder and the files that it needs."""
    token = going.out / f".seen-{secrets.token_hex(8)}"
    try:
        token.touch()
        for path in (token, *needs):
            blind = [worker for worker, sees in going.client.run(probe, str(path)).items() if not sees]
            if blind:
                raise ClusterError(
                    f"{blind[0]}: does not see {path if path is not token else going.out}; give it and all workers a "
                    "folder that they share (DATELINE_HOME and --out)"
                )
    finally:
        token.unlink(missing_ok=True)


# ------------------------------------------------- articles


def _process(going: _Run, todo: Sequence[Partition]) -> None:
    """Read the partitions that are not finished.

    Those whose workers died are tried once more, each alone: it may have been their neighbour's fault.
    """
    taken, expected = _taken(going, todo)
    items = [(partition, taken.get(partition.key, ())) for partition in todo]
    progress = _Progress(going.options.on_tick, total=len(todo), expected=expected)
    work = partial(_process_one, job=going.job)
    suspects = []
    for item, outcome in spread(going.client, work, items):
        if not isinstance(outcome, ClusterError):
            _keep(going, outcome, progress)
            continue
        suspects.append(item)
        if len(suspects) >= HOPELESS and not progress.done:
            raise ClusterError("workers die before a single partition is finished; give them more memory (--memory)")
    for item in suspects:
        for (partition, _), outcome in spread(going.client, work, [item]):
            if isinstance(outcome, ClusterError):
                outcome = Outcome(key=partition.key, cause=str(outcome))
            _keep(going, outcome, progress)


def _keep(going: _Run, outcome: Outcome, progress: _Progress) -> None:
    """Take in how a partition went; raises ExportError where none after it could go better."""
    if outcome.fatal:
        raise ExportError(f"{outcome.cause}; run the same again when there is room: what is finished is kept")
    if outcome.record is None:
        going.causes[outcome.key] = outcome.cause
    else:
        going.records[outcome.key] = outcome.record
    progress.add(outcome.record)


class _Progress:
    """Counts what is read and says so."""

    def __init__(self, say: Callable[[Tick], None], *, total: int, expected: int) -> None:
        self.done = 0
        self._say = say
        self._started = time.monotonic()
        self._tick = Tick(stage="articles", done=0, total=total, expected=expected)
        say(self._tick)

    def add(self, record: Record | None) -> None:
        """Count a partition that is over."""
        self.done += 1
        read, failed = (record.articles + record.failed, record.failed) if record else (0, 0)
        self._tick = replace(
            self._tick,
            done=self.done,
            articles=self._tick.articles + read,
            failed=self._tick.failed + failed,
            seconds=time.monotonic() - self._started,
        )
        self._say(self._tick)


def _process_one(item: tuple[Partition, tuple[int, ...]], job: Job) -> Outcome:
    return process(*item, job)


def _taken(going: _Run, todo: Sequence[Partition]) -> tuple[dict[str, tuple[int, ...]], int]:
    """Return the positions of articles whose id is taken, by partition, and how many articles there are."""
    work = partial(identities, max_text=going.job.max_text)
    by_key = {partition.key: ids for partition, ids in going.each("ids", work, todo)}
    ids_of = [by_key[partition.key] for partition in todo]
    finished = [_known_ids(going.out / WORK / "ids" / f"{key}.npy") for key in going.records]
    before = sum(map(len, finished))
    everything = np.concatenate([*finished, *ids_of]) if finished or ids_of else np.zeros(0, dtype=np.uint64)
    _, first = np.unique(everything, return_index=True)
    again = np.ones(len(everything), dtype=bool)
    again[first] = False
    again &= everything != 0
    found: dict[str, tuple[int, ...]] = {}
    start = before
    for partition, ids in zip(todo, ids_of, strict=True):
        positions = np.flatnonzero(again[start : start + len(ids)])
        start += len(ids)
        if len(positions):
            found[partition.key] = tuple(positions.tolist())
    return found, len(everything) - before


def _known_ids(path: Path) -> np.ndarray:
    try:
        ids: np.ndarray = np.load(path)
    except (OSError, EOFError, ValueError) as error:
        path.unlink(missing_ok=True)
        raise ExportError(f"{path}: was damaged ({error}) and is removed; {AGAIN}") from error
    return ids


# ------------------------------------------------- events


def _join(going: _Run) -> list[joining.Joined]:
    """Merge the accounts of all articles into events."""
    for name in ("slabs", "joined"):
        shutil.rmtree(going.out / WORK / name, ignore_errors=True)
    shards = [name for record in going.records.values() for name in record.shards("accounts")]
    slabs = joining.plan_slabs(going.out, sorted(shards))
    out = str(going.out)
    going.each("days", partial(joining.write_slab, out=out), slabs)
    bins = joining.plan_bins(going.out, slabs)
    return [joined for _, joined in going.each("events", partial(joining.join_bin, out=out), bins)]


def _arrange(going: _Run, events: Sequence[joining.Joined]) -> dict[str, int]:
    """Put everything into its month and country; returns the bytes of each file."""
    found: list[arrange.Month] = []
    todo: list[arrange.Month] = []
    for dataset in ("articles", "mentions"):
        shards = {name: record.months[dataset] for record in going.records.values() for name in record.shards(dataset)}
        months = arrange.months_of(dataset, SHARDS, shards)
        found += months
        arrange.remove_others(dataset, months, going.out)
        todo += [month for month in months if not arrange.is_arranged(month, going.out)]
    joined = {name: one.months for one in events for name in one.shards}
    months = arrange.months_of("events", "joined", joined)
    arrange.remove_others("events", months, going.out)
    going.each("files", partial(arrange.arrange, out=str(going.out)), [*todo, *months])
    return arrange.files_of([*found, *months], going.out)


# ------------------------------------------------- the end of a run


def _counts(going: _Run, events: Sequence[joining.Joined]) -> dict[str, int]:
    names = ("articles", "mentions", "accounts", "failed")
    counts = {name: sum(getattr(record, name) for record in going.records.values()) for name in names}
    return {**counts, "events": sum(one.events for one in events)}


def _gather_letters(going: _Run, partitions: Sequence[Partition]) -> None:
    """Write the dead letters of all partitions as one file, in the order of the sources; none is no file."""
    paths = [going.out / WORK / "letters" / f"{partition.key}.jsonl" for partition in partitions]
    found = [path for path in paths if path.exists()]
    target = going.out / LETTERS
    if not found:
        target.unlink(missing_ok=True)
        return
    with atomic_path(target) as partial_file, partial_file.open("wb") as stream:
        for path in found:
            with path.open("rb") as letters:
                shutil.copyfileobj(letters, stream)


def _remove_stale(going: _Run) -> None:
    """Remove the work of partitions that this run does not have, and what the merge has left."""
    kept = {name for record in going.records.values() for name in record.files}
    kept |= {f"done/{key}.json" for key in going.records}
    folder = going.out / WORK
    for name in (SHARDS, "done", "ids", "letters"):
        for path in (folder / name).glob("*"):
            if f"{name}/{path.name}" not in kept:
                path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
    if not going.causes:
        unpacking.clear(going.out, kept=going.files, size=going.options.partition_bytes)
    for name in ("slabs", "joined"):
        shutil.rmtree(folder / name, ignore_errors=True)
