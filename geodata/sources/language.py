"""Which language a text is in; what Dateline does not read yet is refused, politely."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from geodata.errors import UnsupportedLanguage

SURE = 0.9
ENOUGH_LETTERS = 60
LOOKED_AT = 20_000
_NAMES = {
    "ar": "Arabic", "de": "German", "es": "Spanish", "fa": "Persian", "fr": "French", "hi": "Hindi", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
    "ru": "Russian", "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip
_ENGLISH = frozenset({"en", "eng", "english", "und", "unknown", "none", "null"})


@lru_cache(maxsize=1)
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def require_english(text: str, *, origin: str = "") -> None:
    """Raise UnsupportedLanguage for a text that is surely not English; short or mixed ones pass."""
    sample = text[:LOOKED_AT]
    if sum(letter.isalpha() for letter in sample) < ENOUGH_LETTERS:
        return
    # In capitals every language looks alike to a model of letters.
    code, sure = _identifier().classify(sample.lower() if sample.isupper() else sample)
    if code != "en" and sure >= SURE:
        raise _unsupported(_NAMES.get(code, f"the language {code!r}"), origin)


def require_stated_english(stated: str, *, origin: str = "") -> None:
    """Raise UnsupportedLanguage when a record says that it is in another language ("es", "Spanish", "pt-BR")."""
    code = stated.strip().lower().replace("_", "-").partition("-")[0]
    if code and code not in _ENGLISH:
        raise _unsupported(_NAMES.get(code, stated.strip()[:40].capitalize()), origin)


def _unsupported(name: str, origin: str) -> UnsupportedLanguage:
    return UnsupportedLanguage(f"is in {name}; Dateline reads English so far: translate it first", origin=origin)
