"""What must be read of a collection to know the merged, reviewed events that are wanted.

Merging is local: what an event is merged with lies within some days and cells of it (`geodata.events.merge`).  So the
days and cells of the parts of wanted events are asked of the indexes, and only what lies about them is read.  An event
that people changed may come to fit, or no longer, wherever it lies: what is about it is read too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.corrections import Change
from geodata.events.merge import (
    AHEAD_DAYS,
    BACK_DAYS,
    CELL_DEGREES,
    ID_OF_PART,
    REACH_CELLS,
    Cell,
    cell_of,
    cells_about,
)
from geodata.model import Event
from geodata.selection import Selection
from geodata.store.rows import where_lying
from geodata.store.schema import EVENTS
from geodata.values import from_json

Read = Callable[[sa.Select[Any]], Iterator[sa.Row[Any]]]
"""How the rows of a query are read, a few at a time."""
Window = tuple[dt.date, dt.date] | None
"""First and last day on which events begin; None: those that have no date."""
MOST_SPOTS = 5_000
"""Days and cells of wanted events, beyond which the days alone are looked at."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Area:
    """Days on which parts of wanted events begin (None: undated), and cells that they lie in (None: any)."""

    days: frozenset[dt.date | None]
    cells: frozenset[Cell] | None

    def __or__(self, other: Area) -> Area:
        cells = None if self.cells is None or other.cells is None else self.cells | other.cells
        return Area(self.days | other.days, cells)

    def windows(self) -> list[Window]:
        """Return the ranges of days to read, in order and apart from each other, the undated last."""
        found: list[tuple[dt.date, dt.date]] = []
        for day in sorted(day for day in self.days if day is not None):
            first, last = _shifted(day, -BACK_DAYS), _shifted(day, AHEAD_DAYS)
            if found and (first - found[-1][1]).days <= AHEAD_DAYS:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
        return [*found, *([None] if None in self.days else [])]

    def reach(self) -> frozenset[Cell] | None:
        """Return the cells to read."""
        if self.cells is None:
            return None
        return frozenset(near for cell in self.cells for near in cells_about(cell, REACH_CELLS))


def area_wanted(connection: Connection, collection: str, wanted: Selection, changes: Sequence[Change]) -> Area | None:
    """Return where parts of wanted events may lie; None for anywhere."""
    box = wanted.box
    # A rule moves events of one name, wherever they lie.
    if box is not None and any(change.kind == "rule" and not change.undone for change in changes):
        box = None
    bbox = (box.west, box.south, box.east, box.north) if box else None
    conditions = where_lying(since=wanted.since, until=wanted.until, types=wanted.types, bbox=bbox)
    if not conditions:
        return None
    return _area(connection, collection, sa.and_(*conditions)) | area_changed(connection, collection, changes)


def in_merge_order(read: Read, collection: str, area: Area | None) -> Iterator[Event]:
    """Yield the machine's events, or those about an area, each id once, in the order that merging needs."""
    day = EVENTS.c.date_start
    parts = [day.is_not(None), day.is_(None)]
    cells = area.reach() if area else None
    if area is not None:
        windows = area.windows()
        parts = [day.between(one[0].isoformat(), one[1].isoformat()) if one else day.is_(None) for one in windows]
    last = ""
    for part in parts:
        query = sa.select(EVENTS.c.lat, EVENTS.c.lon, EVENTS.c.value).where(EVENTS.c.collection == collection, part)
        for row in read(query.order_by(EVENTS.c.date_start, EVENTS.c.event_id)):
            if cells is not None and cell_of(row.lat, row.lon) not in cells:
                continue
            event = from_json(Event, row.value)
            if event.event_id != last:
                yield event
            last = event.event_id


def area_of(connection: Connection, collection: str, event_id: str) -> Area:
    """Return where the event of an id lies, and those that a merged one of that id may be made of."""
    columns = EVENTS.c
    start = event_id[:ID_OF_PART]
    parts = columns.event_id.between(start, f"{start}\U0010ffff")
    whole = columns.event_id.in_([event_id, *(event_id[:length] for length in range(1, ID_OF_PART))])
    return _area(connection, collection, sa.or_(parts, whole))


def area_changed(connection: Connection, collection: str, changes: Sequence[Change]) -> Area:
    """Return where the events lie that people's changes speak of, and all those of their articles."""
    told = list(_told(changes))
    cells = (cell_of(event.location.lat, event.location.lon) for event in told)
    found = Area(frozenset(event.when.start for event in told), frozenset(cells))
    for ids in _batches(articles_of(changes)):
        found |= _area(connection, collection, EVENTS.c.article_id.in_(ids))
    return found


def articles_of(changes: Iterable[Change]) -> list[str]:
    """Return the ids of the articles that changes speak of."""
    return sorted({source.article_id for event in _told(changes) for source in event.sources})


def existing(connection: Connection, table: sa.Table, collection: str, ids: Sequence[str]) -> set[str]:
    """Return those of some ids that a table of a collection has."""
    found: set[str] = set()
    for some in _batches(ids):
        query = sa.select(table.c.id).where(table.c.collection == collection, table.c.id.in_(some))
        found |= set(connection.execute(query).scalars())
    return found


def _told(changes: Iterable[Change]) -> Iterator[Event]:
    return (event for change in changes if not change.undone for event in (*change.before, *change.after))


def _shifted(day: dt.date, by: int) -> dt.date:
    return dt.date.fromordinal(min(max(day.toordinal() + by, 1), dt.date.max.toordinal()))


def _area(connection: Connection, collection: str, condition: sa.ColumnElement[bool]) -> Area:
    here = (EVENTS.c.collection == collection, condition)
    # Points are put into cells by the database, or a wide choice would bring a million.
    spots = (sa.cast(column / CELL_DEGREES - 0.5, sa.Integer) for column in (EVENTS.c.lat, EVENTS.c.lon))
    days = sa.select(EVENTS.c.date_start).distinct().where(*here)
    found = connection.execute(sa.select(EVENTS.c.date_start, *spots).distinct().where(*here).limit(MOST_SPOTS)).all()
    if len(found) < MOST_SPOTS:
        # Rounded by the rules of the database: the cells beside are taken along.
        cells = (near for row in found for near in cells_about((row[1], row[2]), 1))
        return Area(frozenset(_day(row[0]) for row in found), frozenset(cells))
    return Area(frozenset(map(_day, connection.execute(days).scalars())), None)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
