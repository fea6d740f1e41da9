"""The events as a table; a row chosen there is the event on the map and in the details."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from geodata.model import CASUALTY_FIELDS, Event
from mapapp.dashboard import services, words

MOST = 200
"""Rows sent to the page: a change of the filters must stay a few kilobytes."""


OTHERS = "narrow the filters to see others, or hand all of them over"


def frame(events: Sequence[Event]) -> pd.DataFrame:
    """Return one row an event, in the order of the list."""
    return pd.DataFrame(
        {
            "date": [event.when.start for event in events],
            "type": [words.type_words(event) for event in events],
            "place": [words.where_words(event) for event in events],
            "event": [event.title for event in events],
            **{name: [_best(event, name) for event in events] for name in CASUALTY_FIELDS},
            "sure": [event.confidence.overall for event in events],
            "sources": [len(event.sources) for event in events],
        }
    )


def _best(event: Event, name: str) -> int | None:
    count = getattr(event.casualties, name)
    return None if count is None else int(count.best)


def view(events: Sequence[Event], selected: str | None, *, others: str = OTHERS) -> str | None:
    """Draw the table of the newest events and return the event selected now; `others` says how to see the rest."""
    if not events:
        st.caption("No event to list.")
    ordered = heapq.nlargest(MOST, events, key=lambda event: (str(event.when.start or ""), event.event_id))
    if len(events) > MOST:
        st.caption(f"The newest {MOST} of {len(events):,}; {others}.")
    follow = _followed(selected)
    rows = [number for number, event in enumerate(ordered) if event.event_id == follow]
    state = st.dataframe(
        frame(ordered),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        # Another list is another table: a row's number must not choose whatever stands there now.
        key=f"list-{hash(tuple(event.event_id for event in ordered))}-{follow}",
        selection_default={"selection": {"rows": rows, "columns": [], "cells": []}},
        column_config={
            "sure": st.column_config.ProgressColumn(min_value=0.0, max_value=1.0, format="percent"),
            "event": st.column_config.TextColumn(width="large"),
            "date": st.column_config.DateColumn(format="ddd D MMMM YYYY"),  # as `words.when_words` has it
        },
    )
    rows = state["selection"]["rows"]
    chosen = ordered[rows[0]].event_id if rows and rows[0] < len(ordered) else None
    if chosen == st.session_state.get("list_answer"):
        return selected
    st.session_state["list_answer"] = chosen
    return services.select(chosen) if chosen else selected


def _followed(selected: str | None) -> str | None:
    """Return the event whose row is ticked from outside: what was chosen elsewhere, until something else is."""
    if selected != st.session_state.get("list_answer"):
        st.session_state["list_followed"] = selected
    followed: str | None = st.session_state.get("list_followed")
    return followed
