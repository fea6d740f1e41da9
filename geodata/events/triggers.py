"""Words that tell of an event: what type it is, how sure, and in which modality.

`find_triggers` reads the table `triggers.csv` (see `typing_lexicon`), decides the type
from the whole sentence (means, agents, objects) and the modality from the parse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from geodata.events.status import status_of
from geodata.events.trigger import Trigger, TriggerKind
from geodata.events.typing_context import weigh
from geodata.events.typing_lexicon import Lexicon, Match, load_lexicon
from geodata.events.typing_model import Model, load_model
from geodata.language import ORGANISATION_LABELS, PERSON_LABELS, layout_of
from geodata.model import Resolution

CUE_SHARE = 0.4
"""How much the agents and means of a sentence weigh beside the trigger's own word."""
CASUALTY_TYPE_FLOOR = 0.4
"""Cues below this do not give a type to a bare 'killed'."""

PASSAGE = 2
"""How many sentences before (and one behind) may hold the words that a table row needs."""
NEAR_SHARE = 0.6
"""What remains of a row's weight when they do."""

_JOINERS = frozenset({"-", "‑", "–"})
__all__ = ["Trigger", "TriggerKind", "find_triggers", "table_triggers"]

_DEFINITE = frozenset(["the", "this", "that", "these", "those", "its", "their", "his", "her"])


def find_triggers(
    doc: Doc,
    resolutions: Sequence[Resolution] = (),
    *,
    title: str = "",
    lexicon: Lexicon | None = None,
    model: Model | None = None,
) -> list[Trigger]:
    """Return the triggers of a parsed doc in the order of the text.

    `title` is the article's, where it is known: its words help to tell the type.
    """
    table = lexicon or load_lexicon()
    judge = model or load_model(table.classes["stop"])
    found = table_triggers(doc, resolutions, lexicon=table)
    return weigh(doc, found, judge, title) if judge else found


def table_triggers(
    doc: Doc, resolutions: Sequence[Resolution] = (), *, lexicon: Lexicon | None = None
) -> list[Trigger]:
    """Return the triggers as the table alone gives them."""
    table = lexicon or load_lexicon()
    blocked = _embedded_characters(resolutions)
    layout = layout_of(doc)
    starts = [block.start for block in layout.blocks]
    triggers: list[Trigger] = []
    sentences = list(doc.sents)
    vocabulary = [frozenset(_words(_tokens(sentence))) for sentence in sentences]
    for number, sentence in enumerate(sentences):
        block = _last_at_most(starts, sentence.start_char)
        around = frozenset().union(*vocabulary[max(0, number - PASSAGE) : number + 2])
        triggers.extend(_in_sentence(sentence, number, block, table, blocked, around))
    return sorted(triggers, key=lambda trigger: trigger.start)


def _tokens(sentence: Span) -> list[Token]:
    return [token for token in sentence if not token.is_space and token.text not in _JOINERS]


def _words(tokens: Iterable[Token]) -> list[str]:
    return [token.lower_.replace("’", "'") for token in tokens]


def _in_sentence(
    sentence: Span, number: int, block: int, table: Lexicon, blocked: set[int], around: frozenset[str]
) -> Iterable[Trigger]:
    tokens = _tokens(sentence)
    words = _words(tokens)
    cues = _cue_scores(words, table)
    shouting = sum(word.text.isupper() and len(word) > 1 for word in tokens) > 0.6 * len(tokens)
    found: dict[int, list[Match]] = {}
    for match in table.matches(words, around):
        head = tokens[match.head]
        if match.first == match.last and not _pos_fits(head, match.entry.pos, shouting):
            continue
        if _in_name(head, shouting) or any(tokens[i].idx in blocked for i in range(match.first, match.last + 1)):
            continue
        found.setdefault(match.head, []).append(match)
    covered: set[int] = set()
    for position in sorted(found, key=lambda p: -max(m.last - m.first for m in found[p])):
        if position in covered:
            continue
        matches = found[position]
        for match in matches:
            covered.update(range(match.first, match.last + 1))
        yield _trigger(tokens, position, matches, cues, sentence, number, block)


