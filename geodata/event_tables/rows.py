"""Files → rows, each with where it stands: CSV, TSV, JSON lines, GeoJSON, Parquet, and what GDAL reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from geodata.cells import plain_cell
from geodata.columns import delimiter_of
from geodata.errors import InputError
from geodata.geo_tables import GEO_SUFFIXES, Row, geometry_of, layer_rows, numbered

DELIMITED = frozenset({".csv", ".tsv"})
SUFFIXES = DELIMITED | GEO_SUFFIXES | {".geojson", ".parquet", ".geoparquet"}
"""Endings of files that always are tables of events."""


def rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Yield (where it stands, row with lower-case column names); raises InputError for what cannot be read."""
    reader = _READERS.get(path.suffix.lower(), _json)
    try:
        for label, row in reader(path):
            yield label, {str(name).strip().lower(): value for name, value in row.items() if name is not None}
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", origin=str(path)) from error


def _delimited(path: Path) -> Iterator[tuple[str, Row]]:
    encoding = encoding_of(path)
    csv.field_size_limit(10_000_000)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = file.readline()
        file.seek(0)
        if not head.strip("\ufeff\r\n \t"):
            return
        delimiter = delimiter_of(head)
        reader = csv.DictReader(file, delimiter=delimiter)
        try:
            for row in reader:
                cells = {name: plain_cell(value) if isinstance(value, str) else value for name, value in row.items()}
                yield f"line {reader.line_num}", cells
        except csv.Error as error:
            raise InputError(f"line {reader.line_num}: not readable as a table ({error})", origin=str(path)) from error


def encoding_of(path: Path) -> str:
    """Return the encoding that the beginning of a file of text is in."""
    with path.open("rb") as file:
        head = file.read(200_000)
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        head[: len(head) - 4 if len(head) == 200_000 else None].decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(head).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def _json(path: Path) -> Iterator[tuple[str, Row]]:
    if path.suffix.lower() == ".jsonl":
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"line {number}", _object(line, path, number)
        return
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InputError(f"not valid JSON: {error}", origin=str(path)) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise InputError("no GeoJSON FeatureCollection", origin=str(path))
    for number, feature in enumerate(features, 1):
        yield f"feature {number}", _feature_row(feature)


def _object(line: str, path: Path, number: int) -> Row:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"line {number}: not valid JSON: {error}", origin=str(path)) from error
    if not isinstance(value, dict):
        raise InputError(f"line {number}: a JSON object is needed", origin=str(path))
    return value


def _feature_row(feature: Any) -> Row:
    if not isinstance(feature, dict):
        return {}
    row = {"event_id": feature.get("id"), **(feature.get("properties") or {})}
    geometry = feature.get("geometry") or {}
    point = geometry.get("coordinates") if geometry.get("type") == "Point" else None
    if isinstance(point, list) and len(point) >= 2:
        row["lon"], row["lat"] = point[0], point[1]
    return row


def _parquet(path: Path) -> Iterator[tuple[str, Row]]:
    from pyarrow import ArrowInvalid, parquet

    try:
        file = parquet.ParquetFile(path)
    except ArrowInvalid as error:
        raise InputError(f"not a Parquet file: {error}", origin=str(path)) from error
    column, crs = geometry_of(file.schema_arrow.metadata) or ("", None)
    yield from numbered(file.iter_batches(batch_size=5_000), column, crs, path)


_READERS: Mapping[str, Callable[[Path], Iterator[tuple[str, Row]]]] = {
    **dict.fromkeys(DELIMITED, _delimited),
    **dict.fromkeys(GEO_SUFFIXES, layer_rows),
    ".parquet": _parquet,
    ".geoparquet": _parquet,
}
