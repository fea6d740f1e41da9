"""RSS and Atom feeds: an entry with its content is an article, one with a summary is as much as the feed tells."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import feedparser
from defusedxml import sax
from defusedxml.common import DefusedXmlException

from geodata.errors import EmptyInput, InputError, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter, packed, page
from geodata.sources.each import Each
from geodata.sources.text import decode

MOST_ENTRIES = 5_000
MOST_ELEMENTS = 200_000
DEEPEST = 100
LARGEST_BROKEN = 1_000_000
MOST_BROKEN_TAGS = 5_000
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
    _require_sane(data, origin)
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


def _require_sane(data: bytes, origin: str) -> None:
    """Raise InputError for a feed that feedparser would take minutes for: deep, endless, or large and broken."""
    try:
        sax.parseString(data, _Measure())
    except (TooLarge, DefusedXmlException) as error:
        raise TooLarge("is nested too deeply or has too many parts for a feed; split it", origin=origin) from error
    except (SAXException, ValueError, LookupError) as error:
        # Feeds are often a little broken, and feedparser mends them; its time for that grows with the square.
        if len(data) > LARGEST_BROKEN or data.count(b"<") > MOST_BROKEN_TAGS:
            raise InputError("is no well-formed XML, and too large to be mended", origin=origin) from error


class _Measure(ContentHandler):
    """Counts elements and their depth."""

    def __init__(self) -> None:
        super().__init__()
        self._left = MOST_ELEMENTS
        self._depth = 0

    def startElement(self, name: str, attrs: object) -> None:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > DEEPEST:
            raise TooLarge("too many elements")

    def endElement(self, name: str) -> None:
        self._depth -= 1


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
