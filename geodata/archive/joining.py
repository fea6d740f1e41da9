"""Accounts of single articles → events, exactly as `geodata.events.merge` makes them of all at once.

Two events can only meet where their cells and days are neighbours.  Accounts are first shuffled into slabs of days.
Blocks of cell and day that touch make islands, between which nothing can be merged: each island goes to one task as a
whole, small ones many to a task.  A task goes through its days in order and holds no more than the last of them, so
that an island may be as large as it likes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.archive.manifest import SHARDS, WORK
from geodata.archive.tables import ACCOUNTS, event_table
from geodata.archive.worker import read_table, write_table
from geodata.events.merge import COLUMNS, DAY_SLACK, merge_stream
from geodata.files import atomic_path
from geodata.model import Event
from geodata.values import from_json

SLAB = 50_000
"""Accounts of one slab; a single day may have more."""
BIN = 50_000
"""Accounts of one task; a single island may have more."""
SHARD = 10_000
_KEYS = ("day", "last", "row", "column", "reach")
_ROWS, _HALF = 200, COLUMNS // 2

Keys = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slab:
    """Some days in a row, and the shards that have accounts of them."""

    number: int
    first: int
    last: int
    shards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The work of one task: the accounts that the labels of some slabs give it."""

    number: int
    slabs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What a task has written."""

    events: int
    shards: tuple[str, ...]
    months: tuple[str, ...]


# ------------------------------------------------- slabs: the shuffle by days


def plan_slabs(out: Path, shards: Iterable[str], *, size: int = SLAB) -> list[Slab]:
    """Return slabs of about `size` accounts that cover the days of all shards."""
    counts: Counter[int] = Counter()
    ranges: dict[str, tuple[int, int]] = {}
    for shard in shards:
        days, times = np.unique(_column(out / WORK / SHARDS / shard, "day"), return_counts=True)
        if len(days):
            counts.update(dict(zip(days.tolist(), times.tolist(), strict=True)))
            ranges[shard] = int(days[0]), int(days[-1])
    bounds: list[tuple[int, int]] = []
    held: list[int] = []
    for day in sorted(counts):
        if held and sum(counts[one] for one in held) + counts[day] > size:
            bounds.append((held[0], held[-1]))
            held = []
        held.append(day)
    if held:
        bounds.append((held[0], held[-1]))
    return [
        Slab(
            number=number,
            first=first,
            last=last,
            shards=tuple(s for s, (a, b) in ranges.items() if a <= last and b >= first),
        )
        for number, (first, last) in enumerate(bounds)
    ]


def write_slab(slab: Slab, out: str) -> int:
    """Gather the accounts of a slab in the order of the merge; returns how many there are."""
    within = [("day", ">=", slab.first), ("day", "<=", slab.last)]
    folder = Path(out) / WORK
    parts = [read_table(folder / SHARDS / name, schema=ACCOUNTS, filters=within) for name in slab.shards]
    table = pa.concat_tables(parts).sort_by([("day", "ascending"), ("event_id", "ascending")])
    write_table(table, _slab_path(folder, slab.number))
    return len(table)


def _slab_path(folder: Path, number: int) -> Path:
    return folder / "slabs" / f"slab-{number:05d}.parquet"


def _column(path: Path, name: str) -> np.ndarray:
    values: np.ndarray = read_table(path, columns=[name])[name].to_numpy()
    return values


# ------------------------------------------------- islands: what may meet


def plan_bins(out: Path, slabs: Sequence[Slab], *, size: int = BIN) -> list[Bin]:
    """Return tasks of whole islands, and write for each slab which task every account goes to."""
    folder = out / WORK
    held = [pq.read_table(_slab_path(folder, slab.number), columns=list(_KEYS)) for slab in slabs]
    if not held:
        return []
    table = pa.concat_tables(held)
    keys = {name: table[name].to_numpy().astype(np.int64) for name in _KEYS}
    bins = _packed(islands(keys), size)
    slabs_of: dict[int, list[int]] = {}
    start = 0
    for slab, part in zip(slabs, held, strict=True):
        labels = bins[start : start + part.num_rows]
        start += part.num_rows
        for number in np.unique(labels).tolist():
            slabs_of.setdefault(number, []).append(slab.number)
        with atomic_path(_labels_path(folder, slab.number)) as partial:
            np.save(partial, labels)
    return [Bin(number=number, slabs=tuple(numbers)) for number, numbers in sorted(slabs_of.items())]


def _labels_path(folder: Path, number: int) -> Path:
    return folder / "slabs" / f"labels-{number:05d}.npy"


def islands(keys: Keys) -> np.ndarray:
    """Return the number of each account's island; accounts of two islands can never be one event."""
    spans = keys["last"] - keys["day"] + 1
    owner = np.repeat(np.arange(len(spans)), spans)
    day = np.repeat(keys["day"], spans) + _within(spans)
    column = (keys["column"] + _HALF) % COLUMNS - _HALF
    blocks, block_of = np.unique(_block(day, keys["row"][owner], column[owner]), return_inverse=True)
    reach = np.zeros(len(blocks), dtype=np.int64)
    np.maximum.at(reach, block_of, keys["reach"][owner])
    numbers = _connected(len(blocks), list(_edges(blocks, reach)))
    first = np.concatenate(([0], np.cumsum(spans)[:-1])) if len(spans) else spans
    found: np.ndarray = numbers[block_of[first]]
    return found


