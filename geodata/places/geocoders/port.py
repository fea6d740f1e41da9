"""What Dateline asks of a geocoder."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from geodata.model import Place

Scope = Collection[tuple[str, str]]
"""Pairs (country, first-level division's code); an empty code means the whole country."""

MAX_QUERY = 300
"""Longer queries name no place; no geocoder is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its context, as `Geocoder.geocode` takes them."""

    query: str
    near: tuple[float, float] | None = None
    country: str = ""


@runtime_checkable
class Geocoder(Protocol):
    """Turns a name into places.

    `geocode` returns the places that a query may mean, the likeliest first, and [] for one that it does not
    know; it raises GeocodingError when it could not find out.  `near` (lat, lon) and `country` (ISO code) are
    context.  `scope` asks for corrections of a misspelt name inside these divisions, one letter anywhere when
    it is empty; geocoders that correct by themselves ignore it.
    """

    name: str
    """The provider's name, in settings and in `Place.provider`."""
    version: str
    """Changes when the same query may have another answer; answers of other versions are asked again."""
    licence: str
    """Attribution and terms, kept with every answer."""
    online: bool
    """Whether asking sends the query to another machine."""

    def geocode(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Scope | None = None,
    ) -> list[Place]:
        """Return the places of a query, the likeliest first."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """Places, and what the provider really said."""

    places: tuple[Place, ...]
    raw: str = ""


@runtime_checkable
class RawGeocoder(Geocoder, Protocol):
    """A geocoder that also hands out the provider's own words, for the cache to keep."""

    def answer(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Scope | None = None,
    ) -> Answer:
        """Return what `geocode` returns, with the raw answer as text."""
        ...


@runtime_checkable
class Closable(Protocol):
    """A geocoder that holds a file open."""

    def close(self) -> None:
        """Close it."""
        ...


def normalise(query: str) -> str:
    """Return a query as caches compare it: composed, in small letters, single spaces, no controls.

    Nothing else is folded: "Leon" and "León" may have different answers.
    """
    composed = unicodedata.normalize("NFC", query[: MAX_QUERY + 1])
    small = "".join(c if c.isprintable() else " " for c in composed).casefold()
    # Small letters may compose anew: "ß" and an acute become "sś".
    return " ".join(unicodedata.normalize("NFC", small).split())


def context_key(near: tuple[float, float] | None, country: str, scope: Scope | None) -> str:
    """Return the context of a query as caches compare it, points rounded to about a kilometre."""
    parts = []
    if country:
        parts.append(f"country={country.upper()}")
    if near is not None:
        parts.append(f"near={near[0]:.2f},{near[1]:.2f}")
    if scope is not None:
        parts.append("scope=" + "|".join(sorted(f"{country}:{code}" for country, code in scope)))
    return " ".join(parts)
