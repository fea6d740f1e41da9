"""PDF files with text in them; scans, locked files and those built to keep a reader busy are refused."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from geodata.errors import EmptyInput, InputError, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter

MOST_PAGES = 2_000
MOST_OPERATIONS = 3_000_000
"""Drawing operations in a file; a page of newsprint has a few thousand."""
ENOUGH_LETTERS = 20
_LIMITS = pypdf.get_configuration().with_overwrites(
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
    run_length_maximum_output_length=20_000_000,
    array_based_stream_maximum_output_length=20_000_000,
    stream_decoding_work_maximum_length=60_000_000,
    stream_parsing_work_maximum_count=500_000,
    page_tree_maximum_entries=20_000,
    xform_maximum_invocations_per_extraction=500,
    jbig2dec_binary=None,  # no other program is run
)
_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of each flaw that it mends


def read(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a PDF; raises InputError for a scan, a locked file or a damaged one."""
    try:
        with pypdf.apply_configuration(_LIMITS):
            reader = pypdf.PdfReader(io.BytesIO(data))
            _require_open(reader, origin)
            text = _HYPHENATED.sub("", "\n".join(_pages(reader, origin))).strip()
            title, author, created = _about(reader)
    except InputError:
        raise
    except (LimitReachedError, RecursionError, MemoryError) as error:
        raise TooLarge("has parts that loop or unpack without end; print it to a new PDF", origin=origin) from error
    except Exception as error:
        # pypdf raises many kinds on broken files; each means the same to the reader.
        reason = str(error)[:80] if isinstance(error, PyPdfError) else type(error).__name__
        raise InputError(f"is no PDF that can be read ({reason}); save the text alone", origin=origin) from error
    if sum(letter.isalpha() for letter in text) < ENOUGH_LETTERS:
        raise EmptyInput(
            "holds pictures of pages and no text (a scan); run it through text recognition first, such as ocrmypdf",
            origin=origin,
        )
    front = frontmatter.read(text)
    yield Article(
        id=Path(origin).stem,
        text=text,
        title=front.title or title,
        publisher=front.publisher,
        author=front.author or author,
        published=front.published or created,
        published_source="text" if front.published else "file" if created else "none",
        origin=origin,
    )


def _require_open(reader: pypdf.PdfReader, origin: str) -> None:
    """Refuse a file that asks for a password; many are encrypted with an empty one, which anybody may use."""
    if not reader.is_encrypted:
        return
    try:
        opened = bool(reader.decrypt(""))
    except Exception:
        # Its cipher may need a package that Dateline does not bring along.
        opened = False
    if not opened:
        raise InputError("is encrypted; open it with its password and print it to a new PDF", origin=origin)


def _pages(reader: pypdf.PdfReader, origin: str) -> Iterator[str]:
    if len(reader.pages) > MOST_PAGES:
        raise TooLarge(f"has {len(reader.pages):,} pages, more than {MOST_PAGES:,}; split it", origin=origin)
    left = MOST_OPERATIONS

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooLarge("draws without end, or loops; print it to a new PDF, or split it", origin=origin)

    for page in reader.pages:
        yield "".join(
            "\ufffd" if "\ud800" <= c <= "\udfff" else c for c in page.extract_text(visitor_operand_before=count)
        )


def _about(reader: pypdf.PdfReader) -> tuple[str, str, dt.datetime | None]:
    """Return title, author and day of making as the file states them; they are often wrong and may be broken."""
    try:
        about = reader.metadata
        created = about.creation_date if about else None
        title, author = str(about.title or "") if about else "", str(about.author or "") if about else ""
    except Exception:
        return "", "", None
    return title.strip()[:300], author.strip()[:300], created.replace(tzinfo=None) if created else None
