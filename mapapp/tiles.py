"""Tiles over the embedded basemap: from the web by choice, or from a .pmtiles file, which goes into the page itself."""

from __future__ import annotations

import base64
import html
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from branca.element import MacroElement
from folium.raster_layers import TileLayer
from folium.template import Template

from geodata.errors import InputError, UsageError
from geodata.model import Event
from mapapp.islands import dump_text, figure_of, island

ONLINE_MAX_ZOOM = 19
SUFFIX = ".pmtiles"
EMBEDDED_BYTES = 12_000_000
"""Most bytes of tiles that are put into one page; zooms that do not fit are left out."""
WHOLE_ZOOM = 5
"""Deepest zoom that is taken whole when there are no events to look around."""
MARGIN_TILES = 1
"""Tiles about the events at each zoom."""
_IMAGES = {1: "", 2: "image/png", 3: "image/jpeg", 4: "image/webp", 5: "image/avif"}
"""The tile types of the PMTiles specification that are pictures; 1 is vector tiles."""


@dataclass(frozen=True, slots=True)
class OnlineTiles:
    """Tiles from the web: their address, who is to be named, and from which origins the page loads."""

    url: str
    attribution: str
    origins: str


NAMED_TILES = {
    "osm": OnlineTiles(
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors',
        "https://tile.openstreetmap.org",
    )
}
_TILE_URL = re.compile(r"(https?)://((?:\{s\}\.)?)([A-Za-z0-9.-]+(?::\d{1,5})?)(/[^\s\"'<>`\\]*)")


def online_tiles(tiles: str, attribution: str = "") -> OnlineTiles:
    """Read a name (osm) or an address with {z}, {x} and {y}; raises UsageError for anything else.

    `attribution` is plain text; without it an address is credited by its host's name.
    """
    said = html.escape(attribution)
    if tiles in NAMED_TILES:
        named = NAMED_TILES[tiles]
        return OnlineTiles(named.url, said or named.attribution, named.origins)
    match = _TILE_URL.fullmatch(tiles)
    if match is None or not all(part in match[4] for part in ("{z}", "{x}", "{y}")):
        raise UsageError(
            f"tiles={tiles!r}: give {', '.join(NAMED_TILES)}, an http(s) address with {{z}}, {{x}} and {{y}}, "
            f"or a {SUFFIX} file"
        )
    scheme, sub, host, _ = match.groups()
    return OnlineTiles(tiles, said or f"Tiles: {host}", f"{scheme}://{'*.' if sub else ''}{host}")


def tile_layer(tiles: OnlineTiles) -> TileLayer:
    """Return online tiles as a folium layer; what they do not cover shows the basemap below."""
    return TileLayer(tiles=tiles.url, attr=tiles.attribution, max_zoom=ONLINE_MAX_ZOOM, control=False)


class EmbeddedTiles(MacroElement):
    """Draw the picture tiles of a .pmtiles file about some events (None: of its first zooms), from the page itself.

    Raises UsageError for a file that is not there, InputError for one that holds no pictures.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        Dateline.island({{ this.island_id|tojson }}, function (data) {
            Dateline.addTiles({{ this._parent.get_name() }}, data);
        });
        {% endmacro %}
        """
    )

    def __init__(self, path: Path, events: Iterable[Event] | None, *, attribution: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types here
        self._name = "EmbeddedTiles"
        self._payload, self.max_zoom = read_tiles(path, events, attribution=attribution)

    @property
    def island_id(self) -> str:
        """The id of the element that holds the tiles."""
        return f"{self.get_name()}_data"

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's own plugins
        """Put the tiles and the call into the figure."""
        figure_of(self).html.add_child(island(self.island_id, self._payload), name=self.island_id)
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium has no types here


def read_tiles(path: Path, events: Iterable[Event] | None, *, attribution: str = "") -> tuple[str, int]:
    """Return the tiles about the events as JSON, and the deepest zoom that they reach."""
    try:
        with path.open("rb") as file:
            reader = _reader(file)
            header = _header(reader, path)
            mime = _mime(header, path)
            points = None if events is None else [(event.location.lat, event.location.lon) for event in events]
            tiles, reached = _pictures(reader, points, int(header["min_zoom"]), int(header["max_zoom"]))
            said = attribution or str(reader.metadata().get("attribution") or "")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from error
    names = list(tiles)
    body = {
        "mime": dump_text(mime),
        "min_zoom": str(int(header["min_zoom"])),
        "max_zoom": str(reached),
        "attribution": dump_text(_plain(said)),
        "names": dump_text(names),
        "tiles": dump_text([tiles[name] for name in names]),
    }
    return "{" + ",".join(f'"{name}":{part}' for name, part in body.items()) + "}", reached


def _mime(header: Mapping[str, Any], path: Path) -> str:
    mime = _IMAGES.get(int(header["tile_type"].value), "")
    if not mime:
        raise InputError(
            "holds vector tiles; the page can show pictures only. Make a raster one (PNG, JPEG, WebP)",
            origin=str(path),
        )
    return mime


def _pictures(
    reader: Any, points: Sequence[tuple[float, float]] | None, least: int, most: int
) -> tuple[dict[str, str], int]:
    """Return the tiles about some points, by zoom and place, and the deepest zoom that fits into a page."""
    tiles: dict[str, str] = {}
    reached, size = least, 0
    for zoom in range(least, most + 1):
        found = [(f"{zoom}/{x}/{y}", reader.get(zoom, x, y)) for x, y in tiles_about(points, zoom)]
        pictures = {name: base64.b64encode(data).decode() for name, data in found if data}
        size += sum(map(len, pictures.values()))
        if size > EMBEDDED_BYTES:
            break
        tiles |= pictures
        reached = zoom
    return tiles, reached


def _reader(file: BinaryIO) -> Any:
    """Return pmtiles' reader of an open file; the library publishes no types."""
    module: Any = import_module("pmtiles.reader")
    return module.Reader(module.MmapSource(file))


def _header(reader: Any, path: Path) -> dict[str, Any]:
    """Return the header; the library raises errors of many kinds for what is no such file."""
    try:
        header: dict[str, Any] = reader.header()
    except Exception as error:
        raise InputError(f"not a {SUFFIX} file of version 3 ({error})", origin=str(path)) from error
    return header


def _plain(markup: str) -> str:
    """Return the words of an attribution that may come as HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))[:300]


def tiles_about(points: Sequence[tuple[float, float]] | None, zoom: int) -> Iterator[tuple[int, int]]:
    """Yield the (x, y) of the tiles at a zoom that hold some (lat, lon), and those beside them; None: of all, early."""
    side = 1 << zoom
    if points is None:
        yield from ((x, y) for x in range(side) for y in range(side) if zoom <= WHOLE_ZOOM)
        return
    found: set[tuple[int, int]] = set()
    for lat, lon in points:
        x = int((lon + 180.0) / 360.0 * side)
        bounded = math.radians(max(-85.05, min(85.05, lat)))
        y = int((1.0 - math.asinh(math.tan(bounded)) / math.pi) / 2.0 * side)
        reach = range(-MARGIN_TILES, MARGIN_TILES + 1)
        found.update(((x + dx) % side, y + dy) for dx in reach for dy in reach if 0 <= y + dy < side)
    yield from sorted(found)
