"""Event types, their categories, and what ACLED, PLOVER, EM-DAT and UCDP GED call them.

One row a type.  To add one: a row here, triggers in `events/triggers.csv`, a shape and
colour only if the category is new (`mapapp/symbols.py`), and a sample sentence in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event and its equivalents elsewhere ("" where there is none)."""

    name: str
    category: str
    label: str
    acled: str = ""
    plover: str = ""
    emdat: str = ""
    ucdp: str = ""
    """UCDP GED's type_of_violence: 1 state-based, 2 non-state, 3 one-sided."""


_ROWS = (
    EventType("armed_clash", "conflict", "Armed clash", "Armed clash", "ASSAULT", "", "1"),
    EventType("bombing", "conflict", "Bombing", "Remote explosive/landmine/IED", "ASSAULT", "", "3"),
    EventType("airstrike", "conflict", "Air strike or shelling", "Air/drone strike", "ASSAULT", "", "1"),
    EventType("attack", "conflict", "Attack", "Attack", "ASSAULT", "", "3"),
    EventType("kidnapping", "conflict", "Kidnapping", "Abduction/forced disappearance", "COERCE", "", "3"),
    EventType("security_operation", "conflict", "Security operation", "Arrests", "COERCE", ""),
    EventType("protest", "unrest", "Protest or strike", "Peaceful protest", "PROTEST", ""),
    EventType("riot", "unrest", "Riot", "Violent demonstration", "PROTEST", ""),
    EventType("crime", "justice", "Crime", "Looting/property destruction", "", ""),
    EventType("legal", "justice", "Court case", "", "ACCUSE", ""),
    EventType("earthquake", "disaster", "Earthquake", "", "", "Earthquake"),
    EventType("tsunami", "disaster", "Tsunami", "", "", "Earthquake: tsunami"),
    EventType("volcano", "disaster", "Volcanic eruption", "", "", "Volcanic activity"),
    EventType("flood", "disaster", "Flood", "", "", "Flood"),
    EventType("storm", "disaster", "Storm", "", "", "Storm"),
    EventType("landslide", "disaster", "Landslide or avalanche", "", "", "Mass movement"),
    EventType("wildfire", "disaster", "Wildfire", "", "", "Wildfire"),
    EventType("drought", "disaster", "Drought", "", "", "Drought"),
    EventType("extreme_temperature", "disaster", "Heat or cold wave", "", "", "Extreme temperature"),
    EventType("transport_accident", "accident", "Transport accident", "", "", "Transport"),
    EventType("industrial_accident", "accident", "Fire, collapse or spill", "", "", "Industrial accident"),
    EventType("epidemic", "health", "Epidemic or poisoning", "", "", "Epidemic"),
    EventType("diplomacy", "politics", "Diplomacy", "Agreement", "CONSULT", ""),
    EventType("election", "politics", "Election", "", "", ""),
    EventType("policy", "politics", "Policy decision", "", "SANCTION", ""),
    EventType("aid", "humanitarian", "Aid", "", "AID", ""),
    EventType("displacement", "humanitarian", "Displacement", "", "RETREAT", ""),
    EventType("rescue", "humanitarian", "Rescue", "", "AID", ""),
    EventType("other", "other", "Other", "Other", "", ""),
)

EVENT_TYPES: dict[str, EventType] = {row.name: row for row in _ROWS}
CATEGORIES: tuple[str, ...] = tuple(dict.fromkeys(row.category for row in _ROWS))


def category_of(event_type: str) -> str:
    """Return the category of a type; raises KeyError with the known names for an unknown one."""
    try:
        return EVENT_TYPES[event_type].category
    except KeyError:
        known = ", ".join(EVENT_TYPES)
        raise KeyError(f"unknown event type {event_type!r}; known are: {known}") from None
