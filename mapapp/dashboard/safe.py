"""Article text on the page: as text only, never as Markdown, HTML or a picture's address."""

from __future__ import annotations

import html
import re

import streamlit as st

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&=^\"'])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
LIMIT = 2_000


def plain(text: str, limit: int = LIMIT) -> str:
    """Return text so that Streamlit's Markdown shows it letter by letter, on one line."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", " ".join(_CONTROL.sub(" ", cut).split()))


def escaped(text: str) -> str:
    """Return text for use inside HTML; control and direction-override characters become blanks."""
    return html.escape(_CONTROL.sub(" ", text), quote=True)


def show_html(body: str) -> None:
    """Show HTML of our own making, in which all article text went through `escaped`."""
    st.html(body)
