"""The gazetteer, and behind it the online geocoders that the user has allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType

from geodata.model import Place
from geodata.places.geocoders.cache import CachedGeocoder
from geodata.places.geocoders.chain import ChainGeocoder
from geodata.places.geocoders.polite import PoliteGeocoder
from geodata.places.geocoders.port import Question, Scope, normalise

Near = tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What asking one provider for many names would cost at most: requests, seconds, money."""

    provider: str
    requests: int
    seconds: float
    money: float | None
    """None where the price is not known."""
    left_today: int | None
    """Requests that today's budget still allows; None without a budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many distinct names there are, how many are answered here, and what the others may cost."""

    distinct: int
    here: int
    costs: tuple[Cost, ...]

    @property
    def requests(self) -> int:
        """The most requests that may be made, of all providers together."""
        return sum(cost.requests for cost in self.costs)


class LayeredGeocoder:
    """Answers from the gazetteer what it knows; asks the online geocoders, in order, for the rest.

    A geocoder itself.  Resolving an article asks `candidates` for every name, which never leaves the machine, and
    `elsewhere` only for those that nothing here explains.
    """

    def __init__(self, offline: CachedGeocoder, online: Sequence[CachedGeocoder] = ()) -> None:
        """Put a cached gazetteer before cached online geocoders, none by default."""
        self._offline, self._online = offline, tuple(online)
        self._chain = ChainGeocoder((offline, *online))
        self.name, self.version = self._chain.name, self._chain.version
        self.licence, self.online = self._chain.licence, self._chain.online

    def geocode(self, query: str, *, near: Near = None, country: str = "", scope: Scope | None = None) -> list[Place]:
        """Return the places of the first that knows any; corrections (`scope`) are the gazetteer's alone."""
        if scope is not None:
            return self._offline.geocode(query, near=near, country=country, scope=scope)
        return self._chain.geocode(query, near=near, country=country)

    def candidates(self, name: str) -> list[Place]:
        """Return all places of the gazetteer that a name may mean, without any context."""
        return self._offline.candidates(name)

    def elsewhere(self, query: str, *, near: Near = None, country: str = "") -> list[Place]:
        """Return what the online geocoders say, [] when there are none; raises GeocodingError."""
        if not self._online:
            return []
        return ChainGeocoder(self._online).geocode(query, near=near, country=country)

    def asks(self, question: Question) -> bool:
        """Tell whether `elsewhere` would send a question to another machine: no answer to it is kept here."""
        for provider in self._online:
            if not _held(provider, question):
                return True
            if _answer(provider, question):
                return False
        return False

    def estimate(self, names: Iterable[str]) -> Estimate:
        """Return what asking for names would cost at most; nothing is asked of another machine for it."""
        distinct = {normalise(name): name for name in names}
        unknown = [name for key, name in distinct.items() if key and not self._offline.geocode(name)]
        found = self.estimate_online(map(Question, unknown))
        return replace(found, distinct=len(distinct), here=len(distinct) - len(unknown) + found.here)

    def estimate_online(self, questions: Iterable[Question]) -> Estimate:
        """Return what asking the online geocoders would cost at most; nothing is asked of another machine for it."""
        distinct = unknown = list(dict.fromkeys(questions))
        costs = []
        for provider in self._online:
            unknown = [one for one in unknown if not (_held(provider, one) and _answer(provider, one))]
            costs.append(_cost(provider, sum(not _held(provider, one) for one in unknown)))
        return Estimate(distinct=len(distinct), here=len(distinct) - len(unknown), costs=tuple(costs))

    def close(self) -> None:
        """Write what is left and close the cache."""
        for geocoder in (self._offline, *self._online):
            geocoder.close()

    def __enter__(self) -> LayeredGeocoder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _held(provider: CachedGeocoder, question: Question) -> bool:
    return provider.holds(question.query, near=question.near, country=question.country)


def _answer(provider: CachedGeocoder, question: Question) -> list[Place]:
    return provider.geocode(question.query, near=question.near, country=question.country)


def _cost(provider: CachedGeocoder, requests: int) -> Cost:
    inner = provider.inner
    if not isinstance(inner, PoliteGeocoder):
        return Cost(provider=provider.name, requests=requests, seconds=0.0, money=0.0, left_today=None)
    terms = inner.ledger.terms
    left = max(0, terms.requests_a_day - inner.ledger.spent().requests) if terms.requests_a_day else None
    return Cost(
        provider=provider.name,
        requests=requests,
        seconds=requests * terms.seconds_between,
        money=None if terms.price is None else requests * terms.price,
        left_today=left,
    )
