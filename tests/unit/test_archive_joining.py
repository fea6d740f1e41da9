"""The merge of an archive: islands, slabs and tasks of any size give what the merge on one machine gives."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.archive import joining, tables
from geodata.archive.manifest import WORK
from geodata.archive.worker import write_table
from geodata.events.merge import MOST_COMPARED, merge
from geodata.model import Article, Event, When
from geodata.pipeline import Result
from geodata.values import from_json
from tests.factories import make_event

DAY = dt.date(2026, 2, 1)
BERTH = (("Manila", 14.6, 120.98), ("Suva", -18.1, 179.99), ("Levuka", -17.7, -179.99), ("Quezon", 14.9, 121.4))


def accounts(count: int, seed: int, *, days: int = 12, places: int = 4, spread: float = 0.0) -> list[Event]:
    """Return accounts that crowd in a few places and days: many are one, ranges and unknown days among them."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        name, lat, lon = rng.choice(BERTH[:places])
        location = replace(
            make_event(0).location,
            lat=lat + rng.gauss(0, 0.6),
            lon=lon + rng.gauss(0, spread),
            geo_precision=rng.choice((1, 2, 3, 4)),
        )
        location = replace(location, place=replace(location.place, name=name))
        start = DAY + dt.timedelta(days=rng.randrange(days))
        when = When(start=start, end=start + dt.timedelta(days=rng.choice((0, 0, 0, 3, 30))), precision="day")
        event = make_event(
            rng.randrange(40), event_id=f"{number:05d}", location=location,
            when=when if rng.random() > 0.05 else When(), status="asserted",
        )  # fmt: skip
        source = replace(event.sources[0], article_id=f"a{number // 2}")
        found.append(replace(event, sources=(source,)))
    return found


def joined(events: Sequence[Event], out: Path, *, slab: int, size: int, shards: int = 3) -> tuple[list[Event], int]:
    """Return what the merge of an archive makes of accounts in some shards, and how many tasks it took."""
    names = []
    for number in range(shards):
        results = [Result(article=Article(id="a", text=""), resolutions=(), events=tuple(events[number::shards]))]
        names.append(f"accounts-{number}.parquet")
        write_table(tables.account_table(results), out / WORK / "shards" / names[-1])
    slabs = joining.plan_slabs(out, names, size=slab)
    assert sum(joining.write_slab(one, str(out)) for one in slabs) == len(events)
    bins = joining.plan_bins(out, slabs, size=size)
    written = [name for one in bins for name in joining.join_bin(one, str(out)).shards]
    rows = [value for name in written for value in pq.read_table(out / WORK / "joined" / name)["value"].to_pylist()]
    return [from_json(Event, value) for value in rows], len(bins)


def by_id(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.event_id)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("slab", "size"), [(1, 1), (25, 40), (10_000, 10_000)])
def test_the_events_are_those_of_the_merge_on_one_machine(tmp_path: Path, seed: int, slab: int, size: int) -> None:
    events = accounts(240, seed, days=(5, 40)[seed % 2])
    found, tasks = joined(events, tmp_path, slab=slab, size=size)
    wanted = merge(events)
    assert by_id(found) == by_id(wanted)
    assert len(wanted) < len(events)
    assert tasks > 1 or size > 1


ACCOUNT = st.tuples(
    st.sampled_from(BERTH),
    st.integers(0, 3),  # the event that it tells
    st.sampled_from((1, 2, 3, 4)),  # precision
    st.sampled_from((None, 0, 1, 2, 3, 14)),  # its first day
    st.sampled_from((0, 2, 40)),  # further days
    st.integers(0, 9),  # the article
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACCOUNT, max_size=14), st.integers(1, 6), st.integers(1, 6))
def test_so_they_are_for_any_accounts_in_slabs_and_tasks_of_any_size(
    drawn: list[tuple[tuple[str, float, float], int, int, int | None, int, int]], slab: int, size: int
) -> None:
    events = []
    for number, ((name, lat, lon), told, precision, day, longer, article) in enumerate(drawn):
        event = make_event(told, event_id=f"{number:02d}", status="asserted")
        place = replace(event.location.place, name=name)
        start = None if day is None else DAY + dt.timedelta(days=day)
        when = When() if start is None else When(start=start, end=start + dt.timedelta(days=longer), precision="day")
        location = replace(event.location, place=place, lat=lat, lon=lon, geo_precision=precision)
        source = replace(event.sources[0], article_id=f"a{article}")
        events.append(replace(event, location=location, when=when, sources=(source,)))
    with tempfile.TemporaryDirectory() as out:
        found, _ = joined(events, Path(out), slab=slab, size=size)
    assert by_id(found) == by_id(merge(events))


def test_so_they_are_where_more_groups_are_near_than_are_compared(tmp_path: Path) -> None:
    events = accounts(MOST_COMPARED * 4, 1, days=2, places=1, spread=0.8)
    found, _ = joined(events, tmp_path, slab=100, size=100)
    wanted = merge(events)
    assert by_id(found) == by_id(wanted)
    assert len(wanted) > MOST_COMPARED


def test_accounts_far_apart_in_place_or_time_are_different_tasks(tmp_path: Path) -> None:
    events = [
        make_event(number, event_id=f"{number}-{later}", when=When(start=day, end=day, precision="day"))
        for number in range(6)
        for later in range(3)
        if (day := DAY + dt.timedelta(days=20 * later))
    ]
    found, tasks = joined(events, tmp_path, slab=4, size=1)
    assert len(found) == 18
    assert tasks == 18


def test_islands_hold_together_what_is_in_reach_over_the_date_line_too() -> None:
    def island(*rows: tuple[int, int, int, int, int]) -> list[int]:
        names = ("day", "last", "row", "column", "reach")
        found: list[int] = joining.islands(
            {name: np.array([row[n] for row in rows], dtype=np.int64) for n, name in enumerate(names)}
        ).tolist()
        return found

    def count(*rows: tuple[int, int, int, int, int]) -> int:
        return len(set(island(*rows)))

    assert count((5, 5, 0, 179, 1), (6, 6, 1, -180, 1)) == 1
    assert count((5, 5, 0, 180, 1), (5, 5, 0, -180, 1)) == 1
    assert count((5, 5, 0, 0, 1), (7, 7, 0, 0, 1)) == 2
    assert count((5, 6, 0, 0, 1), (7, 7, 0, 0, 1)) == 1
    assert count((5, 5, 0, 0, 1), (5, 5, 0, 2, 1)) == 2
    assert count((5, 5, 0, 0, 1), (5, 5, 0, 2, 2)) == 1
    assert count((5, 5, 90, 0, 1), (5, 5, -90, 0, 1)) == 2
    assert island() == []
