"""Any geocoder of geopy, by name, behind Dateline's port; only when the user has allowed it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from geopy import exc
from geopy.adapters import get_retry_after
from geopy.geocoders import SERVICE_TO_GEOCODER
from geopy.location import Location

from geodata.errors import GeocodingError, UnknownName, UsageError
from geodata.model import Place
from geodata.places.gazetteer.geometry import distance_km
from geodata.places.geocoders.keys import redacted
from geodata.places.geocoders.port import MAX_QUERY, Answer, Scope
from geodata.places.geocoders.transport import BoundedAdapter
from geodata.places.providers import terms_of

Near = tuple[float, float] | None

ANSWERS = "1"
"""Raise it when questions are put, or answers read, in a way that makes earlier answers wrong."""
LARGEST_KM = 20_100.0
"""Half of the way around the Earth; nothing has a larger radius."""
TIMEOUT = 10.0
"""Seconds in which a provider must send something, unless the options say otherwise."""


def _nominatim_arguments(near: Near, country: str) -> dict[str, object]:
    arguments: dict[str, object] = {"addressdetails": True, "limit": 10, "language": "en"}
    if country:
        arguments["country_codes"] = country.lower()
    if near:
        lat, lon = near
        arguments["viewbox"] = [(max(lat - 1, -90), max(lon - 1, -180)), (min(lat + 1, 90), min(lon + 1, 180))]
    return arguments


def _photon_arguments(near: Near, country: str) -> dict[str, object]:
    return {"limit": 10, "language": "en"} | ({"location_bias": near} if near else {})


_ARGUMENTS: Mapping[str, Callable[[Near, str], dict[str, object]]] = {
    "nominatim": _nominatim_arguments,
    "photon": _photon_arguments,
}
"""How context becomes arguments of a geocoder; others are asked for the query alone."""

_MESSAGES: tuple[tuple[type[Exception], str, bool], ...] = (
    (exc.GeocoderRateLimited, "too many requests; wait before asking again", True),
    (exc.GeocoderQuotaExceeded, "the quota is used up", False),
    (exc.GeocoderAuthenticationFailure, "the key was not accepted", False),
    (exc.GeocoderInsufficientPrivileges, "the key may not do this, or the user agent is blocked", False),
    (exc.GeocoderQueryError, "the request was not accepted", False),
    (exc.GeocoderTimedOut, "no answer in time", True),
    (exc.GeocoderUnavailable, "cannot be reached", True),
    (exc.GeocoderParseError, "the answer could not be understood", False),
    (exc.GeopyError, "failed", True),
)
"""What geopy raises: in our words, and whether asking again may help."""


class GeopyProvider:
    """A geocoder of geopy as Dateline's port; it asks at once, see `PoliteGeocoder` for pauses and budgets."""

    online = True

    def __init__(self, service: str, *, allowed: bool = False, **options: Any) -> None:
        """Make the geocoder that geopy calls `service`, with its own options (user_agent, api_key, domain …).

        Raises UnknownName for a service that geopy does not have, and UsageError unless `allowed`: names of
        places leave the machine only when somebody said so.
        """
        if service.lower() not in SERVICE_TO_GEOCODER:
            raise UnknownName("geocoder", service, ["gazetteer", *SERVICE_TO_GEOCODER])
        self.name = service.lower()
        if not allowed:
            raise UsageError(f"{self.name} sends names of places to another machine, which has not been allowed")
        try:
            make: Callable[..., Any] = SERVICE_TO_GEOCODER[self.name]
            self._geocoder = make(**{"timeout": TIMEOUT, "adapter_factory": BoundedAdapter} | options)
        except (exc.ConfigurationError, TypeError) as error:
            raise UsageError(f"{self.name} is not set up rightly: {redacted(str(error))}") from error
        # A newer geopy is no reason to ask everything again.
        self.version = f"{ANSWERS} {getattr(self._geocoder, 'domain', '')}".strip()
        self.licence = terms_of(self.name).licence
        self._ask: Callable[..., Any] = self._geocoder.geocode

    def geocode(self, query: str, *, near: Near = None, country: str = "", scope: Scope | None = None) -> list[Place]:
        """Return the places of a query, the likeliest first; raises GeocodingError."""
        return list(self.answer(query, near=near, country=country, scope=scope).places)

    def answer(self, query: str, *, near: Near = None, country: str = "", scope: Scope | None = None) -> Answer:
        """Return the places of a query and what the provider said; raises GeocodingError."""
        if not query.strip() or len(query) > MAX_QUERY:
            return Answer(())
        arguments = _ARGUMENTS.get(self.name)
        extra = arguments(near, country) if arguments else {}
        try:
            found = self._ask(query, exactly_one=False, **extra)
        except exc.GeopyError as error:
            raise self._translated(error) from error
        except Exception as error:  # geopy lets errors of odd answers through: KeyError, TypeError, ValueError …
            raise GeocodingError(f"{self.name}: the answer could not be understood ({type(error).__name__})") from error
        locations = [location for location in found or () if location is not None]
        raw = _text(json.dumps([location.raw for location in locations], ensure_ascii=False, default=str))
        return Answer(tuple(self._place(location) for location in locations), raw)

    def _translated(self, error: exc.GeopyError) -> GeocodingError:
        said, temporary = next((words, again) for kind, words, again in _MESSAGES if isinstance(error, kind))
        wait = _retry_after(error)
        message = f"{self.name}: {said} ({redacted(str(error))[:200]})" + (
            f"; it asks to wait {wait} s" if wait else ""
        )
        return GeocodingError(
            message,
            temporary=temporary,
            retry_after=float(wait),
            about_query=isinstance(error, exc.GeocoderQueryError),
        )

    def _place(self, location: Location) -> Place:
        lat, lon = _raw_point(location) or (location.latitude, location.longitude)
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise GeocodingError(f"{self.name}: coordinates out of range: {lat}, {lon}")
        return place_of(location, self.name)


