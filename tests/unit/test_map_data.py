"""What the dashboard's map is sent: all events once, then what was changed."""

from __future__ import annotations

import json
from dataclasses import replace

from geodata.model import Event
from mapapp.dashboard.map_data import MOST_CHANGED, MapFeed
from mapapp.encoding import encode_events
from tests.factories import make_events


def _edited(events: list[Event], row: int) -> list[Event]:
    return [*events[:row], replace(events[row], title="Corrected"), *events[row + 1 :]]


def test_a_correction_sends_one_event() -> None:
    feed, events = MapFeed(), make_events(50)
    first = feed.data("News", events, "News 1")
    second = feed.data("News", _edited(events, 7), "News 2")
    assert first.base == second.base == encode_events(events).encode()
    patch = json.loads(second.patch)
    assert (patch["ids"], patch["gone"]) == ([events[7].event_id], [])
    assert "Corrected" in patch["strings"]


def test_an_event_taken_out_and_one_added_are_told() -> None:
    feed, events = MapFeed(), make_events(51)
    feed.data("News", events[:50], "News 1")
    patch = json.loads(feed.data("News", [*events[1:50], events[50]], "News 2").patch)
    assert (patch["ids"], patch["gone"]) == ([events[50].event_id], [events[0].event_id])


def test_an_undone_correction_sends_nothing_more() -> None:
    feed, events = MapFeed(), make_events(5)
    feed.data("News", events, "News 1")
    feed.data("News", _edited(events, 1), "News 2")
    assert feed.data("News", events, "News 3").patch == b""


def test_sessions_at_two_revisions_get_the_same_base() -> None:
    feed, events = MapFeed(), make_events(5)
    feed.data("News", events, "News 1")
    later = feed.data("News", _edited(events, 1), "News 2")
    assert feed.data("News", events, "News 1").base is later.base
    assert feed.data("News", _edited(events, 1), "News 2") == later


def test_many_changes_send_all_anew() -> None:
    feed, events = MapFeed(), make_events(MOST_CHANGED + 1)
    feed.data("News", events, "News 1")
    changed = [replace(event, title="Moved") for event in events]
    data = feed.data("News", changed, "News 2")
    assert (data.base, data.patch) == (encode_events(changed).encode(), b"")


def test_another_collection_has_its_own_base() -> None:
    feed = MapFeed()
    one, other = make_events(3), make_events(6)[3:]
    feed.data("A", one, "A 1")
    assert feed.data("B", other, "B 1").base == encode_events(other).encode()
    assert feed.data("A", one, "A 1").base == encode_events(one).encode()
