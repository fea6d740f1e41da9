"""Rules of a collection as a table in the dashboard: out, and in again, all or none."""

from __future__ import annotations

import pytest

from geodata import build
from geodata.settings import Settings
from geodata.store import EventStore
from mapapp.dashboard import rules_view, services

TABLE = b"name,lat,lon,country\nXyzzyville,20.5,-103.25,MX\nThe Bend,41.7,-86.2,US\n"


@pytest.fixture
def store(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> EventStore:
    held = build.open_store(settings)
    for name, value in (("store", held), ("author", "Ana"), ("session_key", "ana")):
        monkeypatch.setattr(services, name, lambda value=value: value)
    return held


def test_rules_come_in_once_and_go_out_as_they_came(store: EventStore) -> None:
    assert rules_view.take_in(TABLE) == "2 of 2 rules were new and are kept."
    assert [(rule.name, rule.place.lat) for rule in store.house_rules()] == [("Xyzzyville", 20.5), ("The Bend", 41.7)]
    assert {change.author for change in store.changes()} == {"Ana"}
    assert rules_view.take_in(rules_view.as_table()) == "0 of 2 rules were new and are kept."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TABLE + b"Z,95,0,\n", "No rule was taken in: line 4: lat '95': a number from -90 to 90 is needed."),
        (b"\xff\xfe", "No rule was taken in: is not text in UTF-8; save it as CSV in UTF-8."),
        (b"town,lat\n", "No rule was taken in: line 1: no column 'name'; needed are name, lat, lon."),
    ],
)
def test_a_table_that_is_wrong_changes_nothing(store: EventStore, data: bytes, said: str) -> None:
    assert rules_view.take_in(data) == said
    assert store.changes() == []
