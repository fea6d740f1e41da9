"""The dashboard on the screens that people have: a first click and a typed day count, what is found is in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from geodata.settings import Settings
from tests.browser.conftest import until
from tests.browser.dashboard_server import dashboard
from tests.browser.test_dashboard import PATIENCE_MS, map_frame

pytestmark = pytest.mark.browser
SIZES = ((1366, 768), (1400, 1100), (390, 844))
SINGLE = """() => { const view = datelineMap.dateline.view, size = datelineMap.getSize();
  for (const i of view.store.list()) {
    const at = datelineMap.latLngToContainerPoint(view.latlng(i)), mark = view.canvas.hit(at, 5);
    if (mark && mark.group.count === 1 && at.x > 40 && at.x < size.x - 80 && at.y > 40 && at.y < size.y - 180) {
      return [at.x, at.y];
    }
  }
  return null; }"""
OUT_OF_SIGHT = """() => { const view = datelineMap.dateline.view, box = datelineMap.getBounds();
  return !Array.from(view.store.list()).some((i) => box.contains(view.latlng(i))); }"""
WAIT = PATIENCE_MS / 1000


def settled(page: Page) -> Frame:
    """The frame of the map once its events are there and its height is the one it stays at."""
    frame = map_frame(page)
    until(frame, "innerHeight === frameElement.height * 1 && innerHeight === datelineMap.getSize().y", WAIT)  # type: ignore[arg-type]
    return frame


def test_the_map_fits_the_screen_and_its_first_click_selects(browser: Browser, settings: Settings) -> None:
    with dashboard(settings.home) as address:
        for width, height in SIZES:
            page = browser.new_context(viewport={"width": width, "height": height}).new_page()
            page.goto(address)
            frame = settled(page)
            box = page.locator("iframe").first.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height
            at = frame.evaluate(SINGLE)
            page.mouse.click(box["x"] + at[0], box["y"] + at[1])
            until(frame, "datelineMap.dateline.getState().selected !== null", WAIT)  # type: ignore[arg-type]
            expect(page.get_by_text("The words behind", exact=True)).to_be_visible(timeout=PATIENCE_MS)
            page.context.close()


def test_typed_days_searches_and_new_collections_show_on_the_map(browser: Browser, settings: Settings) -> None:
    with dashboard(settings.home) as address:
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.goto(address)
        frame = settled(page)
        for key, name, part in (("Tab", "From", "since"), ("Enter", "To", "until")):
            page.get_by_role("spinbutton", name=f"year, {name}").click()
            page.keyboard.type("20260210" if name == "From" else "20260320", delay=50)
            page.keyboard.press(key)
            page.wait_for_url(f"**{part}=2026-**", timeout=PATIENCE_MS)
        page.get_by_role("button", name="Clear the filters").click()
        until(frame, "!datelineMap.dateline.getState().filter.since", WAIT)  # type: ignore[arg-type]

        frame.evaluate("datelineMap.setView([-70, 0], 6, { animate: false })")
        assert frame.evaluate(OUT_OF_SIGHT)
        search = page.get_by_placeholder("place, actor, words of the quote")
        search.fill("Kuji")
        search.press("Enter")
        until(frame, f"!({OUT_OF_SIGHT})()", WAIT)  # type: ignore[arg-type]
        frame.evaluate("datelineMap.setView([-70, 0], 6, { animate: false })")
        page.frame_locator("iframe").first.get_by_role("button", name="Fit all").click()
        until(frame, f"!({OUT_OF_SIGHT})()", WAIT)  # type: ignore[arg-type]

        frame.evaluate(
            "datelineMap.dateline.select(datelineMap.dateline.view.store.ids[datelineMap.dateline.view.store.list()[0]])"
        )
        popup = page.frame_locator("iframe").first.locator(".dl-popup")
        expect(popup).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name="Manage").click()
        page.get_by_label("A new collection").fill("Nothing yet")
        page.get_by_role("button", name="Make it").click()
        expect(page.get_by_text("0 of 0 events shown")).to_be_visible(timeout=PATIENCE_MS)
        expect(popup).to_have_count(0, timeout=PATIENCE_MS)
        page.context.close()
