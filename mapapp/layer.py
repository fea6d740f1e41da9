"""EventLayer: events on any folium map, `EventLayer(events).add_to(m)`.

Article text travels only as JSON in an element that no browser runs and no template sees:
folium parses the text of its own popups, tooltips and names as Jinja and as JavaScript.
The scripts are data addresses, so that the layer works offline and needs nothing but Leaflet.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, get_args

from branca.element import Element, Figure, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geodata.errors import UnknownName, UsageError
from geodata.model import Event
from mapapp.encoding import encode_events

ASSETS = Path(__file__).with_name("assets")
SCRIPTS = (
    "words.js", "store.js", "basemap.js", "marks.js", "layer.js", "popup.js", "list.js", "timeline.js", "legend.js",
    "download.js", "address.js", "controls.js", "main.js",
)  # fmt: skip
STYLES = ("dateline.css",)

Controls = Literal["full", "none"]
Theme = Literal["auto", "light", "dark"]


@functools.cache
def script_text() -> str:
    """Return all of the layer's JavaScript, in order."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in SCRIPTS if (ASSETS / name).exists())


@functools.cache
def style_text() -> str:
    """Return the layer's CSS."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in STYLES)


def data_url(text: str, mime: str) -> str:
    """Return a text as an address that holds all of it."""
    return f"data:{mime};base64,{base64.b64encode(text.encode()).decode()}"


class Raw(Element):
    """HTML that is written as it is: no template engine ever reads it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


def island(element_id: str, json_text: str) -> Raw:
    """Return escaped JSON as an element that the page can read and the browser never runs."""
    return Raw(f'<script type="application/json" id="{element_id}">{json_text}</script>')


def figure_of(element: Element) -> Figure:
    """Return the figure that an element stands in; raises UsageError when it is on no map."""
    root = element.get_root()
    if not isinstance(root, Figure):
        raise UsageError(f"{element.get_name()} is on no map yet: call .add_to(map) first")
    return root


class EventLayer(JSCSSMixin, MacroElement):
    """Show events as one canvas with clusters, popups, and (with `controls="full"`) filters, list and time.

    `title` and `subtitle` head the panel of controls.  `fit` shows all events at first, `address`
    keeps the view and the filters in the page's address.  Raises UsageError naming the event
    whose coordinates are not on the map.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        Dateline.mount({{ this._parent.get_name() }}, Dateline.island({{ this.island_id|tojson }}),
            {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        events: Iterable[Event],
        *,
        title: str = "",
        subtitle: str = "",
        controls: Controls = "full",
        theme: Theme = "auto",
        fit: bool = True,
        address: bool = False,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "EventLayer"
        self.options = {
            "controls": _known("controls", controls, get_args(Controls)),
            "theme": _known("theme", theme, get_args(Theme)),
            "fit": fit,
            "address": address,
        }
        self.default_js = [("dateline_js", data_url(script_text(), "text/javascript"))]
        self.default_css = [("dateline_css", data_url(style_text(), "text/css"))]
        self._payload = encode_events(events, title=title, subtitle=subtitle)

    @property
    def island_id(self) -> str:
        """The id of the element that holds the data."""
        return f"{self.get_name()}_data"

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's own plugins
        """Put the data, the scripts and the call into the figure."""
        figure_of(self).html.add_child(island(self.island_id, self._payload), name=self.island_id)
        super().render(**kwargs)  # type: ignore[no-untyped-call]


def _known(kind: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise UnknownName(kind, value, known)
    return value
