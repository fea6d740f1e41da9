"""What the same article is known again by, and the copies of articles at other addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _of_article() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["collection", "article_id"], ["articles.collection", "articles.id"], ondelete="CASCADE", onupdate="CASCADE"
    )


def upgrade() -> None:
    """Make the tables; fingerprints of the articles that are there are made when articles are next taken in."""
    op.create_table(
        "copies",
        sa.Column("collection", sa.String, primary_key=True),
        sa.Column("article_id", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("added", sa.String, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        _of_article(),
    )
    op.create_table(
        "fingerprints",
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("collection", sa.String, nullable=False),
        sa.Column("article_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("scheme", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("numbers", sa.Text, nullable=False),
        sa.Column("names", sa.Text, nullable=False),
        _of_article(),
    )
    op.create_index("fingerprints_by_article", "fingerprints", ["collection", "article_id", "number"])
    op.create_index("fingerprints_by_address", "fingerprints", ["collection", "address"])
    op.create_index("fingerprints_by_words", "fingerprints", ["collection", "words"])
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, primary_key=True),
        sa.Column("key", sa.Integer, sa.ForeignKey("fingerprints.key", ondelete="CASCADE"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bands_key", "bands", ["key"])
