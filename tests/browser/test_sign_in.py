"""Signing in at an OpenID provider: nothing is shown before, and the log knows the name afterwards."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from geodata import build
from geodata.settings import Settings
from tests.browser.dashboard_server import dashboard, free_port
from tests.browser.openid_provider import CLIENT, SECRET, openid_provider
from tests.browser.test_dashboard import PATIENCE_MS, map_frame
from tests.factories import make_events


def test_who_signs_in_is_named_in_the_log(browser: Browser, settings: Settings, tmp_path: Path) -> None:
    store = build.open_store(settings)
    store.add(build.article_from_text(settings, "A flood hit Goma on 3 March 2026."), [], make_events(6))
    port = free_port()
    with openid_provider(name="Ada Okafor") as provider:
        secrets = {
            "redirect_uri": f"http://localhost:{port}/oauth2callback",
            "cookie_secret": "another secret of the tests",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "server_metadata_url": provider,
        }
        (tmp_path / ".streamlit").mkdir()
        lines = ["[auth]", *(f'{name} = "{value}"' for name, value in secrets.items())]
        (tmp_path / ".streamlit" / "secrets.toml").write_text("\n".join(lines), encoding="utf-8")
        with dashboard(settings.home, port=port, folder=tmp_path, DATELINE_SIGN_IN="1"):
            context = browser.new_context(viewport={"width": 1400, "height": 1100})
            page = context.new_page()
            page.goto(f"http://localhost:{port}")
            expect(page.get_by_text("Sign in to see this map.")).to_be_visible(timeout=PATIENCE_MS)
            assert page.locator("iframe").count() == 0
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_text("Signed in as Ada Okafor")).to_be_visible(timeout=PATIENCE_MS)
            frame = map_frame(page)
            frame.evaluate(
                "datelineMap.dateline.select(datelineMap.dateline.view.store.ids[datelineMap.dateline.view.store.list()[0]])"
            )
            page.get_by_role("button", name="Mark as checked").click()
            expect(page.get_by_role("button", name="Checked ✓")).to_be_visible(timeout=PATIENCE_MS)
            page.get_by_role("button", name="Sign out").click()
            expect(page.get_by_text("Sign in to see this map.")).to_be_visible(timeout=PATIENCE_MS)
            context.close()
    (change,) = store.changes()
    assert (change.kind, change.author) == ("check", "Ada Okafor")
    store.close()
