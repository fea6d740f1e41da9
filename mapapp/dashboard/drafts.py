"""Forms that keep what was typed until it was taken: Streamlit clears one at every submit, or never."""

from __future__ import annotations

import streamlit as st


def number(form: str) -> int:
    """Return the number of the draft that a form holds; a part of its key."""
    held: int = st.session_state.setdefault(f"draft-{form}", 0)
    return held


def sent(form: str) -> None:
    """Begin an empty draft at the next run."""
    st.session_state[f"draft-{form}"] = number(form) + 1
