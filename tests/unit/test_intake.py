"""From articles to the store: what is there is left alone, what is another article stays one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from geodata.corrections import Change
from geodata.duplicates import fingerprint
from geodata.errors import InputError
from geodata.intake import Taken, take_in
from geodata.model import Article
from geodata.pipeline import Result
from geodata.store import EventStore
from tests.factories import make_event

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
STORY = "Two boats sank off Suva on Monday and nine people are missing, the coast guard said in the evening. "
OTHER = "Teachers marched through Lyon for better pay; the police counted four thousand of them at the town hall. "


class FakePipeline:
    """Makes one event of every article, reads two at a time as the real one reads sixteen, and counts them."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def run(
        self, articles: Iterable[Article], *, on_error: Callable[[InputError], None], **_: object
    ) -> Iterator[Result]:
        waiting = iter(articles)
        while batch := list(islice(waiting, 2)):
            for article in batch:
                self.read.append(article.id)
                if "unreadable" in article.text:
                    on_error(InputError("cannot be read", origin=article.origin))
                    continue
                yield Result(article=article, resolutions=(), events=(make_event(len(self.read)),))


@pytest.fixture
def store() -> EventStore:
    return EventStore(":memory:")


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


def fail(error: InputError) -> None:
    raise error


def taken(store: EventStore, pipeline: Any, articles: Iterable[Article], **options: Any) -> list[tuple[str, str]]:
    """The ids of the articles with what became of them, those that were known first."""
    known: list[Taken] = []
    options = {"on_known": known.append, "on_error": fail, **options}
    done = list(take_in(store, lambda: pipeline, articles, **options))
    return [(one.article.id, one.outcome) for one in (*known, *done)]


def file(name: str, text: str) -> Article:
    """An article as the reader of text files makes it."""
    return Article(id=name.split("/")[-1].removesuffix(".txt"), text=text, origin=name)


def test_what_is_there_is_not_read_again_unless_it_is_asked_for(store: EventStore, pipeline: FakePipeline) -> None:
    articles = [file("a.txt", STORY), file("b.txt", OTHER)]
    assert taken(store, pipeline, articles) == [("a", "added"), ("b", "added")]
    assert taken(store, None, articles) == [("a", "known"), ("b", "known")]
    assert pipeline.read == ["a", "b"]
    assert taken(store, pipeline, articles, again=True) == [("a", "again"), ("b", "again")]


def test_what_is_stopped_goes_on_where_it_was(store: EventStore, pipeline: Any) -> None:
    articles = [Article(id=f"{n}", text=f"{STORY}{n}") for n in range(7)]
    run = take_in(store, lambda: pipeline, articles, on_known=print, on_error=fail)
    for _ in range(3):
        next(run)
    del run
    assert store.count_articles() == 3
    outcomes = [outcome for _, outcome in taken(store, pipeline, articles)]
    assert outcomes == ["known"] * 3 + ["added"] * 4


def test_a_new_version_of_a_file_is_a_revision(store: EventStore, pipeline: FakePipeline) -> None:
    taken(store, pipeline, [file("a.txt", STORY)])
    assert taken(store, pipeline, [file("a.txt", OTHER)]) == [("a", "revised")]
    assert [article.text for article in store.revisions("a")] == [STORY]


def test_files_of_one_name_are_two_articles_in_one_run_and_in_two(store: EventStore, pipeline: FakePipeline) -> None:
    first, second = file("x/a.txt", STORY), file("y/a.txt", OTHER)
    as_the_inputs_name_it = replace(second, id="a-2")
    both = taken(store, pipeline, [first, as_the_inputs_name_it])
    assert [outcome for _, outcome in both] == ["added", "added"]
    assert {article.text for article in store.articles()} == {STORY, OTHER}
    assert {outcome for _, outcome in taken(store, pipeline, [second, first])} == {"known"}
    edited = replace(second, text=OTHER + "It rained.")
    assert taken(store, pipeline, [edited]) == [(both[1][0], "revised")]
    assert store.article("a") == first


def test_numbers_of_two_tables_do_not_overwrite_each_other(store: EventStore, pipeline: FakePipeline) -> None:
    mine, theirs = (Article(id="1", text=text, origin="t.jsonl, line 1") for text in (STORY, OTHER))
    update = replace(mine, text=STORY + "The search goes on.")
    assert taken(store, pipeline, [mine, theirs])[1][1] == "added"
    assert taken(store, pipeline, [theirs])[0][1] == "known"
    assert taken(store, pipeline, [update]) == [("1", "revised")]
    assert store.count_articles() == 2


def test_an_address_makes_another_text_a_version(store: EventStore, pipeline: FakePipeline) -> None:
    article = Article(id="1", text=STORY, url="https://example.org/live")
    taken(store, pipeline, [article])
    assert taken(store, pipeline, [replace(article, text=OTHER)]) == [("1", "revised")]


def test_one_that_cannot_be_read_stops_no_other(store: EventStore, pipeline: FakePipeline) -> None:
    errors: list[InputError] = []
    articles = [file("a.txt", "unreadable"), file("b.txt", STORY)]
    assert taken(store, pipeline, articles, on_error=errors.append) == [("b", "added")]
    assert [error.origin for error in errors] == ["a.txt"]


def test_two_versions_in_one_batch_end_as_the_last(store: EventStore, pipeline: FakePipeline) -> None:
    update = file("y/a.txt", STORY + "The search goes on.")
    taken(store, pipeline, [file("x/a.txt", STORY), replace(update, id="a-2")])
    held = store.article("a")
    assert held is not None
    assert held.text == update.text
    assert [article.text for article in store.revisions("a")] == [STORY]


