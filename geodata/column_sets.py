"""Events under other people's columns: Dateline's own, ACLED's, UCDP GED's.

What a set's columns are, and which of ours each one carries, is in `tables/data_dictionary.csv`; their codes are in
`tables/event_codes.csv` and the taxonomy.  What a set has no column or code for is left out.

To add a set: rows in the data dictionary, codes where it has any, what has to be worked out in `_WORKED_OUT`, and a row
in `COLUMN_SETS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from geodata.column_names import Column, codes_of_values, country_names, dictionary, read_table
from geodata.errors import UnknownName
from geodata.model import Event, Role
from geodata.records import Record, clean, event_to_record, join
from geodata.taxonomy import EVENT_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSet:
    """A choice of columns: which events it can hold and what it makes of one."""

    name: str
    label: str
    lat: str
    lon: str
    scope: str
    """Which events it holds, for the data dictionary."""
    holds: Callable[[Event], bool]
    record: Callable[[Event], Record]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in their order."""
        return dictionary()[self.name]

    def records(self, events: Iterable[Event]) -> Iterable[tuple[Event, Record]]:
        """Yield the events that it can hold, each with its row."""
        return ((event, self.record(event)) for event in events if self.holds(event))

    def left_out(self) -> list[str]:
        """Return the names of Dateline's own columns that no column of this set carries."""
        carried = {name for column in self.columns for name in column.holds}
        return [column.name for column in dictionary()["dateline"] if column.name not in carried]


def column_set(name: str) -> ColumnSet:
    """Return the set of a name; raises UnknownName that lists the known ones."""
    if name not in COLUMN_SETS:
        raise UnknownName("set of columns", name, COLUMN_SETS)
    return COLUMN_SETS[name]


def _foreign_record(name: str, event: Event) -> Record:
    ours = event_to_record(event)
    values = {column.name: _value(column, event, ours) for column in dictionary()[name]}
    return {column: clean(value) if isinstance(value, str) else value for column, value in values.items()}


def _value(column: Column, event: Event, ours: Record) -> Any:
    if column.name in _WORKED_OUT:
        return _WORKED_OUT[column.name](event)
    value = ours[column.holds[0]]
    codes = codes_of_values().get(column.name)
    return value if codes is None else codes.get(str(value))


def _side(event: Event, number: int) -> str:
    """Return who stands on a side: those who did it or the first to take part; those aimed at or the others."""
    doers, others, aimed_at = (_names(event, role) for role in ("perpetrator", "participant", "target"))
    if not doers:
        doers, others = others[:1], others[1:]
    return join((doers, aimed_at or others)[number])


def _names(event: Event, role: Role) -> list[str]:
    return [actor.name for actor in event.actors if actor.role == role]


@lru_cache(maxsize=1)
def _acled_types() -> Mapping[str, Mapping[str, str]]:
    return {row["sub_event_type"]: row for row in read_table("acled_types")}


def _acled_type(column: str, event: Event) -> str:
    return _acled_types()[EVENT_TYPES[event.type].acled][column]


def _country(event: Event) -> str:
    return country_names().get(event.place.country, event.place.country)


def _year(event: Event) -> int | None:
    return event.when.start.year if event.when.start else None


def _published(event: Event) -> str | None:
    days = (source.published.date().isoformat() for source in event.sources[:1] if source.published)
    return next(days, None)


_WORKED_OUT: Mapping[str, Callable[[Event], Any]] = {
    "year": _year,
    "disorder_type": partial(_acled_type, "disorder_type"),
    "event_type": partial(_acled_type, "event_type"),
    "sub_event_type": partial(_acled_type, "sub_event_type"),
    "type_of_violence": lambda event: int(EVENT_TYPES[event.type].ucdp),
    "actor1": lambda event: _side(event, 0),
    "actor2": lambda event: _side(event, 1),
    "side_a": lambda event: _side(event, 0),
    "side_b": lambda event: _side(event, 1),
    "country": _country,
    "source_date": _published,
}


def _has_code(column: str, event: Event) -> bool:
    """Tell whether it is dated, and no more roughly than a column has codes for."""
    return event.when.start is not None and event.when.precision in codes_of_values()[column]


def _in_acled(event: Event) -> bool:
    return not event.hidden and bool(EVENT_TYPES[event.type].acled) and _has_code("time_precision", event)


def _in_ucdp(event: Event) -> bool:
    return not event.hidden and bool(EVENT_TYPES[event.type].ucdp) and _has_code("date_prec", event)


COLUMN_SETS: Mapping[str, ColumnSet] = {
    "dateline": ColumnSet(
        name="dateline",
        label="Dateline",
        lat="lat",
        lon="lon",
        scope="It holds every event.",
        holds=lambda event: True,
        record=event_to_record,
    ),
    "acled": ColumnSet(
        name="acled",
        label="ACLED",
        lat="latitude",
        lon="longitude",
        scope="It holds events of types that ACLED has a name for, dated to the day, week or month, that happened: "
        "what is denied, planned or background is left out, because no column could say so.",
        holds=_in_acled,
        record=partial(_foreign_record, "acled"),
    ),
    "ucdp": ColumnSet(
        name="ucdp",
        label="UCDP GED",
        lat="latitude",
        lon="longitude",
        scope="It holds armed clashes, attacks, bombings, air strikes and kidnappings, dated to the year at least, "
        "that happened: what is denied, planned or background is left out, because no column could say so.",
        holds=_in_ucdp,
        record=partial(_foreign_record, "ucdp"),
    ),
}
