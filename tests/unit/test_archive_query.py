"""Questions to an archive: the answers are those of the selection on the events themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.archive.arrange import arrange, months_of
from geodata.archive.manifest import FORMAT, WORK, Manifest, write_manifest
from geodata.archive.query import ArchiveEvents
from geodata.archive.tables import event_table
from geodata.archive.worker import write_table
from geodata.errors import UsageError
from geodata.model import Confidence, Event, When
from geodata.selection import Box, Selection
from mapapp.dashboard.archive_map import View, view_of, within
from tests.factories import HOSTILE, at, every_text, make_events

MANIFEST = Manifest(format=FORMAT, run="r", sources=(), settings={}, state="complete")


def archive(out: Path, events: list[Event]) -> ArchiveEvents:
    """Return an archive of some events, written as a run writes it."""
    table = event_table(events)
    write_table(table, out / WORK / "joined" / "a.parquet")
    for month in months_of("events", "joined", {"a.parquet": tuple(table["month"].unique().to_pylist())}):
        arrange(month, str(out))
    write_manifest(out, MANIFEST)
    return ArchiveEvents(out)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Event], ArchiveEvents]:
    events = [*make_events(400, scatter=True), at(1.0, 179.5, 500, when=When()), at(1.0, -179.5, 501)]
    # The column holds three digits of it, as all that Dateline says itself does.
    events = [replace(e, confidence=Confidence(overall=round(e.confidence.overall, 3))) for e in events]
    return events, archive(tmp_path_factory.mktemp("a") / "it's [here]", events)


SELECTIONS = {
    "all that happened": Selection(),
    "background too": Selection(background=True),
    "categories": Selection(categories=frozenset({"conflict", "disaster"})),
    "types": Selection(types=frozenset({"flood"}), background=True),
    "since": Selection(since=dt.date(2026, 4, 1)),
    "until": Selection(until=dt.date(2026, 2, 17)),
    "some days": Selection(since=dt.date(2026, 2, 3), until=dt.date(2026, 3, 2), background=True),
    "sure": Selection(min_confidence=0.8),
    "a box": Selection(box=Box(west=0, south=0, east=60, north=60)),
    "a box over the date line": Selection(box=Box(west=170, south=-30, east=-170, north=30), background=True),
    "words": Selection(text="PORT-au"),
    "words of a quote": Selection(text="district hospital", min_confidence=0.5),
    "words of other letters": Selection(text="VALPARAÍSO"),
    "a country": Selection(text="TURKEY"),
    "a country of other letters": Selection(text="Türkiye"),
    "an actor": Selection(text="rescue CREWS", background=True),
    "none": Selection(text="%' OR true --"),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_filters_and_counts_are_those_of_the_selection(many: tuple[list[Event], ArchiveEvents], name: str) -> None:
    events, held = many
    wanted = SELECTIONS[name]
    expected = {event.event_id for event in wanted.apply(events)}
    assert {one.event.event_id for one in held.light(wanted, most=1_000)} == expected
    assert held.count(wanted) == len(expected)
    assert sum(held.by_category(wanted).values()) == len(expected)
    cells = held.cells(wanted, lat_step=7.5, lon_step=12.5)
    assert sum(cell.count for cell in cells) == len(expected)
    assert all(cell.box.holds(cell.lat, cell.lon) for cell in cells)
    assert (len(expected) > 0) == (name != "none")


def test_the_newest_come_first_and_the_whole_event_comes_on_demand(many: tuple[list[Event], ArchiveEvents]) -> None:
    events, held = many
    newest = held.light(Selection(background=True), most=5)
    days = [one.event.when.start for one in newest]
    assert days == sorted((e.when.start for e in events if e.when.start), reverse=True)[:5]
    by_id = {event.event_id: event for event in events}
    assert [held.whole(one) for one in newest] == [by_id[one.event.event_id] for one in newest]
    first, last = held.first_and_last
    assert (first, last) == (min(e.when.start for e in events if e.when.start), days[0])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(tmp_path: Path, text: str) -> None:
    held = archive(tmp_path, [every_text(text)])
    [one] = held.light(Selection(), most=10)
    assert (one.month, one.country) == ("2026-01", "unknown")
    assert held.whole(one).category == one.event.category
    assert held.count(Selection(text=one.event.title)) == 1


def test_a_folder_without_a_finished_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no output of dateline batch"):
        ArchiveEvents(tmp_path)
    write_manifest(tmp_path, Manifest(format=FORMAT, run="r", sources=(), settings={}, state="running"))
    with pytest.raises(UsageError, match="not come to its end"):
        ArchiveEvents(tmp_path)


def test_an_archive_without_events_is_empty(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    held = ArchiveEvents(tmp_path)
    assert (held.count(Selection()), held.light(Selection(), most=3), held.first_and_last) == (0, [], (None, None))


def test_no_other_file_can_be_read_through_it(many: tuple[list[Event], ArchiveEvents], tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(Exception, match="disabled by configuration"):
        many[1]._database.execute("SELECT * FROM read_csv(?)", [str(tmp_path / "secret.csv")])


def told(west: object, south: float, east: float, north: float, zoom: float) -> dict[str, object]:
    return {"west": west, "south": south, "east": east, "north": north, "zoom": zoom}


@pytest.mark.parametrize(
    ("said", "view"),
    [
        (told(0, -1, 10, 95, 4), View(box=Box(west=0, south=-1, east=10, north=90), zoom=4.0)),
        (told(350, 0, 380, 9, 4), View(box=Box(west=-10, south=0, east=20, north=9), zoom=4.0)),
        (told(-300, 0, 300, 9, 1), View(zoom=1.0)),
        (told("x", 0, 300, 9, 1), View()),
        (told(float("nan"), 0, 3, 9, 99), View(zoom=18.0)),
        (None, View()),
        ([1], View()),
    ],
)
def test_a_view_is_taken_from_the_page_only_where_it_is_one(said: object, view: View) -> None:
    assert view_of(said) == view


def test_cells_grow_with_the_distance_and_a_box_is_kept_while_no_other_is_given() -> None:
    assert View(zoom=3).lon_step == View(zoom=2).lon_step / 2
    box = Box(west=0, south=0, east=1, north=1)
    assert within(within(Selection(), box), None).box == box
