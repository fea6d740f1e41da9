"""Events as files for other programs: GeoJSON, CSV, JSON lines, KML, GeoPackage, FlatGeobuf, GeoParquet.

To add a format: write a function `(events, columns) -> Iterable[str]` (pieces of the file's text, so that a large
export is never held as one string) and put it through `_text` under its suffix in `WRITERS`; or, for a library that
writes its own file, a function `(events, columns, path) -> None` that raises OSError (`geoframes.py`).  Either takes
the rows from `columns.records(events)`, and whatever it writes is moved to its place when it is whole.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from geodata import kml
from geodata.cells import safe_cell
from geodata.column_sets import ColumnSet, column_set
from geodata.dictionary import data_dictionary
from geodata.errors import UnknownName
from geodata.files import atomic_path
from geodata.geoframes import to_geodataframe, write_layer, write_parquet
from geodata.model import Event
from geodata.records import Record, article_line, event_to_record, join

__all__ = [
    "WRITERS",
    "Record",
    "article_line",
    "atomic_path",
    "data_dictionary",
    "event_to_record",
    "join",
    "safe_cell",
    "to_geodataframe",
    "to_geojson",
    "write",
]

Pieces = Callable[[Iterable[Event], ColumnSet], Iterator[str]]
Writer = Callable[[Iterable[Event], ColumnSet, Path], None]


def write(
    events: Iterable[Event], path: str | os.PathLike[str], *, columns: str = "dateline", dictionary: bool = False
) -> Path:
    """Write events in the format of the path's ending; the file is there whole or not at all.

    `columns` is a set of columns: dateline, acled or ucdp; what the other two cannot hold is left out.  With
    `dictionary`, what the columns mean is written beside it, as `<name>.dictionary.md`.  FlatGeobuf orders the events
    by where they are.  Raises UnknownName for an ending without a writer or a set that is not there, ExportError when
    a file cannot be written.
    """
    target = Path(path)
    writer = WRITERS.get(target.suffix.lower())
    if writer is None:
        raise UnknownName("export format", target.suffix, WRITERS)
    chosen = column_set(columns)
    with atomic_path(target) as partial_file:
        writer(events, chosen, partial_file)
    if dictionary:
        with atomic_path(target.with_suffix(".dictionary.md")) as partial_file:
            partial_file.write_text(data_dictionary(columns), encoding="utf-8")
    return target


# ------------------------------------------------- GeoJSON, JSON lines


def to_geojson(events: Iterable[Event], *, columns: str = "dateline") -> Record:
    """Return the events as a FeatureCollection (RFC 7946: longitude first, WGS 84)."""
    return {"type": "FeatureCollection", "features": list(_features(events, column_set(columns)))}


def _features(events: Iterable[Event], columns: ColumnSet) -> Iterator[Record]:
    identifier = columns.columns[0].name
    for _, record in columns.records(events):
        point = {"type": "Point", "coordinates": [record.pop(columns.lon), record.pop(columns.lat)]}
        yield {"type": "Feature", "id": record[identifier], "geometry": point, "properties": record}


def _geojson(events: Iterable[Event], columns: ColumnSet) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    for number, feature in enumerate(_features(events, columns)):
        yield (",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False, allow_nan=False)
    yield "\n]}\n"


_LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}
"""Ends of lines to some readers, and to JSON letters like others."""


def _json_lines(events: Iterable[Event], columns: ColumnSet) -> Iterator[str]:
    for _, record in columns.records(events):
        yield json.dumps(record, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS) + "\n"


# ------------------------------------------------- CSV


def _csv(events: Iterable[Event], columns: ColumnSet) -> Iterator[str]:
    # Excel takes a file without the mark for one in the machine's old encoding.
    yield "\ufeff" + _row([column.name for column in columns.columns])
    for _, record in columns.records(events):
        yield _row([safe_cell(value) for value in record.values()])


def _row(values: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


# ------------------------------------------------- which format an ending stands for


def _text(pieces: Pieces) -> Writer:
    def writer(events: Iterable[Event], columns: ColumnSet, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces(events, columns))

    return writer


WRITERS: Mapping[str, Writer] = {
    ".geojson": _text(_geojson),
    ".csv": _text(_csv),
    ".jsonl": _text(_json_lines),
    ".kml": _text(kml.pieces),
    ".gpkg": partial(write_layer, driver="GPKG"),
    ".fgb": partial(write_layer, driver="FlatGeobuf"),
    ".parquet": write_parquet,
    ".geoparquet": write_parquet,
}
"""By the file's ending, in lower case."""
