"""Dateline's data side: from news text to events with place, date, casualties and evidence.

    source → Article → [Mention] → [Place] candidates (cached) → Resolution per mention → [Event] → EventStore

    from geodata import build_pipeline, load_settings, open_inputs
    settings = load_settings()
    for result in build_pipeline(settings).run(open_inputs(settings, ["article.txt"])):
        print(result.article.title, result.events)

Names are loaded when they are first used, so that reading a value costs no language model.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "geodata.model": (
        "Actor",
        "Article",
        "Candidate",
        "Casualties",
        "Confidence",
        "Count",
        "Event",
        "Location",
        "Mention",
        "Place",
        "Resolution",
        "Source",
        "Span",
        "When",
    ),
    "geodata.taxonomy": ("CATEGORIES", "EVENT_TYPES", "EventType", "category_of"),
    "geodata.errors": (
        "DatelineError",
        "ExportError",
        "GazetteerError",
        "GeocodingError",
        "InputError",
        "StoreError",
        "UsageError",
    ),
    "geodata.settings": ("Settings", "load_settings"),
    "geodata.build": (
        "build_pipeline",
        "ensure_gazetteer",
        "merge_events",
        "open_gazetteer",
        "open_inputs",
        "open_store",
    ),
    "geodata.pipeline": ("Pipeline", "Result"),
    "geodata.store": ("EventStore",),
    "geodata.exports": ("to_geojson", "write"),
    "geodata.geoframes": ("to_geodataframe",),
    "geodata.dictionary": ("data_dictionary",),
    "geodata.records": ("article_line", "event_to_record"),
    "geodata.places.gazetteer": ("Gazetteer",),
    "geodata.places.geocoders": ("CachedGeocoder", "GazetteerGeocoder", "Geocoder"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'geodata' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
