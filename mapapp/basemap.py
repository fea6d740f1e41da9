"""The ground of the map: countries, divisions, water and cities, in the page itself."""

from __future__ import annotations

from typing import Any

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from mapapp.islands import ASSETS, Encoding, data_url, figure_of, island, script_text, style_text

OFFLINE_MAX_ZOOM = 13


class Basemap(JSCSSMixin, MacroElement):
    """Draw countries, divisions, lakes, rivers and cities from the file beside this module.

    The data are Natural Earth's (public domain) and GeoNames' (CC BY 4.0); how they were
    derived is in `assets/derive_basemap.py`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        Dateline.island({{ this.island_id|tojson }}, function (data) {
            Dateline.addBasemap({{ this._parent.get_name() }}, data);
        });
        {% endmacro %}
        """
    )

    def __init__(self, *, encoding: Encoding = "web") -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types here
        self._name = "Basemap"
        self._encoding = encoding
        self.default_js = [("dateline_js", data_url(script_text(), "text/javascript"))]
        self.default_css = [("dateline_css", data_url(style_text(), "text/css"))]

    @property
    def island_id(self) -> str:
        """The id of the element that holds the lines and names."""
        return f"{self.get_name()}_data"

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's own plugins
        """Put the lines and names and the call into the figure."""
        text = (ASSETS / "basemap.json").read_text(encoding="utf-8").strip()
        figure_of(self).html.add_child(island(self.island_id, text, self._encoding), name=self.island_id)
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium has no types here
