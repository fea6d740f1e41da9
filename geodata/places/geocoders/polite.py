"""An online geocoder that keeps to its provider's terms: pauses, budgets, second attempts, and none where all fail."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import count

from geodata.errors import GeocodingError
from geodata.model import Place
from geodata.places.geocoders.ledger import PATIENCE, Ledger
from geodata.places.geocoders.line import Line
from geodata.places.geocoders.port import MAX_QUERY, Answer, RawGeocoder, Scope

ATTEMPTS = 3
FIRST_PAUSE = 1.0
"""Seconds before the second attempt; each further pause is twice as long."""

Near = tuple[float, float] | None


class PoliteGeocoder:
    """Wraps an online geocoder; waits for its turn, tries again after temporary failures, gives up in time."""

    def __init__(
        self,
        inner: RawGeocoder,
        ledger: Ledger,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        chance: random.Random | None = None,
    ) -> None:
        """Wrap `inner`; all who share the ledger's file take turns."""
        self.inner, self.ledger = inner, ledger
        self.name, self.version, self.online = inner.name, inner.version, inner.online
        self.licence = ledger.terms.licence
        self._now, self._sleep = now, sleep
        self._line = Line()
        self._chance = chance or random.Random()

    def geocode(self, query: str, *, near: Near = None, country: str = "", scope: Scope | None = None) -> list[Place]:
        """Return the places of a query, the likeliest first; raises GeocodingError."""
        return list(self.answer(query, near=near, country=country, scope=scope).places)

    def answer(self, query: str, *, near: Near = None, country: str = "", scope: Scope | None = None) -> Answer:
        """Return the places of a query and what the provider said; raises GeocodingError."""
        if not query.strip() or len(query) > MAX_QUERY:
            return Answer(())
        until = self._now() + PATIENCE
        for attempt in count(1):
            with self._line:  # a thread books one turn: a long line waits here, not for moments far ahead
                self._wait(self.ledger.take_turn() - self._now())
            try:
                answer = self.inner.answer(query, near=near, country=country, scope=scope)
            except GeocodingError as error:
                pause = self._pause(attempt, error)
                if not self._again(attempt, error, self._now() + pause, until):
                    raise
                continue
            self.ledger.succeeded()
            return answer
        raise AssertionError("count() never ends")

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def _again(self, attempt: int, error: GeocodingError, at: float, until: float) -> bool:
        """Book a failure; tell whether another attempt is worth it."""
        if error.about_query:
            self.ledger.succeeded()
            return False
        self.ledger.failed()
        if error.temporary:
            self.ledger.postpone(at - self._now())
        return error.temporary and attempt < ATTEMPTS and at <= until

    def _pause(self, attempt: int, error: GeocodingError) -> float:
        """Return the seconds to wait: what the provider asks for, else twice as long each time, with some chance."""
        backed_off = FIRST_PAUSE * 2.0 ** (attempt - 1) * self._chance.uniform(0.5, 1.5)
        return max(error.retry_after, float(backed_off))

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)
