"""What geopy expects of a geocoder, asked of the gazetteer."""

from __future__ import annotations

from typing import Any

import pandas
import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder as GeopyBase
from geopy.location import Location

from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders import (
    GazetteerGeocoder,
)


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
            geocoder.geocode(7)  # type: ignore[arg-type]  # that it is no query is the point

    def test_rate_limiter_and_pandas(self, geocoder: GazetteerGeocoder) -> None:
        frame = pandas.DataFrame({"name": ["Tapalpa", "Paris, Tenn.", "Nowhere"]})
        limited = RateLimiter(geocoder.geocode, min_delay_seconds=0)
        frame["location"] = frame["name"].apply(limited)
        frame["point"] = frame["location"].apply(lambda found: tuple(found.point[:2]) if found else None)
        assert frame["point"].tolist() == [(19.94567, -103.75932), (36.302, -88.32671), None]
