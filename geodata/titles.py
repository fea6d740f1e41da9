"""The title that an event gets when nobody wrote one: what, where, and how many were hit."""

from __future__ import annotations

from dataclasses import replace

from geodata.model import Casualties, Event, Place
from geodata.taxonomy import EVENT_TYPES


def title_of(event_type: str, place: Place, casualties: Casualties) -> str:
    """Return "Flood in Goma, Nord-Kivu: 4 killed, 3 injured"."""
    where = ", ".join(dict.fromkeys(name for name in (place.name, place.admin1 or place.country) if name))
    told = [
        f"{count.best:,} {word}"
        for word, count in (("killed", casualties.fatalities), ("injured", casualties.injured))
        if count is not None and count.best > 0
    ]
    title = f"{EVENT_TYPES[event_type].label} in {where}"
    return f"{title}: {', '.join(told)}" if told else title


def retitled(before: Event, after: Event) -> Event:
    """Return a corrected event with a title that is true again, unless a person wrote the title."""
    made = title_of(before.type, before.place, before.casualties)
    if before.title != made or after.title != before.title:
        return after
    return replace(after, title=title_of(after.type, after.place, after.casualties))
