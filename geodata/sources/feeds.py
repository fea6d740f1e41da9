"""RSS and Atom feeds: an entry with its content is an article, one with a summary is as much as the feed tells."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import feedparser

from geodata.errors import EmptyInput, InputError
from geodata.model import Article
from geodata.sources import frontmatter, packed, page
from geodata.sources.each import Each
from geodata.sources.text import decode

MOST_ENTRIES = 5_000
WHOLE = 600
"""Letters from which on a summary is taken for the article itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed; `whole` tells whether it has the article's text rather than a summary of it."""

    article: Article
    whole: bool


def read(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the article of each entry of a feed; nothing is fetched."""
    return Each(item if isinstance(item, InputError) else item.article for item in entries(data, origin))


def entries(data: bytes, origin: str) -> Iterator[Entry | InputError]:
    """Yield the entries of a feed, or why one cannot be used; raises InputError for what is no feed."""
    packed.require_no_entities(decode(data, origin=origin), origin=origin)
    try:
        # As a stream: a name or an address in place of a feed would be opened.
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # Its parsers raise many kinds on broken feeds; each means the same to the reader.
        raise InputError("is no feed that can be read", origin=origin) from error
    if not feed.get("version") and not feed.entries:
        raise InputError("is XML but no feed (RSS or Atom); save the text alone", origin=origin)
    if not feed.entries:
        raise EmptyInput("is a feed without entries", origin=origin)
    publisher = page.plain(_text(feed.feed, "title"), origin=origin)
    for number, entry in enumerate(feed.entries[:MOST_ENTRIES], 1):
        yield _entry(entry, publisher, f"{origin}, entry {number}")


def _entry(entry: Any, publisher: str, origin: str) -> Entry | InputError:
    try:
        title, content, summary, author = (
            page.plain(markup, origin=origin)
            for markup in (_text(entry, "title"), _content(entry), _text(entry, "summary"), _text(entry, "author"))
        )
    except InputError as error:
        return error
    text = content or summary or title
    if not text:
        return EmptyInput("holds no text", origin=origin)
    front = frontmatter.read(text)
    address = _text(entry, "link")
    stated = frontmatter.parse_stated(_text(entry, "published") or _text(entry, "updated"))
    key = _text(entry, "id") or address or text
    article = Article(
        id=hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16],
        text=text,
        title=" ".join(title.split()) or front.title,
        publisher=" ".join(publisher.split()) or front.publisher,
        author=author or front.author,
        published=stated or front.published,
        published_source="metadata" if stated else "text" if front.published else "none",
        url=address,
        origin=origin,
    )
    return Entry(article, whole=bool(content) or len(summary) >= WHOLE)


def _content(entry: Any) -> str:
    parts = entry.get("content") or []
    return max((_text(part, "value") for part in parts), key=len, default="")


def _text(record: Any, name: str) -> str:
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""
