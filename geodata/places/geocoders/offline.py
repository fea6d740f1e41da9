"""The gazetteer as a geocoder: as Dateline's port, and as a class of geopy for anybody's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.geocoders.base import Geocoder as GeopyGeocoder
from geopy.location import Location
from geopy.point import Point

from geodata.model import Place
from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders.port import MAX_QUERY, Scope

LICENCE = "GeoNames (geonames.org), CC BY 4.0"


class GazetteerProvider:
    """Answers from the gazetteer file; never asks another machine."""

    name = "gazetteer"
    licence = LICENCE
    online = False

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.version = gazetteer.digest

    def geocode(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Scope | None = None,
    ) -> list[Place]:
        """Return the places of "Tapalpa" or "Tapalpa, Jalisco, Mexico"; with `scope`, of names a letter or two off."""
        if scope is not None:
            return self.gazetteer.correct(query, scope=scope, near=near)
        return search(self.gazetteer, query, near=near, country=country)


def search(
    gazetteer: Gazetteer, query: str, *, near: tuple[float, float] | None = None, country: str = "", limit: int = 50
) -> list[Place]:
    """Return the places that a query means; what stands behind commas are divisions and countries that hold it.

    A part that the gazetteer does not know is passed over as long as another one is known.
    """
    if len(query) > MAX_QUERY:
        return []
    name, *containers = (part.strip() for part in query.split(","))
    containers = [part for part in containers if part]
    if not name:
        return []
    if not containers:
        return gazetteer.lookup(name, country=country, near=near, limit=limit)
    # "Washington, D.C." is a name of its own.
    whole = gazetteer.lookup(query, country=country, near=near, limit=limit)
    if whole:
        return whole
    known = [areas for areas in (_areas(gazetteer, part) for part in containers) if areas]
    if not known:
        return []
    places = gazetteer.lookup(name, country=country, near=near, limit=500)
    return [place for place in places if all(_inside(place, areas) for areas in known)][:limit]


def _areas(gazetteer: Gazetteer, name: str) -> list[Place]:
    """Return the countries and divisions that a name may mean."""
    by_code = gazetteer.country_of(name) if len(name) == 2 and name.isupper() else None
    areas = [place for place in gazetteer.lookup(name) if place.feature_class == "A"]
    return ([by_code] if by_code else []) + areas


def _inside(place: Place, areas: list[Place]) -> bool:
    return any(place.country == area.country and _division_holds(area, place) for area in areas if area != place)


def _division_holds(area: Place, place: Place) -> bool:
    if not area.admin1_code:
        return True
    # Towns carry no second-level code: their first-level division has to do.
    return area.admin1_code == place.admin1_code


class GazetteerGeocoder(GeopyGeocoder):  # type: ignore[misc]  # geopy has no type hints
    """The gazetteer as a geopy geocoder: works wherever geopy's own classes do, without network.

    `geocode` and `reverse` return a `geopy.Location` (a list of them with `exactly_one=False`), or None for a
    place that is not known; `Location.raw` holds the fields of `geodata.model.Place`.
    """

    def __init__(self, gazetteer: Gazetteer, *, timeout: Any = DEFAULT_SENTINEL) -> None:
        super().__init__(timeout=timeout)
        self.gazetteer = gazetteer

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int = 10,
        country_codes: str = "",
        fuzzy: bool = False,
        **_: object,
    ) -> Location | list[Location] | None:
        """Return the location of a name, "town, province, country", or {"city": …, "state": …, "country": …}.

        `timeout` and arguments of other geocoders are accepted and need nothing here.
        """
        text = _query_text(query)
        places = search(self.gazetteer, text, country=country_codes.upper(), limit=limit)
        if not places and fuzzy:
            places = self.gazetteer.lookup(text, country=country_codes.upper(), fuzzy=True, limit=limit)
        return _locations(places, exactly_one)

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL, limit: int = 10, **_: object
    ) -> Location | list[Location] | None:
        """Return the populated place nearest to a point: (lat, lon), "lat, lon", or a geopy Point."""
        try:
            point = query if isinstance(query, Point) else Point(query)
        except (ValueError, TypeError) as error:
            raise GeocoderQueryError(f"not a point: {query!r}") from error
        places = self.gazetteer.nearest(point.latitude, point.longitude, limit=1 if exactly_one else limit)
        return _locations(places, exactly_one)


def _query_text(query: str | Mapping[str, str]) -> str:
    if isinstance(query, str):
        return query
    if isinstance(query, Mapping):
        parts = (query.get(key) for key in ("street", "city", "county", "state", "country"))
        return ", ".join(str(part) for part in parts if part)
    raise GeocoderQueryError(f"a name is needed, not {type(query).__name__}")


def _locations(places: list[Place], exactly_one: bool) -> Location | list[Location] | None:
    if not places:
        return None
    locations = [Location(address_of(place), (place.lat, place.lon), asdict(place)) for place in places]
    return locations[0] if exactly_one else locations


def address_of(place: Place) -> str:
    """Return "Tapalpa, Jalisco, MX"."""
    parts = (place.name, place.admin2, place.admin1, place.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))
