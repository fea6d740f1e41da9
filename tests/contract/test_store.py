"""What every store keeps: a class for the promise, a subclass for each place to keep it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from geodata.errors import StoreError
from geodata.model import Article, Event, Mention, Resolution
from geodata.store import EventStore
from geodata.values import from_json, to_json
from tests.factories import make_event

ARTICLE = Article(id="a", text="Text “as it is”.\n", published=dt.datetime(2026, 1, 2, 3, 4), published_source="text")
MENTION = Mention(start=0, end=4, text="Text", kind="literal", confidence=0.5)
EVENTS = [make_event(index) for index in range(40)]


class StoreContract:
    """Subclass it, and give `store`."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> EventStore:
        raise NotImplementedError

    def test_what_goes_in_comes_out_equal(self, store: EventStore) -> None:
        resolution = Resolution(mention=MENTION, place=EVENTS[0].place, confidence=0.4, location=EVENTS[0].location)
        store.add(ARTICLE, [resolution], EVENTS)
        assert store.article("a") == ARTICLE
        assert store.resolutions("a") == [resolution]
        assert sorted(store.events(include_hidden=True), key=lambda e: e.event_id) == EVENTS
        assert store.event(EVENTS[3].event_id) == EVENTS[3]

    def test_the_same_article_again_replaces_the_first(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS)
        before = store.revision()
        store.add(ARTICLE, [], EVENTS[:1])
        assert len(store.events(include_hidden=True)) == 1
        assert store.revision() > before

    def test_filters_agree_with_plain_python(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS)
        day = dt.date(2026, 3, 1)

        def fits(event: Event) -> bool:
            end = event.when.end or event.when.start
            return not event.hidden and end is not None and end >= day and event.location.lon >= 0

        found = store.events(since=day, bbox=(0, -90, 180, 90))
        assert {event.event_id for event in found} == {event.event_id for event in EVENTS if fits(event)}
        assert 0 < len(found) < len(EVENTS)

    def test_a_deleted_article_takes_its_events_along(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS)
        assert store.delete_article("a")
        assert not store.delete_article("a")
        assert (store.events(include_hidden=True), store.count_articles()) == ([], 0)


class TestFile(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> EventStore:
        return EventStore(tmp_path / "events.sqlite")

    def test_another_program_reads_what_was_written(self, store: EventStore, tmp_path: Path) -> None:
        store.add(ARTICLE, [], EVENTS)
        assert EventStore(tmp_path / "events.sqlite").article("a") == ARTICLE

    def test_a_foreign_database_is_refused_and_left_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "other.sqlite"
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE mine (x)")
        with pytest.raises(StoreError, match="another program"):
            EventStore(path)
        with sqlite3.connect(path) as other:
            assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]

    def test_a_file_that_is_no_database_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "text.sqlite"
        path.write_text("words " * 1000, encoding="utf-8")
        with pytest.raises(StoreError, match="not a store"):
            EventStore(path)

    def test_a_newer_store_is_refused(self, store: EventStore, tmp_path: Path) -> None:
        store.close()
        with sqlite3.connect(tmp_path / "events.sqlite") as other:
            other.execute("UPDATE state SET value = 99 WHERE name = 'version'")
        with pytest.raises(StoreError, match="newer Dateline"):
            EventStore(tmp_path / "events.sqlite")


class TestMemory(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> EventStore:
        return EventStore(":memory:")


@pytest.mark.parametrize("event", EVENTS[:10], ids=lambda event: event.event_id)
def test_json_of_a_value_is_the_value_again(event: Event) -> None:
    assert from_json(Event, to_json(event)) == event
