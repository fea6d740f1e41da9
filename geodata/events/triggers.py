"""Words that tell of an event: what type it is, how sure, and in which modality.

`find_triggers` reads the table `triggers.csv` (see `typing_lexicon`), decides the type
from the whole sentence (means, agents, objects) and the modality from the parse.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from geodata.events.status import Told, read_sentence, status_of
from geodata.events.trigger import Trigger, TriggerKind
from geodata.events.typing_context import weigh
from geodata.events.typing_lexicon import Lexicon, Match, load_lexicon
from geodata.events.typing_model import Model, load_model
from geodata.language import ORGANISATION_LABELS, PERSON_LABELS, layout_of
from geodata.model import Resolution, Status
from geodata.taxonomy import EVENT_TYPES, category_of

CUE_SHARE = 0.4
"""How much the agents and means of a sentence weigh beside the trigger's own word."""
CASUALTY_TYPE_FLOOR = 0.4
"""Cues below this do not give a type to a bare 'killed'."""

PASSAGE = 2
"""How many sentences before (and one behind) may hold the words that a table row needs."""
NEAR_SHARE = 0.6
"""What remains of a row's weight when they do."""

OWN_TYPE_FLOOR = 0.6
"""'Froze to death' is a type of event first and a casualty second."""
SHOUTING = 0.6
"""A sentence with more capitals than this was written in capitals; its parse is not trusted."""
TOPIC_WORDS = 3
TOPIC_SHARE = 0.4
GENERAL_SHARE = 0.5
"""What remains of a score in sentences on sport or markets, and on habits and trends."""

ACCUSED_SHARE = 0.4
"""What remains of a score for an act that somebody is only suspected of."""
CAUSE_SHARE = 0.4
"""What remains of a score for the weather that led to something."""
_WEATHER = frozenset("rain rains rainfall downpour downpours snow snowfall wind winds fog".split())
_CAUSING = frozenset("after following amid by from of to".split())
_ACCUSING = frozenset({"suspected", "accused"})
_OF_COURTS = frozenset({"legal", "security_operation", "casualty", "consequence"})

_JOINERS = frozenset({"-", "‑", "–"})
__all__ = ["Trigger", "TriggerKind", "find_triggers", "table_triggers"]

