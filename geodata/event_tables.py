"""Tables of events → `Event`s: our own exports, ACLED's, UCDP GED's, EM-DAT's, or any with named columns.

    for event in read_events("acled.csv", on_error=print): …

Which column fills which field is in `tables/event_columns.csv`, what others call our types in
`tables/event_type_names.csv`.  A row that cannot be used is reported with its number and the
event's id, and the others go on.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

from charset_normalizer import from_bytes

from geodata.cells import plain_cell
from geodata.column_names import country_codes, known_columns, type_names, values_of_codes
from geodata.columns import delimiter_of, heads_articles
from geodata.errors import InputError, UnknownName, UsageError
from geodata.geo_tables import GEO_SUFFIXES, geometry_of, layer_rows, numbered
from geodata.model import (
    CASUALTY_FIELDS,
    ROLES,
    Actor,
    Casualties,
    Confidence,
    Count,
    DatePrecision,
    Event,
    GeoPrecision,
    Location,
    Place,
    Source,
    Status,
    When,
)
from geodata.places.providers import OURS, known_provider
from geodata.taxonomy import EVENT_TYPES

OnError = Callable[[InputError], None]
Row = Mapping[str, Any]

DELIMITED = frozenset({".csv", ".tsv"})
SUFFIXES = DELIMITED | GEO_SUFFIXES | {".geojson", ".parquet", ".geoparquet"}
"""Endings of files that always are tables of events."""
RADIUS_KM: Mapping[int, float] = {1: 0.0, 2: 15.0, 3: 80.0, 4: 300.0}
"""Of a place that comes without a radius, by its precision."""
LONGEST_ATTRIBUTION = 300
SEPARATOR = "; "
_HEADER = 100_000  # characters in which a header line ends

_DATE_FORMATS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d", "%Y%m%d")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CAVEAT = re.compile(r"\s*\(.*\)$")
_PARTS = ("low", "best", "high")


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
        with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
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
    for label, row in _rows(path):
        if mapping is None:
            mapping = _mapping(path, row, columns or {})
        try:
            yield _event(_Cells(row, mapping), fallback_id=f"{path.stem}-{label.split()[-1]}")
        except ValueError as error:
            name = _Cells(row, mapping).text("event_id")
            where = f"{label}, event {name[:80]!r}" if name else label
            report(InputError(f"{where}: {error}", origin=str(path)))


def _raise(error: InputError) -> None:
    raise error


# ------------------------------------------------- files → rows


def _rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Yield (where it stands, row with lower-case column names)."""
    reader = _READERS.get(path.suffix.lower(), _json)
    try:
        for label, row in reader(path):
            yield label, {str(name).strip().lower(): value for name, value in row.items() if name is not None}
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", origin=str(path)) from error


def _delimited(path: Path) -> Iterator[tuple[str, Row]]:
    encoding = _encoding(path)
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


def _encoding(path: Path) -> str:
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


# ------------------------------------------------- which column fills which field


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


class _Cells:
    """One row, read by field."""

    def __init__(self, row: Row, mapping: Mapping[str, tuple[str, ...]]) -> None:
        self._row = row
        self._mapping = mapping

    def values(self, field: str) -> Iterator[tuple[str, Any]]:
        """Yield the (column, value)s of a field that are not empty, in the order of preference."""
        for column in self._mapping.get(field, ()):
            value = self._row.get(column)
            if value is not None and value != "" and not (isinstance(value, float) and math.isnan(value)):
                yield column, value

    def first(self, field: str) -> Any:
        """Return a field's value or None."""
        return next((value for _, value in self.values(field)), None)

    def text(self, field: str) -> str:
        """Return a field as text, "" when it is empty."""
        value = self.first(field)
        if value is None:
            return ""
        return str(value).strip()

    def number(self, field: str) -> float | None:
        """Return a field as a number; raises ValueError that says what it holds instead."""
        value = self.first(field)
        if value is None:
            return None
        try:
            return float(_decimal(field, value) if isinstance(value, str) else value)
        except (TypeError, ValueError):
            raise ValueError(f"{field} is {str(value)[:60]!r}, which is no number") from None


def _decimal(field: str, text: str) -> str:
    """A comma in a coordinate is a decimal point, in any other number it groups thousands."""
    return text.strip().replace(",", "." if field in {"lat", "lon"} else "")


# ------------------------------------------------- rows → events


def _event(cells: _Cells, *, fallback_id: str) -> Event:
    lat, lon = _coordinates(cells)
    event_type = _type(cells)
    location = _location(cells, lat, lon)
    quote = cells.text("quote")
    place = location.place
    event_id = cells.text("event_id") or fallback_id
    named = ", ".join(part for part in (place.name, place.admin1 or place.country) if part)
    title = cells.text("title") or f"{EVENT_TYPES[event_type].label}{': ' + named if named else ''}"
    return Event(
        event_id=event_id,
        type=event_type,
        category=EVENT_TYPES[event_type].category,
        title=title,
        when=_when(cells),
        location=location,
        place_source="document",
        casualties=_casualties(cells),
        actors=tuple(_actors(cells)),
        status=_status(cells),
        sources=(_source(cells, event_id, quote, title),),
        confidence=_confidence(cells),
    )


def _coordinates(cells: _Cells) -> tuple[float, float]:
    lat, lon = cells.number("lat"), cells.number("lon")
    if lat is None or lon is None:
        raise ValueError("it has no coordinates")
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(f"its coordinates ({lat}, {lon}) are not on the map")
    return lat, lon


def _type(cells: _Cells) -> str:
    names = type_names()
    for column, value in cells.values("type"):
        text = str(value).strip().lower()
        known = names.get(f"{column}={text}") or names.get(text)
        if known:
            return known
    return "other"


