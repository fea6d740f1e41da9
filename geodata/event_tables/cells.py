"""A row read by field: texts, numbers, days, whatever column they stand in."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from geodata.geo_tables import Row
from geodata.model import DatePrecision

_DATE_FORMATS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d", "%Y%m%d")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Cells:
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


def day_of(cells: Cells, field: str, *, last: bool = False) -> tuple[dt.date | None, DatePrecision]:
    """Return a field as a day, the first or the `last` of what it names; raises ValueError that says what it holds."""
    value = cells.first(field)
    if value is None:
        return None, "unknown"
    if isinstance(value, dt.datetime):
        return value.date(), "day"
    if isinstance(value, dt.date):
        return value, "day"
    text = str(value).strip()
    iso = _ISO.match(text)
    if iso and (iso.end() == len(text) or text[iso.end()] in "T "):
        try:
            start, precision = _begin(iso)
        except ValueError as error:
            raise ValueError(f"{field} is {text[:60]!r}: {error}") from None
        return (last_of(start, precision) if last else start), precision
    for form in _DATE_FORMATS:
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).date(), "day"
    raise ValueError(f"{field} is {text[:60]!r}, which is no date that can be read without guessing; use 2026-02-22")


def _begin(iso: re.Match[str]) -> tuple[dt.date, DatePrecision]:
    """Return the first day of what "2026", "2026-02" or "2026-02-22" names."""
    year, month, day = (int(part) if part else None for part in iso.groups())
    return dt.date(year or 1, month or 1, day or 1), "day" if day else "month" if month else "year"


def last_of(start: dt.date, precision: DatePrecision) -> dt.date:
    """Return the last day of the month or year that a day begins; else the day itself."""
    if precision == "year":
        return dt.date(start.year, 12, 31)
    if precision == "month":
        after = dt.date(start.year + start.month // 12, start.month % 12 + 1, 1) if start.year < 9999 else start
        return after - dt.timedelta(days=1) if after > start else start
    return start
