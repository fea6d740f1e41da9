"""What a worker does: a partition in, its shards out; model and gazetteer are loaded once a process."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.archive import tables
from geodata.archive.manifest import SHARDS, WORK, Record, write_record
from geodata.archive.partitions import Partition
from geodata.archive.reading import DeadLetter, Letter, Read, read_partition
from geodata.errors import DatelineError, ExportError, InputError
from geodata.files import atomic_path
from geodata.pipeline import BATCH, Pipeline, Result
from geodata.sources.inputs import check_article

SHARD_CHARACTERS = 8_000_000
"""Text that a worker holds before it writes: with what is found in it, some 100 MB."""
LETTER_CHARACTERS = 50_000_000
"""Records of dead letters of one partition that are kept."""
COMPRESSION = "zstd"
AGAIN = "run the same again: what it was made of is read anew"

Factory = Callable[[], Pipeline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What all partitions of a run have in common."""

    run: str
    out: str
    factory: Factory
    max_text: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a task went: a record, or the cause why there is none; with `fatal` the others would fail too."""

    key: str
    record: Record | None = None
    cause: str = ""
    fatal: bool = False


_lock = threading.Lock()
_loaded: dict[str, Pipeline] = {}


def pipeline_of(job: Job) -> Pipeline:
    """Return this process's pipeline for a job; that of another job is let go."""
    if job.run not in _loaded:
        _loaded.clear()
        _loaded[job.run] = job.factory()
    return _loaded[job.run]


def unload() -> None:
    """Let the model go: what follows needs the memory and not the model."""
    with _lock:
        _loaded.clear()


def identities(partition: Partition, max_text: int) -> np.ndarray:
    """Return the ids of a partition's articles as 64-bit numbers, 0 where there is no article."""
    numbers = [
        _number(read.article.id) if isinstance(read, Letter) else 0 for read in read_partition(partition, max_text)
    ]
    return np.array(numbers, dtype=np.uint64)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def process(partition: Partition, taken: Iterable[int], job: Job) -> Outcome:
    """Read a partition and write what is found in it; `taken` are positions of articles whose id another one has.

    One partition at a time in a process, however many threads it has: that bounds its memory.
    """
    with _lock:
        try:
            return Outcome(key=partition.key, record=_process(partition, frozenset(taken), job))
        except ExportError as error:
            return Outcome(key=partition.key, cause=str(error), fatal=True)
        except (DatelineError, OSError, pa.ArrowException) as error:
            return Outcome(key=partition.key, cause=f"{type(error).__name__}: {error}")


def _process(partition: Partition, taken: frozenset[int], job: Job) -> Record:
    started = time.monotonic()
    pipeline = pipeline_of(job)
    shards = _Shards(Path(job.out), partition.key)
    letters = _Letters()
    ids: list[int] = []
    reads = read_partition(partition, job.max_text)
    good = _good(_renamed(reads, taken, partition.key), job.max_text, letters)
    while batch := list(islice(good, BATCH)):
        ids += [_number(letter.article.id) for letter in batch]
        for result in _results(pipeline, batch, letters):
            shards.add(result)
    shards.flush()
    shards.write_letters(letters.lines)
    shards.write_ids(ids)
    record = shards.record(failed=letters.count, seconds=time.monotonic() - started)
    write_record(Path(job.out), record)
    return record


def _renamed(reads: Iterable[Read], taken: frozenset[int], key: str) -> Iterator[Read]:
    """Give articles whose id an earlier one of the archive has an id of their own."""
    for position, read in enumerate(reads):
        if position in taken and isinstance(read, Letter):
            own = f"{read.article.id}-{key[:8]}-{position}"
            yield Letter(article=replace(read.article, id=own), record=read.record)
        else:
            yield read


def _good(reads: Iterable[Read], max_text: int, letters: _Letters) -> Iterator[Letter]:
    """Yield what the pipeline can use; the rest is put with the dead letters."""
    for read in reads:
        if isinstance(read, DeadLetter):
            letters.add(read)
            continue
        try:
            check_article(read.article, max_text)
        except InputError as error:
            letters.add(read.dead(error))
        else:
            yield read


