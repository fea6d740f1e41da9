"""Geocoders by configuration: what leaves the machine, what is missing, and that no key is ever shown."""

from __future__ import annotations

import logging
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError
from spacy.language import Language

from geodata import build
from geodata.errors import GeocodingError, UnknownName, UsageError
from geodata.model import Article, Place
from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders import LayeredGeocoder
from geodata.places.providers import attribution_of, credit_of, shown_credits, terms_of
from geodata.settings import Settings, load_settings
from tests.contract.geocoding_server import Server

SECRET = "s3cr3t-k3y"


@pytest.fixture
def home(tmp_path: Path, server: Server) -> Path:
    """A home folder in which nominatim, photon and opencage are the server of the tests."""
    server.configured(tmp_path, "nominatim", "photon", "opencage")
    return tmp_path


def settings_of(home: Path, **environ: str) -> Settings:
    return load_settings({"DATELINE_HOME": str(home)} | environ)


def opened(gazetteer: Gazetteer, home: Path, geocoders: str, **environ: str) -> LayeredGeocoder:
    environ = {"DATELINE_GEOCODERS": geocoders, "DATELINE_USER_AGENT": "dateline-tests"} | environ
    return build.open_geocoder(settings_of(home, **environ), gazetteer)


def test_the_default_asks_nobody(gazetteer: Gazetteer, home: Path, server: Server) -> None:
    before = server.asked.total()
    with build.open_geocoder(settings_of(home), gazetteer) as geocoder:
        assert not geocoder.online
        assert geocoder.geocode("Strasse 7") == geocoder.elsewhere("Strasse 7") == []
    assert server.asked.total() == before


def test_the_default_pipeline_opens_no_socket(settings: Settings, nlp: Language, socket_disabled: None) -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket()
    article = Article(
        id="a", text="A bomb exploded in Xyzzyqwfp, near Abeche in Chad, on Tuesday, killing seven people."
    )
    (result,) = build.build_pipeline(settings, nlp=nlp).run([article])
    assert len(result.events) == 1


def test_the_pipeline_asks_for_what_the_gazetteer_lacks_and_for_nothing_else(
    settings: Settings, home: Path, nlp: Language, server: Server
) -> None:
    (settings.home / "geocoders.toml").write_bytes((home / "geocoders.toml").read_bytes())
    server.asked.clear()
    allowed = replace(settings, geocoders="gazetteer,nominatim", user_agent="dateline-tests")
    text = (
        "A bomb exploded in the village of Xyzzyqwfp, Jalisco, Mexico, on Tuesday, killing seven people in Guadalajara."
    )
    list(build.build_pipeline(allowed, nlp=nlp).run([Article(id="a", text=text)]))
    assert dict(server.asked) == {"Xyzzyqwfp, Jalisco": 1}


