"""What a person does to events: each act becomes a change in the log, or a word about why it could not."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from geodata.corrections import Change, ChangeKind
from geodata.errors import ConflictError, DatelineError
from geodata.events.merge import merged_into_one
from geodata.model import Event, Place
from mapapp.dashboard import services
from mapapp.dashboard.safe import plain

DONE: Mapping[ChangeKind, str] = {
    "edit": "The correction is kept.",
    "add": "The event is on the map.",
    "delete": "Taken out. Undo brings it back.",
    "merge": "They are one event now.",
    "split": "They are events of their own now.",
    "check": "Marked as checked.",
    "uncheck": "No longer marked as checked.",
    "rule": "The rule is kept; it is listed under Changes.",
}
"""What a person is told of an act that was kept."""


def edit(before: Event, after: Event) -> bool:
    """Store an edit; tells whether there was one and it was taken."""
    return after != before and _store("edit", [before], [after])


def add(event: Event) -> bool:
    """Store an event of the person's own."""
    return _store("add", [], [event])


def delete(events: Sequence[Event]) -> bool:
    """Take events out."""
    return _store("delete", events, [])


def check(event: Event, *, checked: bool = True) -> bool:
    """Mark an event as checked, or no longer."""
    return _store("check" if checked else "uncheck", [event], [])


def merge(events: Sequence[Event]) -> bool:
    """Make several events one."""
    merged = replace(merged_into_one(list(events)), event_id=new_id())
    taken = _store("merge", events, [merged])
    if taken:
        st.session_state["selected"] = merged.event_id
    return taken


def split(event: Event, parts: Sequence[Event]) -> bool:
    """Take a merged event apart again."""
    taken = _store("split", [event], parts)
    if taken:
        st.session_state["selected"] = parts[0].event_id
    return taken


def rule(name: str, place: Place, event: Event | None) -> bool:
    """Let a place name mean a place in the whole collection; `event` is where the person saw it, if at one."""
    return _store("rule", [event] if event else [], [], name=name, place=place)


def undo() -> Change | None:
    """Take back this person's last change."""
    return _turned(lambda: services.store().undo(by=services.session_key()))


def redo() -> Change | None:
    """Bring back what this person undid last."""
    return _turned(lambda: services.store().redo(by=services.session_key()))


def take_back(number: int) -> Change | None:
    """Undo one change of the log, whoever made it."""
    return _turned(lambda: services.store().take_back(number))


def _turned(turn: Callable[[], Change | None]) -> Change | None:
    if services.read_only():
        return None
    st.session_state.pop("opened", None)  # the form must show what holds now
    try:
        return turn()
    except DatelineError as error:
        st.session_state["told"] = plain(str(error))
        return None


def new_id() -> str:
    """Return an id for an event that no machine made."""
    return f"p{secrets.token_hex(7)}"


def _store(
    kind: ChangeKind, before: Sequence[Event], after: Sequence[Event], *, name: str = "", place: Place | None = None
) -> bool:
    """Store a change unless somebody else was quicker; that is said, and nothing is stored."""
    if services.read_only():
        return False
    change = Change(
        kind=kind,
        at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        author=services.author(),
        by=services.session_key(),
        event_ids=tuple(event.event_id for event in before),
        before=tuple(before),
        after=tuple(after),
        name=name,
        place=place,
    )
    store = services.store()
    try:
        store.change(change, seen=max((_seen(event, kind) for event in before), default=0))
    except ConflictError as error:
        st.session_state["told"] = plain(str(error))
        held: tuple[Event, int] | None = st.session_state.get("opened")
        if held is not None:  # what the person typed stays, and they have been told now
            st.session_state["opened"] = (held[0], store.changes()[-1].number)
        return False
    except DatelineError as error:
        st.session_state["told"] = plain(str(error))
        return False
    st.session_state["done"] = DONE[kind]
    st.session_state.pop("opened", None)  # the next run shows what there is by then
    st.session_state.pop("displayed", None)  # what a person does next, they do after their own change
    return True


def _seen(event: Event, kind: ChangeKind) -> int:
    """Return the last change of an event that the person has before their eyes: in the form, or in the details."""
    opened: tuple[Event, int] | None = st.session_state.get("opened")
    if kind == "edit" and opened is not None and opened[0].event_id == event.event_id:
        return opened[1]
    displayed: tuple[str, int] | None = st.session_state.get("displayed")
    if displayed is not None and displayed[0] == event.event_id:
        return displayed[1]
    return services.shown().reviewed.changed.get(event.event_id, 0)


def displayed(event: Event, number: int) -> None:
    """Note what the details show of an event by now, for whatever is done to it next."""
    st.session_state["displayed"] = (event.event_id, number)


def as_opened(event: Event, number: int) -> Event:
    """Return an event as the person opened it; what others change meanwhile must not move under their hands.

    `number` is the last change of it by now.
    """
    held: tuple[Event, int] | None = st.session_state.get("opened")
    if held is None or held[0].event_id != event.event_id:
        held = (event, number)
        st.session_state["opened"] = held
    return held[0]
