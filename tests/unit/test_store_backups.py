"""Backups: whole stores, put back whole or not at all."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import StoreError, UsageError
from geodata.store import EventStore
from geodata.store.copies import restore
from tests.store_samples import ARTICLE, EVENTS, first_store


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    return EventStore(tmp_path / "events.sqlite")


def test_a_backup_is_a_whole_store(store: EventStore, tmp_path: Path) -> None:
    store.add(ARTICLE, [], EVENTS)
    store.backup(tmp_path / "copy" / "b.sqlite")
    assert EventStore(tmp_path / "copy" / "b.sqlite").article("a") == ARTICLE
    with pytest.raises(StoreError, match="cannot be written"):
        store.backup(tmp_path / "events.sqlite" / "b.sqlite")


def test_a_backup_over_the_store_itself_is_refused(store: EventStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the store itself"):
        store.backup(tmp_path / "x" / ".." / "events.sqlite")
    with pytest.raises(UsageError, match="the store itself"):
        restore(tmp_path / "events.sqlite", tmp_path / "events.sqlite")


def test_a_restored_backup_is_seen_by_who_has_the_store_open(store: EventStore, tmp_path: Path) -> None:
    store.add(ARTICLE, [], EVENTS)
    store.backup(tmp_path / "b.sqlite")
    store.add(replace(ARTICLE, text="Newer."), [], [])
    before = store.revision()
    kept = restore(tmp_path / "events.sqlite", tmp_path / "b.sqlite", now=dt.datetime(2026, 3, 1, 12, 30))
    assert kept == tmp_path / "events-2026-03-01-123000.sqlite"
    assert store.article("a") == ARTICLE
    assert store.revision() > before
    old = EventStore(kept).article("a")
    assert old is not None
    assert old.text == "Newer."
    again = restore(tmp_path / "events.sqlite", tmp_path / "b.sqlite", now=dt.datetime(2026, 3, 1, 12, 30))
    assert again == tmp_path / "events-2026-03-01-123000-1.sqlite"


def test_a_backup_is_restored_where_there_is_no_store(store: EventStore, tmp_path: Path) -> None:
    store.add(ARTICLE, [], EVENTS)
    assert restore(tmp_path / "new" / "events.sqlite", tmp_path / "events.sqlite") is None
    assert EventStore(tmp_path / "new" / "events.sqlite").article("a") == ARTICLE


def test_an_old_backup_is_brought_up_to_date_and_left_as_it_was(tmp_path: Path) -> None:
    first_store(tmp_path / "old.sqlite")
    before = (tmp_path / "old.sqlite").read_bytes()
    restore(tmp_path / "events.sqlite", tmp_path / "old.sqlite")
    assert EventStore(tmp_path / "events.sqlite").article("a") == ARTICLE
    assert (tmp_path / "old.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("UPDATE events SET value = '{' WHERE position = 1", "1 faults"),
        ("DROP TABLE alembic_version; DROP TABLE articles", "another program"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer Dateline"),
    ],
)
def test_a_backup_with_faults_changes_nothing(store: EventStore, tmp_path: Path, spoil: str, said: str) -> None:
    store.add(ARTICLE, [], EVENTS)
    store.backup(tmp_path / "b.sqlite")
    with closing(sqlite3.connect(tmp_path / "b.sqlite")) as other:
        other.executescript(spoil)
    files = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(StoreError, match=said) as caught:
        restore(tmp_path / "events.sqlite", tmp_path / "b.sqlite")
    assert "b.sqlite" in str(caught.value)
    assert store.article("a") == ARTICLE
    assert sorted(path.name for path in tmp_path.iterdir()) == files


def test_a_backup_takes_the_place_of_a_damaged_store(store: EventStore, tmp_path: Path) -> None:
    store.add(ARTICLE, [], EVENTS)
    store.backup(tmp_path / "b.sqlite")
    store.close()
    (tmp_path / "events.sqlite").write_bytes(b"words " * 1000)
    kept = restore(tmp_path / "events.sqlite", tmp_path / "b.sqlite")
    assert kept is not None
    assert kept.read_bytes().startswith(b"words")
    assert EventStore(tmp_path / "events.sqlite").article("a") == ARTICLE


@pytest.mark.parametrize("data", [b"", b"words " * 1000, b"SQLite format 3\x00 and no more"])
def test_what_is_no_backup_is_refused(store: EventStore, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "b.sqlite").write_bytes(data)
    with pytest.raises(StoreError, match="no backup"):
        restore(tmp_path / "events.sqlite", tmp_path / "b.sqlite")
    assert store.count_articles() == 0
