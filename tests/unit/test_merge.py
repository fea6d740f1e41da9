"""Events of several articles: what is one, what stays two, and how it is undone."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from geodata.events.merge import merge, merge_with_record
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
