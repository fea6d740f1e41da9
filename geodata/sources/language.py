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
        name = _NAMES.get(code, f"the language {code!r}")
        raise UnsupportedLanguage(f"is in {name}; Dateline reads English so far: translate it first", origin=origin)
