"""Distances and bearings on the sphere, and which place holds which."""

from __future__ import annotations

import math

from geodata.model import Place

EARTH_KM = 6371.0088


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two (lat, lon) points in km."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def moved(point: tuple[float, float], bearing: float, km: float) -> tuple[float, float]:
    """Return the point `km` away in a direction (degrees clockwise from north)."""
    lat, lon, course, arc = math.radians(point[0]), math.radians(point[1]), math.radians(bearing), km / EARTH_KM
    lat2 = math.asin(math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(course))
    east = math.atan2(math.sin(course) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * math.sin(lat2))
    return math.degrees(lat2), (math.degrees(lon + east) + 540) % 360 - 180


def apart_km(a: Place, b: Place) -> float:
    """Return the distance of two places' points in km."""
    return distance_km((a.lat, a.lon), (b.lat, b.lon))


def holds(area: Place, place: Place) -> bool:
    """Tell whether an area holds another place, by codes where both have them, else by radius."""
    if area == place:
        return False
    if is_country(area):
        return area.country == place.country and not is_country(place)
    if area.feature_code == "ADM1":
        return (area.country, area.admin1_code) == (place.country, place.admin1_code) and place.feature_code != "ADM1"
    if area.radius_km <= 0 or area.radius_km < place.radius_km:
        return False
    same_country = not area.country or not place.country or area.country == place.country
    return same_country and apart_km(area, place) <= area.radius_km * 1.3 + 5


def is_country(place: Place) -> bool:
    """Tell whether a place is a country or territory of its own."""
    return place.feature_class == "A" and place.feature_code.startswith(("PCL", "TERR"))
