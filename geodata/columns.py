"""Which column fills which field: tables of `field,column` rows, and what a header line tells by them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

DELIMITERS = "\t;,|"


def rows(table: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of a table of two columns in `tables/`, without its comments and header."""
    text = files("geodata").joinpath(f"tables/{table}.csv").read_text(encoding="utf-8")
    found = csv.reader(line for line in text.splitlines() if line and not line.startswith("#"))
    next(found)
    yield from ((first, second) for first, second in found)


@lru_cache(maxsize=4)
def known(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return the column names of each field, in lower case, the preferred one first."""
    fields: dict[str, list[str]] = {}
    for field, column in rows(table):
        fields.setdefault(field, []).append(column)
    return {field: tuple(names) for field, names in fields.items()}


def normal(name: object) -> str:
    """Return a column's name as the tables write it."""
    return str(name if name is not None else "").strip("\ufeff \t\r\n").lower()


def article_columns(header: Iterable[str]) -> dict[str, str]:
    """Return {field of an article: normal column name} as guessed from a header."""
    there = {normal(name) for name in header}
    guesses = {field: next((n for n in names if n in there), "") for field, names in known("article_columns").items()}
    return {field: name for field, name in guesses.items() if name}


def has_coordinates(header: Iterable[str]) -> bool:
    """Tell whether a header has columns of latitude and longitude."""
    there = {normal(name) for name in header}
    return all(not there.isdisjoint(known("event_columns")[field]) for field in ("lat", "lon"))


def heads_articles(header: Iterable[str]) -> bool:
    """Tell whether a header is one of articles: texts, summaries or linked titles, and no coordinates."""
    header = list(header)
    found = article_columns(header)
    return not has_coordinates(header) and bool({"text", "summary"} & found.keys() or {"title", "url"} <= found.keys())


def delimiter_of(line: str) -> str:
    """Return what separates the cells of a header line."""
    return max(DELIMITERS, key=line.count)