def _location(cells: _Cells, lat: float, lon: float) -> Location:
    precision = _geo_precision(cells)
    given = cells.number("radius_km")
    radius = RADIUS_KM[precision] if given is None else max(0.0, given)
    geonameid = cells.number("geonameid")
    geocoder = cells.text("geocoder")
    provider = geocoder if geocoder in OURS - {""} else known_provider(geocoder) or "table"
    place = Place(
        name=cells.text("place"),
        lat=lat,
        lon=lon,
        country=_country(cells.text("country")),
        admin1=cells.text("admin1"),
        admin2=cells.text("admin2"),
        geonameid=int(geonameid) if geonameid else None,
        radius_km=radius,
        provider=provider,
        licence="" if provider == "gazetteer" else cells.text("attribution")[:LONGEST_ATTRIBUTION],
    )
    return Location(place=place, lat=lat, lon=lon, geo_precision=precision, radius_km=radius)


def _country(text: str) -> str:
    known = country_codes()
    return known.get(text.lower()) or known.get(_CAVEAT.sub("", text).lower()) or text


def _geo_precision(cells: _Cells) -> GeoPrecision:
    for column, value in cells.values("geo_precision"):
        try:
            step = int(float(value))
        except (TypeError, ValueError):
            continue
        codes = values_of_codes().get(column)
        step = int(codes.get(str(step), 0)) if codes else step
        if step in get_args(GeoPrecision):
            return cast(GeoPrecision, step)
    return 1


def _when(cells: _Cells) -> When:
    start, precision = _day(cells, "date_start")
    if start is None:
        return When()
    end, _ = _day(cells, "date_end", last=True)
    if end is None:
        end = _last_of(start, precision)
    if end < start:
        raise ValueError(f"date_end {end} lies before date_start {start}")
    said = _date_precision(cells)
    return When(start=start, end=end, precision=said or precision, source="document")


def _date_precision(cells: _Cells) -> DatePrecision | None:
    for column, value in cells.values("date_precision"):
        text = str(value).strip().lower().removesuffix(".0")
        if text in get_args(DatePrecision):
            return cast(DatePrecision, text)
        code = values_of_codes().get(column, {}).get(text)
        if code:
            return cast(DatePrecision, code)
    return None


def _day(cells: _Cells, field: str, *, last: bool = False) -> tuple[dt.date | None, DatePrecision]:
    value = cells.first(field)
    if value is None:
        return None, "unknown"
    if isinstance(value, dt.datetime):
        return value.date(), "day"
    if isinstance(value, dt.date):
        return value, "day"
    text = str(value).strip()
    try:
        iso = _ISO.match(text)
        if iso and (iso.end() == len(text) or text[iso.end()] in "T "):
            year, month, day = (int(part) if part else None for part in iso.groups())
            precision: DatePrecision = "day" if day else "month" if month else "year"
            start = dt.date(year or 1, month or 1, day or 1)
            return (_last_of(start, precision) if last else start), precision
        for form in _DATE_FORMATS:
            try:
                return dt.datetime.strptime(text, form).date(), "day"
            except ValueError:
                continue
    except ValueError as error:
        raise ValueError(f"{field} is {text[:60]!r}: {error}") from None
    raise ValueError(f"{field} is {text[:60]!r}, which is no date that can be read without guessing; use 2026-02-22")


def _last_of(start: dt.date, precision: DatePrecision) -> dt.date:
    """Return the last day of the month or year that a day begins; else the day itself."""
    if precision == "year":
        return dt.date(start.year, 12, 31)
    if precision == "month":
        after = dt.date(start.year + start.month // 12, start.month % 12 + 1, 1) if start.year < 9999 else start
        return after - dt.timedelta(days=1) if after > start else start
    return start


def _casualties(cells: _Cells) -> Casualties:
    counts: dict[str, Count] = {}
    for name in CASUALTY_FIELDS:
        low, best, high = (_people(cells, f"{name}_{part}" if part != "best" else name) for part in _PARTS)
        middle = next((value for value in (best, low, high) if value is not None), None)
        if middle is not None:
            counts[name] = Count(
                low=min(middle, middle if low is None else low),
                best=middle,
                high=max(middle, middle if high is None else high),
            )
    return Casualties(**counts)


def _people(cells: _Cells, field: str) -> int | None:
    number = cells.number(field)
    if number is None:
        return None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{field} is {number}, which is no number of people")
    return round(number)


def _actors(cells: _Cells) -> Iterator[Actor]:
    for role in ROLES:
        for field in (role, f"{role}2"):
            for name in cells.text(field).split(SEPARATOR.strip()):
                if name.strip():
                    yield Actor(name=name.strip(), role=role)


def _status(cells: _Cells) -> Status:
    text = cells.text("status").lower()
    return cast(Status, text) if text in get_args(Status) else "asserted"


def _source(cells: _Cells, event_id: str, quote: str, title: str) -> Source:
    published, _ = _published(cells)
    return Source(
        article_id=event_id,
        start=0,
        end=len(quote),
        quote=quote,
        publisher=cells.text("publisher"),
        title=title,
        published=published,
        url=cells.text("url").split(SEPARATOR)[0],
    )


def _published(cells: _Cells) -> tuple[dt.datetime | None, DatePrecision]:
    try:
        day, precision = _day(cells, "published")
    except ValueError:
        return None, "unknown"
    return (dt.datetime(day.year, day.month, day.day) if day else None), precision


def _confidence(cells: _Cells) -> Confidence:
    """Return what the table says; what people coded by hand without saying how sure is taken as sure."""
    value = cells.number("confidence")
    overall = 1.0 if value is None else value
    if not 0.0 <= overall <= 1.0:
        raise ValueError(f"confidence is {overall}; a number from 0 to 1 is needed")
    return Confidence(overall=overall)


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
