"""What the store costs: a query over a million events, articles in beside the pipeline's own rate, memory of streams.

Opt-in: `pytest -s tests/bench/bench_store.py`; filling the million takes some minutes and 2.4 GB of disk.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geodata import build
from geodata.corrections import Standing
from geodata.duplicates import fingerprint
from geodata.exports import write
from geodata.intake import take_in
from geodata.model import Article, Event
from geodata.pipeline import Pipeline, Result
from geodata.selection import Selection
from geodata.settings import Settings
from geodata.store import EventStore, seen
from geodata.store.rows import article_row, event_row
from geodata.store.schema import ARTICLES, EVENTS
from geodata.taxonomy import EVENT_TYPES
from tests.factories import make_event, scattered

MILLION = 1_000_000
A_DAY = 270
"""Events of a day: a million in ten years."""
BATCH = 1_000
FIRST = dt.date(2016, 1, 1)
RUNS = 3
MEXICO = (-118.0, 14.0, -86.0, 33.0)
JALISCO = (-105.0, 19.0, -103.0, 21.0)
MARCH = {"since": dt.date(2021, 3, 1), "until": dt.date(2021, 3, 31)}
CONFLICT = tuple(name for name, kind in EVENT_TYPES.items() if kind.category == "conflict")
QUERIES: dict[str, dict[str, Any]] = {
    "a month, a type, a country": {**MARCH, "types": ("flood",), "bbox": MEXICO},
    "a month, a type, a country across 180°": {**MARCH, "types": ("flood",), "bbox": (170, -30, -170, 0)},
    "a month, a category, a country": {**MARCH, "types": CONFLICT, "bbox": MEXICO},
    "ten years, a category, a province": {"types": CONFLICT, "bbox": JALISCO},
    "a month, a country": {**MARCH, "bbox": MEXICO},
}
PLACES = ("Abeche, Chad", "Porto Alegre, Brazil", "Goma, Congo", "Tapalpa, Mexico", "Lyon, France")
SHORT = (
    "A bomb exploded at a market in {place}, on Tuesday, killing {dead} people. Police said that case {number} was "
    "opened in the evening. Shops in the centre stayed shut."
)


def dated(number: int) -> Event:
    """Return the synthetic event of a number: as many a day, however many there are; some last for weeks."""
    rng = random.Random(number)
    event = scattered(make_event(number), number)
    start = FIRST + dt.timedelta(days=number // A_DAY)
    last = start + dt.timedelta(days=rng.choice((7, 30, 365)) if rng.random() < 0.03 else 0)
    return replace(event, when=replace(event.when, start=start, end=last))


def filled(path: Path, count: int) -> EventStore:
    """Return a store with so many events, ten an article, filled by the thousand."""
    store = EventStore(path)
    engine = sa.create_engine(f"sqlite:///{path}")
    own = {"collection": store.collection}
    with engine.begin() as connection:
        for first in range(0, count, BATCH):
            articles = (Article(id=f"a{n // 10}", text="Text.") for n in range(first, first + BATCH, 10))
            connection.execute(sa.insert(ARTICLES), [{**own, **article_row(article)} for article in articles])
            events = [
                {**own, "article_id": f"a{n // 10}", **event_row(n % 10, dated(n))} for n in range(first, first + BATCH)
            ]
            connection.execute(sa.insert(EVENTS), events)
    engine.dispose()
    return store


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    folder = tmp_path_factory.mktemp("million")
    store = filled(folder / "events.sqlite", MILLION)
    yield store
    store.close()
    (folder / "events.sqlite").unlink()


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_over_a_million_events(million: EventStore, name: str) -> None:
    """Print milliseconds of a query to its values, and the index that it uses."""
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        found = million.events(**QUERIES[name])
        seconds.append(time.perf_counter() - started)
    (plan, *_) = million.explain(**QUERIES[name])
    print(f"\n{name}: {1e3 * min(seconds):.1f} ms for {len(found)} events; {plan}")
    assert "USING INDEX" in plan
    assert min(seconds) < 0.1


def test_a_day_and_an_event_of_a_million(million: EventStore) -> None:
    """Print seconds and memory of listing a day's reviewed events, and of showing one by its id."""
    day = dt.date(2021, 3, 15)
    wanted = Selection(since=day, until=day, types=frozenset({"flood"}), background=True)
    found: list[Standing] = []

    def listed() -> None:
        found[:] = million.iter_reviewed(wanted)

    started = time.perf_counter()
    listed()
    took = time.perf_counter() - started
    started = time.perf_counter()
    shown = million.standing(found[-1].event.event_id)
    by_id = time.perf_counter() - started
    print(f"\n{len(found)} floods of a day: {took:.2f} s, {peak(listed):.1f} MB; one by its id: {by_id:.2f} s")
    assert shown == found[-1]


