"""What every geocoder keeps to: a class for the promise, a subclass for each geocoder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import GeocodingError, UsageError
from geodata.model import Place
from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders import (
    CachedGeocoder,
    ChainGeocoder,
    GazetteerProvider,
    Geocoder,
    GeopyProvider,
    LayeredGeocoder,
    open_online,
)
from tests.contract.geocoding_server import Server


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
    own = server.configured(folder, name)
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
