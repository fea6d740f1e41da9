"""What people change: a log of changes, and the pure function that lays it over what the machine found.

The machine's events are never edited.  A change says which events it is about, what they were and what they are now;
`review` applies the log anew whenever the events are read, so that an article that is read again, by a better version
even, keeps every correction: an event that is no longer found under its id is found again by its source, and where
nothing is left of it the person's version stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from geodata.events.merge import merged_into_one
from geodata.events.where import distance_km
from geodata.model import Event, Place
from geodata.places.gazetteer.folding import fold
from geodata.titles import retitled

ChangeKind = Literal["edit", "add", "delete", "merge", "split", "check", "uncheck", "rule"]
EDITABLE: tuple[str, ...] = ("type", "category", "title", "when", "location", "casualties", "actors", "status")
"""Fields that an edit may change."""
SURE_OF: Mapping[str, str] = {"type": "type", "when": "date", "location": "place", "casualties": "casualties"}
"""What a person's correction makes certain."""
SAME_KM = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a person did.  `before` and `after` are whole events; offsets and sources come along."""

    kind: ChangeKind
    at: dt.datetime
    author: str = ""
    event_ids: tuple[str, ...] = ()
    before: tuple[Event, ...] = ()
    after: tuple[Event, ...] = ()
    name: str = ""
    """Of a rule: the place name as the articles write it."""
    place: Place | None = None
    """Of a rule: what the name means in this collection."""
    number: int = 0
    """Its place in the log; 0 before it is stored."""
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The events as they stand now, and which of them people have seen to."""

    events: tuple[Event, ...]
    checked: frozenset[str] = frozenset()
    changed: Mapping[str, int] = field(default_factory=dict)
    """For the id of an event that was changed or checked: the number of the last change."""


