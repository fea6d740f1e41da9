"""EventLayer: events on any folium map, `EventLayer(events).add_to(m)`.

Article text travels only as JSON in an element that no browser runs and no template sees:
folium parses the text of its own popups, tooltips and names as Jinja and as JavaScript.
The scripts are data addresses, so that the layer works offline and needs nothing but Leaflet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geodata.model import Event
from mapapp.encoding import encode_events
from mapapp.islands import ENCODINGS, FALLBACK_LANGUAGE, Encoding, data_url, figure_of, island, known, script_text
from mapapp.islands import style_text as style_text

Controls = Literal["full", "time", "none"]
Theme = Literal["auto", "light", "dark"]


class EventLayer(JSCSSMixin, MacroElement):
    """Show events as one canvas with clusters, popups, and `controls`: filters, list and time, or the time alone.

    `title`, `subtitle` and `logo` (an image as a data address) head the panel of controls.  `fit` shows all events
    at first, `address` keeps the view and the filters in the page's address, `lang` chooses the words, also those
    of titles that the machine wrote.  Raises UsageError naming the event whose coordinates are not on the map.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        Dateline.island({{ this.island_id|tojson }}, function (data) {
            Dateline.mount({{ this._parent.get_name() }}, data, {{ this.options|tojavascript }});
        });
        {% endmacro %}
        """
    )

    def __init__(
        self,
        events: Iterable[Event],
        *,
        title: str = "",
        subtitle: str = "",
        logo: str = "",
        controls: Controls = "full",
        theme: Theme = "auto",
        fit: bool = True,
        address: bool = False,
        lang: str = FALLBACK_LANGUAGE,
        encoding: Encoding = "web",
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types here
        self._name = "EventLayer"
        self.options = {
            "controls": known("controls", controls, get_args(Controls)),
            "theme": known("theme", theme, get_args(Theme)),
            "fit": fit,
            "address": address,
        }
        self._encoding: Encoding = encoding
        known("encoding", encoding, ENCODINGS)
        self.default_js = [("dateline_js", data_url(script_text(lang), "text/javascript"))]
        self.default_css = [("dateline_css", data_url(style_text(), "text/css"))]
        self._payload = encode_events(events, title=title, subtitle=subtitle, logo=logo, lang=lang)

    @property
    def island_id(self) -> str:
        """The id of the element that holds the data."""
        return f"{self.get_name()}_data"

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's own plugins
        """Put the data, the scripts and the call into the figure."""
        data = island(self.island_id, self._payload, self._encoding)
        figure_of(self).html.add_child(data, name=self.island_id)
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium has no types here
