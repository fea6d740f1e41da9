"""Pauses, budgets, second attempts and the circuit breaker, on a clock that the tests turn."""

from __future__ import annotations

import itertools
import multiprocessing
import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from geodata.errors import GeocodingError
from geodata.model import Place
from geodata.places.geocoders import Answer, CachedGeocoder, CacheFile, Ledger, PoliteGeocoder, Scope
from geodata.places.geocoders.cacheschema import MIGRATIONS
from geodata.places.geocoders.ledger import FAILURES, OPEN_SECONDS
from geodata.places.geocoders.polite import ATTEMPTS
from geodata.places.providers import Terms
from tests.geocoding import Answering

TERMS = Terms(licence="none", seconds_between=1.0)


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


class Scripted(Answering):
    """A geocoder that fails as it is told, and writes down when it was asked."""

    name, version, licence, online = "scripted", "1", "none", True

    def __init__(self, clock: Clock) -> None:
        self.clock, self.errors, self.asked = clock, list[GeocodingError](), list[float]()

    def answer(
        self, query: str, *, near: tuple[float, float] | None = None, country: str = "", scope: Scope | None = None
    ) -> Answer:
        self.asked.append(self.clock.time)
        if self.errors:
            raise self.errors.pop(0)
        return Answer((Place(name=query, lat=1.0, lon=2.0),))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inner(clock: Clock) -> Scripted:
    return Scripted(clock)


Make = Callable[..., PoliteGeocoder]


@pytest.fixture
def make(clock: Clock, inner: Scripted, tmp_path: Path) -> Iterator[Make]:
    """A function from terms to a polite geocoder; all of them share one file."""
    files: list[CacheFile] = []

    def make(terms: Terms = TERMS) -> PoliteGeocoder:
        files.append(CacheFile(tmp_path / "cache.sqlite"))
        ledger = Ledger(files[-1], "scripted", terms, now=clock.now)
        return PoliteGeocoder(inner, ledger, now=clock.now, sleep=clock.sleep, chance=random.Random(1))

    yield make
    for file in files:
        file.close()


def temporary(retry_after: float = 0.0) -> GeocodingError:
    return GeocodingError("scripted: busy", temporary=True, retry_after=retry_after)


def test_requests_keep_their_distance_whoever_asks(make: Make, inner: Scripted) -> None:
    one, other = make(), make()
    for number in range(3):
        one.geocode(f"a{number}")
        other.geocode(f"b{number}")
    assert [later - earlier for earlier, later in itertools.pairwise(inner.asked)] == pytest.approx([1.0] * 5)


def test_threads_take_turns(tmp_path: Path) -> None:
    with closing(CacheFile(tmp_path / "cache.sqlite")) as file, ThreadPoolExecutor(8) as pool:
        ledger = Ledger(file, "scripted", TERMS)
        turns = sorted(pool.map(lambda _: ledger.take_turn(), range(24)))
    assert all(later - earlier > 0.999 for earlier, later in itertools.pairwise(turns))


def _take_turns(path: Path, barrier: Barrier, turns: Any) -> None:
    ledger = Ledger(CacheFile(path), "scripted", TERMS)
    barrier.wait()
    for _ in range(5):
        turns.put(ledger.take_turn())


