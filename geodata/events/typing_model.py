"""A second opinion on a sentence: does it report an event, and of which type?

A linear model over two things: what the trigger table found in the sentence, and the
sentence's words.  Its weights are `typing_weights.csv`, made by `training/train.py` from the
sentences beside it; word by word, a letter a column, `n` says nothing, letters behind it
speak for, letters before it against.  Without the file the table alone decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt
from spacy.tokens import Span

from geodata.language import DATE_LABELS, PLACE_LABELS
from geodata.taxonomy import EVENT_TYPES

Vector = npt.NDArray[np.float32]

TYPES: tuple[str, ...] = tuple(EVENT_TYPES)
EVENT_COLUMN = len(TYPES)
"""The column behind the types: is there an event at all?"""
HEADER = "key,value"
FEATURE_KEY = "=feature:"
ZERO_LETTER = ord("n")
FEATURES: tuple[str, ...] = (
    *TYPES,
    *(f"hint:{name}" for name in TYPES),
    *("asserted", "unreal", "consequence", "casualty"),
)
SURFACE: tuple[str, ...] = (
    *("place", "date", "number", "past", "present", "quote", "person", "length", "first", "early"),
)
"""What else is looked at to tell a report from other sentences; see `surface_of`."""
LONG = 40
LEAD, EARLY = 2, 5

_INDEX = {name: number for number, name in enumerate(TYPES)}
_PERSONS = frozenset({"i", "we", "you", "she", "he"})
_WORD = re.compile(r"[a-zà-ÿ]+(?:['’-][a-z]+)*")


class Found(Protocol):
    """What the model looks at in a trigger."""

    @property
    def type(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def types(self) -> tuple[tuple[str, float], ...]: ...


@dataclass(frozen=True, slots=True)
class Model:
    """The weights: one row a feature or word, one column a type, the last for 'an event at all'."""

    bias: Vector
    features: Vector
    word_rows: Mapping[str, int]
    words: npt.NDArray[np.int8]
    scale: float
    stop: frozenset[str]

    def judge(self, text: str, triggers: Iterable[Found], surface: Vector | None = None) -> tuple[float, Vector]:
        """Return the probability of an event and of each type (in the order of TYPES) for a sentence."""
        known = features_of(triggers)
        look = np.zeros(len(SURFACE), dtype=np.float32) if surface is None else surface
        logits = self.bias + np.concatenate([known, look]) @ self.features
        words = content_words(text, self.stop)
        rows = [self.word_rows[word] for word in words if word in self.word_rows]
        if rows:
            logits = logits + self.words[rows].sum(axis=0, dtype=np.float32) * (self.scale / np.sqrt(len(words) + 1.0))
        types = np.exp(logits[:EVENT_COLUMN] - logits[:EVENT_COLUMN].max())
        return float(1.0 / (1.0 + np.exp(-logits[EVENT_COLUMN]))), (types / types.sum()).astype(np.float32)


def content_words(text: str, stop: frozenset[str]) -> list[str]:
    """Return the lower-case words of a text that carry content."""
    return [word for word in _WORD.findall(text.lower()) if word not in stop and len(word) > 1]


def features_of(triggers: Iterable[Found]) -> Vector:
    """Return what the table found in one sentence as a vector in the order of FEATURES."""
    vector = np.zeros(len(FEATURES), dtype=np.float32)
    hints = len(TYPES)
    for trigger in triggers:
        if trigger.kind == "event":
            place = _INDEX[trigger.type]
            vector[place] = max(vector[place], trigger.score)
            if trigger.status in {"asserted", "background", "claimed"}:
                vector[-4] = max(vector[-4], trigger.score)
        elif trigger.kind == "casualty":
            vector[-1] = 1.0
        else:
            vector[-2] = 1.0
        if trigger.status in {"planned", "denied"}:
            vector[-3] = 1.0
        share = 1.0 if trigger.kind == "casualty" else 0.5
        for name, score in trigger.types:
            if name in _INDEX:
                place = hints + _INDEX[name]
                vector[place] = max(vector[place], share * score)
    return vector


def surface_of(sentence: Span, number: int, places: Sequence[int] = ()) -> Vector:
    """Return the look of a sentence in the order of SURFACE.

    `number` is its place in the doc; `places` are where mentions that are locations start, ascending.
    """
    labels = {token.ent_type_ for token in sentence}
    tags = {token.tag_ for token in sentence}
    inside = bisect_left(places, sentence.start_char) < bisect_left(places, sentence.end_char)
    look = (
        inside or bool(labels & PLACE_LABELS),
        bool(labels & DATE_LABELS),
        "CARDINAL" in labels,
        "VBD" in tags,
        bool(tags & {"VBZ", "VBP"}),
        any(mark in sentence.text for mark in '“”"'),
        any(token.lower_ in _PERSONS for token in sentence),
        min(len(sentence), LONG) / LONG,
        number < LEAD,
        number < EARLY,
    )
    return np.array(look, dtype=np.float32)


@lru_cache(maxsize=1)
def load_model(stop: frozenset[str]) -> Model | None:
    """Read the weights beside this module; None when there are none."""
    path = files("geodata.events").joinpath("typing_weights.csv")
    if not path.is_file():
        return None
    return read_weights(path.read_text(encoding="utf-8").splitlines(), stop)


def read_weights(lines: Sequence[str], stop: frozenset[str]) -> Model:
    """Read the rows `key,value`; `=scale`, `=bias` and `=feature:…` hold numbers, other keys are words."""
    scale, bias = 1.0, np.zeros(EVENT_COLUMN + 1, dtype=np.float32)
    names_known = (*FEATURES, *SURFACE)
    features = np.zeros((len(names_known), EVENT_COLUMN + 1), dtype=np.float32)
    names: list[str] = []
    letters: list[str] = []
    for line in lines:
        if not line or line.startswith("#") or line == HEADER:
            continue
        head, _, rest = line.partition(",")
        if head == "=scale":
            scale = float(rest)
        elif head == "=bias":
            bias = _numbers(rest)
        elif head.startswith(FEATURE_KEY):
            features[names_known.index(head.removeprefix(FEATURE_KEY))] = _numbers(rest)
        else:
            names.append(head)
            letters.append(rest)
    table = np.frombuffer("".join(letters).encode("ascii"), dtype=np.uint8).reshape(len(names), -1)
    words = (table.astype(np.int16) - ZERO_LETTER).astype(np.int8)
    return Model(bias, features, {name: row for row, name in enumerate(names)}, words, scale, stop)


def _numbers(text: str) -> Vector:
    return np.array([float(number) for number in text.split()], dtype=np.float32)
