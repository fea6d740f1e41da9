"""Toponyms in a parsed text: where they stand, and whether a place, a government or a name is meant.

Spans come from the language model and from the gazetteer (the longest names over runs of capitalised
words); what each is meant as is decided by a log-linear model over readable features, whose weights are in
mention_weights.csv and are trained by train_mentions.py.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Protocol

from spacy.tokens import Doc, Token

from geodata.language import PLACE_LABELS
from geodata.model import Mention, MentionKind, Place, Span
from geodata.places import wordlists as words
from geodata.places.gazetteer.folding import fold
from geodata.places.gazetteer.schema import NameKind
from geodata.places.mention_features import Context, Found, capital, features

LONGEST = 14
"""Tokens of the longest name that is tried; GeoNames' longest in Latin letters has nine words."""
KINDS: tuple[MentionKind, ...] = ("literal", "metonym", "embedded")
THRESHOLD = 0.45
"""A span is a mention when it is likelier one than nothing at all."""
_JOINERS = frozenset({"-", "‑", "–", "'", "’", "/"})
_ENDINGS = frozenset({"'s", "’s", "'", "’"})
_FIXED_SPACES = frozenset({"\xa0", "\u202f", "\u2009", "\u2007"})
_ABBREVIATIONS = frozenset({NameKind.ABBREVIATION, NameKind.QUALIFIER})
_EMBEDDED = KINDS.index("embedded")
_PERSON = 2.0
"""What a full name elsewhere adds to the log-odds of a bare surname."""
_PLACED = frozenset({"placed elsewhere", "locative before", "comma and place behind", "place and joiner before"})
_WEAK = 0.75
_REPEATED = 1.5
"""What the same name, recognised for sure elsewhere in the article, adds to a doubtful mention's log-odds."""


class NameBook(Protocol):
    """What recognition asks of a gazetteer."""

    def kind_of(self, folded: str) -> int | None:
        """Return the kind of the likeliest place's name, None when no place has it."""

    def is_prefix(self, folded: str) -> bool:
        """Tell whether a longer name begins with these words."""

    def demonyms(self) -> Mapping[str, Place]:
        """Return the place of every demonym."""

    def lookup(self, name: str, *, limit: int = 50) -> list[Place]:
        """Return the places of a name, the likeliest first."""


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


def find_spans(doc: Doc, names: NameBook) -> list[Found]:
    """Return all spans that may be toponyms, of the gazetteer and of the model, without overlaps."""
    found = _merge(doc, list(_known_spans(doc, names)), list(_model_spans(doc, names)))
    taken = {i for item in found for i in range(item.start, item.end)}
    found = sorted([*found, *_unknown_spans(doc, taken)], key=lambda item: item.start)
    for item in found:
        item.hint = _hint(doc, item)
    return found


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
    """Return the scores of a span; who was called by the full name is a person where nothing speaks for a place."""
    total = scores(iter(names))
    if "a surname here" in names and _PLACED.isdisjoint(names):
        total[_EMBEDDED] += _PERSON
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
        text=doc.text[start:end],
        kind=KINDS[best],
        confidence=round(chances[best], 3),
        found_by="model" if item.label else "gazetteer",
        feature_hint=item.hint,
    )


def _given(doc: Doc, span: Span, names: NameBook) -> Mention:
    tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
    text = doc.text[span.start : span.end]
    people = names.demonyms().get(fold(text))
    kind = names.kind_of(fold(text)) if people is not None else None
    if people is not None and (kind is None or kind >= NameKind.ALTERNATE):
        return _demonym(span.start, text, people, found_by="given")
    return Mention(
        start=span.start,
        end=span.end,
        text=text,
        kind="literal",
        confidence=1.0,
        found_by="given",
        feature_hint=_hint(doc, Found(tokens.start, tokens.end)) if tokens is not None else "",
    )


