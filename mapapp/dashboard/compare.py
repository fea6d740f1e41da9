"""Compare and sum up what is shown: by type, country, division and week, and where sources differ."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from geodata.model import CASUALTY_FIELDS, Event
from geodata.summaries import crossed, differing, summed
from mapapp.dashboard import words
from mapapp.symbols import SYMBOLS

BARS = 15
ROW_PIXELS, FEWEST_ROWS = 24, 4
AROUND_PIXELS = 60
"""Of a chart's height, for its title and its axis."""
GROUPS = {"type": "Type", "country": "Country", "division": "Province"}
PLACES = ("country", "division")
NAMES = alt.Axis(labelLimit=220, labelOverlap=False)
MOST_TICKS = 8
WEEK_OF = alt.Tooltip("week:T", title="week from", format="%-d %B %Y")


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
        _bars(rows, by, measure or "events")
    with right:
        _weeks(events)
    _heat(events, by)
    table = pd.DataFrame(rows)
    table["name"] = [_named(name, by) for name in table["name"]]
    st.dataframe(table, hide_index=True)
    _differing(events)


def _bars(rows: Sequence[object], by: str, measure: str) -> None:
    frame = pd.DataFrame(rows).nlargest(BARS, measure)
    frame["name"] = [_named(name, by) for name in frame["name"]]
    chart = _chart(rows=len(frame), title=f"{_measured(measure)} by {GROUPS[by].lower()}").mark_bar(
        color=_colours()["disaster"]
    )
    encoded = chart.encode(
        x=alt.X(f"{measure}:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")),
        y=alt.Y("name:N", sort="-x", title=None, axis=NAMES),
        tooltip=["name", measure],
    )
    st.altair_chart(encoded.properties(data=frame))


def _weeks(events: Sequence[Event]) -> None:
    cells = crossed(events, "category", "week")
    if not cells:
        return
    frame = _dated(pd.DataFrame(cells, columns=["category", "week", "events"]))
    # Stacked here: a bar that has both a first and a last day is not stacked by the chart's own library.
    frame["high"] = frame.groupby("week")["events"].cumsum()
    frame["low"] = frame["high"] - frame["events"]
    there = [name for name in SYMBOLS if name in set(frame["category"])]
    colours = alt.Scale(domain=there, range=[_colours()[name] for name in there])
    chart = _chart(rows=BARS, title="Events a week").mark_rect()
    encoded = chart.encode(
        x=_over(frame),
        x2="end:T",
        y=alt.Y("low:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")),
        y2="high:Q",
        color=alt.Color("category:N", scale=colours, legend=alt.Legend(orient="bottom", title=None, columns=3)),
        tooltip=["category", WEEK_OF, "events"],
    )
    st.altair_chart(encoded.properties(data=frame))


def _heat(events: Sequence[Event], by: str) -> None:
    by = by if by in PLACES else PLACES[0]
    cells = crossed(events, by, "week")
    if not cells:
        return
    frame = _dated(pd.DataFrame(cells, columns=["name", "week", "events"]))
    frame["name"] = [_named(name, by) for name in frame["name"]]
    title = f"When and where: events a week by {GROUPS[by].lower()}, the darker the more"
    chart = _chart(rows=frame["name"].nunique(), title=title).mark_rect()
    encoded = chart.encode(
        x=_over(frame),
        x2="end:T",
        y=alt.Y("name:N", title=None, axis=NAMES),
        color=alt.Color("events:Q", scale=alt.Scale(scheme="blues", domainMin=0), legend=None),
        tooltip=["name", WEEK_OF, "events"],
    )
    st.altair_chart(encoded.properties(data=frame))


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the day on which their week begins, and the one on which it ends, as times."""
    frame["week"] = pd.to_datetime(frame["week"])
    frame["end"] = frame["week"] + pd.Timedelta(days=7)
    return frame


def _over(frame: pd.DataFrame) -> alt.X:
    """Return the axis of the weeks; its ticks stand where weeks begin: the chart's own library has them on Sundays."""
    weeks = pd.date_range(frame["week"].min(), frame["week"].max(), freq="7D")
    ticks = [alt.DateTime(year=d.year, month=d.month, date=d.day) for d in weeks[:: -(-len(weeks) // MOST_TICKS)]]
    return alt.X("week:T", title=None, axis=alt.Axis(format="%-d %b %Y", values=ticks, labelAngle=-40))


def _named(name: str, by: str) -> str:
    """Return what people call a group: a country by its name, also behind its province."""
    if by not in PLACES:
        return name
    around, comma, code = name.rpartition(", ")
    return f"{around}{comma}{words.country_words(code)}"


def _measured(measure: str) -> str:
    return "Events" if measure == "events" else f"People {words.CASUALTY_LABELS[measure]}"


def _chart(*, rows: int, title: str) -> alt.Chart:
    """Return a chart without its data that fills the width; its height is of so many rows."""
    # A height in pixels: of one that follows its rows the chart's own library warns in the console.
    return alt.Chart(height=ROW_PIXELS * max(rows, FEWEST_ROWS) + AROUND_PIXELS, title=title)


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