def _results(pipeline: Pipeline, batch: list[Letter], letters: _Letters) -> list[Result]:
    """Return what is found in some articles; one that breaks the pipeline costs itself alone."""
    try:
        return list(pipeline.run(letter.article for letter in batch))
    except MemoryError:
        raise
    except Exception as error:  # in ten million articles every fault of every library comes up
        if len(batch) == 1:
            letters.add(batch[0].dead(error))
            return []
    return [result for letter in batch for result in _results(pipeline, [letter], letters)]


class _Letters:
    """Gathers dead letters; when their records grow too large to be held, causes and places alone."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._characters = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.lines)

    def add(self, letter: DeadLetter) -> None:
        """Take one in."""
        if self._characters > LETTER_CHARACTERS:
            letter = replace(letter, record={})
        line = f"{letter.line()}\n"
        self._characters += len(line)
        self.lines.append(line)


class _Shards:
    """Gathers results and writes them in shards of bounded size, by names that a second attempt uses again."""

    def __init__(self, out: Path, key: str) -> None:
        self._out, self._key = out / WORK, key
        self._held: list[Result] = []
        self._characters = 0
        self._written: dict[str, int] = {}
        self._number = 0
        self._months: dict[str, set[str]] = {"articles": set(), "mentions": set()}
        self._counts = {"articles": 0, "mentions": 0, "accounts": 0}

    def add(self, result: Result) -> None:
        """Take one result in."""
        self._held.append(result)
        self._characters += len(result.article.text)
        if self._characters >= SHARD_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if not self._held:
            return
        made: Mapping[str, Callable[[Iterable[Result]], pa.Table]] = {
            "articles": tables.article_table,
            "mentions": tables.mention_table,
            "accounts": tables.account_table,
        }
        for dataset, table_of in made.items():
            table = table_of(self._held)
            name = f"{SHARDS}/{dataset}-{self._key}-{self._number:04d}.parquet"
            write_table(table, self._out / name)
            self._note(name)
            self._counts[dataset] += table.num_rows
            if dataset in self._months:
                self._months[dataset].update(table["month"].unique().to_pylist())
        self._number += 1
        self._held, self._characters = [], 0

    def _note(self, name: str) -> None:
        self._written[name] = (self._out / name).stat().st_size

    def write_letters(self, lines: list[str]) -> None:
        """Write the dead letters, if there are any."""
        if lines:
            name = f"letters/{self._key}.jsonl"
            with atomic_path(self._out / name) as partial:
                partial.write_text("".join(lines), encoding="utf-8")
            self._note(name)

    def write_ids(self, ids: list[int]) -> None:
        """Write the ids that the articles have now, for runs that add others."""
        name = f"ids/{self._key}.npy"
        with atomic_path(self._out / name) as partial:
            np.save(partial, np.array(ids, dtype=np.uint64))
        self._note(name)

    def record(self, *, failed: int, seconds: float) -> Record:
        """Return the record of what was written."""
        return Record(
            key=self._key,
            failed=failed,
            seconds=round(seconds, 3),
            files=self._written,
            months={dataset: tuple(sorted(months)) for dataset, months in self._months.items()},
            **self._counts,
        )


def write_table(table: pa.Table, path: Path) -> None:
    """Write a Parquet file whole or not at all; raises ExportError."""
    with atomic_path(path) as partial:
        pq.write_table(table, partial, compression=COMPRESSION, row_group_size=2_000, write_page_checksum=True)


def read_table(path: Path, **how: Any) -> pa.Table:
    """Read a Parquet file of the work; one that was damaged is removed, so that the next run makes it anew.

    Raises ExportError then.
    """
    try:
        return pq.read_table(path, partitioning=None, page_checksum_verification=True, **how)
    except FileNotFoundError as error:
        raise ExportError(f"{path}: is not there any more; {AGAIN}") from error
    except (pa.ArrowException, OSError) as error:
        path.unlink(missing_ok=True)
        raise ExportError(f"{path}: was damaged ({' '.join(str(error).split())}) and is removed; {AGAIN}") from error


def probe(path: str) -> bool:
    """Tell whether this worker sees a file."""
    return os.path.exists(path)
