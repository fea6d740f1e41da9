"""JSON: one article an object, or one a line; each record stands for itself.

Exports of news databases come as a list in an object ("articles", "stories" …); which key fills which field is in
`tables/article_columns.csv`, for tables and for JSON alike.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from geodata.columns import known, normal
from geodata.errors import EmptyInput, InputError
from geodata.model import Article, Span
from geodata.sources import frontmatter, language
from geodata.sources.each import Each
from geodata.sources.text import decode, lines

LISTS = ("articles", "stories", "results", "items", "entries", "docs", "hits", "records", "data")
"""Keys under which exports and news APIs hold their list of articles."""
_WITHIN = (", line ", ", item ", ", byte ", ", row ")
"""What an origin says of one record of many, so that the file's name is not the article's."""


class BadRecord(InputError):
    """One record of a file cannot be used; the others can."""


def read_json(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the article of a JSON object, or those of a list of objects."""
    value = _parse(decode(data, origin=origin), origin)
    values = _listed(value)
    if not values:
        raise EmptyInput("holds no article", origin=origin)
    return Each(
        attempt(article, v, origin if len(values) == 1 else f"{origin}, item {n}") for n, v in enumerate(values, 1)
    )


def read_lines(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the articles of JSON lines; an unusable line is a BadRecord and the next one goes on."""
    return stream_lines(io.BytesIO(data), origin)


def stream_lines(stream: BinaryIO, origin: str) -> Iterator[Article]:
    """Yield what `read_lines` does, of a file of any size."""
    found = enumerate(lines(stream, origin=origin), 1)
    return Each(attempt(_of_line, line, f"{origin}, line {number}") for number, line in found if line.strip())


def attempt(make: Callable[[Any, str], Article], value: Any, origin: str) -> Article | InputError:
    """Return what `make` makes of a value, or the InputError that says why it cannot."""
    try:
        return make(value, origin)
    except InputError as error:
        return error


def _of_line(line: str, origin: str) -> Article:
    return article(_parse(line, origin), origin)


def _parse(text: str, origin: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadRecord(f"is not JSON: {reason}", origin=origin) from error


def _listed(value: Any) -> list[Any]:
    """Return the records of a file: its list, the list in its one object, or the object itself."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not _first(_normalised(value), known("article_columns")["text"]):
        return next((items for name in LISTS if isinstance(items := value.get(name), list)), [value])
    return [value]


def article(record: Any, origin: str) -> Article:
    """Return the article of a record; raises BadRecord when it has no text."""
    if not isinstance(record, dict):
        raise BadRecord('is no JSON object; one with at least "text" is needed', origin=origin)
    return from_fields(
        _normalised(record),
        origin,
        identity=str(record.get("id") or "") or _stem(origin),
        given=record.get("toponyms"),
    )


def from_fields(record: Mapping[str, Any], origin: str, *, identity: str, given: Any = None) -> Article:
    """Return the article of a record whose names are normal; without `identity` its id is made from the text.

    A summary, or the title of a linked article, stands in for a text that is not there.
    """
    values = {field: _first(record, names) for field, names in known("article_columns").items()}
    text = values["text"] or values["summary"] or (values["title"] if values["url"] else "")
    if not text:
        raise BadRecord('has no text: a field "text" is needed', origin=origin)
    language.require_stated_english(values["language"], origin=origin)
    front = frontmatter.read(text)
    stated = frontmatter.parse_stated(values["published"])
    return Article(
        id=identity or hashlib.sha256(text.encode()).hexdigest()[:16],
        text=text,
        title=values["title"] or front.title,
        publisher=values["publisher"] or front.publisher,
        author=values["author"] or front.author,
        published=stated or front.published,
        published_source="metadata" if stated else "text" if front.published else "none",
        url=values["url"],
        origin=origin,
        given_spans=_spans(given, len(text)),
    )


def _normalised(record: Mapping[Any, Any]) -> dict[str, Any]:
    return {normal(name): value for name, value in reversed(list(record.items()))}


def _first(record: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the first of some fields that holds text, cleaned of lone surrogates that no file can hold."""
    found = next((text for text in (_text(record.get(name)) for name in names) if text), "")
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in found)


def _text(value: Any) -> str:
    """Return a value that is text, or the name of an object that has one: {"source": {"name": "…"}}."""
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""


def _stem(origin: str) -> str:
    return "" if any(mark in origin for mark in _WITHIN) else Path(origin).stem


def _spans(given: Any, length: int) -> tuple[Span, ...]:
    items = given if isinstance(given, list) else []
    spans = [(item.get("start"), item.get("end")) for item in items if isinstance(item, dict)]
    return tuple(
        Span(start=start, end=end)
        for start, end in spans
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length
    )
