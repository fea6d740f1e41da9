"""What every geocoder keeps to, and what geopy expects of one."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder as GeopyBase
from geopy.location import Location
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeocodingError, UnknownName, UsageError
from geodata.model import Place
from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders import (
    CachedGeocoder,
    ChainGeocoder,
    GazetteerGeocoder,
    GazetteerProvider,
    Geocoder,
    GeopyProvider,
    LayeredGeocoder,
    RawGeocoder,
    open_online,
)
from geodata.places.geocoders.online import place_of
from geodata.places.geocoders.port import MAX_QUERY
from tests.contract.geocoding_server import Server, serving
from tests.gazetteer_factory import small_gazetteer

KEYS = ("name", "address", "properties", "country_code", "state", "county", "boundingbox", "type", "addresstype")


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return Gazetteer(small_gazetteer(tmp_path_factory.mktemp("gazetteer")))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


class GeocoderContract:
    """Subclass it, give a `geocoder` fixture that knows Tapalpa and not Nowhere."""

    def test_it_is_a_geocoder(self, geocoder: Geocoder) -> None:
        assert isinstance(geocoder, Geocoder)
        assert geocoder.name
        assert geocoder.version
        assert geocoder.licence
        assert isinstance(geocoder.online, bool)

    def test_a_known_name(self, geocoder: Geocoder) -> None:
        place = geocoder.geocode("Tapalpa")[0]
        assert isinstance(place, Place)
        assert (place.name, place.country, place.admin1) == ("Tapalpa", "MX", "Jalisco")
        assert (place.lat, place.lon) == pytest.approx((19.946, -103.759), abs=0.001)
        assert place.feature_class == "P"
        assert place.provider in geocoder.name

    def test_an_unknown_name_is_an_empty_list(self, geocoder: Geocoder) -> None:
        assert geocoder.geocode("Nowhere") == []

    def test_context_is_accepted(self, geocoder: Geocoder) -> None:
        assert geocoder.geocode("Tapalpa", near=(20.0, -103.0), country="MX")[0].name == "Tapalpa"

    def test_answers_are_the_same_twice_and_lists_of_ones_own(self, geocoder: Geocoder) -> None:
        first = geocoder.geocode("Tapalpa")
        first_again = list(first)
        first.clear()
        assert geocoder.geocode("Tapalpa") == first_again

    @pytest.mark.parametrize("query", ["", "   ", "x" * 10_000, "\x00"])
    def test_what_is_no_name_is_an_empty_list(self, geocoder: Geocoder, query: str) -> None:
        assert geocoder.geocode(query) == []


class TestGazetteerProvider(GeocoderContract):
    @pytest.fixture
    def geocoder(self, gazetteer: Gazetteer) -> Geocoder:
        return GazetteerProvider(gazetteer)

    @pytest.mark.parametrize(
        ("query", "geonameid"),
        [
            ("Tapalpa, Jalisco, Mexico", 3982461),
            ("Tapalpa, Mexico", 3982461),
            ("Tapalpa, Región Sur, Jalisco", 3982461),  # an unknown part between known ones
            ("Paris, Tenn.", 4647963),
            ("Paris, Tennessee, US", 4647963),
            ("Paris, FR", 2988507),
            ("Georgia, U.S.", 4197000),
            ("New York, New York", 5128581),
        ],
    )
    def test_divisions_behind_commas_choose(self, geocoder: Geocoder, query: str, geonameid: int) -> None:
        assert geocoder.geocode(query)[0].geonameid == geonameid

    @pytest.mark.parametrize("query", ["Paris, Mexico", "Tapalpa, Nowhere", ", Mexico", ",,,", "Oxford, Jalisco"])
    def test_a_place_is_not_found_where_it_is_not(self, geocoder: Geocoder, query: str) -> None:
        assert geocoder.geocode(query) == []

    def test_corrections_stay_in_their_scope(self, geocoder: Geocoder) -> None:
        assert geocoder.geocode("Talpalpa") == []
        assert [p.geonameid for p in geocoder.geocode("Talpalpa", scope=[("MX", "14")])] == [3982461, 8581816]
        assert geocoder.geocode("Talpalpa", scope=[("US", "")]) == []


class TestNominatim(GeocoderContract):
    @pytest.fixture
    def geocoder(self, server: Server) -> Geocoder:
        return GeopyProvider(
            "nominatim", allowed=True, user_agent="dateline-tests", domain=server.domain, scheme="http", timeout=5
        )


class TestPhoton(GeocoderContract):
    @pytest.fixture
    def geocoder(self, server: Server) -> Geocoder:
        return GeopyProvider("photon", allowed=True, domain=server.domain, scheme="http", timeout=5)


class TestCachedGazetteer(GeocoderContract):
    @pytest.fixture
    def geocoder(self, gazetteer: Gazetteer, tmp_path: Path) -> Iterator[Geocoder]:
        with CachedGeocoder(GazetteerProvider(gazetteer), tmp_path / "cache.sqlite") as cached:
            yield cached


class TestCachedNominatim(TestNominatim):
    @pytest.fixture
    def geocoder(self, server: Server, tmp_path: Path) -> Iterator[Geocoder]:
        inner = GeopyProvider(
            "nominatim", allowed=True, user_agent="dateline-tests", domain=server.domain, scheme="http"
        )
        with CachedGeocoder(inner, tmp_path / "cache.sqlite") as cached:
            yield cached


def open_polite(name: str, server: Server, folder: Path) -> CachedGeocoder:
    """Return a geocoder as the settings make it, with the server of the tests as its provider."""
    own = folder / "geocoders.toml"
    own.write_text(f'[{name}]\ndomain = "{server.domain}"\nscheme = "http"\nseconds_between = 0\n', encoding="utf-8")
    cache = folder / "cache.sqlite"
    return open_online(
        name, cache=cache, most=1000, user_agent="dateline-tests", keys_path=folder / "keys.toml", own_path=own
    )


class TestConfiguredNominatim(GeocoderContract):
    @pytest.fixture
    def geocoder(self, server: Server, tmp_path: Path) -> Iterator[Geocoder]:
        with open_polite("nominatim", server, tmp_path) as geocoder:
            yield geocoder

    def test_a_wait_that_is_asked_for_holds_for_the_next_question(
        self, geocoder: CachedGeocoder, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("geodata.places.geocoders.polite.ATTEMPTS", 1)
        monkeypatch.setattr("geodata.places.geocoders.ledger.PATIENCE", 1.0)
        with pytest.raises(GeocodingError, match="it asks to wait 7 s"):
            geocoder.geocode("Busy")
        before = server.asked.total()
        with pytest.raises(GeocodingError, match=r"the next turn is in [5-7] s"):
            geocoder.geocode("Tapalpa")
        assert server.asked.total() == before

    def test_a_server_that_is_down_is_left_alone(
        self, geocoder: CachedGeocoder, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("geodata.places.geocoders.polite.FIRST_PAUSE", 0.0)
        before = server.asked["Broken"]
        for _ in range(3):
            with pytest.raises(GeocodingError, match="failed"):
                geocoder.geocode("Broken")
        assert server.asked["Broken"] - before == 5


class TestConfiguredPhoton(GeocoderContract):
    @pytest.fixture
    def geocoder(self, server: Server, tmp_path: Path) -> Iterator[Geocoder]:
        with open_polite("photon", server, tmp_path) as geocoder:
            yield geocoder


class TestLayers(GeocoderContract):
    @pytest.fixture
    def geocoder(self, gazetteer: Gazetteer, server: Server, tmp_path: Path) -> Iterator[Geocoder]:
        offline = CachedGeocoder(GazetteerProvider(gazetteer), tmp_path / "cache.sqlite")
        with LayeredGeocoder(offline, [open_polite("photon", server, tmp_path)]) as geocoder:
            yield geocoder


class TestChain(GeocoderContract):
    @pytest.fixture
    def photon(self, server: Server) -> Geocoder:
        return GeopyProvider("photon", allowed=True, domain=server.domain, scheme="http", timeout=5)

    @pytest.fixture
    def geocoder(self, photon: Geocoder) -> Geocoder:
        return ChainGeocoder([photon])

    def test_the_first_that_knows_answers(self, gazetteer: Gazetteer, photon: Geocoder, server: Server) -> None:
        chain = ChainGeocoder([GazetteerProvider(gazetteer), photon])
        before = server.asked.total()
        assert chain.geocode("Oxford")[0].provider == "gazetteer"
        assert server.asked.total() == before
        assert chain.geocode("Strasse 7")[0].provider == "photon"
        assert chain.online

    def test_a_failure_is_passed_over_but_not_taken_for_a_miss(self, gazetteer: Gazetteer, photon: Geocoder) -> None:
        offline = GazetteerProvider(gazetteer)
        assert ChainGeocoder([photon, offline]).geocode("Oxford")[0].provider == "gazetteer"
        with pytest.raises(GeocodingError, match="photon"):
            ChainGeocoder([photon, offline]).geocode("Broken")

    def test_no_geocoder_is_a_usage_error(self) -> None:
        with pytest.raises(UsageError):
            ChainGeocoder([])


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


class TestGeopyExpectations:
    @pytest.fixture
    def geocoder(self, gazetteer: Gazetteer) -> GazetteerGeocoder:
        return GazetteerGeocoder(gazetteer)

    def test_it_is_a_geopy_geocoder(self, geocoder: GazetteerGeocoder) -> None:
        assert isinstance(geocoder, GeopyBase)
        with geocoder as entered:
            assert entered is geocoder

    def test_geocode(self, geocoder: GazetteerGeocoder) -> None:
        location = geocoder.geocode("Tapalpa, Jalisco, Mexico", timeout=1, language="en")
        assert isinstance(location, Location)
        assert (location.latitude, location.longitude) == (19.94567, -103.75932)
        assert location.address == "Tapalpa, Jalisco, MX"
        assert location.raw["geonameid"] == 3982461
        address, point = location
        assert (address, point) == ("Tapalpa, Jalisco, MX", (19.94567, -103.75932))

    def test_exactly_one_false_gives_a_list(self, geocoder: GazetteerGeocoder) -> None:
        locations = geocoder.geocode("Paris", exactly_one=False)
        assert isinstance(locations, list)
        assert len(locations) == 3
        assert len(geocoder.geocode("Paris", exactly_one=False, limit=2)) == 2

    def test_a_miss_is_none(self, geocoder: GazetteerGeocoder) -> None:
        assert geocoder.geocode("Nowhere") is None
        assert geocoder.geocode("Nowhere", exactly_one=False) is None
        assert geocoder.reverse((0, 0)) is None

    def test_structured_query_country_and_typos(self, geocoder: GazetteerGeocoder) -> None:
        assert geocoder.geocode({"city": "Paris", "state": "Tennessee"}).raw["geonameid"] == 4647963
        assert geocoder.geocode("Paris", country_codes="us").raw["country"] == "US"
        assert geocoder.geocode("Talpalpa") is None
        assert geocoder.geocode("Talpalpa", fuzzy=True).raw["edits"] == 1

    @pytest.mark.parametrize("point", [(20.0, -103.7), "20.0, -103.7"])
    def test_reverse(self, geocoder: GazetteerGeocoder, point: Any) -> None:
        assert geocoder.reverse(point).raw["name"] == "Tapalpa"
        assert [location.raw["name"] for location in geocoder.reverse(point, exactly_one=False)] == [
            "Tapalpa",
            "Guadalajara",
        ]

    def test_what_is_no_query_is_a_query_error(self, geocoder: GazetteerGeocoder) -> None:
        with pytest.raises(GeocoderQueryError):
            geocoder.reverse("north of here")
        with pytest.raises(GeocoderQueryError):
            geocoder.geocode(7)  # type: ignore[arg-type]

    def test_rate_limiter_and_pandas(self, geocoder: GazetteerGeocoder) -> None:
        frame = pandas.DataFrame({"name": ["Tapalpa", "Paris, Tenn.", "Nowhere"]})
        limited = RateLimiter(geocoder.geocode, min_delay_seconds=0)
        frame["location"] = frame["name"].apply(limited)
        frame["point"] = frame["location"].apply(lambda found: tuple(found.point[:2]) if found else None)
        assert frame["point"].tolist() == [(19.94567, -103.75932), (36.302, -88.32671), None]
