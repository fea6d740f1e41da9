"""What a change of the filters and a correction cost the dashboard at 10,000 and 100,000 events, in a real Chromium.

Run with `pytest tests/bench/bench_dashboard.py -s`.  Bytes are those of the page's web socket and requests; CPU is the
server's; the time runs from the key to the redrawn map.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Frame, Page, expect, sync_playwright

from geodata import build
from geodata.model import Article
from geodata.settings import load_settings
from geodata.store import EventStore
from tests.browser.conftest import FLAGS, until
from tests.browser.dashboard_server import dashboard
from tests.browser.test_dashboard import map_frame
from tests.chromium import find_chromium
from tests.factories import make_events

PATIENCE_SECONDS = 300.0
CHOOSE = "datelineMap.dateline.select(datelineMap.dateline.view.store.ids[datelineMap.dateline.view.store.list()[0]])"
WORDS = ("Goma", "Kabul", "Manila", "Lyon", "Suva")


def fill(store: EventStore, count: int) -> None:
    """Put synthetic events into a store, a hundred an article."""
    events = make_events(count, scatter=True)
    for start in range(0, count, 100):
        store.add(Article(id=f"a{start}", text="words " * 20), [], events[start : start + 100])


def server_of(address: str) -> psutil.Process:
    """The process that listens at an address of this machine."""
    port = int(address.rsplit(":", 1)[1])
    pid = next(
        c.pid for c in psutil.net_connections("tcp") if c.laddr and c.laddr.port == port and c.status == "LISTEN"
    )
    return psutil.Process(pid)


def cpu(process: psutil.Process) -> float:
    """CPU seconds of a process so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_a_change_of_the_filters(count: int) -> None:
    """Print bytes, CPU seconds and seconds a change, those of a correction, and the server's memory."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "gazetteer.sqlite").symlink_to(load_settings().gazetteer_path)
        store = EventStore(home / "events.sqlite")
        fill(store, count)
        store.close()
        build.ensure_gazetteer(load_settings())
        with dashboard(home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            moved = [0]
            page.on("websocket", lambda socket: socket.on("framereceived", lambda data: _count(moved, data)))
            begun = time.monotonic()
            page.goto(address)
            frame = map_frame(page)
            opened = time.monotonic() - begun
            process = server_of(address)
            figures = [_change(page, frame, word, moved, process) for word in WORDS]
            edits = sorted(_check(page, frame, moved, process) for _ in range(3))
            memory = process.memory_info().rss / 1e6
            browser.close()
    figures.sort()
    byte_count, seconds, spent = (sorted(values)[len(values) // 2] for values in zip(*figures, strict=True))
    print(
        f"{count} events: opened in {opened:.1f} s; a change: {byte_count / 1000:.0f} kB, {spent:.2f} CPU s, "
        f"{seconds:.2f} s to the redrawn map; a correction: {edits[1][0] / 1000:.0f} kB, {edits[1][1]:.2f} CPU s; "
        f"server {memory:.0f} MB"
    )


def _count(moved: list[int], data: str | bytes) -> None:
    moved[0] += len(data)


def _check(page: Page, frame: Frame, moved: list[int], process: psutil.Process) -> tuple[int, float]:
    """Mark an event as checked, or no longer."""
    if frame.evaluate("datelineMap.dateline.getState().selected") is None:
        frame.evaluate(CHOOSE)
        page.wait_for_timeout(3000)
    button = page.get_by_role("button", name=re.compile("Mark as checked|Checked ✓"))
    label = button.inner_text()
    before, used = moved[0], cpu(process)
    button.click()
    expect(button).not_to_have_text(label, timeout=PATIENCE_SECONDS * 1000)
    page.wait_for_timeout(2500)
    return moved[0] - before, cpu(process) - used


def _change(page: Page, frame: Frame, word: str, moved: list[int], process: psutil.Process) -> tuple[int, float, float]:
    box = page.get_by_placeholder("place, actor, words of the quote")
    before, used, begun = moved[0], cpu(process), time.monotonic()
    box.fill(word)
    page.keyboard.press("Enter")
    until(frame, f"datelineMap.dateline.getState().filter.text === '{word}'", PATIENCE_SECONDS)
    seconds = time.monotonic() - begun
    page.wait_for_timeout(1500)
    return moved[0] - before, seconds, cpu(process) - used
