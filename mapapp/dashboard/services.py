"""The parts that all sessions share: the pipeline, the store, and the events at hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from geodata import build
from geodata.errors import InputError
from geodata.model import Article, Event
from geodata.pipeline import Pipeline
from geodata.settings import Settings, load_settings
from geodata.store import EventStore

SAMPLES = Path(build.SAMPLES)


@dataclass(frozen=True, slots=True)
class Shown:
    """The events on show and the articles behind them."""

    events: tuple[Event, ...]
    articles: dict[str, Article]
    samples: bool
    """Whether these are the samples, because the store is empty."""
    revision: str
    """Changes whenever the events do; a key for what is derived from them."""


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this server."""
    return load_settings()


@st.cache_resource(show_spinner="Loading the language model and the gazetteer …")
def pipeline() -> Pipeline:
    """Return the one pipeline of this server; model and gazetteer are loaded once."""
    return build.build_pipeline(settings())


@st.cache_resource(show_spinner=False)
def store() -> EventStore:
    """Return the one store of this server."""
    return build.open_store(settings())


@st.cache_data(show_spinner="Reading the sample articles …", max_entries=1)
def samples() -> Shown:
    """Return the events of the sample articles; nothing of them is stored."""
    articles = {article.id: article for article in build.open_inputs(settings(), [str(SAMPLES)], on_error=_raise)}
    results = pipeline().run(articles.values(), on_error=_raise)
    events = build.merge_events([event for result in results for event in result.events])
    return Shown(tuple(events), articles, samples=True, revision="samples")


@st.cache_data(show_spinner=False, max_entries=4)
def _stored(revision: int) -> Shown:
    """Return what the store holds; the revision is the cache's key."""
    events = build.merge_events(store().events(include_hidden=True))
    articles = {article.id: article for article in store().articles()}
    return Shown(tuple(events), articles, samples=False, revision=str(revision))


def shown() -> Shown:
    """Return the events to show: the store's, or the samples while it is empty."""
    revision = store().revision()
    return _stored(revision) if store().count_articles() else samples()


def _raise(error: InputError) -> None:
    raise error
