"""The map in the dashboard: built once, fed by address, filtered by a few bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component
from streamlit.runtime import get_instance

from geodata.model import Event
from mapapp.dashboard import services
from mapapp.dashboard.filters import Filters
from mapapp.encoding import encode_events
from mapapp.page import component_html

HEIGHT = 620


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    """Write the map's page below the home folder and declare it to Streamlit."""
    chosen = services.settings()
    html = component_html(tiles=chosen.tiles or None, attribution=chosen.tiles_attribution)
    folder = services.settings().home / "dashboard" / hashlib.sha256(html.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    if not page.exists():
        partial = folder / f"index.{id(html)}.tmp"
        partial.write_text(html, encoding="utf-8")
        partial.replace(page)
    return declare_component("dateline_map", path=str(Path(folder).resolve()))


@st.cache_data(show_spinner=False, max_entries=8)
def _payload(_events: Sequence[Event], key: str) -> bytes:
    return encode_events(_events).encode("utf-8")


def view(events: Sequence[Event], key: str, filters: Filters, selected: str | None) -> str | None:
    """Draw the map and return the event that is selected on it, if the person has just chosen one."""
    address = _serve(_payload(events, key))
    answer = _component()(
        dataUrl=address, filter=filters.to_layer(), selected=selected, height=HEIGHT, key="map", default=None
    )
    if not isinstance(answer, dict):
        return selected
    if "error" in answer:
        st.warning(f"The map could not load its data ({answer['error']}). Reload the page.")
        return selected
    return _fresh(answer.get("selected"), selected)


def _fresh(answered: Any, selected: str | None) -> str | None:
    """Take a selection from the map only when it is new, as the last one is sent again with every rerun."""
    if answered == st.session_state.get("map_answer"):
        return selected
    st.session_state["map_answer"] = answered
    return answered if isinstance(answered, str) else None


def _serve(payload: bytes) -> str:
    """Hand data to Streamlit's media server and return its address; equal data keeps its address."""
    address: str = get_instance().media_file_mgr.add(payload, "application/json", "dateline-map-data")
    return address
