"""What a pasted article says about itself: title, byline, publication date, agency credit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.layout import Block, Layout, read_layout

LINES_ABOVE = 10
LINES_BELOW = 4
LONGEST_LINE = 160
_EDGE = 50_000
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_TIME = r"(?:\D{0,12}?\b(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::[0-5]\d)?\s*(?P<half>[ap]\.?m\b)?)?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?:T|\b){_TIME}",
        rf"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?[ -](?:of )?{_MONTH}[ ,-]{{1,3}}"
        rf"(?P<year>(?:19|20)\d\d|\d\d(?=[ ]\d\d:|$)){_TIME}",
        rf"\b{_MONTH} (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d){_TIME}",
        rf"\b(?P<year>(?:19|20)\d\d)[./](?P<number>\d\d)[./](?P<day>\d\d)\b{_TIME}",
    )
)
_PACKED = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<number>\d\d)(?P<day>\d\d)"
    r"(?:[T ]?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:[0-5]\d)?(?:\.\d+)?Z?)?"
)
_MARKED = re.compile(
    r"\W*(?:date|dated|published|posted|issued|released?|updated|last (?:updated|modified)|first published|filed|"
    r"still current at|done at|given at)\b",
    re.IGNORECASE,
)
_DATE_ALONE = 45  # a line at most this much longer than its date is a date line even without a mark
_CREDIT = re.compile(
    r"(?:--|[—–])[ ]?(?P<name>[A-Z][\w&.'’ ]{1,40}?)[ .]*$|\((?P<inside>[A-Z][\w&.'’ ]{1,40}?)\)[ .]*$"
)
_NO_CREDIT = frozenset({"end", "ends", "more", "more to follow"})
_AGENCY = re.compile(r"\((?P<name>[A-Z][\w&.'’ ]{1,40})\)")
_BYLINE = re.compile(r"(?:By|BY|by) (?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,4})\b")


@dataclass(frozen=True, slots=True)
class Front:
    """What stands around the article proper; empty or None where nothing was found."""

    title: str = ""
    publisher: str = ""
    author: str = ""
    published: dt.datetime | None = None


def read(text: str) -> Front:
    """Read title, publisher, author and publication date from the first and last lines of a text."""
    if len(text) > 2 * _EDGE:
        text = f"{text[:_EDGE]}\n\n{text[-_EDGE:]}"  # what stands around an article stands near its ends
    layout = read_layout(text)
    return Front(
        title=_title(text, layout),
        publisher=_publisher(text, layout),
        author=_author(text, layout),
        published=_published(text),
    )


def parse_timestamp(text: str) -> dt.datetime | None:
    """Return the first full date in a text, with its time of day where one follows; None without."""
    found = [(match.start(), value) for match, value in _timestamps(text)]
    return min(found)[1] if found else None


def parse_stated(text: str) -> dt.datetime | None:
    """Return the moment that a field states, also as exports pack it (20260222T103000Z, 20260222); None without."""
    packed = _PACKED.fullmatch(text.strip())
    if packed:
        return _value({"half": None, **packed.groupdict()})
    return _iso(text.strip()) or parse_timestamp(text)


def _iso(text: str) -> dt.datetime | None:
    """Return a moment in ISO 8601, as its own clock shows it."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=None, microsecond=0) if 1900 <= moment.year < 2100 else None


def _timestamps(text: str) -> Iterator[tuple[re.Match[str], dt.datetime]]:
    for pattern in _DATES:
        for match in pattern.finditer(text[:2_000]):
            value = _value(match.groupdict())
            if value is not None:
                yield match, value


def _value(parts: dict[str, str | None]) -> dt.datetime | None:
    """Return the moment of a match; impossible dates are None, never another day."""
    month = int(parts["number"] or 0) if parts.get("number") else _MONTHS.index((parts["month"] or "")[:3].lower()) + 1
    year = int(parts["year"] or 0)
    hour = int(parts["hour"] or 0)
    half = (parts["half"] or "")[:1].lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return dt.datetime(
            year + 2000 if year < 100 else year, month, int(parts["day"] or 0), hour, int(parts["minute"] or 0)
        )
    except ValueError:
        return None


def _edge_lines(text: str) -> list[str]:
    """Return the short lines at the top and at the bottom, where dates of publication stand."""
    lines = [line.strip() for line in re.split(r"[\n\r\u2028\u2029]+", text) if line.strip()]
    edge = lines[:LINES_ABOVE] + lines[max(LINES_ABOVE, len(lines) - LINES_BELOW) :]
    return [line for line in edge if len(line) <= LONGEST_LINE]


def _published(text: str) -> dt.datetime | None:
    """Return the latest date on a marked line ("Updated: …"), else on a line that is hardly more than a date."""
    marked: list[dt.datetime] = []
    alone: list[dt.datetime] = []
    for line in _edge_lines(text):
        for match, value in _timestamps(line):
            if _MARKED.match(line):
                marked.append(value)
            elif len(line) - len(match.group()) <= _DATE_ALONE and not re.search(r"[.!?] \w", line):
                alone.append(value)
    return max(marked, default=None) or max(alone, default=None)


def _title(text: str, layout: Layout) -> str:
    first = next((block for block in layout.blocks if block.kind != "meta"), None)
    if first is None or first.kind != "heading":
        return ""
    line = text[first.start : first.end]
    return (
        "" if parse_timestamp(line) or _MARKED.match(line) or line.endswith((":", "–", "—")) else " ".join(line.split())
    )


def _publisher(text: str, layout: Layout) -> str:
    """Return the agency of the dateline, else the credit at the end."""
    dateline = layout.dateline
    if dateline:
        agency = _AGENCY.search(text[dateline.start : dateline.head_end])
        if agency:
            return agency["name"].strip()
    last = _last_line(text, layout.blocks)
    credit = _CREDIT.search(last[-80:])
    name = ((credit["name"] or credit["inside"]) if credit else "") or ""
    return "" if name.lower().strip(" .") in _NO_CREDIT or " by " in name else name.strip()


def _last_line(text: str, blocks: tuple[Block, ...]) -> str:
    return text[blocks[-1].start : blocks[-1].end] if blocks else ""


def _author(text: str, layout: Layout) -> str:
    for block in layout.blocks[:LINES_ABOVE]:
        match = _BYLINE.match(text, block.start, block.end)
        if match and block.end - block.start < LONGEST_LINE:
            return match["name"]
    return ""
