"""From mentions, dates, counts and triggers to events with their evidence; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from geodata.events.actors import find_actors
from geodata.events.casualties import CasualtyReport, CountMention, combine
from geodata.events.cluster import Draft, gather
from geodata.events.confidence import KEEP_FLOOR, article_features, confidence_of
from geodata.events.dates import DateMention
from geodata.events.passage import Passage, Sentence, read_passage
from geodata.events.trigger import Trigger
from geodata.events.when import dateline_date, when_of
from geodata.model import Article, Casualties, Count, Event, Resolution, Source, Span, Status, When
from geodata.taxonomy import EVENT_TYPES, category_of


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
    passage = read_passage(article, doc, resolutions, dates, counts, triggers)
    drafts, placeless = gather(passage)
    warnings = [f"no place for the event in: {passage.text(report.sentence)[:120]}" for report in placeless]
    if article.published is None and any(draft.dating is None for draft in drafts):
        warnings.append("the article has no date of publication: events without a date of their own stay undated")
    kind = article_features(passage)
    dateline = dateline_date(passage)
    events = [_event(passage, draft, number, kind, dateline) for number, draft in enumerate(drafts)]
    return Assembly(events=tuple(e for e in events if e.confidence.overall >= KEEP_FLOOR), warnings=tuple(warnings))


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
        title=_title(event_type, draft, report.casualties),
        when=when,
        location=draft.spot.location,
        place_source=draft.spot.source,
        place_text=draft.spot.resolution.corrected_from,
        casualties=report.casualties,
        actors=find_actors(passage, draft),
        status=_status(draft),
        sources=(source,),
        confidence=confidence_of(passage, draft, when, report.confidence, first=order == 0, article=kind),
    )


def _casualties(draft: Draft) -> CasualtyReport:
    return combine(draft.counts)


def _quote(draft: Draft) -> Sentence:
    """Return the sentence that states the event best: type, place, date and numbers in one."""

    def worth(number: int) -> float:
        report = draft.reports[number]
        return (
            report.score + 0.3 * report.event_probability + 0.3 * (report.spot is not None)
            + 0.15 * (report.dating is not None) + 0.1 * bool(report.sentence.counts) - 0.02 * number
        )

    return draft.reports[max(range(len(draft.reports)), key=worth)].sentence


def _status(draft: Draft) -> Status:
    if draft.background:
        return "background"
    statuses = [t.status for t in draft.reports[0].triggers]
    return "claimed" if statuses and all(status == "claimed" for status in statuses) else "asserted"


def _title(event_type: str, draft: Draft, casualties: Casualties) -> str:
    place = draft.spot.location.place
    where = ", ".join(dict.fromkeys(n for n in (place.name, place.admin1 or place.country) if n))
    told = [
        f"{count.best:,} {word}"
        for word, count in (("killed", casualties.fatalities), ("injured", casualties.injured))
        if isinstance(count, Count) and count.best > 0
    ]
    title = f"{EVENT_TYPES[event_type].label} in {where}"
    return f"{title}: {', '.join(told)}" if told else title


def _event_id(article: Article, event_type: str, draft: Draft, when: When, order: int) -> str:
    place = draft.spot.location
    key = f"{article.id}|{event_type}|{place.lat:.3f}|{place.lon:.3f}|{when.start}|{order}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]
