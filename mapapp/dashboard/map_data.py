"""The map's data: all events once, then only what was changed of them since."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from geodata.model import Event
from mapapp.encoding import encode_events, encode_patch

MOST_CHANGED = 2_000
"""Events that differ from those sent, from which on all are sent anew."""
KEPT = 2
"""Collections whose data is kept at hand."""


@dataclass(frozen=True, slots=True)
class MapData:
    """What the page loads: the events as they were once, and what changed since ("" for nothing)."""

    base: bytes
    patch: bytes = b""


@dataclass(slots=True)
class _Held:
    base: bytes
    sent: dict[str, Event]
    patches: OrderedDict[str, bytes] = field(default_factory=OrderedDict)


class MapFeed:
    """Makes the data of collections; sessions share it."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._lock = threading.Lock()

    def data(self, collection: str, events: Sequence[Event], revision: str) -> MapData:
        """Return the data of the events that a collection has at a revision.

        An event that was not changed must be the same object as at the revision before: that is what is compared.
        """
        with self._lock:
            held = self._held.get(collection)
            if held is not None and revision in held.patches:
                self._held.move_to_end(collection)
                return MapData(held.base, held.patches[revision])
            if held is not None:
                changed = [event for event in events if held.sent.get(event.event_id) is not event]
                gone = held.sent.keys() - {event.event_id for event in events}
                if len(changed) + len(gone) <= MOST_CHANGED:
                    return self._patched(held, revision, changed, gone)
            return self._anew(collection, events, revision)

    def _patched(self, held: _Held, revision: str, changed: Sequence[Event], gone: set[str]) -> MapData:
        patch = encode_patch(changed, gone).encode("utf-8") if changed or gone else b""
        held.patches[revision] = patch
        while len(held.patches) > KEPT:
            held.patches.popitem(last=False)
        return MapData(held.base, patch)

    def _anew(self, collection: str, events: Sequence[Event], revision: str) -> MapData:
        held = _Held(encode_events(events).encode("utf-8"), {event.event_id: event for event in events})
        held.patches[revision] = b""
        self._held[collection] = held
        self._held.move_to_end(collection)
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
        return MapData(held.base)
