"""Collections, revisions of articles, and the log of changes; what is there goes into the collection "News"."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FIRST = "News"
_OF_ARTICLE = ("articles.collection", "articles.id")


def _of_article() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["collection", "article_id"], list(_OF_ARTICLE), ondelete="CASCADE", onupdate="CASCADE"
    )


def _parts_of_an_article() -> list[sa.Column[str] | sa.Column[int]]:
    return [
        sa.Column("collection", sa.String, primary_key=True),
        sa.Column("article_id", sa.String, primary_key=True),
    ]


def upgrade() -> None:
    """Make the new tables, move the rows, drop the old tables."""
    _make()
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    op.execute(sa.text("INSERT INTO collection (name, created) VALUES (:n, :t)").bindparams(n=FIRST, t=now))
    first = sa.text(
        "INSERT INTO articles (collection, id, published, title, publisher, url, added, value) "
        "SELECT :n, id, published, title, publisher, url, added, value FROM article"
    )
    op.execute(first.bindparams(n=FIRST))
    op.execute(
        sa.text(
            "INSERT INTO mentions (collection, article_id, position, value) "
            "SELECT :n, article_id, position, value FROM resolution"
        ).bindparams(n=FIRST)
    )
    op.execute(
        sa.text(
            "INSERT INTO events (collection, article_id, position, event_id, type, status, date_start, date_end, lat, "
            "lon, confidence, value) SELECT :n, article_id, position, event_id, type, status, date_start, date_end, "
            "lat, lon, confidence, value FROM event"
        ).bindparams(n=FIRST)
    )
    for table in ("event", "resolution", "article"):
        op.drop_table(table)


def _make() -> None:
    op.create_table(
        "collection",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("archived", sa.String),
        sa.Column("deleted", sa.String),
    )
    op.create_table(
        "articles",
        sa.Column(
            "collection", sa.String, sa.ForeignKey("collection.name", ondelete="CASCADE", onupdate="CASCADE"),
            primary_key=True,
        ),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("published", sa.String),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("added", sa.String, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Index("articles_by_day", "collection", "published"),
    )  # fmt: skip
    op.create_table(
        "revisions",
        *_parts_of_an_article(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("added", sa.String, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        _of_article(),
    )
    op.create_table(
        "mentions",
        *_parts_of_an_article(),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        _of_article(),
    )
    op.create_table(
        "events",
        *_parts_of_an_article(),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("date_start", sa.String),
        sa.Column("date_end", sa.String),
        sa.Column("lat", sa.Float, nullable=False),
        sa.Column("lon", sa.Float, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        _of_article(),
        sa.Index("events_by_id", "collection", "event_id"),
        sa.Index("events_by_date", "collection", "date_start", "type"),
        sa.Index("events_by_box", "collection", "lat", "lon"),
    )
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "collection", sa.String, sa.ForeignKey("collection.name", ondelete="CASCADE", onupdate="CASCADE"),
            nullable=False, index=True,
        ),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )  # fmt: skip
    op.create_table(
        "changed_events",
        sa.Column("number", sa.Integer, sa.ForeignKey("changes.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("event_id", sa.String, primary_key=True, index=True),
    )
