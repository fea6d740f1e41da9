"""EventStore: articles, what was found in them, and the events, in one SQLite file.

An article and its events go in and out as one transaction, so that whatever stops the program, an
article is there with all its events or not at all.  Columns that are filtered by are real and
indexed; the rest of a value travels as JSON and comes back equal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as listening
from sqlalchemy.engine import Connection

from geodata.errors import StoreError
from geodata.model import Article, Event, Resolution
from geodata.values import from_json, to_json

SCHEMA_VERSION = 1
BUSY_MS = 10_000

_META = sa.MetaData()
_STATE = sa.Table("state", _META, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Integer))
_ARTICLES = sa.Table(
    "article",
    _META,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("published", sa.String, index=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("publisher", sa.String, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("added", sa.String, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
)
_RESOLUTIONS = sa.Table(
    "resolution",
    _META,
    sa.Column("article_id", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
_EVENTS = sa.Table(
    "event",
    _META,
    sa.Column("article_id", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("event_id", sa.String, nullable=False, index=True),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("date_start", sa.String),
    sa.Column("date_end", sa.String),
    sa.Column("lat", sa.Float, nullable=False),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Index("event_by_date", "date_start", "type"),
    sa.Index("event_by_box", "lat", "lon"),
)
_HIDDEN = ("background", "planned", "denied")
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west > east crosses the antimeridian."""


class EventStore:
    """Articles and events that stay; safe to share between threads."""

    def __init__(self, path: Path | str) -> None:
        """Open or make the store: a file's path, ":memory:", or an SQLAlchemy address.

        Raises StoreError when the file is no store, of a newer version, or cannot be written.
        """
        self.address = _address(path)
        self._engine = _engine(self.address)
        with self._work() as connection:
            self._prepare(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def add(self, article: Article, resolutions: Sequence[Resolution], events: Sequence[Event]) -> None:
        """Store an article with what was found in it; replaces an article of the same id whole."""
        with self._work() as connection:
            connection.execute(sa.delete(_ARTICLES).where(_ARTICLES.c.id == article.id))
            connection.execute(sa.insert(_ARTICLES), _article_row(article))
            found = [{"article_id": article.id, "position": n, "value": to_json(r)} for n, r in enumerate(resolutions)]
            if found:
                connection.execute(sa.insert(_RESOLUTIONS), found)
            rows = [_event_row(article.id, number, event) for number, event in enumerate(events)]
            if rows:
                connection.execute(sa.insert(_EVENTS), rows)
            _count_change(connection)

    def delete_article(self, article_id: str) -> bool:
        """Remove an article and all that was found in it; tells whether it was there."""
        with self._work() as connection:
            gone = connection.execute(sa.delete(_ARTICLES).where(_ARTICLES.c.id == article_id)).rowcount > 0
            _count_change(connection)
        return gone

    def clear(self) -> None:
        """Remove everything."""
        with self._work() as connection:
            connection.execute(sa.delete(_ARTICLES))
            _count_change(connection)

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        rows = self._values(sa.select(_ARTICLES.c.value).where(_ARTICLES.c.id == article_id))
        return from_json(Article, rows[0]) if rows else None

    def articles(self) -> list[Article]:
        """Return all articles, the newest first."""
        query = sa.select(_ARTICLES.c.value).order_by(_ARTICLES.c.published.desc(), _ARTICLES.c.id)
        return [from_json(Article, value) for value in self._values(query)]

    def resolutions(self, article_id: str) -> list[Resolution]:
        """Return the mentions of an article with what they were taken to mean."""
        query = sa.select(_RESOLUTIONS.c.value).where(_RESOLUTIONS.c.article_id == article_id)
        return [from_json(Resolution, value) for value in self._values(query.order_by(_RESOLUTIONS.c.position))]

    def event(self, event_id: str) -> Event | None:
        """Return an event, or None."""
        rows = self._values(sa.select(_EVENTS.c.value).where(_EVENTS.c.event_id == event_id))
        return from_json(Event, rows[0]) if rows else None

    def events(
        self,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        types: Sequence[str] = (),
        bbox: Box | None = None,
        min_confidence: float = 0.0,
        include_hidden: bool = False,
    ) -> list[Event]:
        """Return the events that fit all filters, by date; one without a date fits no filter of dates."""
        query = sa.select(_EVENTS.c.value).where(
            *_conditions(since, until, types, bbox, min_confidence, include_hidden)
        )
        query = query.order_by(_EVENTS.c.date_start, _EVENTS.c.article_id, _EVENTS.c.position)
        return [from_json(Event, value) for value in self._values(query)]

    def count_articles(self) -> int:
        """Return the number of articles."""
        with self._work() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(_ARTICLES)).scalar_one()

    def revision(self) -> int:
        """Return a number that grows with every change, also by other processes; a key for caches."""
        with self._work() as connection:
            query = sa.select(_STATE.c.value).where(_STATE.c.name == "revision")
            return int(connection.execute(query).scalar_one())

    def _values(self, query: sa.Select[Any]) -> list[str]:
        with self._work() as connection:
            return list(connection.execute(query).scalars())

    def _prepare(self, connection: Connection) -> None:
        """Make the tables of a new store; refuse what is not a store of this version."""
        tables = set(sa.inspect(connection).get_table_names())
        if tables and "state" not in tables:
            raise StoreError(f"{self.address} is a database of another program; choose another file")
        _META.create_all(connection)
        rows = connection.execute(sa.select(_STATE.c.name, _STATE.c.value))
        held = {str(row.name): int(row.value) for row in rows}
        if held.get("version", SCHEMA_VERSION) > SCHEMA_VERSION:
            raise StoreError(f"{self.address} was made by a newer Dateline; update Dateline, or choose another file")
        for name, value in (("version", SCHEMA_VERSION), ("revision", 0)):
            if name not in held:
                connection.execute(sa.insert(_STATE).values(name=name, value=value))

    @contextmanager
    def _work(self) -> Iterator[Connection]:
        """One transaction; foreign errors become StoreError."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise StoreError(f"{self.address}: {_reason(error)}") from error


def _address(path: Path | str) -> str:
    text = str(path)
    if "://" in text:
        return text
    return "sqlite://" if text == ":memory:" else f"sqlite:///{text}"


def _engine(address: str) -> sa.Engine:
    if address == "sqlite://":
        # One connection for all threads: each new one would be another empty database.
        engine = sa.create_engine(address, poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
        listening.listen(engine, "connect", _dress_sqlite)
        return engine
    if address.startswith("sqlite:///"):
        file = Path(address.removeprefix("sqlite:///"))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{file.parent} cannot be made: {error.strerror}; set DATELINE_HOME") from error
    engine = sa.create_engine(address)
    if engine.dialect.name == "sqlite":
        listening.listen(engine, "connect", _dress_sqlite)
    return engine


def _dress_sqlite(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _reason(error: sa.exc.DBAPIError) -> str:
    """Say what to do about the database's complaint."""
    text = str(error.orig)
    advice = {
        "locked": "another program holds it; close that one and try again",
        "readonly": "the file is read-only; change its rights or set DATELINE_HOME",
        "unable to open": "the folder cannot be written; set DATELINE_HOME",
        "not a database": "this is not a store; move the file away",
        "malformed": "the file is damaged; restore a backup or move it away",
        "disk is full": "the disk is full; nothing of the last article was kept",
    }
    return next((f"{text}: {what}" for sign, what in advice.items() if sign in text), text)


