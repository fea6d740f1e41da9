"""Look now and then whether the store changed: what an import, a watch or a colleague adds appears by itself."""

from __future__ import annotations

import time

import streamlit as st

from geodata.errors import DatelineError
from mapapp.dashboard import services

LOOK_SECONDS = 5.0
CALM = 20.0
"""Times as long as the events took to be read that a page stays as it is: reading must not become all it does."""


def view() -> None:
    """Note what the page shows now, and look again while it is open."""
    st.session_state["shows"] = (_state(), time.monotonic())
    _look()


@st.fragment(run_every=LOOK_SECONDS)
def _look() -> None:
    state, since = st.session_state["shows"]
    if time.monotonic() - since < max(LOOK_SECONDS / 2, CALM * services.reading_seconds()):
        return
    try:
        changed = _state() != state
    except DatelineError:  # a store that is locked for a moment; the next look will tell
        return
    if changed:
        st.rerun()


def _state() -> tuple[object, ...]:
    held = services.store()
    return held.collection, held.article_revision(), held.revision()
