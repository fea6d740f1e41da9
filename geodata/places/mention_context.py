"""The text around possible toponyms: its persons, its layout, the words that stand in place-like positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from geodata.language import PERSON_LABELS, PLACE_LABELS, layout_of
from geodata.model import Place
from geodata.places import wordlists as words
from geodata.places.person_names import given_names


@dataclass(slots=True)
class Found:
    """A span of tokens that may be a toponym; `place` is what the gazetteer would take it for."""

    start: int
    end: int
    place: Place | None = None
    kind: int | None = None
    """The gazetteer's NameKind of the name."""
    label: str = ""
    """The model's label when it took the span for a place."""
    hint: str = ""


class Context:
    """What the whole document says: its persons, its heads and headings, the words that are common in English."""

    def __init__(self, doc: Doc, common: frozenset[str]) -> None:
        self.doc = doc
        self.common = common
        full_names = [ent for ent in doc.ents if ent.label_ in PERSON_LABELS and len(ent) > 1]
        self.persons = {token.lower_ for ent in full_names for token in ent if capital(token)}
        self.surnames = set(_surnames(doc))
        self.lowered = {t.text for t in doc if t.is_lower and len(t) > 2}
        self.placed = _placed(doc)
        layout = layout_of(doc)
        self._parts = [(b.start, b.end, b.head_end, b.kind) for b in layout.blocks]
        self._sport: dict[int, bool] = {}
        self.entity: dict[int, DocSpan] = {i: ent for ent in doc.ents for i in range(ent.start, ent.end)}

    def in_sport(self, token: Token) -> bool:
        """Tell whether a sentence speaks of sport, where names of places are teams."""
        sentence = token.sent
        if sentence.start not in self._sport:
            self._sport[sentence.start] = any(other.lower_ in words.SPORT_WORDS for other in sentence)
        return self._sport[sentence.start]

    def part(self, offset: int) -> str:
        """Return where in the layout a character stands: head, heading, meta, start or text."""
        for start, end, head_end, kind in self._parts:
            if start <= offset < end:
                if offset < head_end:
                    return "head"
                return kind if kind in ("heading", "meta") else "text"
        return "text"


def _surnames(doc: Doc) -> Iterator[str]:
    """Yield the last names of people that the text calls by their full names or by title."""
    for ent in doc.ents:
        if ent.label_ in PERSON_LABELS and len(ent) > 1 and capital(ent[-1]):
            yield ent[-1].lower_
    for token in doc[:-1]:
        behind = doc[token.i + 1]
        if capital(token) and capital(behind) and behind.is_alpha:
            if token.lower_ in words.PERSON_TITLES:
                yield behind.lower_
            elif token.lower_ in given_names():
                third = doc[token.i + 2] if token.i + 2 < len(doc) else behind
                initial = len(behind) == 1 and capital(third)
                yield third.lower_ if initial else behind.lower_


def _placed(doc: Doc) -> dict[str, int]:
    """Return how often each word stands where only a place can: behind "in", or before a comma and a place."""
    found: dict[str, int] = {}
    for token in doc:
        if not capital(token) or token.i == 0:
            continue
        behind = doc[token.i + 1 : token.i + 3]
        contained = len(behind) == 2 and behind[0].text == "," and behind[1].ent_type_ in PLACE_LABELS
        if doc[token.i - 1].lower_ in ("in", "near", "outside") or contained:
            found[token.lower_] = found.get(token.lower_, 0) + 1
    return found


def capital(token: Token) -> bool:
    """Tell whether a word is written as names are."""
    return token.text[:1].isupper() or (token.text[:1] in "ʻ‘'" and token.text[1:2].isupper())


def before(doc: Doc, start: int) -> Token | None:
    """Return the word before a name, past "the" and directions."""
    i = start - 1
    while i >= 0 and (doc[i].lower_ in words.BEFORE_NAME - words.LOCATIVE or doc[i].text == "-") and start - i < 4:
        i -= 1
    return doc[i] if i >= 0 and not doc[i].is_space else None
