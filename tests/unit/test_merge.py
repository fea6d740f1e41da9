"""Events of several articles: what is one, what stays two, and how it is undone."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from geodata.events.merge import LONG_RANGE_DAYS, merge, merge_order, merge_stream, merge_with_record, merged_into_one
from geodata.model import Actor, Casualties, Confidence, Count, Event, Source, When
from tests.factories import make_event, make_events

DAY = dt.date(2026, 2, 22)


def count(number: int) -> Count:
    return Count(low=number, best=number, high=number)


def told(article: str, *, day: dt.date = DAY, dead: int | None = 4, hour: int = 8, **changes: Any) -> Event:
    """One account of a raid in the first of the test places."""
    source = Source(
        article_id=article, start=0, end=5, quote="words", published=dt.datetime(2026, 2, 23, hour), title=article
    )
    values: dict[str, Any] = {
        "event_id": f"id-{article}",
        "type": "security_operation",
        "category": "conflict",
        "when": When(start=day, end=day, precision="day", text="on Sunday", source="text"),
        "casualties": Casualties(fatalities=count(dead) if dead is not None else None),
        "actors": (Actor(name="Mexican forces", role="perpetrator"),),
        "status": "asserted",
        "sources": (source,),
        "confidence": Confidence(overall=0.8),
    }
    return make_event(0, **(values | changes))


def test_two_accounts_of_one_event_are_one_with_both_sources() -> None:
    [event] = merge([told("a"), told("b", dead=5, hour=12)])
    assert [source.article_id for source in event.sources] == ["a", "b"]
    assert event.casualties.fatalities == Count(low=4, best=5, high=5), "best is the latest figure"
    assert event.confidence.overall > 0.8


@pytest.mark.parametrize(
    "other",
    [
        told("b", day=DAY + dt.timedelta(days=3)),
        told("b", type="flood", category="disaster"),
        told("b", location=make_event(1).location),
        told("b", status="background"),
        told("b", dead=90),
    ],
    ids=["another day", "another family", "another place", "background", "a toll of another size"],
)
def test_what_differs_in_kind_stays_two(other: Event) -> None:
    assert len(merge([told("a"), other])) == 2


def test_events_of_one_article_are_never_merged() -> None:
    first = told("a")
    assert len(merge([first, replace(first, event_id="second")])) == 2


def test_the_day_may_differ_by_one_when_numbers_and_actors_agree() -> None:
    assert len(merge([told("a"), told("b", day=DAY + dt.timedelta(days=1))])) == 1


def test_a_merger_can_be_undone() -> None:
    parts = [told("a"), told("b")]
    merged = merge_with_record(parts)
    [event] = merged.events
    assert sorted(part.event_id for part in merged.undo(event.event_id)) == ["id-a", "id-b"]
    with pytest.raises(KeyError):
        merged.undo("id-a")


def test_the_order_of_the_input_does_not_matter() -> None:
    events = make_events(400)
    shuffled = random.Random(7).sample(events, len(events))
    assert merge(shuffled) == merge(events)


def test_every_source_is_kept_once() -> None:
    events = make_events(400)
    merged = merge([*events, *events])
    before = sorted((s.article_id, s.start) for e in events for s in e.sources)
    assert sorted((s.article_id, s.start) for e in merged for s in e.sources) == before


def test_events_across_the_date_line_are_neighbours() -> None:
    place = told("a").location
    east = replace(place, lon=179.98)
    west = replace(place, lon=-179.98)
    assert len(merge([told("a", location=east), told("b", location=west)])) == 1


def test_an_event_without_a_date_is_not_merged_with_a_dated_one() -> None:
    assert len(merge([told("a"), told("b", when=When())])) == 2


def several_a_day(count: int) -> list[Event]:
    """Events of their own articles, most told several times, some over weeks, some without a date."""
    rng = random.Random(3)
    events = []
    for number in range(count):
        event = make_event(rng.randrange(count // 4))
        start = event.when.start or DAY
        long = dt.timedelta(days=rng.choice((0, 0, 0, 3, 40)))
        when = When() if number % 40 == 0 else replace(event.when, end=start + long)
        sources = (replace(event.sources[0], article_id=f"a{number}"),)
        events.append(replace(event, event_id=f"e{number:04d}", when=when, sources=sources))
    return sorted(events, key=merge_order)


def test_a_stream_merges_as_a_list_does() -> None:
    events = several_a_day(1_000)
    whole = merge_with_record(events)
    streamed = list(merge_stream(iter(events)))
    assert {event.event_id: event for event, _ in streamed} == {event.event_id: event for event in whole.events}
    assert {event.event_id: made_of for event, made_of in streamed if len(made_of) > 1} == whole.parts
    assert len(whole.parts) > 50


def test_a_stream_holds_the_events_of_some_days() -> None:
    events = [event for event in several_a_day(1_000) if event.when.start]
    reached = 0

    def counted() -> Iterator[Event]:
        nonlocal reached
        for event in events:
            reached += 1
            yield event

    for event, _ in merge_stream(counted()):
        newest, own = events[reached - 1].when.start, event.when.start
        assert newest is not None
        assert own is not None
        # A group of ranges that lie one behind the other may last longer than one range.
        assert (newest - own).days <= 3 * LONG_RANGE_DAYS
    assert reached == len(events)


def sure(article: str, publisher: str, overall: float = 0.8) -> Event:
    event = told(article)
    sources = tuple(replace(source, publisher=publisher) for source in event.sources)
    return replace(event, sources=sources, confidence=Confidence(overall=overall))


def merged_sure(*events: Event) -> float:
    renamed = [replace(event, event_id=f"{event.event_id}{n}") for n, event in enumerate(events)]
    return merged_into_one(renamed).confidence.overall


def test_only_independent_accounts_make_an_event_surer() -> None:
    assert merged_sure(sure("a", ""), sure("a", "", 0.7)) == 0.8
    assert merged_sure(sure("a", "The Post"), sure("b", "The POST", 0.7)) == 0.8
    assert merged_sure(sure("a", "The Post"), sure("b", "The Times")) == 0.96
    assert merged_sure(sure("a", ""), sure("b", "")) == 0.96


def test_an_account_that_ties_two_leaves_one_of_them() -> None:
    parts = [sure("a", "The Post"), sure("b", "The Times"), sure("a", "The Times", 0.9), sure("c", "The Sun", 0.5)]
    assert merged_sure(*parts) == merged_sure(*reversed(parts)) == 0.95
