"""HTML files: the article's own text and metadata, through trafilatura; nothing is fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import trafilatura
from trafilatura.settings import Document, use_config

from geodata.errors import EmptyInput, InputError
from geodata.model import Article
from geodata.sources import frontmatter
from geodata.sources.text import decode

_CONFIG = use_config()
_CONFIG.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # its timer uses signals, which only work in the main thread


def read(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a page; raises EmptyInput when the page has no running text."""
    markup = decode(data, origin=origin)
    try:
        found = trafilatura.bare_extraction(markup, with_metadata=True, include_comments=False, config=_CONFIG)
    except Exception as error:
        # lxml and trafilatura raise many kinds on broken pages; each means the same to the reader.
        raise InputError("is not HTML that can be read; save the text alone", origin=origin) from error
    text = (found.text or "").strip() if isinstance(found, Document) else ""
    if not text or not isinstance(found, Document):
        raise EmptyInput("no article text was found in this page; paste the text instead", origin=origin)
    front = frontmatter.read(text)
    published = frontmatter.parse_timestamp(str(found.date or "")) or front.published
    yield Article(
        id=Path(origin).stem or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16],
        text=text,
        title=found.title or front.title,
        publisher=found.sitename or found.hostname or front.publisher,
        author=found.author or front.author,
        published=published,
        published_source="metadata" if found.date else "text" if published else "none",
        url=found.url or "",
        origin=origin,
    )
