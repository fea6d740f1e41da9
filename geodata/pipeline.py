"""The loop from articles to events; every part is handed in, none is named here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from spacy.tokens import Doc

from geodata.errors import InputError
from geodata.events.assemble import Assembly
from geodata.events.casualties import CountMention
from geodata.events.dates import DateMention
from geodata.events.trigger import Trigger
from geodata.model import Article, Event, Resolution
from geodata.places.house_rules import HouseRule

BATCH = 16
"""Articles that are parsed together; more would only hold more memory."""

OnError = Callable[[InputError], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found in one article."""

    article: Article
    resolutions: tuple[Resolution, ...]
    events: tuple[Event, ...]
    warnings: tuple[str, ...] = ()


Found = tuple[Doc, tuple[Resolution, ...], Sequence[DateMention], Sequence[CountMention], Sequence[Trigger]]


class Parse(Protocol):
    """Parse texts in order (`geodata.language.parse` with its pipeline)."""

    def __call__(self, texts: Iterable[str]) -> Iterator[Doc]: ...


class Resolve(Protocol):
    """Find the toponyms of an article and say what each means; the given house rules come before all others."""

    def __call__(self, doc: Doc, article: Article, rules: Sequence[HouseRule]) -> Sequence[Resolution]: ...


class FindDates(Protocol):
    """Find date phrases, resolved against an anchor day."""

    def __call__(self, doc: Doc, *, anchor: dt.date | None, published: dt.datetime | None) -> Sequence[DateMention]: ...


class FindTriggers(Protocol):
    """Find the words that tell of an event."""

    def __call__(
        self, doc: Doc, resolutions: Sequence[Resolution], *, title: str, published: dt.date | None
    ) -> Sequence[Trigger]: ...


class Assemble(Protocol):
    """Make events of what was found."""

    def __call__(
        self,
        article: Article,
        doc: Doc,
        resolutions: Sequence[Resolution],
        dates: Sequence[DateMention],
        counts: Sequence[CountMention],
        triggers: Sequence[Trigger],
    ) -> Assembly: ...


class Pipeline:
    """Turns articles into results with parts that are given once and shared by all articles."""

    def __init__(
        self,
        *,
        parse: Parse,
        resolve: Resolve,
        find_dates: FindDates,
        find_counts: Callable[[Doc], Sequence[CountMention]],
        find_triggers: FindTriggers,
        assemble: Assemble,
        batch: int = BATCH,
    ) -> None:
        self._parse = parse
        self._resolve = resolve
        self._find_dates = find_dates
        self._find_counts = find_counts
        self._find_triggers = find_triggers
        self._assemble = assemble
        self._batch = batch

    def run(
        self, articles: Iterable[Article], *, on_error: OnError | None = None, rules: Sequence[HouseRule] = ()
    ) -> Iterator[Result]:
        """Yield a result per article, in order and lazily; `rules` say what names mean in their collection.

        An InputError about one article goes to `on_error` and the others go on; without it, it is raised.
        """
        waiting = iter(articles)
        while batch := list(islice(waiting, self._batch)):
            for article, doc in zip(batch, self._parse(article.text for article in batch), strict=True):
                try:
                    yield self.read(article, doc, rules)
                except InputError as error:
                    if on_error is None:
                        raise
                    on_error(error)

    def read(self, article: Article, doc: Doc, rules: Sequence[HouseRule] = ()) -> Result:
        """Return the result for one parsed article."""
        found = self._found(article, doc, rules)
        assembly = self._assemble(article, *found)
        return Result(article=article, resolutions=found[1], events=assembly.events, warnings=assembly.warnings)

    def find(self, article: Article) -> Found:
        """Return what is found in one article before it is assembled: what `assemble` takes, after the article."""
        doc = next(iter(self._parse([article.text])))
        return self._found(article, doc, ())

    def _found(self, article: Article, doc: Doc, rules: Sequence[HouseRule]) -> Found:
        resolutions = tuple(self._resolve(doc, article, rules))
        published = article.published
        day = published.date() if published else None
        dates = self._find_dates(doc, anchor=day, published=published)
        counts = self._find_counts(doc)
        triggers = self._find_triggers(doc, resolutions, title=article.title, published=day)
        return doc, resolutions, dates, counts, triggers
