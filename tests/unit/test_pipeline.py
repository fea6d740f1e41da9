"""The loop: in order, lazily, one bad article does not stop the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from geodata.errors import InputError
from geodata.events.assemble import Assembly
from geodata.model import Article
from geodata.pipeline import Pipeline


def make(nlp: Language, *, batch: int = 2, refuse: str = "") -> tuple[Pipeline, list[int]]:
    """Return a pipeline that finds nothing, refuses one article, and the sizes of the batches it parsed."""
    sizes: list[int] = []

    def parse(texts: Iterable[str]) -> Iterator[Doc]:
        held = list(texts)
        sizes.append(len(held))
        return (nlp.make_doc(text) for text in held)

    def resolve(doc: Doc, article: Article, rules: object) -> list[Any]:
        if article.id == refuse:
            raise InputError("no good", origin=article.id)
        return []

    pipeline = Pipeline(
        parse=parse,
        resolve=resolve,
        find_dates=lambda doc, *, anchor, published: [],
        find_counts=lambda doc: [],
        find_triggers=lambda doc, resolutions, *, title, published: [],
        assemble=lambda *parts: Assembly(warnings=("seen",)),
        batch=batch,
    )
    return pipeline, sizes


ARTICLES = [Article(id=f"a{number}", text=f"Text {number}.") for number in range(5)]


def test_results_come_in_order(nlp: Language) -> None:
    pipeline, sizes = make(nlp)
    results = list(pipeline.run(ARTICLES))
    assert [result.article.id for result in results] == ["a0", "a1", "a2", "a3", "a4"]
    assert sizes == [2, 2, 1]
    assert results[0].warnings == ("seen",)


def test_nothing_is_parsed_before_it_is_asked_for(nlp: Language) -> None:
    pipeline, sizes = make(nlp)
    next(pipeline.run(ARTICLES))
    assert sizes == [2]


def test_a_refused_article_does_not_stop_the_others(nlp: Language) -> None:
    pipeline, _ = make(nlp, refuse="a1")
    errors: list[InputError] = []
    results = list(pipeline.run(ARTICLES, on_error=errors.append))
    assert [result.article.id for result in results] == ["a0", "a2", "a3", "a4"]
    assert [error.origin for error in errors] == ["a1"]


def test_without_a_listener_the_error_is_raised(nlp: Language) -> None:
    pipeline, _ = make(nlp, refuse="a1")
    with pytest.raises(InputError, match="no good"):
        list(pipeline.run(ARTICLES))
