"""Online geocoders that fail, answer oddly, or are not set up: an error that names them, or a place that holds."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from geopy.location import Location
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeocodingError, UnknownName, UsageError
from geodata.places.geocoders import (
    CachedGeocoder,
    GeopyProvider,
    RawGeocoder,
)
from geodata.places.geocoders.online import place_of
from geodata.places.geocoders.port import MAX_QUERY
from tests.contract.geocoding_server import Server

KEYS = ("name", "address", "properties", "country_code", "state", "county", "boundingbox", "type", "addresstype")


class TestFaultsOfOnlineProviders:
    @pytest.fixture(params=["nominatim", "photon"])
    def provider(self, request: pytest.FixtureRequest, server: Server) -> GeopyProvider:
        agent = {"user_agent": "dateline-tests"}
        return GeopyProvider(request.param, allowed=True, domain=server.domain, scheme="http", timeout=2, **agent)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Busy", "too many requests.*wait 7 s"),
            ("Broken", "failed"),
            ("Forbidden", "the key may not do this"),
            ("Keyless", "the key was not accepted"),
            ("Refused", "the request was not accepted"),
            ("Away", "no answer in time|cannot be reached"),
            ("Later", "no answer in time.*wait 9 s"),
            ("Loop", "more than 3 redirects"),
            ("Deep", "could not be understood"),
            ("Drip", "no answer in time"),
            ("Reset", "cannot be reached"),
            ("Page", "could not be understood"),
            ("Half", "could not be understood"),
            ("Odd", "could not be understood"),
            ("Short", "could not be understood|cannot be reached|failed"),
            ("Silent", "no answer in time"),
            ("Cut", "cannot be reached"),
            ("Outside", "out of range"),
        ],
    )
    def test_each_fault_is_a_geocoding_error_that_names_the_provider(
        self, provider: GeopyProvider, name: str, said: str
    ) -> None:
        with pytest.raises(GeocodingError, match=f"{provider.name}: .*({said})"):
            provider.geocode(name)

    @pytest.mark.parametrize(
        ("name", "temporary", "about_query"),
        [
            ("Busy", True, False),
            ("Broken", True, False),
            ("Silent", True, False),
            ("Keyless", False, False),
            ("Refused", False, True),
        ],
    )
    def test_an_error_tells_whether_asking_again_may_help(
        self, provider: GeopyProvider, name: str, temporary: bool, about_query: bool
    ) -> None:
        with pytest.raises(GeocodingError) as caught:
            provider.geocode(name)
        assert (caught.value.temporary, caught.value.about_query) == (temporary, about_query)

    def test_a_redirect_is_followed_a_few_times_only(self, provider: GeopyProvider, server: Server) -> None:
        before = server.asked["Loop"]
        with pytest.raises(GeocodingError):
            provider.geocode("Loop")
        assert server.asked["Loop"] - before == 4

    def test_an_answer_that_is_too_long_is_cut_off(
        self, provider: GeopyProvider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("geodata.places.geocoders.transport.MAX_BYTES", 10)
        with pytest.raises(GeocodingError, match="longer than 10 bytes"):
            provider.geocode("Tapalpa")

    def test_half_a_character_does_no_harm(self, provider: GeopyProvider, tmp_path: Path) -> None:
        with CachedGeocoder(provider, tmp_path / "cache.sqlite") as cached:
            assert cached.geocode("Lone")[0].name == "Half ?"

    def test_the_raw_answer_is_kept(self, provider: GeopyProvider) -> None:
        assert isinstance(provider, RawGeocoder)
        assert '"Jalisco"' in provider.answer("Tapalpa").raw


@pytest.mark.parametrize(
    "raw",
    [
        {"name": "x" * 1_000_000, "address": {"state": ["y"] * 100_000, "country_code": "mx" * 9}},
        {"name": {"a": [1]}, "address": "none", "boundingbox": ["nan", "inf", "-inf", "1"]},
        {"name": None, "address": {"country_code": 7, "county": "a\nb\0"}, "boundingbox": [0, 1e300, 0, 1e300]},
        {"properties": {"name": "\ud83d", "countrycode": "ÉÉ"}, "boundingbox": {"a": 1}},
        [],
    ],
)
def test_strange_facts_become_a_place_that_every_format_can_hold(raw: Any) -> None:
    place = place_of(Location("Somewhere, Jalisco", (1.0, 2.0), raw), "nominatim")
    assert max(map(len, (place.name, place.admin1, place.admin2))) <= MAX_QUERY
    assert place.country == ""
    assert 0.0 <= place.radius_km < 20_100
    assert json.loads(json.dumps(dataclasses.asdict(place), allow_nan=False).encode()) == dataclasses.asdict(place)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inside: (
        st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inside, max_size=6)
    ),
    max_leaves=12,
)


@given(JSON.filter(lambda raw: raw is not None))
def test_whatever_a_provider_says_is_a_place_or_none(raw: Any) -> None:
    place = place_of(Location("Somewhere", (1.0, 2.0), raw), "nominatim")
    assert json.dumps(dataclasses.asdict(place), allow_nan=False).encode()


def test_nothing_leaves_the_machine_unless_allowed(server: Server) -> None:
    with pytest.raises(UsageError, match="has not been allowed"):
        GeopyProvider("photon", domain=server.domain)


def test_an_unknown_provider_is_told_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"unknown geocoder 'gogle'; known are: .*gazetteer.*nominatim"):
        GeopyProvider("gogle", allowed=True)


def test_missing_options_are_told() -> None:
    with pytest.raises(UsageError, match="nominatim is not set up rightly"):
        GeopyProvider("nominatim", allowed=True)
    with pytest.raises(UsageError, match="api_key"):
        GeopyProvider("opencage", allowed=True)