def test_a_thousand_articles_into_the_store(session_settings: Settings, pipeline: Pipeline, tmp_path: Path) -> None:
    """Print the rate of 1,000 short articles from JSON lines into the store over the pipeline's own rate."""
    inputs = tmp_path / "articles.jsonl"
    records = (
        {"id": f"n{n}", "date": "2026-03-04", "text": SHORT.format(place=PLACES[n % 5], dead=n % 9 + 2, number=n)}
        for n in range(1_000)
    )
    inputs.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")

    def opened() -> Iterator[Article]:
        return build.open_inputs(session_settings, [str(inputs)])

    articles = list(opened())
    list(pipeline.run(articles[:100]))  # caches warm, tables loaded
    ratios = []
    for number in range(RUNS):
        started = time.process_time()
        for _ in pipeline.run(articles):
            pass
        alone = time.process_time() - started
        store = EventStore(tmp_path / f"{number}.sqlite")
        started = time.process_time()
        for _ in take_in(store, lambda: pipeline, opened(), on_known=print, on_error=print):
            pass
        ratios.append(alone / (time.process_time() - started))
        assert store.count_articles() == 1_000
        started = time.process_time()
        list(take_in(store, lambda: pipeline, opened(), on_known=lambda _: None, on_error=print))
        skipped = time.process_time() - started
    ratio = statistics.median(ratios)
    print(f"\ninto the store: {ratio:.0%} of the pipeline's rate; 1,000 known ones skipped in {skipped:.2f} s")
    assert ratio >= 0.8


def peak(work: Callable[[], object]) -> float:
    """Return the most memory that some work holds at a time, in MB."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return most


def test_memory_is_flat_when_events_are_exported(tmp_path: Path) -> None:
    """Print the peak of an export of 10,000 and of 40,000 reviewed events."""
    target = tmp_path / "x.csv"
    stores = [filled(tmp_path / f"{count}.sqlite", count) for count in (10_000, 40_000)]
    peaks = [peak(partial(write, (one.event for one in store.iter_reviewed()), target)) for store in stores]
    print(f"\nexport of 10,000 events: {peaks[0]:.1f} MB, of 40,000: {peaks[1]:.1f} MB")
    assert peaks[1] < 1.5 * peaks[0]


class Quick:
    """A pipeline that finds one event in every article."""

    def run(self, articles: Iterable[Article], **_: Any) -> Iterator[Result]:
        for number, article in enumerate(articles):
            yield Result(article=article, resolutions=(), events=(make_event(number),))


def test_memory_is_flat_when_articles_are_added(tmp_path: Path) -> None:
    """Print the peak of adding 1,000 and 4,000 articles."""
    peaks = []
    quick: Any = Quick()
    for count in (1_000, 4_000):
        store = EventStore(tmp_path / f"{count}.sqlite")
        articles = map(wire, range(count))

        def add(store: EventStore = store, articles: Iterator[Article] = articles) -> None:
            for _ in take_in(store, lambda: quick, articles, on_known=print, on_error=print):
                pass

        peaks.append(peak(add))
        assert store.count_articles() == count
    print(f"\nadding 1,000 articles: {peaks[0]:.1f} MB, 4,000: {peaks[1]:.1f} MB")
    assert peaks[1] < 1.5 * peaks[0]


def wire(number: int) -> Article:
    """Return the invented article of a number: words without sense, as alike as two texts of one language are."""
    rng = random.Random(number)
    text = " ".join(f"{rng.choice(SYLLABLES)}{rng.choice(SYLLABLES)}" for _ in range(200))
    return Article(id=f"w{number}", text=text, url=f"https://example.org/{number}")


SYLLABLES = tuple(a + b for a in "bcdfghklmnprstvz" for b in "aeiou")
KNOWN = 100_000
ASKED = 500


def test_an_article_is_known_again_among_a_hundred_thousand(tmp_path: Path) -> None:
    """Print milliseconds of telling whether an article is known, among 1,000 and among 100,000."""
    store = EventStore(tmp_path / "events.sqlite")
    own = {"collection": store.collection}
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'events.sqlite'}")
    took = []
    for first, last in ((0, KNOWN // 100), (KNOWN // 100, KNOWN)):
        with engine.begin() as connection:
            for number in range(first, last):
                article = wire(number)
                connection.execute(sa.insert(ARTICLES), {**own, **article_row(article)})
                seen.remember(connection, store.collection, (article.id, 0), fingerprint(article))
        prints = [fingerprint(wire(number)) for number in random.Random(last).sample(range(2 * last), ASKED)]
        started = time.perf_counter()
        found = [store.match(one) for one in prints]
        took.append(1e3 * (time.perf_counter() - started) / ASKED)
        assert 0 < sum(one is not None for one in found) < ASKED
    engine.dispose()
    print(f"\nis it known? among {KNOWN // 100:,}: {took[0]:.2f} ms, among {KNOWN:,}: {took[1]:.2f} ms")
    assert took[1] < 4 * took[0]
