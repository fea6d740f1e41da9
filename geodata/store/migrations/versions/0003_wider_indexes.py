"""Indexes that hold all that events are chosen by, so that only the rows that fit are read."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

INDEXES = {
    "events_by_date": ["collection", "date_start", "date_end", "type", "lat", "lon"],
    "events_by_type": ["collection", "type", "date_start", "date_end", "lat", "lon"],
    "events_by_box": ["collection", "lat", "lon", "date_start", "date_end", "type"],
}


def upgrade() -> None:
    """Make the indexes anew."""
    for name in ("events_by_date", "events_by_box"):
        op.drop_index(name, "events")
    for name, columns in INDEXES.items():
        op.create_index(name, "events", columns)
