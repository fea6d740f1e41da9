"""From names of files and folders to articles; one bad input never stops the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from geodata.errors import EmptyInput, InputError, TooLarge, UsageError
from geodata.files import size_told
from geodata.model import Article
from geodata.sources import feeds, language, mail, online, packed, page, pdf, records, sheets, text, word
from geodata.sources.each import Reader, Streamer, through
from geodata.sources.web import Fetch

OnError = Callable[[InputError], None]
OnNote = Callable[[str], None]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": text.read,
    ".html": page.read,
    ".htm": page.read,
    ".json": records.read_json,
    ".jsonl": records.read_lines,
    ".pdf": pdf.read,
    ".docx": word.read,
    ".eml": mail.read_message,
    ".mbox": mail.read_mailbox,
    ".rss": feeds.read,
    ".atom": feeds.read,
    ".xml": feeds.read,
    ".csv": sheets.read_delimited,
    ".tsv": sheets.read_delimited,
    ".xlsx": sheets.read_workbook,
}
READERS[".zip"] = packed.reader_of(READERS)
STREAMERS: dict[str, Streamer] = {
    # Files of many articles, which may be larger than the memory.
    ".jsonl": records.stream_lines,
    ".mbox": mail.stream_mailbox,
    ".csv": sheets.stream_delimited,
    ".tsv": sheets.stream_delimited,
}
_STARTS = (
    (b"<!doctype html", ".html"), (b"<html", ".html"), (b"<?xml", ".xml"), (b"<rss", ".xml"), (b"<feed", ".xml"),
    (b"%pdf-", ".pdf"), (b"[{", ".json"),
)  # fmt: skip
STDIN = "-"
DEFAULT_MAX_TEXT = 2_000_000
_BYTES_PER_CHARACTER = 4
_FACTORS: dict[str, int] = {
    # How many times the longest article a file may be: for its markup, its pictures, or the many that it holds.
    ".html": 25, ".htm": 25, ".pdf": 25, ".docx": 25, ".xlsx": 25, ".eml": 10, ".zip": 50, ".rss": 5, ".atom": 5,
    ".xml": 5,
}  # fmt: skip


def open_inputs(
    inputs: Sequence[str],
    *,
    max_text: int = DEFAULT_MAX_TEXT,
    on_error: OnError | None = None,
    on_note: OnNote | None = None,
    stdin: BinaryIO | None = None,
    fetch: Fetch | None = None,
) -> Iterator[Article]:
    """Yield the articles of files, folders (their known files, sorted), http(s) addresses, "-" for standard input.

    `on_error` gets an InputError for each input or record that cannot be used, and the others go on;
    without it the first one is raised.  `on_note` gets what a reader had to guess, such as the columns of a table.
    Addresses are read with `fetch`, and nothing is fetched that no address asks for.
    Raises UsageError for a path that does not exist, or an address that is not of the web.
    """
    _require_known(inputs, fetch)
    report, note = on_error or _raise, on_note or _silent
    seen: set[str] = set()
    for path in _files(inputs, report):
        for article in _guarded(path, max_text, report, note, stdin, fetch):
            unique = _unique(article, seen)
            seen.add(unique.id)
            yield unique


def _require_known(inputs: Sequence[str], fetch: Fetch | None) -> None:
    for name in inputs:
        if online.has_scheme(name) and (not online.is_address(name) or fetch is None):
            raise UsageError(f"{name}: only http and https addresses are read, where reading the web is allowed")
    missing = [n for n in inputs if n != STDIN and not online.has_scheme(n) and not Path(n).exists()]
    if missing:
        raise UsageError(f"no such file or folder: {', '.join(missing)}")


def article_from_text(pasted: str, *, max_text: int = DEFAULT_MAX_TEXT) -> Article:
    """Return pasted text as an article; raises InputError when it cannot be used."""
    article = text.article(pasted, origin="pasted text")
    check_article(article, max_text)
    return article


def _files(inputs: Sequence[str], report: OnError) -> Iterator[str]:
    for name in inputs:
        path = Path(name)
        if name == STDIN or online.is_address(name) or not path.is_dir():
            yield name
            continue
        found = [file for file in sorted(path.rglob("*")) if file.is_file() and file.suffix.lower() in READERS]
        if not found:
            report(EmptyInput(f"no file with one of the endings {', '.join(READERS)}", origin=name))
        yield from map(str, found)


def _guarded(
    name: str, max_text: int, report: OnError, note: OnNote, stdin: BinaryIO | None, fetch: Fetch | None
) -> Iterator[Article]:
    """Yield the good articles of one input and report each bad one."""
    for item in _items(name, max_text, stdin, fetch):
        if isinstance(item, str):
            note(f"{_called(name)}: {item}")
        elif isinstance(item, InputError):
            report(item)
        elif _passes(item, max_text, report):
            yield item


def _items(
    name: str, max_text: int, stdin: BinaryIO | None, fetch: Fetch | None
) -> Iterator[Article | InputError | str]:
    if fetch is not None and online.is_address(name):
        yield from online.articles(name, fetch, READERS, suffix_of)
        return
    try:
        if name == STDIN:
            yield from _piped(stdin or sys.stdin.buffer, max_text)
            return
        suffix = Path(name).suffix.lower()
        with Path(name).open("rb") as file:
            if suffix in STREAMERS:
                yield from through(STREAMERS[suffix], file, name)
                return
            limit = max_text * _BYTES_PER_CHARACTER * _FACTORS.get(suffix, 1)
            data = _within(file.read(limit + 1), limit, name)
    except InputError as error:
        yield error
        return
    except OSError as error:
        yield InputError(f"cannot be read: {error.strerror or error}", origin=name)
        return
    yield from through(READERS.get(suffix, text.read), data, name)


def _piped(stdin: BinaryIO, max_text: int) -> Iterator[Article | InputError | str]:
    """Yield what comes from standard input: lines of JSON as they come, anything else as a whole."""
    name, limit = _called(STDIN), max_text * _BYTES_PER_CHARACTER
    data = stdin.read(limit + 1)
    suffix = suffix_of(data)
    if suffix in STREAMERS:
        yield from through(STREAMERS[suffix], text.joined(data, stdin), name)
        return
    yield from through(READERS[suffix], _within(data, limit, name), name)


def _called(name: str) -> str:
    return "standard input" if name == STDIN else name


def _passes(article: Article, max_text: int, report: OnError) -> bool:
    try:
        check_article(article, max_text)
    except InputError as error:
        report(error)
        return False
    return True


def suffix_of(data: bytes) -> str:
    """Return the ending that a file without a name would have, by its first letters."""
    if data.startswith(b"PK\x03\x04"):
        return packed.suffix_of(data)
    first = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if first.startswith(b"{"):
        return ".jsonl" if b"}\n{" in data else ".json"
    if first.startswith(b"<?xml") and b"<html" in first:
        return ".html"
    return next((suffix for start, suffix in _STARTS if first.startswith(start)), ".txt")


def _within(data: bytes, limit: int, name: str) -> bytes:
    if len(data) > limit:
        raise TooLarge(
            f"is larger than {size_told(limit)}; split it, or set DATELINE_MAX_TEXT to more characters", origin=name
        )
    return data


def check_article(article: Article, max_text: int) -> None:
    """Refuse what the pipeline has no use for: raises InputError."""
    if not article.text.strip():
        raise EmptyInput("holds no text", origin=article.origin)
    if len(article.text) > max_text:
        raise TooLarge(
            f"has {len(article.text):,} characters, more than the {max_text:,} of DATELINE_MAX_TEXT; "
            "split it into articles, or raise the limit",
            origin=article.origin,
        )
    language.require_english(article.text, origin=article.origin)


def _unique(article: Article, seen: set[str]) -> Article:
    """Give an article another id when an earlier one of this run has the same."""
    if article.id not in seen:
        return article
    number = next(n for n in range(2, len(seen) + 3) if f"{article.id}-{n}" not in seen)
    return replace(article, id=f"{article.id}-{number}")


def _silent(_: str) -> None:
    """Say nothing."""


def _raise(error: InputError) -> None:
    raise error
