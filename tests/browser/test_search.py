"""The page's search and the dashboard's find the same events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.selection import Selection
from tests.browser.conftest import OpenMap
from tests.factories import make_events

SEARCHES = (
    "lyon", "valparaiso", "VALPARAÍSO", "Auvergne Rhône", "flood  manila", "harbour", "crews", "o'ahu", "nuku",
    "Nuku‘alofa", "jalisco", "mx", "in the", "dock work", "$^.*", "zzz", "",
)  # fmt: skip


@pytest.mark.parametrize("search", SEARCHES)
def test_both_find_the_same(open_map: OpenMap, search: str) -> None:
    events = [replace(event, status="asserted") for event in make_events(120)]
    page = open_map(events)
    page.evaluate("(text) => datelineMap.dateline.setFilter({ text })", search)
    found = page.evaluate("""() => { const store = datelineMap.dateline.view.store;
        return Array.from(store.list(), (i) => store.ids[i]).sort(); }""")
    wanted = sorted(event.event_id for event in Selection(text=search).apply(events))
    assert found == wanted
