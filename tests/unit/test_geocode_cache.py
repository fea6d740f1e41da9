"""The cache: each name and context is asked once, ever."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import GeocodingError
from geodata.places.geocoders import CachedGeocoder
from geodata.places.geocoders.cache import MISS_SECONDS
from tests.geocoding import LICENSED, TAPALPA, Fake, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


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
    clock = [0.0]
    for keep, clock[0], asked in ((None, 0.0, 1), (100.0, 99.0, 1), (50.0, 99.0, 2), (100.0, 120.0, 2)):
        with CachedGeocoder(fake, path, keep=keep, now=lambda: clock[0]) as cached:
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
