"""The dashboard of an archive in Streamlit's AppTest: counts, filters, cells, single events, details."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from geodata.archive.query import Cell
from geodata.model import Event
from geodata.selection import Box, Selection
from geodata.settings import Settings
from mapapp.dashboard import archive_data, archive_map, map_view, services
from mapapp.serve import ARCHIVE, command
from tests.app.conftest import PATIENCE
from tests.archive_synthetic import write_archive
from tests.factories import make_events
from tests.unit.test_archive_query import archive

SCATTERED = 210_000


class Maps:
    """What the maps were given to draw, and what the person does on them."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.events: list[Event] = []
        self.clicked: str | None = None

    def draw(self, cells: Sequence[Cell]) -> None:
        self.cells, self.events = list(cells), []

    def view(self, events: Sequence[Event], _key: str, _filters: object, selected: str | None) -> str | None:
        self.cells, self.events = [], list(events)
        return self.clicked or selected


@pytest.fixture
def maps(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maps]:
    held = Maps()
    monkeypatch.setenv("DATELINE_HOME", str(settings.home))
    monkeypatch.setattr(map_view, "view", held.view)
    monkeypatch.setattr(archive_map, "draw", held.draw)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    yield held
    for cached in (
        archive_data.opened, archive_data._count, archive_data._by_category, archive_data._cells, archive_data._newest,
    ):  # fmt: skip
        cached.clear()
    services.settings.cache_clear()


@pytest.fixture
def open_app(maps: Maps, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], AppTest]:
    def go(out: Path) -> AppTest:
        monkeypatch.setattr(archive_data, "folder", lambda: out)
        return AppTest.from_file(str(ARCHIVE), default_timeout=PATIENCE).run()

    return go


def heading(app: AppTest) -> str:
    return next(str(element.value) for element in app.markdown if "Dateline" in str(element.value))


def test_few_events_are_shown_one_by_one_and_the_details_come_on_click(
    open_app: Callable[[Path], AppTest], maps: Maps, tmp_path: Path
) -> None:
    events = make_events(60)
    archive(tmp_path, events)
    app = open_app(tmp_path)
    assert not app.exception
    shown = {event.event_id for event in events if not event.hidden}
    assert {event.event_id for event in maps.events} == shown
    assert f"{len(shown)} of" in heading(app)
    maps.clicked = sorted(shown)[0]
    app.run()
    wanted = next(event for event in events if event.event_id == maps.clicked)
    assert app.session_state["selected"] == wanted.event_id
    text = "".join(element.proto.body for element in app.get("html"))
    assert wanted.sources[0].publisher in text, "the publisher is in the whole event alone"


def test_a_filter_asks_the_files(open_app: Callable[[Path], AppTest], maps: Maps, tmp_path: Path) -> None:
    events = make_events(60)
    archive(tmp_path, events)
    app = open_app(tmp_path)
    app.text_input(key="a_text").set_value("Kharkiv").run()
    wanted = {event.event_id for event in events if event.place.name == "Kharkiv" and not event.hidden}
    assert {event.event_id for event in maps.events} == wanted != set()
    app.toggle(key="a_background").set_value(True).run()
    assert len(maps.events) == sum(event.place.name == "Kharkiv" for event in events)


def test_many_are_shown_in_cells_until_the_view_or_the_filters_leave_few(
    open_app: Callable[[Path], AppTest], maps: Maps, tmp_path: Path
) -> None:
    app = open_app(write_archive(tmp_path / "out", SCATTERED * 10 // 8, months=3))
    assert not app.exception
    known = sum(cell.count for cell in maps.cells)
    assert known > archive_data.SINGLE
    assert [str(element.value) for element in app.markdown] == [heading(app)], "nothing of the script is on the page"
    assert f"{known:,} of" in heading(app)
    world = len(maps.cells)
    app.session_state[archive_map.KEY] = {
        "view": {"west": 20, "south": 40, "east": 50, "north": 60, "zoom": 5}, "cell": None,
    }  # fmt: skip
    app.run()
    near = sum(cell.count for cell in maps.cells)
    assert 0 < near < known
    assert len(maps.cells) < world * 40
    button = next(button for button in app.button if "one by one" in button.label)
    assert f"{near:,} events" in button.label
    button.click().run()
    assert len(maps.events) == near
    cell = archive_map.View(zoom=5).lon_step
    assert all(20 - cell < event.location.lon < 50 + cell for event in maps.events), "whole cells, and no more"
    next(button for button in app.button if "whole world" in button.label).click().run()
    assert maps.events == []


def test_days_chosen_on_the_map_choose_in_the_list_and_go_with_the_filters(
    open_app: Callable[[Path], AppTest], maps: Maps, tmp_path: Path
) -> None:
    events = make_events(60)
    archive(tmp_path, events)
    app = open_app(tmp_path)
    app.session_state["map"] = {"days": {"since": "2026-02-01", "until": "2026-02-20"}}
    app.run()
    shown = [event for event in events if not event.hidden]
    inside = Selection(since=dt.date(2026, 2, 1), until=dt.date(2026, 2, 20)).apply(shown)
    assert 0 < len(inside) < len(shown) == len(maps.events), "the map hides by itself"
    assert len(app.dataframe[0].value) == len(inside)
    app.toggle(key="a_background").set_value(True).run()
    assert len(app.dataframe[0].value) == len(events)


def test_an_event_that_is_damaged_is_said_and_the_page_stays(
    open_app: Callable[[Path], AppTest], maps: Maps, tmp_path: Path
) -> None:
    archive(tmp_path, make_events(20))
    for path in tmp_path.glob("events/month=*/country=*/*.parquet"):
        table = pq.read_table(path, partitioning=None)
        place = table.schema.get_field_index("value")
        pq.write_table(table.set_column(place, "value", pa.array(["{"] * len(table))), path)
    app = open_app(tmp_path)
    maps.clicked = maps.events[0].event_id
    app.run()
    assert not app.exception
    assert "the event is damaged" in app.error[0].value
    assert heading(app)


def test_a_view_is_widened_to_whole_cells_and_not_beyond_the_world() -> None:
    view = archive_map.View(box=Box(west=-179.9, south=-89, east=3, north=1), zoom=3)
    box = view.snapped
    assert box is not None
    assert (box.west, box.south) == (-180, -90)
    assert [round(box.east / view.lon_step, 9) % 1, round(box.north / view.lat_step, 9) % 1] == [0, 0]
    assert 3 <= box.east < 3 + view.lon_step
    assert archive_map.View().snapped is None


def test_the_archive_is_served_by_a_script_of_its_own(tmp_path: Path) -> None:
    line = command(port=1, open_browser=False, data=tmp_path)
    assert line[-2:] == ["--", str(tmp_path)]
    assert str(ARCHIVE) in line
    assert "--server.address=127.0.0.1" in line
