"""Titles of events in the page's language, as far as the machine wrote them; names of places stay as they are."""

from __future__ import annotations

from typing import Any

from geodata.model import Event
from geodata.taxonomy import EVENT_TYPES
from geodata.titles import is_made, where_of
from mapapp.islands import FALLBACK_LANGUAGE, words

_ENGLISH = words(FALLBACK_LANGUAGE)["language"]
_ONE_AT_THE_END = frozenset({"ru", "uk"})
"""Languages that say 21 as they say 1; the words for all other numbers have one form in all of them."""


def shown_title(event: Event, lang: str) -> str:
    """Return an event's title in a language; as it is where a person, a table or an article gave it."""
    said = words(lang)
    if said["language"] == _ENGLISH or event.type not in EVENT_TYPES:
        return event.title
    kind, label = said["type_labels"][event.type], EVENT_TYPES[event.type].label
    if is_made(event):
        return _made(event, kind, said, lang)
    if event.title in {label, f"{label}: {where_of(event.place)}"}:  # of a table without titles
        return f"{kind}{event.title.removeprefix(label)}"
    return event.title


def _made(event: Event, kind: str, said: dict[str, Any], lang: str) -> str:
    counts = (("killed_told", event.casualties.fatalities), ("injured_told", event.casualties.injured))
    told = ", ".join(_counted(said, key, count.best, lang) for key, count in counts if count and count.best > 0)
    template: str = said["event_title_told" if told else "event_title"]
    return template.format(type=kind, place=where_of(event.place), told=told)


def _counted(said: dict[str, Any], key: str, number: int, lang: str) -> str:
    ends_in_one = lang.lower().split("-")[0] in _ONE_AT_THE_END and number % 10 == 1 and number % 100 != 11
    form: str = said[key]["one" if number == 1 or ends_in_one else "other"]
    return form.format(n=f"{number:,}".replace(",", said["thousands"]))
