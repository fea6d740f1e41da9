"""From names of files and folders to articles; one bad input never stops the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from geodata.errors import EmptyInput, InputError, TooLarge, UsageError
from geodata.model import Article
from geodata.sources import language, page, records, text

OnError = Callable[[InputError], None]
Reader = Callable[[bytes, str], Iterator[Article]]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": text.read,
    ".html": page.read,
    ".htm": page.read,
    ".json": records.read_json,
    ".jsonl": records.read_lines,
}
STDIN = "-"
DEFAULT_MAX_TEXT = 2_000_000
_BYTES_PER_CHARACTER = 4
_MARKUP_FACTOR = 25  # a page's markup is rarely more than this many times its text
_COLLECTION_FACTOR = 500  # a file of JSON lines holds many articles


def open_inputs(
    inputs: Sequence[str],
    *,
    max_text: int = DEFAULT_MAX_TEXT,
    on_error: OnError | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article]:
    """Yield the articles of files, folders (their known files, sorted) and "-" for standard input.

    `on_error` gets an InputError for each input or record that cannot be used, and the others go on;
    without it the first one is raised.  Raises UsageError for a path that does not exist.
    """
    missing = [name for name in inputs if name != STDIN and not Path(name).exists()]
    if missing:
        raise UsageError(f"no such file or folder: {', '.join(missing)}")
    report = on_error or _raise
    seen: set[str] = set()
    for path in _files(inputs, report):
        for article in _guarded(path, max_text, report, stdin):
            unique = _unique(article, seen)
            seen.add(unique.id)
            yield unique


def article_from_text(pasted: str, *, max_text: int = DEFAULT_MAX_TEXT) -> Article:
    """Return pasted text as an article; raises InputError when it cannot be used."""
    article = text.article(pasted, origin="pasted text")
    _check(article, max_text)
    return article


def _files(inputs: Sequence[str], report: OnError) -> Iterator[str]:
    for name in inputs:
        path = Path(name)
        if name == STDIN or not path.is_dir():
            yield name
            continue
        found = [file for file in sorted(path.rglob("*")) if file.is_file() and file.suffix.lower() in READERS]
        if not found:
            report(EmptyInput(f"no file with one of the endings {', '.join(READERS)}", origin=name))
        yield from map(str, found)


def _guarded(name: str, max_text: int, report: OnError, stdin: BinaryIO | None) -> Iterator[Article]:
    """Yield the good articles of one file and report each bad one."""
    try:
        data, reader = _load(name, max_text, stdin)
        articles = reader(data, "standard input" if name == STDIN else name)
        while True:
            try:
                article = next(articles)
                _check(article, max_text)
            except StopIteration:
                return
            except InputError as error:
                report(error)
                continue
            yield article
    except InputError as error:
        report(error)


def _load(name: str, max_text: int, stdin: BinaryIO | None) -> tuple[bytes, Reader]:
    if name == STDIN:
        data = (stdin or sys.stdin.buffer).read(max_text * _BYTES_PER_CHARACTER + 1)
        return _within(data, max_text * _BYTES_PER_CHARACTER, "standard input"), _reader_of(data)
    path = Path(name)
    reader = READERS.get(path.suffix.lower(), text.read)
    limit = max_text * _BYTES_PER_CHARACTER * _factor(reader)
    try:
        with path.open("rb") as file:
            return _within(file.read(limit + 1), limit, name), reader
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", origin=name) from error


def _factor(reader: Reader) -> int:
    factors: dict[Reader, int] = {page.read: _MARKUP_FACTOR, records.read_lines: _COLLECTION_FACTOR}
    return factors.get(reader, 1)


def _reader_of(data: bytes) -> Reader:
    """Choose the reader of what came through a pipe by its first letters."""
    first = data[:400].lstrip().lower()
    if first.startswith((b"<!doctype html", b"<html")):
        return page.read
    if first.startswith(b"{"):
        return records.read_lines if b"}\n{" in data else records.read_json
    return text.read


def _within(data: bytes, limit: int, name: str) -> bytes:
    if len(data) > limit:
        raise TooLarge(
            f"is larger than {limit / 1e6:,.0f} MB; split it, or set DATELINE_MAX_TEXT to more characters", origin=name
        )
    return data


def _check(article: Article, max_text: int) -> None:
    """Refuse what the pipeline has no use for."""
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


def _raise(error: InputError) -> None:
    raise error
