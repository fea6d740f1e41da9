"""Events as KML 2.2 that Google Earth shows by category: a folder and a style each, balloons, a time span.

The text of articles stands in balloons, which are HTML: it is escaped as HTML, whose escapes leave no "]]>" that would
end the CDATA section, and no "$[…]" that Google Earth would fill in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from geodata.column_names import read_table
from geodata.column_sets import ColumnSet
from geodata.model import CASUALTY_FIELDS, GEO_PRECISION_LABELS, Count, Event
from geodata.records import Record, event_to_record
from geodata.taxonomy import CATEGORIES

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNTED = {
    "fatalities": "killed",
    "injured": "injured",
    "arrested": "arrested",
    "missing": "missing",
    "displaced": "displaced",
}


def pieces(events: Iterable[Event], columns: ColumnSet) -> Iterator[str]:
    """Yield the text of a KML file: a folder for each category that has events, in the order of the taxonomy."""
    folders: dict[str, list[str]] = {}
    for event, record in columns.records(events):
        folders.setdefault(event.category, []).append(_placemark(event, record))
    order = [*CATEGORIES, *sorted(set(folders) - set(CATEGORIES))]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
    yield "<name>Events</name>\n"
    for category in _styles():
        yield _style(category)
    for category in order:
        if category in folders:
            yield f"<Folder><name>{_xml(_label(category))}</name>\n"
            yield from folders[category]
            yield "</Folder>\n"
    yield "</Document></kml>\n"


@lru_cache(maxsize=1)
def _styles() -> Mapping[str, Mapping[str, str]]:
    return {row["category"]: row for row in read_table("category_styles")}


def _label(category: str) -> str:
    return _styles()[category]["label"] if category in _styles() else category


def _style(category: str) -> str:
    colour = _styles()[category]["colour"]
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return (
        f"<Style id={quoteattr(category)}>"
        # The viewer's own pin, tinted: an icon by address would be fetched from somebody's server.
        f"<IconStyle><color>ff{blue}{green}{red}</color></IconStyle>"
        # Without a text of our own, Google Earth puts the name into the balloon as HTML.
        "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>\n"
    )


def _placemark(event: Event, record: Record) -> str:
    ours = event_to_record(event)
    category = event.category if event.category in _styles() else "other"
    data = "".join(
        f"<Data name={quoteattr(name)}><value>{_xml(value)}</value></Data>"
        for name, value in record.items()
        if value not in (None, "")
    )
    return (
        f"<Placemark><name>{_xml(ours['title'])}</name><visibility>{int(not event.hidden)}</visibility>"
        f'<Snippet maxLines="1">{_xml(_when_and_where(ours))}</Snippet>'
        f"<description><![CDATA[{_balloon(event, ours)}]]></description>{_span(event)}"
        f"<styleUrl>#{category}</styleUrl><ExtendedData>{data}</ExtendedData>"
        f"<Point><coordinates>{ours['lon']},{ours['lat']}</coordinates></Point></Placemark>\n"
    )


def _span(event: Event) -> str:
    if event.when.start is None:
        return ""
    end = event.when.end or event.when.start
    return f"<TimeSpan><begin>{event.when.start}</begin><end>{end}</end></TimeSpan>"


def _when_and_where(ours: Record) -> str:
    start, end = ours["date_start"], ours["date_end"]
    days = f"{start} to {end}" if start and end and end != start else start
    return ", ".join(part for part in (days, ours["place"], ours["admin1"], ours["country"]) if part)


def _balloon(event: Event, ours: Record) -> str:
    """Return the HTML of an event's balloon."""
    counts = ((name, getattr(event.casualties, name)) for name in CASUALTY_FIELDS)
    told = "; ".join(f"{_figure(count)} {_COUNTED[name]}" for name, count in counts if count is not None)
    precision = f"Place: {GEO_PRECISION_LABELS[event.location.geo_precision]}. Date: {event.when.precision}."
    sure = f"Told as {event.status}. Confidence {event.confidence.overall:.0%}."
    parts = (
        ("h3", ours["title"]),
        ("p", _when_and_where(ours)),
        ("p", told),
        ("blockquote", ours["quote"]),
        ("p", ours["publishers"]),
        ("p", ours["urls"]),
        ("p", f"{precision} {sure}"),
    )
    return "".join(f"<{tag}>{_html(text)}</{tag}>" for tag, text in parts if text)


def _figure(count: Count) -> str:
    exact = count.low == count.best == count.high
    return f"{count.best}" if exact else f"{count.best} ({count.low} to {count.high})"


def _html(text: str) -> str:
    """Return text as HTML within CDATA."""
    return html.escape(_in_xml(text)).replace("$[", "&#36;[")


def _xml(value: Any) -> str:
    """Return a value as the text of an element."""
    return escape(_in_xml(str(value)))


def _in_xml(text: str) -> str:
    """Return text that XML 1.0 can hold; other control characters become blanks."""
    return _NOT_XML.sub(" ", text)
