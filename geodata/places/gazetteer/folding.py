"""Names made comparable: what "St. Mary's", "ST MARYS" and "Saint Mary's" have in common.

`fold` is the one key under which the gazetteer stores a name and looks it up.  It works
letter by letter through tables, so that no text, however hostile or long, is slow.
"""

from __future__ import annotations

import itertools
import unicodedata
from functools import lru_cache

MAX_NAME = 120
"""Longest name that is looked up, in characters; GeoNames' longest English ones have about 70."""

_LETTERS = {
    "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe",
    "ŋ": "ng", "ə": "e", "ɛ": "e", "ɔ": "o", "ɖ": "d", "ƙ": "k", "ɓ": "b", "ɗ": "d", "ŧ": "t", "ĸ": "k",
}  # fmt: skip
"""Latin letters that Unicode does not decompose, in the spelling of English news."""

APOSTROPHES = "'`\u00b4\u02bb\u02bc\u02be\u02bf\u2018\u2019\u201b\u2032\uff07"
_DROPPED = set(APOSTROPHES) | {"\u00ad"}

WRITTEN_OUT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
"""Short forms in front of a name; never its last word ("Main St")."""


class _Table(dict[int, str]):
    """Maps a character of a decomposed, casefolded name to its folded form, filled as characters come."""

    def __missing__(self, code: int) -> str:
        value = _fold_character(chr(code))
        self[code] = value
        return value


def _fold_character(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    category = unicodedata.category(character)
    # Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic; the vowel signs of Indic and Thai
    # scripts are Mn too, but they are letters to their readers.
    if category == "Mn" and (character < "\u0700" or character >= "\u1ab0"):
        return ""
    if category == "Cf" or character in _DROPPED:
        return ""
    if character == "&":
        return " and "
    return character if category[0] in "LNM" else " "


_TABLE = _Table()


def fold_uncached(name: str) -> str:
    """Fold a name as `fold` does, without remembering it (for bulk work)."""
    if len(name) > MAX_NAME:
        return ""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
    words = _join_initials(name).casefold().translate(_TABLE).split()
    if not words:
        return ""
    if len(words) > 1:
        if words[0] == "the":
            del words[0]
        last = len(words) - 1
        words = [WRITTEN_OUT.get(word, word) if place < last else word for place, word in enumerate(words)]
    key = " ".join(words)
    # Hangul was taken apart above.
    return key if key.isascii() else unicodedata.normalize("NFC", key)


def _join_initials(name: str) -> str:
    """Take the dots out of "U.S." and "D. C.", so that they fold to "us" and "dc"."""
    if "." not in name:
        return name
    parts = name.split(".")
    joined = [parts[0]]
    for before, part in itertools.pairwise(parts):
        initial = len(before.rsplit(" ", 1)[-1].strip(" ,(")) == 1
        more = len(part.strip(" ,)")) == 1
        joined.append(part.lstrip() if initial and more else " " + part)
    return "".join(joined)


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """Return the key of a name, or "" for one that cannot be a name.

    Case, diacritics and punctuation go, hyphens become spaces, apostrophes vanish; St, Ste, Mt and
    Ft are written out; "the" in front goes.  A possessive stays in ("St. John's" is not Saint John):
    `fold_variants` gives the key without it too.
    """
    return fold_uncached(name)


def fold_variants(name: str) -> tuple[str, ...]:
    """Return the keys to try for a name as it stands in a text, the likeliest first.

    "Mexico's" gives "mexico" and "mexicos", since only the gazetteer knows whether the 's is the name's own.
    """
    key = fold(name)
    if not key:
        return ()
    bare = strip_possessive(name)
    return (key,) if bare is None else tuple(dict.fromkeys(k for k in (fold(bare), key) if k))


def strip_possessive(name: str) -> str | None:
    """Return a name without its possessive ending ("Mexico's", "the Philippines'"), None where it has none."""
    text = name.rstrip()
    if len(text) > 2 and text[-1] in "sS" and text[-2] in APOSTROPHES:
        return text[:-2]
    if len(text) > 2 and text[-1] in APOSTROPHES and text[-2] in "sS":
        return text[:-1]
    return None
