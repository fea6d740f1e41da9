"""Exports: files that other programs read, whole or not there at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from geodata import exports
from geodata.errors import ExportError, UnknownName
from geodata.model import Event
from tests.factories import make_event

EVENTS = [make_event(index) for index in range(30)]
NASTY = "=cmd|' /C calc'!A0 </name><script> \x00\x0b ]]> “ü”"


@pytest.mark.parametrize("suffix", exports.WRITERS)
def test_every_format_takes_no_events_at_all(tmp_path: Path, suffix: str) -> None:
    assert exports.write([], tmp_path / f"none{suffix}").exists()


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


def test_kml_holds_any_text(tmp_path: Path) -> None:
    path = exports.write([replace(EVENTS[0], title=NASTY)], tmp_path / "e.kml")
    names = [element.text for element in ElementTree.parse(path).iter("{http://www.opengis.net/kml/2.2}name")]
    assert names[1] is not None
    assert names[1].startswith("=cmd|' /C calc'!A0 </name><script>")


def test_an_unknown_ending_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"unknown export format '\.shp'; known are: \.csv"):
        exports.write(EVENTS, tmp_path / "e.shp")


def test_a_failing_export_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("older", encoding="utf-8")

    def failing() -> Iterator[Event]:
        yield EVENTS[0]
        raise OSError(28, "No space left on device")

    events: Iterable[Event] = failing()
    with pytest.raises(ExportError, match="No space left"):
        exports.write(events, path)
    assert path.read_text(encoding="utf-8") == "older"
    assert [file.name for file in tmp_path.iterdir()] == ["e.csv"]
