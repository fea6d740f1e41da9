"""The filters, as widgets that remember themselves in the page's address."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from geodata.store import DEFAULT_COLLECTION
from geodata.taxonomy import CATEGORIES, EVENT_TYPES
from mapapp.dashboard import services
from mapapp.dashboard.filters import Filters, filters_from_query
from mapapp.dashboard.services import Shown

EARLIEST = dt.date(1900, 1, 1)


LATEST = dt.date(2200, 1, 1)
Days = tuple[dt.date | None, dt.date | None]


def view(shown: Shown, days: Days | None = None) -> Filters:
    """Draw the filters for these events and return what is chosen; `days` were just chosen elsewhere."""
    _restore()
    if days is not None:
        first = _first(shown.first)
        since, until = (day if day and first <= day <= LATEST else None for day in days)
        st.session_state["f_since"], st.session_state["f_until"] = since, until
    with st.sidebar:
        st.subheader("Filter")
        text = st.text_input("Search", key="f_text", placeholder="place, actor, words of the quote", max_chars=200)
        counts = shown.categories
        categories = st.pills(
            "Categories",
            [name for name in CATEGORIES if counts.get(name)],
            selection_mode="multi",
            format_func=lambda name: f"{name} {counts[name]}",
            key="f_categories",
        )
        types = st.multiselect(
            "Types",
            [name for name in EVENT_TYPES if name in shown.types],
            format_func=lambda name: EVENT_TYPES[name].label,
            key="f_types",
            placeholder="all types",
        )
        since, until = _dates(shown.first)
        if since and until and since > until:
            st.warning("The first day lies after the last one, so that no event is shown.")
        confidence = st.slider("At least this sure", 0.0, 1.0, step=0.05, key="f_confidence")
        background = st.toggle("Background events too", key="f_background", help="Earlier events told as context.")
        st.button("Clear the filters", on_click=_clear, width="stretch")
    filters = Filters(
        categories=frozenset(categories or []),
        types=frozenset(types),
        since=since,
        until=until,
        text=text.strip(),
        min_confidence=confidence,
        background=background,
    )
    _remember(filters, shown)
    return filters


def _dates(earliest: dt.date | None) -> Days:
    first = _first(earliest)
    # One below the other: side by side a year and the button that empties the field leave no room for the rest.
    since = st.date_input("From", None, min_value=first, max_value=LATEST, key="f_since", format="YYYY-MM-DD")
    until = st.date_input("To", None, min_value=first, max_value=LATEST, key="f_until", format="YYYY-MM-DD")
    return since, until


def _first(earliest: dt.date | None) -> dt.date:
    return min(earliest or EARLIEST, EARLIEST)


def _restore() -> None:
    """Set the widgets from the address, once a session."""
    if "f_text" in st.session_state:
        return
    _set(filters_from_query({name: st.query_params[name] for name in st.query_params}))


def _set(filters: Filters) -> None:
    st.session_state["f_text"] = filters.text
    st.session_state["f_categories"] = sorted(filters.categories)
    st.session_state["f_types"] = sorted(filters.types)
    st.session_state["f_since"] = filters.since
    st.session_state["f_until"] = filters.until
    st.session_state["f_confidence"] = filters.min_confidence
    st.session_state["f_background"] = filters.background


def _clear() -> None:
    _set(Filters())


def _remember(filters: Filters, shown: Shown) -> None:
    query = filters.to_query()
    event = shown.event(st.session_state.get("selected"))
    if event is not None:
        query["event"] = event.event_id
    if services.collection() != DEFAULT_COLLECTION:
        query["collection"] = services.collection()
    if dict(st.query_params) != query:
        st.query_params.from_dict(query)
