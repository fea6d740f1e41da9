"""Names with one or two wrong letters.

One wrong letter: every string at that distance is made and looked up, all in one query a thousand.  Two wrong
letters: the names of the hinted countries or divisions are compared by RapidFuzz, from memory.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LETTERS = 5
"""Names of fewer letters have too many neighbours to be corrected."""
TWO_EDITS_FROM = 7
MAX_LETTERS = 40
_ALPHABET = string.ascii_lowercase + " "
_BATCH = 900
"""SQLite takes 999 parameters in its older builds."""

Run = Callable[..., Any]


def one_edit(key: str) -> set[str]:
    """Return every string that one deletion, swap, replacement or insertion makes of `key`."""
    splits = [(key[:i], key[i:]) for i in range(len(key) + 1)]
    edits = {a + b[1:] for a, b in splits if b}
    edits |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    edits |= {a + letter + b[1:] for a, b in splits if b for letter in _ALPHABET}
    edits |= {a + letter + b for a, b in splits for letter in _ALPHABET}
    edits.discard(key)
    return edits


class Typos:
    """Finds keys of the gazetteer near a misspelt one."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._names_in = lru_cache(maxsize=1024)(self._load_names)

    def matches(self, key: str, scope: Collection[tuple[str, str]] = ()) -> list[tuple[str, int]]:
        """Return (key, edits) of the names near `key`, fewest edits first."""
        if not MIN_LETTERS <= len(key) <= MAX_LETTERS or not key.isascii():
            return []
        if not scope:
            return [(match, 1) for match in self._one_edit_anywhere(key)]
        most = 2 if len(key) >= TWO_EDITS_FROM else 1
        found: dict[str, int] = {}
        for country, code in scope:
            for match, edits in self._within(key, most, country, code):
                found[match] = min(edits, found.get(match, edits))
        return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))

    def _one_edit_anywhere(self, key: str) -> Iterator[str]:
        edits = sorted(one_edit(key))
        for start in range(0, len(edits), _BATCH):
            batch = edits[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            query = f"SELECT DISTINCT key FROM name WHERE key IN ({marks})"
            yield from (match for (match,) in self._run(query, tuple(batch)))

    def _within(self, key: str, most: int, country: str, code: str) -> Iterator[tuple[str, int]]:
        for length in range(len(key) - most, len(key) + most + 1):
            for match, edits, _ in process.extract_iter(
                key, self._names_in(country, code, length), scorer=OSA.distance, processor=None, score_cutoff=most
            ):
                if edits:
                    yield match, int(edits)

    def _load_names(self, country: str, code: str, length: int) -> tuple[str, ...]:
        """Return the names of a country or division of so many letters."""
        query = "SELECT keys FROM typo WHERE country = ?1 AND length = ?2 AND (?3 = '' OR admin1_code = ?3)"
        rows = self._run(query, (country, length, code))
        return tuple(dict.fromkeys(key for (keys,) in rows for key in _lines(keys)))


def _lines(keys: str) -> list[str]:
    """Split what `group_concat` joined: its comma follows each line's end."""
    return keys.removesuffix("\n").split("\n,")
