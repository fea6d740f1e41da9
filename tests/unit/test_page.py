"""The exported file: one page, whole or not at all, that asks nothing of the network."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import folium
import pytest

from geodata.errors import ExportError, UnknownName, UsageError
from mapapp.layer import EventLayer
from mapapp.page import build_map, component_html, export_html
from tests.factories import HOSTILE, at, every_text, make_events

OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\((?!data:|#)""")


def page(tmp_path: Path, **options: Any) -> str:
    return export_html(make_events(20), tmp_path / "map.html", **options).read_text(encoding="utf-8")


def test_twenty_events_are_small_enough_to_mail(tmp_path: Path) -> None:
    path = export_html(make_events(20), tmp_path / "map.html")
    assert path.stat().st_size < 1_100_000


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    text = page(tmp_path)
    head = text[: text.index("</head>")]
    styles = "".join(re.findall(r"<style>(.*?)</style>", head, re.DOTALL))
    tags = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", text)
    assert not OUTSIDE.search(styles)
    assert not [tag for tag in tags if OUTSIDE.search(tag)]
    assert "jquery" not in text.lower()
    assert "bootstrap" not in text.lower()


def test_policy_allows_these_scripts_and_no_network(tmp_path: Path) -> None:
    text = page(tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy[1]
    assert rules["script-src"].count("sha256-") >= 3
    assert rules["img-src"] == "data: blob:"


def test_tiles_are_allowed_only_when_chosen(tmp_path: Path) -> None:
    text = page(tmp_path, tiles="https://{s}.tiles.example.org/{z}/{x}/{y}.png")
    assert "img-src data: blob: https://*.tiles.example.org" in text
    assert "https://tile.openstreetmap.org" in page(tmp_path, tiles="osm")


@pytest.mark.parametrize(
    "tiles",
    ["stamen", "javascript:alert(1)", "https://x/{z}", "https://x.org/{z}/{x}/{y}'; script-src *", "file:///{z}{x}{y}"],
)
def test_other_tiles_are_refused(tmp_path: Path, tiles: str) -> None:
    with pytest.raises(UsageError, match="tiles"):
        page(tmp_path, tiles=tiles)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", ["", 'en"><script>', "english language"])
def test_language_is_a_tag(tmp_path: Path, lang: str) -> None:
    with pytest.raises(UsageError, match="lang"):
        page(tmp_path, lang=lang)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_adds_no_element_and_is_never_computed(tmp_path: Path, hostile: str) -> None:
    quiet = export_html([every_text("quiet")], tmp_path / "a.html", title="quiet", subtitle="quiet").read_text("utf-8")
    loud = export_html([every_text(hostile)], tmp_path / "b.html", title=hostile, subtitle=hostile).read_text("utf-8")
    assert loud.count("<script") == quiet.count("<script")
    assert loud.count("</script") == quiet.count("</script")
    assert "49" not in re.findall(r"<title>(.*?)</title>", loud, re.DOTALL)[0]


def test_hostile_text_survives_any_folium_map() -> None:
    world = folium.Map(tiles=None)
    for hostile in HOSTILE:
        EventLayer([every_text(hostile)]).add_to(world)
    text = world.get_root().render()
    assert "window.hacked=1>" not in text.replace("\\u003e", "")
    assert text.count('type="application/json"') == len(HOSTILE)


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = export_html(make_events(3), tmp_path / "map.html")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="e-bad"):
        export_html([at(float("nan"), 0.0, event_id="e-bad")], path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["map.html"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ExportError, match="cannot be written"):
        export_html([], tmp_path / "file" / "map.html")


def test_a_folder_is_made_and_others_may_read(tmp_path: Path) -> None:
    path = export_html([], tmp_path / "new" / "map.html")
    assert path.stat().st_mode & stat.S_IRUSR
    assert "<title>Map of the events</title>" in path.read_text("utf-8")


def test_building_one_map_does_not_change_folium() -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    build_map(make_events(2))
    assert (list(folium.Map.default_js), list(folium.Map.default_css)) == before


def test_unknown_controls_are_named() -> None:
    with pytest.raises(UnknownName, match="full, none"):
        EventLayer([], controls="some")  # type: ignore[arg-type]  # that it is no choice is the point


def test_the_component_is_the_same_every_time_but_for_its_ids() -> None:
    assert "connect-src 'self'" in component_html()
