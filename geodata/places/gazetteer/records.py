"""Rows for the gazetteer, from whatever source: one feature and its names."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from geodata.places.gazetteer.schema import NameKind


class Feature(NamedTuple):
    """A feature of the world as the gazetteer stores it, with its names as (spelling, kind)."""

    id: int
    name: str
    lat: float
    lon: float
    country: str = ""
    admin1_code: str = ""
    admin2_code: str = ""
    feature_class: str = "P"
    feature_code: str = "PPL"
    population: int = 0
    radius_km: float = 0.0
    names: tuple[tuple[str, NameKind], ...] = ()


def town_radius(population: int) -> float:
    """Return the radius in km of a town's built-up area, at 3,000 people per square kilometre."""
    return round(math.sqrt(max(population, 0) / (3000 * math.pi)), 2)


MAX_ALTERNATE = 60
"""Longer alternate names are lists or sentences."""


def alternate_names(spelling: str) -> Iterator[tuple[str, NameKind]]:
    """Yield the names that one alternate name of GeoNames really holds, none for junk.

    Of 1.2 M alternates, 218,000 are machine transliterations (all in small letters: "rondon" is London's),
    8,000 are airport and other codes, and some hold two names ("Biel/Bienne"), a remark ("(do 1999)") or
    a year ("[a. 1210]").
    """
    if len(spelling) > MAX_ALTERNATE or "[" in spelling or "  " in spelling:
        return
    if "(" in spelling:
        spelling = spelling.partition("(")[0]
    for part in spelling.split("/"):
        name = part.partition(",")[0].strip()
        kind = _kind_of_alternate(name)
        if kind is not None:
            yield name, kind


def _kind_of_alternate(name: str) -> NameKind | None:
    if len(name) < 2:
        return None
    if not is_latin(name):
        return NameKind.SCRIPT
    if len(name) < 3 or any(character.isdigit() for character in name):
        return None
    if not any(character.isupper() for character in name):
        return None
    code = len(name) == 3 and name.isupper()
    return None if code else NameKind.ALTERNATE


def is_latin(name: str) -> bool:
    """Tell whether the first letter of a name is a Latin one."""
    if name.isascii():
        return True
    for character in name:
        if character.isalpha():
            return character < "\u0250" or unicodedata.name(character, "").startswith("LATIN")
    return True
