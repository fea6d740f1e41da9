"""The trigger table, its word classes and how their words are found in a sentence.

`triggers.csv` holds one word or phrase a row:

    phrase    words as in a dictionary; `*` is a gap of up to five words, `a|b` either word, `a|*` one or none,
              `@class` any word of a class in `typing_words.csv`
    pos       v the first word is conjugated, n the last word takes a plural, p as it stands
    type      a type of the taxonomy, or `casualty`, `consequence`
    weight    how far the phrase alone speaks for the type, 0 to 1
    needs     words or classes of which one must stand in the sentence; `&` joins groups, each with one
    blocks    words or classes of which none may
    example   a sentence written for the test

To add one: a row with an example that the test will run.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

GAP = "*"
GAP_LIMIT = 5
_GAP_ALONE = frozenset({GAP})
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the trigger table, its words spelled out."""

    phrase: str
    pos: str
    type: str
    weight: float
    needs: tuple[frozenset[str], ...]
    blocks: frozenset[str]
    words: tuple[frozenset[str], ...]
    example: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found in a sentence; positions index the sentence's words."""

    entry: Entry
    first: int
    last: int
    near: bool = False
    """The words that the entry needs stand around the sentence, not in it."""

    @property
    def head(self) -> int:
        """Position of the head word: the noun at the end, else the verb at the front."""
        return self.last if self.entry.pos == "n" else self.first


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The trigger table ready for look-up, with the cues for types."""

    entries: tuple[Entry, ...]
    by_word: dict[str, tuple[Entry, ...]]
    classes: dict[str, frozenset[str]]
    cues: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    def matches(self, words: Sequence[str], around: frozenset[str] = frozenset()) -> Iterator[Match]:
        """Yield every entry found in a sentence's lower-case words, `needs` and `blocks` heeded.

        `around` holds the words of the passage, where what an entry needs may also stand.
        """
        present = frozenset(words)
        for position, word in enumerate(words):
            for entry in self.by_word.get(word, ()):
                if not entry.blocks.isdisjoint(present):
                    continue
                missing = [group for group in entry.needs if group.isdisjoint(present)]
                if any(group.isdisjoint(around) for group in missing):
                    continue
                last = _match_from(entry.words, words, position)
                if last is not None:
                    yield Match(entry, position, last, bool(missing))


def _match_from(pattern: Sequence[frozenset[str]], words: Sequence[str], start: int) -> int | None:
    """Return the position of the last word of a pattern that begins at `start`, else None."""
    position, gap = start, 0
    for wanted in pattern:
        if wanted == _GAP_ALONE:
            gap = GAP_LIMIT
            continue
        if GAP in wanted and not (position < len(words) and words[position] in wanted):
            continue
        for offset in range(gap + 1):
            if position + offset < len(words) and words[position + offset] in wanted:
                position += offset + 1
                break
        else:
            return None
        gap = 0
    return position - 1


def verb_forms(verb: str, irregular: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the written forms of a verb: base, -s, -ed, -ing and irregular ones."""
    third = _plural(verb)
    if verb.endswith("ie"):
        ing, past = verb[:-2] + "ying", verb + "d"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        ing, past = verb[:-1] + "ing", verb + "d"
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        ing, past = verb + "ing", verb[:-1] + "ied"
    elif verb.endswith("ee"):
        ing, past = verb + "ing", verb + "d"
    else:
        ing, past = verb + "ing", verb + "ed"
    forms = {verb, third, ing}
    if verb in irregular:
        forms |= irregular[verb]
    else:
        forms.add(past)
    if len(verb) >= 3 and verb[-1] not in "aeiouwxyhs" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:
        forms |= {verb + verb[-1] + "ing", verb + verb[-1] + "ed"}
    return frozenset(forms)


def noun_forms(noun: str) -> frozenset[str]:
    """Return a noun and its plural."""
    if noun.endswith("man"):
        return frozenset({noun, noun[:-3] + "men"})
    return frozenset({noun, _plural(noun)})


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    if word in {"go", "do", "undergo", "torpedo", "tornado", "volcano"}:
        return word + "es"
    return word + "s"


def _rows(name: str) -> list[dict[str, str]]:
    text = files("geodata.events").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#")))


def split_words(phrase: str) -> list[str]:
    """Split a phrase as sentences are split: hyphens part words, case does not count."""
    return phrase.lower().replace("-", " ").split()


def _word_set(items: str, classes: dict[str, frozenset[str]]) -> frozenset[str]:
    words: set[str] = set()
    for item in items.split():
        words |= classes[item[1:]] if item.startswith("@") else {item}
    return frozenset(words)


def _pattern(
    phrase: str, pos: str, classes: dict[str, frozenset[str]], irregular: dict[str, frozenset[str]]
) -> tuple[frozenset[str], ...]:
    words = split_words(phrase)
    pattern = []
    for position, word in enumerate(words):
        options: set[str] = set()
        for option in word.split("|"):
            if option.startswith("@"):
                options |= classes[option[1:]]
            elif pos == "v" and position == 0:
                options |= verb_forms(option, irregular)
            elif pos == "n" and position == len(words) - 1:
                options |= noun_forms(option)
            else:
                options.add(option)
        pattern.append(frozenset(options))
    return tuple(pattern)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Read the tables beside this module."""
    irregular = {row["verb"]: frozenset(row["forms"].split()) for row in _rows("typing_irregular.csv")}
    classes = _read_classes(_rows("typing_words.csv"), irregular)
    entries = tuple(_entry(row, classes, irregular) for row in _rows("triggers.csv"))
    by_word: dict[str, list[Entry]] = {}
    for entry in entries:
        for word in entry.words[0]:
            by_word.setdefault(word, []).append(entry)
    cues: dict[str, list[tuple[str, float]]] = {}
    for row in _rows("typing_cues.csv"):
        for word in _cue_words(row["cue"], classes):
            cues.setdefault(word, []).append((row["type"], float(row["weight"])))
    return Lexicon(
        entries,
        {word: tuple(found) for word, found in by_word.items()},
        classes,
        {word: tuple(found) for word, found in cues.items()},
    )


def _cue_words(cue: str, classes: dict[str, frozenset[str]]) -> Iterable[str]:
    return classes[cue[1:]] if cue.startswith("@") else noun_forms(cue)


def _read_classes(rows: list[dict[str, str]], irregular: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    classes: dict[str, frozenset[str]] = {}
    for row in rows:
        words: set[str] = set(classes.get(row["class"], frozenset()))
        for word in row["words"].lower().split():
            if word.startswith("@"):
                words |= classes[word[1:]]
            elif row["pos"] == "v":
                words |= verb_forms(word, irregular)
            elif row["pos"] == "n":
                words |= noun_forms(word)
            else:
                words.add(word)
        classes[row["class"]] = frozenset(words)
    return classes


def _entry(row: dict[str, str], classes: dict[str, frozenset[str]], irregular: dict[str, frozenset[str]]) -> Entry:
    return Entry(
        phrase=row["phrase"],
        pos=row["pos"],
        type=row["type"],
        weight=float(row["weight"]),
        needs=tuple(_word_set(group, classes) for group in row["needs"].split("&") if group.strip()),
        blocks=_word_set(row["blocks"], classes),
        words=_pattern(row["phrase"], row["pos"], classes, irregular),
        example=row["example"],
    )
