"""The dashboard in a real Chromium: the map is fed by address, and what is chosen on it is shown beside it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Frame, Page, expect

from geodata.settings import Settings
from tests.browser.conftest import watched
from tests.browser.dashboard_server import dashboard

PATIENCE_MS = 60_000


def map_frame(page: Page) -> Frame:
    """The frame of the map once its data is there."""
    expect(page.locator("iframe").first).to_be_visible(timeout=PATIENCE_MS)
    for _ in range(PATIENCE_MS // 100):
        frame = next((frame for frame in page.frames if "dateline_map" in frame.url), None)
        # The frame of a page that was just left may still be listed.
        with suppress(Error):
            if frame and frame.evaluate("Boolean(window.datelineMap && window.datelineMap.dateline.getState().shown)"):
                return frame
        page.wait_for_timeout(100)
    raise AssertionError("the map got no events")


def test_an_event_chosen_on_the_map_is_told_beside_it_and_nothing_is_fetched_from_elsewhere(
    browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    with dashboard(settings.home) as address, watched(browser, address) as page:
        page.goto(address)
        frame = map_frame(page)
        assert frame.evaluate("window.datelineMap.dateline.getState().shown") > 30
        # A key on the map's own list would do the same; the canvas has no element to click.
        page.get_by_placeholder("place, actor, words of the quote").fill("Kuji")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=Kuji**", timeout=PATIENCE_MS)
        for _ in range(100):
            if frame.evaluate("window.datelineMap.dateline.getState().shown") < 10:
                break
            page.wait_for_timeout(100)
        assert 0 < frame.evaluate("window.datelineMap.dateline.getState().shown") < 10
