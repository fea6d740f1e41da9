"""The cache: each name and context is asked once, ever, and no answer is lost."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeocodingError, StoreError
from geodata.model import Place
from geodata.places.geocoders import Answer, CachedGeocoder, Scope
from geodata.places.geocoders.cache import MISS_SECONDS, places_from_json, places_to_json
from geodata.places.geocoders.cachefile import CacheFile
from geodata.places.geocoders.cacheschema import MIGRATIONS
from geodata.places.geocoders.port import context_key, normalise

TAPALPA = Place(name="Tapalpa", lat=19.946, lon=-103.759, country="MX", admin1="Jalisco", geonameid=3982461)


LICENSED = replace(TAPALPA, licence="none")
"""The same from an online provider: whom to name comes along."""


class Fake:
    """A geocoder that knows Tapalpa, fails for Fail, and writes down each question in a list (or file)."""

    name = "fake"
    version = "1"
    licence = "none"
    online = False

    def __init__(self, *, online: bool = False, version: str = "1", log: Path | None = None) -> None:
        self.online, self.version, self.log = online, version, log
        self.asked: list[str] = []
        self.gate: Callable[[], object] = lambda: None

    def geocode(
        self, query: str, *, near: tuple[float, float] | None = None, country: str = "", scope: Scope | None = None
    ) -> list[Place]:
        return list(self.answer(query, near=near, country=country, scope=scope).places)

    def answer(
        self, query: str, *, near: tuple[float, float] | None = None, country: str = "", scope: Scope | None = None
    ) -> Answer:
        self.asked.append(query)
        if self.log:
            with self.log.open("a") as stream:
                stream.write(query + "\n")
        self.gate()
        if query == "Fail":
            raise GeocodingError("fake: down")
        return Answer((TAPALPA,) if query.casefold() == "tapalpa" else (), "said so")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


def rows(
    path: Path, query: str = "SELECT query, context, places, raw, expires FROM answer"
) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_a_name_is_asked_once_ever(path: Path) -> None:
    fake = Fake()
    for _ in range(2):
        with CachedGeocoder(fake, path) as cached:
            for query in ("Tapalpa", "Tapalpa", " TAPALPA\n", "tapalpa"):
                assert cached.geocode(query) == [TAPALPA]
    assert fake.asked == ["Tapalpa"]


def test_each_context_is_a_question_of_its_own(path: Path) -> None:
    fake = Fake()
    with CachedGeocoder(fake, path) as cached:
        for _ in range(2):
            cached.candidates("Tapalpa")
            cached.geocode("Tapalpa", country="MX")
            cached.geocode("Tapalpa", near=(19.9, -103.7))
            cached.corrections("Tapalpa")
            cached.corrections("Tapalpa", [("MX", "14"), ("US", "")])
            cached.corrections("Tapalpa", [("US", ""), ("MX", "14")])
    assert len(fake.asked) == 5


def test_provider_version_time_raw_answer_and_licence_are_kept(path: Path) -> None:
    with CachedGeocoder(Fake(), path, now=lambda: 1000.0) as cached:
        cached.geocode("Tapalpa")
        cached.geocode("Nowhere")
    kept = rows(path, "SELECT name, version, licence, query, asked, raw FROM answer JOIN provider ON id = provider_id")
    assert kept == [
        ("fake", "1", "none", "nowhere", 1000.0, "said so"),
        ("fake", "1", "none", "tapalpa", 1000.0, "said so"),
    ]


def test_misses_are_believed_for_thirty_days_and_answers_for_ever(path: Path) -> None:
    fake, clock = Fake(), [0.0]
    with CachedGeocoder(fake, path, now=lambda: clock[0]) as cached:
        for clock[0] in (0.0, MISS_SECONDS - 1, MISS_SECONDS + 1, MISS_SECONDS + 2):
            assert cached.geocode("Nowhere") == []
            assert cached.geocode("Tapalpa") == [TAPALPA]
        clock[0] = 100 * MISS_SECONDS
        cached.geocode("Tapalpa")
    assert fake.asked == ["Nowhere", "Tapalpa", "Nowhere"]


def test_answers_are_kept_as_long_as_the_terms_allow(path: Path) -> None:
    fake, clock = Fake(), [0.0]
    with CachedGeocoder(fake, path, keep=100.0, now=lambda: clock[0]) as cached:
        for clock[0] in (0.0, 99.0, 101.0):
            assert cached.geocode("Tapalpa") == [TAPALPA]
            assert cached.geocode("Nowhere") == []
    assert fake.asked == ["Tapalpa", "Nowhere", "Tapalpa", "Nowhere"]


@pytest.mark.parametrize("places", ["", "[[1]]", '["', "null", "7", "[null]"])
@pytest.mark.parametrize("online", [False, True])
def test_an_answer_that_cannot_be_read_is_asked_for_again(
    path: Path, places: str, online: bool, caplog: pytest.LogCaptureFixture
) -> None:
    fake = Fake(online=online)
    for asked in (1, 2, 2):
        with CachedGeocoder(fake, path) as cached:
            assert cached.holds("Tapalpa") == (asked == 2 and len(fake.asked) == 2)
            assert cached.geocode("Tapalpa") == [LICENSED if online else TAPALPA]
        assert len(fake.asked) == asked
        if asked == 1:
            connection = sqlite3.connect(path)
            connection.execute("UPDATE answer SET places = ?", (places,))
            connection.commit()
            connection.close()
    assert "'tapalpa' cannot be read" in caplog.text


@pytest.mark.parametrize("online", [False, True])
def test_terms_that_were_tightened_hold_for_older_answers_too(path: Path, online: bool) -> None:
    fake = Fake(online=online)
    for keep, now, asked in ((None, 0.0, 1), (100.0, 99.0, 1), (50.0, 99.0, 2), (100.0, 120.0, 2)):
        with CachedGeocoder(fake, path, keep=keep, now=lambda now=now: now) as cached:  # type: ignore[misc]
            assert cached.geocode("Tapalpa") == [LICENSED if online else TAPALPA]
        assert len(fake.asked) == asked


def test_another_wording_of_the_licence_has_nothing_asked_again(path: Path) -> None:
    fake = Fake(online=True)
    for licence in ("none", "© The makers", "none"):
        fake.licence = licence
        with CachedGeocoder(fake, path) as cached:
            assert cached.geocode("Tapalpa") == [replace(TAPALPA, licence=licence)]
    assert (fake.asked, rows(path, "SELECT name, licence FROM provider")) == (["Tapalpa"], [("fake", "none")])


def test_what_is_cheap_to_have_again_goes_first(path: Path) -> None:
    with CachedGeocoder(Fake(online=True), path, now=lambda: 0.0) as cached:
        cached.geocode("Tapalpa")
    offline = Fake()
    offline.name = "gazetteer"
    with CachedGeocoder(offline, path, most=2, now=lambda: 9.0) as cached:
        for name in ("Paris", "Tapalpa"):
            cached.geocode(name)
    assert rows(path, "SELECT name FROM answer JOIN provider ON id = provider_id ORDER BY 1") == [
        ("fake",),
        ("gazetteer",),
    ]


@pytest.mark.parametrize("online", [False, True])
def test_errors_are_never_kept(path: Path, online: bool) -> None:
    fake = Fake(online=online)
    with CachedGeocoder(fake, path) as cached:
        for _ in range(2):
            with pytest.raises(GeocodingError, match="fake: down"):
                cached.geocode("Fail")
    assert fake.asked == ["Fail", "Fail"]
    assert rows(path) == []
    assert rows(path, "SELECT * FROM claim") == []


def test_another_version_of_the_provider_is_asked_again(path: Path) -> None:
    old, new = Fake(), Fake(version="2")
    for fake in (old, new):
        with CachedGeocoder(fake, path) as cached:
            cached.geocode("Tapalpa")
    assert (old.asked, new.asked) == (["Tapalpa"], ["Tapalpa"])


@pytest.mark.parametrize("query", ["", "  ", "\x00\x01", "x" * 10_000])
def test_what_is_no_name_is_never_asked(path: Path, query: str) -> None:
    fake = Fake(online=True)
    with CachedGeocoder(fake, path) as cached:
        assert cached.geocode(query) == []
    assert fake.asked == []


def test_a_list_that_was_handed_out_may_be_changed(path: Path) -> None:
    with CachedGeocoder(Fake(), path) as cached:
        cached.geocode("Tapalpa").clear()
        assert cached.geocode("Tapalpa") == [TAPALPA]


def test_memory_and_file_stay_within_their_sizes(path: Path) -> None:
    fake = Fake()
    with CachedGeocoder(fake, path, memory=10, most=20) as cached:
        for number in range(50):
            cached.geocode(f"Place {number}")
        cached.geocode("Place 0")
        assert len(cached._memory) <= 10
    assert len(fake.asked) == 50
    assert len(rows(path)) == 20


def test_info_and_clear(path: Path) -> None:
    with CachedGeocoder(Fake(), path) as cached:
        cached.geocode("Tapalpa")
        cached.geocode("Nowhere")
        cached.geocode("Nowhere")
        info = cached.info()
        assert info["providers"] == [{"name": "fake", "version": "1", "licence": "none", "answers": 2, "misses": 1}]
        assert (info["asked"], info["memory_hits"], info["disk_hits"]) == (2, 1, 0)
        assert cached.clear("another") == 0
        assert cached.clear() == 2
        assert cached.info()["providers"] == [
            {"name": "fake", "version": "1", "licence": "none", "answers": 0, "misses": 0}
        ]


@pytest.mark.parametrize("online", [False, True])
def test_threads_that_ask_the_same_wait_for_one_answer(path: Path, online: bool) -> None:
    fake, ready = Fake(online=online), threading.Event()
    fake.gate = lambda: ready.wait(20)
    with CachedGeocoder(fake, path) as cached, ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(cached.geocode, "Tapalpa") for _ in range(8)]
        ready.set()
        assert [answer.result() for answer in answers] == [[LICENSED if online else TAPALPA]] * 8
    assert fake.asked == ["Tapalpa"]


def _ask_all(path: Path, log: Path, barrier: object) -> None:
    with CachedGeocoder(Fake(online=True, log=log), path) as cached:
        barrier.wait()  # type: ignore[attr-defined]
        for number in range(20):
            cached.geocode(f"Place {number}")


def test_processes_that_ask_the_same_wait_for_one_answer(path: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    log = tmp_path / "asked.txt"
    processes = [context.Process(target=_ask_all, args=(path, log, barrier)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert sorted(log.read_text().splitlines()) == sorted(f"Place {number}" for number in range(20))


def test_the_claim_of_a_dead_process_lapses(path: Path) -> None:
    clock = [0.0]
    cache = CacheFile(path, now=lambda: clock[0])
    provider = cache.provider_id("fake", "1", "none")
    key = (provider, "tapalpa", "")
    assert cache.claim(key, 60)  # type: ignore[arg-type]
    assert not cache.claim(key, 60)  # type: ignore[arg-type]
    clock[0] = 61.0
    assert cache.claim(key, 60)  # type: ignore[arg-type]
    cache.close()


@pytest.mark.parametrize("damage", [b"not a database at all", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_set_aside_and_said(path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path.write_bytes(damage)
    with CachedGeocoder(Fake(), path) as cached:
        assert cached.geocode("Tapalpa") == [TAPALPA]
    (aside,) = path.parent.glob("cache.sqlite.damaged-*")
    assert aside.read_bytes() == damage
    assert "is damaged" in caplog.text
    assert len(rows(path)) == 1


def test_damage_found_while_working_is_set_aside_too(path: Path) -> None:
    with CachedGeocoder(Fake(), path) as cached:
        for number in range(2000):
            cached.geocode(f"Place {number}")
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xee" * (len(whole) - 8192))
    fake = Fake()
    with CachedGeocoder(fake, path) as cached:
        for number in range(0, 2000, 100):
            assert cached.geocode(f"Place {number}") == []
        assert cached.geocode("Tapalpa") == [TAPALPA]
    assert list(path.parent.glob("cache.sqlite.damaged-*"))
    assert ("tapalpa",) in rows(path, "SELECT query FROM answer")


def test_a_closed_cache_is_no_damaged_one(path: Path) -> None:
    cached = CachedGeocoder(Fake(online=True), path)
    cached.geocode("Tapalpa")
    cached.close()
    assert cached.geocode("Nowhere") == []
    assert not list(path.parent.glob("*.damaged-*"))
    assert len(rows(path)) == 1


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    CacheFile(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreError, match=r"^the geocoding cache .*newer version: update Dateline"):
        CacheFile(path)
    assert rows(path) == []


def test_another_programs_database_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        CacheFile(path)


def test_a_full_disk_loses_no_answer_of_the_run(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fake = Fake(online=True)
    with CachedGeocoder(fake, path) as cached:
        cached._file._connection.execute("PRAGMA max_page_count=1")
        for number in range(200):
            assert cached.geocode(f"Place {number} {'x' * 200}") == []
        cached.geocode("Tapalpa")
        assert cached.geocode("Tapalpa") == [LICENSED]
    assert "not kept" in caplog.text
    assert fake.asked.count("Tapalpa") == 1


def test_what_was_pending_is_written_at_flush(path: Path) -> None:
    cached = CachedGeocoder(Fake(), path)
    cached.geocode("Tapalpa")
    assert rows(path) == []
    cached.flush()
    assert len(rows(path)) == 1
    cached.close()


def test_online_answers_are_written_at_once(path: Path) -> None:
    cached = CachedGeocoder(Fake(online=True), path)
    cached.geocode("Tapalpa")
    assert len(rows(path)) == 1
    cached.close()


names = st.text(max_size=40)
scopes = st.none() | st.lists(
    st.tuples(st.sampled_from(["MX", "US", "FR"]), st.sampled_from(["", "14", "TN"])), max_size=3
)


@given(names)
def test_normalised_queries_are_stable(name: str) -> None:
    once = normalise(name)
    assert once == " ".join(once.split())
    assert normalise(once) == once
    assert normalise(f"  {name} \n") == once


@given(scopes)
def test_the_order_of_a_scope_does_not_matter(scope: list[tuple[str, str]] | None) -> None:
    if scope is not None:
        assert context_key(None, "", scope) == context_key(None, "", scope[::-1])
        assert context_key(None, "", scope) != context_key(None, "", None)


@pytest.mark.parametrize("name", ["ß\u0301", "İ", "ΐ", "ﬁn", "\u1fb3\u0301", "e\u0301"])
def test_letters_that_compose_anew_are_normalised_once_and_for_all(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


points = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
contexts = st.tuples(points, st.sampled_from(["", "MX", "US"]), scopes)


def _meaning(near: tuple[float, float] | None, country: str, scope: list[tuple[str, str]] | None) -> tuple[object, ...]:
    """Return a context with what does not matter taken out."""
    point = None if near is None else (f"{near[0]:.2f}", f"{near[1]:.2f}")
    return point, country, None if scope is None else tuple(sorted(scope))


@given(contexts, contexts)
def test_two_contexts_share_a_key_only_if_they_mean_the_same(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert (context_key(*one) == context_key(*other)) == (_meaning(*one) == _meaning(*other))


@given(names, contexts)
def test_a_question_is_asked_once_in_any_spelling(
    tmp_path_factory: pytest.TempPathFactory, name: str, context: tuple[Any, ...]
) -> None:
    near, country, scope = context
    fake = Fake()
    with CachedGeocoder(fake, tmp_path_factory.mktemp("cache") / "cache.sqlite", memory=1) as cached:
        for spelling in (name, f" {name}\t", normalise(name), name):
            cached.geocode(spelling, near=near, country=country, scope=scope)
    assert len(fake.asked) == bool(normalise(name))


@given(names, st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 10**9), st.none() | st.integers(1, 2**40))
def test_places_survive_the_file(name: str, lat: float, lon: float, population: int, geonameid: int | None) -> None:
    place = replace(TAPALPA, name=name, lat=lat, lon=lon, population=population, geonameid=geonameid)
    assert places_from_json(places_to_json([place, TAPALPA])) == (place, TAPALPA)


ENDLESS = """
import itertools, sys
from pathlib import Path
from tests.unit.test_geocode_cache import CachedGeocoder, Fake
cached = CachedGeocoder(Fake(online=True), Path(sys.argv[1]))
for number in itertools.count():
    cached.geocode(f"Place {number}")
    print(number, flush=True)
"""


def test_a_killed_process_loses_no_answer_that_it_gave(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    for _ in range(300):
        last = int(process.stdout.readline())
    process.kill()
    process.communicate()
    fake = Fake(online=True)
    with CachedGeocoder(fake, path) as cached:
        for number in range(last + 1):
            assert cached.geocode(f"Place {number}") == []
    assert fake.asked == []
