"""The review queue: one doubtful event after the other, worked off with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geodata.doubts import by_doubt, doubts_of
from geodata.model import Event
from mapapp.dashboard import acts, behind, details, services
from mapapp.dashboard.safe import plain, show_html


def view(events: Sequence[Event], shown: services.Shown, selected: str | None) -> str | None:
    """Draw the most doubtful event of those shown, and return it as the selected one."""
    queue = by_doubt(events, shown.reviewed.checked)
    skipped = st.session_state.setdefault("skipped", [])
    waiting = [event for event in queue if event.event_id not in skipped]
    if not waiting:
        st.success("Nothing is left to look at." if not queue else f"{len(queue)} were put off.")
        if queue and st.button("Look at those that were put off"):
            st.session_state["skipped"] = []
            st.rerun()
        return selected
    event = shown.event(selected) or waiting[0]
    checked = sum(one.event_id in shown.reviewed.checked for one in events)
    put_off = len(queue) - len(waiting)
    told = f"{checked} checked, {len(queue)} to look at" + (f", {put_off} of them put off" if put_off else "")
    st.progress(checked / max(1, checked + len(queue)), text=told)
    st.markdown(f"**{plain(event.title)}**")
    for source in event.sources[:1]:
        quote = behind.quoted(event, source)
        show_html(f'{details.STYLE}<div class="dl-card"><blockquote dir="auto">{quote}</blockquote></div>')
    for doubt in doubts_of(event):
        st.caption(f"· {plain(doubt.reason)}")
    _buttons(event, waiting)
    return event.event_id


def _buttons(event: Event, waiting: Sequence[Event]) -> None:
    right, wrong, later = st.columns(3)
    locked = services.read_only()
    if right.button("It is right", shortcut="y", type="primary", width="stretch", disabled=locked) and acts.check(
        event
    ):
        _next(event, waiting)
    if wrong.button("Take it out", shortcut="x", width="stretch", disabled=locked) and acts.delete([event]):
        _next(event, waiting)
    if later.button("Later", shortcut="n", width="stretch"):
        st.session_state["skipped"].append(event.event_id)
        _next(event, waiting)


def _next(event: Event, waiting: Sequence[Event]) -> None:
    others = [one.event_id for one in waiting if one.event_id != event.event_id]
    st.session_state["selected"] = others[0] if others else None
    st.rerun()
