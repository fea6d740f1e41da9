"""The dashboard: bring articles in, see the events, check and correct them, hand the map over.

Streamlit runs this file from top to bottom at every action; each view is a file of its own.  The map stays where it
is, whatever is chosen below it, so that zoom, centre and popup are never lost.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geodata.errors import DatelineError
from geodata.model import Event
from mapapp.dashboard import (
    acts,
    bring_in,
    changes,
    collections_view,
    compare,
    details,
    edit,
    event_list,
    fresh,
    hand_over,
    map_view,
    reader,
    review,
    services,
    settings_view,
    sidebar,
)
from mapapp.dashboard.filters import Filters
from mapapp.dashboard.safe import plain
from mapapp.islands import ASSETS

VIEWS = ("Events", "Review", "Article", "Compare", "Hand over", "Changes", "Settings")
STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 3.2rem 2rem 3rem }
[data-testid="stMainBlockContainer"] iframe { border-radius: 8px }
</style>"""


def main() -> None:
    """Draw the page; what went wrong is said in words that tell what to do."""
    # An icon by name would be fetched from its font's server: nothing may leave this machine.
    st.set_page_config(page_title="Dateline", page_icon=str(ASSETS / "icon.png"), layout="wide")
    st.html(STYLE)
    try:
        if _signed_in():
            _page()
    except DatelineError as error:
        st.error(plain(str(error)))


def _page() -> None:
    selected = began = _selected()  # before the sidebar writes the address anew
    collections_view.view()
    _who()
    shown = services.shown()
    bring_in.view()
    filters = sidebar.view(shown, map_view.take_days())
    visible = _visible(shown, filters)
    _heading(len(visible), shown, background=filters.background)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        selected = map_view.view(shown.events, shown.revision, filters, selected)
        selected = _below(visible, shown, selected)
    with right:
        _beside(shown, visible, selected)
    fresh.view()
    done = st.session_state.pop("done", "")
    if done:
        st.toast(plain(done), icon=":material/check:")
    if st.session_state.pop("picking_done", False):
        st.session_state["picking"] = False
        st.rerun()
    if selected != began:
        services.select(selected)
        st.rerun()  # the map was drawn with what was selected before


def _visible(shown: services.Shown, filters: Filters) -> list[Event]:
    """Return the events that the filters admit; found once for each change of the filters, not at every action."""
    key = (shown.revision, filters)
    held: tuple[object, list[Event]] | None = st.session_state.get("visible")
    if held is None or held[0] != key:
        held = (key, filters.apply(shown.events, shown.texts))
        st.session_state["visible"] = held
    return held[1]


def _below(visible: Sequence[Event], shown: services.Shown, selected: str | None) -> str | None:
    """Draw the view that is chosen below the map and return the event that is selected in it."""
    chosen = st.segmented_control("View", VIEWS, key="view", default="Events", label_visibility="collapsed")
    match chosen:
        case "Review":
            return review.view(visible, shown, selected)
        case "Article":
            return reader.view(visible, shown, selected)
        case "Compare":
            compare.view(visible)
        case "Hand over":
            hand_over.view(visible)
        case "Changes":
            changes.view()
        case "Settings":
            settings_view.view()
        case _:
            return event_list.view(visible, selected)
    return selected


def _beside(shown: services.Shown, visible: Sequence[Event], selected: str | None) -> None:
    """Draw the selected event and what can be done to it."""
    told = st.session_state.pop("told", "")
    with st.container():  # always there: what stands below it must not move, or what is unfolded would fold
        if told:
            st.warning(told)
        if selected in shown.by_id and all(one.event_id != selected for one in visible):
            st.caption("The filters hide this event: it is not on the map.")
    event = shown.event(selected)
    locked = services.read_only() or shown.samples
    if event is None and not locked:
        event = _gone(selected)
    details.view(event, shown.articles, without=_without(shown, visible))
    if event is not None and not locked:
        number = shown.reviewed.changed.get(event.event_id, 0)
        edit.view(acts.as_opened(event, number), shown)
        acts.displayed(event, number)
    if not locked:
        with st.expander("Add an event", icon=":material/add_location:"):
            edit.add_view(shown)
        changes.buttons()


def _without(shown: services.Shown, visible: Sequence[Event]) -> str:
    """Return what to do while no event is chosen."""
    if visible:
        return details.CHOOSE
    if shown.events:
        return "The filters hide all events. Choose other days, types or words, or clear the filters."
    if services.read_only():
        return "There is nothing in this collection yet."
    return "There is nothing on this map yet. Bring in articles in the sidebar, or add an event by hand below."


def _gone(selected: str | None) -> Event | None:
    """Return the event that the person had open and that somebody else took out; what they typed is not lost."""
    held: tuple[Event, int] | None = st.session_state.get("opened")
    if held is None or held[0].event_id != selected:
        return None
    st.warning(
        "Somebody took this event out, split it or made it part of another. Keeping your corrections brings it back."
    )
    return held[0]


def _selected() -> str | None:
    if "selected" not in st.session_state:
        st.session_state["selected"] = st.query_params.get("event")
    chosen: str | None = st.session_state["selected"]
    return chosen


def _who() -> None:
    """Ask for the name that the log shows, unless the person signed in."""
    if services.read_only():
        return
    with st.sidebar:
        if getattr(st.user, "is_logged_in", False):
            st.caption(f"Signed in as {services.author()}")
            st.button("Sign out", on_click=st.logout, type="tertiary")
        else:
            st.text_input("Your name", key="author", max_chars=80, placeholder="for the log of changes")


def _signed_in() -> bool:
    """Ask for a sign-in where the settings say so; tells whether the page may be shown."""
    if not services.settings().sign_in or getattr(st.user, "is_logged_in", False):
        return True
    st.markdown("#### Dateline")
    st.info("Sign in to see this map.")
    if "auth" not in st.secrets:
        st.error("No OpenID provider is set up: see “Sign-in” in the README.")
    else:
        st.button("Sign in", on_click=st.login, type="primary")
    return False


def _heading(visible: int, shown: services.Shown, *, background: bool) -> None:
    heading = f"#### Dateline · {visible} of {len(shown.events)} events shown"
    if shown.background and not background:
        left_out = f"{shown.background} background event{'s are' if shown.background > 1 else ' is'} not shown"
        heading += f" :small[:gray[· {left_out}]]"
    st.markdown(heading)
    if shown.samples:
        st.info("These are Dateline's sample articles: invented events at real places. Add your own in the sidebar.")


if __name__ == "__main__":
    main()
