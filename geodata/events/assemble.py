"""From mentions, dates, counts and triggers to events with their evidence; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from geodata.events.actors import find_actors
from geodata.events.casualties import CasualtyReport, CountMention, combine
from geodata.events.cluster import gather
from geodata.events.confidence import KEEP_FLOOR, article_features, confidence_of
from geodata.events.dates import DateMention
from geodata.events.drafts import Draft
from geodata.events.joining import HARM
from geodata.events.passage import Passage, Sentence, read_passage
from geodata.events.trigger import Trigger
from geodata.events.when import dateline_date, when_of
from geodata.model import Article, Event, Resolution, Source, Span, Status, When
from geodata.taxonomy import EVENT_TYPES, category_of
from geodata.titles import title_of

WARNING_FLOOR = 0.7
"""Sentences that so surely tell of an event are named when no place was found for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """The events of an article, and what had to be guessed or dropped on the way."""

    events: tuple[Event, ...] = ()
    warnings: tuple[str, ...] = ()


def assemble(
    article: Article,
    doc: Doc,
    resolutions: Sequence[Resolution],
    dates: Sequence[DateMention],
    counts: Sequence[CountMention],
    triggers: Sequence[Trigger],
) -> list[Event]:
    """Return the events of an article, the main one first, then in the order of the text."""
    return list(assemble_article(article, doc, resolutions, dates, counts, triggers).events)


def assemble_article(
    article: Article,
    doc: Doc,
    resolutions: Sequence[Resolution],
    dates: Sequence[DateMention],
    counts: Sequence[CountMention],
    triggers: Sequence[Trigger],
) -> Assembly:
    """Return the events of an article with warnings for what was guessed or had no place."""
    passage, _, drafted = draft_events(article, doc, resolutions, dates, counts, triggers)
    kept = tuple(event for _, event in drafted if event.confidence.overall >= KEEP_FLOOR)
    return Assembly(events=kept, warnings=tuple(_warnings(passage, drafted)))


def draft_events(
    article: Article,
    doc: Doc,
    resolutions: Sequence[Resolution],
    dates: Sequence[DateMention],
    counts: Sequence[CountMention],
    triggers: Sequence[Trigger],
) -> tuple[Passage, Mapping[str, float], list[tuple[Draft, Event]]]:
    """Return the passage, its features as a whole and all candidates, the unlikely ones too, with their drafts."""
    passage = read_passage(article, doc, resolutions, dates, counts, triggers)
    kind = article_features(passage)
    dateline = dateline_date(passage)
    drafts = gather(passage)
    return passage, kind, [(draft, _event(passage, draft, n, kind, dateline)) for n, draft in enumerate(drafts)]


def _warnings(passage: Passage, drafted: Sequence[tuple[Draft, Event]]) -> Iterator[str]:
    kept = {s.index for draft, event in drafted if event.confidence.overall >= KEEP_FLOOR for s in draft.sentences}
    for sentence in passage.sentences:
        sure = max((t.score * t.event_probability for t in sentence.triggers if t.kind == "event"), default=0.0)
        if sentence.prose and sure >= WARNING_FLOOR and sentence.index not in kept and not sentence.places:
            yield f"this is told without a place, and so on no map: {passage.text(sentence)[:120]}"
    if passage.article.published is None and any(event.when.start is None for _, event in drafted):
        yield "the article has no date of publication: events without a date of their own stay undated"


def _event(
    passage: Passage, draft: Draft, order: int, kind: Mapping[str, float], dateline: DateMention | None
) -> Event:
    article = passage.article
    event_type = draft.type if draft.type in EVENT_TYPES else "other"
    report = _casualties(draft)
    when = when_of(draft.dating, article.published, dateline=dateline)
    quote = _quote(draft)
    trigger = draft.reports[0].triggers[0]
    mention = draft.spot.resolution.mention
    spans = {"type": Span(start=trigger.start, end=trigger.end), "place": Span(start=mention.start, end=mention.end)}
    if when.span is not None:
        spans["date"] = when.span
    text = article.text[quote.start : quote.end]
    source = Source(
        article_id=article.id,
        start=quote.start,
        end=quote.start + len(text.rstrip()),
        quote=text.strip(),
        publisher=article.publisher,
        title=article.title,
        published=article.published,
        url=article.url,
        field_spans=spans | dict(report.field_spans),
    )
    return Event(
        event_id=_event_id(article, event_type, draft, when, order),
        type=event_type,
        category=category_of(event_type),
        title=title_of(event_type, draft.spot.location.place, report.casualties),
        when=when,
        location=draft.spot.location,
        place_source=draft.spot.source,
        place_text=draft.spot.resolution.corrected_from,
        casualties=report.casualties,
        actors=find_actors(passage, draft),
        status=_status(draft),
        sources=(source,),
        confidence=confidence_of(passage, draft, when, report.confidence, article=kind),
    )


def _casualties(draft: Draft) -> CasualtyReport:
    counts = draft.counts
    if draft.type == "legal":
        # What is tried was counted when it was done.
        counts = [c for c in counts if c.field not in HARM]
    return combine(_once(counts))


def _once(counts: Sequence[CountMention]) -> list[CountMention]:
    """Leave out 'three more were killed' where a later sentence says it again."""
    kept: list[CountMention] = []
    further: set[tuple[str, int]] = set()
    for count in counts:
        if count.mode == "additional":
            key = (count.field, count.count.best)
            if key in further:
                continue
            further.add(key)
        kept.append(count)
    return kept


def _quote(draft: Draft) -> Sentence:
    """Return the sentence that states the event best: type, place, date and numbers in one."""

    def worth(number: int) -> float:
        report = draft.reports[number]
        return (
            report.score
            + 0.3 * report.event_probability
            + 0.3 * (report.spot is not None)
            + 0.15 * (report.dating is not None)
            + 0.1 * bool(report.sentence.counts)
            - 0.02 * number
        )

    return draft.reports[max(range(len(draft.reports)), key=worth)].sentence


def _status(draft: Draft) -> Status:
    if draft.background:
        return "background"
    statuses = [t.status for t in draft.reports[0].triggers]
    return "claimed" if statuses and all(status == "claimed" for status in statuses) else "asserted"


def _event_id(article: Article, event_type: str, draft: Draft, when: When, order: int) -> str:
    place = draft.spot.location
    key = f"{article.id}|{event_type}|{place.lat:.3f}|{place.lon:.3f}|{when.start}|{order}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]
