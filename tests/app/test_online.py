"""Names that an import may not send without asking: the dashboard says how many, and a button sends them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from geodata import build
from geodata.settings import Settings
from mapapp.dashboard import services
from tests.app.conftest import PATIENCE
from tests.contract.geocoding_server import KNOWN, Server, serving

TEXT = "A bomb exploded in the village of Xyzzyqwfp, Jalisco, Mexico, on Tuesday 3 March 2026, killing seven people."


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setitem(KNOWN, "Xyzzyqwfp, Jalisco", (20.25, -103.5))
    with serving() as server:
        server.configured(settings.home, "photon")
        for name, value in (("GEOCODERS", "photon"), ("USER_AGENT", "dateline-tests"), ("ASK_FREELY", "0")):
            monkeypatch.setenv(f"DATELINE_{name}", value)
        yield server


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert services.importer().wait(PATIENCE)
    app.run()
    assert not app.exception


def test_a_button_sends_the_names_that_wait(server: Server, app: AppTest, settings: Settings) -> None:
    app.run()
    app.text_area[0].set_value(TEXT)
    press(app, "Map this text")
    assert server.asked.total() == 0
    captions = [caption.value for caption in app.caption]
    assert any("wait to be sent to other machines" in caption for caption in captions)
    assert any("photon" in caption and "at most 1 requests" in caption for caption in captions)
    press(app, "Send these names and read their articles anew")
    assert dict(server.asked) == {"Xyzzyqwfp, Jalisco": 1}
    (event,) = build.open_store(settings).events()
    assert (event.location.lat, event.place.provider) == (20.25, "photon")
    assert not any(button.label.startswith("Send these names") for button in app.button)