def test_processes_take_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, turns = context.Barrier(3), context.SimpleQueue()
    processes = [
        context.Process(target=_take_turns, args=(tmp_path / "cache.sqlite", barrier, turns)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    taken = sorted(turns.get() for _ in range(15))
    assert all(later - earlier > 0.999 for earlier, later in itertools.pairwise(taken))


def test_a_temporary_failure_is_tried_again_ever_later(make: Make, inner: Scripted, clock: Clock) -> None:
    inner.errors = [temporary(), temporary()]
    assert make().geocode("Tapalpa")[0].name == "Tapalpa"
    first, second = (later - earlier for earlier, later in itertools.pairwise(inner.asked))
    assert 0.5 <= first <= 1.5 or first == pytest.approx(1.0)
    assert 1.0 <= second <= 3.0


def test_attempts_end(make: Make, inner: Scripted) -> None:
    inner.errors = [temporary() for _ in range(10)]
    with pytest.raises(GeocodingError, match="busy"):
        make().geocode("Tapalpa")
    assert len(inner.asked) == ATTEMPTS


@pytest.mark.parametrize("about_query", [False, True])
def test_what_will_not_change_is_not_tried_again(make: Make, inner: Scripted, about_query: bool) -> None:
    inner.errors = [GeocodingError("scripted: no", about_query=about_query)]
    with pytest.raises(GeocodingError, match="no"):
        make().geocode("Tapalpa")
    assert len(inner.asked) == 1


def test_retry_after_holds_for_everybody(make: Make, inner: Scripted) -> None:
    inner.errors = [temporary(retry_after=7)]
    one, other = make(), make()
    one.geocode("Tapalpa")
    other.geocode("Oxford")
    assert [later - earlier for earlier, later in itertools.pairwise(inner.asked)] == pytest.approx([7.0, 1.0])


def test_a_long_retry_after_is_not_waited_for_but_kept(make: Make, inner: Scripted, clock: Clock) -> None:
    inner.errors = [temporary(retry_after=3600)]
    with pytest.raises(GeocodingError, match="busy"):
        make().geocode("Tapalpa")
    with pytest.raises(GeocodingError, match="the next turn is in 3600 s"):
        make().geocode("Tapalpa")
    assert (len(inner.asked), clock.slept) == (1, [])
    clock.time += 3600
    assert make().geocode("Tapalpa")


def test_the_circuit_opens_half_opens_and_closes(make: Make, inner: Scripted, clock: Clock) -> None:
    geocoder = make()
    inner.errors = [GeocodingError("scripted: down") for _ in range(FAILURES + 1)]
    for _ in range(FAILURES):
        with pytest.raises(GeocodingError, match="down"):
            geocoder.geocode("Tapalpa")
    with pytest.raises(GeocodingError, match="failed 5 times in a row and is left alone for"):
        make().geocode("Tapalpa")
    assert len(inner.asked) == FAILURES
    clock.time += OPEN_SECONDS
    with pytest.raises(GeocodingError, match="down"):  # the one that is let through
        geocoder.geocode("Tapalpa")
    with pytest.raises(GeocodingError, match="left alone"):
        geocoder.geocode("Tapalpa")
    clock.time += OPEN_SECONDS
    for name in ("Tapalpa", "Oxford"):
        assert geocoder.geocode(name)
    assert len(inner.asked) == FAILURES + 3


def test_one_question_alone_tests_whether_a_provider_is_well(make: Make, inner: Scripted, clock: Clock) -> None:
    ledger = make().ledger
    ledger.take_turn()
    for _ in range(FAILURES):
        ledger.failed()
    clock.time += OPEN_SECONDS + 1
    ledger.take_turn()
    with pytest.raises(GeocodingError, match="left alone"):
        make().ledger.take_turn()


def test_bad_questions_do_not_open_the_circuit(make: Make, inner: Scripted) -> None:
    inner.errors = [GeocodingError("scripted: no", about_query=True) for _ in range(2 * FAILURES)]
    for _ in range(2 * FAILURES):
        with pytest.raises(GeocodingError, match="no"):
            make().geocode("Tapalpa")
    assert make().geocode("Tapalpa")


def test_a_days_budget_persists_and_ends_with_the_day(make: Make, inner: Scripted, clock: Clock) -> None:
    terms = replace(TERMS, requests_a_day=2)
    for _ in range(2):
        make(terms).geocode("Tapalpa")
    with pytest.raises(GeocodingError, match=r"today's budget of 2 requests is used up.*geocoders\.toml"):
        make(terms).geocode("Tapalpa")
    clock.time += 86_400
    assert make(terms).geocode("Tapalpa")


def test_a_months_money_is_never_overspent(make: Make, inner: Scripted, clock: Clock) -> None:
    terms = replace(TERMS, price=0.3, money_a_month=1.0)
    for _ in range(3):
        make(terms).geocode("Tapalpa")
    clock.time += 86_400
    with pytest.raises(GeocodingError, match="this month's budget of 1 is used up"):
        make(terms).geocode("Tapalpa")
    assert make(terms).ledger.spent().money == pytest.approx(0.9)
    clock.time += 31 * 86_400
    assert make(terms).geocode("Tapalpa")


def test_failed_requests_count_too(make: Make, inner: Scripted) -> None:
    inner.errors = [temporary() for _ in range(ATTEMPTS)]
    geocoder = make()
    with pytest.raises(GeocodingError):
        geocoder.geocode("Tapalpa")
    assert geocoder.ledger.spent().requests == ATTEMPTS


def test_what_cannot_be_counted_is_not_asked(make: Make, inner: Scripted) -> None:
    geocoder = make()
    geocoder.ledger._file._connection.execute("PRAGMA query_only = 1")  # as on a full disk
    with pytest.raises(GeocodingError, match="its limits cannot be kept"):
        geocoder.geocode("Tapalpa")
    assert inner.asked == []


def test_the_book_outlives_the_answers(make: Make, tmp_path: Path) -> None:
    geocoder = make()
    with CachedGeocoder(geocoder, tmp_path / "cache.sqlite") as cached:
        cached.geocode("Tapalpa")
        assert cached.clear() == 1
    assert make().ledger.spent().requests == 1


def test_a_cache_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    old = sqlite3.connect(path)
    old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version=1; PRAGMA application_id={0x444C4743};")
    old.execute("INSERT INTO provider VALUES (1, 'scripted', '1', 'none')")
    old.execute("""INSERT INTO answer VALUES (1, 'nowhere', '', 0, NULL, '[]', '')""")
    old.commit()
    old.close()
    inner = Scripted(Clock())
    with CachedGeocoder(inner, path) as cached:
        assert cached.geocode("Nowhere") == []
    assert inner.asked == []
