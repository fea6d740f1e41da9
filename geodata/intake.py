"""From articles to the store, an article a transaction; what is there already is not read again.

The same article again (by its id, its address or its words) is left alone; another text of it is a revision, and its
events are made anew; nearly the same text at another address is a copy: one article with both sources.

Whatever stops the program, an article is in the store with all its events or not at all, and the next run over the
same inputs goes on where this one stopped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal

from geodata.duplicates import Duplicates, Fingerprint, fingerprint, normal_address
from geodata.model import Article, Event
from geodata.pipeline import OnError, Pipeline
from geodata.store import Added, EventStore

ALIKE = 0.2
"""Share of the shorter text's runs of three words from which on two texts are versions of one article."""
COMPARED = 20_000
"""Characters of a text that are compared."""
Outcome = Literal["added", "revised", "again", "known", "copy"]
"""It was new; its text was another; it was read although its text is the same; it was left alone; it is kept as another
source of the article that has nearly the same text."""
_OUTCOMES: Mapping[Added, Outcome] = {"new": "added", "revised": "revised", "same": "again"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an article."""

    article: Article
    outcome: Outcome
    events: int = 0
    undated: int = 0
    """Of the events those whose day is not known."""
    warnings: tuple[str, ...] = ()


def take_in(
    store: EventStore,
    pipeline: Callable[[], Pipeline],
    articles: Iterable[Article],
    *,
    again: bool = False,
    on_known: Callable[[Taken], None],
    on_error: OnError,
) -> Iterator[Taken]:
    """Store the articles with what is found in them, and yield each when it is there.

    Those that are there with the same text go to `on_known` instead, unless `again` has them read anew, and so do
    copies of others.  The pipeline is asked for when there is something to read.
    """
    store.make_fingerprints()
    intake = _Intake(store, again, on_known)
    left: Iterable[Article] = articles
    while True:
        unread = intake.fresh(left)
        for first in unread:
            for result in pipeline().run(chain([first], unread), on_error=on_error, rules=store.house_rules()):
                article = result.article
                added = store.add(article, result.resolutions, result.events, known_by=intake.known_by(article))
                yield Taken(
                    article=article,
                    outcome=_OUTCOMES[added],
                    events=len(result.events),
                    undated=sum(event.when.start is None for event in result.events),
                    warnings=result.warnings,
                )
                intake.stored(article)
        left = intake.orphans()
        if not left:
            return


def take_events(
    store: EventStore, events: Iterable[Event], origin: str, *, again: bool = False, on_known: Callable[[Taken], None]
) -> Iterator[Taken]:
    """Store events of a table, one transaction each, and yield what became of each; those that are there are known.

    What the table says of an event's source stands for its article: the quote is the text.
    """
    for event in events:
        article = _told_by(event, origin)
        placed, outcome = place(article, store.article)
        moved = tuple(replace(source, article_id=placed.id) for source in event.sources)
        stored = replace(event, sources=moved)
        if outcome == "again" and not again and store.events_of(placed.id) == [stored]:
            on_known(Taken(article=placed, outcome="known"))
            continue
        store.add(placed, (), (stored,))
        yield Taken(article=placed, outcome="revised" if outcome == "again" and not again else outcome, events=1)


def _told_by(event: Event, origin: str) -> Article:
    source = event.sources[0] if event.sources else None
    return Article(
        id=event.event_id,
        text=(source.quote if source else "") or event.title,
        title=(source.title if source else "") or event.title,
        publisher=source.publisher if source else "",
        published=source.published if source else None,
        published_source="metadata" if source and source.published else "none",
        url=source.url if source else "",
        origin=origin,
    )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that the pipeline has, and the copies of it that came meanwhile."""

    article: Article
    known_by: Fingerprint
    copies: list[Article]


class _Intake:
    """What is known of the articles: those in the store, and those that the pipeline has in hand."""

    def __init__(self, store: EventStore, again: bool, on_known: Callable[[Taken], None]) -> None:
        self._store, self._again, self._on_known = store, again, on_known
        self._waiting: dict[str, _Waiting] = {}
        self._alike: Duplicates[str] = Duplicates()

    def fresh(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles that are to be read, under the ids that they have in the store."""
        for article in articles:
            known_by = fingerprint(article)
            placed, outcome = self._placed(article, known_by)
            if outcome == "copy":
                self._copied(placed, article, known_by)
            elif outcome == "known" or (outcome == "again" and not self._again):
                self._on_known(Taken(article=placed, outcome="known"))
            else:
                copies = self._waiting[placed.id].copies if placed.id in self._waiting else []
                self._waiting[placed.id] = _Waiting(placed, known_by, copies)
                self._alike.remember(placed.id, known_by)
                yield placed

    def known_by(self, article: Article) -> Fingerprint | None:
        """Return the fingerprint of an article that the pipeline has read, where it is at hand."""
        held = self._waiting.get(article.id)
        return held.known_by if held and held.article.text == article.text else None

    def stored(self, article: Article) -> None:
        """Let go of an article that is in the store, and put its copies beside it."""
        held = self._waiting.get(article.id)
        if held is None or held.article.text != article.text:
            return  # a newer version of it is in hand
        del self._waiting[article.id]
        self._alike.forget(article.id)
        for copy in held.copies:
            self._copied(replace(copy, id=article.id), copy, fingerprint(copy))

    def orphans(self) -> list[Article]:
        """Return, once, the copies of articles that could not be read."""
        found = [copy for held in self._waiting.values() for copy in held.copies]
        self._waiting.clear()
        self._alike = Duplicates()
        return found

    def _find(self, name: str) -> Article | None:
        return self._waiting[name].article if name in self._waiting else self._store.article(name)

    def _placed(self, article: Article, known_by: Fingerprint) -> tuple[Article, Outcome]:
        placed, outcome = place(article, self._find)
        if outcome == "added":
            return self._matched(placed, known_by)
        held = self._find(placed.id)
        if outcome == "again" and held is not None and _elsewhere(article, held):
            return placed, "copy"
        return (placed, "known") if outcome == "revised" and self._is_older(placed) else (placed, outcome)

    def _matched(self, placed: Article, known_by: Fingerprint) -> tuple[Article, Outcome]:
        """Return what an article is that has no id of the store's: new, or another's by its address or its words."""
        near = self._alike.match(known_by)
        if near is not None:
            key, kind = near.key, near.kind
        else:
            match = self._store.match(known_by)
            if match is None:
                return placed, "added"
            (key, number), kind = match.key, match.kind
            if number and kind == "revision":
                # The copy has become another text: it is looked at anew.
                self._store.delete_copy(key, number)
                return self._matched(placed, known_by)
            if number and kind == "same":
                return replace(placed, id=key), "known"
        found = replace(placed, id=key)
        if kind == "copy":
            return found, "copy"
        if kind == "same":
            return found, "again"
        return found, "known" if self._is_older(found) else "revised"

    def _is_older(self, article: Article) -> bool:
        """Tell whether an article came out before the version of it that is held."""
        held = self._find(article.id)
        if held is None or held.published is None or article.published is None:
            return False
        return article.published.replace(tzinfo=None) < held.published.replace(tzinfo=None)

    def _copied(self, placed: Article, copy: Article, known_by: Fingerprint) -> None:
        """Keep a copy of an article, now or when that is stored, unless it tells of no other source."""
        if placed.id in self._waiting:
            self._waiting[placed.id].copies.append(copy)
            return
        held = [self._store.article(placed.id), *self._store.copies(placed.id).values()]
        if any(_same_source(copy, known_by, one) for one in held if one is not None):
            self._on_known(Taken(article=placed, outcome="known"))
            return
        self._store.add_copy(placed.id, copy, known_by=known_by)
        self._on_known(Taken(article=placed, outcome="copy"))


def _same_source(copy: Article, known_by: Fingerprint, held: Article) -> bool:
    """Tell whether a copy names no other address or publisher than one that is held, and has the same words."""
    other = fingerprint(held)
    return (
        known_by.words == other.words
        and known_by.address in {"", other.address}
        and copy.publisher in {"", held.publisher}
    )


def place(article: Article, find: Callable[[str], Article | None]) -> tuple[Article, Outcome]:
    """Return an article under the id that it has in the store, and what storing it would be.

    Ids are names of files or numbers of somebody's table, so two articles may come under one: another text under an id
    that `find` knows is a new version only where file, address or words say so, else another article.
    """
    stem = Path(article.origin).stem
    of_file = bool(stem) and re.fullmatch(rf"{re.escape(stem)}(-\d+)?", article.id) is not None
    name = stem if of_file else article.id
    held = find(name)
    if held is not None and held.text != article.text and not _is_version(article, held, of_file=of_file):
        name = f"{name}-{_digest(article.origin if of_file else article.text)}"
        held = find(name)
    placed = replace(article, id=name)
    if held is None:
        return placed, "added"
    return placed, "again" if held.text == article.text else "revised"


def _is_version(article: Article, held: Article, *, of_file: bool) -> bool:
    same_file = of_file and article.origin == held.origin
    same_address = bool(article.url) and article.url == held.url
    return same_file or same_address or (not _elsewhere(article, held) and _alike(article.text, held.text))


def _elsewhere(article: Article, held: Article) -> bool:
    """Tell whether an article has another address than one of the same id, both being of articles."""
    ours, theirs = normal_address(article.url), normal_address(held.url)
    return bool(ours and theirs) and ours != theirs


def _alike(a: str, b: str) -> bool:
    """Tell whether two texts share a good part of their runs of words, as an article and its update do."""
    ours, theirs = _runs(a), _runs(b)
    return len(ours & theirs) >= ALIKE * max(1, min(len(ours), len(theirs)))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text[:COMPARED].lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
