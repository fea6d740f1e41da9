"""The ground of the map: an embedded offline basemap, and online tiles over it by choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.raster_layers import TileLayer
from folium.template import Template

from geodata.errors import UsageError
from mapapp.layer import ASSETS, data_url, figure_of, island, script_text, style_text

OFFLINE_MAX_ZOOM = 13
ONLINE_MAX_ZOOM = 19


class Basemap(JSCSSMixin, MacroElement):
    """Draw countries, divisions, lakes, rivers and cities from the file beside this module.

    The data are Natural Earth's (public domain) and GeoNames' (CC BY 4.0); how they were
    derived is in `assets/derive_basemap.py`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        Dateline.addBasemap({{ this._parent.get_name() }}, Dateline.island({{ this.island_id|tojson }}));
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Basemap"
        self.default_js = [("dateline_js", data_url(script_text(), "text/javascript"))]
        self.default_css = [("dateline_css", data_url(style_text(), "text/css"))]

    @property
    def island_id(self) -> str:
        """The id of the element that holds the lines and names."""
        return f"{self.get_name()}_data"

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's own plugins
        """Put the lines and names and the call into the figure."""
        text = (ASSETS / "basemap.json").read_text(encoding="utf-8").strip()
        figure_of(self).html.add_child(island(self.island_id, text), name=self.island_id)
        super().render(**kwargs)  # type: ignore[no-untyped-call]


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


def online_tiles(tiles: str) -> OnlineTiles:
    """Read a name (osm) or an address with {z}, {x} and {y}; raises UsageError for anything else."""
    if tiles in NAMED_TILES:
        return NAMED_TILES[tiles]
    match = _TILE_URL.fullmatch(tiles)
    if match is None or not all(part in match[4] for part in ("{z}", "{x}", "{y}")):
        raise UsageError(
            f"tiles={tiles!r}: give {', '.join(NAMED_TILES)} or an http(s) address with {{z}}, {{x}} and {{y}}"
        )
    scheme, sub, host, _ = match.groups()
    return OnlineTiles(tiles, "", f"{scheme}://{'*.' if sub else ''}{host}")


def tile_layer(tiles: OnlineTiles) -> TileLayer:
    """Return online tiles as a folium layer; what they do not cover shows the basemap below."""
    return TileLayer(tiles=tiles.url, attr=tiles.attribution or " ", max_zoom=ONLINE_MAX_ZOOM, control=False)
