"""From an address to articles: a page is one, a feed's entries are many, a file is what its reader makes of it."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from geodata.errors import InputError
from geodata.model import Article
from geodata.sources import feeds, page
from geodata.sources.each import Reader, through
from geodata.sources.web import Fetch, Page

PAGES_OF_A_FEED = 20
"""Entries of a feed of summaries whose pages are fetched."""
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_TYPES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/rss+xml": ".rss",
    "application/atom+xml": ".atom", "application/rdf+xml": ".rss", "application/xml": ".xml", "text/xml": ".xml",
    "text/plain": ".txt", "text/markdown": ".md", "application/json": ".json", "application/feed+json": ".json",
    "application/x-ndjson": ".jsonl", "text/csv": ".csv", "text/tab-separated-values": ".tsv",
    "message/rfc822": ".eml", "application/mbox": ".mbox",
}  # fmt: skip
_TOLD_BY_BYTES = frozenset({".pdf", ".zip", ".docx", ".xlsx", ".xml"})


def is_address(name: str) -> bool:
    """Tell whether an input is an address of the web."""
    return bool(_ADDRESS.match(name))


def has_scheme(name: str) -> bool:
    """Tell whether an input is an address of any kind."""
    return bool(_SCHEME.match(name))


def articles(
    address: str, fetch: Fetch, readers: Mapping[str, Reader], suffix_of: Callable[[bytes], str]
) -> Iterator[Article | InputError | str]:
    """Yield the articles of an address, the errors of those that cannot be used, and notes of what was left out.

    `suffix_of` tells a file's usual ending by its first bytes.
    """
    try:
        found = fetch(address)
    except InputError as error:
        yield error
        return
    suffix = _suffix(found, readers, suffix_of(found.data))
    if readers[suffix] is feeds.read:
        yield from _of_feed(found, fetch)
        return
    for item in through(readers[suffix], _in_utf8(found, suffix), found.url):
        yield _placed(item, found.url) if isinstance(item, Article) else item


def _suffix(found: Page, readers: Mapping[str, Reader], told: str) -> str:
    """Return the ending that chooses the reader: by the bytes where they are sure, by the type, by the address."""
    if told in _TOLD_BY_BYTES:
        return told
    named = PurePosixPath(urlsplit(found.url).path).suffix.lower()
    return _TYPES.get(found.media_type) or (named if named in readers else told)


def _in_utf8(found: Page, suffix: str) -> bytes:
    """Return text in UTF-8 when the server says in which encoding it is."""
    if suffix not in {".html", ".txt", ".md"} or found.charset in {"", "utf-8", "utf8"}:
        return found.data
    try:
        codecs.lookup(found.charset)
        return found.data.decode(found.charset).encode("utf-8")
    except (LookupError, ValueError):
        return found.data


def _placed(article: Article, url: str) -> Article:
    """Return an article of a page with its address; a page may name another one only on its own host."""
    stated = article.url if _host(article.url) == _host(url) else ""
    address = article.url if ", " in article.origin else stated or url
    single = ", " not in article.origin and article.origin == url
    return replace(
        article,
        id=_identity(address) if single else article.id,
        url=address,
        publisher=article.publisher or _host(url),
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _identity(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:16]


def _of_feed(found: Page, fetch: Fetch) -> Iterator[Article | InputError | str]:
    """Yield the entries of a feed; those with a summary alone are fetched, up to a number."""
    left, summaries = PAGES_OF_A_FEED, 0
    try:
        for item in feeds.entries(found.data, found.url):
            if isinstance(item, InputError) or item.whole or not is_address(item.article.url):
                yield item if isinstance(item, InputError) else item.article
            elif left:
                left -= 1
                yield from _whole(item.article, fetch)
            else:
                summaries += 1
                yield item.article
    except InputError as error:
        yield error
    if summaries:
        yield f"{summaries} more entries are summaries, and their pages were not fetched ({PAGES_OF_A_FEED} at a time)"


def _whole(entry: Article, fetch: Fetch) -> Iterator[Article | InputError]:
    """Yield an entry with the text of its page; when that cannot be had, the reason and the summary."""
    try:
        found = fetch(entry.url)
        (whole,) = page.read(_in_utf8(found, ".html"), found.url)
    except InputError as error:
        yield error
        yield entry
        return
    yield replace(
        entry,
        text=whole.text,
        title=entry.title or whole.title,
        author=entry.author or whole.author,
        published=entry.published or whole.published,
        published_source=entry.published_source if entry.published else whole.published_source,
    )
