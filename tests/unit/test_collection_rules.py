"""Rules of a collection: what people said there comes before everything else, when articles are read too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geodata.collection_rules import changes_for, names_in, naming, numbers_of, rules_of
from geodata.corrections import Change, review
from geodata.intake import take_in
from geodata.model import Article, Event, Place, Source
from geodata.pipeline import Pipeline
from geodata.places.house_rules import HouseRule, RuleBook, Rules, load_rules, save_rules
from geodata.store import EventStore
from tests.factories import make_event

NOW = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
TAPALPA = Place(name="Tapalpa", lat=19.9448, lon=-103.7589, country="MX", admin1="Jalisco", feature_class="P",
                provider="person")  # fmt: skip
XYZZY = replace(TAPALPA, name="Xyzzyville", lat=20.5, lon=-103.1)
ARTICLE = Article(
    id="slide",
    text="Six people were killed on Tuesday in a mudslide in Xyzzyville, the civil protection service said. "
    "A fire destroyed a market in Talpalpa on Monday; nobody was hurt.",
    published=NOW,
)


def rule(name: str, place: Place, **changes: Any) -> Change:
    return replace(Change(kind="rule", at=NOW, name=name, place=place), **changes)


@pytest.fixture
def store() -> EventStore:
    return EventStore(":memory:")


def added(store: EventStore, pipeline: Pipeline, *articles: Article, again: bool = False) -> Sequence[Event]:
    """The events of a collection as people see them, when articles have been taken in."""

    def fail(error: Exception) -> None:
        raise error

    list(take_in(store, lambda: pipeline, articles, again=again, on_known=print, on_error=fail))
    return store.reviewed().events


def points(events: Sequence[Event]) -> set[tuple[float, float]]:
    return {(event.location.lat, event.location.lon) for event in events}


def test_a_name_that_nobody_knows_is_read_where_the_collection_has_it(store: EventStore, pipeline: Pipeline) -> None:
    assert points(added(store.of("Other"), pipeline, ARTICLE)) == set()
    store.change_all([rule("Xyzzyville", XYZZY), rule("TALPALPA", TAPALPA)])
    events = added(store, pipeline, ARTICLE)
    assert points(events) == {(XYZZY.lat, XYZZY.lon), (TAPALPA.lat, TAPALPA.lon)}
    assert {event.confidence.place for event in events} == {1.0}
    assert points(added(store.of("Other"), pipeline, ARTICLE, again=True)) == set()


def test_a_rule_that_was_taken_back_holds_no_longer(store: EventStore, pipeline: Pipeline) -> None:
    store.change_all([rule("Xyzzyville", XYZZY), rule("Xyzzyville", TAPALPA)])
    assert points(added(store, pipeline, ARTICLE)) == {(TAPALPA.lat, TAPALPA.lon)}
    for number in numbers_of(store.changes(), "XYZZYVILLE"):
        store.take_back(number)
    assert store.house_rules() == []
    assert points(added(store, pipeline, ARTICLE, again=True)) == set()


def test_what_is_near_the_place_of_a_rule_stays_near_it(store: EventStore, pipeline: Pipeline) -> None:
    store.change(rule("Xyzzyville", XYZZY))
    (event,) = added(store, pipeline, replace(ARTICLE, text="A bomb killed two people 30 km north of Xyzzyville."))
    assert event.place.name == "Xyzzyville"
    assert event.location.lat == pytest.approx(XYZZY.lat + 30 / 111.2, abs=0.01)
    assert event.confidence.place == 1.0


def test_articles_that_name_it_are_found_in_any_spelling() -> None:
    texts = ["in XYZZYVILLE,", "Xyzzyvillé\u0301 and", "at the\n  bend of", "elsewhere", "Thé Bend"]
    articles = [Article(id=str(n), text=text) for n, text in enumerate(texts)]
    assert [one.id for one in naming(articles, ["Xyzzyville", "The Bend", ""])] == ["0", "1", "2", "4"]
    assert list(naming(articles, [])) == []
    assert names_in([rule("b", XYZZY), rule("a", XYZZY, undone=True), rule("b", XYZZY)]) == ["b", "a"]


def test_the_last_rule_of_a_name_and_publisher_stands() -> None:
    log = [
        rule("The Bend", TAPALPA),
        rule("THE bend", XYZZY),
        rule("The Bend", TAPALPA, scope="El Sur"),
        rule("Undone", TAPALPA, undone=True),
        Change(kind="check", at=NOW, event_ids=("e1",), before=(make_event(),)),
    ]
    assert [(one.name, one.scope, one.place.name) for one in rules_of(log)] == [
        ("THE bend", "", "Xyzzyville"),
        ("The Bend", "El Sur", "Tapalpa"),
    ]


def test_only_rules_are_read_from_the_log(store: EventStore) -> None:
    event = replace(make_event(), title='"kind":"rule"')
    store.change(Change(kind="delete", at=NOW, event_ids=(event.event_id,), before=(event,)))
    assert store.house_rules() == []
    store.change(rule("The Bend", TAPALPA, scope="El Sur"))
    assert [one.key for one in store.house_rules()] == [("bend", "el sur")]


def lat_of(rules: Rules) -> float:
    """Return where "The Bend" is by some rules, which must have it."""
    place = rules.place("The Bend")
    assert place is not None
    return place.lat


def test_a_collections_rule_goes_before_the_tables(tmp_path: Path) -> None:
    table = [
        HouseRule(name="The Bend", scope=scope, place=replace(TAPALPA, lat=lat))
        for scope, lat in (("", 1.0), ("El Sur", 2.0))
    ]
    save_rules(tmp_path / "rules.csv", table)
    book = RuleBook(tmp_path / "rules.csv")
    own = [HouseRule(name="the bend", place=XYZZY)]
    assert [lat_of(book.of(name, own)) for name in ("", "El Sur")] == [XYZZY.lat, XYZZY.lat]
    assert [lat_of(book.of(name)) for name in ("", "El Sur")] == [1.0, 2.0]
    scoped = [replace(own[0], scope="El Sur")]
    assert [lat_of(book.of(name, scoped)) for name in ("", "El Sur")] == [1.0, XYZZY.lat]


def test_a_rule_for_a_publisher_moves_only_its_events() -> None:
    event = replace(make_event(), place_text="The Bend")
    source = Source(article_id="a", start=0, end=1, quote="", publisher="EL SUR")
    theirs = replace(event, event_id="theirs", sources=(source,))
    reviewed = review([event, theirs], [rule("The Bend", XYZZY, scope="El Sur")])
    assert [one.place == XYZZY for one in reviewed.events] == [False, True]


def test_rules_go_out_and_come_back_as_a_table_and_none_twice(tmp_path: Path, store: EventStore) -> None:
    osm = replace(XYZZY, provider="nominatim", licence="© OpenStreetMap contributors", admin2="Valles")
    store.change_all([rule("The Bend", TAPALPA), rule("Xyzzyville", osm, scope="El Sur")])
    save_rules(tmp_path / "rules.csv", store.house_rules())
    loaded = load_rules(tmp_path / "rules.csv")
    assert loaded == [one.as_answered() for one in store.house_rules()]
    assert (loaded[1].place.provider, loaded[1].place.licence) == ("nominatim", "© OpenStreetMap contributors")
    assert changes_for(loaded, store.house_rules()) == []
    other = store.of("Other")
    other.change_all(changes_for(loaded, other.house_rules(), author="desk"))
    assert [one.as_answered() for one in other.house_rules()] == loaded
    assert {change.author for change in other.changes()} == {"desk"}


def test_threads_of_two_collections_never_get_each_others_rules(tmp_path: Path) -> None:
    book = RuleBook(tmp_path / "none.csv")
    own = {lat: [HouseRule(name="The Bend", place=replace(XYZZY, lat=lat))] for lat in (1.0, 2.0)}

    def read(lat: float) -> bool:
        place = book.of("", own[lat]).place("The Bend")
        return place is not None and place.lat == lat

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, [1.0, 2.0] * 500))
