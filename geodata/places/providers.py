"""What online geocoders ask of their users: pauses, budgets, prices, licences; a table, and what the user changes."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from geodata.errors import UsageError
from geodata.model import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a provider may be used; see providers.csv for what each number means."""

    licence: str
    seconds_between: float = 1.0
    requests_a_day: int = 0
    price: float | None = 0.0
    """Of one request; None where it is not known."""
    money_a_month: float = 0.0
    keep_days: int = 0
    user_agent: bool = False
    """Whether the provider wants to know who asks."""
    source: str = ""
    """The page that says so, and what of it could not be checked."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Arguments for geopy's class: domain, scheme, timeout …"""


OURS = frozenset({"", "gazetteer", "table", "house rule", "person"})
"""What `Place.provider` says when no online geocoder answered."""
MOST_CREDITS = 20
_NUMBERS = {"seconds_between": float, "requests_a_day": int, "price": float, "money_a_month": float, "keep_days": int}


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Terms]:
    text = (resources.files("geodata.places") / "providers.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["provider"]: _of_row(row) for row in rows}


def _of_row(row: Mapping[str, str]) -> Terms:
    numbers: dict[str, Any] = {name: number(row[name]) if row[name] else None for name, number in _NUMBERS.items()}
    return Terms(licence=row["licence"], user_agent=row["user_agent"] == "1", source=row["source"], **numbers)


def terms_of(provider: str, own: Mapping[str, Mapping[str, Any]] | None = None) -> Terms:
    """Return the terms of a provider, changed by the user's `own` (see `read_own`); raises UsageError for bad ones."""
    table = _table()
    terms = table.get(provider) or replace(table["default"], licence=f"{provider} (see its terms)")
    said = (own or {}).get(provider, {})
    changes: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for name, value in said.items():
        if name in _NUMBERS:
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
                raise UsageError(f"geocoders.toml: [{provider}] {name} = {value!r}: a number from 0 on is needed")
            changes[name] = _NUMBERS[name](value)
        elif name in {each.name for each in fields(Terms)}:
            if name != "licence" or not isinstance(value, str):
                raise UsageError(f"geocoders.toml: [{provider}] {name} cannot be set so; see providers.csv")
            changes[name] = value
        else:
            options[name] = value
    return replace(terms, options=options, **changes)


def known_provider(name: str) -> str:
    """Return the name of an online geocoder as a table gives it, in small letters; "" for what cannot be one."""
    small = name.strip().lower()
    return small if small not in OURS and re.fullmatch("[a-z0-9_]{1,40}", small) else ""


def read_own(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the tables of a user's geocoders.toml, none when there is no such file; raises UsageError."""
    tables = read_toml(path)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise UsageError(f"{path}: {name}: settings stand below a provider's name, like [nominatim]")
    return {name.lower(): table for name, table in tables.items()}


def read_toml(path: Path) -> Mapping[str, Any]:
    """Return what a TOML file says, nothing when it is not there; raises UsageError that never quotes it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read ({type(error).__name__}); it must be a text file in UTF-8") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Only the place: the line itself may hold a key.
        raise UsageError(f"{path}: not valid TOML ({str(error).rpartition('(')[2].rstrip(')')})") from None


def attribution_of(place: Place) -> str:
    """Return whom to name for a place, wherever it is used; "" where it is our own or a person's."""
    named = "gazetteer" if place.provider == "gazetteer" else place.provider if place.provider not in OURS else ""
    return place.licence or (terms_of(named).licence if named else "")


def credit_of(place: Place) -> str:
    """Return whom a map must name for a place, beside those whom every map names."""
    return "" if place.provider == "gazetteer" else attribution_of(place)


def shown_credits(credits: Iterable[str]) -> list[str]:
    """Return the lines for a map's corner; of very many, which only a strange table has, the first."""
    distinct = sorted(filter(None, set(credits)))
    more = len(distinct) - MOST_CREDITS
    return distinct if more <= 0 else [*distinct[:MOST_CREDITS], f"and {more} others, see the data"]
