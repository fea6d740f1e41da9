"""Old wires and shouted reports: text in capitals is given the case that names have, letter for letter.

The language model and the toponyms are told apart by capitals.  The article keeps what was written; only the parsed
text is recased, and it has the same length, so that offsets stay true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from geodata.layout import Block
from geodata.places.wordlists import CALENDAR

SHARE = 0.85
"""Share of capitals among the letters from which on a block is shouted."""
LEAST_WORDS = 6
LONGEST_NAME = 6
_WORD = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*\.?")
_SENTENCE_END = re.compile(r"(?:[^\W_]{2}\.|[!?:;])[\"”)\]]?\s+[\[(\"“]?$|--\s*$|^\s*[\[(\"“]?$")
_ENDINGS = ("'S", "’S", "'", "’")
_SUFFIXES = (("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""),
             ("er", ""), ("ers", ""), ("ly", ""))  # fmt: skip
_VOWELS = frozenset("AEIOUYÁÉÍÓÚÀÈÌÒÙÄÖÜÂÊÎÔÛÅØÆ")
_TITLED = (CALENDAR - {"may", "sat", "sun", "wed", "mar"}) | set("mr mrs ms dr gen col capt lt sgt i".split())
"""Words that have a capital everywhere; "may" has one behind a number."""
_SMALL = frozenset(
    "the a an and or of in on at to from by for with as is are was were be been that this these those it its he she "
    "they we you his her their our not no but if so than then there here who whom which what when where how all any "
    "more most some such only own same too very can will just may de la el los las del al du des le les da do dos y e "
    "into out up down over under after before between during against about through while because until would could "
    "should has have had did does do being also both each other one two three four five six seven eight nine ten "
    "km per".split()
)
_PLACED = frozenset({"in", "near", "outside", "hit"})
"""Words behind which a place that everybody knows is meant, though it is a word as well: NICE, BATH."""
_ARTICLES = frozenset({"la", "el", "los", "las"})
"""Small words that names of places begin with."""


class Recaser:
    """Gives shouted blocks the case of ordinary text."""

    def __init__(
        self,
        *,
        is_name: Callable[[str], bool],
        is_place: Callable[[str], bool],
        is_known_place: Callable[[str], bool],
        is_word: Callable[[str], bool],
        is_common: Callable[[str], bool],
    ) -> None:
        """All take small letters: a person's name, a place of one or more words, a place or people that everybody
        knows, an English word, and one that is no noun alone."""
        self._is_name, self._is_place, self._is_known_place = is_name, is_place, is_known_place
        self._is_word, self._is_common = is_word, is_common

    def __call__(self, text: str, blocks: Sequence[Block]) -> str:
        """Return the text with its shouted blocks recased; other blocks, and the length, are as they were."""
        parts, end = [], 0
        for block in blocks:
            parts.append(text[end : block.start])
            body = text[block.start : block.end]
            parts.append(self._recased(body) if is_shouted(body) else body)
            end = block.end
        return "".join(parts) + text[end:]

    def _recased(self, text: str) -> str:
        words = list(_WORD.finditer(text))
        letters = list(text)
        named = self._places(text, words)
        for number, match in enumerate(words):
            start, written = match.start(), match.group()
            first = bool(_SENTENCE_END.search(text[max(0, start - 8) : start]))
            before = words[number - 1].group().lower() if number and start - words[number - 1].end() == 1 else ""
            cased = self._cased(written, named=number in named, before=before)
            if written == "MAY" and text[max(0, start - 2) : start - 1].isdigit():
                cased = "May"
            if first and cased[:1].islower():
                cased = cased[:1].upper() + cased[1:]
            if len(cased) == len(written):
                letters[start : start + len(written)] = cased
        return "".join(letters)

    def _places(self, text: str, words: Sequence[re.Match[str]]) -> set[int]:
        """Return the numbers of the words in names of several words that are places."""
        found: set[int] = set()
        for number in range(len(words)):
            for count in range(LONGEST_NAME, 1, -1):
                run = words[number : number + count]
                if len(run) < count or number in found or _apart(text, run):
                    continue
                lowered = [word.group().lower().rstrip(".") for word in run]
                if (lowered[0] in _SMALL and lowered[0] not in _ARTICLES) or lowered[-1] in _SMALL:
                    continue
                if self._is_place(" ".join(lowered)):
                    found.update(range(number, number + count))
        return found

    def _cased(self, written: str, *, named: bool, before: str) -> str:
        stem = next((written[: -len(end)] for end in _ENDINGS if written.upper().endswith(end)), written)
        tail = written[len(stem) :].lower()
        low = stem.lower().rstrip(".")
        if named:
            return (stem.lower() if low in _SMALL and low not in _ARTICLES else titled(stem)) + tail
        if low in _TITLED or (before in _PLACED and self._is_known_place(low) and not low.endswith("ing")):
            return titled(stem) + tail
        if low == "us" and before == "the":
            return stem + tail
        if low in _SMALL:
            return written.lower()
        if "." in stem[:-1]:
            return written
        if self._is_known_place(low) and not self._is_english(low, self._is_common):
            return titled(stem) + tail
        if self._is_english(low, self._is_word) and not (self._is_name(low) and self._is_place(low)):
            return written.lower()
        if len(low) <= 5 and not (self._is_place(low) or self._is_name(low)) and _is_acronym(stem):
            return stem + tail
        return titled(stem) + tail

    def _is_english(self, low: str, is_word: Callable[[str], bool]) -> bool:
        if is_word(low):
            return True
        parts = low.split("-")
        if len(parts) > 1:
            return all(part in _SMALL or self._is_english(part, is_word) for part in parts)
        return any(is_word(stem) for stem in _stems(low))


def is_shouted(text: str) -> bool:
    """Tell whether a block is written in capitals: a shouted report, and no mere dateline or acronym."""
    if len(_WORD.findall(text)) < LEAST_WORDS:
        return False
    upper = sum(map(str.isupper, text))
    return upper >= SHARE * (upper + sum(map(str.islower, text)))


def titled(word: str) -> str:
    """Return a word with its first letters large: "PORT-AU-PRINCE" gives "Port-Au-Prince", "O'NEIL" "O'Neil"."""
    return re.sub(r"[^\W\d_]+", lambda part: part.group()[:1].upper() + part.group()[1:].lower(), word)


def _apart(text: str, run: Sequence[re.Match[str]]) -> bool:
    """Whether more than a space or a hyphen stands between the words of a run."""
    return any(text[a.end() : b.start()] not in (" ", "-") for a, b in pairwise(run))


def _is_acronym(word: str) -> bool:
    """Whether a word of a few capitals cannot be spoken as a word: FMLN, DPRK, and in two or three letters UN, OAS."""
    return len(word) <= 3 or _VOWELS.isdisjoint(word)


def _stems(low: str) -> Iterator[str]:
    for suffix, put in _SUFFIXES:
        if low.endswith(suffix) and len(low) - len(suffix) > 2:
            stem = low[: -len(suffix)]
            yield stem + put
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1] + put
