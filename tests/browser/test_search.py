"""The page's search and the dashboard's find the same events."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from geodata.model import Event
from geodata.selection import Selection
from tests.browser.conftest import OpenMap
from tests.factories import make_events

SEARCHES = (
    "lyon", "valparaiso", "VALPARAÍSO", "Auvergne Rhône", "flood  manila", "harbour", "crews", "o'ahu", "nuku",
    "Nuku‘alofa", "jalisco", "mx", "in the", "dock work", "$^.*", "zzz", "",
    "Mexico", "türkiye", "turkey", "drc", "public", "Jalisko", "goma-written",
)  # fmt: skip


@pytest.mark.parametrize("search", SEARCHES)
def test_both_find_the_same(open_map: OpenMap, search: str) -> None:
    events = [_written(replace(event, status="asserted")) for event in make_events(120)]
    wanted = sorted(event.event_id for event in Selection(text=search).apply(events))
    assert _found(open_map(events), search) == wanted


@pytest.mark.parametrize(("lang", "search"), [("de", "Mexiko"), ("de", "Mexico"), ("ru", "мексика"), ("es", "méxico")])
def test_the_page_knows_countries_in_its_language_too(open_map: OpenMap, lang: str, search: str) -> None:
    events = [replace(event, status="asserted") for event in make_events(40)]
    mexican = sorted(event.event_id for event in events if event.place.country == "MX")
    assert mexican
    assert _found(open_map(events, export={"lang": lang}), search) == mexican


def _written(event: Event) -> Event:
    """Return an event whose article called the place by another of its names."""
    place = replace(event.place, matched_name={"Tapalpa": "Jalisko", "Goma": "Goma-Written"}.get(event.place.name, ""))
    return replace(event, location=replace(event.location, place=place))


def _found(page: Page, search: str) -> list[str]:
    page.evaluate("(text) => datelineMap.dateline.setFilter({ text })", search)
    found: list[str] = page.evaluate("""() => { const store = datelineMap.dateline.view.store;
        return Array.from(store.list(), (i) => store.ids[i]).sort(); }""")
    return found
