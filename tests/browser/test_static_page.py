"""The exported map in a real Chromium: what it shows, how it is worked, what it lets in."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from geodata.event_tables import read_events
from geodata.exports import event_to_record
from tests.browser.conftest import OpenMap, until
from tests.factories import HOSTILE, at, every_text, make_event, make_events

pytestmark = pytest.mark.browser


def state(page: Page) -> dict[str, Any]:
    value: dict[str, Any] = page.evaluate("window.datelineMap.dateline.getState()")
    return value


def click_event(page: Page, event_id: str) -> None:
    """Click the map where an event is drawn, once the map stands still."""
    where = page.evaluate(
        """(id) => { const view = datelineMap.dateline.view, i = view.store.indexOf(id);
        const point = datelineMap.latLngToContainerPoint(view.latlng(i)); return [point.x, point.y]; }""",
        event_id,
    )
    page.mouse.click(*where)


def saved(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path())


def test_a_click_shows_every_detail(open_map: OpenMap) -> None:
    event = make_event(3, status="claimed")
    page = open_map([event])
    click_event(page, event.event_id)
    popup = page.locator(".dl-event")
    expect(popup.get_by_role("heading")).to_have_text(event.title)
    quote = event.sources[0].quote
    for text in ("Claimed", "Kabul, Afghanistan", "Exact place", "from the text", quote, "Rescue crews"):
        expect(popup).to_contain_text(text)
    link = popup.get_by_role("link")
    assert link.get_attribute("href") == event.sources[0].url
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_background_is_hidden_until_asked_for(open_map: OpenMap) -> None:
    statuses = ("asserted", "background", "denied")
    page = open_map([make_event(n, status=status) for n, status in enumerate(statuses)])
    assert state(page)["shown"] == 1
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Background, planned and denied").check()
    assert state(page)["shown"] == 3


def test_legend_search_and_clear(open_map: OpenMap) -> None:
    events = [make_event(n, status="asserted") for n in range(40)]
    page = open_map(events)
    chip = page.get_by_role("button", name="Disaster")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    disasters = sum(event.category == "disaster" for event in events)
    assert state(page)["shown"] == len(events) - disasters
    page.get_by_role("searchbox").fill("VALPARAISO")
    until(page, "datelineMap.dateline.getState().filter.text !== ''")
    found = [e for e in events if e.place.name == "Valparaíso" and e.category != "disaster"]
    assert state(page)["shown"] == len(found) >= 0
    page.get_by_role("button", name="Show all").click()
    assert state(page)["shown"] == len(events)


def test_time_is_worked_by_keyboard(open_map: OpenMap) -> None:
    page = open_map([make_event(n, status="asserted") for n in range(40)])
    before = state(page)["shown"]
    page.get_by_role("slider", name="From").focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("End")
    after = state(page)
    assert 0 < after["shown"] < before
    assert after["filter"]["since"] == after["filter"]["until"]
    page.get_by_role("button", name="One step back").click()
    assert state(page)["filter"]["since"] < after["filter"]["since"]


def test_the_list_is_worked_by_keyboard(open_map: OpenMap) -> None:
    page = open_map([make_event(n, status="asserted") for n in range(30)])
    page.get_by_role("listbox", name="Events").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    opened = state(page)["selected"]
    assert opened is not None
    assert page.evaluate("document.activeElement.tagName") == "H2"
    expect(page.locator(".dl-item[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    until(page, "datelineMap.dateline.getState().selected === null")
    expect(page.get_by_role("listbox", name="Events")).to_be_focused()


def test_a_row_of_the_list_opens_its_event_with_one_click(open_map: OpenMap) -> None:
    page = open_map([make_event(n, status="asserted") for n in range(90)])
    page.evaluate("document.querySelector('.dl-list').scrollTop = 1160")
    until(page, "document.querySelector('.dl-item').dataset.at === '16'")
    for number in (22, 23, 21):
        row = page.locator(f".dl-item[data-at='{number}']")
        title = row.locator(".dl-title").inner_text()
        row.click()
        expect(page.locator(".dl-popup")).to_have_count(1)
        expect(page.locator(".dl-event h2")).to_have_text(title)
        until(page, "!datelineMap._animatingZoom && !(datelineMap._panAnim && datelineMap._panAnim._inProgress)")
        expect(page.locator(".dl-event h2")).to_have_text(title)
        expect(page.locator(".dl-item[aria-selected=true] .dl-title")).to_have_text(title)


def test_a_row_of_the_list_opens_its_event_with_one_tap(open_map: OpenMap) -> None:
    page = open_map(
        [make_event(n, status="asserted") for n in range(9)], viewport={"width": 390, "height": 844}, has_touch=True
    )
    page.get_by_role("button", name="Show the panel").tap()
    row = page.locator(".dl-item").nth(2)
    title = row.locator(".dl-title").inner_text()
    row.tap()
    expect(page.locator(".dl-event h2")).to_have_text(title)
    until(page, "datelineMap.dateline.getState().selected !== null")


def test_a_list_in_a_popup_is_turned_and_opened_with_the_mouse(open_map: OpenMap) -> None:
    page = open_map([make_event(0, event_id=f"e{n}", title=f"Event {n}", status="asserted") for n in range(50)])
    click_event(page, "e0")
    popup = page.locator(".dl-popup")
    expect(popup.locator(".dl-lines li").first).to_be_visible()
    first = popup.locator(".dl-title").first.inner_text()
    popup.get_by_role("button", name="Next").click()
    expect(popup.locator(".dl-title").first).not_to_have_text(first)
    wanted = popup.locator(".dl-title").nth(1).inner_text()
    popup.locator(".dl-lines button").nth(1).click()
    expect(popup.locator(".dl-event h2")).to_have_text(wanted)
    popup.get_by_role("button", name="Back").click()
    expect(popup.locator(".dl-lines li").first).to_be_visible()


def test_events_at_one_place_are_paged(open_map: OpenMap) -> None:
    page = open_map([make_event(0, event_id=f"e{n}", title=f"Event {n}", status="asserted") for n in range(5000)])
    click_event(page, "e0")
    expect(page.get_by_role("heading", name="5,000 events here")).to_be_visible()
    expect(page.locator(".dl-pager")).to_contain_text("1–6 of 5,000")
    page.get_by_role("button", name="Next ›").click()
    page.get_by_role("button", name="Event 6").click()
    expect(page.get_by_role("heading", name="Event 6")).to_be_visible()
    page.get_by_role("button", name="‹ Back to the list").click()
    expect(page.get_by_role("heading", name="5,000 events here")).to_be_visible()


def test_the_address_brings_back_the_view(open_map: OpenMap) -> None:
    events = [make_event(n, status="asserted") for n in range(40)]
    page = open_map(events, "#5/30.5/71&category=disaster&sure=0.4&event=e000006")
    now = state(page)
    assert now["filter"]["categories"] == ["disaster"]
    assert now["filter"]["minConfidence"] == 0.4
    assert now["selected"] == "e000006"
    until(page, "location.hash.includes('event=e000006') && location.hash.includes('category=disaster')")


@pytest.mark.parametrize(
    "address", ["#", "#x/y/z", "#99/999/-999", "#5/1/1&category=%E0%A4%A&from=never&sure=x&event=nobody"]
)
def test_a_senseless_address_is_no_error(open_map: OpenMap, address: str) -> None:
    assert state(open_map(make_events(5), address))["view"]["zoom"] >= 1


def test_no_events_make_a_friendly_map(open_map: OpenMap) -> None:
    expect(open_map([]).locator(".dl-empty")).to_contain_text("no events")


def test_the_edges_of_the_world_are_drawn(open_map: OpenMap) -> None:
    spots = [(90.0, 0.0), (-90.0, 10.0), (10.0, 180.0), (-10.0, -180.0), (0.0, 0.0)]
    page = open_map([at(lat, lon, n, event_id=f"edge{n}", status="asserted") for n, (lat, lon) in enumerate(spots)])
    for number in range(len(spots)):
        seen = page.evaluate(
            """(id) => { const view = datelineMap.dateline.view, i = view.store.indexOf(id);
            datelineMap.setView(view.latlng(i), 3, { animate: false });
            return view.canvas.drawn.filter((mark) => view.canvas.members(mark.group).includes(i)).length; }""",
            f"edge{number}",
        )
        assert seen == 1, spots[number]


def test_no_event_is_drawn_twice_where_the_world_repeats(open_map: OpenMap) -> None:
    spots = [(-41.0, 174.8), (35.7, 139.7), (51.5, -0.1), (21.3, -157.8)]
    page = open_map([at(lat, lon, n, event_id=f"w{n}", status="asserted") for n, (lat, lon) in enumerate(spots)])
    assert page.evaluate("datelineMap.dateline.view.canvas.drawn.length") == len(spots)
    for number in range(len(spots)):  # and its popup stands where it is drawn
        page.evaluate(f"datelineMap.dateline.select('w{number}')")
        until(page, f"datelineMap.dateline.getState().selected === 'w{number}'")
        apart = page.evaluate(
            """(id) => { const view = datelineMap.dateline.view, canvas = view.canvas, i = view.store.indexOf(id);
            canvas.redraw();
            const mark = canvas.drawn.find((one) => canvas.members(one.group).includes(i));
            const at = datelineMap.latLngToLayerPoint(view.popup.getLatLng()).subtract(canvas._bounds.min);
            return Math.hypot(mark.x - at.x, mark.y - at.y); }""",
            f"w{number}",
        )
        assert apart < 2


@pytest.mark.parametrize("few", [True, False])
def test_neighbours_over_the_antimeridian_are_neighbours(open_map: OpenMap, few: bool) -> None:
    count = 10 if few else 700
    events = [at(-17.0, 179.9 if n % 2 else -179.9, n, event_id=f"e{n}", status="asserted") for n in range(count)]
    page = open_map(events)
    bounds = page.evaluate("(() => { const b = datelineMap.getBounds(); return b.getEast() - b.getWest(); })()")
    assert bounds < 60
    page.evaluate("void datelineMap.setView([-17, 180], 5, { animate: false })")
    drawn = page.evaluate("datelineMap.dateline.view.canvas.drawn.map((mark) => mark.group.count)")
    assert sum(drawn) == count


@pytest.mark.parametrize("hostile", [*HOSTILE, "x" * 1_000_000])
def test_hostile_text_stays_text(open_map: OpenMap, hostile: str) -> None:
    page = open_map([every_text(hostile)], export={"title": hostile, "subtitle": hostile})
    page.evaluate("datelineMap.dateline.select(datelineMap.dateline.view.store.ids[0])")
    expect(page.locator(".dl-event")).to_be_visible()
    page.get_by_role("searchbox").fill(hostile[:150].replace("\x00", ""))
    for name in ("GeoJSON", "CSV", "PNG"):
        assert saved(page, name).stat().st_size > 0
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, .dl-event script").count() == 0
    for link in page.locator(".dl-event a").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))


def test_downloads_hold_what_is_shown(open_map: OpenMap) -> None:
    events = [make_event(n, status="asserted") for n in range(20)]
    formula = '=HYPERLINK("http://x","y")'
    page = open_map([*events, make_event(50, title=formula, status="asserted"), make_event(51, status="background")])
    features = json.loads(saved(page, "GeoJSON").read_text("utf-8"))["features"]
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV").read_text("utf-8-sig"))))
    assert len(features) == len(rows) == 21
    assert {row["event_id"] for row in rows} == {feature["id"] for feature in features}
    assert f"'{formula}" in {row["title"] for row in rows}
    assert saved(page, "PNG").read_bytes().startswith(b"\x89PNG")


def test_what_the_page_saves_can_be_mapped_again(open_map: OpenMap) -> None:
    events = [make_event(n, status="asserted") for n in range(20)]
    page = open_map(events)
    columns = list(event_to_record(events[0]))
    for name, suffix in (("GeoJSON", ".geojson"), ("CSV", ".csv")):
        path = saved(page, name)
        table = path.with_name(f"events{suffix}")
        table.write_bytes(path.read_bytes())
        back = {event.event_id: event for event in read_events(table)}
        assert len(back) == 20
        for event in events:
            again, was = event_to_record(back[event.event_id]), event_to_record(event)
            for column in (
                "title",
                "type",
                "date_start",
                "lat",
                "lon",
                "fatalities_best",
                "responder",
                "quote",
                "urls",
            ):
                assert again[column] == was[column], column
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV").read_text("utf-8-sig"))))
    assert [column for column in columns if column in rows[0]] == list(rows[0])


def test_on_a_phone_the_map_stays_in_sight(open_map: OpenMap) -> None:
    page = open_map(make_events(30), viewport={"width": 390, "height": 844}, has_touch=True)
    panel = page.locator(".dl-panel")
    assert (panel.bounding_box() or {})["height"] < 130
    page.get_by_role("button", name="Show the panel").tap()
    box = panel.bounding_box()
    assert box
    assert 300 < box["height"] <= 844 * 0.63
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.dl-ui *')].map((n) => n.getBoundingClientRect().right))"
    )
    assert right <= 391


def test_on_a_phone_nothing_covers_an_open_event(open_map: OpenMap) -> None:
    page = open_map([make_event(n, status="asserted") for n in range(5)], viewport={"width": 390, "height": 844})
    page.evaluate("datelineMap.dateline.select('e000002')")
    page.get_by_role("button", name="Close").click(timeout=5000)
    until(page, "datelineMap.dateline.getState().selected === null")
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()


def test_the_dashboard_can_drive_it(open_map: OpenMap) -> None:
    page = open_map([make_event(n, status="asserted") for n in range(10)])
    page.evaluate(
        """() => { window.heard = []; const d = datelineMap.dateline;
        d.on("select", (id) => heard.push(["select", id])).on("filter", (f) => heard.push(["filter", f.text]));
        d.setFilter({ text: "Goma" }); d.select("e000001"); d.select(null); }"""
    )
    assert page.evaluate("heard") == [["filter", "Goma"], ["select", "e000001"], ["select", None]]


def test_a_popup_of_what_a_filter_hides_is_closed(open_map: OpenMap) -> None:
    """One event's, and a list's that holds it; a filter that hides nothing of it leaves it open."""
    page = open_map([at(10.0, 20.0, n, event_id=f"e{n}", title=f"Event {n}", status="asserted") for n in range(3)])
    popup = page.locator(".dl-popup")
    for opening in ("d.select('e1')", "d.view.openList([0, 1, 2], L.latLng(10, 20))"):
        page.evaluate(f"() => {{ const d = datelineMap.dateline; {opening}; d.setFilter({{ text: 'Event' }}); }}")
        expect(popup).to_have_count(1)
        page.evaluate("datelineMap.dateline.setFilter({ text: 'Event 2' })")
        expect(popup).to_have_count(0)
        assert page.evaluate("datelineMap.dateline.getState().selected") is None
        page.evaluate("datelineMap.dateline.setFilter({ text: '' })")


def test_on_paper_every_event_is_there_with_a_key_and_the_days(open_map: OpenMap) -> None:
    events = [make_event(n, event_id=f"e{n}", title=f"Event {n}", status="asserted") for n in range(18)]
    page = open_map(events, color_scheme="dark", export={"title": "A week", "subtitle": "of news"})
    before = state(page)
    pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    text = " ".join(page.extract_text() for page in pages)
    for wanted in ("A week", "of news", "18 events", "GeoNames", *(event.title for event in events)):
        assert wanted in text
    assert "2026" in text
    assert state(page) == before
    page.emulate_media(media="print")
    expect(page.locator(".dl-sheet")).to_be_visible()
    expect(page.locator(".dl-map")).to_be_hidden()
    categories = {event.category for event in events}
    expect(page.locator(".dl-key li")).to_have_count(len(categories))
    page.emulate_media(media="screen")
    expect(page.locator(".dl-map")).to_be_visible()


def test_on_paper_stands_what_is_seen(open_map: OpenMap) -> None:
    page = open_map(
        [at(10.0, 20.0, n, event_id=f"e{n}", title=f"Event {n}", status="asserted") for n in range(3)]
        + [at(-30.0, 140.0, 9, event_id="far", title="Far away", status="asserted")]
    )
    page.evaluate("datelineMap.setView([10, 20], 8, { animate: false })")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    assert "3 events / 4" in text
    assert "Far away" not in text


def test_dark_when_the_reader_s_system_is(open_map: OpenMap) -> None:
    page = open_map(make_events(5), color_scheme="dark")
    assert page.locator(".dl-map").get_attribute("data-theme") == "dark"
