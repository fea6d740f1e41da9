"""Exports: files that other programs read, whole or not there at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import exports
from geodata.cells import plain_cell
from geodata.column_names import dictionary
from geodata.errors import ExportError, UnknownName
from geodata.event_tables import is_event_table, read_events
from geodata.model import Event, When
from geodata.records import clean, event_to_record
from tests.factories import HOSTILE, at, every_text, make_event, make_events

EVENTS = make_events(60)
UNDATED = [make_event(index, when=When()) for index in range(3)]
EDGES = [
    at(90.0, 0.0, 0, event_id="north"), at(-90.0, 0.0, 1, event_id="south"), at(0.0, 180.0, 2, event_id="east"),
    at(0.0, -180.0, 3, event_id="west"), at(-90.0, -180.0, 4, event_id="corner"),
]  # fmt: skip
WILD = [replace(every_text(hostile), event_id=f"h{number}") for number, hostile in enumerate(HOSTILE)]
CASES = {"many": EVENTS, "none": [], "undated": UNDATED, "edges": EDGES, "hostile": WILD}
NASTY = "=cmd|' /C calc'!A0 </name><script> \x0b ]]> “ü”"
COLUMNS = dictionary()["dateline"]


def frame_of(path: Path) -> gpd.GeoDataFrame:
    """Read a file as any user of GeoPandas would."""
    if path.suffix in {".parquet", ".geoparquet"}:
        return gpd.read_parquet(path)
    if path.suffix == ".csv":
        table = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False, na_values={"lat": "", "lon": ""})
        return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    if path.suffix == ".jsonl":
        table = pd.DataFrame([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
        table = table if len(table) else pd.DataFrame(columns=[column.name for column in COLUMNS])
        return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    return gpd.read_file(path, engine="pyogrio", use_arrow=path.suffix in {".gpkg", ".fgb"})


def plain(value: Any, kind: str) -> Any:
    """A value of any of these programs as the record has it."""
    if (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or value == ""
        or (isinstance(value, float) and math.isnan(value))
    ):
        return "" if kind == "text" else None
    if kind == "date":
        return str(value)[:10]
    if kind == "integer":
        return int(value)
    return float(value) if kind == "number" else value


def rows_of(frame: gpd.GeoDataFrame, *, cells: bool = False) -> dict[str, dict[str, Any]]:
    """The rows by event as records; `cells` takes away the apostrophe of spreadsheets."""
    found = {}
    for row in frame.to_dict("records"):
        point = row.pop("geometry")
        row.setdefault("lon", point.x)
        row.setdefault("lat", point.y)
        record = {column.name: plain(row.get(column.name), column.type) for column in COLUMNS}
        assert (record["lon"], record["lat"]) == (point.x, point.y)
        if cells:
            record = {name: plain_cell(value) if isinstance(value, str) else value for name, value in record.items()}
        found[record["event_id"]] = record
    return found


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("suffix", [suffix for suffix in exports.WRITERS if suffix != ".kml"])
def test_every_format_comes_back_equal(tmp_path: Path, suffix: str, case: str) -> None:
    events = CASES[case]
    path = exports.write(events, tmp_path / f"events{suffix}")
    frame = frame_of(path)
    assert frame.crs == "EPSG:4326"
    assert rows_of(frame, cells=suffix == ".csv") == {event.event_id: event_to_record(event) for event in events}
    assert len(frame) == len(events)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("suffix", [suffix for suffix in exports.WRITERS if suffix != ".kml"])
def test_every_format_can_be_mapped_again(tmp_path: Path, suffix: str, case: str) -> None:
    events = CASES[case]
    path = exports.write(events, tmp_path / f"events{suffix}")
    back = {event.event_id: event for event in read_events(path)}
    assert set(back) == {event.event_id for event in events}
    assert len(back) == 0 or is_event_table(path)
    for event in events:
        again, was = back[event.event_id], clean_event(event)
        assert again.title == was.title.strip()
        assert again.when.start == was.when.start
        assert again.when.end == was.when.end
        assert again.casualties == was.casualties
        assert again.location.lat == round(was.location.lat, 5)
        assert again.location.lon == round(was.location.lon, 5)
        assert again.place.geonameid == was.place.geonameid


def clean_event(event: Event) -> Event:
    return replace(event, title=clean(event.title))


def test_a_hostile_identifier_is_text_in_every_format(tmp_path: Path) -> None:
    for suffix in exports.WRITERS:
        for number, hostile in enumerate(HOSTILE):
            path = exports.write([every_text(hostile)], tmp_path / f"{number}{suffix}")
            assert path.stat().st_size > 0
            if suffix != ".kml":
                assert [event.event_id for event in read_events(path)] == [clean(hostile).strip()]


@settings(max_examples=25, deadline=None)
@given(
    text=st.text(max_size=40) | st.text(alphabet="\r\n\t ]>&;'\"$[=+-@,\x00\ud800\x85\u2028a", max_size=20),
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
)
def test_any_text_at_any_point_comes_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, lat: float, lon: float
) -> None:
    event = every_text(text)
    event = replace(event, event_id="x", location=replace(event.location, lat=lat, lon=lon))
    folder = tmp_path_factory.mktemp("any")
    for suffix in exports.WRITERS:
        path = exports.write([event], folder / f"e{suffix}")
        if suffix == ".kml":
            ElementTree.parse(path)
            continue
        (back,) = read_events(path)
        assert (back.location.lat, back.location.lon) == (round(lat, 5), round(lon, 5))
        assert back.sources[0].quote == clean(text).strip()


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb"])
@pytest.mark.parametrize("events", [EVENTS, []], ids=["many", "none"])
def test_a_layer_has_one_name_and_typed_columns(tmp_path: Path, suffix: str, events: list[Event]) -> None:
    path = exports.write(events, tmp_path / f"of-a-day{suffix}")
    assert [name for name, _ in pyogrio.list_layers(path)] == ["events"]
    info = pyogrio.read_info(path)
    day = "OFTDate" if suffix == ".gpkg" else "OFTDateTime"  # FlatGeobuf has no dates
    kinds = {"text": "OFTString", "integer": "OFTInteger64", "number": "OFTReal", "date": day}
    assert dict(zip(info["fields"], info["ogr_types"], strict=True)) == {c.name: kinds[c.type] for c in COLUMNS}
    assert (info["geometry_type"], info["crs"]) == ("Point", "EPSG:4326")
    assert max(0, info["features"]) == len(events)  # FlatGeobuf says -1 of none


@pytest.mark.parametrize("events", [EVENTS, UNDATED, []], ids=["many", "undated", "none"])
def test_geoparquet_has_typed_columns(tmp_path: Path, events: list[Event]) -> None:
    from pyarrow import parquet

    schema = parquet.read_schema(exports.write(events, tmp_path / "e.parquet"))
    kinds = {"text": {"string", "large_string"}, "integer": {"int64"}, "number": {"double"}, "date": {"date32[day]"}}
    assert [c.name for c in COLUMNS if str(schema.field(c.name).type) not in kinds[c.type]] == []
    assert json.loads(schema.metadata[b"geo"])["primary_column"] == "geometry"


def test_a_frame_has_dates_to_reckon_with_and_numbers_that_may_be_missing() -> None:
    frame = exports.to_geodataframe([*EVENTS, *UNDATED])
    assert frame.crs == "EPSG:4326"
    assert frame["date_start"].isna().sum() == len(UNDATED)
    assert (frame["date_start"].dt.year == 2026).sum() == len(EVENTS)
    assert str(frame["fatalities_best"].dtype) == "Int64"
    best = [event.casualties.fatalities.best for event in [*EVENTS, *UNDATED] if event.casualties.fatalities]
    assert frame["fatalities_best"].sum() == sum(best)
    assert frame.geometry.x.tolist() == [round(event.location.lon, 5) for event in [*EVENTS, *UNDATED]]
    assert exports.to_geodataframe([]).columns.tolist() == frame.columns.tolist()


def test_years_beyond_nanoseconds_keep_their_dates(tmp_path: Path) -> None:
    import datetime as dt

    old = [
        make_event(n, when=When(start=day, end=day, precision="day", source="text"))
        for n, day in enumerate([dt.date(79, 10, 24), dt.date(1348, 1, 25), dt.date(9999, 12, 31)])
    ]
    for suffix in exports.WRITERS:
        if suffix != ".kml":
            back = {event.event_id: event for event in read_events(exports.write(old, tmp_path / f"e{suffix}"))}
            assert [back[event.event_id].when.start for event in old] == [event.when.start for event in old], suffix


def test_geojson_has_longitude_first_and_every_event(tmp_path: Path) -> None:
    found = json.loads(exports.write(EVENTS, tmp_path / "e.geojson").read_text(encoding="utf-8"))
    assert [feature["id"] for feature in found["features"]] == [event.event_id for event in EVENTS]
    assert found["features"][0]["geometry"]["coordinates"] == [
        round(EVENTS[0].location.lon, 5), round(EVENTS[0].location.lat, 5)]  # fmt: skip
    assert found == exports.to_geojson(EVENTS)


def test_csv_comes_back_row_by_row_and_runs_no_formula(tmp_path: Path) -> None:
    path = exports.write([replace(EVENTS[0], title=NASTY)], tmp_path / "e.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["title"] == "'" + NASTY
    assert float(row["lat"]) == round(EVENTS[0].location.lat, 5)


def test_a_csv_without_events_has_its_columns(tmp_path: Path) -> None:
    text = exports.write([], tmp_path / "e.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [[column.name for column in COLUMNS]]


def test_an_unknown_ending_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"unknown export format '\.shp'; known are: \.csv"):
        exports.write(EVENTS, tmp_path / "e.shp")


@pytest.mark.parametrize("suffix", exports.WRITERS)
def test_a_failing_export_leaves_the_older_file_as_it_was(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"e{suffix}"
    path.write_text("older", encoding="utf-8")

    def failing() -> Iterator[Event]:
        yield EVENTS[0]
        raise OSError(28, "No space left on device")

    events: Iterable[Event] = failing()
    with pytest.raises(ExportError, match=rf"e{suffix}: cannot be written \(No space left"):
        exports.write(events, path)
    assert path.read_text(encoding="utf-8") == "older"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet"])
def test_a_library_that_fails_half_way_leaves_the_older_file(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exports.write(EVENTS[:2], tmp_path / f"e{suffix}")
    before = path.read_bytes()
    error = pyogrio.errors.DataLayerError("disk is full") if suffix != ".parquet" else OSError("disk is full")

    def half(_frame: object, to: Path, **_options: object) -> None:
        to.write_bytes(b"half")
        to.with_name(f"{to.name}-journal").write_bytes(b"half")
        raise error

    monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet" if suffix == ".parquet" else "to_file", half)
    with pytest.raises(ExportError, match="disk is full"):
        exports.write(EVENTS, path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


FULL_DISK = """
import resource, signal, sys
from geodata.exports import write
from geodata.errors import ExportError
from tests.factories import make_events
path, limit = sys.argv[1], int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    write(make_events(1500), path)
except ExportError as error:
    print(error)
"""


@pytest.mark.parametrize(("suffix", "share"), [(".gpkg", 0.5), (".gpkg", 0.93), (".fgb", 0.5), (".fgb", 0.99999)])
def test_a_disk_that_fills_up_is_noticed_even_at_the_last_byte(tmp_path: Path, suffix: str, share: float) -> None:
    path = exports.write(make_events(1500), tmp_path / f"e{suffix}")
    before = path.read_bytes()
    command = [sys.executable, "-c", FULL_DISK, str(path), str(int(len(before) * share))]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout
    assert "cannot be written" in said
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


def test_an_older_file_of_the_name_is_replaced(tmp_path: Path) -> None:
    for suffix in exports.WRITERS:
        path = tmp_path / f"e{suffix}"
        path.write_bytes(b"something else")
        exports.write(EVENTS[:1], path)
        assert b"something else" not in path.read_bytes()
