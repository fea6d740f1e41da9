"""The words behind a field."""

from __future__ import annotations

from dataclasses import replace

from geodata.model import Actor, Article, Event, Source, Span
from mapapp.dashboard.behind import excerpt, spans_of
from mapapp.dashboard.marks import marks_of, pieces_of
from tests.factories import make_event

TEXT = "On Monday <b>rebels</b> shot two men in Goma. On Tuesday it rained."
SOURCE = Source(article_id="a", start=0, end=45, quote=TEXT[:45], field_spans={"place": Span(start=40, end=44)})


def event() -> Event:
    return replace(
        make_event(0),
        sources=(SOURCE,),
        actors=(Actor(name="rebels", role="perpetrator"), Actor(name="nobody here", role="target")),
    )


def test_actors_are_found_by_their_names_in_the_quote() -> None:
    assert spans_of(event(), SOURCE) == {"place": [Span(start=40, end=44)], "actors": [Span(start=13, end=19)]}


def test_an_excerpt_marks_the_words_and_is_safe() -> None:
    shown = excerpt(SOURCE, Article(id="a", text=TEXT), [Span(start=13, end=19), Span(start=40, end=44)])
    assert "&lt;b&gt;<mark>rebels</mark>&lt;/b&gt;" in shown
    assert "<mark>Goma</mark>" in shown


def test_without_the_article_the_quote_is_shown() -> None:
    later = replace(SOURCE, start=100, field_spans={})
    assert "<mark>Goma</mark>" in excerpt(later, None, [Span(start=140, end=144)])
    assert excerpt(later, None, [Span(start=0, end=4)]).startswith("On Monday &lt;b&gt;")


def test_overlapping_and_odd_spans_do_no_harm() -> None:
    article = Article(id="a", text=TEXT)
    spans = [Span(start=13, end=19), Span(start=15, end=22), Span(start=900, end=950)]
    assert excerpt(SOURCE, article, spans).count("<mark>") == 1


def test_the_reader_points_at_the_words_asked_for() -> None:
    one = event()
    pieces = pieces_of(TEXT, marks_of("a", [], [one], {one.event_id: [Span(start=40, end=44)]}))
    assert [piece.text for piece in pieces if "asked" in piece.classes] == ["Goma"]
