"""The book about an online provider that all processes share: whose turn it is, what was spent, what failed.

It lies in the cache's file.  Times are seconds since 1970, days and months are those of UTC.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from geodata.errors import GeocodingError, StoreError
from geodata.places.geocoders.cachefile import CacheFile
from geodata.places.providers import Terms

PATIENCE = 30.0
"""Seconds that a question waits for its turn at most; well below `CLAIM_SECONDS`, so that nobody asks it meanwhile."""
FAILURES = 5
"""Failures in a row after which a provider is left alone."""
OPEN_SECONDS = 60.0
"""How long it is; then one question is let through to see whether it is well again."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests of a day and money of its month."""

    requests: int
    money: float


def spending(file: CacheFile, *, now: Callable[[], float] = time.time) -> list[tuple[str, int, float]]:
    """Return (provider, requests today, money of this month) of all providers that were asked this month."""
    day = _day_of(now())
    query = (
        "SELECT name, sum(iif(day = ?, requests, 0)), sum(money) FROM spending WHERE substr(day, 1, 7) = ? "
        "GROUP BY name ORDER BY name"
    )
    return file.transact(lambda connection: connection.execute(query, (day, day[:7])).fetchall())


def _day_of(moment: float) -> str:
    return dt.datetime.fromtimestamp(moment, dt.UTC).date().isoformat()


class Ledger:
    """The book of one provider."""

    def __init__(self, file: CacheFile, name: str, terms: Terms, *, now: Callable[[], float] = time.time) -> None:
        self.name, self.terms = name, terms
        self._file, self._now = file, now

    def take_turn(self) -> float:
        """Return the moment at which this caller may ask, which nobody else gets, and book the request.

        Raises GeocodingError when the provider is left alone, the budget is spent, the wait is too long, or the book
        cannot be written: a request that would not be counted is not made.
        """
        try:
            return self._file.transact(self._turn)
        except StoreError as error:
            raise GeocodingError(f"{self.name} is not asked, since its limits cannot be kept: {error}") from error

    def postpone(self, seconds: float) -> None:
        """Let nobody ask for so many seconds."""
        self._change("UPDATE service SET next = max(next, ?) WHERE name = ?", self._now() + seconds, self.name)

    def succeeded(self) -> None:
        """Note that the provider is well."""
        self._change("UPDATE service SET failures = 0, open_until = 0 WHERE name = ? AND failures > 0", self.name)

    def failed(self) -> None:
        """Note a failure; the provider is left alone for a while when it is one too many."""
        self._change(
            "UPDATE service SET failures = failures + 1, open_until = iif(failures + 1 >= ?, ?, 0) WHERE name = ?",
            FAILURES,
            self._now() + OPEN_SECONDS,
            self.name,
        )

    def spent(self) -> Spent:
        """Return what was asked today and paid this month."""
        return self._file.transact(self._spent)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _turn(self, connection: sqlite3.Connection) -> float:
        now = self._now()
        connection.execute("INSERT OR IGNORE INTO service VALUES (?, 0, 0, 0)", (self.name,))
        query = "SELECT next, failures, open_until FROM service WHERE name = ?"
        following, failures, open_until = connection.execute(query, (self.name,)).fetchone()
        if failures >= FAILURES and open_until > now:
            raise GeocodingError(
                f"{self.name} has failed {failures} times in a row and is left alone for {open_until - now:.0f} s"
            )
        if following - now > PATIENCE:
            raise GeocodingError(f"{self.name}: the next turn is in {following - now:.0f} s; try again then")
        self._refuse_beyond_budget(self._spent(connection))
        at: float = max(now, following)
        half_open = now + OPEN_SECONDS if failures >= FAILURES else 0.0
        connection.execute(
            "UPDATE service SET next = ?, open_until = ? WHERE name = ?",
            (at + self.terms.seconds_between, half_open, self.name),
        )
        connection.execute(
            "INSERT INTO spending VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET requests = requests + 1, "
            "money = money + excluded.money",
            (self.name, self._day(), self.terms.price or 0.0),
        )
        return at

    def _refuse_beyond_budget(self, spent: Spent) -> None:
        terms = self.terms
        if terms.requests_a_day and spent.requests >= terms.requests_a_day:
            raise GeocodingError(
                f"{self.name}: today's budget of {terms.requests_a_day:,} requests is used up; go on tomorrow, "
                "or set requests_a_day in geocoders.toml"
            )
        if terms.money_a_month and spent.money + (terms.price or 0.0) > terms.money_a_month + 1e-9:
            raise GeocodingError(
                f"{self.name}: this month's budget of {terms.money_a_month:g} is used up; go on next month, "
                "or set money_a_month in geocoders.toml"
            )

    def _spent(self, connection: sqlite3.Connection) -> Spent:
        day = self._day()
        (requests,) = connection.execute(
            "SELECT coalesce(sum(requests), 0) FROM spending WHERE name = ? AND day = ?", (self.name, day)
        ).fetchone()
        (money,) = connection.execute(
            "SELECT coalesce(sum(money), 0) FROM spending WHERE name = ? AND substr(day, 1, 7) = ?",
            (self.name, day[:7]),
        ).fetchone()
        return Spent(requests, money)

    def _day(self) -> str:
        return _day_of(self._now())

    def _change(self, statement: str, *values: object) -> None:
        try:
            self._file.transact(lambda connection: connection.execute(statement, values))
        except StoreError as error:
            raise GeocodingError(f"{self.name}: its limits cannot be kept: {error}") from error
