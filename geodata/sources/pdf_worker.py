"""Reads a PDF in a process of its own, which can be ended: bytes on standard input, JSON on standard output.

Run as a file; it needs pypdf alone and knows nothing of Dateline.  The answer has `text`, `title`, `author` and
`created`, or `refused` (encrypted, loops, broken) with `reason`.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from contextlib import suppress
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError

MEMORY = 2_000_000_000
LIMITS = pypdf.get_configuration().with_overwrites(
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


def extract(data: bytes) -> dict[str, str]:
    """Return the text of a PDF and what it says about itself, or why it is refused."""
    try:
        with pypdf.apply_configuration(LIMITS):
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not _opens(reader):
                return {"refused": "encrypted"}
            text = "\n".join(page.extract_text() for page in reader.pages)
            return {"text": text, **_about(reader)}
    except (LimitReachedError, RecursionError, MemoryError):
        return {"refused": "loops"}
    except Exception as error:
        # pypdf raises many kinds on broken files; each means the same to the reader.
        return {"refused": "broken", "reason": f"{type(error).__name__}: {error}"[:120]}


def _opens(reader: pypdf.PdfReader) -> bool:
    """Tell whether a file that asks for a password opens with none, as many do."""
    try:
        return bool(reader.decrypt(""))
    except Exception:
        # Its cipher may need a package that Dateline does not bring along.
        return False


def _about(reader: pypdf.PdfReader) -> dict[str, str]:
    """Return title, author and day of making as the file states them; they may be broken."""
    said: dict[str, str] = {}
    for name in ("title", "author", "creation_date"):
        with suppress(Exception):
            value: Any = getattr(reader.metadata, name)
            said[name] = value.isoformat() if name == "creation_date" else str(value or "").strip()[:300]
    return said


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    logging.disable()
    _limit_memory()
    json.dump(extract(sys.stdin.buffer.read()), sys.stdout)
