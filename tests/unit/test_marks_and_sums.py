"""The article cut into marked pieces; doubts; sums: pure functions behind the dashboard's views."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.doubts import by_doubt, doubts_of
from geodata.model import Casualties, Confidence, Count, When
from geodata.summaries import KEYS, crossed, differing, summed, week_of
from mapapp.dashboard.marks import Mark, pieces_of
from tests.factories import make_event, make_events

MARKS = st.builds(
    Mark, start=st.integers(-3, 40), end=st.integers(-3, 40), kind=st.sampled_from(["place", "quote", "field"]),
    label=st.text(max_size=5), event=st.none() | st.just("e"), mention=st.none() | st.integers(0, 3),
)  # fmt: skip


@given(text=st.text(max_size=30), marks=st.lists(MARKS, max_size=12))
def test_the_pieces_are_the_text_again_whatever_the_marks(text: str, marks: list[Mark]) -> None:
    pieces = pieces_of(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        covering = {m.kind for m in marks if 0 <= m.start <= at and at + len(piece.text) <= m.end <= len(text)}
        if piece.text:
            assert set(piece.classes) == covering
        at += len(piece.text)


def test_a_place_in_a_quote_has_both() -> None:
    marks = [
        Mark(start=0, end=10, kind="quote", label="q", event="e1"),
        Mark(start=3, end=5, kind="place", label="p", mention=2),
    ]
    middle = pieces_of("0123456789", marks)[1]
    assert (middle.text, middle.classes, middle.event, middle.mention) == ("34", ("place", "quote"), "e1", 2)


def test_the_most_doubtful_comes_first_and_the_checked_not_at_all() -> None:
    sure = Confidence(overall=0.95, type=0.9, date=0.9, place=0.9)
    plain = replace(make_event(0, status="asserted", casualties=Casualties()), confidence=sure)
    guessed = replace(plain, event_id="g", when=replace(plain.when, source="document"), place_text="Gomaa")
    shaky = replace(plain, event_id="s", confidence=replace(sure, overall=0.2, place=0.3))
    assert doubts_of(plain) == []
    assert [event.event_id for event in by_doubt([plain, guessed, shaky])] == ["s", "g"]
    assert by_doubt([plain, guessed, shaky], frozenset({"s", "g"})) == []
    assert "day of publication" in doubts_of(guessed)[1].reason
    slight = replace(plain, event_id="l", status="claimed")
    assert doubts_of(slight)
    assert by_doubt([slight]) == []


@pytest.mark.parametrize("by", list(KEYS))
def test_sums_agree_with_counting(by: str) -> None:
    events = make_events(200)
    rows = summed(events, by)
    assert sum(row.events for row in rows) == 200
    for row in rows:
        group = [event for event in events if KEYS[by](event) == row.name]
        killed = sum(e.casualties.fatalities.best for e in group if e.casualties.fatalities)
        assert (row.events, row.fatalities) == (len(group), killed)
    assert sum(number for _, _, number in crossed(events, by, "week", most=1000)) == 200


def test_an_undated_event_has_no_week() -> None:
    assert week_of(make_event(0, when=When())) == ""
    assert week_of(make_event(0, when=When(start=dt.date(2026, 3, 1)))) == "2026-02-23"


def test_differing_numbers_are_found() -> None:
    event = make_event(0, casualties=Casualties(fatalities=Count(low=3, best=4, high=9)))
    same = make_event(1, casualties=Casualties(fatalities=Count(low=3, best=3, high=3)))
    (found,) = differing([same, event])
    assert (found.event, found.low, found.best, found.high) == (event, 3, 4, 9)
