"""What recognising and resolving toponyms ask of a gazetteer and of a geocoder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from geodata.model import Place


class NameBook(Protocol):
    """What recognition asks of a gazetteer."""

    def kind_of(self, folded: str) -> int | None:
        """Return the kind of the likeliest place's name, None when no place has it."""

    def is_prefix(self, folded: str) -> bool:
        """Tell whether a longer name begins with these words."""

    def demonyms(self) -> Mapping[str, Place]:
        """Return the place of every demonym."""

    def lookup(self, name: str, *, limit: int = 50) -> list[Place]:
        """Return the places of a name, the likeliest first."""


class Source(Protocol):
    """What resolving asks of a geocoder (`CachedGeocoder` has both)."""

    def candidates(self, name: str) -> list[Place]:
        """Return all places that a name may mean, without any context."""

    def geocode(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Collection[tuple[str, str]] | None = None,
    ) -> list[Place]:
        """Return the places of a query; with `scope`, of misspelt names inside these divisions."""