def test_a_failing_geocoder_costs_only_the_name(
    settings: Settings, home: Path, nlp: Language, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.home / "geocoders.toml").write_text('[nominatim]\ndomain = "127.0.0.1:9"\nscheme = "http"\n', "utf-8")
    allowed = replace(settings, geocoders="nominatim", user_agent="dateline-tests")
    text = (
        "A bomb exploded in the village of Xyzzyqwfp, Jalisco, Mexico, on Tuesday, killing seven people in Guadalajara."
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geodata.places.geocoders.polite.ATTEMPTS", 1)
        (result,) = build.build_pipeline(allowed, nlp=nlp).run([Article(id="a", text=text)])
    assert result.resolutions
    assert "nominatim: cannot be reached" in caplog.text


def test_towns_are_the_gazetteers_and_the_rest_is_asked_once(gazetteer: Gazetteer, home: Path, server: Server) -> None:
    server.asked.clear()
    for _ in range(2):
        with opened(gazetteer, home, "photon,gazetteer") as geocoder:
            assert geocoder.geocode("Oxford")[0].provider == "gazetteer"
            assert geocoder.geocode("Strasse 7")[0].provider == "photon"
            assert geocoder.geocode("Nowhere") == []
            assert geocoder.candidates("Strasse 7") == []
    assert dict(server.asked) == {"Strasse 7": 1, "Nowhere": 1}


def test_an_estimate_asks_nobody(gazetteer: Gazetteer, home: Path, server: Server) -> None:
    with (home / "geocoders.toml").open("a") as file:
        file.write("price = 0.5\nrequests_a_day = 10\n")
    server.asked.clear()
    names = ["Oxford", "oxford ", "Strasse 7", "Elsewhere", "Nowhere"]
    with opened(gazetteer, home, "photon,opencage", DATELINE_KEY_OPENCAGE=SECRET) as geocoder:
        first = geocoder.estimate(names)
        assert server.asked.total() == 0
        assert (first.distinct, first.here, [cost.requests for cost in first.costs]) == (4, 1, [3, 3])
        assert (first.costs[1].money, first.costs[1].left_today) == (1.5, 10)
        geocoder.geocode("Strasse 7")
        second = geocoder.estimate(names)
        assert (second.here, [cost.requests for cost in second.costs]) == (2, [2, 2])
        assert second.costs[0].left_today == 1999


@pytest.mark.parametrize(
    ("geocoders", "error", "said"),
    [
        ("gogle", UnknownName, "unknown geocoder in DATELINE_GEOCODERS 'gogle'; known are: .*gazetteer.*nominatim"),
        ("gazetteer,nominatim", UsageError, "nominatim wants to know who asks: set DATELINE_USER_AGENT"),
        ("photon", UsageError, "set DATELINE_USER_AGENT"),
        ("opencage", UsageError, "opencage needs a key: set DATELINE_KEY_OPENCAGE, or .* into .*keys.toml"),
    ],
)
def test_what_is_missing_is_said(gazetteer: Gazetteer, home: Path, geocoders: str, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        opened(gazetteer, home, geocoders, DATELINE_USER_AGENT="")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[nominatim]\nseconds_between = -1", r"\[nominatim\] seconds_between = -1: a number from 0 on"),
        ("[nominatim]\nrequests_a_day = true", "a number from 0 on"),
        ("[nominatim]\nprice = nan", "a number from 0 on"),
        ("[nominatim]\nuser_agent = false", "cannot be set so"),
        ("[nominatim]\ncolour = 1", "nominatim is not set up rightly: .*colour"),
        (f'[nominatim]\napi_key = "{SECRET}"', "keys stand in keys.toml"),
        ("nominatim = 1", "settings stand below a provider's name"),
        ("[nominatm]\nrequests_a_day = 5", "unknown geocoder in .*geocoders.toml 'nominatm'; known are: .*nominatim"),
        ("[nominatim]\nx = ?", r"not valid TOML \(at line 2"),
    ],
)
def test_bad_terms_are_told(gazetteer: Gazetteer, home: Path, text: str, said: str) -> None:
    (home / "geocoders.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        opened(gazetteer, home, "nominatim")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("agent", ["a\r\nX-Header: b", "Газета (desk@example.org)", "my\0paper"])
def test_a_name_that_no_header_can_carry_is_told(gazetteer: Gazetteer, home: Path, agent: str) -> None:
    with pytest.raises(UsageError, match=r"DATELINE_USER_AGENT=.*only letters of ASCII on one line can be sent"):
        opened(gazetteer, home, "nominatim", DATELINE_USER_AGENT=agent)
    with pytest.raises(UsageError, match="wants to know who asks"):
        opened(gazetteer, home, "nominatim", DATELINE_USER_AGENT="  ")


def test_a_key_comes_from_a_variable_or_from_the_file(gazetteer: Gazetteer, home: Path) -> None:
    assert opened(gazetteer, home, "opencage", DATELINE_KEY_OPENCAGE=SECRET).online
    (home / "keys.toml").write_text(f'opencage = "{SECRET}"\n', encoding="utf-8")
    assert opened(gazetteer, home, "opencage").online


def test_a_broken_file_of_keys_shows_none(gazetteer: Gazetteer, home: Path) -> None:
    (home / "keys.toml").write_text(f'opencage = "{SECRET}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"keys.toml: not valid TOML \(at line 1") as caught:
        opened(gazetteer, home, "opencage")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["Busy", "Broken", "Keyless", "Cut", "Page", "Loop", "Odd"])
def test_no_key_is_in_a_message_or_a_log(
    gazetteer: Gazetteer, home: Path, name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.places.geocoders.polite.ATTEMPTS", 1)
    caplog.set_level(logging.DEBUG)
    settings = settings_of(home, DATELINE_GEOCODERS="opencage", DATELINE_KEY_OPENCAGE=SECRET)
    with build.open_geocoder(settings, gazetteer) as geocoder, pytest.raises(GeocodingError) as caught:
        geocoder.geocode(name)
    assert "opencage" in str(caught.value)
    assert "key=…" in caplog.text
    seen: BaseException | None = caught.value
    while seen is not None:
        assert SECRET not in f"{seen} {seen!r}"
        seen = seen.__cause__
    assert SECRET not in caplog.text + repr(settings)


def test_a_provider_without_a_row_is_treated_with_care() -> None:
    assert terms_of("mapbox").keep_days == 1
    assert terms_of("mapbox").price is None
    assert terms_of("mapbox").requests_a_day > 0
    assert terms_of("mapbox", {"mapbox": {"requests_a_day": 0}}).requests_a_day == 0


def test_whoever_answered_is_named() -> None:
    def at(provider: str, licence: str = "") -> Place:
        return Place(name="x", lat=1.0, lon=2.0, provider=provider, licence=licence)

    ours = [at(name) for name in ("gazetteer", "table", "house rule", "person", "")]
    assert shown_credits(map(credit_of, ours)) == []
    osm = "© OpenStreetMap contributors, ODbL 1.0"
    assert shown_credits(map(credit_of, [at("photon"), at("nominatim"), at("gazetteer")])) == [osm]
    assert credit_of(at("mapbox")) == "mapbox (see its terms)"
    assert credit_of(at("nominatim", "© Our own server")) == "© Our own server"
    assert [attribution_of(place) for place in ours] == ["GeoNames (geonames.org), CC BY 4.0", "", "", "", ""]
    assert shown_credits(f"{n:03d}" for n in range(100))[-2:] == ["019", "and 80 others, see the data"]