def review(
    events: Iterable[Event], changes: Sequence[Change], *, parts: Mapping[str, tuple[Event, ...]] | None = None
) -> Reviewed:
    """Return the machine's events with people's changes laid over them, in the log's order.

    `parts` holds the events that a merged one was made of, by its id.
    """
    state = _State({event.event_id: event for event in events}, dict(parts or {}))
    for change in changes:
        if not change.undone:
            _APPLY[change.kind](state, change)
    return Reviewed(
        events=tuple(state.events.values()),
        checked=frozenset(state.checked & state.events.keys()),
        changed={event_id: number for event_id, number in state.changed.items() if event_id in state.events},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An event as it stands now."""

    event: Event
    checked: bool = False
    changed: int = 0
    """The number of the last change, 0 when no person touched it."""


def review_stream(groups: Iterable[tuple[Event, tuple[Event, ...]]], changes: Sequence[Change]) -> Iterator[Standing]:
    """Yield what `review` returns, holding only the events that people's changes speak of; those come last.

    `groups` are merged events, each with those that it was made of.
    """
    standing = [change for change in changes if not change.undone]
    rules = [change for change in standing if change.kind == "rule"]
    told = [event for change in standing for event in (*change.before, *change.after)]
    ids = {event.event_id for event in told}.union(*(change.event_ids for change in standing))
    articles = {source.article_id for event in told for source in event.sources}
    events: list[Event] = []
    parts: dict[str, tuple[Event, ...]] = {}
    for event, made_of in groups:
        # A change finds its event by the id, or by words of an article that it shares with it.
        if event.event_id in ids or any(source.article_id in articles for source in event.sources):
            events.append(event)
            parts.update({event.event_id: made_of} if len(made_of) > 1 else {})
        else:
            yield from _standing(review((event,), rules)) if rules else (Standing(event=event),)
    yield from _standing(review(events, standing, parts=parts))


def _standing(reviewed: Reviewed) -> Iterator[Standing]:
    for event in reviewed.events:
        changed = reviewed.changed.get(event.event_id, 0)
        yield Standing(event=event, checked=event.event_id in reviewed.checked, changed=changed)


def edited(before: Event, after: Event) -> Mapping[str, object]:
    """Return the fields that an edit changed."""
    return {name: getattr(after, name) for name in EDITABLE if getattr(after, name) != getattr(before, name)}


@dataclass(slots=True)
class _State:
    events: dict[str, Event]
    parts: dict[str, tuple[Event, ...]]
    checked: set[str] = field(default_factory=set)
    changed: dict[str, int] = field(default_factory=dict)

    def find(self, event_id: str, before: Event | None) -> Event | None:
        """Return the event of an id, else the one that tells the same of the same words."""
        if event_id in self.events:
            return self.events[event_id]
        return None if before is None else _found_again(before, self.events.values())

    def mark(self, event_id: str, change: Change) -> None:
        self.changed[event_id] = change.number


def _found_again(before: Event, events: Iterable[Event]) -> Event | None:
    """Return the event whose source overlaps the old one's and that lies near it, the nearest in type first."""
    near = [
        event
        for event in events
        if _share_words(before, event) and distance_km(before.location, event.location) <= SAME_KM
    ]
    return max(near, key=lambda event: (event.type == before.type, event.when == before.when), default=None)


def _share_words(a: Event, b: Event) -> bool:
    return any(
        x.article_id == y.article_id and x.start < y.end and y.start < x.end for x in a.sources for y in b.sources
    )


def _edit(state: _State, change: Change) -> None:
    before, after = change.before[0], change.after[0]
    target = state.find(change.event_ids[0], before)
    if target is None:
        state.events[after.event_id] = after
        state.mark(after.event_id, change)
        return
    fields = edited(before, after)
    sure = {SURE_OF[name]: 1.0 for name in fields if name in SURE_OF}
    confidence = replace(target.confidence, **sure)
    place_text = "" if "location" in fields else target.place_text
    state.events[target.event_id] = replace(target, **fields, confidence=confidence, place_text=place_text)  # type: ignore[arg-type]
    state.mark(target.event_id, change)


def _add(state: _State, change: Change) -> None:
    for event in change.after:
        state.events[event.event_id] = event
        state.mark(event.event_id, change)


def _delete(state: _State, change: Change) -> None:
    for event_id, before in zip(change.event_ids, change.before, strict=True):
        target = state.find(event_id, before)
        if target is not None:
            del state.events[target.event_id]


def _merge(state: _State, change: Change) -> None:
    found = {
        target.event_id: target
        for event_id, before in zip(change.event_ids, change.before, strict=True)
        if (target := state.find(event_id, before)) is not None
    }
    merged = replace(merged_into_one(list(found.values()) or list(change.before)), event_id=change.after[0].event_id)
    for event_id in found:
        del state.events[event_id]
    state.events[merged.event_id] = merged
    state.parts[merged.event_id] = tuple(found.values()) or change.before
    state.mark(merged.event_id, change)


def _split(state: _State, change: Change) -> None:
    target = state.find(change.event_ids[0], change.before[0])
    if target is None:
        return
    del state.events[target.event_id]
    for part in state.parts.get(target.event_id, change.after):
        state.events[part.event_id] = part
        state.mark(part.event_id, change)


def _check(state: _State, change: Change) -> None:
    for event_id, before in zip(change.event_ids, change.before, strict=True):
        target = state.find(event_id, before)
        if target is not None:
            (state.checked.add if change.kind == "check" else state.checked.discard)(target.event_id)
            state.mark(target.event_id, change)


def _rule(state: _State, change: Change) -> None:
    """Put every event whose place was written so at the place that the rule names."""
    if change.place is None:
        return
    wanted = fold(change.name)
    for event_id, event in list(state.events.items()):
        if wanted in written_names(event):
            state.events[event_id] = moved(event, change.place)
            state.mark(event_id, change)


def written_names(event: Event) -> frozenset[str]:
    """Return the folded names that an event's place was written with, as far as the event tells."""
    place = event.place
    return frozenset(fold(name) for name in (event.place_text, place.matched_name, place.name) if name)


def moved(event: Event, place: Place) -> Event:
    """Return an event at another place, a point of it when the place is a town."""
    precision = event.location.geo_precision
    if place.feature_class == "P" or not place.feature_class:
        precision = min(precision, 2)
    location = replace(
        event.location, place=place, lat=place.lat, lon=place.lon, geo_precision=precision, radius_km=place.radius_km
    )
    return retitled(event, replace(event, location=location, confidence=replace(event.confidence, place=1.0)))


_APPLY = {
    "edit": _edit,
    "add": _add,
    "delete": _delete,
    "merge": _merge,
    "split": _split,
    "check": _check,
    "uncheck": _check,
    "rule": _rule,
}