def _article_row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "published": article.published.isoformat() if article.published else None,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "added": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "value": to_json(article),
    }


def _event_row(article_id: str, position: int, event: Event) -> dict[str, Any]:
    start, end = event.when.start, event.when.end or event.when.start
    return {
        "article_id": article_id,
        "position": position,
        "event_id": event.event_id,
        "type": event.type,
        "status": event.status,
        "date_start": start.isoformat() if start else None,
        "date_end": end.isoformat() if end else None,
        "lat": event.location.lat,
        "lon": event.location.lon,
        "confidence": event.confidence.overall,
        "value": to_json(event),
    }


def _conditions(
    since: dt.date | None, until: dt.date | None, types: Sequence[str], bbox: Box | None, sure: float, hidden: bool
) -> list[sa.ColumnElement[bool]]:
    columns = _EVENTS.c
    conditions: list[sa.ColumnElement[bool]] = [columns.confidence >= sure]
    if since is not None:
        conditions.append(columns.date_end >= since.isoformat())
    if until is not None:
        conditions.append(columns.date_start <= until.isoformat())
    if types:
        conditions.append(columns.type.in_(types))
    if not hidden:
        conditions.append(columns.status.not_in(_HIDDEN))
    if bbox is not None:
        west, south, east, north = bbox
        inside = (columns.lon >= west, columns.lon <= east)
        conditions += [columns.lat.between(south, north), sa.and_(*inside) if west <= east else sa.or_(*inside)]
    return conditions


def _count_change(connection: Connection) -> None:
    connection.execute(sa.update(_STATE).where(_STATE.c.name == "revision").values(value=_STATE.c.value + 1))
