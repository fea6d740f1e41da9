"""Mails: the text of a message, or of each in a mailbox; attachments and pictures are never opened."""

from __future__ import annotations

import email
import email.policy
import email.utils
import hashlib
import mailbox
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from geodata.errors import EmptyInput, InputError, NotText, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter, page
from geodata.sources.each import Each
from geodata.sources.records import attempt
from geodata.sources.text import decode

MOST_PARTS = 200
_HEADERS = ("From", "Subject", "Date")
_POLICY = email.policy.default.clone(max_line_length=None)


def read_message(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a mail (EML)."""
    if not data.strip():
        raise EmptyInput("is empty", origin=origin)
    yield _article(data, origin)


def read_mailbox(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the article of each mail of a mailbox (MBOX); a broken one is an error of its own."""
    if not data.lstrip().startswith(b"From "):
        raise InputError('is no mailbox: it does not begin with a line "From …"', origin=origin)
    return Each(_messages(data, origin))


def _messages(data: bytes, origin: str) -> Iterator[Article | InputError]:
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / "mails.mbox"
        path.write_bytes(data.lstrip())
        box = mailbox.mbox(path, create=False)
        try:
            for number, key in enumerate(box.iterkeys(), 1):
                yield attempt(_article, box.get_bytes(key), f"{origin}, mail {number}")
        finally:
            box.close()


def _article(data: bytes, origin: str) -> Article:
    if data.lower().count(b"boundary=") > MOST_PARTS:
        raise TooLarge("has parts within parts without end; save the text alone", origin=origin)
    try:
        message = email.message_from_bytes(data, policy=_POLICY)
        if not any(name in message for name in _HEADERS):
            raise NotText("is no mail: it has no sender, subject or date; save it as .txt", origin=origin)
        text = _text(message, origin)
        subject, sender, date, key = (_header(message, n) for n in ("Subject", "From", "Date", "Message-ID"))
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
        author=front.author or email.utils.parseaddr(sender)[0],
        published=sent or front.published,
        published_source="metadata" if sent else "text" if front.published else "none",
        origin=origin,
    )


def _header(message: email.message.Message, name: str) -> str:
    """Return a header on one line, without what no file can hold."""
    value = " ".join(str(message.get(name) or "").split())
    return value.encode("utf-8", "replace").decode()


def _text(message: EmailMessage, origin: str) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    raw = body.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    if not content.strip():
        return ""
    text = _decoded(content, body.get_content_charset(), origin).replace("\r\n", "\n")
    return _of_html(text, origin) if body.get_content_type() == "text/html" else text


def _decoded(content: bytes, charset: str | None, origin: str) -> str:
    """Return text in the encoding that the mail states, or in the one that can be told when it states a wrong one."""
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return decode(content, origin=origin)


def _of_html(markup: str, origin: str) -> str:
    try:
        (found,) = page.read(markup.encode("utf-8", "replace"), origin)
    except EmptyInput:
        return page.plain(markup, origin=origin)
    return found.text
