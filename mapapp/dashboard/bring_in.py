"""Bring articles in: paste or upload, with progress, a stop, and a word about each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import streamlit as st

from geodata import build
from geodata.errors import DatelineError, InputError
from geodata.model import Article
from geodata.sources import READERS
from mapapp.dashboard import services
from mapapp.dashboard.safe import plain

SUFFIXES = [suffix.strip(".") for suffix in READERS]


class Upload(Protocol):
    """What Streamlit's uploader hands over."""

    name: str

    def getvalue(self) -> bytes:
        """Return the whole file."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input."""

    name: str
    message: str
    failed: bool


def view() -> None:
    """Draw the two ways in and what the last import said."""
    with st.sidebar.expander("Add articles", expanded=services.shown().samples, icon=":material/add_circle:"):
        _upload_form()
        _paste_form()
        for outcome in st.session_state.get("outcomes", []):
            (st.error if outcome.failed else st.success)(plain(f"{outcome.name}: {outcome.message}"))


def _upload_form() -> None:
    with st.form("upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "Files (text, HTML, PDF, Word, mail, feeds, JSON, tables, ZIP; up to 200 MB together)",
            type=SUFFIXES,
            accept_multiple_files=True,
        )
        if st.form_submit_button("Map these files", width="stretch") and files:
            with _on_disk(files) as folder:
                _import([str(path) for path in sorted(folder.iterdir())])


def _paste_form() -> None:
    with st.form("paste", clear_on_submit=True, border=False):
        text = st.text_area("Or paste an article", height=140, placeholder="PARIS, 3 May (Agency) — …")
        if st.form_submit_button("Map this text", width="stretch") and text.strip():
            _run(lambda _on_error: iter([build.article_from_text(services.settings(), text)]), total=1)


def _import(paths: list[str]) -> None:
    def opened(on_error: Callable[[InputError], None]) -> Iterator[Article]:
        return build.open_inputs(services.settings(), paths, on_error=on_error, on_note=notes.append)

    notes: list[str] = []
    _run(opened, total=len(paths), notes=notes)


def _run(
    opened: Callable[[Callable[[InputError], None]], Iterator[Article]], *, total: int, notes: Sequence[str] = ()
) -> None:
    """Take articles through the pipeline into the store, one transaction each."""
    outcomes: list[Outcome] = []
    bar = st.progress(0.0, text="Reading …")

    def failed(error: InputError) -> None:
        outcomes.append(Outcome(error.origin or "input", str(error).removeprefix(f"{error.origin}: "), failed=True))

    try:
        for result in services.pipeline().run(opened(failed), on_error=failed):
            services.store().add(result.article, result.resolutions, result.events)
            outcomes.append(Outcome(_name(result.article), _summary(len(result.events)), failed=False))
            bar.progress(min(len(outcomes) / max(total, 1), 1.0), text=f"{len(outcomes)} of {total}")
    except InputError as error:
        failed(error)
    except DatelineError as error:
        outcomes.append(Outcome("import", str(error), failed=True))
    said = [Outcome("columns", note, failed=False) for note in notes]
    st.session_state["outcomes"] = [*said[-5:], *outcomes[-20:]]
    st.rerun()


def _name(article: Article) -> str:
    return (article.title or article.origin or article.text.strip()[:60])[:80]


def _summary(events: int) -> str:
    return f"{events} event{'s' * (events != 1)}" if events else "no event with a place was found"


@contextmanager
def _on_disk(files: Sequence[Upload]) -> Iterator[Path]:
    """Hold uploads as files under names of our own; the given name is only ever shown."""
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        for number, upload in enumerate(files):
            suffix = Path(upload.name).suffix.lower()
            stem = "".join(c for c in Path(upload.name).stem if c.isalnum() or c in "-_ ")[:60] or "article"
            path = Path(folder) / f"{number:04d}-{stem}{suffix if suffix.strip('.') in SUFFIXES else '.txt'}"
            path.write_bytes(upload.getvalue())
        yield Path(folder)
