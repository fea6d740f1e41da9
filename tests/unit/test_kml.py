"""KML: in the order of OGC's schema, a folder and a style for each category, balloons that hold any text."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import pyogrio
import pytest

from geodata.column_names import read_table
from geodata.exports import write
from geodata.model import Event, When
from geodata.records import clean, event_to_record
from geodata.taxonomy import CATEGORIES
from mapapp.symbols import SYMBOLS
from tests.factories import HOSTILE, at, every_text, make_event, make_events

EVENTS = make_events(60)
NS = "{http://www.opengis.net/kml/2.2}"
# What OGC 07-147r2 lets stand in each element that we write, in this order; "*" may be repeated.
FEATURE = "name visibility open Snippet description TimeSpan styleUrl Style* ExtendedData".split()
CHILDREN = {
    "kml": ["Document"],
    "Document": [*FEATURE, "Folder*"],
    "Folder": [*FEATURE, "Placemark*"],
    "Placemark": [*FEATURE, "Point"],
    "Style": "IconStyle LabelStyle LineStyle PolyStyle BalloonStyle ListStyle".split(),
    "IconStyle": "color colorMode scale heading Icon hotSpot".split(),
    "BalloonStyle": "bgColor textColor text displayMode".split(),
    "Icon": ["href"],
    "TimeSpan": ["begin", "end"],
    "ExtendedData": ["Data*"],
    "Data": ["displayName", "value"],
    "Point": ["extrude", "altitudeMode", "coordinates"],
}
VALUES = {
    "visibility": r"[01]",
    "color": r"[0-9a-f]{8}",
    "begin": r"\d{4}-\d\d-\d\d",
    "end": r"\d{4}-\d\d-\d\d",
    "styleUrl": r"#[a-z]+",
    "coordinates": r"-?\d+(\.\d+)?,-?\d+(\.\d+)?",
}


def faults(element: ElementTree.Element) -> Iterator[str]:
    """Yield what in a tree the schema does not allow."""
    name = element.tag.removeprefix(NS)
    allowed = CHILDREN.get(name, [])
    place, before = -1, ""
    for child in element:
        known = {entry.rstrip("*"): number for number, entry in enumerate(allowed)}
        found = child.tag.removeprefix(NS)
        if found not in known:
            yield f"{found} in {name}"
        elif known[found] < place or (found == before and f"{found}*" not in allowed):
            yield f"{found} after {before} in {name}"
        else:
            place, before = known[found], found
        yield from faults(child)
    if name in VALUES and not re.fullmatch(VALUES[name], element.text or ""):
        yield f"{name} is {element.text!r}"


def tree(events: list[Event], folder: Path, **options: Any) -> ElementTree.Element:
    return ElementTree.parse(write(events, folder / "e.kml", **options)).getroot()


def texts(root: ElementTree.Element, path: str) -> list[str]:
    return [
        element.text or "" for element in root.findall("/".join(NS + step if step else "" for step in path.split("/")))
    ]


@pytest.mark.parametrize(
    "events",
    [EVENTS, [], [make_event(1, when=When())], [every_text(hostile) for hostile in HOSTILE]],
    ids=["many", "none", "undated", "hostile"],
)
def test_it_keeps_to_the_schema(tmp_path: Path, events: list[Event]) -> None:
    for columns in ("dateline", "acled", "ucdp"):
        root = tree(events, tmp_path, columns=columns)
        assert root.tag == f"{NS}kml"
        assert list(faults(root)) == []
        styles = [style.get("id") for style in root.iter(f"{NS}Style")]
        assert len(styles) == len(set(styles))
        assert {element.text for element in root.iter(f"{NS}styleUrl")} <= {f"#{style}" for style in styles}


def test_the_schema_of_this_test_finds_faults() -> None:
    wrong = (
        f'<kml xmlns="{NS[1:-1]}"><Document><Folder/><name/><Placemark><Point><coordinates>1 2</coordinates></Point>'
        "<name/></Placemark></Document></kml>"
    )
    assert list(faults(ElementTree.fromstring(wrong))) == [
        "name after Folder in Document",
        "Placemark in Document",
        "coordinates is '1 2'",
        "name after Point in Placemark",
    ]


def test_each_category_is_a_folder_of_its_events_in_its_style(tmp_path: Path) -> None:
    root = tree(EVENTS, tmp_path)
    seen = [category for category in CATEGORIES if any(event.category == category for event in EVENTS)]
    assert texts(root, "Document/Folder/name") == [SYMBOLS[category].label for category in seen]
    for folder, category in zip(root.iter(f"{NS}Folder"), seen, strict=True):
        assert texts(folder, "Placemark/name") == [event.title for event in EVENTS if event.category == category]
        assert set(texts(folder, "Placemark/styleUrl")) == {f"#{category}"}


def test_styles_have_the_colours_of_the_map_in_kml_s_order_of_bytes(tmp_path: Path) -> None:
    root = tree([], tmp_path)
    colours = {style.get("id"): texts(style, "IconStyle/color")[0] for style in root.iter(f"{NS}Style")}
    rows = {row["category"]: row for row in read_table("category_styles")}
    assert list(rows) == list(CATEGORIES)
    for category, symbol in SYMBOLS.items():
        assert (rows[category]["label"], rows[category]["colour"]) == (symbol.label, symbol.light)
        alpha, blue, green, red = (colours[category][n : n + 2] for n in (0, 2, 4, 6))
        assert f"#{red}{green}{blue}" == symbol.light
        assert alpha == "ff"


def test_days_points_and_what_the_map_hides(tmp_path: Path) -> None:
    start, end = dt.date(2026, 2, 1), dt.date(2026, 2, 28)
    event = at(-17.5, 180.0, when=When(start=start, end=end, precision="month"), status="denied")
    (mark,) = tree([event], tmp_path).iter(f"{NS}Placemark")
    assert texts(mark, "TimeSpan/begin") + texts(mark, "TimeSpan/end") == ["2026-02-01", "2026-02-28"]
    assert texts(mark, "Point/coordinates") == ["180.0,-17.5"]
    assert texts(mark, "visibility") == ["0"]
    (undated,) = tree([make_event(1, when=When(), status="asserted")], tmp_path).iter(f"{NS}Placemark")
    assert texts(undated, "TimeSpan/begin") == []
    assert texts(undated, "visibility") == ["1"]


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "a ]]> b ]]]]><![CDATA[>", "$[description] $[$[name]]", "\x0b\x1b\ufffe", "&amp;lt;"]
)
def test_a_balloon_shows_any_text_as_text(tmp_path: Path, hostile: str) -> None:
    raw = write([every_text(hostile)], tmp_path / "e.kml").read_text(encoding="utf-8")
    assert raw.count("<![CDATA[") == raw.count("]]>") == 1
    (mark,) = ElementTree.fromstring(raw.encode("utf-8")).iter(f"{NS}Placemark")
    (balloon,) = texts(mark, "description")
    assert set(re.findall(r"<(/?\w+)", balloon)) <= {"h3", "/h3", "p", "/p", "blockquote", "/blockquote"}
    assert "$[" not in balloon
    shown = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", clean(hostile))
    assert html.unescape(re.findall("<blockquote>(.*)</blockquote>", balloon, re.S)[0]) == shown
    assert texts(mark, "name") == [shown]


def test_google_earth_fills_the_balloon_with_our_text_alone(tmp_path: Path) -> None:
    assert set(texts(tree([], tmp_path), "Document/Style/BalloonStyle/text")) == {"$[description]"}


def test_a_balloon_tells_what_happened(tmp_path: Path) -> None:
    event = next(event for event in EVENTS if event.casualties.fatalities)
    count = event.casualties.fatalities
    assert count is not None
    (balloon,) = texts(tree([event], tmp_path), "Document/Folder/Placemark/description")
    for part in (event.title, event.sources[0].quote, event.place.name, str(event.when.start), f"{count.best} "):
        assert html.escape(part) in balloon
    assert re.search(rf"{count.best}( \({count.low} to {count.high}\))? killed", balloon)


def test_gdal_reads_every_column(tmp_path: Path) -> None:
    hostile = [replace(every_text(text), event_id=f"h{number}") for number, text in enumerate(HOSTILE)]
    events = {event.event_id: event for event in [*EVENTS, *hostile]}
    path = write(events.values(), tmp_path / "e.kml")
    found = 0
    for layer, _ in pyogrio.list_layers(path):
        for row in gpd.read_file(path, layer=layer).to_dict("records"):
            record = event_to_record(events[row["event_id"]])
            assert (row["geometry"].x, row["geometry"].y) == (record["lon"], record["lat"])
            for name in ("title", "country", "quote", "urls", "fatalities_best", "date_start"):
                assert str(row.get(name)) == str(record[name]) or record[name] in (None, ""), name
            found += 1
    assert found == len(events)
