"""Dateline's map side: the event layer for folium, the one-file export, the dashboard, the command line.

from mapapp import EventLayer, export_html
export_html(events, "map.html", title="The week", since="2026-02-20", types="conflict,flood")
"""

from mapapp.layer import EventLayer
from mapapp.page import build_map, export_html

__all__ = ["EventLayer", "build_map", "export_html"]
