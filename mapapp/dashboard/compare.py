"""Compare and sum up what is shown: by type, country, division and week, and where sources differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geodata.model import CASUALTY_FIELDS, Event
from geodata.summaries import crossed, differing, summed
from mapapp.dashboard import words
from mapapp.symbols import SYMBOLS

BARS = 15
ROW_PIXELS, FEWEST_ROWS = 24, 4
GROUPS = {"type": "Type", "country": "Country", "division": "Province"}


def view(events: Sequence[Event]) -> None:
    """Draw the sums of the events shown."""
    if not events:
        st.info("No events match the filters.")
        return
    by = st.segmented_control("By", list(GROUPS), default="type", format_func=GROUPS.__getitem__, key="compare-by")
    by = by or "type"
    measure = st.segmented_control(
        "Count", ["events", *CASUALTY_FIELDS], default="events", key="compare-count",
        format_func=lambda name: str(words.CASUALTY_LABELS.get(name, name)).capitalize(),
    )  # fmt: skip
    rows = summed(events, by)
    left, right = st.columns(2)
    with left:
        _bars(rows, measure or "events")
    with right:
        _weeks(events)
    _heat(events, by)
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    _differing(events)


def _bars(rows: Sequence[object], measure: str) -> None:
    frame = pd.DataFrame(rows).nlargest(BARS, measure)
    chart = _chart(frame, rows=len(frame)).mark_bar(color=_colours()["disaster"])
    axis = alt.Y("name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False))
    st.altair_chart(chart.encode(x=alt.X(f"{measure}:Q", title=None), y=axis, tooltip=["name", measure]))


def _weeks(events: Sequence[Event]) -> None:
    cells = crossed(events, "category", "week")
    if not cells:
        return
    frame = pd.DataFrame(cells, columns=["category", "week", "events"])
    colours = alt.Scale(domain=list(SYMBOLS), range=list(_colours().values()))
    chart = _chart(frame, rows=BARS).mark_bar()
    st.altair_chart(
        chart.encode(
            x=alt.X("week:T", title=None),
            y=alt.Y("events:Q", title="events a week"),
            color=alt.Color("category:N", scale=colours, legend=None),
            tooltip=["category", "week", "events"],
        )
    )


def _heat(events: Sequence[Event], by: str) -> None:
    cells = crossed(events, by, "week")
    if not cells:
        return
    frame = pd.DataFrame(cells, columns=["name", "week", "events"])
    chart = _chart(frame, rows=frame["name"].nunique(), title="When and where: events a week").mark_rect()
    st.altair_chart(
        chart.encode(
            x=alt.X("week:O", title=None, axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("name:N", title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)),
            color=alt.Color("events:Q", scale=alt.Scale(scheme="blues"), legend=None),
            tooltip=["name", "week", "events"],
        )
    )


def _chart(frame: pd.DataFrame, *, rows: int, **properties: Any) -> alt.Chart:
    """Return a chart that fills the width; its height is of so many rows."""
    # A height in pixels: of one that follows its rows the chart's own library warns in the console.
    return alt.Chart(frame, height=ROW_PIXELS * max(rows, FEWEST_ROWS), **properties)


def _colours() -> dict[str, str]:
    """Return the colour of each category on the page's ground."""
    dark = st.context.theme.type == "dark"
    return {name: symbol.dark if dark else symbol.light for name, symbol in SYMBOLS.items()}


def _differing(events: Sequence[Event]) -> None:
    found = differing(events)
    if not found:
        return
    st.markdown("**Where the sources differ**")
    rows = [
        {
            "event": one.event.title,
            "what": words.CASUALTY_LABELS[one.field],
            "lowest": one.low,
            "latest": one.best,
            "highest": one.high,
            "sources": "; ".join(dict.fromkeys(source.publisher or "unnamed" for source in one.event.sources)),
        }
        for one in found[:200]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
