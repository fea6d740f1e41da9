"""Two people at one collection: nothing of either is lost without a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from geodata import build
from geodata.corrections import Change, ChangeKind
from geodata.model import Casualties, Count, When
from geodata.settings import Settings
from geodata.store import EventStore
from mapapp.dashboard import services
from tests.app.conftest import forget
from tests.app.test_corrections import EVENTS, button, now, opened, store

__all__ = ["opened", "store"]
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def by_other(store: EventStore, kind: ChangeKind, event_id: str) -> None:
    """Let somebody else do something to an event."""
    event = now(store, event_id)
    store.change(Change(kind=kind, at=NOW, author="Ben", by="Ben", event_ids=(event_id,), before=(event,)))


def test_what_one_typed_outlives_another_s_taking_the_event_out(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    next(box for box in app.text_input if box.label == "Title").set_value("Mine")
    by_other(store, "delete", "e000000")
    button(app, "Keep these corrections")
    assert any("took this event out" in str(one.value) for one in app.warning) or any(
        "Ben changed this event" in str(one.value) for one in app.warning
    )
    button(app, "Keep these corrections")
    assert any(event.title == "Mine" for event in store.reviewed().events)


def test_nobody_undoes_what_another_did(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000001")
    by_other(store, "delete", "e000000")
    button(app, "Undo")
    assert "e000000" not in {event.event_id for event in store.reviewed().events}


def test_after_an_undo_the_form_shows_what_holds(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000000")
    next(box for box in app.number_input if box.label == "Killed").set_value(77)
    button(app, "Keep these corrections")
    button(app, "Undo")
    held = EVENTS[0].casualties.fatalities
    shown = next(box for box in app.number_input if box.label == "Killed").value
    assert shown == (None if held is None else held.best)


def test_large_numbers_and_old_dates_do_not_break_the_form(app: AppTest, settings: Settings, store: EventStore) -> None:
    many = Casualties(displaced=Count(low=117_000_000, best=117_000_000, high=117_000_000))
    day = dt.date(476, 9, 4)
    article = store.article("a")
    assert article is not None
    store.add(article, [], [replace(EVENTS[0], casualties=many, when=When(start=day, end=day, precision="day"))])
    app.query_params["event"] = "e000000"
    app.run()
    assert not app.exception
    assert next(box for box in app.number_input if box.label == "Displaced").value == 117_000_000


def test_a_collection_that_is_gone_is_said(app: AppTest, store: EventStore) -> None:
    app.query_params["collection"] = "Nope"
    app.run()
    assert not app.exception
    assert any("Nope" in str(one.value) for one in app.warning)


def test_the_address_keeps_the_collection(app: AppTest, store: EventStore) -> None:
    store.of("Floods")
    app.query_params["collection"] = "Floods"
    app.run()
    assert app.query_params["collection"] in ("Floods", ["Floods"])


def test_a_read_only_server_has_no_way_to_manage(
    app: AppTest, store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_READ_ONLY", "1")
    forget()
    app.run()
    assert {"Archive", "Delete", "Rename", "Make it"}.isdisjoint({one.label for one in app.button})
    assert services.read_only()
    assert build.open_store(services.settings()).collections()


def test_what_the_details_show_may_be_taken_out_whoever_changed_it(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    by_other(store, "check", "e000000")
    app.run()  # the details show it as checked now
    button(app, "Take it out")
    assert "e000000" not in {event.event_id for event in store.reviewed().events}


def test_who_takes_out_what_was_changed_a_moment_ago_is_told_and_keeps_it_open(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    by_other(store, "check", "e000000")
    button(app, "Take it out")
    assert "e000000" in {event.event_id for event in store.reviewed().events}
    assert any("Ben" in str(one.value) for one in app.warning)
    assert app.session_state["selected"] == "e000000"
