"""Hand the result over: the filtered events as one HTML file, GeoJSON or CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from geodata.exports import write
from geodata.model import Event
from mapapp.page import export_html

DATA_FORMATS = {".geojson": "application/geo+json", ".csv": "text/csv"}


def view(events: Sequence[Event]) -> None:
    """Draw a button a format; each file holds exactly the events that are shown now."""
    number = f"{len(events)} event{'s' * (len(events) != 1)}"
    st.caption(f"{number} as filtered. The map is one file that opens anywhere, offline.")
    title = st.text_input("Title of the map", value="News map", max_chars=120)
    columns = st.columns(1 + len(DATA_FORMATS))
    columns[0].download_button(
        "Map (HTML)",
        data=lambda: html_file(events, title),
        file_name="map.html",
        mime="text/html",
        type="primary",
        on_click="ignore",
        width="stretch",
    )
    for column, (suffix, mime) in zip(columns[1:], DATA_FORMATS.items(), strict=True):
        column.download_button(
            suffix.strip(".").upper(),
            data=partial(data_file, events, suffix),
            file_name=f"events{suffix}",
            mime=mime,
            on_click="ignore",
            width="stretch",
        )


def html_file(events: Sequence[Event], title: str) -> bytes:
    """Return the static map as the bytes of one file."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        return export_html(events, Path(folder) / "map.html", title=title).read_bytes()


def data_file(events: Sequence[Event], suffix: str) -> bytes:
    """Return the events in a data format as the bytes of one file."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / f"events{suffix}"
        write(events, path)
        return path.read_bytes()
