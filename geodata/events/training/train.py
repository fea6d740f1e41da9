"""Train `typing_weights.csv` from the sentences beside this file.

    python -m geodata.events.training.train [FOLDER…]

FOLDER holds annotated articles (JSON with `text` and `events`, each with `type` and `quote`);
only weights are kept from them.  Needs scikit-learn and wordllama (MIT; its static word
vectors come inside the package) in addition to what Dateline needs to run.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from geodata.events.triggers import table_triggers
from geodata.events.typing_lexicon import load_lexicon
from geodata.events.typing_model import (
    EVENT_COLUMN,
    FEATURE_KEY,
    FEATURES,
    HEADER,
    SURFACE,
    TYPES,
    ZERO_LETTER,
    Vector,
    content_words,
    features_of,
    surface_of,
)
from geodata.language import load_pipeline
from geodata.settings import load_settings

FEATURE_GAIN, WORD_GAIN, REGULARISATION = 2.0, 3.0, 0.1
"""Chosen on articles held out from training."""
OWN_SHARE = 0.1
"""Weight of the own sentences when learning what is a report: they have no place, date or article."""
WORDS_KEPT = 12_000
LETTERS = 12


class Vectors:
    """Static word vectors of the wordllama package."""

    def __init__(self) -> None:
        folder = Path(str(files("wordllama")))
        tokenizers: Any = importlib.import_module("tokenizers")
        safetensors: Any = importlib.import_module("safetensors.numpy")
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizers/l2_supercat_tokenizer_config.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        table = safetensors.load_file(str(folder / "weights/l2_supercat_256.safetensors"))
        self._table = next(iter(table.values())).astype(np.float32)
        self._known: dict[str, Vector] = {}

    def of(self, word: str) -> Vector:
        """Return the vector of a word, the mean over its pieces."""
        if word not in self._known:
            pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
            self._known[word] = self._table[pieces].mean(axis=0) if pieces else np.zeros(256, dtype=np.float32)
        return self._known[word]

    def vocabulary(self) -> list[str]:
        """Return the words that the vectors know as one piece."""
        return [piece[1:] for piece in self._tokenizer.get_vocab() if piece.startswith("▁")]

    def sentence(self, words: Sequence[str]) -> Vector:
        """Return the sum of the words' vectors, damped by the sentence's length."""
        if not words:
            return np.zeros(256, dtype=np.float32)
        total: Vector = np.sum([self.of(word) for word in words], axis=0) / math.sqrt(len(words) + 1.0)
        return total


def own_sentences() -> Iterator[tuple[str, str]]:
    """Yield (sentence, type or 'none') from the text files beside this module."""
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        name = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                name = line[3:].strip()
            elif line.strip():
                yield line.strip(), name


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what the table found in it, its look (None: made up, no article around it) and its type."""

    text: str
    found: Vector
    surface: Vector | None
    label: str


