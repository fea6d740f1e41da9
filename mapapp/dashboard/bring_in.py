"""Bring articles in: paste or upload, with progress, a stop, and a word about each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import streamlit as st

from geodata.sources import READERS
from mapapp.dashboard import drafts, services
from mapapp.dashboard.imports import Import
from mapapp.dashboard.safe import plain

SUFFIXES = [suffix.strip(".") for suffix in READERS]
POLL_SECONDS = 1.0
MOST_ADDRESSES = 200


class Upload(Protocol):
    """What Streamlit's uploader hands over."""

    name: str

    def getvalue(self) -> bytes:
        """Return the whole file."""


def view() -> None:
    """Draw the ways in and what the imports of this server say."""
    if services.read_only():
        return
    with st.sidebar.expander("Add articles", expanded=services.shown().samples, icon=":material/add_circle:"):
        _upload_form()
        _paste_form()
        _web_form()
    with st.sidebar:
        _imports()


def _upload_form() -> None:
    with st.form("upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "Files (text, HTML, PDF, Word, mail, feeds, JSON, tables, ZIP; up to 200 MB each)",
            type=SUFFIXES,
            accept_multiple_files=True,
        )
        if st.form_submit_button("Map these files", width="stretch") and files:
            services.importer().add(services.collection(), named(files))


def _paste_form() -> None:
    with st.form("paste", clear_on_submit=True, border=False):
        text = st.text_area("Or paste an article", height=140, placeholder="PARIS, 3 May (Agency) — …")
        if st.form_submit_button("Map this text", width="stretch") and text.strip():
            services.importer().add(services.collection(), [("0000/pasted text.txt", text.encode("utf-8", "replace"))])


def _web_form() -> None:
    with st.form(f"web-{drafts.number('web')}", border=False):  # one wrong line must not cost the others
        text = st.text_area("Or web addresses of pages and feeds, one a line", height=80, placeholder="https://…")
        if st.form_submit_button("Fetch and map them", width="stretch") and text.strip():
            addresses = [line.strip() for line in text.splitlines() if line.strip()]
            fault = _fault(addresses)
            if fault:
                st.error(plain(fault))
            else:
                services.importer().add(services.collection(), [], addresses)
                drafts.sent("web")
                st.rerun()


def _fault(addresses: Sequence[str]) -> str:
    """Return what is wrong with a list of addresses, "" for nothing."""
    for number, address in enumerate(addresses, start=1):
        if not address.startswith(("http://", "https://")):
            return f"Line {number} is not a web address: {address[:200]}. It begins with http:// or https://"
    if len(addresses) > MOST_ADDRESSES:
        return f"{len(addresses)} addresses; at most {MOST_ADDRESSES} go at once. Take the others afterwards."
    return ""


def _imports() -> None:
    """Draw the imports of this collection; while one goes on, look again every second."""
    mine = [one for one in services.importer().imports() if one.collection == services.collection()]
    active = any(one.active for one in mine)
    # Only a look of its own may start the page anew: a click that brought this run here would be lost.
    st.session_state["imports_active"] = False
    st.fragment(_progress, run_every=POLL_SECONDS if active else None)()


def _progress() -> None:
    before = st.session_state.get("imports_active", False)
    mine = [one for one in services.importer().imports() if one.collection == services.collection()]
    for one in mine:
        _one(one)
    active = any(one.active for one in mine)
    st.session_state["imports_active"] = active
    if before and not active:
        st.rerun()


def _one(one: Import) -> None:
    if one.active:
        done = f"{len(one.done)} of {len(one.inputs)}"
        if one.asking:
            done = f"{one.asked} of {len(one.waiting)} names" if one.waiting else f"of {len(one.unread)} to read anew"
        st.progress(one.share, text=f"{done} · {one.articles} articles, {one.events} events")
        if st.button("Stop this import", key=f"stop-{one.id}", width="stretch"):
            services.importer().cancel(one.id)
    failed = [outcome for outcome in one.outcomes if outcome.failed]
    if not one.active:
        words = {"finished": "Done", "cancelled": "Stopped", "failed": "Ended by a fault"}[one.state]
        (st.warning if failed or one.state != "finished" else st.success)(
            f"{words}: {one.articles} article{'s' * (one.articles != 1)}, {one.events} event{'s' * (one.events != 1)}"
            + (f", {one.known} known already" if one.known else "")
            + (f", {len(failed)} could not be used" if failed else "")
        )
    if one.outcomes:
        with st.expander("What became of each", expanded=bool(failed)):
            for outcome in [*failed, *(outcome for outcome in one.outcomes if not outcome.failed)][:50]:
                named = outcome.message.startswith(f"{outcome.name}:")
                told = outcome.message if named else f"{outcome.name}: {outcome.message}"
                (st.error if outcome.failed else st.caption)(plain(told))
    if one.state == "failed" and st.button("Go on with it", key=f"go-on-{one.id}", width="stretch"):
        services.importer().go_on(one.id)
        st.rerun()
    if one.waiting and not one.active and not one.asking:
        for line in one.cost.splitlines():
            st.caption(plain(line))
        if st.button("Send these names and read their articles anew", key=f"ask-{one.id}", width="stretch"):
            services.importer().ask(one.id)
            st.rerun()
    if not one.active and st.button("Close", key=f"close-{one.id}", type="tertiary"):
        services.importer().forget(one.id)
        st.rerun()


def named(files: Sequence[Upload]) -> Iterator[tuple[str, bytes]]:
    """Yield uploads as `number/name`, with names of our own making; a file that comes again has its name again."""
    for number, upload in enumerate(files):
        suffix = Path(upload.name).suffix.lower()
        stem = "".join(c for c in Path(upload.name).stem if c.isalnum() or c in "_ ")[:60] or "article"
        known = suffix if suffix.strip(".") in SUFFIXES else ".txt"
        yield f"{number:04d}/{stem}{known}", upload.getvalue()
