"""Looking names up."""

from __future__ import annotations

import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

from geodata.places.gazetteer import Gazetteer, NameKind, fold


def ids(gazetteer: Gazetteer, name: str, **options: Any) -> list[int | None]:
    return [place.geonameid for place in gazetteer.lookup(name, **options)]


def test_a_town_carries_its_division(gazetteer: Gazetteer) -> None:
    (town, municipality) = gazetteer.lookup("Tapalpa")
    assert (town.name, town.country, town.admin1, town.admin1_code) == ("Tapalpa", "MX", "Jalisco", "14")
    assert (town.lat, town.lon, town.feature_class) == (19.94567, -103.75932, "P")
    assert (municipality.feature_code, municipality.admin1, municipality.admin2) == ("ADM2", "Jalisco", "Tapalpa")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Mexico", 3996063),  # the country before the city that is called so too
        ("Georgia", 614540),  # the country, then the state, then the town
        ("Jalisco", 4004156),
        ("Paris", 2988507),
        ("New York", 5128581),  # nearly half the state lives in the town
        ("Leon", 3998655),  # ten times the people outweigh that the name is an alternate
        ("León", 3998655),
        ("St John's", 6324733),
        ("St. John’s", 6324733),
        ("Saint John", 6138517),
        ("Oxford's", 2640729),
        ("hague", 2747373),
        ("THE HAGUE", 2747373),
        ("Tenn.", 4662168),
        ("U.S.", 6252001),
        ("NYC", 5128581),
        ("Lutetia", 2988507),
        ("Париж", 2988507),
        ("the Red Sea", 350155),
        ("Donbass", None),
    ],
)
def test_the_likeliest_place_comes_first(gazetteer: Gazetteer, name: str, first: int | None) -> None:
    assert ids(gazetteer, name)[0] == first


def test_all_senses_are_there_in_order(gazetteer: Gazetteer) -> None:
    assert ids(gazetteer, "Georgia") == [614540, 4197000, 4201000]
    assert ids(gazetteer, "Paris") == [2988507, 4717560, 4647963]
    assert ids(gazetteer, "Paris", limit=2) == [2988507, 4717560]


def test_a_country_a_division_or_a_point_chooses(gazetteer: Gazetteer) -> None:
    assert ids(gazetteer, "Paris", country="US") == [4717560, 4647963]
    assert ids(gazetteer, "Paris", country="US", admin1_code="TN") == [4647963]
    assert ids(gazetteer, "Paris", country="MX") == []
    assert ids(gazetteer, "Paris", near=(36.0, -88.0))[0] == 4647963


def test_the_spelling_that_matched_is_told(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("parigi")[0].matched_name == "Parigi"
    assert gazetteer.lookup("PARIS")[0].matched_name == "Paris"


@pytest.mark.parametrize("name", ["PAR", "rondon", "Rondon"])
def test_codes_and_transliterations_are_no_names(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name) == []


@pytest.mark.parametrize(
    ("written", "scope", "found", "edits"),
    [
        ("Talpalpa", [("MX", "14")], 3982461, 1),
        ("Talpalpa", [("MX", "")], 3982461, 1),
        ("Talpalpa", [], 3982461, 1),
        ("Guadalahara", [], 4005539, 1),
        ("Gaudalajara", [], 4005539, 1),  # two letters swapped are one typo
        ("Guadalahar", [("MX", "14")], 4005539, 2),
        ("Oxfrod", [("GB", "")], 2640729, 1),
    ],
)
def test_typos_are_corrected_and_marked(
    gazetteer: Gazetteer, written: str, scope: list[tuple[str, str]], found: int, edits: int
) -> None:
    place = gazetteer.lookup(written, fuzzy=True, scope=scope)[0]
    assert (place.geonameid, place.edits) == (found, edits)
    assert place.matched_name != written


@pytest.mark.parametrize(
    ("written", "scope"),
    [
        ("Suvo", []),  # under five letters
        ("Suvo", [("FJ", "")]),
        ("Talpalpa", [("MX", "09")]),  # another division
        ("Talpalpa", [("US", "")]),
        ("Guadalahar", []),  # two letters only where the context says where
        ("Xxxxxxxxx", [("MX", "")]),
        ("a" * 10_000, [("MX", "")]),
    ],
)
def test_nothing_is_invented(gazetteer: Gazetteer, written: str, scope: list[tuple[str, str]]) -> None:
    assert gazetteer.lookup(written, fuzzy=True, scope=scope) == []


def test_an_exact_name_is_never_corrected(gazetteer: Gazetteer) -> None:
    assert all(place.edits == 0 for place in gazetteer.lookup("Paris", fuzzy=True, scope=[("FR", "")]))


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "\x00", "Paris\x00London",
        "'; DROP TABLE place; --", '" OR 1=1', "P.*", "(a+)+$", "%", "_aris", "Par%",
        "\u202e", "🎉", "x" * 10_000, "Paris " * 5_000, "a\u0301" * 60, "\ud800", "{{7*7}}", "${x}", "NULL", "None",
    ],
)  # fmt: skip
def test_hostile_names_match_nothing(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name, fuzzy=True, scope=[("MX", "14"), ("FR", "")]) == []
    assert gazetteer.has_name(fold(name)) is False