def examples(folders: Sequence[str]) -> Iterator[Example]:
    """Yield the own sentences and those of the folders' articles."""
    nlp = load_pipeline(load_settings().spacy_model)
    for sentence, label in own_sentences():
        yield Example(sentence, features_of(table_triggers(nlp(sentence))), None, label)
    for path in sorted(path for folder in folders for path in Path(folder).glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        doc = nlp(article["text"])
        triggers = table_triggers(doc)
        spans = [(article["text"].find(told["quote"]), len(told["quote"]), told["type"]) for told in article["events"]]
        for number, span in enumerate(doc.sents):
            found = [name for at, size, name in spans if at < span.end_char and at + size > span.start_char]
            here = features_of(trigger for trigger in triggers if trigger.sentence == number)
            yield Example(span.text, here, surface_of(span, number), min(found) if found else "none")


def main(folders: Sequence[str]) -> None:
    """Train and write the weights file."""
    linear: Any = importlib.import_module("sklearn.linear_model")
    stop = load_lexicon().classes["stop"]
    vectors = Vectors()
    told = list(examples(folders))
    found = FEATURE_GAIN * np.array([example.found for example in told])
    words = np.array([vectors.sentence(content_words(example.text, stop)) for example in told], dtype=np.float32)
    own = np.array([example.surface is None for example in told])
    gain = WORD_GAIN / float(np.linalg.norm(words[own], axis=1).mean())
    seen = [example.surface for example in told if example.surface is not None]
    usual = np.mean(seen, axis=0) if seen else np.zeros(len(SURFACE))
    surface = np.array([usual if example.surface is None else example.surface for example in told])
    labels = np.array([example.label for example in told])
    typed = labels != "none"
    types = linear.LogisticRegression(C=REGULARISATION, max_iter=800)
    types.fit(np.hstack([found, words * gain])[typed], labels[typed])
    event = linear.LogisticRegression(C=REGULARISATION, max_iter=800, class_weight="balanced")
    shares = np.where(own, OWN_SHARE if seen else 1.0, 1.0)
    event.fit(np.hstack([found, surface, words * gain]), typed, sample_weight=shares)
    known, look = len(FEATURES), len(SURFACE)
    features: Vector = np.zeros((known + look, EVENT_COLUMN + 1), dtype=np.float32)
    scores: Vector = np.zeros((words.shape[1], EVENT_COLUMN + 1), dtype=np.float32)
    bias: Vector = np.full(EVENT_COLUMN + 1, -9.0, dtype=np.float32)
    for row, name in enumerate(types.classes_):
        column = TYPES.index(name)
        features[:known, column] = types.coef_[row][:known] * FEATURE_GAIN
        scores[:, column] = types.coef_[row][known:] * gain
        bias[column] = types.intercept_[row]
    features[:known, EVENT_COLUMN] = event.coef_[0][:known] * FEATURE_GAIN
    features[known:, EVENT_COLUMN] = event.coef_[0][known : known + look]
    scores[:, EVENT_COLUMN] = event.coef_[0][known + look :] * gain
    bias[EVENT_COLUMN] = event.intercept_[0]
    write(bias, features, scores, vectors)


def write(bias: Vector, features: Vector, words: Vector, vectors: Vectors) -> None:
    """Write the weights, words reduced to one letter a column and to those that say most."""
    lexicon = load_lexicon()
    spelled = {word for word in vectors.vocabulary() if word.islower() and word.isalpha() and len(word) > 2}
    spelled |= {word for entry in lexicon.entries for group in entry.words for word in group if word.isalpha()}
    spelled |= {word for sentence, _ in own_sentences() for word in content_words(sentence, lexicon.classes["stop"])}
    ordered = sorted(spelled - lexicon.classes["stop"])
    scores = np.array([vectors.of(word) for word in ordered]) @ words
    scores[:, :EVENT_COLUMN] -= scores[:, :EVENT_COLUMN].mean(axis=1, keepdims=True)
    scale = float(np.quantile(np.abs(scores), 0.999)) / LETTERS
    levels = np.clip(np.rint(scores / scale), -LETTERS, LETTERS).astype(int)
    keep = sorted(np.argsort(-np.abs(levels).sum(axis=1))[:WORDS_KEPT])
    known = (*FEATURES, *SURFACE)
    lines = [
        "# Weights of typing_model.py; made by training/train.py, do not edit.",
        "# Word scores derive from the vectors of wordllama 0.4.0 (MIT, (c) 2024 Lee Miller).",
        f"# columns: {' '.join(TYPES)} event",
        HEADER,
        f"=scale,{scale:.6g}",
        "=bias," + " ".join(f"{value:.3g}" for value in bias),
        *(f"{FEATURE_KEY}{name}," + " ".join(f"{v:.2g}" for v in features[row]) for row, name in enumerate(known)),
        *(ordered[row] + "," + "".join(chr(ZERO_LETTER + level) for level in levels[row]) for row in keep),
    ]
    path = Path(str(files("geodata.events"))) / "typing_weights.csv"
    partial = path.with_suffix(".partial")
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(partial, path)


if __name__ == "__main__":
    main(sys.argv[1:])
