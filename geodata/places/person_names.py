"""Given names and surnames: what stands behind "Maria" is no town, and "Moore" alone rarely is one."""

from __future__ import annotations

from functools import lru_cache

from geodata.places.gazetteer.tables import read_table, tables_folder

SURNAME_STEPS = (100.0, 20.0, 5.0)
"""People of 100,000 from which on a surname is very common, common, known."""


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Return given names in small letters."""
    return frozenset(row.text("name") for row in read_table("person_names", tables_folder()) if row.text("given"))


@lru_cache(maxsize=1)
def _surnames() -> dict[str, int]:
    found = {}
    for row in read_table("person_names", tables_folder()):
        share = row.number("surname", 0.0)
        if share:
            found[row.text("name")] = sum(share < step for step in SURNAME_STEPS)
    return found


def surname_step(word: str) -> int | None:
    """Return how common a surname is (0: very, 3: rare) in small letters, None for what is none."""
    return _surnames().get(word)
