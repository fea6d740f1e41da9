"""The map of an archive in cells: what is in view, at which size, and which cell was clicked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import streamlit as st
from streamlit.components.v1 import declare_component

from geodata.archive.query import Cell
from geodata.selection import Box, Selection
from mapapp.dashboard import services
from mapapp.dashboard.reader import component_folder
from mapapp.page import archive_html
from mapapp.symbols import legend

S = TypeVar("S", bound=Selection)

KEY = "cells"
HEIGHT = 620
CELL = 72
"""Pixels of a cell's side, about."""
TILE = 256
FLAT = 0.8
"""Height of a cell in degrees over its width: so they look square in the latitudes where most people live."""
DEEPEST = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the map shows; `box` None is the whole world."""

    box: Box | None = None
    zoom: float = 2.0

    @property
    def lon_step(self) -> float:
        """Width of a cell in degrees."""
        return 360.0 * CELL / (TILE * math.pow(2.0, self.zoom))

    @property
    def snapped(self) -> Box | None:
        """The box, widened to whole cells."""
        box = self.box
        if box is None:
            return None
        return Box(
            west=max(-180.0, math.floor(box.west / self.lon_step) * self.lon_step),
            south=max(-90.0, math.floor(box.south / self.lat_step) * self.lat_step),
            east=min(180.0, math.ceil(box.east / self.lon_step) * self.lon_step),
            north=min(90.0, math.ceil(box.north / self.lat_step) * self.lat_step),
        )

    @property
    def lat_step(self) -> float:
        """Height of a cell in degrees."""
        return self.lon_step * FLAT


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    chosen = services.settings()
    html = archive_html(tiles=chosen.tiles or None, attribution=chosen.tiles_attribution)
    return declare_component("dateline_archive", path=str(component_folder("archive", html)))


def draw(cells: Sequence[Cell]) -> None:
    """Draw the cells; what the person does with them is in `current_view` and `chosen_cell` at the next run."""
    rows = [
        {"lat": cell.lat, "lon": cell.lon, "counts": cell.counts,
         "box": [cell.box.west, cell.box.south, cell.box.east, cell.box.north]}
        for cell in cells
    ]  # fmt: skip
    colours = [{"light": light, "dark": dark} for _, _, _, light, dark in legend()["categories"]]
    _component()(cells=rows, categories=colours, height=HEIGHT, key=KEY, default=None)


def current_view() -> View:
    """Return what the map showed last, or the whole world."""
    return view_of(_answer().get("view"))


def chosen_cell() -> Box | None:
    """Return the cell that was clicked last, None when it was the ground."""
    return _box(_answer().get("cell"))


def view_of(told: Any) -> View:
    """Return a view as the map tells of it; what is not understood is the whole world."""
    if not isinstance(told, Mapping):
        return View()
    try:
        west, south, east, north, zoom = (float(told[name]) for name in ("west", "south", "east", "north", "zoom"))
    except (KeyError, TypeError, ValueError):
        return View()
    zoom = min(DEEPEST, max(0.0, zoom))
    if not east - west < 360:
        return View(zoom=zoom)
    return View(box=_box([_wrapped(west), max(-90.0, south), _wrapped(east), min(90.0, north)]), zoom=zoom)


def within(wanted: S, box: Box | None) -> S:
    """Return a selection of what is in a box too; one that has a box of its own keeps it while no other is given."""
    return replace(wanted, box=box) if box is not None else wanted


def _wrapped(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0


def _box(told: Any) -> Box | None:
    try:
        west, south, east, north = (float(number) for number in told)
    except (TypeError, ValueError):
        return None
    on_earth = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
    return Box(west=west, south=south, east=east, north=north) if on_earth else None


def _answer() -> Mapping[str, Any]:
    told = st.session_state.get(KEY)
    return told if isinstance(told, Mapping) else {}
