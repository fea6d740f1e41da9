"""Values of an event in plain words, the same in every view of the dashboard."""

from __future__ import annotations

import datetime as dt

from geodata.column_names import country_names
from geodata.model import CASUALTY_FIELDS, GEO_PRECISION_LABELS, Casualties, Count, Event, When
from geodata.taxonomy import EVENT_TYPES

CASUALTY_LABELS = {
    "fatalities": "killed",
    "injured": "injured",
    "arrested": "arrested",
    "missing": "missing",
    "displaced": "displaced",
}
DATE_SOURCES = {
    "text": "from the text",
    "heading": "from the heading",
    "dateline": "from the dateline",
    "document": "day of publication: the text names no date",
    "person": "corrected by hand",
    "none": "unknown",
}
PLACE_SOURCES = {
    "sentence": "named in the sentence",
    "heading": "from the heading",
    "dateline": "from the dateline",
    "document": "the article's main place",
    "person": "corrected by hand",
}


def type_words(event: Event) -> str:
    """Return the type as people call it."""
    return EVENT_TYPES[event.type].label if event.type in EVENT_TYPES else event.type


def when_words(when: When) -> str:
    """Return the dates with no more precision than they have."""
    if when.start is None:
        return "date unknown"
    end = when.end or when.start
    if when.precision == "year":
        return str(when.start.year) if when.start.year == end.year else f"{when.start.year} to {end.year}"
    if when.precision == "month":
        return f"{when.start:%B %Y}"
    if when.start == end:
        return f"{when.start:%a} {when.start.day} {when.start:%B %Y}"
    return f"{when.start.day} {when.start:%B %Y} to {end.day} {end:%B %Y}"


def moment_words(moment: dt.datetime) -> str:
    """Return the day, and the time where one is given: midnight is what a day alone is kept as."""
    day = f"{moment.day} {moment:%B %Y}"
    return f"{day}, {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else day


def country_words(code: str) -> str:
    """Return a country's name."""
    return country_names().get(code, code)


def where_words(event: Event) -> str:
    """Return the place with the divisions around it."""
    place = event.place
    parts = [place.name, place.admin1, country_words(place.country)]
    named = [part for number, part in enumerate(parts) if part and part not in parts[:number]]
    relation = event.location.text
    return f"{relation} ({', '.join(named)})" if relation and relation != place.name else ", ".join(named)


def precision_words(event: Event) -> str:
    """Return how exact the point is."""
    radius = event.location.radius_km
    label = GEO_PRECISION_LABELS[event.location.geo_precision]
    return f"{label}, within about {radius:,.0f} km" if radius >= 1 else label


def count_words(count: Count) -> str:
    """Return a number, with its range when the sources differ."""
    return f"{count.best:,}" if count.low == count.high else f"{count.best:,} ({count.low:,} to {count.high:,})"


def casualty_words(casualties: Casualties) -> str:
    """Return all numbers in one line; empty when the text says nothing."""
    said = [(CASUALTY_LABELS[name], getattr(casualties, name)) for name in CASUALTY_FIELDS]
    return ", ".join(f"{count_words(count)} {label}" for label, count in said if count is not None)
