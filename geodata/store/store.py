"""EventStore: the one way in and out.

An article and its events go in and out as one transaction, so that whatever stops the program, an article is there
with all its events or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Unpack

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.collection_rules import rules_of
from geodata.corrections import Change, Reviewed, Standing, review, review_stream
from geodata.duplicates import Fingerprint, Match, fingerprint
from geodata.events.merge import Merged, merge_stream, merge_with_record
from geodata.model import Article, Event, Resolution
from geodata.places.house_rules import HouseRule
from geodata.selection import Selection
from geodata.store import collections, copies, holding, log, nearby, seen
from geodata.store.collections import Collection
from geodata.store.counters import count, counts
from geodata.store.engine import Database
from geodata.store.holding import Added
from geodata.store.rows import Filters, conditions
from geodata.store.schema import ARTICLES, COPIES, EVENTS, MENTIONS, REVISIONS
from geodata.values import from_json

DEFAULT_COLLECTION = "News"
STREAMED = 200
"""Rows that are fetched at a time where a result is not held as a whole."""


class EventStore:
    """Articles and events that stay, of one collection; safe to share between threads."""

    def __init__(self, path: Path | str | Database, *, collection: str = DEFAULT_COLLECTION) -> None:
        """Open or make the store: a file's path, ":memory:", or an SQLAlchemy address.

        Raises StoreError when the file is no store, of a newer version, or cannot be written; UsageError for a
        collection's name that is none.
        """
        self._database = path if isinstance(path, Database) else Database(path)
        self.collection = collections.checked(collection)
        with self._database.work() as connection:
            collections.ensure(connection, self.collection)

    @property
    def address(self) -> str:
        """Where the store is, without a password."""
        return self._database.shown

    def of(self, collection: str) -> EventStore:
        """Return the same store at another collection, made when it is not there."""
        return EventStore(self._database, collection=collection)

    def close(self) -> None:
        """Close all connections."""
        self._database.engine.dispose()

    # ------------------------------------------------- articles and what was found in them

    def add(
        self,
        article: Article,
        resolutions: Sequence[Resolution],
        events: Sequence[Event],
        *,
        known_by: Fingerprint | None = None,
    ) -> Added:
        """Store an article with what was found in it, as one transaction; tells whether it was there before.

        An article of the same id is replaced; where its text changed, the old one is kept as a revision.  `known_by`
        saves making its fingerprint again.
        """
        with self._database.work() as connection:
            added = holding.put(connection, self.collection, article)
            if added != "new":
                others = [copy for _, copy in seen.copies(connection, self.collection, article.id)]
                events = [holding.with_copies(event, others) for event in events]
                seen.forget(connection, self.collection, (article.id, 0))
            holding.put_found(connection, self.collection, article.id, resolutions, events)
            seen.remember(connection, self.collection, (article.id, 0), known_by or fingerprint(article))
            count(connection, "articles", self.collection)
        return added

    def match(self, known_by: Fingerprint) -> Match[seen.Key] | None:
        """Return which article (0), or which copy of one (its number), a fingerprint repeats, and as what."""
        with self._database.work() as connection:
            return seen.match(connection, self.collection, known_by)

    def add_copy(self, article_id: str, copy: Article, *, known_by: Fingerprint | None = None) -> None:
        """Keep an article as a copy of one that is there: another source of its events, which are not made twice."""
        with self._database.work() as connection:
            number = holding.put_copy(connection, self.collection, article_id, copy)
            seen.remember(connection, self.collection, (article_id, number), known_by or fingerprint(copy))
            holding.renew_sources(connection, self.collection, article_id)
            count(connection, "articles", self.collection)

    def delete_copy(self, article_id: str, number: int) -> None:
        """Forget a copy of an article."""
        with self._database.work() as connection:
            columns = COPIES.c
            query = sa.delete(COPIES).where(columns.article_id == article_id, columns.number == number)
            connection.execute(query.where(*self._here(COPIES)))
            seen.forget(connection, self.collection, (article_id, number))
            holding.renew_sources(connection, self.collection, article_id)
            count(connection, "articles", self.collection)

    def copies(self, article_id: str) -> dict[int, Article]:
        """Return the copies of an article by their numbers, the oldest first."""
        with self._database.work() as connection:
            return dict(seen.copies(connection, self.collection, article_id))

    def make_fingerprints(self) -> None:
        """Make the fingerprints that are missing, as in stores of older versions, some in each transaction."""
        made = 1
        while made:
            with self._database.work() as connection:
                made = seen.make_missing(connection, self.collection)

    def delete_article(self, article_id: str) -> bool:
        """Remove an article and all that was found in it; tells whether it was there."""
        with self._database.work() as connection:
            query = sa.delete(ARTICLES).where(*self._here(ARTICLES), ARTICLES.c.id == article_id)
            gone = connection.execute(query).rowcount > 0
            count(connection, "articles", self.collection)
        return gone

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        with self._database.work() as connection:
            held = holding.held(connection, self.collection, article_id)
        return held[1] if held else None

    def articles(self) -> list[Article]:
        """Return all articles, the newest first."""
        return list(self.iter_articles())

    def iter_articles(self, *, since: dt.date | None = None, until: dt.date | None = None) -> Iterator[Article]:
        """Yield the articles, the newest first, a few at a time; one without a date fits no filter of dates."""
        query = sa.select(ARTICLES.c.value).where(*self._here(ARTICLES))
        if since is not None:
            query = query.where(ARTICLES.c.published >= since.isoformat())
        if until is not None:
            query = query.where(ARTICLES.c.published < f"{until.isoformat()}U")  # times of that day have a T there
        query = query.order_by(ARTICLES.c.published.desc(), ARTICLES.c.id)
        return (from_json(Article, value) for value in self._stream(query))

    def revisions(self, article_id: str) -> list[Article]:
        """Return the former texts of an article, the oldest first."""
        query = sa.select(REVISIONS.c.value).where(*self._here(REVISIONS), REVISIONS.c.article_id == article_id)
        return [from_json(Article, value) for value in self._values(query.order_by(REVISIONS.c.number))]

    def resolutions(self, article_id: str) -> list[Resolution]:
        """Return the mentions of an article with what they were taken to mean."""
        query = sa.select(MENTIONS.c.value).where(*self._here(MENTIONS), MENTIONS.c.article_id == article_id)
        return [from_json(Resolution, value) for value in self._values(query.order_by(MENTIONS.c.position))]

    def event(self, event_id: str) -> Event | None:
        """Return an event as the machine found it, or None."""
        rows = self._values(sa.select(EVENTS.c.value).where(*self._here(EVENTS), EVENTS.c.event_id == event_id))
        return from_json(Event, rows[0]) if rows else None

    def events_of(self, article_id: str) -> list[Event]:
        """Return the events that the machine found in an article, in the order of the text."""
        query = sa.select(EVENTS.c.value).where(*self._here(EVENTS), EVENTS.c.article_id == article_id)
        return [from_json(Event, value) for value in self._values(query.order_by(EVENTS.c.position))]

    def events(self, **filters: Unpack[Filters]) -> list[Event]:
        """Return the machine's events that fit all filters, by date; one without a date fits no filter of dates."""
        return list(self.iter_events(**filters))

    def iter_events(self, **filters: Unpack[Filters]) -> Iterator[Event]:
        """Yield what `events` returns, a few at a time."""
        return (from_json(Event, value) for value in self._stream(self._wanted(filters)))

    def explain(self, **filters: Unpack[Filters]) -> list[str]:
        """Return the steps by which an SQLite store finds such events: which index it uses."""
        with self._database.work() as connection:
            query = self._wanted(filters).compile(connection, compile_kwargs={"literal_binds": True})
            # Sent as one literal text, so that a per cent sign stays one.
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]

    def _wanted(self, filters: Filters) -> sa.Select[Any]:
        query = sa.select(EVENTS.c.value).where(*self._here(EVENTS), *conditions(**filters))
        return query.order_by(EVENTS.c.date_start, EVENTS.c.article_id, EVENTS.c.position)

    def count_articles(self) -> int:
        """Return the number of articles."""
        with self._database.work() as connection:
            query = sa.select(sa.func.count()).select_from(ARTICLES).where(*self._here(ARTICLES))
            return connection.execute(query).scalar_one()

    # ------------------------------------------------- what people changed

    def merged(self) -> Merged:
        """Return the machine's events, those that several articles tell of made one."""
        return merge_with_record(self.events(include_hidden=True))

    def reviewed(self, merged: Merged | None = None) -> Reviewed:
        """Return the merged events with people's changes laid over them; `merged` saves reading them again."""
        found = merged or self.merged()
        return review(found.events, self.changes(), parts=found.parts, articles=self._article_ids())

    def _article_ids(self) -> set[str]:
        return set(self._values(sa.select(ARTICLES.c.id).where(*self._here(ARTICLES))))

    def iter_reviewed(self, wanted: Selection | None = None) -> Iterator[Standing]:
        """Yield the reviewed events one by one, those that people's changes speak of last, holding few of the others.

        They are the same that `reviewed` returns.  With `wanted`, those that it admits: of the others only those are
        read that lie near them in time.
        """
        changes = self.changes()
        with self._database.work() as connection:
            area = nearby.area_wanted(connection, self.collection, wanted, changes) if wanted else None
        found = self._reviewed_about(area, changes)
        return (one for one in found if wanted.admits(one.event)) if wanted else found

    def standing(self, event_id: str) -> Standing | None:
        """Return a reviewed event as it stands now, or None; only what lies about it is read."""
        changes = self.changes()
        with self._database.work() as connection:
            area = nearby.area_of(connection, self.collection, event_id)
            changed = nearby.area_changed(connection, self.collection, changes)
        found = self._reviewed_about(area | changed, changes)
        return next((one for one in found if one.event.event_id == event_id), None)

    def _reviewed_about(self, area: nearby.Area | None, changes: Sequence[Change]) -> Iterator[Standing]:
        with self._database.work() as connection:
            articles = nearby.existing(connection, ARTICLES, self.collection, nearby.articles_of(changes))
        events = nearby.in_merge_order(self._rows, self.collection, area)
        return review_stream(merge_stream(events), changes, articles=articles)

    def change(self, change: Change, *, seen: int | None = None) -> Change:
        """Store a change and return it with its number; see `geodata.store.log.append`."""
        with self._database.work() as connection:
            stored = log.append(connection, self.collection, change, seen=seen)
            count(connection, "changes", self.collection)
        return stored

    def change_all(self, changes: Sequence[Change]) -> None:
        """Store several changes, all of them or none."""
        with self._database.work() as connection:
            for change in changes:
                log.append(connection, self.collection, change, seen=None)
            count(connection, "changes", self.collection)

    def house_rules(self) -> list[HouseRule]:
        """Return what names mean in this collection, as people have said so far."""
        with self._database.work() as connection:
            return rules_of(log.changes(connection, self.collection, kind="rule"))

    def changes(self) -> list[Change]:
        """Return the log of changes, the oldest first, undone ones too."""
        with self._database.work() as connection:
            return log.changes(connection, self.collection)

    def undo(self, *, by: str | None = None) -> Change | None:
        """Take back the last change, of one person when given (`Change.by`); None when there is none."""
        return self._turned(lambda connection: log.undo(connection, self.collection, by))

    def redo(self, *, by: str | None = None) -> Change | None:
        """Bring back the change that was undone last; None when there is none, or another was made since."""
        return self._turned(lambda connection: log.redo(connection, self.collection, by))

    def take_back(self, number: int) -> Change | None:
        """Undo one change of the log, whatever came after it."""
        return self._turned(lambda connection: log.take_back(connection, self.collection, number))

    # ------------------------------------------------- collections

    def collections(self) -> list[Collection]:
        """Return all collections by name, archived and deleted ones too."""
        with self._database.work() as connection:
            return collections.listed(connection)

    def rename_collection(self, name: str, new: str) -> None:
        """Give a collection another name; raises UsageError for one that is taken or not there."""
        self._changed(new.strip(), lambda connection: collections.rename(connection, name, new))

    def archive_collection(self, name: str, *, archived: bool = True) -> None:
        """Put a collection into the archive, or take it out."""
        self._changed(name, lambda connection: collections.set_archived(connection, name, archived))

    def delete_collection(self, name: str, *, deleted: bool = True) -> None:
        """Put a collection out of sight, or bring it back whole."""
        self._changed(name, lambda connection: collections.set_deleted(connection, name, deleted))

    def purge_collection(self, name: str) -> None:
        """Remove a deleted collection with everything in it, for ever."""
        self._changed(name, lambda connection: collections.purge(connection, name))

    # ------------------------------------------------- the file itself

    def revision(self) -> int:
        """Return a number that grows with every change of this collection, also by other processes."""
        return sum(self._counts())

    def article_revision(self) -> int:
        """Return a number that grows with every change of the collection's articles; changes by people do not count."""
        return self._counts()[0]

    def _counts(self) -> tuple[int, int]:
        with self._database.work() as connection:
            return counts(connection, self.collection)

    def backup(self, target: Path) -> None:
        """Write a whole copy of the store to a file, while it is in use; see `geodata.store.copies.backup`."""
        copies.backup(self._database, target)

    def check(self) -> list[str]:
        """Return what is wrong: damage, dangling rows, values that cannot be read; [] when all is well."""
        return copies.faults(self._database)

    # ------------------------------------------------- within

    def _here(self, table: sa.Table) -> tuple[sa.ColumnElement[bool]]:
        return (table.c.collection == self.collection,)

    def _values(self, query: sa.Select[Any]) -> list[str]:
        with self._database.work() as connection:
            return list(connection.execute(query).scalars())

    def _stream(self, query: sa.Select[Any]) -> Iterator[str]:
        """Yield the values of a query as they come from the database."""
        return (row[0] for row in self._rows(query))

    def _rows(self, query: sa.Select[Any]) -> Iterator[sa.Row[Any]]:
        """Yield the rows of a query as they come from the database."""
        with self._database.work() as connection:
            yield from connection.execute(query.execution_options(yield_per=STREAMED))

    def _turned(self, turn: Callable[[Connection], Change | None]) -> Change | None:
        with self._database.work() as connection:
            change = turn(connection)
            count(connection, "changes", self.collection)
        return change

    def _changed(self, name: str, act: Callable[[Connection], None]) -> None:
        with self._database.work() as connection:
            act(connection)
            count(connection, "changes", name)
