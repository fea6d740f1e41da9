"""Events as GeoPandas frames, and the formats that GeoPandas writes: GeoPackage, FlatGeobuf, GeoParquet.

GeoPandas is imported when it is first used: it costs half a second that no other command should wait for.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.column_names import Column
from geodata.column_sets import ColumnSet, column_set
from geodata.model import Event
from geodata.records import Record

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

CRS = "EPSG:4326"
LAYER = "events"
_DTYPES = {"text": "str", "integer": "Int64", "number": "float64"}


def to_geodataframe(events: Iterable[Event], *, columns: str = "dateline") -> GeoDataFrame:
    """Return the events as a GeoDataFrame of points (EPSG:4326), a row an event, with typed columns.

    Dates are datetime64 (NaT when not known), whole numbers Int64 (NA when not known).  `columns` is a
    set of columns: dateline, acled or ucdp; the data dictionary tells of each.  Raises UnknownName for another.
    """
    return frame_of(events, column_set(columns))


def frame_of(events: Iterable[Event], columns: ColumnSet) -> GeoDataFrame:
    """Return the events that a set of columns can hold as a GeoDataFrame of points."""
    from geopandas import GeoDataFrame, points_from_xy

    records = [record for _, record in columns.records(events)]
    data = {column.name: _series(column, records) for column in columns.columns}
    points = points_from_xy(
        [record[columns.lon] for record in records], [record[columns.lat] for record in records], crs=CRS
    )
    return GeoDataFrame(data, geometry=points)


def _series(column: Column, records: list[Record]) -> Any:
    import numpy as np
    import pandas as pd

    values = [record[column.name] for record in records]
    if column.type == "date":
        # Seconds, because nanoseconds end in 2262 and begin in 1677.
        days = np.array([value or "NaT" for value in values], dtype="datetime64[s]")
        return pd.Series(days)
    return pd.Series(values, dtype=_DTYPES[column.type])


def write_layer(events: Iterable[Event], columns: ColumnSet, path: Path, *, driver: str) -> None:
    """Write the events as a layer of points with one of GDAL's drivers; raises OSError when that fails."""
    from pyogrio.errors import DataLayerError, DataSourceError

    frame = _with_plain_dates(frame_of(events, columns), columns)
    try:
        # Arrow keeps dates as dates and whole numbers that may be missing as whole numbers.
        frame.to_file(path, engine="pyogrio", driver=driver, layer=LAYER, use_arrow=True, geometry_type="Point")
        _check_whole(path, len(frame))
    except (DataLayerError, DataSourceError) as error:
        raise OSError(str(error)) from error


def _check_whole(path: Path, count: int) -> None:
    """Raise OSError when a layer lacks rows or its index: of a disk that is full at the end, GDAL says nothing."""
    from pyogrio import open_arrow, read_info

    with open_arrow(path, use_pyarrow=True) as (_, reader):
        rows = sum(batch.num_rows for batch in reader)
    if rows != count or (count and not read_info(path)["capabilities"]["fast_spatial_filter"]):
        raise OSError("the file came out incomplete; the disk may be full")


def write_parquet(events: Iterable[Event], columns: ColumnSet, path: Path) -> None:
    """Write the events as GeoParquet; raises OSError when that fails."""
    _with_plain_dates(frame_of(events, columns), columns).to_parquet(path, index=False)


def _with_plain_dates(frame: GeoDataFrame, columns: ColumnSet) -> GeoDataFrame:
    """Return the frame with days without a time of day, which pandas itself has no type for."""
    import pandas as pd
    import pyarrow as pa

    day = pd.ArrowDtype(pa.date32())
    return frame.astype({column.name: day for column in columns.columns if column.type == "date"})
