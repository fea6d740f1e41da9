"""Hostile articles in the dashboard, in a real Chromium: text stays text in the list, the details and the map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from geodata import build
from geodata.model import Article, Event, Span
from geodata.settings import Settings
from tests.browser.conftest import watched
from tests.browser.dashboard_server import dashboard
from tests.browser.test_dashboard import PATIENCE_MS, map_frame
from tests.factories import HOSTILE, every_text

pytestmark = pytest.mark.browser
HACKED = "Boolean(window.hacked)"


def hostile_event(number: int, text: str) -> tuple[Article, Event]:
    """An article and an event that carry one hostile string everywhere the store can hold it."""
    text = text.encode("utf-8", "replace").decode()
    event = every_text(text)
    article = Article(id=f"a{number}", text=f"{text} {text}", title=text, publisher=text, author=text, url=text)
    spans = {"type": Span(start=0, end=len(text)), text: Span(start=len(text) + 1, end=2 * len(text) + 1)}
    source = replace(event.sources[0], article_id=article.id, start=0, end=len(text), field_spans=spans)
    location = replace(event.location, lat=-60.0 + 4 * number, lon=10.0)
    return article, replace(event, event_id=f"h{number}", sources=(source,), location=location)


def test_hostile_text_stays_text_in_the_dashboard(browser: Browser, settings: Settings, tmp_path: Path) -> None:
    store = build.open_store(settings)
    texts = [
        *HOSTILE,
        "x" * 100_000,
        "*[a](javascript:hacked())* :red[b] $x^2$ `c` <b>d</b> ![e](http://127.0.0.1:9/e.png)",
    ]
    for number, text in enumerate(texts):
        article, event = hostile_event(number, text)
        store.add(article, [], [event])
    store.close()
    with dashboard(settings.home) as address, watched(browser, address) as page:
        for number in range(len(texts)):
            page.goto(f"{address}/?event=h{number}")
            expect(page.get_by_text("overall")).to_be_visible(timeout=PATIENCE_MS)
            frame = map_frame(page)
            for window in (page, frame):
                assert not window.evaluate(HACKED)
                assert window.evaluate(
                    "[...document.querySelectorAll('a')].every((a) => !a.href.startsWith('javascript'))"
                )
