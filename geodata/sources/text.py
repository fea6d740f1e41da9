"""Plain text: decoded, never edited; date, credit and title are read from it."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from charset_normalizer import from_bytes

from geodata.errors import EmptyInput, NotText, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
         (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
_LATIN = re.compile(
    r"cp125[0247-9]|cp437|cp85\d|cp858|cp775|latin_1|iso8859_(?:1|2|3|4|9|10|13|14|15|16)|mac_(?!cyrillic|greek)\w+"
)
_LOOKED_AT = 100_000
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE = 0.02


def read(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a text file."""
    yield article(decode(data, origin=origin), origin=origin, stem=Path(origin).stem)


def article(text: str, *, origin: str = "", stem: str = "") -> Article:
    """Return an article of a text as it is, with what its first and last lines say about it."""
    front = frontmatter.read(text)
    return Article(
        id=stem or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16],
        text=text,
        title=front.title,
        publisher=front.publisher,
        author=front.author,
        published=front.published,
        published_source="text" if front.published else "none",
        origin=origin,
    )


def decode(data: bytes, *, origin: str = "") -> str:
    """Return the text of bytes in UTF-8, UTF-16/32 with a mark, or an encoding that can be told from them.

    Raises EmptyInput for nothing, NotText for a picture, a program or the like.
    """
    if not data.strip():
        raise EmptyInput("is empty", origin=origin)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding, origin)
    _require_text(data[:_LOOKED_AT], origin)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, origin)


def _require_text(sample: bytes, origin: str) -> None:
    if len(_BINARY.findall(sample)) > _BINARY_SHARE * len(sample):
        raise NotText("is not text (it holds binary data); save it as text, HTML or JSON", origin=origin)


LONGEST_LINE = 64_000_000
"""Bytes of a line of a table or of JSON lines; what goes on for longer is no article."""


def lines(stream: BinaryIO, *, origin: str = "", longest: int = LONGEST_LINE) -> Iterator[str]:
    """Yield the lines of a text as they come, with their ends, whatever the size of the whole.

    Each line is in UTF-8, or in UTF-16/32 when the first has their mark, else in the encoding that can be told from it.
    Raises what `decode` does, and TooLarge for a line longer than `longest` bytes.
    """
    head = stream.read(_LOOKED_AT)
    if not head.strip():
        rest = iter(lambda: stream.read(_LOOKED_AT), b"")
        if not any(part.strip() for part in rest):
            raise EmptyInput("is empty", origin=origin)
        raise NotText("begins with nothing but blanks; save it as UTF-8 text", origin=origin)
    mark = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), "")
    if not mark:
        _require_text(head, origin)
    other = _besides_utf8(head)
    whole = joined(head, stream)
    if mark not in {"", "utf-8-sig"}:
        yield from _wide_lines(whole, mark, origin, longest)
        return
    number = 0
    while line := whole.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise TooLarge(f"line {number} is longer than {longest / 1e6:,.0f} MB; split it", origin=origin)
        if number == 1 and mark:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield _decoded(line, ("utf-8", *other), origin)


def _wide_lines(stream: io.BufferedReader[_Joined], encoding: str, origin: str, longest: int) -> Iterator[str]:
    """Yield the lines of text in UTF-16 or UTF-32, in which an end of a line is no byte of its own."""
    with io.TextIOWrapper(stream, encoding=encoding, newline="\n") as text:
        try:
            while line := text.readline(longest):
                yield line
        except UnicodeDecodeError as error:
            raise NotText(
                f"is not {encoding.upper()} as its first bytes say; save it as UTF-8", origin=origin
            ) from error


def joined(head: bytes, stream: BinaryIO) -> io.BufferedReader[_Joined]:
    """Return a stream of bytes that were read already and then of the rest of theirs."""
    return io.BufferedReader(_Joined(head, stream), _LOOKED_AT)


class _Joined(io.RawIOBase):
    """Bytes that were read already, and then the stream that they came from."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = memoryview(head), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        into = memoryview(buffer)
        data: bytes | memoryview = self._head[: len(into)] if self._head else self._stream.read(len(into))
        self._head = self._head[len(data) :]
        into[: len(data)] = data
        return len(data)


def _strict(data: bytes, encoding: str, origin: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"is not {encoding.upper()} as its first bytes say; save it as UTF-8", origin=origin) from error


def _guessed(data: bytes, origin: str) -> str:
    return _decoded(data, _encodings(data[:_LOOKED_AT]), origin)


def _besides_utf8(head: bytes) -> tuple[str, ...]:
    """Return in what lines may be that are not in UTF-8, by the first of a text's bytes."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _encodings(head)
    return ("cp1252",)


def _encodings(sample: bytes) -> tuple[str, ...]:
    best = from_bytes(sample).best()
    guess = best.encoding if best else "cp1252"
    # A few accents cannot tell Latin alphabets apart, and English text is hardly ever in another than this.
    return ("cp1252", guess) if _LATIN.fullmatch(guess) else (guess, "cp1252")


def _decoded(data: bytes, encodings: Iterable[str], origin: str) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise NotText("is in an encoding that cannot be told; save it as UTF-8", origin=origin)
