"""Which files are tables of events, which of their columns fill which fields, and their events one by one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from geodata.column_names import known_columns
from geodata.columns import delimiter_of, heads_articles
from geodata.errors import InputError, UnknownName, UsageError
from geodata.event_tables.cells import Cells
from geodata.event_tables.events import event_of
from geodata.event_tables.rows import DELIMITED, SUFFIXES, encoding_of, rows
from geodata.geo_tables import Row
from geodata.model import Event

OnError = Callable[[InputError], None]

_HEADER = 100_000  # characters in which a header line ends


def is_event_table(path: Path, columns: Mapping[str, str] | None = None) -> bool:
    """Tell whether a file holds a table of events rather than articles.

    A CSV or TSV file with texts and no coordinates is articles, unless `columns` (as in `read_events`)
    says where its coordinates are.
    """
    suffix = path.suffix.lower()
    if suffix in {".json", ".jsonl"}:
        return _begins_as_events(path)
    if suffix in DELIMITED and "lat" not in (columns or {}):
        return not _begins_as_articles(path)
    return suffix in SUFFIXES


def _begins_as_articles(path: Path) -> bool:
    try:
        with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
            head = file.read(_HEADER)
    except OSError:
        return False
    line = head.partition("\n")[0]
    try:
        return heads_articles(next(csv.reader([line], delimiter=delimiter_of(line)), []))
    except csv.Error:
        return False


def _begins_as_events(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(4000).decode("utf-8", "replace")
    except OSError:
        return False
    return '"FeatureCollection"' in head or ('"event_id"' in head and '"lat"' in head)


def read_events(
    path: Path, *, columns: Mapping[str, str] | None = None, on_error: OnError | None = None
) -> Iterator[Event]:
    """Yield the events of a table (GeoJSON, CSV, TSV, JSON lines, Parquet, GeoPackage, FlatGeobuf).

    `columns` names the column of a field where the table has a name of its own for it; fields are
    those of `tables/event_columns.csv`.  `on_error` gets an InputError for each row that cannot be
    used; without it the first one is raised.  Raises InputError when the file as a whole is no
    table of events, UsageError for a field or column that is not there.
    """
    report = on_error or _raise
    mapping: Mapping[str, tuple[str, ...]] | None = None
    for label, row in rows(path):
        if mapping is None:
            mapping = _mapping(path, row, columns or {})
        try:
            yield event_of(Cells(row, mapping), fallback_id=f"{path.stem}-{label.split()[-1]}")
        except ValueError as error:
            name = Cells(row, mapping).text("event_id")
            where = f"{label}, event {name[:80]!r}" if name else label
            report(InputError(f"{where}: {error}", origin=str(path)))


def _raise(error: InputError) -> None:
    raise error


def _mapping(path: Path, row: Row, columns: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    fillable = known_columns()
    for field, column in columns.items():
        if field not in fillable:
            raise UnknownName("field", field, fillable)
        if column.strip().lower() not in row:
            raise UsageError(f"{path}: no column {column!r}; there are: {_listed(row)}")
    found = {**fillable, **{field: (column.strip().lower(),) for field, column in columns.items()}}
    placed = all(any(name in row for name in found[field]) for field in ("lat", "lon"))
    if not placed and path.suffix.lower() not in {".geojson", ".json"}:
        raise InputError(
            "no columns with coordinates; say which they are, for example "
            f"--columns lat=…,lon=…,title=…,date=… (there are: {_listed(row)})",
            origin=str(path),
        )
    return found


def _listed(row: Row) -> str:
    names = [name for name in row if name]
    return ", ".join(names[:40]) + (" …" if len(names) > 40 else "")


def parse_columns(text: str) -> dict[str, str]:
    """Read `title=Headline,date=When` as {field: column}; `date` stands for date_start.

    Raises UsageError for what is no such list.
    """
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        field, equals, column = part.partition("=")
        if not equals or not column.strip():
            raise UsageError(f"columns: {part!r} is not field=column; write for example title=Headline,lat=Y,lon=X")
        found[{"date": "date_start"}.get(field.strip(), field.strip())] = column.strip()
    return found


def fields() -> Iterable[str]:
    """Return the names of the fields that a table can fill."""
    return known_columns().keys()
