"""CSV, TSV and Excel tables of articles: a row is an article, and which column is what is guessed and said."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl

from geodata.columns import article_columns, delimiter_of, has_coordinates, heads_articles, normal
from geodata.errors import EmptyInput, InputError
from geodata.model import Article
from geodata.sources import packed
from geodata.sources.each import Each
from geodata.sources.records import attempt, from_fields
from geodata.sources.text import lines

LONGEST_CELL = 10_000_000
MOST_ROWS = 1_048_576  # of a sheet in Excel
MOST_COLUMNS = 200
_HEADER_ROWS = 10  # titles and blank rows may stand above the header of a sheet
_LISTED = 20
_ANSWERS = ("title", "text", "summary", "published", "publisher", "author", "url", "language")

Row = Sequence[Any]
Numbered = tuple[str, Row]


def read_delimited(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the article of each row of a CSV or TSV table; raises InputError for a table of something else."""
    return stream_delimited(io.BytesIO(data), origin)


def stream_delimited(stream: BinaryIO, origin: str) -> Iterator[Article]:
    """Yield what `read_delimited` does, of a file of any size."""
    rows = _delimited(lines(stream, origin=origin), origin)
    first = next(rows, None)
    if first is None:
        raise EmptyInput("holds no row", origin=origin)
    _require_articles(first[1], origin)
    return Each(_articles(first[1], rows, origin), [_said(first[1])])


def read_workbook(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the article of each row of those sheets of an Excel file that have a header of articles."""
    packed.require_office(data, origin=origin)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like, which no article needs
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        # openpyxl raises what its parsers do; each means the same to the reader.
        raise InputError("is no Excel file that can be read; save it as .xlsx or .csv", origin=origin) from error
    notes: list[str] = []
    return Each(_of_book(book, origin, notes), notes)


def _delimited(found: Iterator[str], origin: str) -> Iterator[Numbered]:
    csv.field_size_limit(LONGEST_CELL)
    head = next((line for line in found if line.strip("\r\n")), "")
    rows = csv.reader(chain([head], found), delimiter=delimiter_of(head))
    line = 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield f"{origin}, line {line}", row
            line = rows.line_num + 1
    except csv.Error as error:
        raise InputError(f"line {rows.line_num}: not readable as a table ({error})", origin=origin) from error


def _of_book(book: Any, origin: str, notes: list[str]) -> Iterator[Article | InputError]:
    found = False
    headers: list[str] = []
    for sheet in book.worksheets:
        rows = _sheet_rows(sheet, f"{origin}, {_shown(sheet.title)}")
        head = _header(rows, headers)
        if head is not None:
            found = True
            notes.append(_said(head))
            yield from _articles(head, rows, origin)
    if not found:
        _require_articles(headers, origin)


def _header(rows: Iterator[Numbered], seen: list[str]) -> Row | None:
    """Return the row of a sheet that heads articles, if one of the first does; `seen` gets what they hold."""
    for _, (_, row) in zip(range(_HEADER_ROWS), rows, strict=False):
        if heads_articles(row):
            return row
        seen += [str(cell) for cell in row if cell is not None]
    return None


def _sheet_rows(sheet: Any, where: str) -> Iterator[Numbered]:
    """Yield the rows of a sheet that hold something."""
    sheet.reset_dimensions()  # what a file says about its size is not to be believed
    try:
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            if number > MOST_ROWS:
                raise InputError(f"row {number} is more than a sheet can have", origin=where)
            if any(cell is not None and str(cell).strip() for cell in row):
                yield f"{where}, row {number}", row
    except InputError:
        raise
    except Exception as error:
        # openpyxl raises what its parsers do; each means the same to the reader.
        raise InputError("is damaged; open it in Excel and save it anew", origin=where) from error


def _require_articles(header: Row, origin: str) -> None:
    if heads_articles(header):
        return
    if has_coordinates(header):
        raise InputError(
            "is a table of events (it has coordinates), not of articles; name it itself on the command line, as CSV",
            origin=origin,
        )
    raise InputError(
        f"no column holds texts; call one text, body or content (there are: {_listed(header)})", origin=origin
    )


def _articles(header: Row, rows: Iterator[Numbered], origin: str) -> Iterator[Article | InputError]:
    names = [normal(name) for name in header]
    stem = Path(origin).stem

    def make(row: Row, where: str) -> Article:
        # The first of two columns of one name is taken.
        record: Mapping[str, str] = dict(zip(reversed(names), reversed(_filled(row, len(names))), strict=True))
        return from_fields(record, where, identity=f"{stem}-{record['id']}" if record.get("id") else "")

    empty = True
    try:
        for where, row in rows:
            empty = False
            yield attempt(make, row, where)
        if empty:
            yield EmptyInput("has a header and no row below it", origin=origin)
    except InputError as error:
        yield error


def _filled(row: Row, width: int) -> list[str]:
    cells = [_cell(value) for value in row[:width]]
    return cells + [""] * (width - len(cells))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat(" ") if isinstance(value, dt.datetime) else str(value)


def _said(header: Row) -> str:
    """Say which column fills which field."""
    taken = article_columns(header)
    written = {normal(name): _shown(name) for name in reversed(header) if normal(name)}
    parts = [f"{field} from {written[taken[field]]!r}" for field in _ANSWERS if field in taken]
    if "text" not in taken:
        parts.append("no full texts: " + ("summaries" if "summary" in taken else "titles") + " stand in for them")
    unused = [written[name] for name in reversed(written) if name not in taken.values()]
    return "; ".join([", ".join(parts), *([f"not used: {_listed(unused)}"] if unused else [])])


def _listed(names: Sequence[Any]) -> str:
    shown = [_shown(name) for name in names if normal(name)]
    return ", ".join(shown[:_LISTED]) + (" …" if len(shown) > _LISTED else "")


def _shown(name: Any) -> str:
    """Return a name from a file as it may be printed."""
    return "".join(c if c.isprintable() else " " for c in str(name)).strip()[:60]
