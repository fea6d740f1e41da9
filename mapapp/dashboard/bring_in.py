"""Bring articles in: paste or upload, with progress, a stop, and a word about each."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import streamlit as st

from geodata.sources import READERS
from mapapp.dashboard import drafts, services
from mapapp.dashboard.imports import PASTED, Import
from mapapp.dashboard.safe import plain

SUFFIXES = [suffix.strip(".") for suffix in READERS]
POLL_SECONDS = 1.0
MOST_ADDRESSES = 200
MOST_SHOWN = 50
EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2099, 12, 31)
"""Days that an article may be said to be of."""


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
            _begin(named(files))


def _paste_form() -> None:
    with st.form("paste", clear_on_submit=True, border=False):
        text = st.text_area("Or paste an article", height=140, placeholder="PARIS, 3 May (Agency) — …")
        day = st.date_input(
            "Published on", None, min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD",
            help="“On Tuesday” is counted from this day. Empty: the date that the text itself names.",
        )  # fmt: skip
        publisher = st.text_input("Publisher", max_chars=120)
        if st.form_submit_button("Map this text", width="stretch") and text.strip():
            given = bool(day or publisher.strip())
            _begin([pasted(text, day if isinstance(day, dt.date) else None, publisher.strip())], again=given)


def _web_form() -> None:
    with st.form(f"web-{drafts.number('web')}", border=False):  # one wrong line must not cost the others
        text = st.text_area("Or web addresses of pages and feeds, one a line", height=80, placeholder="https://…")
        if st.form_submit_button("Fetch and map them", width="stretch") and text.strip():
            addresses = [line.strip() for line in text.splitlines() if line.strip()]
            fault = _fault(addresses)
            if fault:
                st.error(plain(fault))
            else:
                _begin([], addresses)
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


def _begin(files: Iterable[tuple[str, bytes]], addresses: Sequence[str] = (), *, again: bool = False) -> None:
    """Begin an import of this session's; what its earlier ones came to was read by now."""
    own = _own()
    for one in services.importer().imports():
        if one.id in own and not one.active and not _waits(one):
            services.importer().forget(one.id)
    own.add(services.importer().add(services.collection(), files, addresses, again=again).id)


def _own() -> set[str]:
    """Return the ids of the imports that this session began."""
    own: set[str] = st.session_state.setdefault("own_imports", set())
    return own


def _waits(one: Import) -> bool:
    """Tell whether somebody has to say how an ended import goes on."""
    return one.state == "failed" or bool(one.waiting)


def _here() -> list[Import]:
    """Return the imports of this collection that go on or wait for somebody, and what this session's own came to."""
    held = [one for one in services.importer().imports() if one.collection == services.collection()]
    return [one for one in held if one.active or _waits(one) or one.id in _own()]


def _imports() -> None:
    """Draw the imports of this collection; while one goes on, look again every second."""
    active = any(one.active for one in _here())
    # Only a look of its own may start the page anew: a click that brought this run here would be lost.
    st.session_state["imports_active"] = False
    st.fragment(_progress, run_every=POLL_SECONDS if active else None)()


def _progress() -> None:
    before = st.session_state.get("imports_active", False)
    here = _here()
    for one in here:
        if one.active:
            _going_on(one)
        else:
            _ended(one)
    active = any(one.active for one in here)
    st.session_state["imports_active"] = active
    if before and not active:
        st.rerun()


def _going_on(one: Import) -> None:
    done = f"{len(one.done)} of {len(one.inputs)}"
    if one.asking:
        done = f"{one.asked} of {len(one.waiting)} names" if one.waiting else f"of {len(one.unread)} to read anew"
    st.progress(one.share, text=f"{done} · {one.articles} articles, {one.events} events")
    if st.button("Stop this import", key=f"stop-{one.id}", width="stretch"):
        services.importer().cancel(one.id)
    if any(outcome.failed for outcome in one.outcomes):
        with st.expander("What became of each"):
            _outcomes(one)


def _ended(one: Import) -> None:
    """Draw what an import came to as one line to unfold: the filters below must not move out of sight."""
    failed = sum(outcome.failed for outcome in one.outcomes)
    fine = one.state == "finished" and not failed
    icon = ":material/check_circle:" if fine else ":material/warning:"
    with st.expander(_summary(one, failed), expanded=bool(failed) and not one.articles, icon=icon):
        _outcomes(one)
        if st.button("Close", key=f"close-{one.id}", type="tertiary"):
            services.importer().forget(one.id)
            st.rerun()
    noted = [outcome for outcome in one.outcomes if outcome.note]
    if noted:
        whose = f"{len(noted)} articles" if len(noted) > 1 else noted[0].name
        st.warning(plain(noted[0].note if one.articles == 1 else f"{whose}: {noted[0].note}"))
    if one.state == "failed" and st.button("Go on with it", key=f"go-on-{one.id}", width="stretch"):
        services.importer().go_on(one.id)
        st.rerun()
    if one.waiting and not one.asking:
        for line in one.cost.splitlines():
            st.caption(plain(line))
        if st.button("Send these names and read their articles anew", key=f"ask-{one.id}", width="stretch"):
            asked = services.importer().ask(one.id)
            if asked is not None:
                _own().add(asked.id)
            st.rerun()


def _summary(one: Import, failed: int) -> str:
    word = {"finished": "Done", "cancelled": "Stopped", "failed": "Ended by a fault"}[one.state]
    return (
        f"{word}: {one.articles} article{'s' * (one.articles != 1)}, {one.events} event{'s' * (one.events != 1)}"
        + (f", {one.known} known already" if one.known else "")
        + (f", {failed} could not be used" if failed else "")
    )


def _outcomes(one: Import) -> None:
    """Draw what became of each input, what failed first."""
    for outcome in sorted(one.outcomes, key=lambda outcome: not outcome.failed)[:MOST_SHOWN]:
        named = outcome.message.startswith(f"{outcome.name}:")
        told = outcome.message if named else f"{outcome.name}: {outcome.message}"
        (st.error if outcome.failed else st.caption)(plain(told))


def pasted(text: str, day: dt.date | None, publisher: str) -> tuple[str, bytes]:
    """Return a pasted text as a file to bring in: the same text is the same article, with what is said of it now."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    record = {"id": f"pasted-{digest}", "text": text, "publisher": publisher}
    return PASTED, json.dumps({**record, "published": day.isoformat() if day else ""}).encode()


def named(files: Sequence[Upload]) -> Iterator[tuple[str, bytes]]:
    """Yield uploads as `number/name`, with names of our own making; a file that comes again has its name again."""
    for number, upload in enumerate(files):
        suffix = Path(upload.name).suffix.lower()
        stem = "".join(c for c in Path(upload.name).stem if c.isalnum() or c in "_ ")[:60] or "article"
        known = suffix if suffix.strip(".") in SUFFIXES else ".txt"
        yield f"{number:04d}/{stem}{known}", upload.getvalue()
