"""Mails: the text of a message, or of each in a mailbox; attachments and pictures are never opened."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import hashlib
import io
import re
from collections.abc import Iterator
from email.message import Message
from functools import partial
from pathlib import Path
from typing import BinaryIO

from geodata.errors import EmptyInput, InputError, NotText, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter, page
from geodata.sources.each import Each
from geodata.sources.records import attempt
from geodata.sources.text import decode

DEEPEST = 40
"""Parts that may hold parts; the parser's time grows with lines times depth."""
MOST_PARTS = 2_000
LONGEST_HEADER = 2_000
"""Letters of a header that are looked at; parsers of headers take long for long ones."""
LARGEST = 80_000_000
"""Bytes of a mail in a mailbox, with its attachments."""
_FROM = b"From "
_HEADERS = ("From", "Subject", "Date")
_CONTENT_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)


def read_message(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a mail (EML)."""
    if not data.strip():
        raise EmptyInput("is empty", origin=origin)
    yield _article(data, origin)


def read_mailbox(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the article of each mail of a mailbox (MBOX); a broken one is an error of its own."""
    return stream_mailbox(io.BytesIO(data), origin)


def stream_mailbox(stream: BinaryIO, origin: str) -> Iterator[Article]:
    """Yield what `read_mailbox` does, of a file of any size."""
    first = next((line for line in iter(partial(stream.readline, LARGEST), b"") if line.strip()), b"")
    if not first.lstrip().startswith(_FROM):
        raise InputError('is no mailbox: it does not begin with a line "From …"', origin=origin)
    mails = enumerate(_mails(stream), 1)
    return Each(attempt(_mail, data, f"{origin}, mail {number}") for number, data in mails)


def _mails(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the mails of a mailbox behind its first line, None for one that is too large to hold."""
    parts: list[bytes] = []
    size = 0
    while line := stream.readline(LARGEST):
        if line.startswith(_FROM):
            yield b"".join(parts) if size <= LARGEST else None
            parts, size = [], 0
            continue
        size += len(line)
        if size <= LARGEST:
            parts.append(line)
    yield b"".join(parts) if size <= LARGEST else None


def _mail(data: bytes | None, origin: str) -> Article:
    if data is None:
        raise TooLarge(
            f"is larger than {LARGEST / 1e6:,.0f} MB, with its attachments; save the text alone", origin=origin
        )
    if not data.strip():
        raise EmptyInput("is empty", origin=origin)
    return _article(data, origin)


def _article(data: bytes, origin: str) -> Article:
    _require_sane(data, origin)
    try:
        # The plain policy: the other one parses each header by a grammar, which takes minutes for a hostile one.
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        if not any(name in message for name in _HEADERS):
            raise NotText("is no mail: it has no sender, subject or date; save it as .txt", origin=origin)
        text = _text(message, origin)
        subject, sender, date, key = (_header(message, n) for n in ("Subject", "From", "Date", "Message-ID"))
        author = email.utils.parseaddr(sender)[0]
    except InputError:
        raise
    except Exception as error:
        # The parser of headers raises many kinds on broken ones; each means the same to the reader.
        raise InputError("is no mail that can be read; save the text alone", origin=origin) from error
    if not text.strip():
        raise EmptyInput("holds no text, only attachments or pictures", origin=origin)
    front = frontmatter.read(text)
    sent = frontmatter.parse_stated(date)
    single = ", mail " not in origin
    return Article(
        id=Path(origin).stem if single else hashlib.sha256((key or text).encode("utf-8", "replace")).hexdigest()[:16],
        text=text,
        title=subject or front.title,
        publisher=front.publisher,
        author=front.author or author,
        published=sent or front.published,
        published_source="metadata" if sent else "text" if front.published else "none",
        origin=origin,
    )


def _require_sane(data: bytes, origin: str) -> None:
    """Refuse a mail that is built to keep the parser busy."""
    types = _CONTENT_TYPE.findall(data)
    if (
        data.lower().count(b"boundary=") > DEEPEST
        or data.count(b"\n--") > MOST_PARTS
        or max(map(len, types), default=0) > LONGEST_HEADER
    ):
        raise TooLarge("has parts within parts without end; save the text alone", origin=origin)


def _header(message: Message, name: str) -> str:
    """Return a header on one line, without what no file can hold."""
    raw = str(message.get(name) or "")[:LONGEST_HEADER]
    decoded = str(email.header.make_header(email.header.decode_header(raw)))
    return " ".join(decoded.split()).encode("utf-8", "replace").decode()


def _text(message: Message, origin: str) -> str:
    """Return the first plain text of a mail, else the text of its first HTML."""
    texts = [part for part in message.walk() if part.get_content_maintype() == "text" and not _attached(part)]
    for kind in ("text/plain", "text/html"):
        for part in texts:
            text = _content(part, origin).replace("\r\n", "\n") if part.get_content_type() == kind else ""
            if text.strip():
                return _of_html(text, origin) if kind == "text/html" else text
    return ""


def _attached(part: Message) -> bool:
    return str(part.get("Content-Disposition") or "")[:LONGEST_HEADER].strip().lower().startswith("attachment")


def _content(part: Message, origin: str) -> str:
    """Return text in the encoding that the mail states, or in the one that can be told when it states a wrong one."""
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    if not content.strip():
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, ValueError):
        return decode(content, origin=origin)


def _of_html(markup: str, origin: str) -> str:
    try:
        (found,) = page.read(markup.encode("utf-8", "replace"), origin)
    except EmptyInput:
        return page.plain(markup, origin=origin)
    return found.text
