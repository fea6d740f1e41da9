"""From articles to the store, an article a transaction; what is there already is not read again.

Whatever stops the program, an article is in the store with all its events or not at all, and the next run over the
same inputs goes on where this one stopped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal

from geodata.model import Article
from geodata.pipeline import OnError, Pipeline
from geodata.store import EventStore

ALIKE = 0.2
"""Share of the shorter text's runs of three words from which on two texts are versions of one article."""
COMPARED = 20_000
"""Characters of a text that are compared."""
Outcome = Literal["added", "revised", "again", "known"]
"""It was new; its text was another; it was read although its text is the same; it was left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an article."""

    article: Article
    outcome: Outcome
    events: int = 0
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

    Those that are there with the same text go to `on_known` instead, unless `again` has them read anew.  The pipeline
    is asked for when there is something to read.
    """
    waiting: dict[str, tuple[Article, Outcome]] = {}

    def find(name: str) -> Article | None:
        return waiting[name][0] if name in waiting else store.article(name)

    def fresh() -> Iterator[Article]:
        for article in articles:
            placed, outcome = place(article, find)
            if outcome == "again" and not again:
                on_known(Taken(article=placed, outcome="known"))
                continue
            waiting[placed.id] = placed, outcome
            yield placed

    unread = fresh()
    for first in unread:
        for result in pipeline().run(chain([first], unread), on_error=on_error, rules=store.house_rules()):
            article = result.article
            store.add(article, result.resolutions, result.events)
            _, outcome = waiting.pop(article.id, (article, "revised"))
            yield Taken(article=article, outcome=outcome, events=len(result.events), warnings=result.warnings)


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
    return same_file or same_address or _alike(article.text, held.text)


def _alike(a: str, b: str) -> bool:
    """Tell whether two texts share a good part of their runs of words, as an article and its update do."""
    ours, theirs = _runs(a), _runs(b)
    return len(ours & theirs) >= ALIKE * max(1, min(len(ours), len(theirs)))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text[:COMPARED].lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
