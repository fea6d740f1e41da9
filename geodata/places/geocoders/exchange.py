"""Answers of the cache as a file and back: CSV or JSON lines, one answer a line, merged by time."""

from __future__ import annotations

import csv
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, TypeVar

from geodata.cells import plain_cell, safe_cell
from geodata.errors import InputError, StoreError, UnknownName
from geodata.model import Place
from geodata.places.geocoders.cache import places_from_json, places_to_json
from geodata.places.geocoders.cachefile import CacheFile, Provider, Stored
from geodata.places.geocoders.port import MAX_QUERY, normalise

COLUMNS = ("provider", "version", "licence", "online", "query", "context", "asked", "expires", "places", "raw")
_BATCH = 2_000
_LONGEST = 10_000_000
_SELECT = (
    "SELECT name, version, licence, online, query, context, asked, expires, places, raw "
    "FROM answer JOIN provider ON id = provider_id ORDER BY name, query, context"
)

_EXAMPLE = Place(name="", lat=0.0, lon=0.0, geonameid=0)

Row = Mapping[str, Any]
T = TypeVar("T")


def export_answers(cache: CacheFile, file: TextIO, suffix: str) -> int:
    """Write all answers in the format of a file's ending; returns how many.  Raises UnknownName."""
    write = _known(_WRITERS, suffix)
    return write(cache.rows(_SELECT), file)


def import_answers(cache: CacheFile, path: Path, *, now: Callable[[], float] = time.time) -> tuple[int, int]:
    """Merge the answers of a file into the cache; returns how many were new or newer, of how many.

    Raises InputError with the line of the first answer that cannot be used; those before it stay.
    """
    read = _known(_READERS, path.suffix)
    taken = total = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            answers = _checked(read(file), path, now())
            while batch := list(islice(answers, _BATCH)):
                taken += cache.merge(batch)
                total += len(batch)
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise InputError(f"cannot be read: {error.strerror or error}", origin=str(path)) from error
    except csv.Error as error:
        raise InputError(f"not readable as a table ({error})", origin=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("is not text in UTF-8; export it again", origin=str(path)) from error
    return taken, total


def _known(table: Mapping[str, T], suffix: str) -> T:
    if suffix.lower() not in table:
        raise UnknownName("format of answers", suffix, table)
    return table[suffix.lower()]


def _checked(
    rows: Iterable[tuple[int, Row | str]], path: Path, now: float
) -> Iterator[tuple[Provider, str, str, Stored]]:
    for line, row in rows:
        try:
            yield _answer(json.loads(row) if isinstance(row, str) else row, now)
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError(f"line {line}: {_said(error)}; mend it and import again", origin=str(path)) from error


def _said(error: Exception) -> str:
    return "not a line of JSON" if isinstance(error, json.JSONDecodeError) else str(error)[:200]


def _answer(row: Row, now: float) -> tuple[Provider, str, str, Stored]:
    """Return a row as an answer; raises ValueError or TypeError that says what is wrong with it."""
    if not isinstance(row, Mapping):
        raise ValueError("not an object of JSON")
    missing = [name for name in COLUMNS if row.get(name) is None and name != "expires"]
    if missing:
        raise ValueError(f"no column {missing[0]!r}; needed are {', '.join(COLUMNS)}")
    query, asked = str(row["query"]), _seconds(row["asked"])
    # "ß" becomes "ss": what was asked with 300 letters may be kept with more.
    if not query or len(query) > 4 * MAX_QUERY or (len(query) <= MAX_QUERY and query != normalise(query)):
        raise ValueError(f"query {query[:80]!r} is not as the cache writes it: small letters, single spaces")
    places = places_from_json(str(row["places"]))
    for place in places:
        _check_place(place)
    expires = None if row["expires"] in (None, "") else _seconds(row["expires"])
    provider = Provider(str(row["provider"]), str(row["version"]), str(row["licence"]), str(row["online"]) == "1")
    stored = Stored(min(asked, now), expires, places_to_json(places), str(row["raw"]))
    return provider, query, str(row["context"]), stored


def _check_place(place: Place) -> None:
    for name, example in asdict(_EXAMPLE).items():
        value = getattr(place, name)
        kinds = (int, float) if isinstance(example, float) else type(example)
        if isinstance(value, bool) or not (isinstance(value, kinds) or (name == "geonameid" and value is None)):
            raise ValueError(f"{name} of a place is {value!r:.80}, which is no {type(example).__name__}")
    if not (abs(place.lat) <= 90 and abs(place.lon) <= 180):
        raise ValueError(f"coordinates out of range: {place.lat}, {place.lon}")


def _seconds(value: object) -> float:
    seconds = float(str(value))
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(f"{seconds} is no time; seconds since 1970 are needed")
    return seconds


def _write_csv(rows: Iterable[tuple[Any, ...]], file: TextIO) -> int:
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    return sum(1 for row in rows if writer.writerow([safe_cell(value) for value in row]))


def _write_lines(rows: Iterable[tuple[Any, ...]], file: TextIO) -> int:
    records = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    return sum(1 for record in records if file.write(json.dumps(record, ensure_ascii=False) + "\n"))


def _read_csv(file: TextIO) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(_LONGEST)
    reader = csv.DictReader(file)
    for row in reader:
        cells = {name: value for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
        yield reader.line_num, {name: plain_cell(value) for name, value in cells.items()}


def _read_lines(file: TextIO) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(file, 1) if line.strip())


_WRITERS: Mapping[str, Callable[[Iterable[tuple[Any, ...]], TextIO], int]] = {
    ".csv": _write_csv,
    ".jsonl": _write_lines,
}
_READERS: Mapping[str, Callable[[TextIO], Iterator[tuple[int, Row | str]]]] = {".csv": _read_csv, ".jsonl": _read_lines}
