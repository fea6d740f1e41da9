"""People's changes over the machine's events: pure, in order, and found again when an article is read anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.corrections import Change, ChangeKind, moved, review, review_stream, written_names
from geodata.events.merge import merge_with_record
from geodata.model import Casualties, Count, Event, Place, When
from geodata.values import from_json, to_json
from tests.factories import make_event

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
EVENTS = [make_event(n) for n in range(12)]
TAPALPA = Place(name="Tapalpa", lat=19.9448, lon=-103.7589, country="MX", admin1="Jalisco", feature_class="P")


def change(
    kind: ChangeKind, before: Sequence[Event] = (), after: Sequence[Event] = (), number: int = 1, **more: Any
) -> Change:
    return Change(
        kind=kind, at=NOW, event_ids=tuple(e.event_id for e in before), before=tuple(before), after=tuple(after),
        number=number, **more,
    )  # fmt: skip


def test_an_edit_changes_its_fields_alone_and_makes_them_sure() -> None:
    casualties = Casualties(fatalities=Count(low=3, best=3, high=3))
    after = replace(EVENTS[0], casualties=casualties, when=When())
    improved = replace(EVENTS[0], title="Read better")
    reviewed = review([improved, *EVENTS[1:]], [change("edit", [EVENTS[0]], [after], number=7)])
    event = reviewed.events[0]
    assert (event.casualties, event.when, event.title) == (casualties, When(), "Read better")
    assert (event.confidence.casualties, event.confidence.date) == (1.0, 1.0)
    assert event.confidence.place == EVENTS[0].confidence.place
    assert reviewed.changed == {EVENTS[0].event_id: 7}
    assert list(reviewed.events[1:]) == EVENTS[1:]


def test_an_event_that_is_gone_keeps_the_person_s_version() -> None:
    after = replace(EVENTS[0], type="flood", category="disaster")
    assert review(EVENTS[1:], [change("edit", [EVENTS[0]], [after])]).events[-1] == after


def test_what_was_deleted_stays_deleted_under_another_id() -> None:
    again = replace(EVENTS[0], event_id="new")
    assert review([again], [change("delete", [EVENTS[0]])]).events == ()
    elsewhere = replace(again, sources=(replace(again.sources[0], article_id="other"),))
    assert review([elsewhere], [change("delete", [EVENTS[0]])]).events == (elsewhere,)


def test_what_is_undone_does_not_count() -> None:
    assert review(EVENTS, [replace(change("delete", EVENTS), undone=True)]).events == tuple(EVENTS)


def test_events_are_merged_and_split_again() -> None:
    pair = [EVENTS[0], EVENTS[1]]
    merged = replace(EVENTS[0], event_id="both")
    join = change("merge", pair, [merged])
    together = review(EVENTS, [join])
    event = next(e for e in together.events if e.event_id == "both")
    assert len(together.events) == len(EVENTS) - 1
    assert len(event.sources) == 2
    apart = review(EVENTS, [join, change("split", [event], pair, number=2)])
    assert {e.event_id for e in apart.events} == {e.event_id for e in EVENTS}


def test_what_the_machine_merged_is_split() -> None:
    other = replace(EVENTS[0], event_id="twin", sources=(replace(EVENTS[0].sources[0], article_id="b"),))
    record = merge_with_record([EVENTS[0], other])
    (merged,) = record.events
    reviewed = review(record.events, [change("split", [merged])], parts=record.parts)
    assert {event.event_id for event in reviewed.events} == {EVENTS[0].event_id, "twin"}


def test_a_rule_moves_every_event_of_the_name() -> None:
    wrong = replace(EVENTS[0].location.place, name="Talpa", matched_name="Talpa")
    events = [
        replace(e, place_text="Talpalpa", location=replace(e.location, place=wrong)) if n % 2 else e
        for n, e in enumerate(EVENTS)
    ]
    reviewed = review(events, [change("rule", name="TALPALPA", place=TAPALPA)])
    moved = [event for event in reviewed.events if event.place == TAPALPA]
    assert len(moved) == 6
    assert all((e.location.lat, e.confidence.place) == (TAPALPA.lat, 1.0) for e in moved)
    assert "talpalpa" in written_names(events[1])


def test_checked_events_are_told() -> None:
    seen = review(EVENTS, [change("check", EVENTS[:3]), change("uncheck", EVENTS[:1], number=2)])
    assert seen.checked == {EVENTS[1].event_id, EVENTS[2].event_id}


def test_an_added_event_is_there() -> None:
    own = replace(EVENTS[0], event_id="own", sources=())
    assert review(EVENTS[1:], [change("add", after=[own])]).events[-1] == own


@pytest.mark.parametrize("kind", ["edit", "delete", "merge", "split", "check", "add", "rule"])
def test_a_change_survives_the_store_s_json(kind: ChangeKind) -> None:
    one = change(kind, EVENTS[:2], EVENTS[2:3], name="x", place=TAPALPA)
    assert from_json(Change, to_json(one)) == one


KINDS = st.sampled_from(["edit", "delete", "merge", "split", "check", "uncheck", "rule"])


@settings(max_examples=80, deadline=None)
@given(log=st.lists(st.tuples(KINDS, st.integers(0, 11), st.integers(0, 11), st.booleans()), max_size=25))
def test_any_log_over_any_events_is_laid_over_without_an_error(log: list[tuple[ChangeKind, int, int, bool]]) -> None:
    changes = []
    for number, (kind, first, second, undone) in enumerate(log, 1):
        before = [EVENTS[first]] if kind in {"edit", "split"} or first == second else [EVENTS[first], EVENTS[second]]
        after = [replace(EVENTS[second], event_id=f"n{number}" if kind == "merge" else EVENTS[first].event_id)]
        changes.append(replace(change(kind, before, after, number, name="Goma", place=TAPALPA), undone=undone))
    reviewed = review(EVENTS[:8], changes)
    standing = list(review_stream(((event, (event,)) for event in EVENTS[:8]), changes))
    assert {one.event.event_id: one.event for one in standing} == {e.event_id: e for e in reviewed.events}
    assert {one.event.event_id for one in standing if one.checked} == reviewed.checked
    assert {one.event.event_id: one.changed for one in standing if one.changed} == reviewed.changed
    ids = [event.event_id for event in reviewed.events]
    assert len(ids) == len(set(ids))
    assert reviewed.checked <= set(ids)
    assert review(EVENTS[:8], changes) == reviewed


def test_a_change_never_lands_on_the_neighbour_in_the_sentence() -> None:
    source = EVENTS[0].sources[0]
    twin = replace(EVENTS[0], event_id="twin", type="flood", category="disaster", when=When(), sources=(source,))
    assert review([twin], [change("delete", [EVENTS[0]])]).events == (twin,)
    log = [change("delete", [EVENTS[0]]), change("edit", [EVENTS[0]], [replace(EVENTS[0], title="x")], 2)]
    assert twin in review([EVENTS[0], twin], log).events


def test_what_people_made_of_a_removed_article_rests() -> None:
    article = EVENTS[0].sources[0].article_id
    log = [change("edit", EVENTS[:1], [replace(EVENTS[0], title="x")])]
    assert review([], log, articles={article}).events[0].title == "x"
    gone = review([], log, articles=set())
    assert (gone.events, gone.resting) == ((), tuple(log))


def test_an_own_event_goes_with_the_change_that_made_it() -> None:
    own = replace(EVENTS[0], event_id="own", sources=())
    added = change("add", after=[own])
    log = [replace(added, undone=True), change("edit", [own], [replace(own, title="x")], 2)]
    assert review([], log).events == ()


def test_the_last_rule_of_a_name_holds_also_for_parts_that_are_split_later() -> None:
    goma = Place(name="Goma", lat=-1.66, lon=29.22, country="CD", feature_class="P")
    pair = [replace(e, place_text="Talpalpa") for e in EVENTS[:2]]
    log = [
        change("merge", pair, [replace(pair[0], event_id="both")]),
        change("rule", name="Talpalpa", place=TAPALPA, number=2),
        change("rule", name="Talpalpa", place=goma, number=3),
    ]
    together = review(pair, log)
    assert together.events[0].place == goma
    assert len(together.parts["both"]) == 2
    apart = review(pair, [*log, change("split", together.events, pair, 4)])
    assert [event.place for event in apart.events] == [goma, goma]


@pytest.mark.parametrize(
    ("feature", "precision"), [(("P", "PPL"), 1), (("A", "ADM2"), 2), (("A", "ADM1"), 3), (("A", "PCLI"), 4)]
)
def test_a_moved_event_is_as_exact_as_its_place(feature: tuple[str, str], precision: int) -> None:
    place = replace(TAPALPA, feature_class=feature[0], feature_code=feature[1])
    event = moved(EVENTS[0], place)
    assert (event.location.geo_precision, event.location.text, event.place_source) == (precision, "", "person")
