"""Events → JSON columns: nothing is lost, nothing breaks out, nothing lies off the map."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from typing import Any

import pytest

from geodata.errors import UsageError
from geodata.model import Casualties, Count, Event, When
from mapapp.encoding import DEGREE_STEPS, EPOCH, LIMITS, encode_events
from tests.factories import HOSTILE, at, every_text, make_event, make_events


def decoded(*events: Event) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(encode_events(events))
    return data


def test_every_event_keeps_its_row() -> None:
    events = make_events(200, scatter=True)
    data = decoded(*events)
    assert data["ids"] == [event.event_id for event in events]
    for row, event in enumerate(events):
        place = [column[data["location"][row]] for column in data["locations"]]
        assert place[0] / DEGREE_STEPS == pytest.approx(event.location.lat, abs=1e-5)
        assert place[1] / DEGREE_STEPS == pytest.approx(event.location.lon, abs=1e-5)
        assert place[2] == event.location.geo_precision
        assert data["strings"][place[5]] == event.place.name
        assert data["strings"][data["title"][row]] == event.title
        assert data["types"][data["type"][row]][0] == event.type
        assert event.when.start is not None
        assert data["start"][row] + EPOCH == event.when.start.toordinal()


def test_geocoders_that_want_to_be_named_are() -> None:
    event = make_event(1)
    location = event.location
    online = replace(event, location=replace(location, place=replace(location.place, provider="nominatim")))
    assert decoded(event)["credits"] == []
    assert decoded(event, online, online)["credits"] == ["© OpenStreetMap contributors, ODbL 1.0"]


def test_casualties_are_sparse_and_whole() -> None:
    hurt = Casualties(injured=Count(low=2, best=3, high=5))
    data = decoded(make_event(1, casualties=Casualties()), make_event(2, casualties=hurt))
    assert data["injured"] == [1, 2, 3, 5]
    assert data["fatalities"] == []


def test_actors_and_sources_are_counted_by_event() -> None:
    data = decoded(make_event(1, actors=()), make_event(2))
    assert data["actors"] == [0, 2]
    assert [data["roles"][role] for role in data["actor_role"]] == ["participant", "responder"]
    assert data["sources"] == [1, 1]


def test_same_place_and_text_are_written_once() -> None:
    data = decoded(*[make_event(0, event_id=f"e{n}") for n in range(500)])
    assert len(data["locations"][0]) == 1
    assert len(data["strings"]) == len(set(data["strings"])) < 20


def test_event_without_date() -> None:
    assert decoded(make_event(0, when=When()))["start"] == [None]


def test_no_events() -> None:
    assert decoded()["count"] == 0


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_cannot_break_out(hostile: str) -> None:
    text = encode_events([every_text(hostile)], title=hostile, subtitle=hostile)
    for breaker in ("<", ">", "&", "{{", "{%", "{#", "${", "\u2028", "\u2029", "\x00"):
        assert breaker not in text
    data = json.loads(text)
    kept = hostile.encode("utf-8", "replace").decode()
    assert data["strings"][data["title"][0]] == data["page_title"] == data["ids"][0] == kept
    text.encode("utf-8")


def test_huge_text_is_cut() -> None:
    event = every_text("x" * 1_000_000)
    data = decoded(event)
    assert len(data["strings"][data["title"][0]]) == LIMITS["title"]
    assert max(map(len, data["strings"])) <= LIMITS["quote"]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(math.nan, 0.0), (0.0, math.nan), (math.inf, 0.0), (0.0, -math.inf), (90.1, 0.0), (0.0, 180.1), (-91.0, 0.0)],
)
def test_off_the_map_is_refused_by_name(lat: float, lon: float) -> None:
    with pytest.raises(UsageError, match="e-bad"):
        encode_events([make_event(3), at(lat, lon, event_id="e-bad")])


@pytest.mark.parametrize(("lat", "lon"), [(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0), (0.0, 0.0)])
def test_edges_of_the_world_are_kept(lat: float, lon: float) -> None:
    data = decoded(at(lat, lon))
    assert [data["locations"][0][0], data["locations"][1][0]] == [lat * DEGREE_STEPS, lon * DEGREE_STEPS]


def test_not_a_number_elsewhere_is_no_error() -> None:
    event = make_event(1)
    odd = replace(
        event,
        confidence=replace(event.confidence, overall=math.nan),
        location=replace(event.location, radius_km=math.inf),
    )
    data = decoded(odd)
    assert data["confidence_overall"] == [0]
    assert data["locations"][3] == [0]


def test_a_place_brings_its_written_name_and_its_country_s_names() -> None:
    event = make_event(0)
    place = replace(event.place, matched_name="Tapalpan")
    data = decoded(replace(event, location=replace(event.location, place=place)))
    written, called = (data["strings"][column[0]] for column in data["locations"][10:])
    assert (written, called) == ("Tapalpan", "Mexico\nMéxico\nMejico")


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ((2026, 11, 12), "2026-11-12"),
        ((2026, 11, 12, 8, 30), "2026-11-12T08:30"),
        ((2026, 11, 12, 0, 0, 1), "2026-11-12T00:00"),
    ],
)
def test_a_day_of_publication_without_a_time_is_a_day(at: tuple[int, ...], kept: str) -> None:
    event = make_event(1)
    source = replace(event.sources[0], published=dt.datetime(*at))  # type: ignore[misc,arg-type]
    data = decoded(replace(event, sources=(source,)))
    assert data["strings"][data["articles"][2][0]] == kept
