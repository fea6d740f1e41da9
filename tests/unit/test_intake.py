"""From articles to the store: what is there is left alone, what is another article stays one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from geodata.errors import InputError
from geodata.intake import Taken, take_in
from geodata.model import Article
from geodata.pipeline import Result
from geodata.store import EventStore
from tests.factories import make_event

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


def test_what_is_stopped_goes_on_where_it_was(store: EventStore, pipeline: FakePipeline) -> None:
    articles = [Article(id=f"{n}", text=f"{STORY}{n}") for n in range(7)]
    run = take_in(store, lambda: pipeline, articles, on_known=print, on_error=fail)  # type: ignore[arg-type, return-value]
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
