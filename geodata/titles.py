"""What events and articles are called when nobody wrote a title."""

from __future__ import annotations

import re
from dataclasses import replace

from geodata.column_names import country_names
from geodata.model import Article, Casualties, Event, Place
from geodata.taxonomy import EVENT_TYPES

_WORD = re.compile(r"[^\W\d_]{2,}")
_WORDS = 3
"""A first line of fewer words is a date or a mark, and calls an article nothing."""
_LOOKED_AT = 2_000


def article_title(article: Article, limit: int = 80) -> str:
    """Return the title of an article, else its first line that says something; at most `limit` characters."""
    lines = [line.strip() for line in article.text[:_LOOKED_AT].splitlines() if line.strip()]
    telling = (line for line in lines if len(_WORD.findall(line)) >= _WORDS)
    title = article.title.strip() or next(telling, lines[0] if lines else article.id)
    return title if len(title) <= limit else title[: limit - 1].rstrip() + "…"


def title_of(event_type: str, place: Place, casualties: Casualties) -> str:
    """Return "Flood in Goma, Nord-Kivu: 4 killed, 3 injured"."""
    return _title(event_type, where_of(place), casualties)


def _title(event_type: str, where: str, casualties: Casualties) -> str:
    told = [
        f"{count.best:,} {word}"
        for word, count in (("killed", casualties.fatalities), ("injured", casualties.injured))
        if count is not None and count.best > 0
    ]
    title = f"{EVENT_TYPES[event_type].label} in {where}"
    return f"{title}: {', '.join(told)}" if told else title


def where_of(place: Place) -> str:
    """Return "Goma, Nord-Kivu"; the country's name where there is no division."""
    return _where(place, country_names().get(place.country, place.country))


def _where(place: Place, country: str) -> str:
    return ", ".join(dict.fromkeys(name for name in (place.name, place.admin1 or country) if name))


def is_made(event: Event) -> bool:
    """Tell whether an event's title is the machine's own, made of its type, place and numbers."""
    if event.type not in EVENT_TYPES:
        return False
    # Stores of before had the country's code where there was no division.
    places = (where_of(event.place), _where(event.place, event.place.country))
    return any(event.title == _title(event.type, where, event.casualties) for where in places)


def retitled(before: Event, after: Event) -> Event:
    """Return a corrected event with a title that is true again, unless a person wrote the title."""
    if not is_made(before) or after.title != before.title:
        return after
    return replace(after, title=title_of(after.type, after.place, after.casualties))
