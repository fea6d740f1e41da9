"""From found parts to events: what is one event, where it was, when, who, how many."""

from __future__ import annotations

import datetime as dt

import pytest

from geodata.model import Article, Event
from geodata.pipeline import Pipeline, Result

MONDAY = dt.datetime(2026, 3, 9, 7, 15)


def read(pipeline: Pipeline, text: str, *, title: str = "", published: dt.datetime | None = MONDAY) -> Result:
    """Run the whole pipeline on a text published on a Monday."""
    [result] = pipeline.run([Article(id="a", text=text, title=title, published=published, published_source="metadata")])
    return result


def visible(result: Result) -> list[Event]:
    """Return the events that the map shows."""
    return [event for event in result.events if not event.hidden]


def names(result: Result) -> list[str]:
    """Return the places of the visible events in the order of the text."""
    return [event.place.name for event in visible(result)]


def test_lead_and_later_detail_are_one_event(pipeline: Pipeline) -> None:
    result = read(
        pipeline,
        "MAIDUGURI, Nigeria, March 9 - A suicide bomber killed at least 12 people at a market in Maiduguri on Sunday, "
        "police said.\n\nThe blast tore through the vegetable stalls shortly after noon. Thirty people were wounded in "
        "the attack, a hospital doctor said.",
    )
    [event] = visible(result)
    assert event.place.name == "Maiduguri"
    assert (event.type, event.when.start, event.when.source) == ("bombing", dt.date(2026, 3, 8), "text")
    assert event.casualties.fatalities is not None
    assert event.casualties.fatalities.best == 12
    assert event.casualties.injured is not None
    assert event.casualties.injured.best == 30


def test_two_towns_with_their_own_reports_are_two_events(pipeline: Pipeline) -> None:
    result = read(
        pipeline,
        "Gunmen shot dead four farmers near Katsina on Saturday, police said.\n\n"
        "In Lagos, a fire destroyed a textile market on Sunday and injured nine traders.",
    )
    assert sorted(names(result)) == ["Katsina", "Lagos"]


def test_clauses_of_one_sentence_may_tell_of_two_places(pipeline: Pipeline) -> None:
    result = read(pipeline, "Floods killed five people in Colombo on Sunday and two people in Kandy, officials said.")
    assert sorted(names(result)) == ["Colombo", "Kandy"]


def test_what_happened_years_ago_is_background(pipeline: Pipeline) -> None:
    result = read(
        pipeline,
        "A bus plunged into a ravine near Cusco on Sunday, killing 14 passengers.\n\n"
        "In 2018, 44 people died when a bus fell from a cliff in Arequipa.",
    )
    assert names(result) == ["Cusco"]
    assert any(event.hidden and event.place.name == "Arequipa" for event in result.events)


@pytest.mark.parametrize(
    "text",
    [
        "Unions plan to march through Nairobi on Friday if the talks fail.",
        "The army denied that any strike took place in Kharkiv.",
        "Shares in the lender, which is based in Frankfurt, rose 2% after the results.",
        "Beat the eggs with the sugar, then fold in the flour. Serve warm, as they do in Naples.",
    ],
    ids=["plan", "denial", "business", "recipe"],
)
def test_what_did_not_happen_is_not_on_the_map(pipeline: Pipeline, text: str) -> None:
    assert visible(read(pipeline, text)) == []


def test_a_place_where_somebody_only_speaks_is_not_the_events(pipeline: Pipeline) -> None:
    result = read(
        pipeline,
        "An earthquake of magnitude 6.4 struck near Padang on Sunday, killing three people. "
        "Aid was on the way, a spokesman said in Geneva.",
    )
    assert names(result) == ["Padang"]


def test_a_round_up_takes_the_place_of_its_heads(pipeline: Pipeline) -> None:
    result = read(
        pipeline,
        "COLOMBIA. Two soldiers were killed on Saturday when a bomb went off beside their patrol in Tibú.\n\n"
        "PERU. Miners blocked the highway at Juliaca on Sunday, demanding talks.",
    )
    assert sorted(names(result)) == ["Juliaca", "Tibú"]


def test_the_evidence_is_in_the_text(pipeline: Pipeline) -> None:
    text = "Gunmen kidnapped nine students in Kaduna on Saturday, police said."
    [event] = visible(read(pipeline, text))
    [source] = event.sources
    assert text[source.start : source.end] == source.quote
    for field in ("type", "place", "date"):
        span = source.field_spans[field]
        assert text[span.start : span.end].strip()
    place = source.field_spans["place"]
    assert text[place.start : place.end] == "Kaduna"


def test_actors_have_roles(pipeline: Pipeline) -> None:
    [event] = visible(read(pipeline, "Gunmen kidnapped nine students in Kaduna on Saturday, police said."))
    assert {(actor.name.lower(), actor.role) for actor in event.actors} >= {
        ("gunmen", "perpetrator"),
        ("students", "target"),
    }


def test_without_a_date_of_publication_nothing_is_invented(pipeline: Pipeline) -> None:
    result = read(pipeline, "Gunmen killed four farmers in Katsina.", published=None)
    assert all(event.when.start is None for event in result.events)
    assert any("no date of publication" in warning for warning in result.warnings)


def test_the_same_text_gives_the_same_ids(pipeline: Pipeline) -> None:
    text = "Gunmen killed four farmers in Katsina on Sunday. A fire in Lagos destroyed a market on Saturday."
    first, second = read(pipeline, text), read(pipeline, text)
    assert [e.event_id for e in first.events] == [e.event_id for e in second.events]
    assert len({e.event_id for e in first.events}) == len(first.events)


def test_confidence_is_a_share(pipeline: Pipeline) -> None:
    for event in read(pipeline, "Gunmen killed four farmers in Katsina on Sunday.").events:
        confidence = event.confidence
        for value in (confidence.overall, confidence.type, confidence.date, confidence.place, confidence.casualties):
            assert 0.0 <= value <= 1.0
