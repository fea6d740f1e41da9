"""Many names at once: read from a file, each asked once, in an order that can be stopped and taken up again.

Nothing is kept but the cache: what was answered before a stop is answered from there the next time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.errors import GeocodingError, InputError, UnknownName
from geodata.model import Place
from geodata.places.geocoders import Estimate, LayeredGeocoder
from geodata.places.geocoders.port import normalise
from geodata.places.house_rules import Rules
from geodata.places.providers import attribution_of
from geodata.places.ruled import RuledGeocoder

TABLES = frozenset({".csv", ".tsv"})
COLUMNS = (
    "query", "name", "lat", "lon", "country", "admin1", "admin2", "feature_class", "feature_code", "geonameid",
    "provider", "attribution",
)  # fmt: skip
Row = tuple[str | float | int | None, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A name with its places; with the error when they could not be found out."""

    query: str
    places: Sequence[Place] = ()
    error: GeocodingError | None = None

    @property
    def row(self) -> Row:
        """The likeliest place under `COLUMNS`, empty cells for a name that nobody knows."""
        if not self.places:
            return (self.query, *[""] * (len(COLUMNS) - 1))
        place = self.places[0]
        return (
            self.query, place.name, place.lat, place.lon, place.country, place.admin1, place.admin2,
            place.feature_class, place.feature_code, place.geonameid, place.provider, attribution_of(place),
        )  # fmt: skip


def read_names(path: Path, column: str = "") -> list[str]:
    """Return the distinct names of a file: one a line, or a column of a table with a header (.csv, .tsv).

    A table's first column is taken unless `column` names another.  Raises InputError, and UnknownName for a column
    that is not there.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not text in UTF-8; save it so", origin=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", origin=str(path)) from error
    table = column or path.suffix.lower() in TABLES
    names = _column(text, column, path) if table else (line.strip() for line in text.splitlines())
    return _distinct(names)


def _distinct(names: Iterable[str]) -> list[str]:
    """Return the first spelling of each name, in order."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(normalise(name), name)
    return [name for key, name in found.items() if key]


def _column(text: str, column: str, path: Path) -> Iterator[str]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=max(",;\t", key=head.count))
    try:
        columns = list(reader.fieldnames or ())
        if column and column not in columns:
            raise UnknownName(f"column of {path}", column, columns)
        for row in reader:
            yield (row[column or columns[0]] or "").strip()
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: not readable as a table ({error})", origin=str(path)) from error


def geocode_all(geocoder: BatchGeocoder, names: Iterable[str]) -> Iterator[Found]:
    """Yield what is found for each name, in order; a failure costs one name, and is not remembered."""
    for name in names:
        try:
            yield Found(name, geocoder.geocode(name))
        except GeocodingError as error:
            yield Found(name, error=error)


class BatchGeocoder:
    """House rules, gazetteer and online geocoders, for many names that have no context."""

    def __init__(self, geocoder: LayeredGeocoder, rules: Rules) -> None:
        self._geocoder, self._rules = geocoder, rules
        self._ruled = RuledGeocoder(geocoder, rules)

    def geocode(self, query: str) -> list[Place]:
        """Return the places of a name, the likeliest first; raises GeocodingError."""
        return self._ruled.geocode(query)

    def estimate(self, names: Iterable[str]) -> Estimate:
        """Return what asking for names would cost at most; nothing leaves the machine for it."""
        distinct = _distinct(names)
        asked = [name for name in distinct if self._rules.place(name) is None]
        found = self._geocoder.estimate(asked)
        return replace(found, distinct=len(distinct), here=found.here + len(distinct) - len(asked))
