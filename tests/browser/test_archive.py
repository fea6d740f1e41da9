"""The dashboard of an archive in a real Chromium: cells on the map, a click on one, a view that is asked for anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from geodata.settings import Settings
from tests.archive_synthetic import write_archive
from tests.browser.dashboard_server import dashboard

pytestmark = pytest.mark.browser
PATIENCE = 60_000
COUNT = 260_000
ARGUMENTS = """() => { const seen = window.seen = []; window.addEventListener("message", (m) => {
  if (m.data && m.data.type === "streamlit:render") { seen.push(m.data.args.cells); } }); }"""

NEAREST = """() => { const map = window.datelineMap, middle = map.getSize().divideBy(2);
  const at = window.seen.at(-1).map((cell) => map.latLngToContainerPoint([cell.lat, cell.lon]));
  const nearest = at.sort((a, b) => a.distanceTo(middle) - b.distanceTo(middle))[0];
  return [nearest.x, nearest.y]; }"""


def test_a_cell_is_clicked_and_a_nearer_view_has_smaller_cells(
    browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    out = write_archive(tmp_path / "archive", COUNT, months=2)
    refused: list[str] = []
    with dashboard(settings.home, out) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        host = address.removeprefix("http://")
        page.on("request", lambda r: None if host in r.url or r.url.startswith("data:") else refused.append(r.url))
        page.goto(address)
        expect(page.get_by_text(f"of {COUNT:,} events")).to_be_visible(timeout=PATIENCE)
        frame = page.frame_locator("iframe[title*='dateline_archive']")
        canvas = frame.locator(".leaflet-dlEvents-pane canvas.leaflet-zoom-hide")
        expect(canvas).to_be_visible(timeout=PATIENCE)
        inside = next(one for one in page.frames if "dateline_archive" in one.url)
        inside.evaluate(ARGUMENTS)
        inside.evaluate("window.datelineMap.setView([49.98, 36.25], 5, { animate: false })")
        for _ in range(PATIENCE // 100):
            if inside.evaluate("window.seen.length"):
                break
            page.wait_for_timeout(100)
        x, y = inside.evaluate(NEAREST)
        box = page.locator("iframe[title*='dateline_archive']").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + x, box["y"] + y)
        expect(page.get_by_text("The newest events of the cell that you clicked.")).to_be_visible(timeout=PATIENCE)
        page.close()
    assert refused == []