_NEGATIVE = frozenset({"no", "not", "nobody", "without", "never", "failed"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her"})


def find_triggers(
    doc: Doc,
    resolutions: Sequence[Resolution] = (),
    *,
    title: str = "",
    published: dt.date | None = None,
    lexicon: Lexicon | None = None,
    model: Model | None = None,
) -> list[Trigger]:
    """Return the triggers of a parsed doc in the order of the text.

    `title` is the article's, where it is known: its words help to tell the type; `published`
    tells an old year or month from this one.
    """
    table = lexicon or load_lexicon()
    judge = model or load_model(table.classes["stop"])
    found = table_triggers(doc, resolutions, published=published, lexicon=table)
    if judge is None:
        return found
    places = sorted(r.mention.start for r in resolutions if r.mention.kind == "literal")

    def modality(word: Token, span: Span) -> Status:
        return status_of(word, read_sentence(span, table.classes, published))

    return weigh(doc, found, judge, title, modality, places)


def table_triggers(
    doc: Doc,
    resolutions: Sequence[Resolution] = (),
    *,
    published: dt.date | None = None,
    lexicon: Lexicon | None = None,
) -> list[Trigger]:
    """Return the triggers as the table alone gives them."""
    table = lexicon or load_lexicon()
    reading = _Reading(table, _embedded_characters(resolutions), published)
    starts = [block.start for block in layout_of(doc).blocks]
    sentences = list(doc.sents)
    vocabulary = [frozenset(_words(_tokens(sentence))) for sentence in sentences]
    triggers: list[Trigger] = []
    for number, sentence in enumerate(sentences):
        around = frozenset().union(*vocabulary[max(0, number - PASSAGE) : number + 2])
        found = _in_sentence(sentence, reading, around)
        block = _last_at_most(starts, sentence.start_char)
        triggers.extend(replace(trigger, sentence=number, block=block) for trigger in found)
    return _settle_references(sorted(triggers, key=lambda trigger: trigger.start))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What stays the same while a doc is read."""

    table: Lexicon
    blocked: frozenset[int]
    published: dt.date | None


def _settle_references(triggers: Sequence[Trigger]) -> list[Trigger]:
    """Keep 'the blast' as a reference only where an earlier sentence told of such an event."""
    settled: list[Trigger] = []
    told: dict[str, int] = {}
    for trigger in triggers:
        category = category_of(trigger.type) if trigger.type else ""
        earlier = min(told.get(category, trigger.sentence), told.get("", trigger.sentence))
        settled.append(replace(trigger, anaphoric=trigger.anaphoric and earlier < trigger.sentence))
        if trigger.status in {"asserted", "claimed", "background"}:
            told.setdefault(category, trigger.sentence)
    return settled


def _tokens(sentence: Span) -> list[Token]:
    return [token for token in sentence if not token.is_space and token.text not in _JOINERS]


def _words(tokens: Iterable[Token]) -> list[str]:
    return [token.lower_.replace("’", "'") for token in tokens]


def _in_sentence(sentence: Span, reading: _Reading, around: frozenset[str]) -> Iterable[Trigger]:
    tokens = _tokens(sentence)
    words = _words(tokens)
    cues = _cue_scores(words, reading.table)
    shouting = sum(word.text.isupper() and len(word) > 1 for word in tokens) > SHOUTING * len(tokens)
    groups: dict[int, list[Match]] = {}
    for match in reading.table.matches(words, around):
        head = _head(tokens, match)
        checked = match.first == match.last or match.entry.pos == "v"
        if checked and not _pos_fits(head, match.entry.pos, shouting):
            continue
        inside = (tokens[place].idx for place in range(match.first, match.last + 1))
        if (
            _names_thing(head, reading.table, shouting)
            or _in_name(head, shouting)
            or not reading.blocked.isdisjoint(inside)
        ):
            continue
        groups.setdefault(head.i, []).append(match)
    topic = _topic_share(around, words, reading.table)
    if not groups:
        return
    told = read_sentence(sentence, reading.table.classes, reading.published)
    for matches in _without_covered(groups.values()):
        yield _trigger(tokens, matches, cues, told, topic * (GENERAL_SHARE if told.general else 1.0))


def _without_covered(groups: Iterable[list[Match]]) -> Iterable[list[Match]]:
    """Drop the groups that stand inside a longer phrase that was found."""
    covered: set[int] = set()
    for matches in sorted(groups, key=lambda group: -max(m.last - m.first for m in group)):
        if matches[0].first in covered and matches[0].last in covered:
            continue
        for match in matches:
            covered.update(range(match.first, match.last + 1))
        yield matches


def _head(tokens: Sequence[Token], match: Match) -> Token:
    """Return the word of a match that governs the others."""
    if match.first == match.last or match.entry.pos != "p":
        return tokens[match.head]
    first, last = tokens[match.first], tokens[match.last]
    return first.doc[first.i : last.i + 1].root


def _topic_share(around: frozenset[str], words: Sequence[str], table: Lexicon) -> float:
    """Return what remains of the scores in a passage about sport or markets."""
    for topic in ("sport", "market"):
        if len(table.classes[topic] & around) >= TOPIC_WORDS and not table.classes[topic].isdisjoint(words):
            return TOPIC_SHARE
    return 1.0


def _trigger(
    tokens: Sequence[Token],
    matches: Sequence[Match],
    cues: dict[str, float],
    told: Told,
    share: float,
) -> Trigger:
    """Make one trigger of the rows found on one head word; sentence and block are set by the caller."""
    head = _head(tokens, matches[0])
    scores: dict[str, float] = {}
    for match in matches:
        name = match.entry.type
        scores[name] = max(scores.get(name, 0.0), _weight(match) + CUE_SHARE * cues.get(name, 0.0))
    best = max(scores, key=lambda name: (name in EVENT_TYPES and scores[name] >= OWN_TYPE_FLOOR, scores[name]))
    kind: TriggerKind = "casualty" if best == "casualty" else "consequence" if best == "consequence" else "event"
    standing = _standing(head, best)
    options = cues if kind != "event" else {name: value * standing for name, value in scores.items()}
    types = sorted(((name, round(min(1.0, value), 3)) for name, value in options.items()), key=lambda item: -item[1])
    guessed = types[0][0] if kind == "casualty" and types and types[0][1] >= CASUALTY_TYPE_FLOOR else ""
    nominal = head.pos_ in {"NOUN", "PROPN"}
    fact = kind == "casualty" or not _NEGATIVE.isdisjoint(matches[0].entry.phrase.split())
    last = tokens[max(match.last for match in matches)]
    return Trigger(
        type=best if kind == "event" else guessed,
        kind=kind,
        start=tokens[min(match.first for match in matches)].idx,
        end=last.idx + len(last),
        token=head.i,
        sentence=-1,
        block=-1,
        score=round(min(1.0, scores[best]) * share * standing, 3),
        status=status_of(head, told, fact=fact),
        phrase=matches[0].entry.phrase,
        subject=_child(head, {"nsubj", "nsubjpass"}),
        object=_child(head, {"dobj", "obj"}),
        nominal=nominal,
        anaphoric=nominal and _definite(head),
        consequence=kind != "event",
        types=tuple(types[:5]),
    )


def _standing(head: Token, name: str) -> float:
    """Return what remains of a score for what somebody is accused of or what only led to the event.

    'Suspected of stealing', a man is killed; 'after heavy rain', a tunnel gives way.
    """
    if name in _OF_COURTS:
        return 1.0
    if head.lower_ in _WEATHER and head.dep_ == "pobj" and head.head.lower_ in _CAUSING:
        return CAUSE_SHARE
    of = head.head if head.dep_ == "pcomp" else None
    return ACCUSED_SHARE if of is not None and of.head.lower_ in _ACCUSING else 1.0


def _weight(match: Match) -> float:
    return match.entry.weight * (NEAR_SHARE if match.near else 1.0)


def _cue_scores(words: Sequence[str], table: Lexicon) -> dict[str, float]:
    """Add up the cues of a sentence by type, each further cue counting half of the one before."""
    by_type: dict[str, list[float]] = {}
    for word in dict.fromkeys(words):  # not a set: types that score alike keep the order of the text
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
    if token.pos_ == "VERB":
        return token.lower_.endswith("ing") and not any(child.dep_ in {"dobj", "obj"} for child in token.children)
    return token.pos_ in {"NOUN", "PROPN", "ADJ"} or token.lower_.endswith("ing")


def _names_thing(token: Token, table: Lexicon, shouting: bool) -> bool:
    """Whether a noun only says what a thing is for: a flood barrier, a fire station, a bomb shelter."""
    return (
        not shouting
        and token.dep_ == "compound"
        and token.i < token.head.i
        and token.head.lower_ in table.classes["thing"]
    )


def _in_name(token: Token, shouting: bool) -> bool:
    """Whether a token is part of a person's or organisation's name."""
    return (
        not shouting
        and token.ent_type_ in PERSON_LABELS | ORGANISATION_LABELS
        and token.text[:1].isupper()
        and not token.is_sent_start
    )


def _definite(token: Token) -> bool:
    """Whether a noun stands with 'the', 'this', 'its' and nothing that says which one."""
    definite = any(child.dep_ in {"det", "poss"} and child.lower_ in _DEFINITE for child in token.children)
    return definite and not any(child.dep_ in {"prep", "relcl", "acl"} for child in token.children)


def _child(token: Token, labels: set[str]) -> int | None:
    return next((child.i for child in token.children if child.dep_ in labels), None)


def _embedded_characters(resolutions: Sequence[Resolution]) -> frozenset[int]:
    """Return the characters inside names that only contain a place."""
    return frozenset(
        character
        for resolution in resolutions
        if resolution.mention.kind == "embedded"
        for character in range(resolution.mention.start, resolution.mention.end)
    )


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
