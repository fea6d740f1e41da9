"""Toponyms in a parsed text: where they stand, and whether a place, a government or a name is meant.

Spans come from the language model and from the gazetteer (the longest names over runs of capitalised
words); what each is meant as is decided by a log-linear model over readable features, whose weights are in
mention_weights.csv and are trained by train_mentions.py.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources

from spacy.tokens import Doc

from geodata.language import (
    written_text,
)
from geodata.model import Mention, MentionKind, Place, Span
from geodata.places.asking import NameBook
from geodata.places.gazetteer.folding import fold
from geodata.places.gazetteer.schema import NameKind
from geodata.places.mention_context import Context, Found, capital
from geodata.places.mention_features import features
from geodata.places.mention_spans import find_spans, hint_of

KINDS: tuple[MentionKind, ...] = ("literal", "metonym", "embedded")
THRESHOLD = 0.5
"""A span is a mention when it is likelier one than nothing at all."""
_EMBEDDED = KINDS.index("embedded")
DEMONYM_TOWN = 50_000
"""People of a town from which on its name is no adjective of nationality."""
_PERSON = 2.0
"""What a full name elsewhere adds to the log-odds of a bare surname."""
_BODY = 3.0
_STREET = 2.0
"""What the word for a newspaper behind, or for another body ahead, adds: "Miami Herald", "Jalisco New Hope Cartel"."""
_PLACED = frozenset({"placed elsewhere", "locative before", "comma and place behind", "place and joiner before"})
_WEAK = 0.75
_REPEATED = 1.5
"""What the same name, recognised for sure elsewhere in the article, adds to a doubtful mention's log-odds."""


def find_mentions(
    doc: Doc,
    names: NameBook,
    *,
    common: frozenset[str] = frozenset(),
    demonyms: bool = False,
    given_spans: Sequence[Span] | None = None,
) -> list[Mention]:
    """Return the toponyms of a doc in order; they do not overlap.

    `common` are English words that a name at the start of a sentence may be.  `given_spans` are taken as they
    are, as literal mentions; `demonyms` adds adjectives of nationality.
    """
    if given_spans is not None:
        return [_given(doc, span, names) for span in given_spans]
    context = Context(doc, common)
    found = find_spans(doc, names)
    judged = [(item, _judge(list(features(item, context)))) for item in found]
    mentions = [m for item, chances in _with_repeats(doc, judged) if (m := _mention(doc, item, chances)) is not None]
    return sorted(mentions + (_demonyms(doc, names, mentions) if demonyms else []), key=lambda m: m.start)


@lru_cache(maxsize=1)
def _weights() -> dict[str, tuple[float, ...]]:
    text = (resources.files("geodata.places") / "mention_weights.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    return {name: tuple(map(float, values)) for name, *values in rows}


def scores(names: Iterator[str]) -> list[float]:
    """Return the log-linear scores of (literal, metonym, embedded, nothing) for the features of a span."""
    weights = _weights()
    total = [0.0] * (len(KINDS) + 1)
    for name in names:
        for n, weight in enumerate(weights.get(name, ())):
            total[n] += weight
    return total


def _judge(names: Sequence[str]) -> list[float]:
    """Return the scores of a span.

    Who was called by the full name is a person where nothing speaks for a place; papers, cartels, streets are names.
    """
    total = scores(iter(names))
    if "a surname here" in names and _PLACED.isdisjoint(names):
        total[_EMBEDDED] += _PERSON
    if "capital press behind" in names or "armed body or pact ahead" in names:
        total[_EMBEDDED] += _BODY
    if "capital street behind" in names:
        total[_EMBEDDED] += _STREET
    return total


def _chances(total: Sequence[float]) -> list[float]:
    top = max(total)
    parts = [math.exp(value - top) for value in total]
    return [part / sum(parts) for part in parts]


def _with_repeats(doc: Doc, judged: list[tuple[Found, list[float]]]) -> Iterator[tuple[Found, list[float]]]:
    """Yield chances; a doubtful mention is helped by the same name where it is beyond doubt."""
    keys = [fold(doc[item.start : item.end].text) for item, _ in judged]
    sure = {key for key, (_, total) in zip(keys, judged, strict=True) if _chances(total)[-1] < 1 - _WEAK}
    for key, (item, total) in zip(keys, judged, strict=True):
        helped = [*total[:-1], total[-1] - (_REPEATED if key in sure else 0.0)]
        yield item, _chances(helped)


def _mention(doc: Doc, item: Found, chances: Sequence[float]) -> Mention | None:
    if 1.0 - chances[-1] < THRESHOLD:
        return None
    best = max(range(len(KINDS)), key=lambda n: chances[n])
    start, last = doc[item.start].idx, doc[item.end - 1]
    end = last.idx + len(last)
    return Mention(
        start=start,
        end=end,
        text=written_text(doc)[start:end],
        kind=KINDS[best],
        confidence=round(chances[best], 3),
        found_by="model" if item.label else "gazetteer",
        feature_hint=item.hint,
    )


def _given(doc: Doc, span: Span, names: NameBook) -> Mention:
    tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
    text = written_text(doc)[span.start : span.end]
    people = names.demonyms().get(fold(text))
    kind = names.kind_of(fold(text)) if people is not None else None
    if people is not None and (kind is None or kind >= NameKind.ALTERNATE or _only_small(text, names)):
        return _demonym(span.start, text, people, found_by="given")
    return Mention(
        start=span.start,
        end=span.end,
        text=text,
        kind="literal",
        confidence=1.0,
        found_by="given",
        feature_hint=hint_of(doc, Found(tokens.start, tokens.end)) if tokens is not None else "",
    )


def _only_small(text: str, names: NameBook) -> bool:
    """Whether only small towns have the name: "Canadian" means Canada's, not the town in Texas."""
    return all(p.feature_class == "P" and p.population < DEMONYM_TOWN for p in names.lookup(text, limit=5))


def _demonym(start: int, text: str, place: Place, *, found_by: str) -> Mention:
    """Return the mention of a demonym; its hint is the name of the place."""
    return Mention(
        start=start, end=start + len(text), text=text, kind="demonym", confidence=0.9, found_by=found_by,
        feature_hint=place.name,
    )  # fmt: skip


def _demonyms(doc: Doc, names: NameBook, mentions: Sequence[Mention]) -> list[Mention]:
    known = names.demonyms()
    taken = {offset for mention in mentions for offset in range(mention.start, mention.end)}
    return [
        _demonym(token.idx, token.text, known[key], found_by="gazetteer")
        for token in doc
        if capital(token) and token.idx not in taken and (key := fold(token.text)) in known
    ]
