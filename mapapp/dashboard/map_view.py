"""The map in the dashboard: built once, fed by address, filtered by a few bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component
from streamlit.runtime import get_instance

from geodata.model import Event
from mapapp.dashboard import services
from mapapp.dashboard.filters import Filters, date_of
from mapapp.dashboard.map_data import MapFeed
from mapapp.dashboard.reader import component_folder
from mapapp.page import component_html

HEIGHT = 680


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    """Declare the map's page to Streamlit."""
    chosen = services.settings()
    html = component_html(tiles=chosen.tiles or None, attribution=chosen.tiles_attribution)
    return declare_component("dateline_map", path=str(component_folder("map", html)))


@st.cache_resource(show_spinner=False)
def _feed() -> MapFeed:
    return MapFeed()


def view(events: Sequence[Event], key: str, filters: Filters, selected: str | None) -> str | None:
    """Draw the map and return the event that is selected on it, if the person has just chosen one."""
    data = _feed().data(_collection(key), events, key)
    address, patch = _serve(data.base, "base"), _serve(data.patch, "patch") if data.patch else None
    answer = _component()(
        dataUrl=address, patchUrl=patch, filter=filters.to_layer(), selected=selected, height=HEIGHT, key="map",
        default=None, pick=bool(st.session_state.get("picking")), fit=_fresh_data(key), heard=_heard(),
    )  # fmt: skip
    if not isinstance(answer, dict):
        return selected
    if "error" in answer:
        st.warning(f"The map could not load its data ({answer['error']}). Reload the page.")
        return selected
    _take_pick(answer.get("picked"))
    return _fresh(answer.get("selected"), selected)


def prepare(events: Sequence[Event], key: str) -> None:
    """Encode these events before anybody asks for them; the component itself needs a running server."""
    _feed().data(_collection(key), events, key)


def _heard() -> int:
    """Return the number of the last thing that the map said, so that it knows what this answer knew."""
    held = st.session_state.get("map")
    said = held.get("said", 0) if isinstance(held, dict) else 0
    return said if isinstance(said, int) else 0


def _fresh_data(key: str) -> bool:
    """Whether the map should show all events: when it is first drawn, and in another collection."""
    shown = _collection(key)
    fresh = st.session_state.get("map_shown") != shown
    st.session_state["map_shown"] = shown
    return fresh


def _collection(key: str) -> str:
    """Return the collection of a revision's key; the samples have none."""
    return key.rpartition(" ")[0] or key


def _take_pick(picked: Any) -> None:
    """Keep a place that was clicked on the map, once."""
    if not isinstance(picked, dict) or picked == st.session_state.get("map_picked"):
        return
    st.session_state["map_picked"] = picked
    try:
        lat, lon = float(picked["lat"]), float(picked["lon"])
    except (KeyError, TypeError, ValueError):
        return
    if -90 <= lat <= 90 and -180 <= lon <= 180:
        st.session_state["picked"] = (lat, lon)
        st.session_state["picking_done"] = True


def take_days() -> tuple[dt.date | None, dt.date | None] | None:
    """Return the days that were chosen on the map's time strip, once; to be asked before the filters are drawn."""
    held = st.session_state.get("map")
    days = held.get("days") if isinstance(held, dict) else None
    if not isinstance(days, dict) or days == st.session_state.get("map_days"):
        return None
    st.session_state["map_days"] = days
    return date_of(days.get("since")), date_of(days.get("until"))


def _fresh(answered: Any, selected: str | None) -> str | None:
    """Take a selection from the map only when it is new, as the last one is sent again with every rerun."""
    if answered == st.session_state.get("map_answer"):
        return selected
    st.session_state["map_answer"] = answered
    return services.select(answered if isinstance(answered, str) else None)


def _serve(payload: bytes, part: str) -> str:
    """Hand data to Streamlit's media server and return its address; equal data keeps its address.

    The server keeps one file for a session and a `part`: whatever else is handed over as that part takes its place.
    """
    address: str = get_instance().media_file_mgr.add(payload, "application/json", f"dateline-map-{part}")
    return address
