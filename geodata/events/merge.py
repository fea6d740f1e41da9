"""Events that several articles tell of become one, with all sources; what was merged can be undone.

Events are compared only within a block: neighbouring cells of a coarse grid and neighbouring days.  Two are one when
type family, place, day, actors and numbers agree; two events of one article are never one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from geodata.events.drafts import RESPONSES, kinship
from geodata.events.where import distance_km
from geodata.model import CASUALTY_FIELDS, Actor, Casualties, Confidence, Count, Event, Source, When
from geodata.titles import retitled

CELL_DEGREES = 1.0
COLUMNS = int(360 / CELL_DEGREES)
DAY_SLACK = 1
"""Days that two accounts may differ: 'overnight', time zones, a date that was guessed."""
TOLERANCE_KM = {1: 15.0, 2: 30.0, 3: 120.0, 4: 300.0}
MERGE_FLOOR = 1.6
MOST_COMPARED = 300
"""Events of one block that one is compared with, the latest; thousands in one town on one day stay affordable."""
LONG_RANGE_DAYS = 10
"""Ranges longer than this are compared by their first days only."""
UNDATED = dt.date.max.toordinal() + 10 * LONG_RANGE_DAYS
"""The day that stands for none: after all others, and near none of them."""
ID_OF_PART = 8
"""Letters that the id of a merged event shares with that of one of its parts, and letters that it has of its own."""
BACK_DAYS = 15
AHEAD_DAYS = LONG_RANGE_DAYS + 2 * DAY_SLACK
"""Days before and after an event's first one whose events say with which it is merged: those after are all that can be
merged with it; those before leave room for events that have each other merged in a chain."""
REACH_CELLS = 4
"""Cells around an event's own whose events say with which it is merged: two to the other, two from there."""
Cell = tuple[int, int]
_WORD = re.compile(r"\w{3,}")
_COMMON = frozenset("the and for with people person men women police forces group residents local members".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The merged events, and for each event made of several those that it was made of."""

    events: tuple[Event, ...]
    parts: dict[str, tuple[Event, ...]]

    def undo(self, event_id: str) -> tuple[Event, ...]:
        """Return the events that a merged one was made of; raises KeyError for one that was not merged."""
        return self.parts[event_id]


def merge(events: Iterable[Event]) -> list[Event]:
    """Return the events with those that tell of the same thing made one; the order of the input does not matter."""
    return list(merge_with_record(events).events)


def merge_with_record(events: Iterable[Event]) -> Merged:
    """Return the merged events with the record that undoes each merger."""
    unique = {event.event_id: event for event in sorted(events, key=merge_order)}
    groups = sorted(_groups(sorted(unique.values(), key=merge_order)), key=lambda group: group.number)
    merged = [(merged_into_one(group.events), tuple(group.events)) for group in groups]
    return Merged(
        events=tuple(event for event, _ in merged),
        parts={event.event_id: made_of for event, made_of in merged if len(made_of) > 1},
    )


def merge_stream(events: Iterable[Event]) -> Iterator[tuple[Event, tuple[Event, ...]]]:
    """Yield the merged events, each with those that it was made of, holding only the events of some days at a time.

    The events must come by `merge_order` and each id once; undated ones are held together.
    """
    for group in _groups(events):
        yield merged_into_one(group.events), tuple(group.events)


def merge_order(event: Event) -> tuple[dt.date, str]:
    """Return what events are ordered by before they are merged: the first day, undated ones last, then the id."""
    return event.when.start or dt.date.max, event.event_id


@dataclass(slots=True)
class _Group:
    """Events that are one, and the last day on which another may still join them."""

    number: int
    events: list[Event]
    last_day: int


_Blocks = dict[int, dict[tuple[int, int], dict[int, _Group]]]
"""By day and cell, the groups that have an event there, by their numbers."""


def _groups(events: Iterable[Event]) -> Iterator[_Group]:
    """Yield the groups, each as soon as no later event can join it."""
    blocks: _Blocks = {}
    count = 0
    for event in events:
        days = _days(event.when)
        yield from _ended(blocks, days[0] - DAY_SLACK)
        group = _home(event, blocks)
        if group is None:
            group = _Group(count, [], days[-1])
            count += 1
        group.events.append(event)
        group.last_day = max(group.last_day, days[-1])
        for day in days:
            blocks.setdefault(day, {}).setdefault(_cell(event), {})[group.number] = group
    yield from _ended(blocks, UNDATED + 1)


def _ended(blocks: _Blocks, before: int) -> Iterator[_Group]:
    """Take the blocks before a day away and yield the groups that end in them."""
    for day in sorted(day for day in blocks if day < before):
        groups = {number: group for cell in blocks.pop(day).values() for number, group in cell.items()}
        yield from (group for number, group in sorted(groups.items()) if group.last_day == day)


def similarity(a: Event, b: Event) -> float:
    """Return how well two events go together, 0 when they cannot be one; above MERGE_FLOOR they are."""
    kin = kinship(a.type, b.type)
    if kin < 0 or (kin == 0 and (a.type in RESPONSES) != (b.type in RESPONSES)) or a.hidden != b.hidden:
        return 0.0
    limit = max(TOLERANCE_KM[a.location.geo_precision], TOLERANCE_KM[b.location.geo_precision])
    km = distance_km(a.location, b.location)
    apart = _days_apart(a.when, b.when)
    if km > limit or apart is None or apart > DAY_SLACK:
        return 0.0
    coarse = max(a.location.geo_precision, b.location.geo_precision) >= 3
    near = 1.0 - 0.5 * km / limit - (0.4 if coarse else 0.0)
    return 0.5 * kin + near + (0.4 if apart == 0 else 0.0) + _numbers(a, b) + _shared_actors(a, b)


def _home(event: Event, blocks: _Blocks) -> _Group | None:
    """Return the group that an event belongs to, None when it opens one."""
    articles = {source.article_id for source in event.sources}
    near: dict[int, _Group] = {}
    for day, cell in _near(event):
        near.update(blocks.get(day, {}).get(cell, {}))
    best: tuple[float, _Group] | None = None
    for number in sorted(near)[-MOST_COMPARED:]:
        group = near[number]
        if any(source.article_id in articles for other in group.events for source in other.sources):
            continue
        score = similarity(event, group.events[0])
        if score >= MERGE_FLOOR and (best is None or score > best[0]):
            best = (score, group)
    return best[1] if best else None


def reach(event: Event) -> tuple[tuple[int, int, int], list[int]]:
    """Return the row and column of an event's cell, how many cells around it hold what it may join, and its days.

    Days count from year 1; an event without a date has the day UNDATED.
    """
    return (*_cell(event), _cells_around(event)), _days(event.when)


def cell_of(lat: float, lon: float) -> Cell:
    """Return the cell of the grid that a point lies in."""
    return int(lat // CELL_DEGREES), int(lon // CELL_DEGREES)


def cells_about(cell: Cell, reach: int) -> Iterator[Cell]:
    """Yield the cells up to so many rows and columns away, across the antimeridian too."""
    for down, right in product(range(-reach, reach + 1), repeat=2):
        yield cell[0] + down, (cell[1] + right + COLUMNS // 2) % COLUMNS - COLUMNS // 2


def _cell(event: Event) -> Cell:
    return cell_of(event.location.lat, event.location.lon)


def _days(when: When) -> list[int]:
    if when.start is None:
        return [UNDATED]
    last = min((when.end or when.start).toordinal(), when.start.toordinal() + LONG_RANGE_DAYS)
    return list(range(when.start.toordinal(), last + 1))


def _cells_around(event: Event) -> int:
    return 1 if event.location.geo_precision <= 2 else 2


def _near(event: Event) -> Iterator[tuple[int, Cell]]:
    """Yield the days and cells in which an event's group may lie."""
    days = _days(event.when)
    span = range(days[0] - DAY_SLACK, days[-1] + DAY_SLACK + 1) if days[0] != UNDATED else [UNDATED]
    return ((day, cell) for cell in cells_about(_cell(event), _cells_around(event)) for day in span)


def _days_apart(a: When, b: When) -> int | None:
    """Return the days between two ranges, 0 when they overlap; None when one has no date and the other has."""
    if a.start is None or b.start is None:
        return 0 if a.start is b.start else None
    return max(0, (b.start - _last_day(a, a.start)).days, (a.start - _last_day(b, b.start)).days)


def _last_day(when: When, start: dt.date) -> dt.date:
    """Return the last day of a range that is compared."""
    end = when.end or start
    # By subtraction: the last days of the calendar have none after them.
    return end if (end - start).days <= LONG_RANGE_DAYS else start + dt.timedelta(LONG_RANGE_DAYS)


def _numbers(a: Event, b: Event) -> float:
    """Reward equal tolls, punish tolls that cannot be of one event."""
    score = 0.0
    for field in ("fatalities", "injured", "arrested"):
        x, y = getattr(a.casualties, field), getattr(b.casualties, field)
        if x is None or y is None:
            continue
        low, high = sorted((x.best, y.best))
        if low == high:
            score += 0.3 if low else 0.1
        elif high > 3 * max(1, low) + 3:
            score -= 0.9
    return score


def _shared_actors(a: Event, b: Event) -> float:
    ours, theirs = _actor_words(a.actors), _actor_words(b.actors)
    if not ours or not theirs:
        return 0.0
    return 0.3 if ours & theirs else -0.1


def _actor_words(actors: Sequence[Actor]) -> set[str]:
    return {word for actor in actors for word in _WORD.findall(actor.name.lower()) if word not in _COMMON}


def merged_into_one(group: Sequence[Event]) -> Event:
    """Return the event that stands for a group: the surest account with all sources and the span of numbers."""
    if len(group) == 1:
        return group[0]
    lead = max(group, key=lambda e: (e.confidence.overall, -e.location.geo_precision, e.event_id))
    place = min(group, key=lambda e: (e.location.geo_precision, -e.confidence.place, e.event_id))
    merged = replace(
        lead,
        event_id=_id_of(sorted(event.event_id for event in group)),
        location=place.location,
        place_source=place.place_source,
        when=_when(group, lead),
        casualties=_casualties(group),
        actors=_actors(group),
        status="asserted" if any(e.status == "asserted" for e in group) else lead.status,
        sources=_sources(group),
        confidence=_confidence(group, lead.confidence),
    )
    return retitled(lead, merged)


def _id_of(parts: Sequence[str]) -> str:
    """Return the id of a merged event: its beginning is that of its first part, by which a store finds it."""
    return parts[0][:ID_OF_PART] + hashlib.sha256("|".join(parts).encode()).hexdigest()[:ID_OF_PART]


def _source_order(source: Source) -> tuple[dt.datetime, str, int]:
    published = source.published or dt.datetime.max
    return published.replace(tzinfo=None), source.article_id, source.start


def _sources(group: Sequence[Event]) -> tuple[Source, ...]:
    # An article that was found elsewhere too is a source with the same words and another address.
    found = {(s.article_id, s.start, s.end, s.publisher, s.url): s for event in group for s in event.sources}
    return tuple(sorted(found.values(), key=_source_order))


def _when(group: Sequence[Event], lead: Event) -> When:
    """Return the most exact date that a text itself gives, the lead's where there are several."""
    exact = [e.when for e in group if e.when.source == "text" and e.when.precision == "day"]
    return lead.when if not exact or lead.when in exact else exact[0]


def _casualties(group: Sequence[Event]) -> Casualties:
    """Return low and high across the sources; best is the latest source's figure."""
    latest = sorted(group, key=_last_told)
    values: dict[str, Count | None] = {}
    for field in CASUALTY_FIELDS:
        counts = [count for e in latest if (count := getattr(e.casualties, field)) is not None]
        values[field] = (
            Count(low=min(c.low for c in counts), best=counts[-1].best, high=max(c.high for c in counts))
            if counts
            else None
        )
    return Casualties(**values)


def _last_told(event: Event) -> dt.datetime:
    """Return when the last article that tells of an event came out; a later copy of it tells nothing new."""
    first: dict[str, dt.datetime] = {}
    for source in event.sources:
        at = _source_order(source)[0]
        first[source.article_id] = min(at, first.get(source.article_id, at))
    return max(first.values(), default=dt.datetime.min)


def _actors(group: Sequence[Event]) -> tuple[Actor, ...]:
    kept: list[Actor] = []
    for actor in (actor for event in group for actor in event.actors):
        words = _actor_words([actor])
        for position, other in enumerate(kept):
            theirs = _actor_words([other])
            if other.name.lower() == actor.name.lower() or (words and theirs and (words <= theirs or theirs <= words)):
                if len(actor.name) > len(other.name):
                    kept[position] = Actor(name=actor.name, role=other.role)
                break
        else:
            kept.append(actor)
    return tuple(kept)


def _confidence(group: Sequence[Event], lead: Confidence) -> Confidence:
    """Return the lead's confidence, raised by each further account: independent ones seldom err alike."""
    doubt = 1.0
    for overall in _independent(group):
        doubt *= 1.0 - overall
    return replace(lead, overall=round(min(0.99, max(lead.overall, 1.0 - doubt)), 3))


def _independent(group: Sequence[Event]) -> Iterable[float]:
    """Return the confidence of each independent account: the surest of those that an article or a publisher ties."""
    leads_to: dict[str, str] = {}

    def account(teller: str) -> str:
        while (known := leads_to.setdefault(teller, teller)) != teller:
            leads_to[teller] = leads_to[known]
            teller = known
        return teller

    tellers = [_tellers(number, event) for number, event in enumerate(group)]
    for names in tellers:
        for name in names[1:]:
            leads_to[account(name)] = account(names[0])
    sure: dict[str, float] = {}
    for names, event in zip(tellers, group, strict=True):
        told = account(names[0])
        sure[told] = max(sure.get(told, 0.0), event.confidence.overall)
    return sure.values()


def _tellers(number: int, event: Event) -> list[str]:
    """Return whom an event was told by: its articles and publishers, itself where it has no source."""
    articles = [f"article {source.article_id}" for source in event.sources]
    publishers = [f"publisher {source.publisher.casefold()}" for source in event.sources if source.publisher]
    return [*articles, *publishers] or [f"event {number}"]
