"""Distances on the globe."""

from __future__ import annotations

import math

EARTH_KM = 6371.0088
_DEGREE_KM = math.pi * EARTH_KM / 180


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance in km between two points (lat, lon) in degrees."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def box_about(lat: float, lon: float, radius_km: float) -> tuple[float, float, float, float]:
    """Return (south, north, west, east) in degrees of a box that holds a circle; west may be under -180."""
    height = radius_km / _DEGREE_KM
    south, north = lat - height, lat + height
    if south <= -90 or north >= 90:
        return south, north, -180.0, 180.0
    width = height / max(0.01, math.cos(math.radians(max(abs(south), abs(north)))))
    return south, north, lon - width, lon + width
