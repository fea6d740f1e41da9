"""The exported page for everyone: accessibility by axe-core, other languages, old browsers, tiles in the page."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from geodata.taxonomy import EVENT_TYPES
from mapapp.islands import languages, words
from mapapp.page import export_html
from mapapp.tiles import tiles_about
from tests.browser.conftest import OpenMap, until
from tests.factories import make_event, make_events

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}


def faults(page: Page) -> list[str]:
    """What axe-core finds of serious and critical faults, each with the elements."""
    found = json.loads(json.dumps(Axe().run(page).response))["violations"]
    return [f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found if v["impact"] in GRAVE]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_fault(open_map: OpenMap, scheme: str, width: int) -> None:
    page = open_map(
        make_events(60), export={"title": "The week", "subtitle": "Synthetic"}, color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )  # fmt: skip
    if width < 720:
        page.get_by_role("button", name="Show the panel").click()
    page.get_by_text("Filters", exact=True).click()
    assert faults(page) == []
    page.evaluate("datelineMap.dateline.select('e000003')")
    page.locator(".dl-how summary").click()
    assert faults(page) == []
    page.evaluate("datelineMap.dateline.select(null)")


def test_axe_finds_no_serious_fault_in_a_paged_list_and_an_empty_map(open_map: OpenMap) -> None:
    page = open_map([make_event(0, event_id=f"e{n}", status="asserted") for n in range(30)])
    page.evaluate("(() => { const v = datelineMap.dateline.view; v.openList([...v.store.list()], v.latlng(0)); })()")
    expect(page.locator(".dl-pager")).to_be_visible()
    assert faults(page) == []
    assert faults(open_map([])) == []


@pytest.mark.parametrize("lang", languages())
def test_the_page_speaks_the_language_asked_for(open_map: OpenMap, lang: str) -> None:
    page = open_map([make_event(n, status="asserted") for n in range(21)], export={"lang": lang})
    said = words(lang)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator(".dl-panel").get_attribute("dir") == said["direction"]
    expect(page.get_by_role("searchbox")).to_have_attribute("placeholder", said["search"])
    expect(page.locator(".dl-chip").filter(has_text=said["category_labels"]["conflict"])).to_have_count(1)
    page.evaluate("datelineMap.dateline.select('e000000')")
    expect(page.locator(".leaflet-popup-close-button")).to_have_attribute("aria-label", said["close"])
    expect(page.locator(".dl-kind")).to_contain_text(said["type_labels"][next(iter(EVENT_TYPES))])
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.dl-panel *')].map((n) => n.getBoundingClientRect().right))"
    )
    assert right <= 12 + 340 + 1


@pytest.mark.parametrize("encoding", ["mail", "web"])
def test_both_encodings_show_the_same(open_map: OpenMap, encoding: str) -> None:
    page = open_map([make_event(n, status="asserted") for n in range(40)], export={"encoding": encoding})
    assert page.evaluate("datelineMap.dateline.getState().shown") == 40


def test_an_old_browser_is_told_what_to_do(browser: Browser, tmp_path: Path) -> None:
    path = export_html(make_events(3), tmp_path / "m.html")
    context = browser.new_context(offline=True)
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.get_by_role("alert")).to_contain_text("--encoding web")
    context.close()


def test_a_logo_heads_the_panel(open_map: OpenMap, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=1" width="40" height="40"/>')
    page = open_map(make_events(3), export={"title": "A", "logo": logo})
    expect(page.locator(".dl-logo")).to_be_visible()
    assert page.evaluate("window.hacked") is None


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (256, 256), (200, 30, 30)).save(held, "PNG")
    return held.getvalue()


def pmtiles(path: Path, kind: TileType, zooms: int = 4) -> Path:
    """Write a small .pmtiles file that has every tile of some zooms."""
    header = {
        "tile_type": kind, "tile_compression": Compression.NONE, "min_lon_e7": -1_800_000_000,
        "min_lat_e7": -850_000_000, "max_lon_e7": 1_800_000_000, "max_lat_e7": 850_000_000, "center_zoom": 0,
        "center_lon_e7": 0, "center_lat_e7": 0,
    }  # fmt: skip
    with path.open("wb") as file:
        writer = Writer(file)
        tiles = [zxy_to_tileid(z, x, y) for z in range(zooms) for x in range(1 << z) for y in range(1 << z)]
        for number in sorted(tiles):
            writer.write_tile(number, picture())
        writer.finalize(header, {"attribution": '<a href="javascript:hacked()">Survey</a> &amp; Co'})
    return path


def test_tiles_of_a_file_travel_in_the_page(open_map: OpenMap, tmp_path: Path) -> None:
    path = pmtiles(tmp_path / "red.pmtiles", TileType.PNG)
    event = make_event(0, status="asserted")
    page = open_map([event], export={"tiles": str(path)})
    page.evaluate("void datelineMap.setView([20, -103], 3, { animate: false })")
    until(page, "document.querySelectorAll('.leaflet-tile-pane img').length > 0")
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Survey & Co")
    assert page.locator(".leaflet-control-attribution a[href^=javascript]").count() == 0


def test_a_geocoder_is_named_in_the_corner(open_map: OpenMap) -> None:
    event = make_event(0, status="asserted")
    location = event.location
    online = replace(event, location=replace(location, place=replace(location.place, provider="nominatim")))
    page = open_map([online])
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap contributors, ODbL")


def test_tiles_about_events_wrap_at_the_antimeridian() -> None:
    found = set(tiles_about([(0.0, 179.9)], 3))
    assert {x for x, _ in found} == {6, 7, 0}
    assert set(tiles_about([(0.0, 0.0)], 0)) == {(0, 0)}
