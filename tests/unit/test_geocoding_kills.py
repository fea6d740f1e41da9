"""What a kill, a full disk and a crowd leave of the cache and the book about providers."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from geodata.errors import GeocodingError
from geodata.model import Place
from geodata.places.geocoders import CachedGeocoder, CacheFile, GeopyProvider, Ledger, PoliteGeocoder
from geodata.places.geocoders.cachefile import Key, Stored
from geodata.places.geocoders.ledger import FAILURES, Spent
from geodata.places.geocoders.line import Line
from geodata.places.providers import Terms
from geodata.settings import Settings
from tests.contract.geocoding_server import Server, serving
from tests.geocoding import Fake
from tests.unit.test_geocoders_polite import Clock, Scripted

PATIENCE = 60
TERMS = Terms(licence="none", seconds_between=0.0, requests_a_day=10_000, price=0.25)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def python(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


ASKING = """
import itertools, sys
from pathlib import Path
from tests.unit.test_geocoding_kills import asking
cached = asking(Path(sys.argv[1]), sys.argv[2])
for number in itertools.count():
    try:
        cached.geocode(f"{sys.argv[3]} {number}" if sys.argv[3] != "Broken" else "Broken")
    except Exception:
        pass
    print(number, flush=True)
"""


def asking(path: Path, domain: str) -> CachedGeocoder:
    """A cached and polite Photon at the tests' server."""
    provider = GeopyProvider("photon", allowed=True, domain=domain, scheme="http", user_agent="tests", timeout=20)
    polite = PoliteGeocoder(provider, Ledger(CacheFile(path), "photon", TERMS), sleep=lambda _: None)
    return CachedGeocoder(polite, path)


def asked_until_killed(path: Path, server: Server, word: str, answers: int) -> None:
    process = python(ASKING, path, server.domain, word)
    assert process.stdout is not None
    for _ in range(answers):
        assert process.stdout.readline()
    process.kill()
    process.communicate()


