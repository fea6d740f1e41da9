"""PDF files with text in them; scans, locked files and those built to keep a reader busy are refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from geodata.errors import EmptyInput, InputError, NotText, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter

SECONDS = 30.0
"""For a whole file; a page of newsprint takes a few hundredths."""
ENOUGH_LETTERS = 20
_WORKER = Path(__file__).with_name("pdf_worker.py")
_HEAD = 1024  # bytes in which a PDF says that it is one
_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def read(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a PDF; raises InputError for a scan, a locked file or a damaged one."""
    if b"%PDF-" not in data[:_HEAD]:
        raise NotText("is no PDF", origin=origin)
    found = _extracted(data, origin)
    text = _HYPHENATED.sub("", _whole(found["text"])).strip()
    if sum(letter.isalpha() for letter in text) < ENOUGH_LETTERS:
        raise EmptyInput(
            "holds pictures of pages and no text (a scan); run it through text recognition first, such as ocrmypdf",
            origin=origin,
        )
    front = frontmatter.read(text)
    created = frontmatter.parse_stated(found.get("creation_date", ""))
    yield Article(
        id=Path(origin).stem,
        text=text,
        title=front.title or _whole(found.get("title", "")),
        publisher=front.publisher,
        author=front.author or _whole(found.get("author", "")),
        published=front.published or created,
        published_source="text" if front.published else "file" if created else "none",
        origin=origin,
    )


def _extracted(data: bytes, origin: str) -> Mapping[str, str]:
    """Return what the worker finds; a process of its own, since only that can be ended whatever the file does."""
    try:
        # -P: the modules beside the worker are not to be taken for others of their names.
        done = subprocess.run([sys.executable, "-P", _WORKER], input=data, capture_output=True, timeout=SECONDS)
        found: Mapping[str, str] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise TooLarge(
            f"takes longer than {SECONDS:g} s to read, as files that loop do; split it, or print it to a new PDF",
            origin=origin,
        ) from error
    except (OSError, ValueError) as error:
        raise InputError("cannot be read: its reader ended early; print it to a new PDF", origin=origin) from error
    if "refused" in found:
        raise _refusal(found, origin)
    return found


def _refusal(found: Mapping[str, str], origin: str) -> InputError:
    match found["refused"]:
        case "encrypted":
            return InputError("is encrypted; open it with its password and print it to a new PDF", origin=origin)
        case "loops":
            return TooLarge("has parts that loop or unpack without end; print it to a new PDF", origin=origin)
        case _:
            return InputError(
                f"is no PDF that can be read ({found.get('reason', '')}); save the text alone", origin=origin
            )


def _whole(text: str) -> str:
    """Return text without what no file can hold."""
    return text.encode("utf-8", "replace").decode()
