"""The archive that this server shows, and answers of it that are kept: equal questions are asked once."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from geodata import build
from geodata.archive.query import ArchiveEvents, Cell, Light
from geodata.selection import Selection
from mapapp.dashboard.archive_map import View, within

SINGLE = 200_000
"""Events that the map shows one by one; of more, it shows how many there are in each cell."""
KEPT = 64


def folder() -> Path:
    """Return the folder that this server was started for."""
    return Path(sys.argv[1])


@st.cache_resource(show_spinner=False)
def opened() -> ArchiveEvents:
    """Return the one archive of this server."""
    return build.open_archive(folder())


def key(wanted: Selection) -> str:
    """Return what tells a selection from any other, for what is kept of it."""
    return repr((
        sorted(wanted.categories), sorted(wanted.types), wanted.since, wanted.until, wanted.text,
        wanted.min_confidence, wanted.background, wanted.box,
    ))  # fmt: skip


def count(wanted: Selection) -> int:
    """Return how many events are wanted."""
    return _count(wanted, key(wanted))


def by_category() -> dict[str, int]:
    """Return how many events there are of each category, without the background."""
    return _by_category()


def cells(wanted: Selection, view: View) -> list[Cell]:
    """Return the cells of a view, at the size that suits its zoom."""
    narrowed = within(wanted, view.snapped)
    return _cells(narrowed, view.lat_step, view.lon_step, f"{key(narrowed)} {view.zoom}")


def newest(wanted: Selection, most: int) -> list[Light]:
    """Return the newest of the wanted events."""
    return _newest(wanted, most, f"{key(wanted)} {most}")


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _count(_wanted: Selection, key: str) -> int:
    return opened().count(_wanted)


@st.cache_data(show_spinner=False, max_entries=1)
def _by_category() -> dict[str, int]:
    return opened().by_category(Selection())


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _cells(_wanted: Selection, lat_step: float, lon_step: float, key: str) -> list[Cell]:
    return opened().cells(_wanted, lat_step=lat_step, lon_step=lon_step)


@st.cache_resource(show_spinner="Reading the events …", max_entries=4)
def _newest(_wanted: Selection, most: int, key: str) -> list[Light]:
    return opened().light(_wanted, most=most)
