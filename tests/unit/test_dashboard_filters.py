"""Filters: what they let through, and their way into the address and back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.taxonomy import CATEGORIES, EVENT_TYPES
from mapapp.dashboard.filters import Filters, filters_from_query

DATES = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
FILTERS = st.builds(
    Filters,
    categories=st.frozensets(st.sampled_from(CATEGORIES)),
    types=st.frozensets(st.sampled_from(sorted(EVENT_TYPES))),
    since=DATES,
    until=DATES,
    text=st.text(max_size=50),
    min_confidence=st.integers(0, 20).map(lambda n: n / 20),
    background=st.booleans(),
)


@given(FILTERS)
def test_an_address_brings_the_same_filters_back(filters: Filters) -> None:
    assert filters_from_query(filters.to_query()) == filters


NAMES = st.sampled_from(["category", "type", "since", "until", "q", "confidence", "background"])


@given(st.dictionaries(NAMES, st.text()))
def test_any_address_is_read_without_an_error(query: dict[str, str]) -> None:
    assert isinstance(filters_from_query(query), Filters)


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "2", "x", ""])
def test_a_confidence_that_is_no_fraction_does_not_filter(value: str) -> None:
    assert filters_from_query({"confidence": value}).min_confidence == 0.0
