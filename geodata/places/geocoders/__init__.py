"""Geocoders: from a name to places.

    provider = GazetteerProvider(Gazetteer(settings.gazetteer_path))
    geocoder = CachedGeocoder(provider, settings.cache_path)
    geocoder.geocode("Tapalpa, Jalisco, Mexico")        → [Place], the likeliest first; [] when it is not known

Dateline asks through the port `Geocoder` (port.py).  `GazetteerProvider` answers offline; `GeopyProvider` makes the
port of any class of geopy.geocoders, once the user has allowed it; `CachedGeocoder` wraps either, and
`ChainGeocoder` asks several in order.
`GazetteerGeocoder` is the gazetteer as a geopy class, for code that already uses geopy.

How to add a geocoder
---------------------
- A web service: nothing to write if geopy has it; `GeopyProvider("opencage", allowed=True, api_key=…)`.  If it takes
  context (country, a point to prefer), say how in `_ARGUMENTS` of online.py; its licence goes into `_LICENCES`.
- One of your own: a class with `name`, `version`, `licence`, `online` and `geocode` as in port.py.  Return [] for what
  it does not know, raise GeocodingError when it could not find out, and translate foreign errors there.  Add it to
  tests/contract/test_geocoders.py as a subclass of the contract: three lines.
"""

from geodata.places.geocoders.cache import CachedGeocoder
from geodata.places.geocoders.chain import ChainGeocoder
from geodata.places.geocoders.offline import GazetteerGeocoder, GazetteerProvider
from geodata.places.geocoders.online import GeopyProvider
from geodata.places.geocoders.port import Answer, Geocoder, RawGeocoder, Scope

__all__ = [
    "Answer",
    "CachedGeocoder",
    "ChainGeocoder",
    "GazetteerGeocoder",
    "GazetteerProvider",
    "Geocoder",
    "GeopyProvider",
    "RawGeocoder",
    "Scope",
]
