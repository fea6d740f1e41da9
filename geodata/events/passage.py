"""An article as assembly reads it: sentence by sentence, each with what was found in it."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from spacy.tokens import Doc

from geodata.events.casualties import CountMention
from geodata.events.dates import DateMention
from geodata.events.trigger import Trigger
from geodata.language import layout_of
from geodata.layout import Block, Layout
from geodata.model import Article, Resolution

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence; `start` and `end` are characters, `first` and `last` half-open token indices."""

    index: int
    start: int
    end: int
    first: int
    last: int
    block: int
    in_head: bool
    """Whether it is a dateline, a time or another head, and no prose."""
    kind: str
    places: tuple[Resolution, ...] = ()
    dates: tuple[DateMention, ...] = ()
    counts: tuple[CountMention, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    @property
    def prose(self) -> bool:
        """Whether it is running text, as opposed to a head, a heading or boilerplate."""
        return not self.in_head and self.kind not in {"meta", "heading"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An article with its sentences in order."""

    article: Article
    doc: Doc
    layout: Layout
    sentences: tuple[Sentence, ...]

    def block_of(self, sentence: Sentence) -> Block:
        """Return the block that a sentence stands in."""
        return self.layout.blocks[sentence.block]

    def in_block(self, index: int) -> tuple[Sentence, ...]:
        """Return the sentences of a block."""
        low = bisect.bisect_left(self.sentences, index, key=lambda s: s.block)
        high = bisect.bisect_right(self.sentences, index, key=lambda s: s.block)
        return self.sentences[low:high]

    def text(self, sentence: Sentence) -> str:
        """Return a sentence's words without the white space around them."""
        return self.article.text[sentence.start : sentence.end].strip()


def read_passage(
    article: Article,
    doc: Doc,
    resolutions: Sequence[Resolution],
    dates: Sequence[DateMention],
    counts: Sequence[CountMention],
    triggers: Sequence[Trigger],
) -> Passage:
    """Sort what was found in an article into its sentences."""
    layout = layout_of(doc)
    spans = list(doc.sents)
    starts = [span.start_char for span in spans]
    block_starts = [block.start for block in layout.blocks]
    places = _grouped((_sentence_at(starts, r.mention.start), r) for r in resolutions)
    by_date = _grouped((_sentence_at(starts, d.span.start), d) for d in dates)
    by_count = _grouped((_sentence_at(starts, c.word.start), c) for c in counts)
    by_trigger = _grouped((t.sentence, t) for t in triggers if not _in_date(t, by_date.get(t.sentence, ())))
    sentences = []
    for index, span in enumerate(spans):
        number = max(0, bisect.bisect_right(block_starts, span.start_char) - 1)
        block = layout.blocks[number] if layout.blocks else Block("paragraph", 0, len(doc.text), 0)
        sentences.append(
            Sentence(
                index=index,
                start=span.start_char,
                end=span.end_char,
                first=span.start,
                last=span.end,
                block=number,
                in_head=span.start_char < block.head_end,
                kind=block.kind,
                places=places.get(index, ()),
                dates=by_date.get(index, ()),
                counts=by_count.get(index, ()),
                triggers=by_trigger.get(index, ()),
            )
        )
    return Passage(article=article, doc=doc, layout=layout, sentences=tuple(sentences))


def _in_date(trigger: Trigger, dates: Iterable[DateMention]) -> bool:
    """Whether a trigger is only the month of March."""
    return any(date.span.start <= trigger.start and trigger.end <= date.span.end for date in dates)


def _sentence_at(starts: Sequence[int], offset: int) -> int:
    return max(0, bisect.bisect_right(starts, offset) - 1)


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    groups: dict[int, list[T]] = {}
    for index, item in pairs:
        groups.setdefault(index, []).append(item)
    return {index: tuple(items) for index, items in groups.items()}
