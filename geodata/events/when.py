"""Which date belongs to which report: the phrase nearest to its trigger, not the one of 'said on Monday'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from geodata.events.dates import DateMention
from geodata.events.passage import Passage, Sentence
from geodata.events.where_words import SPEECH_VERBS
from geodata.model import DateSource, When

UNUSABLE_KINDS = frozenset({"frequency", "age", "clock", "duration", "until"})
"""Phrases that alone place nothing in the calendar."""
LATER_VERBS = SPEECH_VERBS | frozenset(
    "rise climb reach stand remain find recover identify confirm release free lift reopen restore bury visit resume "
    "lower revise raise update arraign charge appear".split()
)
"""Verbs of what comes after an event: telling of it, counting, clearing up."""
SPEECH_LOSS = 12
"""How many words a date that hangs on 'said' seems farther away."""
CLAUSE_LOSS = 8
"""How many words a date that hangs on another verb than the act seems farther away."""
OLD_LOSS = 6
"""How many words an old date beside a fresh one seems farther away."""
VAGUE_LOSS = {"day": 0, "week": 4, "month": 6, "year": 8, "unknown": 20}
OLD_SINCE_DAYS = 300
FRESH_DAYS = 10
"""News tells of the last days; what ended longer ago is usually context."""
PRESENT_WORDS = frozenset("continue continues remain remains persist persists rage rages".split())
"""Verbs of what goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """A date phrase taken for a report, where it stood and how sure it is."""

    mention: DateMention
    source: DateSource
    score: float
    old: bool = False
    """Whether it lies so far back that it dates context, not news."""


def date_of(passage: Passage, sentence: Sentence, anchors: Sequence[int], start: int, end: int) -> Dating | None:
    """Return the date phrase of a clause, else of its sentence, that fits the triggers at some token indices."""
    whole = [mention for mention in sentence.dates if _usable(mention)]
    usable = [mention for mention in whole if start <= mention.span.start < end] or whole
    if not usable:
        return None
    published = passage.article.published

    def farness(mention: DateMention) -> float:
        apart = CLAUSE_LOSS * _in_another_clause(passage.doc, mention, anchors)
        return _farness(passage.doc, mention, anchors) + apart + (OLD_LOSS if is_old(mention, published) else 0)

    best = min(usable, key=lambda mention: (farness(mention), mention.span.start))
    far = _farness(passage.doc, best, anchors)
    if _hangs_on_speech(passage.doc, best) and far >= SPEECH_LOSS:
        return Dating(mention=best, source="text", score=0.3, old=is_old(best, published))
    score = max(0.3, best.confidence * (1.0 - 0.015 * far)) - VAGUE_LOSS[best.precision] / 20
    return Dating(mention=best, source="text", score=score, old=is_old(best, published))


def head_date(passage: Passage, sentence: Sentence) -> Dating | None:
    """Return the date of a sentence's head or heading; a dateline's day is only when it was written."""
    block = passage.block_of(sentence)
    if block.has_head and passage.layout.dateline is not block:
        found = _first(_dates(s for s in passage.in_block(sentence.block) if s.in_head))
        if found:
            return Dating(mention=found, source="heading", score=0.6, old=is_old(found, passage.article.published))
    if block.heading is not None:
        found = _first(_dates(passage.in_block(block.heading)))
        if found:
            return Dating(mention=found, source="heading", score=0.6, old=is_old(found, passage.article.published))
    return None


def earlier_date(passage: Passage, sentence: Sentence) -> Dating | None:
    """Return the last date phrase before a sentence in its block."""
    for before in reversed(passage.in_block(sentence.block)):
        if before.index < sentence.index and before.prose:
            found = _first(reversed(before.dates))
            if found:
                return Dating(mention=found, source="text", score=0.5, old=is_old(found, passage.article.published))
    return None


