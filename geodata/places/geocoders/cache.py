"""A geocoder that remembers: each name and context is asked once, ever."""

from __future__ import annotations

import atexit
import json
import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from types import TracebackType

from geodata.errors import GeocodingError
from geodata.model import Place
from geodata.places.geocoders.cachefile import CacheFile, Key, Stored
from geodata.places.geocoders.port import (
    MAX_QUERY,
    Answer,
    Closable,
    Geocoder,
    RawGeocoder,
    Scope,
    context_key,
    normalise,
)

log = logging.getLogger(__name__)

MISS_SECONDS = 30 * 86_400.0
"""How long "no such place" is believed."""
CLAIM_SECONDS = 120.0
"""How long others wait for a process that asks; then it is taken for dead."""
_POLL_SECONDS = 0.05
_WRITE_BEHIND = 256
_EVICT_EVERY = 2_000
_LOCKS = 64

_FIELDS = tuple(field.name for field in fields(Place) if field.name != "licence")
"""What is kept of a place; whom to name for it is kept once, with the provider."""

Near = tuple[float, float] | None
_Kept = tuple[Stored, tuple[Place, ...]]
_Question = tuple[str, Near, str, frozenset[tuple[str, str]] | None]


class CachedGeocoder:
    """Wraps any geocoder with a persistent cache; a geocoder itself.

    Answers are kept for ever, misses for 30 days, errors never; each with the provider, its version and licence,
    the time, and what it really said.  Threads, and for online providers processes too, that ask the same at
    the same time wait for one answer.  Answers of offline providers are written some hundred at a time, at
    `flush`, `close` and the end of the program; those of online ones at once.
    """

    def __init__(
        self,
        inner: Geocoder,
        path: Path,
        *,
        memory: int = 20_000,
        most: int = 1_000_000,
        keep: float | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Open the cache at `path`; `memory` and `most` bound the answers held in memory and in the file.

        `keep` is how many seconds the provider's terms let an answer be kept, None for ever.
        """
        self.inner = inner
        self.name, self.version, self.licence, self.online = inner.name, inner.version, inner.licence, inner.online
        self._now = now
        self._memory_size, self._most, self._keep = memory, most, keep
        self._memory: dict[_Question, tuple[float | None, tuple[Place, ...]]] = {}
        self._pending: dict[Key, Stored] = {}
        self._lock = threading.Lock()
        self._locks = [threading.Lock() for _ in range(_LOCKS)]
        self._file = CacheFile(path, now=now)
        self._provider_id = self._file.provider_id(self.name, self.version, self.licence, online=self.online)
        self._statistics = {"memory_hits": 0, "disk_hits": 0, "asked": 0}
        _flush_at_exit(self)

    def geocode(self, query: str, *, near: Near = None, country: str = "", scope: Scope | None = None) -> list[Place]:
        """Return what the wrapped geocoder says, from memory, from the file, or by asking it."""
        question = (query, near, country, None if scope is None else frozenset(scope))
        held = self._memory.get(question)
        if held is not None and (held[0] is None or held[0] > self._now()):
            self._statistics["memory_hits"] += 1
            return list(held[1])
        return list(self._from_file_or_provider(question))

    def candidates(self, name: str) -> list[Place]:
        """Return all places that a name may mean, without any context."""
        return self.geocode(name)

    def corrections(self, name: str, scope: Scope = ()) -> list[Place]:
        """Return the places of names one or two letters off, inside `scope` (see `Gazetteer.correct`)."""
        return self.geocode(name, scope=scope)

    def holds(self, query: str, *, near: Near = None, country: str = "", scope: Scope | None = None) -> bool:
        """Tell whether a question would be answered without asking the wrapped geocoder."""
        text = normalise(query)
        key = Key(self._provider_id, text, context_key(near, country, scope))
        return not text or len(query) > MAX_QUERY or self._kept(key) is not None

    def flush(self) -> None:
        """Write what has not been written yet."""
        with self._lock:
            pending, self._pending = self._pending, {}
        if pending:
            self._file.write(list(pending.items()))

    def close(self) -> None:
        """Write what is left, keep the file within its size, and close it and what it wraps."""
        self.flush()
        if self._statistics["asked"]:
            self._file.evict(self._most)
        self._file.close()
        if isinstance(self.inner, Closable):
            self.inner.close()

    def __enter__(self) -> CachedGeocoder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def info(self) -> dict[str, object]:
        """Return the cache's path and size, answers and misses by provider, and this session's hits."""
        self.flush()
        providers = [
            {"name": name, "version": version, "licence": licence, "answers": answers, "misses": misses}
            for name, version, licence, answers, misses in self._file.counts()
        ]
        size = self._file.path.stat().st_size
        return {"path": str(self._file.path), "bytes": size, "providers": providers, **self._statistics}

    def clear(self, provider: str = "") -> int:
        """Forget the answers of a provider, or all; returns how many."""
        self.flush()
        self._memory.clear()
        return self._file.clear(provider)

    def _from_file_or_provider(self, question: _Question) -> tuple[Place, ...]:
        query, near, country, scope = question
        text = normalise(query)
        if not text or len(query) > MAX_QUERY:
            return ()
        key = Key(self._provider_id, text, context_key(near, country, scope))
        with self._locks[hash(key) % _LOCKS]:
            kept = self._kept(key)
            if kept is None:
                kept = self._ask_once(key, question) if self.online else self._ask(key, question)
            else:
                self._statistics["disk_hits"] += 1
        stored, places = kept
        if self.online:
            places = tuple(replace(place, licence=self.licence) for place in places)
        self._remember(question, self._until(stored), places)
        return places

    def _kept(self, key: Key) -> _Kept | None:
        """Return the answer to a question that may still be used and can be read."""
        with self._lock:
            pending = self._pending.get(key)
        stored = pending or self._file.read(key)
        if stored is None:
            return None
        until = self._until(stored)
        if until is not None and until <= self._now():
            return None
        try:
            return stored, places_from_json(stored.places)
        except (ValueError, TypeError) as error:
            log.warning("the kept answer to %r cannot be read (%s): it is asked for again", key.query, error)
            return None

    def _until(self, stored: Stored) -> float | None:
        """Return how long an answer may be used: as its terms were when it came, and as they are now."""
        ends = [stored.expires, None if self._keep is None else stored.asked + self._keep]
        return min((end for end in ends if end is not None), default=None)

    def _ask_once(self, key: Key, question: _Question) -> _Kept:
        """Ask unless another process does; then wait for what it hears."""
        deadline = time.monotonic() + 2 * CLAIM_SECONDS
        while not self._file.claim(key, CLAIM_SECONDS):
            if time.monotonic() > deadline:
                raise GeocodingError(f"{self.name}: another process has been asking for {key.query!r} for too long")
            time.sleep(_POLL_SECONDS)
        # It may have been answered between our look and our claim.
        kept = self._kept(key)
        if kept is not None:
            self._file.release(key)
            return kept
        try:
            return self._ask(key, question)
        except BaseException:
            self._file.release(key)
            raise

    def _ask(self, key: Key, question: _Question) -> _Kept:
        query, near, country, scope = question
        self._statistics["asked"] += 1
        answer = (
            self.inner.answer(query, near=near, country=country, scope=scope)
            if isinstance(self.inner, RawGeocoder)
            else Answer(tuple(self.inner.geocode(query, near=near, country=country, scope=scope)))
        )
        now = self._now()
        stored = Stored(now, self._expiry(now, bool(answer.places)), places_to_json(answer.places), answer.raw)
        with self._lock:
            self._pending[key] = stored
            full = len(self._pending) >= _WRITE_BEHIND
        if self.online or full:
            self.flush()
        if self._statistics["asked"] % _EVICT_EVERY == 0:
            self._file.evict(self._most)
        return stored, places_from_json(stored.places)

    def _expiry(self, now: float, found: bool) -> float | None:
        terms = [seconds for seconds in (self._keep, None if found else MISS_SECONDS) if seconds is not None]
        return now + min(terms) if terms else None

    def _remember(self, question: _Question, expires: float | None, places: tuple[Place, ...]) -> None:
        with self._lock:
            if len(self._memory) >= self._memory_size:
                # The oldest tenth goes; what is still in use comes back from the file.
                for old in list(self._memory)[: max(1, self._memory_size // 10)]:
                    del self._memory[old]
            self._memory[question] = (expires, places)


def _flush_at_exit(cache: CachedGeocoder) -> None:
    reference = weakref.ref(cache)

    def flush() -> None:
        living = reference()
        if living is not None:
            living.flush()

    atexit.register(flush)


def places_to_json(places: Iterable[Place]) -> str:
    """Return places as one line of JSON."""
    rows = [[getattr(place, name) for name in _FIELDS] for place in places]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def places_from_json(text: str) -> tuple[Place, ...]:
    """Return the places of a line of JSON; raises ValueError or TypeError for what is none."""
    return tuple(Place(**dict(zip(_FIELDS, values, strict=True))) for values in json.loads(text))
