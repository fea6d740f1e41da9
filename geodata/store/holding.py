"""An article's rows: put in place with what was found, its former text kept, its copies sources of its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.model import Article, Event, Resolution, Source
from geodata.store import seen
from geodata.store.collections import now
from geodata.store.rows import article_row, event_row
from geodata.store.schema import ARTICLES, COPIES, EVENTS, MENTIONS, REVISIONS
from geodata.values import from_json, to_json

Added = Literal["new", "same", "revised"]

# What every article needs is put together once: that takes longer than it runs.
_INSERT_ARTICLE, _INSERT_MENTIONS, _INSERT_EVENTS = map(sa.insert, (ARTICLES, MENTIONS, EVENTS))
_ARTICLE = sa.select(ARTICLES.c.added, ARTICLES.c.value).where(
    ARTICLES.c.collection == sa.bindparam("of_collection"), ARTICLES.c.id == sa.bindparam("of_article")
)


def put(connection: Connection, collection: str, article: Article) -> Added:
    """Put an article's row in place, and take out what was found in an older text of it."""
    row = {**article_row(article), "collection": collection}
    before = held(connection, collection, article.id)
    if before is None:
        connection.execute(_INSERT_ARTICLE, row)
        return "new"
    added: Added = "same" if before[1].text == article.text else "revised"
    if added == "revised":
        _keep_revision(connection, collection, *before)
    here = (ARTICLES.c.collection == collection, ARTICLES.c.id == article.id)
    connection.execute(sa.update(ARTICLES).where(*here).values(row))
    for table in (MENTIONS, EVENTS):
        connection.execute(sa.delete(table).where(*_of_article(table, collection, article.id)))
    return added


def put_found(
    connection: Connection,
    collection: str,
    article_id: str,
    resolutions: Sequence[Resolution],
    events: Sequence[Event],
) -> None:
    """Put what was found in an article in place, in the order of the text."""
    own = {"collection": collection, "article_id": article_id}
    found = [{"position": n, "value": to_json(resolution)} for n, resolution in enumerate(resolutions)]
    rows = [event_row(number, event) for number, event in enumerate(events)]
    for insert, values in ((_INSERT_MENTIONS, found), (_INSERT_EVENTS, rows)):
        if values:
            connection.execute(insert, [{**own, **row} for row in values])


def put_copy(connection: Connection, collection: str, article_id: str, copy: Article) -> int:
    """Put a copy of an article in place; returns its number."""
    number = max((number for number, _ in seen.copies(connection, collection, article_id)), default=0) + 1
    row = {"collection": collection, "article_id": article_id, "number": number, "added": now()}
    connection.execute(sa.insert(COPIES).values({**row, "value": to_json(copy)}))
    return number


def held(connection: Connection, collection: str, article_id: str) -> tuple[str, Article] | None:
    """Return when an article was added, and the article; None when it is not there."""
    row = connection.execute(_ARTICLE, {"of_collection": collection, "of_article": article_id}).first()
    return None if row is None else (row.added, from_json(Article, row.value))


def renew_sources(connection: Connection, collection: str, article_id: str) -> None:
    """Have the events of an article name its copies, those that there are now."""
    others = [copy for _, copy in seen.copies(connection, collection, article_id)]
    here = _of_article(EVENTS, collection, article_id)
    for row in connection.execute(sa.select(EVENTS.c.position, EVENTS.c.value).where(*here)).all():
        event = from_json(Event, row.value)
        own = {(one.start, one.end): one for one in reversed(event.sources)}  # the article's own come first
        alone = replace(event, sources=tuple(reversed(own.values())))
        value = to_json(with_copies(alone, others))
        connection.execute(sa.update(EVENTS).where(*here, EVENTS.c.position == row.position).values(value=value))


def with_copies(event: Event, others: Sequence[Article]) -> Event:
    """Return an event with the copies of its article as sources too, in the words of the article itself."""
    more = (
        replace(source, publisher=copy.publisher, title=copy.title or source.title, published=copy.published,
                url=copy.url)
        for copy in others
        for source in event.sources
    )  # fmt: skip
    found: dict[tuple[object, ...], Source] = {}
    for source in (*event.sources, *more):
        found.setdefault((source.start, source.end, source.publisher, source.url), source)
    return replace(event, sources=tuple(found.values()))


def _keep_revision(connection: Connection, collection: str, added: str, article: Article) -> None:
    here = _of_article(REVISIONS, collection, article.id)
    last = connection.execute(sa.select(sa.func.coalesce(sa.func.max(REVISIONS.c.number), 0)).where(*here))
    row: dict[str, Any] = {"collection": collection, "article_id": article.id, "number": last.scalar_one() + 1}
    connection.execute(sa.insert(REVISIONS).values({**row, "added": added, "value": to_json(article)}))


def _of_article(table: sa.Table, collection: str, article_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.collection == collection, table.c.article_id == article_id
