"""The page's words: every language says everything that English says, with the same blanks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from geodata.taxonomy import EVENT_TYPES
from mapapp.islands import WORDS, languages, words
from mapapp.symbols import SYMBOLS

BLANK = re.compile(r"\{\w+\}")


def flat(value: Any, path: str = "") -> dict[str, str]:
    if isinstance(value, str):
        return {path: value}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {name: text for key, inner in pairs for name, text in flat(inner, f"{path}/{key}").items()}


@pytest.mark.parametrize("lang", languages())
def test_a_language_says_all_that_english_says(lang: str) -> None:
    english, said = words("en"), words(lang)
    assert list(said) == list(english)
    ours, theirs = flat(english), flat(said)
    assert {key for key in ours if not key.startswith("/events/")} == {
        k for k in theirs if not k.startswith("/events/")
    }
    for key, text in theirs.items():
        model = ours.get(key, ours["/events/other"])
        assert set(BLANK.findall(text)) == set(BLANK.findall(model)), key
        assert bool(text) == bool(model), key
    assert "other" in said["events"]
    assert said["direction"] in {"ltr", "rtl"}


def test_every_type_and_category_has_its_label() -> None:
    for lang in languages():
        assert set(words(lang)["type_labels"]) == set(EVENT_TYPES)
        assert set(words(lang)["category_labels"]) == set(SYMBOLS)
    assert words("en")["type_labels"] == {name: kind.label for name, kind in EVENT_TYPES.items()}
    assert words("en")["category_labels"] == {name: symbol.label for name, symbol in SYMBOLS.items()}


@pytest.mark.parametrize(("asked", "got"), [("pt-BR", "pt"), ("ES", "es"), ("xx", "en"), ("../en", "en"), ("", "en")])
def test_an_unknown_language_is_english(asked: str, got: str) -> None:
    assert words(asked)["language"] == json.loads((WORDS / f"{got}.json").read_text("utf-8"))["language"]
