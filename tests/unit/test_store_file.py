"""A store in a file: what is no store, what cannot be written, what an older or newer Dateline made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from geodata.errors import StoreError
from geodata.store import EventStore
from geodata.store import engine as engine_module
from geodata.store.schema import HEAD, META
from tests.store_samples import ARTICLE, EVENTS, NOW, first_store


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    return EventStore(tmp_path / "events.sqlite")


def test_a_foreign_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoreError, match="another program"):
        EventStore(path)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.sqlite"
    path.write_text("words " * 1000, encoding="utf-8")
    with pytest.raises(StoreError, match="not a store"):
        EventStore(path)


def test_a_full_disk_keeps_what_was_whole(store: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(ARTICLE, [], EVENTS[:1])
    store.close()

    def dressed(connection: Any, record: Any) -> None:
        dress(connection, record)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 4}")

    dress = engine_module._dress_sqlite
    monkeypatch.setattr(engine_module, "_dress_sqlite", dressed)
    full = EventStore(tmp_path / "events.sqlite")
    large = replace(ARTICLE, id="b", text="The river rose overnight. " * 5_000)
    with pytest.raises(StoreError, match=r"events\.sqlite: .*full: make room and run the same command again"):
        full.add(large, [], EVENTS)
    assert (full.count_articles(), full.check()) == (1, [])
    full.close()
    monkeypatch.undo()
    assert EventStore(tmp_path / "events.sqlite").add(large, [], EVENTS) == "new"


def test_a_store_that_another_program_holds_is_named(
    store: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    monkeypatch.setattr(engine_module, "BUSY_MS", 1)
    mine = EventStore(tmp_path / "events.sqlite")
    with closing(sqlite3.connect(tmp_path / "events.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked: another program holds it; close that one"):
            mine.add(ARTICLE, [], [])
        other.execute("COMMIT")
    assert mine.add(ARTICLE, [], []) == "new"


def test_a_read_only_store_is_read_and_not_written(store: EventStore, tmp_path: Path) -> None:
    store.add(ARTICLE, [], EVENTS[:1])
    fixed = EventStore(f"sqlite:///file:{tmp_path / 'events.sqlite'}?mode=ro&uri=true")
    assert fixed.article("a") == ARTICLE
    with pytest.raises(StoreError, match=r"readonly.*: the file is read-only; change its rights"):
        fixed.add(replace(ARTICLE, id="b"), [], [])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="set DATELINE_HOME"):
        EventStore(tmp_path / "file" / "events.sqlite")
    (tmp_path / "folder.sqlite").mkdir()
    with pytest.raises(StoreError, match="copy the store to one that can"):
        EventStore(tmp_path / "folder.sqlite")


def test_a_newer_store_is_refused(store: EventStore, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(tmp_path / "events.sqlite") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer Dateline"):
        EventStore(tmp_path / "events.sqlite")


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({"types": ["flood"], "since": NOW.date(), "until": NOW.date(), "bbox": (-10, 0, 10, 9)}, "events_by_type"),
        ({"until": NOW.date()}, "events_by_date"),
        ({"since": NOW.date(), "bbox": (-10, 0, 10, 9)}, "events_by_box"),
    ],
)
def test_events_are_found_by_an_index(store: EventStore, filters: dict[str, Any], index: str) -> None:
    (plan, *_) = store.explain(**filters)
    assert f"SEARCH events USING INDEX {index} (collection=?" in plan


def test_damage_is_found(store: EventStore, tmp_path: Path) -> None:
    store.add(ARTICLE, [], EVENTS[:2])
    with sqlite3.connect(tmp_path / "events.sqlite") as other:
        other.execute("UPDATE events SET value = '{' WHERE position = 1")
        other.execute("INSERT INTO mentions VALUES ('News', 'nobody', 0, '{}')")
    faults = store.check()
    assert any("table events" in fault and "'position': 1" in fault for fault in faults)
    assert any("belongs to nothing" in fault for fault in faults)


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    first_store(path)
    store = EventStore(path)
    assert store.article("a") == ARTICLE
    assert sorted(store.events(include_hidden=True), key=lambda e: e.event_id) == EVENTS[:3]
    assert store.check() == []
    store.close()
    assert EventStore(path).count_articles() == 1


def test_the_migrations_make_the_tables_of_the_schema(store: EventStore, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'events.sqlite'}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == HEAD
        assert list(compare_metadata(context, META)) == []
    engine.dispose()