def _demonym(start: int, text: str, place: Place, *, found_by: str) -> Mention:
    """Return the mention of a demonym; its hint is the name of the place."""
    return Mention(
        start=start, end=start + len(text), text=text, kind="demonym", confidence=0.9, found_by=found_by,
        feature_hint=place.name,
    )  # fmt: skip


def _known_spans(doc: Doc, names: NameBook) -> Iterator[Found]:
    """Yield the longest gazetteer names over runs of capitalised words."""
    i = 0
    while i < len(doc):
        match = _longest(doc, i, names) if capital(doc[i]) else None
        if match is None:
            i += 1
            continue
        end, kind = match
        places = names.lookup(doc[i:end].text, limit=1)
        yield Found(i, end, place=places[0] if places else None, kind=kind)
        i = end


def _longest(doc: Doc, i: int, names: NameBook) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for j in range(i + 1, min(i + LONGEST, doc[i].sent.end) + 1):
        last, previous = doc[j - 1], doc[j - 2] if j - 2 >= i else None
        if not _may_continue(last, previous):
            break
        if not _may_end(last, previous):
            continue
        key = fold(doc[i:j].text)
        kind = names.kind_of(key) if key else None
        if kind is not None and _may_be(doc, i, j, key, kind, best):
            best = (j, kind)
        elif not key or not names.is_prefix(key):
            break
    if best is not None and best[1] in _ABBREVIATIONS:
        return _with_stop(doc, best[0]), best[1]
    return best


def _may_be(doc: Doc, i: int, j: int, key: str, kind: int, best: tuple[int, int] | None) -> bool:
    """Whether a name of the gazetteer can be meant by these words at all."""
    if kind == NameKind.QUALIFIER:
        return i > 1 and doc[i - 1].text in (",", "(") and (capital(doc[i - 2]) or doc[i - 2].is_punct)
    if key in words.SEATS or (len(key) <= 2 and kind > NameKind.ABBREVIATION):
        return False
    # "Las Vegas City Council" is the council of Las Vegas.
    behind = doc[j] if j < len(doc) else None
    own = best is not None and kind >= NameKind.ALTERNATE and doc[j - 1].lower_ in words.GENERIC
    return not (own and behind is not None and capital(behind) and bool(doc[j - 1].whitespace_))


def _with_stop(doc: Doc, end: int) -> int:
    """Take in the full stop of an abbreviation ("Ga.") that the tokeniser has cut off."""
    dotted = end < len(doc) and doc[end].text == "." and not doc[end - 1].whitespace_
    cut_off = dotted and (not doc[end - 1].text.isupper() or "." in doc[end - 1].text)
    return end + 1 if cut_off else end


def _may_continue(token: Token, previous: Token | None) -> bool:
    """Whether a token can stand inside a name: capitalised, a particle, a joiner, or behind a hyphen."""
    if previous is not None and _fixed_space(token):
        return True
    if token.is_space or (token.text in _ENDINGS and token.text not in _JOINERS):
        return False
    if token.is_punct:
        return token.text in _JOINERS or token.text == "."
    behind_joiner = previous is not None and previous.text in _JOINERS and not previous.whitespace_
    return capital(token) or token.lower_ in words.PARTICLES or token.text[:1].isdigit() or behind_joiner


def _fixed_space(token: Token) -> bool:
    """Whether a token is a no-break space inside a line."""
    return token.is_space and token.text in _FIXED_SPACES


def _may_end(token: Token, previous: Token | None) -> bool:
    """Whether a name can end with a token; particles and joiners only lead on."""
    if token.text in _JOINERS or token.text == "." or token.is_space:
        return False
    behind_joiner = previous is not None and previous.text in _JOINERS and not previous.whitespace_
    return capital(token) or behind_joiner or token.text[:1].isdigit()


