"""The main path of an analyst in a real Chromium: upload, look, correct, hand over, open the file; and keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from geodata import build
from geodata.model import Article
from geodata.settings import Settings
from tests.browser.conftest import until
from tests.browser.dashboard_server import dashboard
from tests.browser.test_dashboard import PATIENCE_MS, map_frame
from tests.factories import make_events

pytestmark = pytest.mark.browser
FIND = """(words) => { const store = datelineMap.dateline.view.store;
  return store.ids.find((id, i) => store.text(store.title[i]).includes(words)); }"""
ARTICLE = (
    "date 2026-03-04 08:00\n\n"
    "ABECHE, Chad - A truck bomb exploded at a market in Abeche on Tuesday, killing 7 people and wounding 12, "
    "the governor said.\n\nIn Goz Beida, police arrested two men on Wednesday.\n"
)


@pytest.fixture
def opened(browser: Browser, settings: Settings) -> Iterator[Page]:
    """The dashboard on an empty store; any fault in the page or talk to the outside fails the test."""
    with dashboard(settings.home) as address:
        context = browser.new_context(viewport={"width": 1400, "height": 1100}, accept_downloads=True)
        page = context.new_page()
        seen: list[str] = []
        page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else seen.append(r.url))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.goto(address)
        map_frame(page)
        yield page
        assert seen == []
        context.close()


def choose(page: Page, view: str) -> None:
    """Choose a view below the map."""
    page.get_by_role("radiogroup", name="View").get_by_role("radio", name=view, exact=True).first.click()


def upload(page: Page, folder: Path, text: str = ARTICLE) -> None:
    """Bring the article in and wait for its events."""
    path = folder / "abeche.txt"
    path.write_text(text, encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_role("button", name="Map these files").click()
    expect(page.get_by_text("of 2 events shown")).to_be_visible(timeout=PATIENCE_MS)


def test_from_a_file_to_a_checked_map_that_opens_anywhere(
    opened: Page, browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    page = opened
    upload(page, tmp_path)
    frame = map_frame(page)
    until(frame, "datelineMap.dateline.getState().shown === 2", PATIENCE_MS / 1000)
    bomb = frame.evaluate(FIND, "Bombing")
    frame.evaluate("(id) => datelineMap.dateline.select(id)", bomb)
    expect(page.get_by_role("heading", name="Bombing in Abéché")).to_be_visible(timeout=PATIENCE_MS)
    view = frame.evaluate("datelineMap.getZoom()")

    page.get_by_text("Correct it", exact=True).click()
    # By key: what is loaded a moment after the form moves its button, also from under a mouse that is this quick.
    page.get_by_label("Killed").fill("9")
    page.get_by_label("Killed").press("Enter")
    expect(page.get_by_role("heading", name="9 killed, 12 injured")).to_be_visible(timeout=PATIENCE_MS)
    assert frame.evaluate("[datelineMap.getZoom(), datelineMap.dateline.getState().selected]") == [view, bomb]

    page.reload()  # what changed since is loaded with the rest, in a new page too
    frame = map_frame(page)
    assert frame.evaluate("datelineMap.dateline.getState().shown") == 2
    choose(page, "Hand over")
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.get_by_role("button", name="Map (HTML)").click()
    target = tmp_path / "handed-over.html"
    download.value.save_as(target)
    reader = browser.new_context(offline=True).new_page()
    reader.goto(target.as_uri())
    until(reader, "Boolean(window.datelineMap && window.datelineMap.dateline)")
    reader.evaluate("(id) => datelineMap.dateline.select(id)", bomb)
    expect(reader.locator(".dl-counts")).to_contain_text("9")
    reader.context.close()
    (change,) = build.open_store(settings).changes()
    assert (change.kind, change.event_ids) == ("edit", (bomb,))


def test_an_event_that_a_filter_hides_stays_open_beside_the_map_and_comes_back(opened: Page, tmp_path: Path) -> None:
    page = opened
    upload(page, tmp_path)
    frame = map_frame(page)
    until(frame, "datelineMap.dateline.getState().shown === 2", PATIENCE_MS / 1000)
    frame.evaluate("(id) => datelineMap.dateline.select(id)", frame.evaluate(FIND, "Bombing"))
    expect(page.get_by_role("heading", name="Bombing in Abéché")).to_be_visible(timeout=PATIENCE_MS)
    popup = page.frame_locator("iframe").first.locator(".dl-popup")
    expect(popup).to_be_visible(timeout=PATIENCE_MS)
    search = page.get_by_placeholder("place, actor, words of the quote")
    search.fill("Goz Beida")
    search.press("Enter")
    expect(page.get_by_text("The filters hide this event")).to_be_visible(timeout=PATIENCE_MS)
    expect(popup).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Bombing in Abéché")).to_be_visible()
    search.fill("")
    search.press("Enter")
    expect(popup).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("The filters hide this event")).to_have_count(0, timeout=PATIENCE_MS)


def test_a_place_is_chosen_on_the_map_and_the_article_opens_its_event(opened: Page, tmp_path: Path) -> None:
    page = opened
    upload(page, tmp_path)
    choose(page, "Article")
    frame = reader_frame(page)
    frame.get_by_role("button", name="exploded").first.click()
    expect(page.get_by_role("heading", name="Bombing in Abéché")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("radio", name="Where", exact=True).click()
    expect(page.locator(".dl-card mark", has_text="Abeche").first).to_be_visible(timeout=PATIENCE_MS)
    expect(frame.locator(".r-asked", has_text="Abeche")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Move it", exact=True).click()
    page.get_by_text("Or click on the map", exact=True).click()
    world = map_frame(page)
    until(world, "getComputedStyle(datelineMap.getContainer()).cursor === 'crosshair'", 30)
    page.frame_locator("iframe").first.locator(".dl-map").click(position={"x": 120, "y": 520})
    expect(page.get_by_role("button", name="Move it to")).to_be_visible(timeout=PATIENCE_MS)


def reader_frame(page: Page) -> FrameLocator:
    """The frame of the article reader, once it has the text."""
    expect(page.locator("iframe[title*=reader]")).to_be_visible(timeout=PATIENCE_MS)
    return page.frame_locator("iframe[title*=reader]")


def test_doubts_are_worked_off_with_keys_alone_on_a_phone(opened: Page, settings: Settings, tmp_path: Path) -> None:
    page = opened
    upload(page, tmp_path, ARTICLE.replace("Goz Beida", "Goz Beidda"))
    page.set_viewport_size({"width": 390, "height": 844})
    choose(page, "Review")
    expect(page.get_by_role("button", name="It is right")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("y")
    expect(page.get_by_text("Nothing is left to look at")).to_be_visible(timeout=PATIENCE_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    assert [change.kind for change in build.open_store(settings).changes()] == ["check"]


def test_what_others_add_appears_in_an_open_page(opened: Page, settings: Settings) -> None:
    map_frame(opened)
    store = build.open_store(settings)
    store.add(Article(id="other", text="words " * 20), [], make_events(3))
    store.close()
    expect(opened.get_by_text("of 3 events shown")).to_be_visible(timeout=PATIENCE_MS)
    assert opened.get_by_text("sample articles").count() == 0


def test_days_chosen_below_the_map_are_the_filter_of_the_whole_page(opened: Page) -> None:
    frame = map_frame(opened)
    handle = opened.frame_locator("iframe").first.get_by_role("slider", name="Until")
    handle.focus()
    handle.press("Home")  # the first day alone
    few = frame.evaluate("datelineMap.dateline.getState().shown")
    assert 0 < few < 10
    expect(opened.get_by_role("heading", name=f"Dateline · {few} of")).to_be_visible(timeout=PATIENCE_MS)
    opened.wait_for_url("**until=**", timeout=PATIENCE_MS)
    assert frame.evaluate("datelineMap.dateline.getState().shown") == few
    opened.get_by_role("button", name="Clear the filters").click()
    until(frame, "datelineMap.dateline.getState().shown > 30", PATIENCE_MS / 1000)
    assert frame.evaluate("datelineMap.dateline.getState().filter.until") is None