def _trigger(
    tokens: Sequence[Token],
    position: int,
    matches: Sequence[Match],
    cues: dict[str, float],
    sentence: Span,
    number: int,
    block: int,
) -> Trigger:
    head = tokens[position]
    scores: dict[str, float] = {}
    for match in matches:
        entry = match.entry
        scores[entry.type] = max(scores.get(entry.type, 0.0), _weight(match) + CUE_SHARE * cues.get(entry.type, 0.0))
    best = max(scores, key=lambda name: scores[name])
    kind: TriggerKind = "event"
    event_type, score = best, min(1.0, scores[best])
    types = sorted(((name, min(1.0, value)) for name, value in scores.items()), key=lambda item: -item[1])
    if best in {"casualty", "consequence"}:
        kind = "casualty" if best == "casualty" else "consequence"
        types = sorted(cues.items(), key=lambda item: -item[1])
        event_type = types[0][0] if kind == "casualty" and types and types[0][1] >= CASUALTY_TYPE_FLOOR else ""
    first = min(match.first for match in matches)
    last = max(match.last for match in matches)
    nominal = head.pos_ in {"NOUN", "PROPN"}
    return Trigger(
        type=event_type,
        kind=kind,
        start=tokens[first].idx,
        end=tokens[last].idx + len(tokens[last]),
        token=head.i,
        sentence=number,
        block=block,
        score=round(score, 3),
        status=status_of(head, sentence),
        phrase=matches[0].entry.phrase,
        subject=_child(head, {"nsubj", "nsubjpass"}),
        object=_child(head, {"dobj", "obj"}),
        nominal=nominal,
        anaphoric=nominal and _definite(head),
        consequence=kind != "event",
        types=tuple(types[:5]),
    )


def _weight(match: Match) -> float:
    return match.entry.weight * (NEAR_SHARE if match.near else 1.0)


def _cue_scores(words: Sequence[str], table: Lexicon) -> dict[str, float]:
    """Add up the cues of a sentence by type, each further cue counting half of the one before."""
    by_type: dict[str, list[float]] = {}
    for word in set(words):
        for event_type, weight in table.cues.get(word, ()):
            by_type.setdefault(event_type, []).append(weight)
    return {
        event_type: sum(weight / 2**rank for rank, weight in enumerate(sorted(weights, reverse=True)))
        for event_type, weights in by_type.items()
    }


def _pos_fits(token: Token, pos: str, shouting: bool) -> bool:
    if shouting or pos == "p":
        return True
    if pos == "v":
        return token.pos_ in {"VERB", "AUX"} or (token.pos_ in {"ADJ", "NOUN"} and token.lower_.endswith("ed"))
    return token.pos_ in {"NOUN", "PROPN", "ADJ"} or token.lower_.endswith("ing")


def _in_name(token: Token, shouting: bool) -> bool:
    """Whether a token is part of a person's or organisation's name."""
    return (
        not shouting
        and token.ent_type_ in PERSON_LABELS | ORGANISATION_LABELS
        and token.text[:1].isupper()
        and not token.is_sent_start
    )


def _definite(token: Token) -> bool:
    return any(child.dep_ in {"det", "poss"} and child.lower_ in _DEFINITE for child in token.children)


def _child(token: Token, labels: set[str]) -> int | None:
    return next((child.i for child in token.children if child.dep_ in labels), None)


def _embedded_characters(resolutions: Sequence[Resolution]) -> set[int]:
    """Return the characters inside names that only contain a place."""
    return {
        character
        for resolution in resolutions
        if resolution.mention.kind == "embedded"
        for character in range(resolution.mention.start, resolution.mention.end)
    }


def _last_at_most(values: Sequence[int], limit: int) -> int:
    """Return the index of the last value that is not above a limit; values ascend."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] <= limit:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)
