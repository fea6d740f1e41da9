"""One event: every field, how sure, and the words it came from."""

from __future__ import annotations

import streamlit as st

from geodata.model import Article, Event, Source, Span
from mapapp.dashboard import behind, words
from mapapp.dashboard.safe import escaped, plain, show_html

STYLE = """<style>
.dl-card h3 { margin: 0 0 .2rem; font-size: 1.15rem; line-height: 1.3 }
.dl-card dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem .8rem; margin: .6rem 0; padding: 0 }
.dl-card dt { opacity: .65 } .dl-card dd { margin: 0 } .dl-card small { opacity: .65 }
.dl-card blockquote { margin: .6rem 0; padding: .1rem 0 .1rem .8rem; border-left: 3px solid #3a7ca5;
  overflow-wrap: anywhere }
.dl-card mark { background: #f6d86b; color: #1b1b1b; border-radius: 3px; padding: 0 2px }
</style>"""


CHOOSE = "Choose an event on the map or in the list to see its details and its source."


def view(event: Event | None, articles: dict[str, Article], *, without: str = CHOOSE) -> None:
    """Draw the details of an event; where there is none, say what `without` says."""
    if event is None:
        st.info(without)
        return
    show_html(STYLE + f'<div class="dl-card"><h3 dir="auto">{escaped(event.title)}</h3>{_facts(event)}</div>')
    behind.view(event, articles)
    for source in event.sources:
        _source(event, source, articles.get(source.article_id))


def _facts(event: Event) -> str:
    sure = event.confidence
    when = event.when
    rows = [
        ("What", escaped(words.type_words(event)), f"{event.category}, {sure.type:.0%} sure"),
        ("When", escaped(words.when_words(when)), _when_note(event)),
        ("Where", escaped(words.where_words(event)), _where_note(event)),
        ("Who was hit", escaped(words.casualty_words(event.casualties)) or "the text gives no numbers", ""),
        *((role, names, "") for role, names in _actors(event).items()),
        ("Status", escaped(event.status), f"{sure.overall:.0%} sure overall"),
    ]
    lines = (f"<dt>{name}</dt><dd dir='auto'>{value} <small>{note}</small></dd>" for name, value, note in rows)
    return f"<dl>{''.join(lines)}</dl>"


def _when_note(event: Event) -> str:
    if event.when.start is None:
        return ""
    return f"{words.DATE_SOURCES[event.when.source]}, {event.confidence.date:.0%} sure"


def _where_note(event: Event) -> str:
    sure = f"{event.confidence.place:.0%} sure"
    notes = [words.precision_words(event), words.PLACE_SOURCES[event.place_source], sure]
    if event.place_text:
        notes.insert(0, f"corrected: the article writes “{escaped(event.place_text)}”")
    return ", ".join(notes)


def _actors(event: Event) -> dict[str, str]:
    roles: dict[str, list[str]] = {}
    for actor in event.actors:
        roles.setdefault(actor.role.capitalize(), []).append(escaped(actor.name))
    return {role: "; ".join(names) for role, names in roles.items()}


def _source(event: Event, source: Source, article: Article | None) -> None:
    dated = words.moment_words(source.published) if source.published else "no date of publication"
    named = " · ".join(part for part in (source.publisher, source.title, dated) if part)
    show_html(
        f'{STYLE}<div class="dl-card"><blockquote dir="auto">{escaped(source.quote)}</blockquote>'
        f"<small dir='auto'>{escaped(named)}</small></div>"
    )
    if source.url.startswith(("http://", "https://")):
        st.link_button("Open the source", source.url)
    if article is not None:
        with st.expander("The article, with the words that each fact came from"):
            show_html(_marked(article, event, source))


def _marked(article: Article, event: Event, source: Source) -> str:
    """Return the article as HTML with the words behind each field marked."""
    spans = sorted(((span, name) for name, span in source.field_spans.items()), key=lambda item: item[0].start)
    quote = Span(start=source.start, end=source.end)
    parts: list[str] = []
    position = 0
    for span, name in spans:
        if span.start < position or span.end > len(article.text):
            continue
        parts += [
            escaped(article.text[position : span.start]),
            f'<mark title="{escaped(name)}">{escaped(article.text[span.start : span.end])}</mark>',
        ]
        position = span.end
    parts.append(escaped(article.text[position:]))
    note = f"<small>{escaped(plain(event.title))} · characters {quote.start} to {quote.end}</small>"
    return f'{STYLE}<div class="dl-card" dir="auto" style="white-space:pre-wrap">{"".join(parts)}</div>{note}'
