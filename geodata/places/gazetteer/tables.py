"""The project's own CSV tables of facts, read with errors that name the file and the line."""

from __future__ import annotations

import csv
import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NoReturn

from geodata.errors import GazetteerError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "divisions1": (
        "geonameid", "country", "code", "name", "ascii_name", "alternates", "lat", "lon", "radius_km", "population",
        "kind",
    ),
    "divisions2": (
        "geonameid", "country", "admin1_code", "code", "name", "alternates", "lat", "lon", "radius_km",
    ),
    "countries": (
        "geonameid", "iso2", "iso3", "name", "alternates", "lat", "lon", "radius_km", "population", "capital",
        "continent", "tld",
    ),
    "regions": (
        "name", "alternates", "feature_class", "feature_code", "lat", "lon", "radius_km", "countries", "geonameid",
        "note",
    ),
    "abbreviations": ("text", "target_name", "target_kind", "country"),
    "demonyms": ("demonym", "target", "kind", "country"),
    "exonyms": ("name", "target_geonameid"),
    "places_extra": (
        "geonameid", "country", "admin1_code", "name", "alternates", "lat", "lon", "radius_km", "population",
        "feature_code",
    ),
    "publishers": ("name", "alternates", "city", "admin1_code", "country", "geonameid", "covers"),
    "person_names": ("name", "given", "surname"),
}  # fmt: skip
"""The tables and the columns that are read of them; further columns are ignored."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that knows where it stands, for error messages."""

    table: str
    line: int
    values: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell without the space around it."""
        return self.values[column].strip()

    def required(self, column: str) -> str:
        """Return a cell that must not be empty."""
        return self.text(column) or self.fail(f"{column} is empty")

    def parts(self, column: str) -> list[str]:
        """Return the parts of a cell that holds a list separated by "|"."""
        return [part for part in (piece.strip() for piece in self.text(column).split("|")) if part]

    def integer(self, column: str, default: int | None = None) -> int:
        """Return a cell as a whole number, or the default when it is empty."""
        return int(self.number(column, default))

    def number(self, column: str, default: float | None = None, *, limit: float = 1e12) -> float:
        """Return a cell as a number between -limit and limit, or the default when it is empty."""
        text = self.text(column)
        if not text and default is not None:
            return default
        try:
            value = float(text)
        except ValueError:
            self.fail(f"{column} is {text!r}, not a number")
        return value if -limit <= value <= limit else self.fail(f"{column} {text} is out of range")

    def point(self) -> tuple[float, float] | None:
        """Return (lat, lon) in degrees, or None where the row has no coordinates."""
        if not self.text("lat") and not self.text("lon"):
            return None
        return self.number("lat", limit=90.0), self.number("lon", limit=180.0)

    def fail(self, message: str) -> NoReturn:
        """Raise GazetteerError with the row's file and line."""
        raise GazetteerError(f"geodata/tables/{self.table}.csv, line {self.line}: {message}")


def tables_folder() -> Traversable:
    """Return the folder of the tables inside the package."""
    return files("geodata") / "tables"


def read_table(name: str, folder: Traversable) -> Iterator[Row]:
    """Read a table row by row; raises GazetteerError for a missing table or a malformed row."""
    try:
        text = (folder / f"{name}.csv").read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise GazetteerError(f"geodata/tables/{name}.csv is missing: install Dateline again") from None
    except UnicodeDecodeError as error:
        raise GazetteerError(f"geodata/tables/{name}.csv is not UTF-8: {error}") from error
    return _rows(name, text)


def _rows(name: str, text: str) -> Iterator[Row]:
    lines = text.splitlines(keepends=True)
    comments = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = csv.reader(lines[comments:], strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in COLUMNS[name] if column not in header]
        if missing:
            raise GazetteerError(
                f"geodata/tables/{name}.csv, line {comments + 1}: the header lacks {', '.join(missing)}"
            )
        for cells in reader:
            row = Row(name, comments + reader.line_num, dict(zip(header, cells, strict=False)))
            if cells and len(cells) != len(header):
                row.fail(f"{len(cells)} cells under {len(header)} columns")
            if cells:
                yield row
    except csv.Error as error:
        raise GazetteerError(f"geodata/tables/{name}.csv, line {comments + reader.line_num}: {error}") from error


def comments_of(name: str, folder: Traversable) -> str:
    """Return what a table says above its header about its source and licence."""
    text = (folder / f"{name}.csv").read_text(encoding="utf-8-sig")
    return " ".join(
        line.lstrip("# ").rstrip() for line in itertools.takewhile(lambda line: line.startswith("#"), text.splitlines())
    )


def digest_of(folder: Traversable) -> str:
    """Return a digest of the tables' bytes: another one means that the gazetteer is to be built anew."""
    digest = hashlib.sha256()
    for name in sorted(COLUMNS):
        table = folder / f"{name}.csv"
        digest.update(name.encode() + b"\0" + (table.read_bytes() if table.is_file() else b""))
    return digest.hexdigest()[:16]
