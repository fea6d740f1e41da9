"""HTML files: the article's own text and metadata, through trafilatura; nothing is fetched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import trafilatura
from trafilatura.settings import Document, use_config

from geodata.errors import EmptyInput, InputError, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter
from geodata.sources.text import decode

_BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_UNREAD = frozenset({"script", "style", "head", "template", "noscript", "svg"})
MOST_TAGS = 100_000
"""Tags of a page; a long page of news has a few thousand."""
_CONFIG = use_config()
_CONFIG.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # its timer uses signals, which only work in the main thread


def read(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a page; raises EmptyInput when the page has no running text."""
    markup = decode(data, origin=origin)
    _require_sane(markup, origin)
    found, text = _extracted(markup, origin)
    if not text:
        # Saved pieces of pages often have no <html> around them, without which nothing is found.
        found, text = _extracted(f"<html><body>{markup}</body></html>", origin)
    if not text or found is None:
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


def _extracted(markup: str, origin: str) -> tuple[Document | None, str]:
    try:
        found = trafilatura.bare_extraction(markup, with_metadata=True, include_comments=False, config=_CONFIG)
    except Exception as error:
        # lxml and trafilatura raise many kinds on broken pages; each means the same to the reader.
        raise InputError("is not HTML that can be read; save the text alone", origin=origin) from error
    return (found, (found.text or "").strip()) if isinstance(found, Document) else (None, "")


def _require_sane(markup: str, origin: str) -> None:
    tags = markup.count("<")
    if tags > MOST_TAGS:
        raise TooLarge(f"has {tags:,} tags, which no page of news has; save the text alone", origin=origin)


def plain(markup: str, *, origin: str = "") -> str:
    """Return all the text of a piece of HTML, a blank line between blocks; raises InputError when it is beyond reading.

    For pieces that are known to be the article, such as the content of a feed's entry or a mail.
    """
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    _require_sane(markup, origin)
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        if not re.sub(r"<[^>]*>|\s", "", markup):
            return ""
        raise InputError("holds HTML that cannot be read; save the text alone", origin=origin) from error
    lines = "".join(_pieces(tree)).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip()


def _pieces(tree: Any) -> Iterator[str]:
    """Yield the texts of a tree with line breaks about its blocks; walks by events, since trees may be deep."""
    unread = 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        skipped = name in _UNREAD
        if event == "start":
            unread += skipped
            if not unread:
                yield "\n\n" if name in _BLOCKS else "\n" if name == "br" else ""
                yield _flat(element.text)
            continue
        unread -= skipped and event == "end"
        if not unread:
            yield "\n\n" if name in _BLOCKS else ""
            yield _flat(element.tail)


def _flat(text: str | None) -> str:
    return " ".join((text or "").split("\n"))
