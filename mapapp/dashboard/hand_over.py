"""Hand the result over: the filtered events as one HTML file, as data for other programs, and what the columns mean."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from geodata.column_sets import COLUMN_SETS
from geodata.dictionary import data_dictionary
from geodata.exports import write
from geodata.model import Event
from mapapp.page import export_html


@dataclass(frozen=True, slots=True)
class DataFormat:
    """A format that the data are offered in."""

    label: str
    mime: str
    help: str


DATA_FORMATS = {
    ".geojson": DataFormat("GeoJSON", "application/geo+json", "For maps on the web, QGIS, and most other programs."),
    ".csv": DataFormat("CSV", "text/csv", "For spreadsheets and R."),
    ".kml": DataFormat("KML", "application/vnd.google-earth.kml+xml", "For Google Earth: a folder for each category."),
    ".gpkg": DataFormat("GeoPackage", "application/geopackage+sqlite3", "For QGIS and ArcGIS, with dates as dates."),
    ".parquet": DataFormat("GeoParquet", "application/vnd.apache.parquet", "For pandas, DuckDB and R; the smallest."),
}


def view(events: Sequence[Event]) -> None:
    """Draw a button a format; each file holds exactly the events that are shown now."""
    if not events:
        st.info("There is nothing to hand over: no event is shown. Bring articles in, or choose other filters.")
        return
    st.caption(f"{_number(len(events))} as filtered. The map is one file that opens anywhere, offline.")
    title = st.text_input("Title of the map", value="News map", max_chars=120)
    st.download_button(
        "Map (HTML)",
        data=lambda: html_file(events, title),
        file_name="map.html",
        mime="text/html",
        type="primary",
        on_click="ignore",
        width="stretch",
    )
    _data(events)


def _data(events: Sequence[Event]) -> None:
    columns = st.selectbox(
        "Columns of the data",
        list(COLUMN_SETS),
        format_func=lambda name: COLUMN_SETS[name].label,
        help="Dateline's own hold everything; the others are for tables that are kept in their form.",
    )
    held = sum(map(COLUMN_SETS[columns].holds, events))
    if held < len(events):
        st.caption(f"{_number(held)} of {len(events)}: {COLUMN_SETS[columns].scope}")
    for place, (suffix, data_format) in zip(st.columns(len(DATA_FORMATS)), DATA_FORMATS.items(), strict=True):
        place.download_button(
            data_format.label,
            data=partial(data_file, events, suffix, columns),
            file_name=f"events{suffix}",
            mime=data_format.mime,
            help=data_format.help,
            on_click="ignore",
            width="stretch",
        )
    st.download_button(
        "Data dictionary",
        data=lambda: data_dictionary(columns).encode(),
        file_name="events.dictionary.md",
        mime="text/markdown",
        help="What each column holds: its type, unit or codes, and meaning.",
        on_click="ignore",
    )


def _number(count: int) -> str:
    return f"{count} event{'s' * (count != 1)}"


def html_file(events: Sequence[Event], title: str) -> bytes:
    """Return the static map as the bytes of one file."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        return export_html(events, Path(folder) / "map.html", title=title).read_bytes()


def data_file(events: Sequence[Event], suffix: str, columns: str = "dateline") -> bytes:
    """Return the events in a data format, under a set of columns, as the bytes of one file."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / f"events{suffix}"
        write(events, path, columns=columns)
        return path.read_bytes()
