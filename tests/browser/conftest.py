"""A real Chromium, with the network cut and the console watched."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from geodata.model import Event
from mapapp.page import export_html
from tests.chromium import find_chromium

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

OpenMap = Callable[..., Page]
PATIENCE_SECONDS = 10.0


def until(page: Page | Frame, condition: str, patience: float = PATIENCE_SECONDS) -> None:
    """Poll a JavaScript condition; the page's own policy forbids Playwright's way, which uses eval."""
    deadline = time.monotonic() + patience
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"still not so after {patience:g} s: {condition}"
        page.wait_for_timeout(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; its absence is a failure in CI and a skip elsewhere."""
    path = find_chromium()
    if path is None:
        message = "no Chromium on PATH: apt install chromium, or set CHROMIUM=/path/to/chrome"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a dashboard at an address; a request to elsewhere or a script's error fails the test at its end."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    strangers: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else strangers.append(r.url))
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    assert (strangers, broken) == ([], [])
    context.close()


@pytest.fixture
def open_map(browser: Browser, tmp_path: Path) -> Iterator[OpenMap]:
    """A function from events to the open page of their map; any request or console line fails the test."""
    contexts = []
    seen: list[str] = []

    def go(events: Sequence[Event], address: str = "", *, export: dict[str, Any] | None = None, **context: Any) -> Page:
        path = export_html(events, tmp_path / f"map{len(contexts)}.html", **(export or {}))
        size = {"width": 1280, "height": 800}
        opened = browser.new_context(**{"viewport": size, "offline": True, "reduced_motion": "reduce", **context})
        contexts.append(opened)
        page = opened.new_page()
        page.on("console", lambda message: seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else seen.append(r.url))
        page.goto(path.as_uri() + address)
        until(page, "Boolean(window.datelineMap && window.datelineMap.dateline)")
        return page

    yield go
    for opened in contexts:
        opened.close()
    assert seen == []
