"""Several geocoders as one, asked in order."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.errors import GeocodingError, UsageError
from geodata.model import Place
from geodata.places.geocoders.port import Geocoder, Scope


class ChainGeocoder:
    """Asks one geocoder after another until one knows the place.

    Give each online one its own `CachedGeocoder`, so that its answers are kept under its own name and terms.
    """

    def __init__(self, geocoders: Sequence[Geocoder]) -> None:
        """Chain geocoders, the first asked first; raises UsageError when there is none."""
        if not geocoders:
            raise UsageError("no geocoder is configured")
        self.geocoders = tuple(geocoders)
        self.name = ",".join(geocoder.name for geocoder in geocoders)
        self.version = " | ".join(geocoder.version for geocoder in geocoders)
        self.licence = "; ".join(dict.fromkeys(geocoder.licence for geocoder in geocoders))
        self.online = any(geocoder.online for geocoder in geocoders)

    def geocode(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Scope | None = None,
    ) -> list[Place]:
        """Return the places of the first geocoder that knows any.

        One that fails is passed over; when no other knows the place, its GeocodingError is raised, since it
        might have.
        """
        failure: GeocodingError | None = None
        for geocoder in self.geocoders:
            try:
                places = geocoder.geocode(query, near=near, country=country, scope=scope)
            except GeocodingError as error:
                failure = failure or error
                continue
            if places:
                return places
        if failure is not None:
            raise failure
        return []
