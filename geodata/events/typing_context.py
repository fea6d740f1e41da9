"""Weigh the table's triggers with the model's opinion of their sentence and its surroundings.

A sentence such as "The count is now seven" has no type of its own; the sentences around it,
the whole article and its title lend it theirs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from spacy.tokens import Doc, Span, Token

from geodata.events.trigger import Trigger
from geodata.events.typing_model import TYPES, Model, Vector, surface_of
from geodata.language import layout_of
from geodata.model import Status

NEIGHBOURS = {-3: 0.1, -2: 0.15, -1: 0.3, 1: 0.3, 2: 0.15}
"""Shares of the sentences around, by distance."""
ARTICLE_SHARE = 0.3
TITLE_SHARE = 0.2
OWN_WORD = 0.2
"""A trigger's own word keeps this much of its score where the context speaks against it."""
PLAIN = 1.0
"""The types that an event adds up stay as modest as they are: several sentences say more than the surest one."""
SHARPEN = 1.8
"""The model is too modest: of its best guesses at .3, nine in ten are right."""
CASUALTY_TYPE_FLOOR = 0.15
MODEL_TYPE_FLOOR = 0.2
MODEL_EVENT_FLOOR = 0.15
"""A sentence without a trigger becomes one above these probabilities."""
TYPES_KEPT = 5
DECISION, DECIDED = "policy", 0.8
"""A council that votes for a flood wall has the words of floods about it: the model alone makes no flood of that."""
FOLLOWING = frozenset({"rescue", "aid", "displacement", "security_operation"})
FOLLOWING_SHARE = 0.5
"""Rescues, arrests and the like in a passage about something else are taken for its consequences."""


def weigh(
    doc: Doc,
    triggers: Sequence[Trigger],
    model: Model,
    title: str,
    modality: Callable[[Token, Span], Status],
    places: Sequence[int] = (),
) -> list[Trigger]:
    """Return the triggers with types and scores in context, and those that only the model sees.

    `modality` tells the status of a word in its sentence; `places` are where the mentions that
    are locations start, ascending.
    """
    sentences = list(doc.sents)
    if not sentences:
        return []
    by_sentence: list[list[Trigger]] = [[] for _ in sentences]
    for trigger in triggers:
        by_sentence[trigger.sentence].append(trigger)
    events, types = _opinions(sentences, by_sentence, model, places)
    smooth = _smooth(types, _strengths(by_sentence), model.judge(title, ())[1] if title else None)
    sharp, mild = _sharpened(smooth, SHARPEN), _sharpened(smooth, PLAIN)
    starts = [block.start for block in layout_of(doc).blocks]
    weighed: list[Trigger] = []
    for number, found in enumerate(by_sentence):
        best = _best(mild[number])
        here = [replace(_weigh_one(trigger, events[number], sharp[number]), types=best) for trigger in found]
        extra = _by_model(sentences[number], number, here, events[number], sharp[number])
        weighed.extend(here)
        if extra:
            block = max(0, bisect_right(starts, extra.start) - 1)
            status = _status_by_model(here, sentences[number], modality)
            weighed.append(replace(extra, types=best, status=status, block=block))
    return weighed


def _status_by_model(here: Sequence[Trigger], sentence: Span, modality: Callable[[Token, Span], Status]) -> Status:
    """Return the one status of the sentence's other triggers, else that of its verb or of what was said."""
    told = {trigger.status for trigger in here if trigger.kind == "event"}
    if len(told) == 1:
        return told.pop()
    root = sentence.root
    return modality(next((child for child in root.children if child.dep_ == "ccomp"), root), sentence)


def _opinions(
    sentences: Sequence[Span],
    by_sentence: Sequence[Sequence[Trigger]],
    model: Model,
    places: Sequence[int] = (),
) -> tuple[list[float], Vector]:
    judged = [
        model.judge(sentence.text, found, surface_of(sentence, number, places))
        for number, (sentence, found) in enumerate(zip(sentences, by_sentence, strict=True))
    ]
    return [event for event, _ in judged], np.array([types for _, types in judged])


def _strengths(by_sentence: Sequence[Sequence[Trigger]]) -> Vector:
    """How far each sentence may speak for its surroundings: as far as the table found an event in it."""
    return np.array(
        [max((t.score for t in found if t.kind == "event"), default=0.0) for found in by_sentence], dtype=np.float32
    )


def _smooth(types: Vector, strengths: Vector, title: Vector | None) -> Vector:
    """Add to every sentence's types those of its neighbours, the article and the title."""
    spoken = types * strengths[:, None]
    result = types.copy()
    count = len(types)
    for distance, share in NEIGHBOURS.items():
        if abs(distance) < count:
            into = slice(max(0, -distance), count - max(0, distance))
            source = slice(max(0, distance), count - max(0, -distance))
            result[into] += share * spoken[source]
    total = spoken.sum()
    if total > 0:
        result += ARTICLE_SHARE * spoken.sum(axis=0) / total
    if title is not None:
        result += TITLE_SHARE * title
    return result


def _sharpened(types: Vector, power: float) -> Vector:
    """Return the rows to a power, each with the sum 1."""
    powered = types**power
    normal: Vector = powered / powered.sum(axis=1, keepdims=True)
    return normal


def _weigh_one(trigger: Trigger, event: float, types: Vector) -> Trigger:
    best = _best(types)
    if trigger.kind == "casualty":
        name, probability = best[0]
        kept = name if probability >= CASUALTY_TYPE_FLOOR else ""
        return replace(trigger, type=kept, types=best, event_probability=event)
    if trigger.kind == "consequence":
        return replace(trigger, types=best, event_probability=event)
    top = float(types.max())
    candidates = dict(trigger.types) or {trigger.type: trigger.score}
    scores = {
        name: score * (1.0 if name == DECISION and score >= DECIDED else _share(name, types, top))
        for name, score in candidates.items()
        if name in TYPES
    }
    name = max(scores, key=lambda item: scores[item])
    aside = name in FOLLOWING and float(types[TYPES.index(name)]) < FOLLOWING_SHARE * top
    score = round(scores[name] * (0.5 + 0.5 * event), 3)
    return replace(trigger, type=name, score=score, types=best, event_probability=event, consequence=aside)


def _share(name: str, types: Vector, top: float) -> float:
    return OWN_WORD + (1 - OWN_WORD) * float(types[TYPES.index(name)]) / top


def _best(types: Vector) -> tuple[tuple[str, float], ...]:
    order = np.argsort(-types)[:TYPES_KEPT]
    return tuple((TYPES[index], round(float(types[index]), 3)) for index in order)


def _by_model(sentence: Span, number: int, here: Sequence[Trigger], event: float, types: Vector) -> Trigger | None:
    """Return a trigger for a sentence that the table misses and the model reads as an event."""
    name, probability = _best(types)[0]
    told = any(trigger.type == name and trigger.kind == "event" for trigger in here)
    if told or event < MODEL_EVENT_FLOOR or probability < MODEL_TYPE_FLOOR:
        return None
    root = sentence.root
    return Trigger(
        type=name,
        kind="event",
        start=root.idx,
        end=root.idx + len(root),
        token=root.i,
        sentence=number,
        block=here[0].block if here else 0,
        score=round(event * probability, 3),
        status="asserted",
        phrase="",
        types=_best(types),
        event_probability=event,
        found_by="model",
    )
