"""What people change: a log of changes, and the pure function that lays it over what the machine found.

The machine's events are never edited.  A change says which events it is about, what they were and what they are now;
`review` applies the log anew whenever the events are read, so that an article that is read again, by a better version
even, keeps every correction: an event that is no longer found under its id is found again by its source, and where
nothing is left of it the person's version stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from geodata.events.merge import merged_into_one
from geodata.events.where import distance_km
from geodata.model import Event, GeoPrecision, Location, Place
from geodata.places.gazetteer.folding import fold
from geodata.titles import retitled

ChangeKind = Literal["edit", "add", "delete", "merge", "split", "check", "uncheck", "rule"]
EDITABLE: tuple[str, ...] = ("type", "category", "title", "when", "location", "casualties", "actors", "status")
"""Fields that an edit may change."""
SURE_OF: Mapping[str, str] = {"type": "type", "when": "date", "location": "place", "casualties": "casualties"}
"""What a person's correction makes certain."""
SAME_KM = 50.0
EXACT_KM = 5.0
"""A region, water or mountain of this radius is no exact place."""


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
    scope: str = ""
    """Of a rule: the publisher whose articles alone it is for; empty: all."""
    by: str = ""
    """Who may take it back: a session or an account; `author` is only the name that is shown."""
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
    parts: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    """For an event that the machine or a person merged: those that it was made of."""
    resting: tuple[Change, ...] = ()
    """Changes that apply to nothing now: their article was removed, or reads differently."""


