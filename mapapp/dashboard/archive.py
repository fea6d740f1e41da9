"""The dashboard of an archive: filters and counts over millions of events, and the map of what fits.

Streamlit runs this file instead of `app.py` for `dateline app --data DIR`; nothing here changes anything.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from geodata.archive.query import ArchiveEvents, Light
from geodata.errors import DatelineError
from geodata.model import Event
from geodata.selection import Box
from geodata.taxonomy import CATEGORIES, EVENT_TYPES
from mapapp.dashboard import archive_data, archive_map, details, event_list, map_view
from mapapp.dashboard.filters import Filters
from mapapp.dashboard.safe import plain
from mapapp.islands import ASSETS


def main() -> None:
    """Draw the page; what went wrong is said in words that tell what to do."""
    # An icon by name would be fetched from its font's server: nothing may leave this machine.
    st.set_page_config(page_title="Dateline archive", page_icon=str(ASSETS / "icon.png"), layout="wide")
    try:
        _page()
    except DatelineError as error:
        st.error(plain(str(error)))


def _page() -> None:
    archive = archive_data.opened()
    filters = _filters(archive)
    count = archive_data.count(filters)
    st.markdown(f"#### Dateline · {count:,} of {archive.manifest.counts.get('events', 0):,} events")
    left, right = st.columns([7, 4], gap="medium")
    with left:
        shown = _cells(filters) if count > archive_data.SINGLE else _single(filters)
        selected = _listed(shown)
    with right:
        details.view(_whole(archive, shown, selected), {})


def _cells(filters: Filters) -> list[Light]:
    """Draw the cells and return the newest events of the one that was clicked, or of the view."""
    view = archive_map.current_view()
    cells = archive_data.cells(filters, view)
    archive_map.draw(cells)
    chosen = archive_map.chosen_cell()
    inside = sum(cell.count for cell in cells)
    if chosen is None and 0 < inside <= archive_data.SINGLE and view.snapped is not None:
        st.button(f"Show the {inside:,} events of this view one by one", on_click=_keep_box, args=(view.snapped,))
    if chosen is not None:
        st.caption("The newest events of the cell that you clicked.")
    box = chosen or view.snapped or filters.box
    return archive_data.newest(archive_map.within(filters, box), event_list.MOST)


def _single(filters: Filters) -> list[Light]:
    """Draw each event and return those of the days that are chosen on the map."""
    key = archive_data.key(filters)
    days = map_view.take_days()
    if days is not None:
        st.session_state["a_days"] = key, *days
    known, since, until = st.session_state.get("a_days", ("", None, None))
    # All other filters are in the query already.
    left = Filters(background=True, since=since, until=until) if known == key else Filters(background=True)
    shown = archive_data.newest(filters, archive_data.SINGLE)
    events = [one.event for one in shown]
    st.session_state["selected"] = map_view.view(events, f"archive {key} 0", left, st.session_state.get("selected"))
    return shown if left.since is left.until is None else [one for one in shown if left.admits(one.event)]


def _listed(shown: list[Light]) -> str | None:
    """Draw the list and return the event that is selected in it or on the map."""
    events: list[Event] = [one.event for one in shown]
    selected: str | None = event_list.view(
        events, st.session_state.get("selected"), others="narrow the filters to see others"
    )
    st.session_state["selected"] = selected
    return selected


def _whole(archive: ArchiveEvents, shown: list[Light], selected: str | None) -> Event | None:
    found = next((one for one in shown if one.event.event_id == selected), None)
    return archive.whole(found) if found is not None else None


# ------------------------------------------------- the filters


def _filters(archive: ArchiveEvents) -> Filters:
    counts = archive_data.by_category()
    first, last = archive.first_and_last
    with st.sidebar:
        st.subheader("Filter")
        text = st.text_input("Search", key="a_text", placeholder="title, place, words of the quote", max_chars=200)
        categories = st.pills(
            "Categories",
            [name for name in CATEGORIES if counts.get(name)],
            selection_mode="multi",
            format_func=lambda name: f"{name} {counts[name]:,}",
            key="a_categories",
        )
        types = st.multiselect(
            "Types", list(EVENT_TYPES), format_func=lambda name: EVENT_TYPES[name].label, key="a_types"
        )
        since = st.date_input("From", None, min_value=first, max_value=last, key="a_since", format="YYYY-MM-DD")
        until = st.date_input("To", None, min_value=first, max_value=last, key="a_until", format="YYYY-MM-DD")
        confidence = st.slider("At least this sure", 0.0, 1.0, step=0.05, key="a_confidence")
        background = st.toggle("Background events too", key="a_background", help="Earlier events told as context.")
        box = st.session_state.get("a_box")
        if box is not None:
            st.button("Leave the box, show the whole world", on_click=_keep_box, args=(None,), width="stretch")
    return Filters(
        categories=frozenset(categories or []),
        types=frozenset(types),
        since=_day(since),
        until=_day(until),
        text=text.strip(),
        min_confidence=confidence,
        background=background,
        box=box,
    )


def _day(value: Any) -> Any:
    """Return a day; a range, which these widgets do not give, is none."""
    return value if not isinstance(value, tuple) else None


def _keep_box(box: Box | None) -> None:
    st.session_state["a_box"] = box


if __name__ == "__main__":
    main()
