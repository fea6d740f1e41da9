"""How much the good manners towards online geocoders cost, and how fast a batch of 10,000 names goes.

Opt-in: `pytest -s tests/bench/bench_geocoding.py`.  The provider answers from memory, so that what is measured is ours.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from geodata.model import Place
from geodata.places.batch import BatchGeocoder, geocode_all
from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders import (
    Answer,
    CachedGeocoder,
    CacheFile,
    GazetteerProvider,
    LayeredGeocoder,
    Ledger,
    PoliteGeocoder,
    Scope,
)
from geodata.places.house_rules import HouseRule, Rules
from geodata.places.providers import Terms
from tests.gazetteer_factory import small_gazetteer
from tests.geocoding import Answering

NAMES = 10_000


class Instant(Answering):
    """Knows one place under any name, at once."""

    name, version, licence, online = "instant", "1", "none", True

    def __init__(self) -> None:
        self.asked = 0

    def answer(
        self, query: str, *, near: tuple[float, float] | None = None, country: str = "", scope: Scope | None = None
    ) -> Answer:
        self.asked += 1
        return Answer((Place(name=query, lat=1.0, lon=1.0, provider="instant"),), "said so")


def report(what: str, value: float, unit: str, base: float) -> None:
    print(f"{what:52} {value:12,.3f} {unit:7}   {value / base:8.1f} x base")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_a_batch(tmp_path: Path) -> None:
    base = statistics.median(timed(lambda: sum(range(1_000_000))) for _ in range(9))
    report("base: a sum of 1 M numbers", base * 1000, "ms", base * 1000)
    gazetteer = Gazetteer(small_gazetteer(tmp_path))
    provider = Instant()
    names = [f"Xyzzyqwfp {number}" for number in range(NAMES)]

    def opened() -> LayeredGeocoder:
        path = tmp_path / "cache.sqlite"
        ledger = Ledger(CacheFile(path), "instant", Terms(licence="none", seconds_between=0.0))
        online = CachedGeocoder(PoliteGeocoder(provider, ledger), path)
        return LayeredGeocoder(CachedGeocoder(GazetteerProvider(gazetteer), path), [online])

    for what in ("batch of 10,000: asked", "batch of 10,000: again, from disk"):
        with opened() as geocoder:
            batch = BatchGeocoder(geocoder, Rules())
            report(f"{what}, estimate", timed(partial(batch.estimate, names)), "s", base)
            seconds = timed(partial(list, geocode_all(batch, names)))
            report(what, seconds, "s", base)
    assert provider.asked == NAMES


def test_house_rules() -> None:
    base = statistics.median(timed(lambda: sum(range(1_000_000))) for _ in range(9))
    place = Place(name="X", lat=1.0, lon=1.0)
    rules = [HouseRule(name=f"Name {number}", place=place) for number in range(NAMES)]
    report("10,000 house rules made ready for an article", timed(lambda: Rules(rules)) * 1000, "ms", base * 1000)
