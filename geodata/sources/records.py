"""JSON: one article an object, or one a line; each record stands for itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata.errors import EmptyInput, InputError
from geodata.model import Article, Span
from geodata.sources import frontmatter
from geodata.sources.text import decode

_DEEPEST = 100_000
_TEXT_FIELDS = ("text", "body", "content", "maintext")
_FIELDS = {
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "media_name", "site"),
    "author": ("author", "byline"),
    "url": ("url", "link"),
}
_DATE_FIELDS = ("published", "publish_date", "date", "published_at")


class BadRecord(InputError):
    """One record of a file cannot be used; the others can."""


def read_json(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the article of a JSON object, or those of a list of objects."""
    value = _parse(decode(data, origin=origin), origin)
    values = value if isinstance(value, list) else [value]
    if not values:
        raise EmptyInput("holds no article", origin=origin)
    return _Records([(origin if len(values) == 1 else f"{origin}, item {n}", v) for n, v in enumerate(values, 1)])


def read_lines(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the articles of JSON lines; an unusable line is a BadRecord and the next one goes on."""
    lines = [(number, line) for number, line in enumerate(decode(data, origin=origin).split("\n"), 1) if line.strip()]
    return _Records([(f"{origin}, line {number}", line) for number, line in lines])


class _Records:
    """An iterator that goes on after a record that raised, as a generator could not."""

    def __init__(self, records: list[tuple[str, Any]]) -> None:
        self._records = iter(records)

    def __iter__(self) -> _Records:
        return self

    def __next__(self) -> Article:
        origin, value = next(self._records)
        return article(_parse(value, origin) if isinstance(value, str) else value, origin)


def _parse(text: str, origin: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadRecord(f"is not JSON: {reason}", origin=origin) from error


def article(record: Any, origin: str) -> Article:
    """Return the article of a record; raises BadRecord when it has no text."""
    if not isinstance(record, dict):
        raise BadRecord('is no JSON object; one with at least "text" is needed', origin=origin)
    text = _first(record, _TEXT_FIELDS)
    if not text:
        raise BadRecord('has no text: a field "text" is needed', origin=origin)
    front = frontmatter.read(text)
    stated = frontmatter.parse_timestamp(_first(record, _DATE_FIELDS))
    known = {name: _first(record, fields) for name, fields in _FIELDS.items()}
    return Article(
        id=str(record.get("id") or "") or _identity(text, origin),
        text=text,
        title=known["title"] or front.title,
        publisher=known["publisher"] or front.publisher,
        author=known["author"] or front.author,
        published=stated or front.published,
        published_source="metadata" if stated else "text" if front.published else "none",
        url=known["url"],
        origin=origin,
        given_spans=_spans(record, len(text)),
    )


def _first(record: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the first of some fields that holds text, cleaned of lone surrogates that no file can hold."""
    found = next((record[name] for name in names if isinstance(record.get(name), str) and record[name]), "")
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in found)


def _identity(text: str, origin: str) -> str:
    stem = Path(origin).stem if ", line " not in origin and ", item " not in origin else ""
    return stem or hashlib.sha256(text.encode()).hexdigest()[:16]


def _spans(record: dict[str, Any], length: int) -> tuple[Span, ...]:
    given = record.get("toponyms")
    items = given if isinstance(given, list) else []
    spans = [(item.get("start"), item.get("end")) for item in items if isinstance(item, dict)]
    return tuple(
        Span(start=start, end=end)
        for start, end in spans
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length
    )
