"""What every store keeps: a class for the promise, a subclass for each place to keep it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geodata.corrections import Change, Standing
from geodata.duplicates import Match, fingerprint
from geodata.errors import ConflictError, StoreError, UsageError
from geodata.model import Article, Event, Resolution, When
from geodata.selection import Box, Selection
from geodata.store import DEFAULT_COLLECTION, EventStore
from geodata.values import from_json, to_json
from tests.factories import make_event
from tests.postgres import find_program, server
from tests.store_samples import ARTICLE, EVENTS, MENTION, NOW, edit, titled


def by_id(standing: Standing) -> str:
    """The id of the event that stands so."""
    return standing.event.event_id


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

    def test_a_changed_text_keeps_the_old_one_as_a_revision(self, store: EventStore) -> None:
        assert store.add(ARTICLE, [], EVENTS[:1]) == "new"
        assert store.add(ARTICLE, [], EVENTS[:1]) == "same"
        assert store.revisions("a") == []
        assert store.add(replace(ARTICLE, text="New text."), [], []) == "revised"
        store.add(replace(ARTICLE, text="Newer text."), [], [])
        assert [article.text for article in store.revisions("a")] == [ARTICLE.text, "New text."]

    def test_an_article_is_known_again_and_keeps_its_copies(self, store: EventStore) -> None:
        text = "The river rose overnight and forty families were taken to a school, the mayor of the town told us late."
        article = replace(ARTICLE, text=text, url="https://a.example/river")
        copy = replace(article, id="b", url="https://b.example/x", publisher="B", text=f"{text} Read more here.")
        event = replace(EVENTS[0], sources=(replace(EVENTS[0].sources[0], article_id="a", publisher="A"),))
        store.add(article, [], [event])
        assert store.match(fingerprint(article)) == Match(("a", 0), "same")
        assert store.match(fingerprint(replace(article, text="Other words."))) == Match(("a", 0), "revision")
        assert store.match(fingerprint(copy)) == Match(("a", 0), "copy")
        assert store.of("Else").match(fingerprint(article)) is None
        store.add_copy("a", copy)
        assert store.match(fingerprint(copy)) == Match(("a", 1), "same")
        assert store.copies("a") == {1: copy}
        assert [source.publisher for source in store.events(include_hidden=True)[0].sources] == ["A", "B"]
        store.rename_collection(DEFAULT_COLLECTION, "Renamed")
        store = store.of("Renamed")
        assert store.match(fingerprint(copy)) == Match(("a", 1), "same")
        store.delete_copy("a", 1)
        assert (store.copies("a"), store.events(include_hidden=True)) == ({}, [event])
        assert store.match(fingerprint(copy)) == Match(("a", 0), "copy")
        store.delete_article("a")
        assert store.match(fingerprint(article)) is None
        assert store.check() == []

    def test_collections_do_not_see_each_other(self, store: EventStore) -> None:
        other = store.of("Floods 2026")
        store.add(ARTICLE, [], EVENTS[:2])
        other.add(ARTICLE, [], EVENTS[2:3])
        assert (len(store.events(include_hidden=True)), len(other.events(include_hidden=True))) == (2, 1)
        assert store.delete_article("a")
        assert other.article("a") == ARTICLE

    def test_a_collection_is_renamed_archived_deleted_and_brought_back(self, store: EventStore) -> None:
        store.of("A").add(ARTICLE, [], EVENTS[:1])
        store.rename_collection("A", "B")
        assert store.of("B").article("a") == ARTICLE
        with pytest.raises(UsageError, match="already"):
            store.rename_collection("B", DEFAULT_COLLECTION)
        with pytest.raises(UsageError, match="no collection"):
            store.rename_collection("A", "C")
        store.archive_collection("B")
        store.delete_collection("B")
        (held,) = (one for one in store.collections() if one.name == "B")
        assert (held.archived, held.deleted, held.articles) == (True, True, 1)
        store.delete_collection("B", deleted=False)
        assert store.of("B").article("a") == ARTICLE
        with pytest.raises(UsageError, match="delete it first"):
            store.purge_collection("B")
        store.delete_collection("B")
        store.purge_collection("B")
        assert [one.name for one in store.collections()] == [DEFAULT_COLLECTION]
        assert store.of("B").count_articles() == 0

    @pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\nb"])
    def test_a_name_that_is_none_is_refused(self, store: EventStore, name: str) -> None:
        with pytest.raises(UsageError, match="collection's name"):
            store.of(name)

    def test_changes_are_undone_and_redone(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS[:5])
        first = store.reviewed().events[0]
        for word in ("one", "two"):
            store.change(edit(first, title=word))
        assert titled(store, first) == "two"
        assert store.undo() is not None
        assert titled(store, first) == "one"
        assert store.redo() is not None
        assert titled(store, first) == "two"
        assert store.redo() is None
        store.undo()
        store.change(edit(first, title="three"))
        assert store.redo() is None
        assert [change.undone for change in store.changes()] == [False, True, False]

    def test_each_undoes_their_own(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS[:5])
        first, second = store.reviewed().events[:2]
        store.change(edit(first, author="Ana", title="A"))
        store.change(edit(second, author="Ben", title="B"))
        assert (store.undo(by="Ana") or edit(first)).author == "Ana"
        assert (titled(store, first), titled(store, second)) == (first.title, "B")
        assert store.undo(by="Ana") is None

    def test_the_second_at_one_event_is_told_and_nothing_of_the_first_is_lost(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS[:5])
        reviewed = store.reviewed()
        first = reviewed.events[0]
        seen = reviewed.changed.get(first.event_id, 0)
        store.change(edit(first, author="Ana", title="A"), seen=seen)
        with pytest.raises(ConflictError, match="Ana changed this event"):
            store.change(edit(first, author="Ben", title="B"), seen=seen)
        assert titled(store, first) == "A"
        again = store.reviewed()
        store.change(edit(first, author="Ben", title="B"), seen=again.changed[first.event_id])
        assert titled(store, first) == "B"

    def test_a_correction_outlives_the_article_s_being_read_again(self, store: EventStore) -> None:
        own = replace(EVENTS[0], sources=(replace(EVENTS[0].sources[0], article_id="a"),))
        store.add(ARTICLE, [], [own])
        store.change(edit(own, type="flood", category="disaster"))
        store.add(ARTICLE, [], [replace(own, event_id="another", title="Read better")])
        (event,) = store.reviewed().events
        assert (event.event_id, event.type, event.title) == ("another", "flood", "Read better")
        store.add(ARTICLE, [], [])
        assert [event.type for event in store.reviewed().events] == ["flood"]
        store.delete_article("a")
        assert store.reviewed().events == ()
        assert len(store.reviewed().resting) == 1

    def test_streams_give_what_the_lists_give(self, store: EventStore) -> None:
        undated = replace(EVENTS[0], event_id="undated", when=When())
        twin = replace(EVENTS[1], event_id="twin", sources=(replace(EVENTS[1].sources[0], article_id="b"),))
        store.add(ARTICLE, [], [*EVENTS, undated])
        store.add(replace(ARTICLE, id="b", published=None), [], [twin])
        store.add(replace(ARTICLE, id="c", published=dt.datetime(2026, 1, 3)), [], [])
        assert [article.id for article in store.iter_articles()] == [article.id for article in store.articles()]
        day = dt.date(2026, 1, 2)
        assert [article.id for article in store.iter_articles(since=day, until=day)] == ["a"]
        assert list(store.iter_events(include_hidden=True)) == store.events(include_hidden=True)
        (pair,) = (event for event in store.reviewed().events if len(event.sources) == 2)
        store.change(edit(pair, author="Ana", title="x"))
        store.change(Change(kind="check", at=NOW, event_ids=(EVENTS[4].event_id,), before=(EVENTS[4],)))
        reviewed, standing = store.reviewed(), list(store.iter_reviewed())
        assert sorted(standing, key=by_id) == sorted(
            (
                Standing(event=e, checked=e.event_id in reviewed.checked, changed=reviewed.changed.get(e.event_id, 0))
                for e in reviewed.events
            ),
            key=by_id,
        )
        assert len(standing) == len(EVENTS) + 1
        assert sum(one.checked for one in standing) == 1

    @pytest.mark.parametrize(
        "filters",
        [
            {"since": dt.date(2026, 3, 1), "until": dt.date(2026, 3, 3)},
            {"until": dt.date(2025, 12, 1)},
            {"types": frozenset({"flood", "protest"})},
            {"box": Box(west=-110, south=10, east=-95, north=30), "since": dt.date(2026, 2, 1)},
            {"box": Box(west=170, south=-40, east=-170, north=0)},
            {"min_confidence": 0.9},
            {"categories": frozenset({"conflict"}), "since": dt.date(2026, 5, 1)},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("changed", [False, True])
    def test_a_choice_read_by_its_days_is_the_choice_of_all(
        self, store: EventStore, filters: dict[str, Any], changed: bool
    ) -> None:
        rng = random.Random(8)
        events = []
        for number in range(400):
            one = make_event(number % 20, event_id=f"{rng.getrandbits(64):016x}")
            start = None if number % 29 == 0 else dt.date(2025, 11, 1) + dt.timedelta(rng.randrange(300))
            long = dt.timedelta(rng.choice((0, 0, 0, 6, 30, 364)))
            when = replace(one.when, start=start, end=start + long) if start else When()
            sources = (replace(one.sources[0], article_id=f"a{number}"),)
            events.append(replace(one, when=when, sources=sources, type=rng.choice(("flood", "protest", one.type))))
        for event in events:
            store.add(Article(id=event.sources[0].article_id, text="Text."), [], [event])
        if changed:
            held = store.reviewed().events
            moved_in = held[3], replace(held[3], type="flood", when=replace(held[3].when, start=dt.date(2026, 3, 2)))
            away = replace(held[9], location=replace(held[9].location, lat=20.0, lon=-100.0))
            for before, after in (moved_in, (held[9], away)):
                store.change(
                    Change(kind="edit", at=NOW, event_ids=(before.event_id,), before=(before,), after=(after,))
                )
            store.change(Change(kind="delete", at=NOW, event_ids=(held[40].event_id,), before=(held[40],)))
        wanted = Selection(background=True, **filters)
        reviewed = store.reviewed()
        expected = {event.event_id: event for event in reviewed.events if wanted.admits(event)}
        assert {one.event.event_id: one.event for one in store.iter_reviewed(wanted)} == expected
        assert expected
        for event in [*reviewed.events[:30], *list(expected.values())[:5]]:
            standing = store.standing(event.event_id)
            assert standing is not None
            assert standing.event == event
        assert store.standing("nothing") is None
        assert any(len(parts) > 1 for parts in store.merged().parts.values())

    def test_a_store_can_be_written_while_it_is_read(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS)
        stream = store.iter_events(include_hidden=True)
        next(stream)
        store.add(replace(ARTICLE, id="b"), [], [])
        assert len(list(stream)) == len(EVENTS) - 1
        assert store.count_articles() == 2

    def test_a_sound_store_has_no_faults(self, store: EventStore) -> None:
        store.add(ARTICLE, [], EVENTS)
        store.change(edit(EVENTS[0], title="x"))
        assert store.check() == []


class TestFile(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> EventStore:
        return EventStore(tmp_path / "events.sqlite")

    def test_another_program_reads_what_was_written(self, store: EventStore, tmp_path: Path) -> None:
        store.add(ARTICLE, [], EVENTS)
        assert EventStore(tmp_path / "events.sqlite").article("a") == ARTICLE


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that these tests start."""
    if find_program("initdb") is None:
        pytest.skip("no PostgreSQL on this machine: apt install postgresql")
    with server() as address:
        yield address


@pytest.mark.enable_socket
class TestPostgres(StoreContract):
    @pytest.fixture
    def store(self, postgres: str) -> Iterator[EventStore]:
        engine = sa.create_engine(postgres.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        engine.dispose()
        store = EventStore(postgres)
        yield store
        store.close()

    def test_a_server_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="is the server running"):
            EventStore(f"postgresql://a:secret@/x?host={tmp_path}")

    def test_a_password_is_never_shown(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError) as caught:
            EventStore(f"postgresql://a:secret@/x?host={tmp_path}")
        assert "secret" not in str(caught.value)


class TestMemory(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> EventStore:
        return EventStore(":memory:")


@pytest.mark.parametrize("event", EVENTS[:10], ids=lambda event: event.event_id)
def test_json_of_a_value_is_the_value_again(event: Event) -> None:
    assert from_json(Event, to_json(event)) == event
