"""A gazetteer and a geocoder with house rules before them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from geodata.model import Place
from geodata.places.asking import NameBook, Source
from geodata.places.gazetteer.schema import NameKind
from geodata.places.house_rules import Rules


class RuledGeocoder:
    """A geocoder with house rules before it: a name that has one means that place and is no misspelling."""

    def __init__(self, inner: Source, rules: Rules) -> None:
        self._inner, self._rules = inner, rules

    def candidates(self, name: str) -> list[Place]:
        """Return the place of the rule, else what the geocoder says."""
        place = self._rules.place(name)
        return [place] if place else self._inner.candidates(name)

    def geocode(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Collection[tuple[str, str]] | None = None,
    ) -> list[Place]:
        """Return the place of the rule, else what the geocoder says."""
        place = self._rules.place(query)
        if place is None:
            return self._inner.geocode(query, near=near, country=country, scope=scope)
        return [place] if scope is None else []


class RuledNames:
    """A gazetteer's names with those of the house rules, so that they are recognised in a text."""

    def __init__(self, inner: NameBook, rules: Rules) -> None:
        self._inner, self._rules = inner, rules
        self.demonyms: Callable[[], Mapping[str, Place]] = inner.demonyms

    def kind_of(self, folded: str) -> int | None:
        """Return the kind of the likeliest place's name, None when no place has it."""
        return NameKind.PRIMARY if self._rules.has_name(folded) else self._inner.kind_of(folded)

    def is_prefix(self, folded: str) -> bool:
        """Tell whether a longer name begins with these words."""
        return self._rules.is_prefix(folded) or self._inner.is_prefix(folded)

    def lookup(self, name: str, *, limit: int = 50) -> list[Place]:
        """Return the place of the rule, else those of the gazetteer."""
        place = self._rules.place(name)
        return [place] if place else self._inner.lookup(name, limit=limit)
