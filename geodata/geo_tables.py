"""Rows of files that hold points with a geometry: GeoPackage, FlatGeobuf, GeoParquet.

A file is only given to GDAL when it begins as its ending says: by content alone, GDAL would open whatever it knows,
virtual files that name other files and addresses among them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from geodata.errors import InputError

Row = Mapping[str, Any]
ToDegrees = Callable[[float, float], tuple[float, float]]

GEO_SUFFIXES = frozenset({".gpkg", ".fgb"})
"""Endings of files that GDAL reads."""
WGS84 = "EPSG:4326"

_SIGNATURES: Mapping[str, tuple[int, tuple[bytes, ...]]] = {
    ".fgb": (0, (b"fgb\x03fgb",)),
    # In the header of the SQLite file, the application: GeoPackage 1.2 and later, 1.0, 1.1.
    ".gpkg": (68, (b"GPKG", b"GP10", b"GP11")),
}
_LAYER = "events"


def layer_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Yield (where it stands, row) of a GeoPackage or FlatGeobuf, with `lat` and `lon` in degrees WGS 84.

    Of several layers, the one called "events" is read, or else the first that has geometries.  Raises InputError
    when it is no such file.
    """
    from pyogrio import list_layers, open_arrow
    from pyogrio.errors import DataLayerError, DataSourceError

    _check_signature(path)
    try:
        layer = _layer([(name, kind) for name, kind in list_layers(path)], path)
        with open_arrow(path, layer=layer, use_pyarrow=True) as (meta, reader):
            geometry = meta["geometry_name"] or "wkb_geometry"
            yield from numbered(reader, geometry, meta["crs"], path)
    except (DataSourceError, DataLayerError) as error:
        raise InputError(f"not readable as {path.suffix[1:]}: {error}", origin=str(path)) from error


def _check_signature(path: Path) -> None:
    start, known = _SIGNATURES[path.suffix.lower()]
    with path.open("rb") as file:
        file.seek(start)
        head = file.read(max(map(len, known)))
    if head not in known:
        raise InputError(f"it does not begin as a {path.suffix.lower()} file does", origin=str(path))


def _layer(layers: list[tuple[str, str | None]], path: Path) -> str:
    placed = [name for name, kind in layers if kind is not None]
    if not placed:
        raise InputError("no layer with geometries", origin=str(path))
    return _LAYER if _LAYER in placed else placed[0]


def geometry_of(schema_metadata: Mapping[bytes, bytes] | None) -> tuple[str, Any] | None:
    """Return the geometry column of a GeoParquet file and its CRS; None for a Parquet file without one."""
    try:
        about = json.loads((schema_metadata or {})[b"geo"])
        column = about["primary_column"]
        facts = about["columns"][column]
        return (column, facts.get("crs", WGS84)) if facts["encoding"] == "WKB" else None
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def numbered(batches: Any, geometry: str, crs: Any, path: Path) -> Iterator[tuple[str, Row]]:
    """Yield (row number, row) of Arrow batches, with the WKB points of a column, if it has one, as `lat` and `lon`."""
    to_degrees = _transform(crs, path) if geometry else None
    number = 0
    for batch in batches:
        for row in batch.to_pylist():
            number += 1
            if to_degrees is not None:
                row.update(zip(("lon", "lat"), _degrees(row.pop(geometry, None), to_degrees), strict=True))
            yield f"row {number}", row


def _degrees(wkb: Any, to_degrees: ToDegrees) -> tuple[float, float] | tuple[None, None]:
    from shapely import Point, from_wkb
    from shapely.errors import GEOSException

    try:
        shape = from_wkb(wkb)
    except (GEOSException, TypeError):
        return None, None
    if not isinstance(shape, Point) or shape.is_empty:
        return None, None
    return to_degrees(shape.x, shape.y)


def _transform(crs: Any, path: Path) -> ToDegrees:
    """Return what makes degrees (longitude, latitude) of a point; no CRS at all is taken for degrees."""
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    try:
        given = CRS.from_user_input(crs or WGS84)
        if given.equals(CRS.from_user_input(WGS84), ignore_axis_order=True):
            return lambda x, y: (x, y)
        return cast(ToDegrees, Transformer.from_crs(given, WGS84, always_xy=True).transform)
    except CRSError as error:
        raise InputError(f"its coordinate system is not known: {error}", origin=str(path)) from error
