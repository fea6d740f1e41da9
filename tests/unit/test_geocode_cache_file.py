"""The cache's file: shared by processes, damaged, full, of another version; no answer is lost."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Barrier

import pytest

from geodata.errors import StoreError
from geodata.places.geocoders import CachedGeocoder
from geodata.places.geocoders.cachefile import CacheFile, Key
from geodata.places.geocoders.cacheschema import MIGRATIONS
from tests.geocoding import LICENSED, TAPALPA, Fake, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


def _ask_all(path: Path, log: Path, barrier: Barrier) -> None:
    with CachedGeocoder(Fake(online=True, log=log), path) as cached:
        barrier.wait()
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
    key = Key(cache.provider_id("fake", "1", "none"), "tapalpa", "")
    assert cache.claim(key, 60)
    assert not cache.claim(key, 60)
    clock[0] = 61.0
    assert cache.claim(key, 60)
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


ENDLESS = """
import itertools, sys
from pathlib import Path
from geodata.places.geocoders import CachedGeocoder
from tests.geocoding import Fake
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
