"""Events → folium.Map → one HTML file that needs nothing else and sends nothing out."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import folium

from geodata.errors import UnknownName, UsageError
from geodata.files import atomic_path
from geodata.model import Event
from geodata.selection import read_selection
from mapapp.basemap import OFFLINE_MAX_ZOOM, Basemap
from mapapp.encoding import shortened
from mapapp.islands import (
    ASSETS,
    FALLBACK_LANGUAGE,
    Encoding,
    Raw,
    figure_of,
    languages,
    script_text,
    style_text,
    words,
)
from mapapp.layer import Controls, EventLayer, Theme
from mapapp.logo import logo_address
from mapapp.tiles import ONLINE_MAX_ZOOM, SUFFIX, EmbeddedTiles, OnlineTiles, online_tiles, tile_layer

WORLD = (20.0, 10.0)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_INLINE = {
    "script": re.compile(r"<script>(.*?)</script>", re.DOTALL),
    "style": re.compile(r"<style>(.*?)</style>", re.DOTALL),
}


def build_map(
    events: Iterable[Event],
    *,
    title: str = "",
    subtitle: str = "",
    logo: str | os.PathLike[str] | None = None,
    tiles: str | None = None,
    attribution: str = "",
    controls: Controls = "full",
    theme: Theme = "auto",
    address: bool = False,
    lang: str = FALLBACK_LANGUAGE,
    encoding: Encoding = "web",
) -> folium.Map:
    """Return a folium map of the events that loads nothing from elsewhere.

    `tiles` is None for the embedded basemap alone, "osm", the address of a tile server with {z}, {x} and {y}, or a
    .pmtiles file of pictures, whose tiles about the events go into the page; they lie over the basemap.
    """
    events = list(events)
    online, embedded = _tiles(tiles, events or None, attribution)
    deepest = ONLINE_MAX_ZOOM if online else max(OFFLINE_MAX_ZOOM, embedded.max_zoom if embedded else 0)
    world = folium.Map(location=WORLD, zoom_start=2, tiles=None, zoom_control="topright", world_copy_jump=True)
    world.options.update(max_zoom=deepest, min_zoom=1, zoom_snap=0.5)
    world.default_js, world.default_css = [], []
    header = figure_of(world).header
    header.add_child(Raw(f"<style>{_leaflet('leaflet.css')}</style>"), name="leaflet_css")
    header.add_child(Raw(f"<style>{style_text()}</style>"), name="dateline_css")
    header.add_child(Raw(f"<script>{_leaflet('leaflet.js')}</script>"), name="leaflet_js")
    header.add_child(Raw(f"<script>{script_text(lang)}</script>"), name="dateline_js")
    ground = Basemap(encoding=encoding)
    layer = EventLayer(
        events, title=title, subtitle=subtitle, logo=logo_address(logo) if logo else "", controls=controls, theme=theme,
        address=address, lang=lang, encoding=encoding,
    )  # fmt: skip
    ground.default_js, ground.default_css, layer.default_js, layer.default_css = [], [], [], []
    for child in (ground, tile_layer(online) if online else embedded, layer):
        if child is not None:
            world.add_child(child)
    return world


def _tiles(
    tiles: str | None, events: Sequence[Event] | None, attribution: str
) -> tuple[OnlineTiles | None, EmbeddedTiles | None]:
    if not tiles:
        return None, None
    if tiles.lower().endswith(SUFFIX) and "://" not in tiles:
        return None, EmbeddedTiles(Path(tiles), events, attribution=attribution)
    return online_tiles(tiles, attribution), None


def export_html(
    events: Iterable[Event],
    path: str | os.PathLike[str],
    *,
    title: str = "",
    subtitle: str = "",
    logo: str | os.PathLike[str] | None = None,
    types: str = "",
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    bbox: str | tuple[float, float, float, float] | None = None,
    min_confidence: float = 0.0,
    tiles: str | None = None,
    attribution: str = "",
    lang: str = FALLBACK_LANGUAGE,
    encoding: Encoding = "mail",
) -> Path:
    """Write the map as one HTML file and return its path.

    `types` (types or categories, comma separated), `since`, `until` (ISO days), `bbox` (west,south,east,north) and
    `min_confidence` choose events, see `geodata.selection`; background events stay, hidden until asked for.
    `encoding` is "mail" (packed, the smallest file) or "web" (plain, for servers that compress what they send and
    for browsers older than 2023).  The file is written beside its place and moved there when it is whole.  Raises
    ExportError when it cannot be written, UsageError for events that are off the map and for bad options.
    """
    target = Path(path)
    chosen = read_selection(types=types, since=since, until=until, bbox=bbox, min_confidence=min_confidence)
    world = build_map(
        chosen.apply(events), title=title, subtitle=subtitle, logo=logo, tiles=tiles, attribution=attribution,
        address=True, lang=_language(lang), encoding=encoding,
    )  # fmt: skip
    _write(target, _document(world, title=title or words(lang)["map"], lang=lang, images=_origins(tiles)))
    return target


def check_options(
    *, logo: str | os.PathLike[str] | None, tiles: str | None, attribution: str = "", lang: str = FALLBACK_LANGUAGE
) -> None:
    """Raise UsageError for options that `export_html` would refuse, before long work is done for it."""
    _language(lang)
    if logo:
        logo_address(logo)
    _tiles(tiles, (), attribution)


def _origins(tiles: str | None) -> str:
    return online_tiles(tiles).origins if tiles and not tiles.lower().endswith(SUFFIX) else ""


BRIDGE = ("patch.js", "bridge.js", "days.js")
"""Scripts of the dashboard's map alone."""


