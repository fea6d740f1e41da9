"""Dates and counts of texts that nobody should write: nothing breaks, nothing is invented."""

from __future__ import annotations

import datetime as dt

import pytest
from spacy.language import Language

from geodata.events.casualties import combine, find_counts
from geodata.events.dates import find_dates
from geodata.language import load_pipeline
from geodata.model import Casualties
from geodata.settings import load_settings

ANCHOR = dt.date(2026, 3, 9)
HOSTILE = (
    "",
    " \n\t\n",
    "31/31/2026 and 99 March 0000 and 2026-99-99",
    "on Sunday " * 400,
    "1 " * 2000,
    "12-" * 1500,
    "twenty and " * 800,
    "killed " * 800,
    "no no no one nobody none " * 200,
    "Feb. 30 – Feb. 31, 29 February 2025",
    "9" * 5000,
    "a week ago " * 300,
    "10000 years ago; 99999999 days earlier; 400000 weeks later",
    "The year 9999 and December 31, 9999",
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline(load_settings().spacy_model)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("anchor", [ANCHOR, None, dt.date.min, dt.date.max], ids=["day", "none", "first", "last"])
def test_no_text_breaks_them(nlp: Language, text: str, anchor: dt.date | None) -> None:
    doc = nlp(text)
    for mention in find_dates(doc, anchor=anchor):
        assert doc.text[mention.span.start : mention.span.end] == mention.text
        assert mention.start is None or mention.end is None or mention.start <= mention.end
    combine(find_counts(doc))


def test_impossible_days_are_kept_without_a_value(nlp: Language) -> None:
    mention = find_dates(nlp("It happened on 31 February."), anchor=ANCHOR)[0]
    assert (mention.start, mention.end, mention.kind) == (None, None, "point")
    assert mention.reason


def test_without_publication_relative_days_stay_open_and_explicit_ones_do_not(nlp: Language) -> None:
    found = find_dates(nlp("A bus crashed on Sunday. Another crashed on 4 May 2021."), anchor=None)
    assert [(m.start, m.end) for m in found] == [(None, None), (dt.date(2021, 5, 4), dt.date(2021, 5, 4))]


def test_publication_stands_in_for_a_missing_anchor(nlp: Language) -> None:
    found = find_dates(nlp("A bus crashed on Sunday."), anchor=None, published=dt.datetime(2026, 3, 9, 8))
    assert found[0].start == dt.date(2026, 3, 8)


def test_names_of_people_and_places_are_no_dates(nlp: Language) -> None:
    text = "Major-General Sunday Etim met Theresa May in Paris."
    assert find_dates(nlp(text), anchor=ANCHOR) == []


def test_nothing_said_is_nothing_reported(nlp: Language) -> None:
    assert combine(find_counts(nlp("The council met and agreed on a budget."))).casualties == Casualties()


def test_evidence_spans_hold_number_and_word(nlp: Language) -> None:
    text = "A blast killed at least 17 people and wounded 40."
    report = combine(find_counts(nlp(text)))
    said = {name: text[span.start : span.end] for name, span in report.field_spans.items()}
    assert said == {"fatalities": "killed at least 17", "injured": "wounded 40"}
