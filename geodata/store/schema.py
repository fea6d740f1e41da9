"""The tables.  Columns that are filtered by are real and indexed; the rest of a value travels as JSON."""

from __future__ import annotations

import sqlalchemy as sa

HEAD = "0004"
"""The newest migration in `migrations/versions`; a test compares what they make with these tables."""

META = sa.MetaData()


def _of_collection() -> sa.Column[str]:
    return sa.Column(
        "collection", sa.String, sa.ForeignKey("collection.name", ondelete="CASCADE", onupdate="CASCADE"),
        primary_key=True,
    )  # fmt: skip


def _of_article() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["collection", "article_id"], ["articles.collection", "articles.id"], ondelete="CASCADE", onupdate="CASCADE"
    )


STATE = sa.Table("state", META, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Integer))
COLLECTIONS = sa.Table(
    "collection",
    META,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("created", sa.String, nullable=False),
    sa.Column("archived", sa.String),
    sa.Column("deleted", sa.String),
)
ARTICLES = sa.Table(
    "articles",
    META,
    _of_collection(),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("published", sa.String),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("publisher", sa.String, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("added", sa.String, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Index("articles_by_day", "collection", "published"),
)
REVISIONS = sa.Table(
    "revisions",
    META,
    sa.Column("collection", sa.String, primary_key=True),
    sa.Column("article_id", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("added", sa.String, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    _of_article(),
)
COPIES = sa.Table(
    # Where else an article's text was found, nearly the same.
    "copies",
    META,
    sa.Column("collection", sa.String, primary_key=True),
    sa.Column("article_id", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("added", sa.String, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    _of_article(),
)
FINGERPRINTS = sa.Table(
    # What articles and their copies are known again by; made anew from them at any time.
    "fingerprints",
    META,
    sa.Column("key", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("collection", sa.String, nullable=False),
    sa.Column("article_id", sa.String, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),  # 0: the article itself, else that of the copy
    sa.Column("scheme", sa.String, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("words", sa.String, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("numbers", sa.Text, nullable=False),
    sa.Column("names", sa.Text, nullable=False),
    _of_article(),
    sa.Index("fingerprints_by_article", "collection", "article_id", "number"),
    sa.Index("fingerprints_by_address", "collection", "address"),
    sa.Index("fingerprints_by_words", "collection", "words"),
)
BANDS = sa.Table(
    "bands",
    META,
    sa.Column("band", sa.BigInteger, primary_key=True),
    sa.Column("key", sa.Integer, sa.ForeignKey("fingerprints.key", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
MENTIONS = sa.Table(
    "mentions",
    META,
    sa.Column("collection", sa.String, primary_key=True),
    sa.Column("article_id", sa.String, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    _of_article(),
)
EVENTS = sa.Table(
    "events",
    META,
    sa.Column("collection", sa.String, primary_key=True),
    sa.Column("article_id", sa.String, primary_key=True),
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
    # Each holds all columns of the common filters: rows, which are long, are read only when they fit.
    sa.Index("events_by_date", "collection", "date_start", "date_end", "type", "lat", "lon"),
    sa.Index("events_by_type", "collection", "type", "date_start", "date_end", "lat", "lon"),
    sa.Index("events_by_box", "collection", "lat", "lon", "date_start", "date_end", "type"),
)
CHANGES = sa.Table(
    "changes",
    META,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column(
        "collection", sa.String, sa.ForeignKey("collection.name", ondelete="CASCADE", onupdate="CASCADE"),
        nullable=False, index=True,
    ),
    sa.Column("author", sa.String, nullable=False),
    sa.Column("undone", sa.Boolean, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
)  # fmt: skip
CHANGED_EVENTS = sa.Table(
    "changed_events",
    META,
    sa.Column("number", sa.Integer, sa.ForeignKey("changes.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("event_id", sa.String, primary_key=True, index=True),
)
