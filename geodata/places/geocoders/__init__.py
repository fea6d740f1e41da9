"""Geocoders: from a name to places.

    provider = GazetteerProvider(Gazetteer(settings.gazetteer_path))
    geocoder = CachedGeocoder(provider, settings.cache_path)
    geocoder.geocode("Tapalpa, Jalisco, Mexico")        → [Place], the likeliest first; [] when it is not known

Dateline asks through the port `Geocoder` (port.py).  `GazetteerProvider` answers offline; `GeopyProvider` makes the
port of any class of geopy.geocoders, once the user has allowed it, and `PoliteGeocoder` keeps it to its provider's
terms, with the `Ledger` that all processes share.  `CachedGeocoder` wraps any of them, `ChainGeocoder` asks several in
order, and `LayeredGeocoder` is the gazetteer with the online ones of the settings behind it (`open_online`).
`GazetteerGeocoder` is the gazetteer as a geopy class, for code that already uses geopy.

How to add a geocoder
---------------------
- A web service: nothing to write if geopy has it; name it in DATELINE_GEOCODERS.  Its terms (pauses, budgets, how long
  an answer may be kept, licence) are a row of places/providers.csv; if it takes context (country, a point to prefer),
  say how in `_ARGUMENTS` of online.py.
- One of your own: a class with `name`, `version`, `licence`, `online` and `geocode` as in port.py.  Return [] for what
  it does not know, raise GeocodingError when it could not find out, and translate foreign errors there.  Add it to
  tests/contract/test_geocoders.py as a subclass of the contract: three lines.
"""

from geodata.places.geocoders.cache import CachedGeocoder
from geodata.places.geocoders.cachefile import CacheFile
from geodata.places.geocoders.chain import ChainGeocoder
from geodata.places.geocoders.configured import online_names, open_online
from geodata.places.geocoders.exchange import export_answers, import_answers
from geodata.places.geocoders.layers import Cost, Estimate, LayeredGeocoder
from geodata.places.geocoders.ledger import Ledger, spending
from geodata.places.geocoders.offline import GazetteerGeocoder, GazetteerProvider
from geodata.places.geocoders.online import GeopyProvider
from geodata.places.geocoders.permit import Permit
from geodata.places.geocoders.polite import PoliteGeocoder
from geodata.places.geocoders.port import Answer, Geocoder, Question, RawGeocoder, Scope

__all__ = [
    "Answer",
    "CacheFile",
    "CachedGeocoder",
    "ChainGeocoder",
    "Cost",
    "Estimate",
    "GazetteerGeocoder",
    "GazetteerProvider",
    "Geocoder",
    "GeopyProvider",
    "LayeredGeocoder",
    "Ledger",
    "Permit",
    "PoliteGeocoder",
    "Question",
    "RawGeocoder",
    "Scope",
    "export_answers",
    "import_answers",
    "online_names",
    "open_online",
    "spending",
]