def _within(spans: np.ndarray) -> np.ndarray:
    """Return 0, 1, … within each span, for all spans in a row."""
    ends = np.cumsum(spans)
    counted: np.ndarray = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - spans, spans)
    return counted


def _block(day: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    block: np.ndarray = (day * _ROWS + row + _ROWS // 2) * COLUMNS + column + _HALF
    return block


def _edges(blocks: np.ndarray, reach: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield pairs of blocks of which one is in reach of the other."""
    rest, column = np.divmod(blocks, COLUMNS)
    day, row = np.divmod(rest, _ROWS)
    row, column = row - _ROWS // 2, column - _HALF
    for around in (1, 2):
        here = np.flatnonzero(reach == around)
        steps = range(-around, around + 1)
        for down, right, later in product(steps, steps, range(-DAY_SLACK, DAY_SLACK + 1)):
            over = (column[here] + right + _HALF) % COLUMNS - _HALF
            wanted = _block(day[here] + later, row[here] + down, over)
            at = np.searchsorted(blocks, wanted)
            at[at == len(blocks)] = 0
            there = np.flatnonzero(blocks[at] == wanted)
            yield here[there], at[there]


def _connected(count: int, edges: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return the least member of each node's component: roots are hung under lesser roots until none is left."""
    root = np.arange(count)
    while True:
        before = root.copy()
        for one, other in edges:
            a, b = root[one], root[other]
            low = np.minimum(a, b)
            np.minimum.at(root, a, low)
            np.minimum.at(root, b, low)
        while not np.array_equal(root, root[root]):
            root = root[root]
        if np.array_equal(root, before):
            return root


def _packed(island_of: np.ndarray, size: int) -> np.ndarray:
    """Return the number of each account's task: islands in the order of their first day, together up to a size."""
    names, first, inverse, counts = np.unique(island_of, return_index=True, return_inverse=True, return_counts=True)
    bin_of = np.zeros(len(names), dtype=np.int32)
    number = weight = 0
    for place in np.argsort(first, kind="stable").tolist():
        if weight and weight + counts[place] > size:
            number, weight = number + 1, 0
        bin_of[place] = number
        weight += int(counts[place])
    packed: np.ndarray = bin_of[inverse]
    return packed


# ------------------------------------------------- tasks: the merge itself


def join_bin(task: Bin, out: str) -> Joined:
    """Merge the accounts of a task and write the events."""
    folder = Path(out) / WORK
    shards: list[str] = []
    months: set[str] = set()
    count = 0
    for number, events in enumerate(_chunks(_merged(task, folder), SHARD)):
        table = event_table(events)
        name = f"events-{task.number:05d}-{number:04d}.parquet"
        write_table(table, folder / "joined" / name)
        shards.append(name)
        months.update(table["month"].unique().to_pylist())
        count += len(events)
    return Joined(events=count, shards=tuple(shards), months=tuple(sorted(months)))


def _merged(task: Bin, folder: Path) -> Iterator[Event]:
    return (event for event, _ in merge_stream(_accounts(task, folder)))


def _accounts(task: Bin, folder: Path) -> Iterator[Event]:
    """Yield the events in the order of the merge, each once."""
    last = ""
    for number in task.slabs:
        mine = np.load(_labels_path(folder, number)) == task.number
        start = 0
        for batch in pq.ParquetFile(_slab_path(folder, number)).iter_batches(columns=["event_id", "value"]):
            chosen = batch.filter(pa.array(mine[start : start + batch.num_rows]))
            start += batch.num_rows
            for row in chosen.to_pylist():
                if row["event_id"] != last:
                    yield from_json(Event, row["value"])
                last = row["event_id"]


def _chunks(events: Iterable[Event], size: int) -> Iterator[list[Event]]:
    held: list[Event] = []
    for event in events:
        held.append(event)
        if len(held) >= size:
            yield held
            held = []
    if held:
        yield held
