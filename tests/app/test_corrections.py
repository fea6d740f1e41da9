"""Checking and correcting in the dashboard: every act is a change in the log, and can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from geodata import build
from geodata.corrections import Change, moved
from geodata.model import Article, Event, Span, When
from geodata.settings import Settings
from geodata.store import EventStore
from mapapp.dashboard import edit, services
from tests.app.conftest import forget
from tests.factories import make_event

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
EVENTS = [make_event(n, status="asserted") for n in range(6)]


@pytest.fixture
def store(settings: Settings) -> EventStore:
    """A store with one article and six events."""
    held = build.open_store(settings)
    article = Article(id="a", text="words " * 200, title="The article")
    sources = [replace(e.sources[0], article_id="a", start=n * 20, end=n * 20 + 15) for n, e in enumerate(EVENTS)]
    held.add(article, [], [replace(e, sources=(source,)) for e, source in zip(EVENTS, sources, strict=True)])
    return held


@pytest.fixture
def opened(app: AppTest, store: EventStore) -> Callable[[str], AppTest]:
    """A function that opens the dashboard at an event."""

    def go(event_id: str) -> AppTest:
        app.query_params["event"] = event_id
        app.run()
        assert not app.exception
        return app

    return go


def button(app: AppTest, label: str) -> AppTest:
    """Press a button and see that nothing broke."""
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception, app.exception
    return app


def now(store: EventStore, event_id: str) -> Event:
    """The event as it stands."""
    return next(event for event in store.reviewed().events if event.event_id == event_id)


def test_a_type_a_date_and_a_number_are_corrected_and_undone(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    next(box for box in app.selectbox if box.label == "Type").set_value("flood")
    next(box for box in app.number_input if box.label == "Killed").set_value(7)
    next(box for box in app.text_input if box.label == "Your name").set_value("Ana")
    button(app, "Keep these corrections")
    event = now(store, "e000000")
    assert (event.type, event.category) == ("flood", "disaster")
    assert event.casualties.fatalities is not None
    assert event.casualties.fatalities.best == 7
    (change,) = store.changes()
    assert (change.kind, change.author, change.before[0].type) == ("edit", "Ana", EVENTS[0].type)
    button(app, "Undo")
    assert now(store, "e000000").type == EVENTS[0].type
    button(app, "Redo")
    assert now(store, "e000000").type == "flood"


def test_nothing_changed_is_no_change(opened: Callable[[str], AppTest], store: EventStore) -> None:
    button(opened("e000000"), "Keep these corrections")
    assert store.changes() == []


def test_an_event_is_checked_and_taken_out(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000001")
    button(app, "Mark as checked")
    assert store.reviewed().checked == {"e000001"}
    button(app, "Take it out")
    assert "e000001" not in {event.event_id for event in store.reviewed().events}
    button(app, "Undo")
    assert "e000001" in {event.event_id for event in store.reviewed().events}


def test_a_place_is_looked_up_and_holds_for_the_whole_collection(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    next(box for box in app.text_input if box.key == "move-search-e000000").set_value("Sayula, Jalisco").run()
    found = next(one for one in app.button if one.key == "found-0")
    assert "Jalisco" in found.label
    next(box for box in app.checkbox if box.key == "move-all-e000000").check().run()
    next(one for one in app.button if one.key == "found-0").click().run()
    assert not app.exception
    (change,) = store.changes()
    assert (change.kind, change.name) == ("rule", "Tapalpa")
    assert now(store, "e000000").place.name == "Sayula"
    app.segmented_control(key="view").set_value("Changes").run()
    button(app, "Take back")
    assert now(store, "e000000").place.name == "Tapalpa"


def test_a_rule_is_kept_taken_out_as_a_table_and_taken_in(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000000")
    app.segmented_control(key="view").set_value("Changes").run()
    app.text_input(key="pin-name-new").set_value("Xyzzyville")
    app.text_input(key="pin-where-new").set_value("20.5, -103.25")
    button(app, "Keep this rule")
    (rule,) = store.house_rules()
    assert (rule.name, rule.place.name, rule.place.lat, rule.place.country) == ("Xyzzyville", "Xyzzyville", 20.5, "MX")
    app.text_input(key="pin-name-new").set_value("Nowhere")
    app.text_input(key="pin-where-new").set_value("qqqqqqqq, 7")
    button(app, "Keep this rule")
    assert "No place is known" in app.error[0].value


def test_an_event_is_added_at_a_point(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000000")
    next(box for box in app.text_input if box.label == "What happened").set_value("A bridge fell")
    next(box for box in app.text_input if box.label.startswith("Where")).set_value("12.5, -8.25")
    button(app, "Put it on the map")
    event = store.reviewed().events[-1]
    assert (event.title, event.location.lat, event.location.lon) == ("A bridge fell", 12.5, -8.25)


def test_the_review_goes_from_doubt_to_doubt(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000000")
    app.segmented_control(key="view").set_value("Review").run()
    assert not app.exception
    button(app, "It is right")
    button(app, "Take it out")
    kinds = [change.kind for change in store.changes()]
    assert kinds == ["check", "delete"]
    assert store.changes()[0].event_ids != store.changes()[1].event_ids


@pytest.mark.parametrize("view", ["Review", "Article", "Compare", "Hand over", "Changes", "Settings"])
def test_every_view_is_drawn(opened: Callable[[str], AppTest], view: str) -> None:
    app = opened("e000002")
    app.segmented_control(key="view").set_value(view).run()
    assert not app.exception


def test_collections_are_made_and_kept_apart(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000000")
    next(box for box in app.text_input if box.label == "A new collection").set_value("Floods")
    button(app, "Make it")
    assert any("0 of 0 events" in str(one.value) for one in app.markdown)
    next(box for box in app.selectbox if box.label == "Collection").set_value("News").run()
    assert any("of 6 events" in str(one.value) for one in app.markdown)


def test_of_two_at_one_event_the_second_is_told(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000000")
    next(box for box in app.text_input if box.label == "Title").set_value("Mine")
    other = build.open_store(replace(services.settings()))
    before = now(other, "e000000")
    other.change(Change(
        kind="edit", at=dt.datetime.now(dt.UTC), author="Ben", event_ids=("e000000",), before=(before,),
        after=(replace(before, title="Theirs"),),
    ))  # fmt: skip
    button(app, "Keep these corrections")
    assert any("Ben changed this event" in str(one.value) for one in app.warning)
    assert now(store, "e000000").title == "Theirs"


def test_a_read_only_server_offers_nothing_to_change(
    app: AppTest, store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_READ_ONLY", "1")
    forget()
    app.query_params["event"] = "e000000"
    app.run()
    assert not app.exception
    labels = {one.label for one in app.button}
    assert labels.isdisjoint({"Keep these corrections", "Undo", "Take it out", "Map this text"})


def test_a_number_can_be_taken_away(opened: Callable[[str], AppTest], store: EventStore) -> None:
    event = next(event for event in EVENTS if event.casualties.fatalities)
    app = opened(event.event_id)
    killed = next(box for box in app.number_input if box.label == "Killed")
    assert event.casualties.fatalities is not None
    assert killed.value == event.casualties.fatalities.best
    killed.set_value(None)
    button(app, "Keep these corrections")
    assert now(store, event.event_id).casualties.fatalities is None


def test_a_click_on_the_map_holds_for_every_event_of_the_name_when_that_is_ticked(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    next(box for box in app.checkbox if box.label.startswith("For every")).check()
    app.session_state["picked"] = (1.5, 30.5)
    app.run()
    next(one for one in app.button if one.label.startswith("Move it to")).click().run()
    assert not app.exception
    assert [change.kind for change in store.changes()] == ["rule"]
    assert (now(store, "e000000").location.lat, now(store, "e000000").location.lon) == (1.5, 30.5)


def test_the_name_of_a_rule_is_the_article_s_word_also_after_a_move(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    article = Article(id="b", text="A flood hit Gooma.")
    source = replace(
        EVENTS[0].sources[0], article_id="b", start=0, end=18, field_spans={"place": Span(start=12, end=17)}
    )
    long_ago = When(start=dt.date(2020, 1, 1), end=dt.date(2020, 1, 1), precision="day", source="text")
    store.add(article, [], [replace(EVENTS[0], event_id="moved", sources=(source,), when=long_ago)])
    before = now(store, "moved")
    store.change(
        Change(kind="edit", at=NOW, event_ids=("moved",), before=(before,), after=(moved(before, EVENTS[1].place),))
    )
    app = opened("moved")
    assert any(box.label == "For every “Gooma” in this collection" for box in app.checkbox)
    next(box for box in app.checkbox if box.label.startswith("For every")).check()
    app.session_state["picked"] = (1.5, 30.5)
    app.run()
    next(one for one in app.button if one.label.startswith("Move it to")).click().run()
    assert now(store, "moved").location.lat == 1.5
    assert [change.name for change in store.changes() if change.kind == "rule"] == ["Gooma"]


def test_a_mistake_in_a_new_event_costs_nothing_that_was_typed(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    next(box for box in app.text_input if box.label == "What happened").set_value("A bridge fell")
    next(box for box in app.text_input if box.label.startswith("Where")).set_value("Qqxzville")
    button(app, "Put it on the map")
    assert any("Qqxzville" in str(one.value) for one in app.error)
    next(box for box in app.text_input if box.label.startswith("Where")).set_value("1.5, 30.5")
    button(app, "Put it on the map")
    assert [event.title for event in store.reviewed().events if event.event_id.startswith("p")] == ["A bridge fell"]
    assert next(box for box in app.text_input if box.label == "What happened").value == ""


def test_a_place_that_is_not_found_is_said_and_coordinates_are_a_place(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    next(box for box in app.text_input if box.key == "move-search-e000000").set_value("Qqxxyzz Ilinois").run()
    assert any("Nothing is found for" in one.value.replace("\\", "") for one in app.warning)
    next(box for box in app.text_input if box.key == "move-search-e000000").set_value("37.5, -93").run()
    assert not app.warning
    next(one for one in app.button if one.label.startswith("Move it to")).click().run()
    moved_to = now(store, "e000000").location
    assert (moved_to.lat, moved_to.lon, moved_to.place.country) == (37.5, -93.0, "US")
    assert [toast.value for toast in app.toast] == ["The correction is kept\\."]


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("37.5, -93", (37.5, -93.0)),
        ("37.5N 93W", (37.5, -93.0)),
        ("37°30′N 93°W", (37.5, -93.0)),
        ("s 12.5; e 8", (-12.5, 8.0)),
        ("37.5, \u221293.25", (37.5, -93.25)),
        ("93, 37.5", None),
        ("37.5, 193", None),
        ("Route 66, 12", None),
        ("12", None),
        ("Sens", None),
    ],
)
def test_coordinates_are_read_as_people_write_them(written: str, point: tuple[float, float] | None) -> None:
    assert edit.coordinates(written) == point


def test_the_last_day_follows_the_first_one(opened: Callable[[str], AppTest], store: EventStore) -> None:
    app = opened("e000000")
    was = EVENTS[0].when
    assert was.start is not None
    later = was.start + dt.timedelta(days=400)
    next(box for box in app.date_input if box.label == "From" and box.value == was.start).set_value(later)
    button(app, "Keep these corrections")
    moved_to = now(store, "e000000").when
    assert moved_to.end is not None
    assert (moved_to.start, moved_to.end - later) == (later, (was.end or was.start) - was.start)


def test_the_review_shows_the_words_and_what_is_put_off_is_still_to_do(
    opened: Callable[[str], AppTest], store: EventStore
) -> None:
    app = opened("e000000")
    app.segmented_control(key="view").set_value("Review").run()
    page = " ".join(str(element.proto.body) for element in app.get("html"))
    assert page.count(f">{EVENTS[0].sources[0].quote[:20]}") == 2  # in the card and in the details
    before = app.get("progress")[0].proto.text
    button(app, "Later")
    after = app.get("progress")[0].proto.text
    assert after == f"{before}, 1 of them put off"


def test_events_are_made_one_by_ticking_them(opened: Callable[[str], AppTest], store: EventStore) -> None:
    other = replace(EVENTS[0], event_id="twin", sources=())
    store.add(Article(id="b", text="words " * 20), [], [replace(other, type="flood", category="disaster")])
    app = opened("e000000")
    next(box for box in app.checkbox if box.key == "same-twin").check()
    button(app, "Make them one")
    (change,) = store.changes()
    assert (change.kind, change.event_ids) == ("merge", ("e000000", "twin"))
    assert any(one.label == "Split into 2" for one in app.button)


def test_an_empty_map_is_not_offered_to_be_handed_over(opened: Callable[[str], AppTest]) -> None:
    app = opened("e000000")
    app.text_input(key="f_text").set_value("no such word").run()
    app.segmented_control(key="view").set_value("Hand over").run()
    assert any("nothing to hand over" in str(one.value) for one in app.info)
    assert not app.get("download_button")
