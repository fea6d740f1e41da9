"""Collections: one map a project, made, renamed, archived, deleted and brought back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.errors import UsageError
from geodata.store.schema import ARTICLES, COLLECTIONS

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection and how it stands."""

    name: str
    created: str
    articles: int
    archived: bool
    deleted: bool
    """Out of sight, and brought back whole by `restore`."""


def listed(connection: Connection) -> list[Collection]:
    """Return all collections by name, archived and deleted ones too."""
    counts = (
        sa.select(ARTICLES.c.collection, sa.func.count().label("number")).group_by(ARTICLES.c.collection).subquery()
    )
    query = (
        sa.select(COLLECTIONS, sa.func.coalesce(counts.c.number, 0).label("articles"))
        .outerjoin(counts, counts.c.collection == COLLECTIONS.c.name)
        .order_by(COLLECTIONS.c.name)
    )
    return [
        Collection(
            name=row.name,
            created=row.created,
            articles=row.articles,
            archived=row.archived is not None,
            deleted=row.deleted is not None,
        )
        for row in connection.execute(query)
    ]


def ensure(connection: Connection, name: str) -> None:
    """Make a collection unless it is there."""
    if connection.execute(sa.select(COLLECTIONS.c.name).where(COLLECTIONS.c.name == name)).first() is None:
        connection.execute(sa.insert(COLLECTIONS).values(name=checked(name), created=now()))


def rename(connection: Connection, name: str, new: str) -> None:
    """Give a collection another name; raises UsageError for one that is taken or not there."""
    if connection.execute(sa.select(COLLECTIONS.c.name).where(COLLECTIONS.c.name == checked(new))).first():
        raise UsageError(f"there is a collection {new!r} already; choose another name")
    _update(connection, name, name=new.strip())


def set_archived(connection: Connection, name: str, archived: bool) -> None:
    """Put a collection into the archive, or take it out."""
    _update(connection, name, archived=now() if archived else None)


def set_deleted(connection: Connection, name: str, deleted: bool) -> None:
    """Put a collection out of sight, or bring it back whole."""
    _update(connection, name, deleted=now() if deleted else None)


def purge(connection: Connection, name: str) -> None:
    """Remove a deleted collection with everything in it, for ever; raises UsageError for one that is in use."""
    gone = connection.execute(
        sa.delete(COLLECTIONS).where(COLLECTIONS.c.name == name, COLLECTIONS.c.deleted.is_not(None))
    )
    if gone.rowcount == 0:
        raise UsageError(f"no deleted collection {name!r}; delete it first")


def checked(name: str) -> str:
    """Return a name without blanks around it; raises UsageError for one that is empty, too long or not printable."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a collection's name needs 1 to {LONGEST_NAME} printable characters, not {name[:40]!r}")
    return name


def now() -> str:
    """Return the time as the store writes it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _update(connection: Connection, name: str, /, **values: str | None) -> None:
    if connection.execute(sa.update(COLLECTIONS).where(COLLECTIONS.c.name == name).values(**values)).rowcount == 0:
        raise UsageError(f"there is no collection {name!r}")