def test_membership(gazetteer: Gazetteer) -> None:
    assert gazetteer.has_name("tapalpa")
    assert not gazetteer.has_name("talpalpa")
    assert gazetteer.is_prefix("new")
    assert gazetteer.is_prefix("new york")
    assert not gazetteer.is_prefix("new york city")
    assert not gazetteer.is_prefix("tapal")
    assert gazetteer.kind_of("paris") is NameKind.PRIMARY
    assert gazetteer.kind_of("parigi") is NameKind.ALTERNATE
    assert gazetteer.kind_of("tenn") is NameKind.ABBREVIATION
    assert gazetteer.kind_of("ga") is NameKind.QUALIFIER
    assert gazetteer.kind_of("lutetia") is NameKind.EXONYM
    assert gazetteer.kind_of("париж") is NameKind.SCRIPT
    assert gazetteer.kind_of("nowhere") is None
    assert set(gazetteer.names_of(2988507)) == {"Paris", "Parigi", "Lutetia", "Париж"}
    assert ("tapalpa", 3982461, NameKind.PRIMARY) in set(gazetteer.iter_names("MX"))


def test_countries_divisions_and_demonyms(gazetteer: Gazetteer) -> None:
    mexico = gazetteer.country_of("mx")
    assert mexico is not None
    assert (mexico.name, mexico.feature_code, mexico.radius_km) == ("Mexico", "PCLI", 1200.0)
    assert gazetteer.country_of("ZZ") is None
    assert set(gazetteer.countries()) == {"MX", "US", "GE", "FR"}
    assert [place.name for place in gazetteer.divisions("US")] == ["Georgia", "Tennessee", "New York"]
    assert gazetteer.demonyms()["mexican"] == mexico
    assert gazetteer.demonyms()["parisian"].geonameid == 2988507
    assert gazetteer.by_id(3996063) == mexico
    assert gazetteer.by_id(1) is None
    assert [place.geonameid for place in gazetteer.places_in("US", "TN")] == [4662168, 4647963]
    assert gazetteer.lookup("Mexico City")[0].feature_code == "PPLC"
    assert gazetteer.lookup("Donbas")[0].geonameid is None


def test_nearest(gazetteer: Gazetteer) -> None:
    assert gazetteer.nearest(20.0, -103.7)[0].geonameid == 3982461
    assert [place.geonameid for place in gazetteer.nearest(20.0, -103.7, limit=5)] == [3982461, 4005539]
    assert gazetteer.nearest(0.0, 0.0) == []
    assert gazetteer.nearest(-16.83, 179.99)[0].geonameid == 4035715  # across the date line
    assert gazetteer.nearest(90.0, 0.0) == []


def test_threads_and_copies_share_a_file(gazetteer: Gazetteer) -> None:
    copy = pickle.loads(pickle.dumps(gazetteer))
    found: list[int | None] = []
    threads = [threading.Thread(target=lambda: found.extend(ids(copy, "Tapalpa")[:1])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3982461] * 8


def test_info_names_sources_and_counts(gazetteer: Gazetteer, tmp_path: Path) -> None:
    info = gazetteer.info()
    assert info["count_place"] == str(16 + 1 + 4 + 5 + 1 + 2)
    assert "CC BY 4.0" in info["sources"]
    assert info["path"] == str(gazetteer.path)