# ------------------------------------------------- the same article elsewhere, and again at its address

WIRE = (
    "Two boats sank off Suva on Monday morning and nine people are missing, the coast guard said in the evening. "
    "Divers searched the reef until dark while relatives waited on the pier; the search goes on at first light, an "
    "officer told the radio. The boats had left Levuka the day before with fruit for the market."
)
FIRST = Article(id="1", text=WIRE, url="https://one.example/boats", publisher="One", title="Boats sink")
COPY = Article(
    id="2",
    text=f"{WIRE} Sign up for our letter.",
    url="https://two.example/x?utm_source=a",
    publisher="Two",
    title="Lost",
)


def sources(store: EventStore) -> list[tuple[str, str]]:
    return [(source.publisher, source.url) for event in store.events() for source in event.sources]


class Reading(FakePipeline):
    """Finds one event whose source is the article."""

    def run(self, articles: Iterable[Article], **options: Any) -> Iterator[Result]:
        for result in super().run(articles, **options):
            article = result.article
            (event,) = result.events
            source = replace(
                event.sources[0], article_id=article.id, publisher=article.publisher, url=article.url,
                title=article.title, quote=article.text[:20],
            )  # fmt: skip
            # The reading of a text tells how many are missing: the longer text knows more.
            found = replace(make_event(0, status="asserted"), sources=(source,), title=f"{len(article.text)} letters")
            yield replace(result, events=(found,))


@pytest.mark.parametrize("together", [True, False])
def test_a_copy_elsewhere_is_another_source_of_one_article(store: EventStore, together: bool) -> None:
    pipeline = Reading()
    runs = [[FIRST, COPY]] if together else [[FIRST], [COPY]]
    outcomes = [one for run in runs for one in taken(store, pipeline, run)]
    assert sorted(outcomes) == [("1", "added"), ("1", "copy")]
    assert pipeline.read == ["1"]
    assert sources(store) == [("One", FIRST.url), ("Two", COPY.url)]
    assert store.count_articles() == 1
    assert list(store.copies("1").values()) == [COPY]
    (event,) = store.reviewed().events
    assert len(event.sources) == 2
    assert taken(store, None, [COPY, FIRST]) == [("1", "known"), ("1", "known")]
    assert len(store.copies("1")) == 1
    store.add(FIRST, [], [make_event(0, status="asserted")])
    assert len(sources(store)) == 2, "a new reading keeps the other source"


def test_a_copy_that_names_no_other_source_is_known(store: EventStore, pipeline: FakePipeline) -> None:
    taken(store, pipeline, [FIRST])
    pasted = Article(id="p", text=WIRE.upper(), origin="pasted text")
    assert taken(store, None, [pasted, replace(pasted, id="q", publisher="One")]) == [("1", "known")] * 2
    assert store.copies("1") == {}


def test_a_copy_that_becomes_another_text_is_an_article_of_its_own(store: EventStore) -> None:
    pipeline = Reading()
    taken(store, pipeline, [FIRST, COPY])
    assert taken(store, pipeline, [replace(COPY, text=OTHER)]) == [("2", "added")]
    assert store.copies("1") == {}
    assert sources(store) == [("One", FIRST.url), ("Two", COPY.url)]


def test_copies_of_an_article_that_cannot_be_read_are_read(store: EventStore, pipeline: FakePipeline) -> None:
    first = replace(FIRST, text=f"{WIRE} unreadable")
    copy = replace(COPY, text=f"{WIRE} Legible.")
    assert taken(store, pipeline, [first, copy], on_error=lambda _: None) == [("2", "added")]


def test_another_text_at_its_address_is_a_revision_and_corrections_stay(store: EventStore) -> None:
    pipeline = Reading()
    taken(store, pipeline, [FIRST])
    before = store.events()[0]
    after = replace(before, type="flood", category="disaster")
    store.change(Change(kind="edit", at=NOW, event_ids=(before.event_id,), before=(before,), after=(after,)))
    update = Article(id="zz", text=OTHER + WIRE, url="http://www.one.example/boats/#top", publisher="One")
    assert taken(store, pipeline, [update]) == [("1", "revised")]
    (event,) = store.reviewed().events
    assert (event.type, event.title) == ("flood", f"{len(update.text)} letters")
    assert [article.text for article in store.revisions("1")] == [WIRE]
    assert taken(store, None, [replace(update, id="yy")]) == [("1", "known")]


def test_a_version_that_came_out_before_the_one_that_is_held_is_known(store: EventStore) -> None:
    early, late = dt.datetime(2026, 3, 1, 8, 0), dt.datetime(2026, 3, 1, 20, 0, tzinfo=dt.UTC)
    taken(store, Reading(), [replace(FIRST, text=OTHER, published=late)])
    assert taken(store, None, [replace(FIRST, published=early), replace(FIRST, id="9", published=early)]) == [
        ("1", "known"),
        ("1", "known"),
    ]


def test_articles_of_a_store_without_fingerprints_are_known_again(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(store, Reading(), [FIRST, COPY])
    for scheme in ("0.1", "0.2"):
        for module in ("geodata.store.seen", "geodata.duplicates"):
            monkeypatch.setattr(f"{module}.SCHEME", scheme)
        assert store.match(fingerprint(FIRST)) is None
        assert taken(store, None, [replace(COPY, id="3"), replace(FIRST, id="4")]) == [("1", "known")] * 2
