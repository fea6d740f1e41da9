"""What tests put into a store, and a store as the first version made it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import geodata.store
from geodata.corrections import Change
from geodata.model import Article, Event, Mention
from geodata.store import EventStore
from geodata.values import to_json
from tests.factories import make_event

MIGRATIONS = Path(geodata.store.__file__).with_name("migrations")
NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)

ARTICLE = Article(id="a", text="Text “as it is”.\n", published=dt.datetime(2026, 1, 2, 3, 4), published_source="text")
MENTION = Mention(start=0, end=4, text="Text", kind="literal", confidence=0.5)
EVENTS = [make_event(index) for index in range(40)]


def edit(before: Event, *, author: str = "", **fields: Any) -> Change:
    """A change of some fields of an event."""
    after = replace(before, **fields)
    return Change(kind="edit", at=NOW, author=author, event_ids=(before.event_id,), before=(before,), after=(after,))


def titled(store: EventStore, event: Event) -> str:
    """The title that an event has now."""
    return next(one.title for one in store.reviewed().events if one.event_id == event.event_id)


def first_store(path: Path) -> None:
    """Make a store as the first version did, with an article and three events."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(sa.text("DROP TABLE alembic_version"))
        connection.execute(sa.text("INSERT INTO state VALUES ('version', 1), ('revision', 3)"))
        article = sa.text("INSERT INTO article VALUES ('a', '2026-01-02', '', '', '', '2026', :value)")
        connection.execute(article, {"value": to_json(ARTICLE)})
        event = sa.text("INSERT INTO event VALUES ('a', :n, :id, 'flood', 'asserted', NULL, NULL, 0, 0, 1, :value)")
        rows = [{"n": n, "id": one.event_id, "value": to_json(one)} for n, one in enumerate(EVENTS[:3])]
        connection.execute(event, rows)
    engine.dispose()
