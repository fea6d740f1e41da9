"""The parts that all sessions share: the pipeline, the store, the importer, and the events at hand."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from geodata import build
from geodata.corrections import Reviewed
from geodata.errors import InputError
from geodata.events.merge import Merged, merge_with_record
from geodata.model import Article, Event
from geodata.pipeline import Pipeline
from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders import LayeredGeocoder, Permit
from geodata.selection import searchable
from geodata.settings import Settings, load_settings
from geodata.store import DEFAULT_COLLECTION, EventStore
from mapapp.dashboard import imports
from mapapp.dashboard import samples as sample_articles
from mapapp.dashboard.safe import plain


@dataclass(frozen=True, slots=True)
class Shown:
    """The events on show and the articles behind them."""

    reviewed: Reviewed
    parts: dict[str, tuple[Event, ...]]
    """For a merged event those that it was made of."""
    articles: dict[str, Article]
    texts: dict[str, str]
    """What the text search looks at, by event."""
    categories: dict[str, int]
    """How many events there are of each category."""
    types: frozenset[str]
    """The types that there are."""
    background: int
    """How many are hidden unless a person asks for background events."""
    first: dt.date | None
    """The earliest day of any of them."""
    samples: bool
    """Whether these are the samples, because the store is empty."""
    by_id: dict[str, Event]
    revision: str
    """Changes whenever the events do; a key for what is derived from them."""

    @property
    def events(self) -> tuple[Event, ...]:
        """The events as they stand now."""
        return self.reviewed.events

    def event(self, event_id: str | None) -> Event | None:
        """Return an event by its id, or None."""
        return self.by_id.get(event_id or "")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this server."""
    return load_settings()


@st.cache_resource(show_spinner="Loading the language model and the gazetteer …")
def pipeline() -> Pipeline:
    """Return the one pipeline of this server; model and gazetteer are loaded once."""
    return build.build_pipeline(settings(), permit=permit())


@lru_cache(maxsize=1)
def permit() -> Permit:
    """Return how many names an import may send to online geocoders before a person says so."""
    return Permit(settings().ask_freely)


@st.cache_resource(show_spinner=False)
def gazetteer() -> Gazetteer:
    """Return the gazetteer, to look places up for a person."""
    return build.open_gazetteer(settings())


@st.cache_resource(show_spinner=False)
def whole_store() -> EventStore:
    """Return the one store of this server, at its first collection."""
    return build.open_store(settings())


@st.cache_resource(show_spinner=False)
def importer() -> imports.Importer:
    """Return the queue of imports of this server; what a stopped server left is taken up."""
    without_session(imports.THREAD)

    def opener(name: str, on_error: Callable[[InputError], None]) -> Iterator[Article]:
        return build.open_inputs(settings(), [name], on_error=on_error)

    def online() -> AbstractContextManager[LayeredGeocoder]:
        return build.open_elsewhere(settings())

    folder = settings().home / "imports"
    return imports.Importer(
        folder, pipeline=pipeline, store=whole_store(), opener=opener, permit=permit(), online=online
    )


def without_session(thread: str) -> None:
    """Spare the terminal Streamlit's warning that a thread of ours has no page on which a spinner could turn."""
    session_log = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    session_log.addFilter(lambda record: record.threadName != thread)


def collection() -> str:
    """Return the name of the collection that this session works on; the page's address keeps it.

    One that was renamed or deleted meanwhile is said, once, and the first one is opened instead.
    """
    if "collection" not in st.session_state:
        st.session_state["collection"] = st.query_params.get("collection", DEFAULT_COLLECTION)
    chosen: str = st.session_state["collection"]
    known = {one.name for one in whole_store().collections() if not one.deleted}
    if chosen not in known:
        st.session_state["collection"] = DEFAULT_COLLECTION
        st.session_state["selected"] = None
        st.session_state["told"] = plain(
            f"There is no collection {chosen[:80]!r}, or no longer: it was renamed or deleted. "
            f"{DEFAULT_COLLECTION} is open instead."
        )
        return DEFAULT_COLLECTION
    return chosen