def review(
    events: Iterable[Event],
    changes: Sequence[Change],
    *,
    parts: Mapping[str, tuple[Event, ...]] | None = None,
    articles: Container[str] | None = None,
) -> Reviewed:
    """Return the machine's events with people's changes laid over them, in the log's order.

    `parts` holds the events that a merged one was made of, by its id; `articles` the ids of the articles that are
    there: what people made of an article that was removed rests until it comes back.
    """
    state = _State({event.event_id: event for event in events}, dict(parts or {}), changes, articles)
    for change in changes:
        if not change.undone and not _APPLY[change.kind](state, change):
            state.resting.append(change)
    return Reviewed(
        events=tuple(state.events.values()),
        checked=frozenset(state.checked & state.events.keys()),
        changed={event_id: number for event_id, number in state.changed.items() if event_id in state.events},
        parts={event_id: made for event_id, made in state.parts.items() if event_id in state.events and len(made) > 1},
        resting=tuple(state.resting),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An event as it stands now."""

    event: Event
    checked: bool = False
    changed: int = 0
    """The number of the last change, 0 when no person touched it."""


def review_stream(
    groups: Iterable[tuple[Event, tuple[Event, ...]]],
    changes: Sequence[Change],
    *,
    articles: Container[str] | None = None,
) -> Iterator[Standing]:
    """Yield what `review` returns, holding only the events that people's changes speak of; those come last.

    `groups` are merged events, each with those that it was made of.
    """
    standing = [change for change in changes if not change.undone]
    rules = [change for change in standing if change.kind == "rule"]
    told = [event for change in standing for event in (*change.before, *change.after)]
    ids = {event.event_id for event in told}.union(*(change.event_ids for change in standing))
    touched = {source.article_id for event in told for source in event.sources}
    events: list[Event] = []
    parts: dict[str, tuple[Event, ...]] = {}
    for event, made_of in groups:
        # A change finds its event by the id, or by words of an article that it shares with it.
        if event.event_id in ids or any(source.article_id in touched for source in event.sources):
            events.append(event)
            parts.update({event.event_id: made_of} if len(made_of) > 1 else {})
        else:
            yield from _standing(review((event,), rules)) if rules else (Standing(event=event),)
    yield from _standing(review(events, changes, parts=parts, articles=articles))


def _standing(reviewed: Reviewed) -> Iterator[Standing]:
    for event in reviewed.events:
        changed = reviewed.changed.get(event.event_id, 0)
        yield Standing(event=event, checked=event.event_id in reviewed.checked, changed=changed)


def edited(before: Event, after: Event) -> Mapping[str, Any]:
    """Return the fields that an edit changed."""
    return {name: getattr(after, name) for name in EDITABLE if getattr(after, name) != getattr(before, name)}


class _State:
    """The events while the log is laid over them."""

    def __init__(
        self,
        events: dict[str, Event],
        parts: dict[str, tuple[Event, ...]],
        changes: Sequence[Change],
        articles: Container[str] | None,
    ) -> None:
        self.events, self.parts, self.articles = events, parts, articles
        self.checked: set[str] = set()
        self.changed: dict[str, int] = {}
        self.removed: set[str] = set()
        self.resting: list[Change] = []
        self.rules: list[Change] = []
        self.written: dict[str, frozenset[str]] = {}
        """The names that an event's place was written with, kept where a rule moved it."""
        self.named = {event_id for change in changes for event_id in change.event_ids}
        """Events that the log speaks of under their own id: none of them is another one found again."""
        self.made = {e.event_id for change in changes if change.kind in {"add", "merge"} for e in change.after}

    def find(self, event_id: str, before: Event | None) -> Event | None:
        """Return the event of an id, else the one that tells the same of the same words.

        What an earlier change took away is not looked for: its neighbour in the sentence is another event.
        """
        if event_id in self.events:
            return self.events[event_id]
        if before is None or event_id in self.removed or event_id in self.made:
            return None
        return _found_again(before, (event for event in self.events.values() if event.event_id not in self.named))

    def revivable(self, event: Event) -> bool:
        """Whether a person's version of an event that is gone stands: its article is there, and a machine found it.

        An event of a person's own goes with the change that made it, whoever edited it since.
        """
        if event.event_id in self.made:
            return False
        if self.articles is None or not event.sources:
            return True
        return any(source.article_id in self.articles for source in event.sources)

    def take(self, event_id: str) -> None:
        """Take an event out for good."""
        del self.events[event_id]
        self.removed.add(event_id)

    def mark(self, event_id: str, change: Change) -> None:
        self.changed[event_id] = change.number


def _found_again(before: Event, events: Iterable[Event]) -> Event | None:
    """Return the event whose source overlaps the old one's, that lies near it and has its type or its date."""
    near = [
        event
        for event in events
        if _share_words(before, event)
        and distance_km(before.location, event.location) <= SAME_KM
        and (event.type == before.type or event.when.start == before.when.start)
    ]
    return max(near, key=lambda event: (event.type == before.type, event.when == before.when), default=None)


def _share_words(a: Event, b: Event) -> bool:
    return any(
        x.article_id == y.article_id and x.start < y.end and y.start < x.end for x in a.sources for y in b.sources
    )


def _edit(state: _State, change: Change) -> bool:
    before, after = change.before[0], change.after[0]
    target = state.find(change.event_ids[0], before)
    if target is None:
        if not state.revivable(before):
            return False
        state.events[after.event_id] = after
        state.mark(after.event_id, change)
        return True
    fields = edited(before, after)
    sure = {SURE_OF[name]: 1.0 for name in fields if name in SURE_OF}
    confidence = replace(target.confidence, **sure)
    place_text = "" if "location" in fields else target.place_text
    corrected = replace(target, **fields, confidence=confidence, place_text=place_text)
    state.events[target.event_id] = replace(corrected, place_source="person") if "location" in fields else corrected
    state.mark(target.event_id, change)
    return True


def _add(state: _State, change: Change) -> bool:
    for event in change.after:
        state.events[event.event_id] = event
        state.mark(event.event_id, change)
    return True


def _targets(state: _State, change: Change) -> list[Event]:
    found = (state.find(event_id, before) for event_id, before in zip(change.event_ids, change.before, strict=True))
    return list({target.event_id: target for target in found if target is not None}.values())


def _delete(state: _State, change: Change) -> bool:
    targets = _targets(state, change)
    for target in targets:
        state.take(target.event_id)
    return bool(targets)


def _merge(state: _State, change: Change) -> bool:
    targets = _targets(state, change)
    if not targets:
        return False
    merged = replace(merged_into_one(targets), event_id=change.after[0].event_id)
    for target in targets:
        state.take(target.event_id)
    state.events[merged.event_id] = merged
    state.parts[merged.event_id] = tuple(targets)
    state.mark(merged.event_id, change)
    return True


def _split(state: _State, change: Change) -> bool:
    target = state.find(change.event_ids[0], change.before[0])
    if target is None:
        return False
    state.take(target.event_id)
    for part in state.parts.get(target.event_id, change.after):
        state.removed.discard(part.event_id)
        state.events[part.event_id] = part
        state.mark(part.event_id, change)
        for rule in state.rules:
            _obey(state, rule, part.event_id)
    return True


def _check(state: _State, change: Change) -> bool:
    targets = _targets(state, change)
    for target in targets:
        (state.checked.add if change.kind == "check" else state.checked.discard)(target.event_id)
        state.mark(target.event_id, change)
    return bool(targets)


def _rule(state: _State, change: Change) -> bool:
    """Put every event whose place was written so at the place that the rule names; the last rule of a name holds."""
    if change.place is None:
        return False
    state.rules.append(change)
    return sum(_obey(state, change, event_id) for event_id in list(state.events)) > 0


def _obey(state: _State, rule: Change, event_id: str) -> bool:
    event = state.events[event_id]
    names = state.written.get(event_id) or written_names(event)
    if rule.place is None or fold(rule.name) not in names or not _in_scope(event, rule.scope):
        return False
    state.written[event_id] = names
    state.events[event_id] = _at(event, rule.place)
    state.mark(event_id, rule)
    return True


def _in_scope(event: Event, publisher: str) -> bool:
    return not publisher or any(fold(source.publisher) == fold(publisher) for source in event.sources)


def _at(event: Event, place: Place) -> Event:
    """Return an event at a rule's place; where it was read so already, "30 km north of" it stays that."""
    if (event.place.name, event.place.lat, event.place.lon) != (place.name, place.lat, place.lon):
        return moved(event, place)
    return replace(event, confidence=replace(event.confidence, place=1.0))


def written_names(event: Event) -> frozenset[str]:
    """Return the folded names that an event's place was written with, as far as the event tells."""
    place = event.place
    return frozenset(fold(name) for name in (event.place_text, place.matched_name, place.name) if name)


def moved(event: Event, place: Place) -> Event:
    """Return an event at another place: as exact as the place is a point, a district, a province or a country."""
    location = Location(
        place=place, lat=place.lat, lon=place.lon, geo_precision=precision_of(place), radius_km=place.radius_km
    )
    at = replace(event, location=location, place_source="person", confidence=replace(event.confidence, place=1.0))
    return retitled(event, at)


def precision_of(place: Place) -> GeoPrecision:
    """Return how exact a point is that stands for a whole feature."""
    if place.feature_class == "A":
        return 4 if place.feature_code.startswith("PCL") else 3 if place.feature_code.startswith("ADM1") else 2
    return 2 if place.feature_class in {"L", "H", "T"} and place.radius_km > EXACT_KM else 1


_APPLY: Mapping[ChangeKind, Callable[[_State, Change], bool]] = {
    "edit": _edit,
    "add": _add,
    "delete": _delete,
    "merge": _merge,
    "split": _split,
    "check": _check,
    "uncheck": _check,
    "rule": _rule,
}