def _model_spans(doc: Doc, names: NameBook) -> Iterator[Found]:
    """Yield the model's places without "the" in front, "'s" behind and lower-case words around."""
    for ent in doc.ents:
        if ent.label_ not in PLACE_LABELS:
            continue
        start, end = ent.start, ent.end
        while start < end and (not capital(doc[start]) or doc[start].lower_ in ("the", "downtown", "central")):
            start += 1
        while end > start and not (capital(doc[end - 1]) or doc[end - 1].text[:1].isdigit()):
            end -= 1
        span = doc[start:end]
        key = fold(span.text)
        if start == end or key in words.SEATS or any(token.is_space for token in span):
            continue
        if any(token.is_alpha for token in span):
            kind = names.kind_of(key) if key else None
            places = names.lookup(span.text, limit=1) if kind is not None else []
            yield Found(start, end, place=places[0] if places else None, kind=kind, label=ent.label_)


def _unknown_spans(doc: Doc, taken: Collection[int]) -> Iterator[Found]:
    """Yield runs of capitalised words that nobody knows, where the words around ask for a place."""
    i = 1
    while i < len(doc):
        j = i
        while j < len(doc) and j - i < 4 and _unknown(doc[j], taken) and not doc[j].is_sent_start:
            j += 1
        if j == i:
            i += 1
            continue
        before, behind = doc[i - 1], doc[j] if j < len(doc) else None
        asked = before.lower_ in words.STRONG_LOCATIVE or (before.lower_ == "of" and doc[i - 2].lower_ in words.GENERIC)
        kind_behind = behind is not None and behind.lower_ in words.GENERIC and behind.is_lower
        if asked or kind_behind:
            yield Found(i, j)
        i = j


def _unknown(token: Token, taken: Collection[int]) -> bool:
    usual = token.lower_ in words.CALENDAR or token.is_stop or len(token) < 3
    return capital(token) and token.is_alpha and token.i not in taken and not usual


def _merge(doc: Doc, known: list[Found], modelled: list[Found]) -> list[Found]:
    """Join both: a gazetteer name keeps its span unless the model's longer one is known or ends in a kind."""
    taken = {i: item for item in known for i in range(item.start, item.end)}
    result = {item.start: item for item in known}
    for item in modelled:
        overlapping = list({taken[i].start: taken[i] for i in range(item.start, item.end) if i in taken}.values())
        longer = not overlapping or item.end - item.start > max(o.end - o.start for o in overlapping)
        generic = doc[item.end - 1].lower_ in words.GENERIC and len(overlapping) == 1
        if not overlapping or (longer and (item.place is not None or generic)):
            for other in overlapping:
                result.pop(other.start, None)
                item.place, item.kind = item.place or other.place, item.kind if item.place else other.kind
            result[item.start] = item
            taken.update(dict.fromkeys(range(item.start, item.end), item))
        else:
            for other in overlapping:
                other.label = item.label
    return sorted(result.values(), key=lambda item: item.start)


def _hint(doc: Doc, item: Found) -> str:
    """Return the class of feature that the words in and around the name ask for."""
    last = doc[item.end - 1].lower_
    if item.end - item.start > 1 and last in words.GENERIC:
        return words.GENERIC[last]
    after = doc[item.end] if item.end < len(doc) else None
    if after is not None and after.lower_ in words.GENERIC and not after.is_space:
        return words.GENERIC[after.lower_]
    lowered = [t.lower_ for t in doc[max(0, item.start - 2) : item.start]]
    if lowered[-1:] == ["of"] and lowered[0] in words.GENERIC:
        return words.GENERIC[lowered[0]]
    return words.GENERIC.get(lowered[-1], "") if lowered and lowered[-1] != "state" else ""


def _demonyms(doc: Doc, names: NameBook, mentions: Sequence[Mention]) -> list[Mention]:
    known = names.demonyms()
    taken = {offset for mention in mentions for offset in range(mention.start, mention.end)}
    return [
        _demonym(token.idx, token.text, known[key], found_by="gazetteer")
        for token in doc
        if capital(token) and token.idx not in taken and (key := fold(token.text)) in known
    ]
