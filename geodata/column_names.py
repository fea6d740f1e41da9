"""What columns, types, codes and countries are called in our tables of events and in other people's.

Reading (`event_tables/`) and writing (`column_sets.py`) look into the same tables.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from geodata.columns import known
from geodata.taxonomy import EVENT_TYPES


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables in `tables/`, by column."""
    text = files("geodata").joinpath(f"tables/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#")))


def known_columns() -> Mapping[str, tuple[str, ...]]:
    """Return the columns that may fill a field, by field, best first."""
    return known("event_columns")


@lru_cache(maxsize=1)
def field_of() -> Mapping[str, str]:
    """Return the field that a column fills, by column."""
    return {column: field for field, columns in known_columns().items() for column in columns}


@lru_cache(maxsize=1)
def type_names() -> Mapping[str, str]:
    """Return our types by what they are called: by us, by their labels, by other data sets."""
    ours = {row.name: row.name for row in EVENT_TYPES.values()}
    labels = {row.label.lower(): row.name for row in EVENT_TYPES.values()}
    return {**{row["name"]: row["type"] for row in read_table("event_type_names")}, **labels, **ours}


@lru_cache(maxsize=1)
def values_of_codes() -> Mapping[str, Mapping[str, str]]:
    """Return our values by code, by column of another data set."""
    found: dict[str, dict[str, str]] = {}
    for row in read_table("event_codes"):
        found.setdefault(row["column"], {}).setdefault(row["code"], row["value"])
    return found


@lru_cache(maxsize=1)
def codes_of_values() -> Mapping[str, Mapping[str, int]]:
    """Return the code that is written for a value of ours, by column of another data set."""
    found: dict[str, dict[str, int]] = {}
    for row in read_table("event_codes"):
        found.setdefault(row["column"], {}).setdefault(row["value"], int(row["code"]))
    return found


@lru_cache(maxsize=1)
def country_codes() -> Mapping[str, str]:
    """Return ISO 3166 alpha-2 codes by code, by alpha-3 code and by name, in lower case."""
    found: dict[str, str] = {}
    for row in read_table("countries"):
        for name in (row["iso2"], row["iso3"], row["name"], *row["alternates"].split("|")):
            found.setdefault(name.lower(), row["iso2"])
    return found


@lru_cache(maxsize=1)
def country_names() -> Mapping[str, str]:
    """Return English names of countries by ISO 3166 alpha-2 code."""
    return {code: row["name"] for code, row in _countries().items()}


_FORMAL = re.compile(r"\b(?:Republic|Kingdom|States?|Federation|Commonwealth)\b")


@lru_cache(maxsize=512)
def names_of_country(code: str) -> tuple[str, ...]:
    """Return what a country is called in English, its common name first; without its formal names.

    "Hellenic Republic" would be found by whoever looks for "public".
    """
    row = _countries().get(code)
    if row is None:
        return ()
    others = filter(None, row["alternates"].split("|"))
    return (row["name"], *(name for name in others if row["name"] not in name and not _FORMAL.search(name)))


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, Mapping[str, str]]:
    return {row["iso2"]: row for row in read_table("countries")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the data exports, as the data dictionary tells of it."""

    name: str
    type: Literal["text", "integer", "number", "date"]
    codes: str
    """The unit, or the values with "|" between them."""
    holds: tuple[str, ...]
    """Which of Dateline's own columns it carries."""
    meaning: str


@lru_cache(maxsize=1)
def dictionary() -> Mapping[str, tuple[Column, ...]]:
    """Return the columns of the data exports by set of columns, in their order."""
    found: dict[str, list[Column]] = {}
    for row in read_table("data_dictionary"):
        column = Column(
            name=row["column"],
            type=cast(Literal["text", "integer", "number", "date"], row["type"]),
            codes=row["codes"],
            holds=tuple(filter(None, row["holds"].split("|"))),
            meaning=row["meaning"],
        )
        found.setdefault(row["set"], []).append(column)
    return {name: tuple(columns) for name, columns in found.items()}
