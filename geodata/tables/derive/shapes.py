"""Measure shapes and clouds of points on the sphere: centres, areas and radii."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely.affinity
from shapely.geometry.base import BaseGeometry

KM_PER_DEGREE = 111.195


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two (lat, lon)."""
    p, q = math.radians(a[0]), math.radians(b[0])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def area_km2(shape: BaseGeometry) -> float:
    """Return the area of a shape in degrees, by the cosine of its middle latitude."""
    return float(sum(
        part.area * KM_PER_DEGREE**2 * math.cos(math.radians(part.centroid.y))
        for part in shapely.get_parts(shape)
    ))  # fmt: skip


def unwrapped(shape: BaseGeometry) -> BaseGeometry:
    """Move what lies west of the antimeridian by a turn when a shape spans more than half the globe."""
    west, _, east, _ = shape.bounds
    if east - west <= 180:
        return shape
    return shapely.MultiPolygon([
        shapely.affinity.translate(part, 360.0) if part.centroid.x < 0 else part
        for part in shapely.get_parts(shape)
    ])  # fmt: skip


def label_point(shape: BaseGeometry) -> tuple[float, float]:
    """Return (lat, lon) of the centroid, or of a point inside when the centroid lies outside of the hull."""
    shape = unwrapped(shape)
    point = shape.centroid
    if not shapely.convex_hull(shape).contains(point):
        point = shape.representative_point()
    lon = point.x - 360 if point.x > 180 else point.x
    return round(point.y, 4), round(lon, 4)


def radius_km(shape: BaseGeometry) -> int:
    """Return the radius of a circle of one and a half times the area: it holds most of a compact shape."""
    return max(1, round(math.sqrt(1.5 * area_km2(shape) / math.pi)))


def centre(points: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Return the weighted centre (lat, lon) of (lat, lon, weight)."""
    x = y = z = 0.0
    for lat, lon, weight in points:
        p, q = math.radians(lat), math.radians(lon)
        x += weight * math.cos(p) * math.cos(q)
        y += weight * math.cos(p) * math.sin(q)
        z += weight * math.sin(p)
    return round(math.degrees(math.atan2(z, math.hypot(x, y))), 4), round(math.degrees(math.atan2(y, x)), 4)


def spread_km(middle: tuple[float, float], points: Sequence[tuple[float, float, float]], *, least: int) -> int:
    """Return the distance within which nine tenths of the points lie."""
    distances = sorted(distance_km(middle, (lat, lon)) for lat, lon, _ in points)
    return max(least, round(distances[int(0.9 * (len(distances) - 1))]))


def geopackage_shapes(path: Path, table: str) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Yield the attributes and the geometry of a GeoPackage's features."""
    if not table.isidentifier():
        raise SystemExit(f"{table!r} is no table name")
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        for row in database.execute(f'select * from "{table}"'):
            blob: bytes = row["geom"]
            envelope = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
            yield {k: row[k] for k in row.keys() if k != "geom"}, shapely.from_wkb(blob[8 + envelope :])  # noqa: SIM118
