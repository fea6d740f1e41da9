"""What makes two questions one: names and contexts in their plain form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.places.geocoders import CachedGeocoder
from geodata.places.geocoders.cache import places_from_json, places_to_json
from geodata.places.geocoders.port import context_key, normalise
from tests.geocoding import TAPALPA, Fake

names = st.text(max_size=40)
scopes = st.none() | st.lists(
    st.tuples(st.sampled_from(["MX", "US", "FR"]), st.sampled_from(["", "14", "TN"])), max_size=3
)


@given(names)
def test_normalised_queries_are_stable(name: str) -> None:
    once = normalise(name)
    assert once == " ".join(once.split())
    assert normalise(once) == once
    assert normalise(f"  {name} \n") == once


@given(scopes)
def test_the_order_of_a_scope_does_not_matter(scope: list[tuple[str, str]] | None) -> None:
    if scope is not None:
        assert context_key(None, "", scope) == context_key(None, "", scope[::-1])
        assert context_key(None, "", scope) != context_key(None, "", None)


@pytest.mark.parametrize("name", ["ß\u0301", "İ", "ΐ", "ﬁn", "\u1fb3\u0301", "e\u0301"])
def test_letters_that_compose_anew_are_normalised_once_and_for_all(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


points = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
contexts = st.tuples(points, st.sampled_from(["", "MX", "US"]), scopes)


def _meaning(near: tuple[float, float] | None, country: str, scope: list[tuple[str, str]] | None) -> tuple[object, ...]:
    """Return a context with what does not matter taken out."""
    point = None if near is None else (f"{near[0]:.2f}", f"{near[1]:.2f}")
    return point, country, None if scope is None else tuple(sorted(scope))


@given(contexts, contexts)
def test_two_contexts_share_a_key_only_if_they_mean_the_same(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert (context_key(*one) == context_key(*other)) == (_meaning(*one) == _meaning(*other))


@given(names, contexts)
def test_a_question_is_asked_once_in_any_spelling(
    tmp_path_factory: pytest.TempPathFactory, name: str, context: tuple[Any, ...]
) -> None:
    near, country, scope = context
    fake = Fake()
    with CachedGeocoder(fake, tmp_path_factory.mktemp("cache") / "cache.sqlite", memory=1) as cached:
        for spelling in (name, f" {name}\t", normalise(name), name):
            cached.geocode(spelling, near=near, country=country, scope=scope)
    assert len(fake.asked) == bool(normalise(name))


@given(names, st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 10**9), st.none() | st.integers(1, 2**40))
def test_places_survive_the_file(name: str, lat: float, lon: float, population: int, geonameid: int | None) -> None:
    place = replace(TAPALPA, name=name, lat=lat, lon=lon, population=population, geonameid=geonameid)
    assert places_from_json(places_to_json([place, TAPALPA])) == (place, TAPALPA)
