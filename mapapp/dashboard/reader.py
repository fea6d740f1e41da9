"""The article reader: the text with its places and events marked; a mark opens what it stands for."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from geodata.model import Article, Event, Resolution, Span
from geodata.titles import article_title
from mapapp.dashboard import acts, behind, rules_view, services, words
from mapapp.dashboard.edit import described
from mapapp.dashboard.marks import marks_of, pieces_of
from mapapp.dashboard.safe import plain
from mapapp.page import reader_html

HEIGHT = 460


def component_folder(name: str, html: str) -> Path:
    """Write a component's page below the home folder, under a name that its content gives."""
    folder = services.settings().home / "dashboard" / f"{name}-{hashlib.sha256(html.encode()).hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a public display may run from a disk that cannot be written
        folder = Path(tempfile.mkdtemp(prefix="dateline-"))
    page = folder / "index.html"
    if not page.exists():
        partial = folder / f"index.{id(html)}.tmp"
        partial.write_text(html, encoding="utf-8")
        partial.replace(page)
    return folder.resolve()


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return declare_component("dateline_reader", path=str(component_folder("reader", reader_html())))


def view(events: Sequence[Event], shown: services.Shown, selected: str | None) -> str | None:
    """Draw an article and return the event that is selected now."""
    if not shown.articles:
        st.info("There are no articles in this collection yet. Add some in the sidebar.")
        return selected
    article = _chosen(shown, selected)
    resolutions = [] if shown.samples else services.store().resolutions(article.id)
    here = [event for event in shown.events if any(source.article_id == article.id for source in event.sources)]
    st.caption(plain(_heading(article, len(here))))
    pieces = pieces_of(article.text, marks_of(article.id, resolutions, here, _asked(article, shown.event(selected))))
    answer = _component()(
        pieces=[asdict(piece) for piece in pieces], selected=selected, height=HEIGHT, key=f"reader-{article.id}"
    )
    selected = _answered(answer, resolutions, selected)
    _legend()
    _article_acts(article)
    return selected


def _asked(article: Article, event: Event | None) -> dict[str, list[Span]]:
    """Return the words of this article behind the field that is asked for, by the event."""
    field = behind.asked(event.event_id) if event else None
    if event is None or field is None:
        return {}
    here = [source for source in event.sources if source.article_id == article.id]
    return {event.event_id: [span for source in here for span in behind.spans_of(event, source).get(field, ())]}


def _chosen(shown: services.Shown, selected: str | None) -> Article:
    """Return the article of the selected event, else the one that was chosen last."""
    event = shown.event(selected)
    ids = list(shown.articles)
    if event is not None and event.sources and selected != st.session_state.get("reader-event"):
        st.session_state["reader-event"] = selected
        if event.sources[0].article_id in shown.articles:
            st.session_state["reader-article"] = event.sources[0].article_id
    if st.session_state.get("reader-article") not in shown.articles:
        st.session_state["reader-article"] = ids[0]
    article_id = st.selectbox(
        "Article", ids, key="reader-article",
        format_func=lambda key: _name(shown.articles[key]),
    )  # fmt: skip
    return shown.articles[article_id]


def _name(article: Article) -> str:
    dated = f"{article.published:%Y-%m-%d} · " if article.published else ""
    return dated + article_title(article, 120)


def _heading(article: Article, events: int) -> str:
    dated = words.moment_words(article.published) if article.published else "no date of publication"
    parts = (article.publisher, article.author, dated, f"{events} event{'s' * (events != 1)}")
    return " · ".join(part for part in parts if part)


def _answered(answer: Any, resolutions: Sequence[Resolution], selected: str | None) -> str | None:
    """Take a click on a mark: an event is selected, a place shows what it may mean."""
    if isinstance(answer, dict) and answer.get("at") != st.session_state.get("reader-answer"):
        st.session_state["reader-answer"] = answer.get("at")
        mention = answer.get("mention")
        st.session_state["reader-mention"] = mention if isinstance(mention, int) else None
        if isinstance(answer.get("event"), str):
            selected = services.select(answer["event"])
    number = st.session_state.get("reader-mention")
    if isinstance(number, int) and 0 <= number < len(resolutions):
        _mention(resolutions[number])
    return selected


def _mention(resolution: Resolution) -> None:
    """Show what a toponym was taken for and what else it may mean; a choice becomes a rule of the collection."""
    mention = resolution.mention
    taken = described(resolution.place) if resolution.place else "no place"
    st.markdown(f"**{plain(mention.text)}**: {plain(taken)}, {resolution.confidence:.0%} sure ({mention.kind})")
    for number, candidate in enumerate(resolution.candidates[:6]):
        chosen = candidate.place == resolution.place
        label = plain(described(candidate.place) + " · now" * chosen)
        if st.button(label, key=f"mention-{number}", disabled=chosen or services.read_only(), width="stretch"):
            acts.rule(mention.text, candidate.place, None)
            st.rerun()
    if resolution.place is None and not services.read_only():
        rules_view.pin(mention.text, key=f"{mention.start}-{mention.text}")


def _legend() -> None:
    st.caption(
        "Shaded: an event's sentence; yellow: the selected one. Green: a place; dotted: the name stands for a "
        "government or is part of a name; red: a place that nobody knows. Bold: the words behind a field."
    )


def _article_acts(article: Article) -> None:
    if services.read_only() or services.store().article(article.id) is None:
        return
    left, right = st.columns(2)
    if left.button("Read it anew", width="stretch", help="Corrections are kept.", key=f"again-{article.id}"):
        with st.spinner("Reading …"):
            services.permit().renew()
            for result in services.pipeline().run([article], rules=services.store().house_rules()):
                services.store().add(result.article, result.resolutions, result.events)
        st.rerun()
    sure = right.checkbox("Yes, remove this article", key=f"sure-{article.id}")
    if right.button("Remove", width="stretch", disabled=not sure, key=f"remove-{article.id}"):
        services.store().delete_article(article.id)
        st.rerun()