def component_html(*, tiles: str | None = None, attribution: str = "", lang: str = FALLBACK_LANGUAGE) -> str:
    """Return the dashboard's map: no events yet, the time strip, and the bridge that feeds it."""
    return _fed_html(BRIDGE, controls="time", tiles=tiles, attribution=attribution, lang=lang)


def archive_html(*, tiles: str | None = None, attribution: str = "", lang: str = FALLBACK_LANGUAGE) -> str:
    """Return the dashboard's map of an archive: no cells yet, and the script that is fed them."""
    return _fed_html(("archive.js", "days.js"), controls="none", tiles=tiles, attribution=attribution, lang=lang)


def _fed_html(scripts: Sequence[str], *, controls: Controls, tiles: str | None, attribution: str, lang: str) -> str:
    world = build_map((), controls=controls, tiles=tiles, attribution=attribution)
    fed = Raw("\n".join((ASSETS / name).read_text(encoding="utf-8") for name in scripts))
    figure_of(world).script.add_child(fed, name="bridge")
    return "".join(_document(world, title="Map", lang=_language(lang), images=_origins(tiles), connect="'self'"))


def reader_html() -> str:
    """Return the dashboard's article reader: no text yet, and the script that is fed it."""
    style = (ASSETS / "reader.css").read_text(encoding="utf-8")
    script = (ASSETS / "reader.js").read_text(encoding="utf-8")
    body = f'<style>{style}</style>\n</head>\n<body><div id="text" dir="auto"></div>\n<script>{script}</script>'
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy(body)}">\n'
        f"<title>Article</title>\n{body}\n</body>\n</html>\n"
    )


def _leaflet(name: str) -> str:
    folder = resources.files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    text = (folder / name).read_text(encoding="utf-8")
    text = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "", text)
    return re.sub(r"url\(images/([\w.-]+)\)", lambda m: f"url({_png((folder / 'images' / m[1]).read_bytes())})", text)


def _png(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def _language(lang: str) -> str:
    if not _LANGUAGE.fullmatch(lang):
        raise UsageError(f"lang={lang!r}: a language tag like en, es or pt-BR is needed")
    if lang.lower().split("-")[0] not in languages():
        raise UnknownName("language of the page (lang)", lang, languages())
    return lang


def _document(world: folium.Map, *, title: str, lang: str, images: str = "", connect: str = "'none'") -> Iterator[str]:
    """Yield the page in pieces; it may be large."""
    world.render()
    figure = figure_of(world)
    header, script = figure.header.render(), figure.script.render()
    policy = content_policy(f"{header}<script>{script}</script>", images=images, connect=connect)
    yield (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{html.escape(shortened(title, 200))}</title>\n"
        '<meta name="generator" content="Dateline">\n<meta name="referrer" content="no-referrer">\n'
        '<link rel="icon" href="data:,">\n'
    )
    yield header
    yield "\n</head>\n<body>\n<noscript>This map needs JavaScript. It loads nothing from the network.</noscript>\n"
    for child in figure.html._children.values():
        yield child.render()
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def content_policy(page: str, *, images: str = "", connect: str = "'none'") -> str:
    """Return a Content-Security-Policy that allows exactly the inline scripts and styles of a page."""
    scripts, styles = (
        " ".join(f"'sha256-{_digest(text)}'" for text in dict.fromkeys(_INLINE[kind].findall(page)))
        for kind in ("script", "style")
    )
    rules = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": styles,
        "img-src": " ".join(filter(None, ("data:", "blob:", images))),
        "connect-src": connect,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _write(target: Path, pieces: Iterable[str]) -> None:
    with atomic_path(target) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