def test_a_kill_neither_loses_nor_doubles_what_was_spent(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "cache.sqlite"
    for run in range(4):
        asked_until_killed(path, server, f"Place {run} of", 40)
    with closing(CacheFile(path)) as file:
        spent = Ledger(file, "photon", TERMS).spent()
    made = server.asked.total()
    assert made >= 160
    # Each kill may fall between the booking of a request and the request.
    assert made <= spent.requests <= made + 4
    assert spent.money == pytest.approx(spent.requests * 0.25)
    assert set(server.asked.values()) == {1}
    with asking(path, server.domain) as cached:
        cached.geocode("Place 0 of 0")
        cached.geocode("Another")
    assert (server.asked["Place 0 of 0"], server.asked["Another"]) == (1, 1)


def test_a_kill_does_not_make_a_provider_well(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "cache.sqlite"
    asked_until_killed(path, server, "Broken", FAILURES + 2)
    assert server.asked["Broken"] == FAILURES
    with asking(path, server.domain) as cached, pytest.raises(GeocodingError, match=r"left alone|the next turn is in"):
        cached.geocode("Tapalpa")
    assert server.asked["Tapalpa"] == 0


def test_the_question_of_a_killed_process_is_asked_at_once(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "cache.sqlite"
    server.hold("Wait for 0")
    process = python(ASKING, path, server.domain, "Wait for")
    assert server.reached("Wait for 0", PATIENCE)
    process.kill()
    process.communicate()
    server.let_go()
    with asking(path, server.domain) as cached:
        assert cached.geocode("Wait for 0") == []
    assert server.asked["Wait for 0"] == 2


def give_claims_to(file: CacheFile, owner: str) -> None:
    file.transact(lambda run: run.execute("UPDATE claim SET owner = ?", (owner,)))


def test_the_claim_of_a_living_process_holds(tmp_path: Path) -> None:
    with closing(CacheFile(tmp_path / "cache.sqlite")) as file:
        key = Key(file.provider_id("fake", "1", "none"), "tapalpa", "")
        assert file.claim(key, 60)
        for owner in ("another-machine 1", "", f"{os.uname().nodename} no number"):
            give_claims_to(file, owner)
            assert not file.claim(key, 60)


def test_an_export_to_a_full_disk_leaves_the_older_file_and_nothing_else(settings: Settings, tmp_path: Path) -> None:
    with closing(CacheFile(settings.cache_path)) as file:
        provider = file.provider_id("fake", "1", "none")
        answers = [(Key(provider, f"place {n}", ""), Stored(1.0, None, "[]", '"' * 1_000)) for n in range(2_000)]
        file.write(answers)
    target = tmp_path / "out" / "answers.csv"
    target.parent.mkdir()
    target.write_text("the older file")
    limit = 3_500_000  # the cache is smaller, its export larger: quotes are written twice

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-c", "from mapapp.cli import main; main()", "cache", "export", str(target)]
    environ = {**os.environ, "DATELINE_HOME": str(settings.home), "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(command, preexec_fn=fill, env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stderr
    assert "answers.csv: cannot be written (File too large)" in result.stderr
    assert [(path.name, path.read_text()) for path in target.parent.iterdir()] == [("answers.csv", "the older file")]
    limit = resource.RLIM_INFINITY
    assert subprocess.run(command, env=environ, check=False).returncode == 0
    assert len(target.read_text().splitlines()) == 2_001


def test_a_long_line_of_threads_is_served_in_order_and_nobody_is_turned_away(tmp_path: Path) -> None:
    line, served = Line(), list[int]()
    entered = threading.Event()

    def stand(number: int) -> None:
        with line:
            assert entered.wait(PATIENCE)
            served.append(number)

    threads = []
    for number in range(50):
        threads.append(threading.Thread(target=stand, args=(number,)))
        threads[-1].start()
        end = time.monotonic() + PATIENCE
        while line.length <= number and time.monotonic() < end:
            os.sched_yield()
    entered.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert served == list(range(50))


def test_who_leaves_the_line_does_not_stop_those_behind() -> None:
    line = Line()

    def interrupted(_: object) -> bool:
        raise KeyboardInterrupt

    with line:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(line._condition, "wait_for", interrupted)
            with pytest.raises(KeyboardInterrupt):
                line.__enter__()
        assert line.length == 1
    with line:
        assert line.length == 1


def test_sixty_threads_at_a_provider_of_one_a_second_all_get_their_answer(tmp_path: Path) -> None:
    clock = Clock()
    begun = clock.time
    ledger = Ledger(CacheFile(tmp_path / "cache.sqlite"), "scripted", Terms(licence=""), now=clock.now)
    polite = PoliteGeocoder(Scripted(clock), ledger, now=clock.now, sleep=clock.sleep)
    with closing(polite), ThreadPoolExecutor(60) as pool:
        found = list(pool.map(polite.geocode, [f"Place {number}" for number in range(60)]))
        assert ledger.spent().requests == 60
    assert [places[0].name for places in found] == [f"Place {number}" for number in range(60)]
    assert clock.time - begun == pytest.approx(59.0)


def _crowd(path: Path, barrier: Barrier, turns: Any) -> None:
    """Twelve threads of one process, all asking the same thirty names, and writing down their turns."""
    taken = list[float]()

    class Noting(Ledger):
        def take_turn(self) -> float:
            taken.append(super().take_turn())
            return taken[-1]

    terms = Terms(licence="none", seconds_between=0.01)
    polite = PoliteGeocoder(Fake(online=True), Noting(CacheFile(path), "fake", terms))
    cached = CachedGeocoder(polite, path)
    barrier.wait()
    with cached, ThreadPoolExecutor(12) as pool:
        names = [f"Place {number}" for number in range(30)]
        assert list(pool.map(cached.geocode, names * 12)) == list[list[Place]]([[]] * 360)
    turns.put(taken)


def test_a_crowd_of_processes_and_threads_asks_each_name_once_and_takes_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, turns = context.Barrier(4), context.SimpleQueue()
    processes = [context.Process(target=_crowd, args=(tmp_path / "cache.sqlite", barrier, turns)) for _ in range(4)]
    for process in processes:
        process.start()
    taken = sorted(itertools.chain.from_iterable(turns.get() for _ in processes))
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert len(taken) == 30
    assert all(later - earlier > 0.00999 for earlier, later in itertools.pairwise(taken))


def test_a_damaged_file_takes_no_budget_along(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with closing(CacheFile(path)) as file:
        ledger = Ledger(file, "photon", TERMS)
        for _ in range(7):
            ledger.take_turn()
        provider = file.provider_id("photon", "1", "none")
        file.write([(Key(provider, f"place {n}", ""), Stored(1.0, None, "[]", "x" * 500)) for n in range(500)])
        (root,) = next(file.rows("SELECT rootpage FROM sqlite_master WHERE name = 'answer'"))
    with path.open("r+b") as stream:
        stream.seek((root - 1) * 4096)
        stream.write(b"garbage" * 500)
    with closing(CacheFile(path)) as file:
        assert Ledger(file, "photon", TERMS).spent() == Spent(7, 1.75)
    assert len(list(tmp_path.glob("*.damaged-*"))) >= 1
