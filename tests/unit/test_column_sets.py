"""Columns of the exports: each is in the data dictionary; ACLED's and UCDP GED's are read back as what was written."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from geodata import exports, model
from geodata.column_names import (
    codes_of_values,
    country_codes,
    country_names,
    dictionary,
    field_of,
    known_columns,
    read_table,
    type_names,
)
from geodata.column_sets import COLUMN_SETS, column_set
from geodata.dictionary import data_dictionary
from geodata.errors import ExportError, UnknownName
from geodata.event_tables import read_events
from geodata.model import Actor, Event, When
from geodata.records import clean, event_to_record
from geodata.taxonomy import EVENT_TYPES
from tests.factories import HOSTILE, every_text, make_event, make_events

EVENTS = make_events(300)
SETS = list(COLUMN_SETS)
FOREIGN = ["acled", "ucdp"]
READ_BACK = [suffix for suffix in exports.WRITERS if suffix != ".kml"]


def dated(precision: model.DatePrecision, start: dt.date = dt.date(2026, 2, 1), **changes: Any) -> Event:
    when = When(start=start, end=start, precision=precision, source="text")
    return make_event(0, **{"when": when, "type": "attack", "category": "conflict", "status": "asserted", **changes})


# ------------------------------------------------- the data dictionary


@pytest.mark.parametrize("name", SETS)
def test_the_dictionary_has_the_columns_of_the_records_and_no_others(name: str) -> None:
    (_, record), *_ = COLUMN_SETS[name].records([dated("day")])
    assert [column.name for column in dictionary()[name]] == list(record)
    assert set(dictionary()) == set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_values_are_of_the_type_that_the_dictionary_says(name: str) -> None:
    kinds: dict[str, Callable[[object], bool]] = {
        "text": lambda value: isinstance(value, str),
        "integer": lambda value: value is None or type(value) is int,
        "number": lambda value: isinstance(value, float),
        "date": lambda value: value is None or (isinstance(value, str) and dt.date.fromisoformat(value) is not None),
    }
    rows = [record for _, record in COLUMN_SETS[name].records([*EVENTS, make_event(1, when=When())])]
    assert len(rows) > 30
    for column in dictionary()[name]:
        assert [row[column.name] for row in rows if not kinds[column.type](row[column.name])] == [], column.name


def test_every_row_of_the_dictionary_says_what_it_means() -> None:
    ours = {column.name for column in dictionary()["dateline"]}
    for columns in dictionary().values():
        assert len({column.name for column in columns}) == len(columns)
        for column in columns:
            assert column.type in {"text", "integer", "number", "date"}
            assert column.meaning.endswith(".")
            assert set(column.holds) <= ours
            assert column.codes or column.type == "text"


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("status", get_args(model.Status)),
        ("date_precision", get_args(model.DatePrecision)),
        ("date_source", get_args(model.DateSource)),
        ("place_source", get_args(model.PlaceSource)),
        ("geo_precision", [str(step) for step in get_args(model.GeoPrecision)]),
    ],
)
def test_the_codes_are_those_of_the_model(column: str, values: list[str]) -> None:
    (found,) = (each for each in dictionary()["dateline"] if each.name == column)
    assert found.codes.split("|") == list(values)


@pytest.mark.parametrize("name", FOREIGN)
def test_the_codes_are_those_that_are_written(name: str) -> None:
    for column in dictionary()[name]:
        if column.name in codes_of_values():
            assert column.codes.split("|") == [str(c) for c in sorted(set(codes_of_values()[column.name].values()))]
        if column.name == "type_of_violence":
            assert column.codes.split("|") == sorted({kind.ucdp for kind in EVENT_TYPES.values() if kind.ucdp})


@pytest.mark.parametrize("name", SETS)
def test_the_page_tells_of_every_column_and_of_what_is_left_out(name: str) -> None:
    page = data_dictionary(name)
    rows = [line.strip("| ").split(" | ") for line in page.split("## ")[0].splitlines() if line.startswith("| ")][1:]
    assert [row[0] for row in rows] == [column.name for column in dictionary()[name]]
    left_out = COLUMN_SETS[name].left_out()
    assert all(column in page for column in left_out)
    assert COLUMN_SETS[name].scope in page
    assert ("confidence" in left_out) == (name != "dateline")
    assert (left_out == []) == (name == "dateline")
    assert ("landslide" in page) == (name == "dateline")


def test_the_page_is_written_beside_the_data(tmp_path: Path) -> None:
    exports.write(EVENTS, tmp_path / "week.12.gpkg", columns="ucdp", dictionary=True)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["week.12.dictionary.md", "week.12.gpkg"]
    assert (tmp_path / "week.12.dictionary.md").read_text(encoding="utf-8") == data_dictionary("ucdp")
    exports.write(EVENTS, tmp_path / "plain.csv")
    assert not (tmp_path / "plain.dictionary.md").exists()


def test_a_page_that_cannot_be_written_is_an_export_error(tmp_path: Path) -> None:
    (tmp_path / "e.dictionary.md").mkdir()
    with pytest.raises(ExportError, match=r"e\.dictionary\.md: cannot be written"):
        exports.write(EVENTS, tmp_path / "e.csv", dictionary=True)
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_an_unknown_set_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="unknown set of columns 'gdelt'; known are: acled, dateline, ucdp"):
        exports.write(EVENTS, tmp_path / "e.csv", columns="gdelt")
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------- the tables agree


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_written_into_a_column_is_what_is_read_from_it(name: str) -> None:
    ours = {field: {field, f"{field}_best", f"{field}s"} for field in known_columns()}
    ours["type"].add("category")
    ours["participant"] |= {"perpetrator", "target"}
    ours["participant2"] = ours["participant"]
    for column in dictionary()[name]:
        if column.name not in field_of() or column.name in {"year", "source_date"} or not column.holds:
            continue
        assert set(column.holds) & ours[field_of()[column.name]], column


def test_acled_s_names_of_our_types_are_acled_s_and_read_as_the_same_type() -> None:
    known = {row["sub_event_type"] for row in read_table("acled_types")}
    for kind in EVENT_TYPES.values():
        assert not kind.acled or (kind.acled in known and type_names()[kind.acled.lower()] == kind.name)
    assert [name for name in known if name.lower() not in type_names()] == []


def test_ucdp_s_codes_of_our_types_are_read_as_conflict() -> None:
    coded = {kind.name: type_names()[f"type_of_violence={kind.ucdp}"] for kind in EVENT_TYPES.values() if kind.ucdp}
    assert (coded["armed_clash"], coded["attack"]) == ("armed_clash", "attack")
    assert {EVENT_TYPES[name].category for names in coded.items() for name in names} == {"conflict"}


def test_every_country_s_name_is_read_as_its_code() -> None:
    assert [code for code, name in country_names().items() if country_codes()[name.lower()] != code] == []


# ------------------------------------------------- there and back


@pytest.mark.parametrize("suffix", READ_BACK)
@pytest.mark.parametrize("name", FOREIGN)
def test_other_people_s_columns_come_back_as_what_they_hold(tmp_path: Path, name: str, suffix: str) -> None:
    held = {event.event_id: event for event, _ in column_set(name).records(EVENTS)}
    assert len(held) > 30
    back = list(read_events(exports.write(EVENTS, tmp_path / f"e{suffix}", columns=name)))
    assert {event.event_id for event in back} == set(held)
    for again in back:
        was = held[again.event_id]
        assert again.type == was.type if name == "acled" else again.category == was.category
        assert (again.when.start, again.when.precision) == (was.when.start, was.when.precision)
        assert (again.location.lat, again.location.lon) == (round(was.location.lat, 5), round(was.location.lon, 5))
        assert (again.place.name, again.place.country, again.place.admin1) == (
            was.place.name, was.place.country, was.place.admin1)  # fmt: skip
        assert again.sources[0].quote == was.sources[0].quote
        ours, theirs = was.casualties.fatalities, again.casualties.fatalities
        assert (ours is None) == (theirs is None)
        if ours and theirs:
            assert theirs.best == ours.best
            assert name == "acled" or theirs == ours
        steps = {4: 3} if name == "acled" else {}
        assert again.location.geo_precision == steps.get(was.location.geo_precision, was.location.geo_precision)


@pytest.mark.parametrize("suffix", exports.WRITERS)
@pytest.mark.parametrize("name", FOREIGN)
def test_any_text_and_no_events_at_all(tmp_path: Path, name: str, suffix: str) -> None:
    wild = [replace(every_text(text), event_id=f"h{n}", type="attack") for n, text in enumerate(HOSTILE)]
    path = exports.write(wild, tmp_path / f"wild{suffix}", columns=name)
    if suffix in READ_BACK:
        assert {event.event_id: event.sources[0].quote for event in read_events(path)} == {
            f"h{number}": clean(text).strip() for number, text in enumerate(HOSTILE)
        }
    assert exports.write([], tmp_path / f"none{suffix}", columns=name).exists()


def test_a_row_of_acled_s_columns(tmp_path: Path) -> None:
    actors = (
        Actor(name="Gunmen", role="perpetrator"), Actor(name="Traders", role="target"),
        Actor(name="Farmers", role="target"), Actor(name="Police", role="responder"),
    )  # fmt: skip
    event = replace(dated("week"), event_id="=1+1", actors=actors)
    path = exports.write([event], tmp_path / "a.csv", columns="acled")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    wanted = {
        "event_id_cnty": "'=1+1", "event_date": "2026-02-01", "year": "2026", "time_precision": "2",
        "disorder_type": "Political violence", "event_type": "Violence against civilians", "sub_event_type": "Attack",
        "actor1": "Gunmen", "actor2": "Traders; Farmers", "country": "Mexico", "admin1": "Jalisco",
        "location": "Tapalpa", "latitude": "19.9448", "longitude": "-103.7589", "geo_precision": "1",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_a_feature_of_ucdp_s_columns() -> None:
    actors = (Actor(name="Army", role="participant"), Actor(name="Rebels", role="participant"))
    (feature,) = exports.to_geojson([replace(dated("month"), actors=actors)], columns="ucdp")["features"]
    row = json.loads(json.dumps(feature))["properties"]
    assert (row["side_a"], row["side_b"], row["type_of_violence"], row["date_prec"], row["where_prec"]) == (
        "Army", "Rebels", 3, 4, 1)  # fmt: skip
    assert feature["id"] == "e000000"
    assert feature["geometry"]["coordinates"] == [-103.7589, 19.9448]
    assert {"latitude", "longitude"}.isdisjoint(row)


@pytest.mark.parametrize(
    ("event", "acled", "ucdp"),
    [
        (dated("day"), True, True),
        (dated("month"), True, True),
        (dated("year"), False, True),
        (dated("unknown"), False, False),
        (replace(dated("day"), when=When()), False, False),
        (dated("day", status="claimed"), True, True),
        (dated("day", status="denied"), False, False),
        (dated("day", status="planned"), False, False),
        (dated("day", status="background"), False, False),
        (dated("day", type="flood", category="disaster"), False, False),
        (dated("day", type="protest", category="unrest"), True, False),
    ],
)
def test_what_a_set_cannot_say_is_left_out(event: Event, acled: bool, ucdp: bool) -> None:
    assert (COLUMN_SETS["acled"].holds(event), COLUMN_SETS["ucdp"].holds(event)) == (acled, ucdp)
    assert COLUMN_SETS["dateline"].holds(event)
    assert len(exports.to_geodataframe([event], columns="acled")) == acled


def test_our_own_record_is_the_first_set() -> None:
    assert COLUMN_SETS["dateline"].record(EVENTS[0]) == event_to_record(EVENTS[0])
