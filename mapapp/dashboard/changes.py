"""The log of changes: who did what and when, before and after; undo, redo, and rules that can be taken back."""

from __future__ import annotations

import streamlit as st

from geodata.corrections import Change, edited
from geodata.model import Casualties, Event, Location, When
from mapapp.dashboard import acts, rules_view, services, words
from mapapp.dashboard.safe import plain

MOST = 200
KINDS = {
    "edit": "corrected", "add": "added", "delete": "taken out", "merge": "made one", "split": "split",
    "check": "checked", "uncheck": "no longer checked", "rule": "a rule",
}  # fmt: skip


def buttons() -> None:
    """Draw undo and redo."""
    if services.read_only():
        return
    if st.button("Undo", icon=":material/undo:", width="stretch", help="Your last change", shortcut="Ctrl+Shift+Z"):
        _told(acts.undo(), "undone", "There is nothing of yours to undo.")
    if st.button("Redo", icon=":material/redo:", width="stretch", shortcut="Ctrl+Shift+Y"):
        _told(acts.redo(), "done again", "There is nothing to do again.")


def view() -> None:
    """Draw the log, the newest first."""
    log = services.store().changes()
    rules_view.view(log)
    if not log:
        st.info("Nobody has changed anything in this collection yet.")
        return
    for change in reversed(log[-MOST:]):
        who = plain(change.author or "somebody")
        line = f"{change.at:%Y-%m-%d %H:%M} · {who} · {KINDS[change.kind]}: {_about(change)}"
        st.markdown(f"~~{line}~~ (undone)" if change.undone else line)
        for before, after in _details(change):
            st.caption(f"{plain(before)} → {plain(after)}")


def _about(change: Change) -> str:
    if change.kind == "rule":
        return rules_view.about(change)
    return plain("; ".join(event.title for event in (change.before or change.after))[:200])


def _details(change: Change) -> list[tuple[str, str]]:
    """Return (before, after) in words for each field that an edit changed."""
    if change.kind != "edit":
        return []
    before, after = change.before[0], change.after[0]
    return [
        (_words(name, getattr(before, name), before), _words(name, value, after))
        for name, value in edited(before, after).items()
        if name != "category"
    ]


def _words(name: str, value: object, event: Event) -> str:
    if isinstance(value, When):
        return words.when_words(value)
    if isinstance(value, Location):
        return f"{words.where_words(event)} ({value.lat:.4f}, {value.lon:.4f})"
    if isinstance(value, Casualties):
        return words.casualty_words(value) or "no numbers"
    if name == "actors":
        return "; ".join(actor.name for actor in event.actors) or "nobody"
    return str(value)


def _told(change: Change | None, done: str, nothing: str) -> None:
    if change is None:
        st.session_state.setdefault("told", nothing)  # why it could not be is said already, if it could not
    else:
        st.session_state["done"] = f"{KINDS[change.kind].capitalize()}: {done}."
    st.rerun()
