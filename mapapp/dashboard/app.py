"""The dashboard: bring articles in, see the events, check them, hand the map over.

Streamlit runs this file from top to bottom at every action; each view is a file of its own.
"""

from __future__ import annotations

import streamlit as st

from mapapp.dashboard import bring_in, details, event_list, hand_over, map_view, services, sidebar
from mapapp.islands import ASSETS

STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 3.2rem 2rem 3rem }
[data-testid="stMainBlockContainer"] iframe { border-radius: 8px }
</style>"""


def main() -> None:
    """Draw the page."""
    # An icon by name would be fetched from its font's server: nothing may leave this machine.
    st.set_page_config(page_title="Dateline", page_icon=str(ASSETS / "icon.png"), layout="wide")
    st.html(STYLE)
    selected = _selected()  # before the sidebar writes the address anew
    shown = services.shown()
    bring_in.view()
    filters = sidebar.view(shown.events)
    visible = filters.apply(shown.events)
    _heading(len(visible), len(shown.events), samples=shown.samples)

    left, right = st.columns([7, 4], gap="medium")
    with left:
        selected = map_view.view(shown.events, shown.revision, filters, selected)
    tabs = st.tabs(["Events", "Hand over"])
    with tabs[0]:
        selected = event_list.view(visible, selected)
    with tabs[1]:
        hand_over.view(visible)
    with right:
        details.view(next((event for event in shown.events if event.event_id == selected), None), shown.articles)
    if selected != _selected():
        st.session_state["selected"] = selected
        st.rerun()


def _selected() -> str | None:
    if "selected" not in st.session_state:
        st.session_state["selected"] = st.query_params.get("event")
    chosen: str | None = st.session_state["selected"]
    return chosen


def _heading(visible: int, known: int, *, samples: bool) -> None:
    st.markdown(f"#### Dateline · {visible} of {known} events shown")
    if samples:
        st.info("These are Dateline's sample articles: invented events at real places. Add your own in the sidebar.")


if __name__ == "__main__":
    main()
