"""Articles, what was found in them, and events: the first stores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("state", sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Integer))
    op.create_table(
        "article",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("published", sa.String, index=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("publisher", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("added", sa.String, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "resolution",
        sa.Column("article_id", sa.String, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("article_id", sa.String, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
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
