"""The rules of a collection: what names mean in it; said by a person, or taken in and out as a table."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from geodata.collection_rules import changes_for, names_in
from geodata.corrections import Change
from geodata.errors import DatelineError, InputError
from geodata.model import Place
from geodata.places.house_rules import load_rules, save_rules
from mapapp.dashboard import acts, services, words
from mapapp.dashboard.edit import place_of
from mapapp.dashboard.safe import plain


def view(log: Sequence[Change]) -> None:
    """Draw the rules that stand, each to be taken back, and the ways to add some."""
    latest = {(change.name.casefold(), change.scope.casefold()): change for change in log if _stands(change)}
    st.markdown("**Rules of this collection**: what names mean in it, before any geocoder is asked")
    for change in latest.values():
        left, right = st.columns([5, 2], vertical_alignment="center")
        left.markdown(about(change))
        if right.button(
            "Take back", key=f"rule-{change.number}", width="stretch", disabled=services.read_only(),
            help="Articles that were read by it stay so until they are read anew.",
        ):  # fmt: skip
            acts.take_back(change.number)
            st.rerun()
    if latest:
        st.download_button(
            "Rules as a table (CSV)", data=as_table, file_name="house_rules.csv", mime="text/csv", on_click="ignore"
        )
    names = names_in(log)
    if names and not services.read_only():
        help_text = "Those in which a name stands that has a rule, or had one; corrections are kept."
        if st.button("Read the articles with these names anew", key="rules-apply", help=help_text):
            services.importer().read_anew(services.collection(), names)
            st.rerun()
    if not services.read_only():
        with st.expander("Add rules"):
            pin("", key="new")
            _upload()
    st.divider()


def about(change: Change) -> str:
    """Return a rule in words."""
    place = change.place
    if place is None:
        return plain(change.name)
    named = ", ".join(part for part in (place.name, place.admin1, words.country_words(place.country)) if part)
    scope = f" in articles of {plain(change.scope)}" if change.scope else ""
    return f"“{plain(change.name)}” is {plain(named)} ({place.lat:.4f}, {place.lon:.4f}){scope}"


def pin(name: str, *, key: str) -> None:
    """Draw the form that says where a name is, in the whole collection; `name` is what an article calls it."""
    with st.form(f"pin-{key}", border=False):
        written = st.text_input("The name, as articles write it", name, max_chars=200, key=f"pin-name-{key}")
        where = st.text_input(
            "is (a name the gazetteer knows; or lat, lon)", max_chars=200, placeholder="19.94, -103.76",
            key=f"pin-where-{key}",
        )  # fmt: skip
        help_text = "Articles that are brought in from now on are read by it; others when they are read anew."
        if st.form_submit_button("Keep this rule", width="stretch", help=help_text):
            _keep(written.strip(), place_of(where, written.strip()))


def as_table() -> bytes:
    """Return the rules of this collection as the bytes of a CSV file."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / "house_rules.csv"
        save_rules(path, services.store().house_rules())
        return path.read_bytes()


def take_in(data: bytes) -> str:
    """Add the rules of a CSV file to the collection, all or none; returns what to say."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / "rules.csv"
        path.write_bytes(data)
        try:
            rules = load_rules(path)
            store = services.store()
            changes = changes_for(rules, store.house_rules(), author=services.author(), by=services.session_key())
            store.change_all(changes)
        except InputError as error:
            return f"No rule was taken in: {str(error).removeprefix(f'{path}: ')}."
        except DatelineError as error:
            return str(error)
    return f"{len(changes)} of {len(rules)} rules were new and are kept."


def _stands(change: Change) -> bool:
    return change.kind == "rule" and not change.undone and change.place is not None


def _keep(name: str, place: Place | None) -> None:
    if not any(letter.isalnum() for letter in name):
        st.error("Write the name, as articles have it.")
    elif place is None:
        st.error("No place is known by that name; write it as 19.94, -103.76.")
    elif acts.rule(name, place, None):
        st.rerun()


def _upload() -> None:
    with st.form("rules-table", clear_on_submit=True, border=False):
        file = st.file_uploader("Or a table (CSV with name, lat, lon; other columns as in the one above)", type=["csv"])
        if st.form_submit_button("Take these rules in", width="stretch") and file is not None:
            st.session_state["told"] = plain(take_in(file.getvalue()))
            st.rerun()
