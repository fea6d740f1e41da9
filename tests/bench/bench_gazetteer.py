"""How fast and how large the gazetteer, its typos, its import and the geocoding cache are.

Opt-in: `pytest -s tests/bench/bench_gazetteer.py`.  Each figure stands beside a base measured in the same run, so that
machines can be compared; nothing here fails for being slow.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from geodata.model import Place
from geodata.places.gazetteer import Gazetteer, build, fold
from geodata.places.gazetteer.lookup import Scope
from geodata.places.gazetteer.schema import NameKind
from geodata.places.geocoders import CachedGeocoder, GazetteerProvider

ROWS = 1_000_000


def report(what: str, value: float, unit: str, base: float | None = None) -> None:
    ratio = f"   {value / base:8.1f} x base" if base else ""
    print(f"{what:52} {value:12,.3f} {unit:7}{ratio}")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(what: str, work: Callable[[str], object], names: list[str], base: float) -> None:
    times = sorted(timed(partial(work, name)) * 1000 for name in names)
    report(f"{what}, p50", statistics.median(times), "ms", base)
    report(f"{what}, p95", times[int(0.95 * len(times))], "ms", base)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench") / "gazetteer.sqlite"


@pytest.fixture(scope="module")
def gazetteer(path: Path) -> Gazetteer:
    base = timed(lambda: json.loads(json.dumps(list(range(2_000_000)))))
    report("base: JSON of 2 M numbers, there and back", base, "s")
    cpu = time.process_time()
    build(path)
    report("build, CPU", time.process_time() - cpu, "s", base)
    report("build, peak memory of the process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
    report("file", path.stat().st_size / 1e6, "MB")
    return Gazetteer(path)


@pytest.fixture(scope="module")
def names(gazetteer: Gazetteer) -> list[str]:
    own = [key for key, _, kind in gazetteer.iter_names("US") if kind is NameKind.PRIMARY]
    own += [key for key, _, kind in gazetteer.iter_names("MX") if kind is NameKind.PRIMARY]
    return random.Random(1).sample(own, 2_000)


@pytest.fixture(scope="module")
def base() -> float:
    """Milliseconds of a look-up in a dict of a million, the fastest that there could be, through a function."""
    table = {str(number): number for number in range(1_000_000)}
    keys = random.Random(1).sample(list(table), 10_000)
    return timed(lambda: [table.get(key) for key in keys]) / len(keys) * 1000


def misspell(name: str, edits: int, chance: random.Random) -> str:
    letters = list(name)
    for _ in range(edits):
        at = chance.randrange(1, len(letters))
        letters[at] = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def test_open_and_look_up(path: Path, gazetteer: Gazetteer, names: list[str], base: float) -> None:
    report("open and first look-up", timed(lambda: Gazetteer(path).has_name("paris")) * 1000, "ms")
    report("base: a dict of 1 M", base, "ms")
    spread("exact look-up", gazetteer.lookup, names, base)
    spread("has_name", gazetteer.has_name, names, base)
    spread("is_prefix", gazetteer.is_prefix, names, base)
    spread("fold, uncached", fold.__wrapped__, names, base)


@pytest.mark.parametrize(
    ("what", "edits", "scope"),
    [
        ("one letter, anywhere", 1, ()),
        ("two letters, one division", 2, (("US", "TX"),)),
        ("two letters, one country", 2, (("US", ""),)),
        ("two letters, China", 2, (("CN", ""),)),
        ("two letters, three countries", 2, (("US", ""), ("MX", ""), ("CA", ""))),
    ],
)
def test_typos(gazetteer: Gazetteer, names: list[str], base: float, what: str, edits: int, scope: Scope) -> None:
    chance = random.Random(edits)
    wrong = [misspell(name, edits, chance) for name in names if len(name) > 5][:400]
    spread(f"typo: {what}", lambda name: gazetteer.correct(name, scope=scope), wrong, base)


def test_hostile_names(gazetteer: Gazetteer, base: float) -> None:
    hostile = [
        "x" * 10_000,
        "Paris " * 5_000,
        "a\u0301" * 60,
        "'; DROP TABLE place; --",
        "(a+)+$",
        "\u202eParis",
        "🎉" * 100,
    ]
    scope = (("US", ""), ("CN", ""))
    spread("hostile name", lambda name: gazetteer.lookup(name, fuzzy=True, scope=scope), hostile * 20, base)


def test_cache(gazetteer: Gazetteer, names: list[str], base: float, tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite"
    provider = GazetteerProvider(gazetteer)
    for what in ("cache: first run, asked", "cache: second run, from disk"):
        with CachedGeocoder(provider, file) as cached:
            spread(what, cached.geocode, names, base)
    with CachedGeocoder(provider, file) as cached:
        for name in names:
            cached.geocode(name)
        spread("cache: from memory", cached.geocode, names, base)
        seconds = timed(lambda: [cached.geocode(name) for _ in range(50) for name in names])
        report("cache: look-ups a second from memory", 50 * len(names) / seconds, "/s")


class _Million:
    """Knows one place under any name."""

    name, version, licence, online = "million", "1", "none", False

    def geocode(self, query: str, **context: object) -> list[Place]:
        return [Place(name=query, lat=1.0, lon=1.0)]


def test_cache_of_a_million(tmp_path: Path) -> None:
    file = tmp_path / "cache.sqlite"
    with CachedGeocoder(_Million(), file, memory=1000, most=2 * ROWS) as cached:
        seconds = timed(lambda: [cached.geocode(f"Place {number}") for number in range(ROWS)])
    report("cache: 1 M answers written", ROWS / seconds, "/s")
    report("cache: 1 M answers, file", file.stat().st_size / 1e6, "MB")
    opened = time.perf_counter()
    with CachedGeocoder(_Million(), file) as cached:
        report("cache: 1 M answers, opened", (time.perf_counter() - opened) * 1000, "ms")
        wanted = [f"Place {number}" for number in random.Random(1).sample(range(ROWS), 2_000)]
        spread("cache: 1 M answers, from disk", cached.geocode, wanted, 0)


def generated_rows() -> Iterator[str]:
    chance = random.Random(7)
    parts = [
        "san",
        "new",
        "port",
        "villa",
        "lake",
        "monte",
        "ober",
        "kara",
        "al",
        "nova",
        "grad",
        "ton",
        "ville",
        "burg",
    ]
    for number in range(ROWS):
        name = " ".join(chance.choices(parts, k=2)).title() + str(number % 977)
        lat, lon = chance.uniform(-60, 70), chance.uniform(-180, 180)
        cells = [
            50_000_000 + number, name, name, f"{name} Alt,Старый {number}", f"{lat:.5f}", f"{lon:.5f}", "P", "PPL",
            "ZZ", "", f"{number % 40:02}", "", "", "", chance.randrange(10_000), "", 20, "UTC", "2026-01-01",
        ]  # fmt: skip
        yield "\t".join(map(str, cells)) + "\n"


IMPORT = """
import sys, time
from pathlib import Path
from geodata.places.gazetteer import import_dump
began = time.perf_counter()
import_dump([Path(sys.argv[1])], Path(sys.argv[2]))
seconds = time.perf_counter() - began
status = Path("/proc/self/status")  # ru_maxrss of a child begins at its parent's
peaks = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
print(seconds, int(peaks[0].split()[1]) / 1024 if peaks else 0)
"""


def test_import_of_a_million_rows(tmp_path: Path) -> None:
    dump = tmp_path / "ZZ.txt"
    with dump.open("w", encoding="utf-8") as stream:
        stream.writelines(generated_rows())
    command = [sys.executable, "-c", IMPORT, str(dump), str(tmp_path / "g.sqlite")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = map(float, done.stdout.split())
    report("import: 1 M rows and all of a build", seconds, "s")
    report("import: rate", ROWS / seconds, "rows/s")
    report("import: peak memory", peak, "MB")
    report("import: file", (tmp_path / "g.sqlite").stat().st_size / 1e6, "MB")
