"""The dashboard in Streamlit's AppTest, on a store of its own."""

from __future__ import annotations

import sys

import pytest
from streamlit.testing.v1 import AppTest

from geodata.settings import Settings
from mapapp.dashboard import map_view, reader, services
from mapapp.serve import APP

PATIENCE = 120


@pytest.fixture(autouse=True)
def _main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves its script behind as the main module, which spawned processes of later tests would run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The dashboard on an empty store of its own; the map and the reader are the browser tests' business."""
    monkeypatch.setenv("DATELINE_HOME", str(settings.home))
    monkeypatch.setattr(map_view, "view", lambda _events, _key, _filters, selected: selected)
    monkeypatch.setattr(reader, "_component", lambda: lambda **_arguments: None)
    forget()
    return AppTest.from_file(str(APP), default_timeout=PATIENCE)


def forget() -> None:
    """Drop what a server keeps between sessions: another test has another home."""
    for cached in (
        services.pipeline, services.whole_store, services.gazetteer, services.importer, services.samples,
        services._machine, services._stored,
    ):  # fmt: skip
        cached.clear()
    services.settings.cache_clear()
    services.permit.cache_clear()
