"""Plain text: decoded, never edited; date, credit and title are read from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from geodata.errors import EmptyInput, NotText
from geodata.model import Article
from geodata.sources import frontmatter

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
         (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
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
    sample = data[:_LOOKED_AT]
    if len(_BINARY.findall(sample)) > _BINARY_SHARE * len(sample):
        raise NotText("is not text (it holds binary data); save it as text, HTML or JSON", origin=origin)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, origin)


def _strict(data: bytes, encoding: str, origin: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"is not {encoding.upper()} as its first bytes say; save it as UTF-8", origin=origin) from error


def _guessed(data: bytes, origin: str) -> str:
    best = from_bytes(data[:_LOOKED_AT]).best()
    for encoding in dict.fromkeys(name for name in (best.encoding if best else None, "cp1252") if name):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise NotText("is in an encoding that cannot be told; save it as UTF-8", origin=origin)
