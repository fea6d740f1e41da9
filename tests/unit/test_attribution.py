"""Whom a map must name travels with the point: from the provider's terms to the map, through the cache and tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geodata import exports
from geodata.event_tables import read_events
from geodata.model import Event, Place
from geodata.places.gazetteer import Gazetteer
from geodata.places.providers import attribution_of, terms_of
from geodata.settings import load_settings
from mapapp.encoding import encode_events
from tests.contract.geocoding_server import serving
from tests.factories import HOSTILE, make_event
from tests.gazetteer_factory import small_gazetteer

OSM = "© OpenStreetMap contributors, ODbL 1.0"


def event_at(**changes: Any) -> Event:
    event = make_event()
    place: Place = replace(event.place, **changes)
    return replace(event, location=replace(event.location, place=place))


def credits(*events: Event) -> list[str]:
    found: list[str] = json.loads(encode_events(events))["credits"]
    return found


@pytest.mark.parametrize("suffix", [suffix for suffix in exports.WRITERS if suffix != ".kml"])
def test_a_map_made_from_a_table_names_whom_the_first_one_named(tmp_path: Path, suffix: str) -> None:
    events = [
        replace(event_at(provider="nominatim"), event_id="a"),
        replace(event_at(provider="photon", licence="© Our own server"), event_id="b"),
        replace(event_at(provider="gazetteer"), event_id="c"),
        replace(event_at(provider="house rule"), event_id="d"),
        replace(event_at(provider="table", licence="Survey of Jalisco"), event_id="e"),
    ]
    back = list(read_events(exports.write(events, tmp_path / f"events{suffix}")))
    assert [event.place.provider for event in back] == ["nominatim", "photon", "gazetteer", "house rule", "table"]
    assert list(map(attribution_of, (event.place for event in back))) == [
        OSM, "© Our own server", "GeoNames (geonames.org), CC BY 4.0", "", "Survey of Jalisco",
    ]  # fmt: skip
    assert credits(*back) == credits(*events) == ["Survey of Jalisco", OSM, "© Our own server"]


def test_a_strange_table_names_nobody_by_force(tmp_path: Path) -> None:
    head = "event_id,lat,lon,geocoder,attribution\n"
    (tmp_path / "a.csv").write_text(f"{head}a,1,2,<b>x</b>,\nb,1,2,GoogleV3,\nc,1,2,{'y' * 99},{'z' * 9999}\n")
    first, second, third = read_events(tmp_path / "a.csv")
    assert (first.place.provider, credits(first)) == ("table", [])
    assert (second.place.provider, credits(second)) == ("googlev3", ["© Google"])
    assert (third.place.provider, len(credits(third)[0])) == ("table", 240)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_attribution_is_text(hostile: str) -> None:
    encoded = encode_events([event_at(provider="nominatim", licence=hostile)])
    assert not set("<>&{\u2028\u2029") & set(encoded[1:])


def test_a_licence_in_geocoders_toml_reaches_the_map(tmp_path: Path) -> None:
    from geodata import build

    home = tmp_path / "home"
    home.mkdir()
    gazetteer = Gazetteer(small_gazetteer(tmp_path))
    with serving() as server:
        settings = replace(load_settings({}), home=home, geocoders="photon", user_agent="dateline-tests")
        for licence in ("© The desk, from OpenStreetMap", "© The desk"):
            server.configured(home, "photon", licence=licence)
            for _ in range(2):
                with build.open_geocoder(settings, gazetteer) as geocoder:
                    (place,) = geocoder.elsewhere("Strasse 7")
                assert place.licence == licence
                assert credits(event_at(provider=place.provider, licence=place.licence)) == [licence]
        assert dict(server.asked) == {"Strasse 7": 1}


def test_each_row_of_the_terms_has_a_source_and_claims_nothing_that_was_not_checked() -> None:
    for name in ("nominatim", "photon", "opencage", "geonames", "banfrance", "googlev3", "herev7"):
        assert terms_of(name).source.startswith("https://")
    default = terms_of("mapbox")
    assert (default.source, default.price, default.keep_days) == ("unverified", None, 1)
