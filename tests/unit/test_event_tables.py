"""Tables of events as input: our exports come back, ACLED's and UCDP's columns are known, bad rows are named."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.column_names import type_names
from geodata.errors import InputError, UnknownName, UsageError
from geodata.event_tables import fields, is_event_table, parse_columns, read_events
from geodata.exports import write
from geodata.model import Event
from geodata.records import clean, event_to_record
from geodata.taxonomy import EVENT_TYPES
from tests.factories import HOSTILE, every_text, make_event, make_events

DATA = Path(__file__).parents[1] / "data"


def same(event: Event) -> dict[str, object]:
    """What a flat export can bring back."""
    record = event_to_record(event)
    for name in ("date_text", "date_source", "place_source", "place_text", "article_id", "quote_start", "quote_end"):
        record.pop(name)
    return {name: value for name, value in record.items() if not name.startswith("confidence_")}


@pytest.mark.parametrize("suffix", [".geojson", ".csv", ".jsonl"])
def test_our_exports_come_back_as_they_were(tmp_path: Path, suffix: str) -> None:
    events = make_events(60)
    path = write(events, tmp_path / f"events{suffix}")
    assert is_event_table(path)
    assert [same(event) for event in read_events(path)] == [same(event) for event in events]


def test_parquet_comes_back_as_it_was(tmp_path: Path) -> None:
    events = make_events(60)
    path = tmp_path / "events.parquet"
    pd.DataFrame([event_to_record(event) for event in events]).to_parquet(path)
    assert [same(event) for event in read_events(path)] == [same(event) for event in events]


def test_hostile_text_comes_back_as_text(tmp_path: Path) -> None:
    for number, hostile in enumerate(HOSTILE):
        path = write([every_text(hostile)], tmp_path / f"{number}.csv")
        (event,) = read_events(path)
        assert event.title.replace("\r", "\n") == clean(hostile).strip()
        assert event.sources[0].quote == clean(hostile).strip()


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''-2", "'quoted' word", "-", "@home", "'"])
@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".gpkg"])
def test_an_apostrophe_is_taken_away_only_where_a_table_put_it(tmp_path: Path, suffix: str, text: str) -> None:
    (event,) = read_events(write([every_text(text)], tmp_path / f"e{suffix}"))
    assert (event.event_id, event.title, event.sources[0].quote) == (text, text, text)


def test_acled_s_columns_are_known_and_bad_rows_are_named() -> None:
    path = DATA / "acled.csv"
    errors: list[str] = []
    events = list(read_events(path, on_error=lambda error: errors.append(str(error))))
    clash, protest = events
    assert (clash.type, clash.place.name, clash.place.country, clash.location.geo_precision) == (
        "armed_clash", "Ansongo", "ML", 2,
    )  # fmt: skip
    assert clash.when.start == dt.date(2026, 2, 22)
    assert [actor.name for actor in clash.actors] == ["Armed group A", "Military forces"]
    assert clash.casualties.fatalities is not None
    assert clash.casualties.fatalities.best == 4
    assert clash.sources[0].quote == "A patrol met gunmen."
    assert (protest.type, protest.when.precision, protest.location.lat) == ("protest", "month", 12.65)
    assert ["line 4, event 'MLI3'" in errors[0], "line 5, event 'MLI4'" in errors[1]] == [True, True]
    assert "31 February" in errors[0]
    assert "no coordinates" in errors[1]


def test_ucdp_ged_s_columns_are_known() -> None:
    path = DATA / "ged.csv"
    (event,) = read_events(path)
    count = event.casualties.fatalities
    assert count is not None
    assert (count.low, count.best, count.high) == (9, 12, 20)
    assert (event.type, event.place.country, event.location.geo_precision) == ("attack", "CD", 3)
    assert (event.when.start, event.when.end, event.when.precision) == (
        dt.date(2025, 3, 1), dt.date(2025, 3, 4), "week",
    )  # fmt: skip


def test_any_table_with_its_columns_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("Headline,Y_WGS,X_WGS,When\nFire at the mill,47.5,7.6,2026-03\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no columns with coordinates.*headline, y_wgs"):
        list(read_events(path))
    columns = parse_columns("title=Headline, lat=Y_WGS, lon=X_WGS, date=When")
    (event,) = read_events(path, columns=columns)
    assert (event.title, event.location.lat, event.when.end, event.when.precision) == (
        "Fire at the mill", 47.5, dt.date(2026, 3, 31), "month",
    )  # fmt: skip
    assert event.confidence.overall == 1.0
    with pytest.raises(UsageError, match="no column 'Z'"):
        list(read_events(path, columns={"lat": "Z"}))
    with pytest.raises(UnknownName, match="colour"):
        list(read_events(path, columns={"colour": "Headline"}))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("lat", "NaN", "event 'e1'.*no coordinates|event 'e1'.*not on the map"),
        ("lat", "north", "lat is 'north'"),
        ("lon", "190", "not on the map"),
        ("date", "03/04/2026", "without guessing"),
        ("fatalities", "-2", "no number of people"),
        ("fatalities", "many", "no number"),
        ("confidence", "80", "from 0 to 1"),
        ("date_end", "2020-01-01", "lies before"),
    ],
)
def test_a_value_that_makes_no_sense_is_said(tmp_path: Path, column: str, value: str, said: str) -> None:
    row = {"id": "e1", "lat": "1", "lon": "2", "date": "2026-01-02", column: value}
    path = tmp_path / "t.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        list(read_events(path))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.geojson", b"{"), ("b.geojson", b'{"type": "Feature"}'), ("c.parquet", b"PAR1nonsense"),
        ("d.jsonl", b'{"event_id": 1, "lat": 2\n'), ("e.csv", b"a,b\n1,2\n"),
        ("f.geojson", b'{"features": [3, {"geometry": {"type": "Polygon", "coordinates": []}}]}'),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_events_is_an_input_error(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=name):
        list(read_events(path))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".tsv", ".geojson", ".jsonl"]))
def test_wild_bytes_are_events_or_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("wild") / f"w{suffix}"
    path.write_bytes(data)
    errors: list[InputError] = []
    with suppress(InputError):
        list(read_events(path, on_error=errors.append))
    assert all(path.name in str(error) for error in errors)


def test_the_tables_name_only_what_there_is() -> None:
    assert set(type_names().values()) <= set(EVENT_TYPES)
    assert {"lat", "lon", "title", "date_start"} <= set(fields())


def test_articles_are_no_tables(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Paris"}\n', encoding="utf-8")
    assert not is_event_table(tmp_path / "a.jsonl")
    assert not is_event_table(tmp_path / "a.txt")


def test_an_event_from_a_table_keeps_its_own_numbers(tmp_path: Path) -> None:
    event = replace(make_event(3), event_id="x,1")
    (back,) = read_events(write([event], tmp_path / "one.csv"))
    assert back.event_id == "x,1"
    assert back.casualties == event.casualties


def test_points_of_any_layer_are_brought_to_degrees(tmp_path: Path) -> None:
    from geopandas import GeoDataFrame, points_from_xy

    path = tmp_path / "theirs.gpkg"
    points = points_from_xy([2.3522, -179.9], [48.8566, -16.5], crs="EPSG:4326")
    frame = GeoDataFrame({"Headline": ["Paris", "Taveuni"], "lat": [0.0, 0.0]}, geometry=points).to_crs("EPSG:3857")
    frame.to_file(path, layer="incidents", driver="GPKG")
    frame.drop(columns="geometry").to_parquet(tmp_path / "plain.parquet")
    frame.to_parquet(tmp_path / "theirs.parquet")
    for theirs in (path, tmp_path / "theirs.parquet"):
        paris, taveuni = read_events(theirs)
        assert (paris.title, round(paris.location.lat, 6), round(paris.location.lon, 6)) == ("Paris", 48.8566, 2.3522)
        assert (round(taveuni.location.lat, 6), round(taveuni.location.lon, 6)) == (-16.5, -179.9)
    with pytest.raises(InputError, match="no columns with coordinates"):
        list(read_events(tmp_path / "plain.parquet"))


def test_what_is_no_point_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    from geopandas import GeoDataFrame
    from shapely import Point, Polygon

    shapes = [None, Polygon([(0, 0), (1, 0), (1, 1)]), Point(), Point(7, 47)]
    frame = GeoDataFrame({"event_id": ["a", "b", "c", "d"]}, geometry=shapes, crs="EPSG:4326")
    for suffix in (".gpkg", ".parquet"):
        path = tmp_path / f"mixed{suffix}"
        frame.to_parquet(path) if suffix == ".parquet" else frame.to_file(path, driver="GPKG")
        errors: list[InputError] = []
        (event,) = read_events(path, on_error=errors.append)
        assert (event.event_id, event.location.lat) == ("d", 47.0)
        assert len(errors) == 3
        assert all("no coordinates" in str(error) for error in errors)


def test_a_file_that_only_has_the_ending_is_never_given_to_gdal(tmp_path: Path) -> None:
    write(make_events(2), tmp_path / "secret.geojson")
    virtual = f"""<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{tmp_path / "secret.geojson"}
        </SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""
    for suffix in (".gpkg", ".fgb"):
        path = tmp_path / f"virtual{suffix}"
        path.write_text(virtual, encoding="utf-8")
        with pytest.raises(InputError, match=f"virtual{suffix}: it does not begin as a {suffix} file does"):
            list(read_events(path))


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet"])
def test_a_damaged_file_is_an_input_error_that_names_it(tmp_path: Path, suffix: str) -> None:
    whole = write(make_events(40), tmp_path / f"whole{suffix}").read_bytes()
    for share in (0.02, 0.3, 0.6, 0.9):
        path = tmp_path / f"cut{suffix}"
        path.write_bytes(whole[: int(len(whole) * share)])
        errors: list[InputError] = []
        with suppress(InputError):
            list(read_events(path, on_error=errors.append))
        scrambled = bytearray(whole)
        scrambled[int(len(whole) * share) : int(len(whole) * share) + 200] = bytes(range(200))
        path.write_bytes(scrambled)
        with suppress(InputError):
            list(read_events(path, on_error=errors.append))
        assert all(path.name in str(error) for error in errors)