def when_of(dating: Dating | None, published: dt.datetime | None, *, dateline: DateMention | None = None) -> When:
    """Return the dates of an event from its best date phrase, else the dateline's or the day of publication."""
    if dating is not None:
        mention = dating.mention
        start, end = mention.start, mention.end
        if mention.kind == "since" and published is not None and (end is None or (start and end < start)):
            end = published.date()
        return When(
            start=start or end,
            end=end or start,
            precision=mention.precision,
            text=mention.text,
            source=dating.source,
            span=mention.span,
        )
    if dateline is not None and dateline.start is not None:
        return When(
            start=dateline.start,
            end=dateline.end,
            precision=dateline.precision,
            text=dateline.text,
            source="dateline",
            span=dateline.span,
        )
    if published is None:
        return When()
    day = published.date()
    return When(start=day, end=day, precision="day", source="document")


def dateline_date(passage: Passage) -> DateMention | None:
    """Return the date in the article's dateline."""
    block = passage.layout.dateline
    if block is None:
        return None
    return _first(_dates(s for s in passage.sentences if block.start <= s.start < block.head_end))


def is_old(mention: DateMention, published: dt.datetime | None) -> bool:
    """Whether a date lies so far before the article that it is told as context."""
    if published is None or mention.end is None:
        return False
    if mention.kind == "since":
        return mention.start is not None and (published.date() - mention.start).days > OLD_SINCE_DAYS
    return (published.date() - mention.end).days > FRESH_DAYS


def overlap(a: DateMention, b: DateMention) -> bool:
    """Whether two date phrases share a day."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return True
    return a.start <= b.end and b.start <= a.end


def days_apart(a: DateMention, b: DateMention) -> int:
    """Return the days between two date phrases, 0 when they overlap or are unknown."""
    if overlap(a, b):
        return 0
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return 0
    return max((a.start - b.end).days, (b.start - a.end).days)


def _usable(mention: DateMention) -> bool:
    return mention.kind not in UNUSABLE_KINDS and mention.direction != "future" and mention.start is not None


def _first(mentions: Iterable[DateMention]) -> DateMention | None:
    return next((mention for mention in mentions if _usable(mention)), None)


def _dates(sentences: Iterable[Sentence]) -> Iterator[DateMention]:
    for sentence in sentences:
        yield from sentence.dates


def _farness(doc: Doc, mention: DateMention, anchors: Sequence[int]) -> float:
    token = _token_at(doc, mention.span.start)
    if token is None or not anchors:
        return 0.0
    near = min(abs(token.i - anchor) for anchor in anchors)
    loss = SPEECH_LOSS if _hangs_on_speech(doc, mention) else 0
    return near + loss + VAGUE_LOSS[mention.precision]


def _in_another_clause(doc: Doc, mention: DateMention, anchors: Sequence[int]) -> bool:
    """Whether a date hangs on another verb than the act: 'survivors searched on Monday after a bomb went off'."""
    token = _token_at(doc, mention.span.start)
    verb = next(_verbs_above(token), None) if token is not None and anchors else None
    return verb is not None and all(verb not in _acts(doc[anchor]) for anchor in anchors)


def _acts(anchor: Token) -> list[Token]:
    """Return the verb of a trigger; of 'kidnapped teachers' also the one that tells what became of them."""
    verbs = list(_verbs_above(anchor))
    return verbs[: 2 if verbs and verbs[0].dep_ in {"amod", "acl"} else 1]


def _verbs_above(token: Token) -> Iterator[Token]:
    """Yield the verbs that govern a word, the word itself where it is one."""
    return (link for link in [token, *_upward(token)] if link.pos_ in {"VERB", "AUX"} or link.tag_ == "VBN")


def _hangs_on_speech(doc: Doc, mention: DateMention) -> bool:
    token = _token_at(doc, mention.span.start)
    if token is None:
        return False
    for link in _upward(token):
        if link.pos_ in {"VERB", "AUX"}:
            return link.lemma_.lower() in LATER_VERBS
    before = doc[token.i - 1] if token.i else None
    if before is not None and before.lower_ == "on" and token.i > 1:
        before = doc[token.i - 2]
    return before is not None and before.lemma_.lower() in LATER_VERBS


def _upward(token: Token) -> list[Token]:
    chain, current = [], token
    for _ in range(6):
        if current.head is current:
            break
        current = current.head
        chain.append(current)
    return chain


def _token_at(doc: Doc, offset: int) -> Token | None:
    span = doc.char_span(offset, offset + 1, alignment_mode="expand")
    return span[0] if span is not None and len(span) else None
