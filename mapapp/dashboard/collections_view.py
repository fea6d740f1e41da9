"""Which collection is open, and making, renaming, archiving and deleting them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geodata.errors import UsageError
from geodata.store import DEFAULT_COLLECTION, Collection
from mapapp.dashboard import services
from mapapp.dashboard.safe import plain


def view() -> None:
    """Draw the choice of collection and, behind a button, what can be done with it."""
    held = services.whole_store().collections()
    open_now = services.collection()
    names = [one.name for one in held if not one.deleted and (not one.archived or one.name == open_now)]
    with st.sidebar:
        left, right = st.columns([5, 4], vertical_alignment="bottom")
        chosen = left.selectbox("Collection", names, index=names.index(open_now) if open_now in names else 0)
        if not services.read_only():
            help_text = "New, rename, archive, delete"
            with right.popover("Manage", help=help_text, width="stretch"):
                _manage(open_now, held)
    if chosen and chosen != open_now:
        go_to(chosen)


def go_to(name: str) -> None:
    """Open another collection."""
    st.session_state["collection"] = name
    st.session_state["selected"] = None
    st.rerun()


def _manage(name: str, held: list[Collection]) -> None:
    store = services.whole_store()
    _new()
    st.divider()
    new = st.text_input("New name of this collection", value=name, key=f"rename-{name}")
    if st.button("Rename", width="stretch", disabled=new.strip() in {"", name}):
        if any(one.active and one.collection == name for one in services.importer().imports()):
            st.error("An import into this collection goes on; wait for it or stop it first.")
        elif _done(lambda: store.rename_collection(name, new)):
            go_to(new.strip())
    current = next((one for one in held if one.name == name), None)
    archived = current is not None and current.archived
    if st.button("Take out of the archive" if archived else "Archive", width="stretch"):
        store.archive_collection(name, archived=not archived)
        st.rerun()
    articles = current.articles if current else 0
    question = f"Yes, delete this collection with its {articles} article{'s' * (articles != 1)}"
    sure = st.checkbox(question, key=f"sure-delete-{name}")
    if st.button("Delete", width="stretch", disabled=not sure or name == DEFAULT_COLLECTION):
        store.delete_collection(name)
        go_to(DEFAULT_COLLECTION)
    _bring_back(held)


def _new() -> None:
    with st.form("new-collection", clear_on_submit=True, border=False):
        name = st.text_input("A new collection", max_chars=120, placeholder="Floods 2026")
        if st.form_submit_button("Make it", width="stretch"):
            gone = {one.name for one in services.whole_store().collections() if one.deleted}
            if name.strip() in gone:
                st.error("A deleted collection has this name; bring it back below, or choose another name.")
            elif _done(lambda: services.whole_store().of(name)):
                go_to(name.strip())


def _bring_back(held: list[Collection]) -> None:
    for one in held:
        if one.deleted or one.archived:
            word = "deleted" if one.deleted else "archived"
            if st.button(plain(f"Bring back {one.name} ({word}, {one.articles} articles)"), key=f"back-{one.name}"):
                services.whole_store().delete_collection(one.name, deleted=False)
                services.whole_store().archive_collection(one.name, archived=False)
                go_to(one.name)


def _done(act: Callable[[], object]) -> bool:
    """Do it and tell whether it went well; say what was wrong."""
    try:
        act()
    except UsageError as error:
        st.error(plain(str(error)))
        return False
    return True