def _retry_after(error: exc.GeopyError) -> int:
    """Return the seconds that a provider asks to wait, 0 when it does not; geopy itself looks only at status 429."""
    headers = getattr(error.__cause__, "headers", None)
    return getattr(error, "retry_after", None) or (get_retry_after(headers) if headers else None) or 0


_FEATURES: Mapping[str, tuple[str, str]] = {
    "country": ("A", "PCLI"),
    "state": ("A", "ADM1"),
    "province": ("A", "ADM1"),
    "region": ("A", "ADM1"),
    "county": ("A", "ADM2"),
    "state_district": ("A", "ADM2"),
    "district": ("A", "ADM2"),
    "municipality": ("A", "ADM3"),
    "city": ("P", "PPL"),
    "town": ("P", "PPL"),
    "village": ("P", "PPL"),
    "hamlet": ("P", "PPL"),
    "locality": ("P", "PPL"),
    "suburb": ("P", "PPLX"),
    "neighbourhood": ("P", "PPLX"),
    "quarter": ("P", "PPLX"),
    "street": ("R", "ST"),
    "road": ("R", "ST"),
    "river": ("H", "STM"),
    "lake": ("H", "LK"),
    "sea": ("H", "SEA"),
    "island": ("T", "ISL"),
    "mountain": ("T", "MT"),
    "peak": ("T", "PK"),
}
"""What Nominatim (`addresstype`) and Photon (`type`) call things, as GeoNames' feature class and code."""


def place_of(location: Location, provider: str) -> Place:
    """Return a geopy location as a place, with what Nominatim and Photon say about country, state and kind."""
    raw = _mapping(location.raw)
    facts = _mapping(raw.get("properties")) or raw
    address = _mapping(raw.get("address")) or facts
    kind = str(raw.get("addresstype") or facts.get("type") or raw.get("type") or "")
    feature_class, feature_code = _FEATURES.get(kind, ("S", ""))
    name = _name(facts.get("name") or location.address.partition(",")[0])
    return Place(
        name=name,
        lat=location.latitude,
        lon=location.longitude,
        country=_country(address.get("country_code") or address.get("countrycode")),
        admin1=_name(address.get("state") or ""),
        admin2=_name(address.get("county") or ""),
        feature_class=feature_class,
        feature_code=feature_code,
        radius_km=_radius(raw.get("boundingbox")),
        matched_name=name,
        provider=provider,
    )


def _raw_point(location: Location) -> tuple[float, float] | None:
    """Return the point as the provider wrote it: geopy wraps a longitude of 400 to 40."""
    raw = _mapping(location.raw)
    try:
        if "lat" in raw and "lon" in raw:
            return float(raw["lat"]), float(raw["lon"])
        lon, lat = _mapping(raw.get("geometry"))["coordinates"]
        return float(lat), float(lon)
    except (KeyError, TypeError, ValueError):
        return None


def _name(value: object) -> str:
    """Return a value as a name of bearable length."""
    return " ".join(_text(value)[:MAX_QUERY].split())


def _country(value: object) -> str:
    """Return a value as a country's code of two letters, "" when it is none."""
    code = str(value).upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _text(value: object) -> str:
    """Return a value as text that UTF-8 can hold; JSON can spell halves of characters."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _radius(box: Any) -> float:
    """Return half the diagonal in km of Nominatim's box (south, north, west, east), 0 for none."""
    try:
        south, north, west, east = map(float, box)
        radius = distance_km((south, west), (north, east)) / 2
    except (TypeError, ValueError):
        return 0.0
    return round(radius, 2) if radius < LARGEST_KM else 0.0  # not for NaN either