def store() -> EventStore:
    """Return the store at this session's collection."""
    return whole_store().of(collection())


def author() -> str:
    """Return who works here: who signed in, else the name that the session was given."""
    user = st.user
    if getattr(user, "is_logged_in", False):
        return str(user.get("name") or user.get("email") or "")
    return str(st.session_state.get("author", ""))


def session_key() -> str:
    """Return whose changes this session may undo: the account's that signed in, else its own."""
    if getattr(st.user, "is_logged_in", False):
        return author()
    key: str = st.session_state.setdefault("session_key", f"session {secrets.token_hex(8)}")
    return key


def select(event_id: str | None) -> str | None:
    """Select an event and return it.

    Whoever takes an answer of the page's calls this at once: Streamlit may break a run off at whatever it draws next,
    and an answer that was taken does not come again.
    """
    st.session_state["selected"] = event_id
    st.session_state["picked"] = None
    return event_id


def read_only() -> bool:
    """Whether this server shows without letting anybody change."""
    return settings().read_only


@st.cache_resource(show_spinner="Reading the sample articles …", max_entries=1)
def samples() -> Shown:
    """Return the events of the sample articles; nothing of them is stored."""
    articles = {article.id: article for article in sample_articles.articles(settings())}
    merged = merge_with_record(sample_articles.events(settings(), pipeline))
    reviewed = Reviewed(events=merged.events)
    return _shown(reviewed, merged.parts, articles, samples=True, revision="samples")


# Resources, not data: the values are frozen, and Streamlit would copy 100,000 events at every action.
@st.cache_resource(show_spinner=False, max_entries=2)
def _machine(name: str, revision: int) -> tuple[Merged, dict[str, Article]]:
    """Return what the machine found in a collection; a person's change does not have it read again."""
    held = whole_store().of(name)
    found = held.merged(), {article.id: article for article in held.articles()}
    # Streamlit collects garbage after every action; what stays until the store changes need not be looked through.
    gc.freeze()
    return found


@st.cache_resource(show_spinner=False, max_entries=2)
def _stored(name: str, articles: int, revision: int) -> Shown:
    """Return what a collection holds; the revisions are the cache's key."""
    begun = time.monotonic()
    merged, held = _machine(name, articles)
    reviewed = whole_store().of(name).reviewed(merged)
    shown = _shown(reviewed, dict(reviewed.parts), held, samples=False, revision=f"{name} {revision}")
    gc.freeze()
    _reading["seconds"] = time.monotonic() - begun
    return shown


_reading = {"seconds": 0.0}


def reading_seconds() -> float:
    """Return how long it took to read the events anew when that was done last."""
    return _reading["seconds"]


def _shown(
    reviewed: Reviewed,
    parts: dict[str, tuple[Event, ...]],
    articles: dict[str, Article],
    *,
    samples: bool,
    revision: str,
) -> Shown:
    return Shown(
        reviewed=reviewed,
        parts=parts,
        articles=articles,
        texts={event.event_id: searchable(event) for event in reviewed.events},
        categories=dict(Counter(event.category for event in reviewed.events)),
        types=frozenset(event.type for event in reviewed.events),
        background=sum(event.hidden for event in reviewed.events),
        first=min((event.when.start for event in reviewed.events if event.when.start), default=None),
        by_id={event.event_id: event for event in reviewed.events},
        samples=samples,
        revision=revision,
    )


def shown() -> Shown:
    """Return the events to show: the collection's, or the samples while the whole store is empty."""
    return _shown_of(store())


def first_shown() -> Shown:
    """Return what a session sees that comes without an address; needs no session."""
    return _shown_of(whole_store().of(DEFAULT_COLLECTION))


def _shown_of(held: EventStore) -> Shown:
    if held.count_articles() == 0 and held.collection == DEFAULT_COLLECTION and not held.changes():
        return samples()
    return _stored(held.collection, held.article_revision(), held.revision())
