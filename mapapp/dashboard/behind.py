"""The words behind each field of an event: which they are, and the choice of the field to show them for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from geodata.model import CASUALTY_FIELDS, Article, Event, Source, Span
from mapapp.dashboard import words
from mapapp.dashboard.safe import escaped, show_html

AROUND = 140
"""Characters of the article shown before and after the words."""
MOST_SOURCES = 5
LABELS: Mapping[str, str] = {
    "type": "What",
    "date": "When",
    "place": "Where",
    **{name: words.CASUALTY_LABELS[name].capitalize() for name in CASUALTY_FIELDS},
    "actors": "Who",
}


def view(event: Event, articles: Mapping[str, Article]) -> None:
    """Draw the fields to choose from and, for the chosen one, its words in each source."""
    fields = [name for name in LABELS if any(spans_of(event, source).get(name) for source in event.sources)]
    if not fields:
        return
    chosen = st.pills("The words behind", fields, format_func=LABELS.__getitem__, key=_key(event.event_id))
    if not chosen:
        return
    told = [source for source in event.sources if spans_of(event, source).get(chosen)]
    for source in told[:MOST_SOURCES]:
        told_by = excerpt(source, articles.get(source.article_id), spans_of(event, source)[chosen])
        named = " · ".join(part for part in (source.publisher, source.title) if part)
        show_html(
            f'<div class="dl-card"><blockquote dir="auto">{told_by}</blockquote>'
            f'<small dir="auto">{escaped(named)}</small></div>'
        )


def asked(event_id: str | None) -> str | None:
    """Return the field of an event whose words are asked for."""
    chosen: str | None = st.session_state.get(_key(event_id or ""))
    return chosen


def _key(event_id: str) -> str:
    return f"behind-{event_id}"


def spans_of(event: Event, source: Source) -> dict[str, Sequence[Span]]:
    """Return where a source's article tells each field; actors are looked for by name in the quote."""
    spans: dict[str, Sequence[Span]] = {name: [span] for name, span in source.field_spans.items()}
    found = [(source.quote.find(actor.name), len(actor.name)) for actor in event.actors if actor.name]
    actors = [Span(start=source.start + at, end=source.start + at + size) for at, size in found if at >= 0]
    return {**spans, "actors": actors} if actors else spans


def excerpt(source: Source, article: Article | None, spans: Sequence[Span]) -> str:
    """Return the words with what stands around them, as HTML; of the quote where the article is not at hand."""
    text, offset = (article.text, 0) if article is not None else (source.quote, source.start)
    inside = sorted(
        {(span.start - offset, span.end - offset) for span in spans if 0 <= span.start - offset < span.end - offset}
    )
    inside = [(start, end) for start, end in inside if end <= len(text)]
    if not inside:
        return escaped(source.quote)
    position = _word_start(text, inside[0][0])
    last = min(len(text), inside[-1][1] + AROUND)
    parts = ["…" if position else ""]
    for start, end in inside:
        if start >= position:
            parts += [escaped(text[position:start]), f"<mark>{escaped(text[start:end])}</mark>"]
            position = end
    parts += [escaped(text[position:last]), "…" if last < len(text) else ""]
    return "".join(parts)


def quoted(event: Event, source: Source) -> str:
    """Return a source's words as HTML, with all those marked that a field of the event came from."""
    return excerpt(source, None, [span for spans in spans_of(event, source).values() for span in spans])


def _word_start(text: str, start: int) -> int:
    """Return where to begin before some words: with a whole word."""
    if start <= AROUND:
        return 0
    blank = text.find(" ", start - AROUND, start)
    return blank + 1 if blank >= 0 else start - AROUND
