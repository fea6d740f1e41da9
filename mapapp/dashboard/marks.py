"""An article cut into pieces, each with the places and events that its words belong to; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geodata.model import Event, Resolution, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Characters of an article that mean something."""

    start: int
    end: int
    kind: str
    """place, metonym, embedded, unresolved, quote, field, or asked: the words of the field that is asked for."""
    label: str
    event: str | None = None
    mention: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text with the same marks on all of it."""

    text: str
    classes: tuple[str, ...]
    label: str
    event: str | None
    mention: int | None


def marks_of(
    article_id: str,
    resolutions: Sequence[Resolution],
    events: Iterable[Event],
    asked: Mapping[str, Sequence[Span]] | None = None,
) -> list[Mark]:
    """Return the marks of an article: every toponym, the quote of every event, and the words behind its fields.

    `asked` are the words to point at, by the event whose field they tell.
    """
    marks = [_toponym(number, resolution) for number, resolution in enumerate(resolutions)]
    for event in events:
        # A copy of the article elsewhere is a source too, with the same words.
        here = {(one.start, one.end): one for one in event.sources if one.article_id == article_id}
        for source in here.values():
            marks.append(
                Mark(start=source.start, end=source.end, kind="quote", label=event.title, event=event.event_id)
            )
            marks += [
                Mark(start=span.start, end=span.end, kind="field", label=f"{name}: {event.title}", event=event.event_id)
                for name, span in source.field_spans.items()
            ]
    for event_id, spans in (asked or {}).items():
        marks += [
            Mark(start=s.start, end=s.end, kind="asked", label="what is asked for", event=event_id) for s in spans
        ]
    return marks


def _toponym(number: int, resolution: Resolution) -> Mark:
    mention, place = resolution.mention, resolution.place
    kind: str
    if mention.kind != "literal":
        kind = "metonym" if mention.kind == "demonym" else mention.kind
        label = f"{mention.text}: {mention.kind}, no location is meant"
    elif place is None:
        kind, label = "unresolved", f"{mention.text}: no place is known"
    else:
        named = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
        kind, label = "place", f"{named} ({resolution.confidence:.0%} sure)"
    return Mark(start=mention.start, end=mention.end, kind=kind, label=label, mention=number)


def pieces_of(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Return a text cut wherever a mark begins or ends; marks outside the text are left out."""
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in inside), *(mark.end for mark in inside)})
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(mark.start, []).append(mark)
        closing.setdefault(mark.end, []).append(mark)
    open_now: list[Mark] = []
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        ended = closing.get(start, ())
        open_now = [mark for mark in open_now if mark not in ended] + opening.get(start, [])
        pieces.append(_piece(text[start:end], open_now))
    return pieces


def _piece(text: str, marks: Sequence[Mark]) -> Piece:
    inner = sorted(marks, key=lambda mark: mark.end - mark.start)
    return Piece(
        text=text,
        classes=tuple(dict.fromkeys(mark.kind for mark in inner)),
        label=" · ".join(dict.fromkeys(mark.label for mark in inner))[:300],
        event=next((mark.event for mark in inner if mark.event is not None), None),
        mention=next((mark.mention for mark in inner if mark.mention is not None), None),
    )
