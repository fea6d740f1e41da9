"""A logo for the page's head: a small picture, checked, as a data address."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

from geodata.errors import UsageError

LIMIT_BYTES = 400_000
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.DOTALL)


def logo_address(path: str | os.PathLike[str]) -> str:
    """Return a picture file as a data address; raises UsageError when it is none, or too large to mail.

    An SVG is only ever shown as a picture, in which browsers run no scripts and load nothing.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise UsageError(f"logo {path}: cannot be read ({error.strerror or error})") from error
    if len(data) > LIMIT_BYTES:
        raise UsageError(f"logo {path}: larger than {LIMIT_BYTES // 1000} kB; give a smaller picture")
    mime = _mime(data)
    if not mime:
        raise UsageError(f"logo {path}: a PNG, JPEG, GIF, WebP or SVG picture is needed")
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def _mime(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if _SVG.match(data.removeprefix(b"\xef\xbb\xbf")):
        return "image/svg+xml"
    return next((mime for start, mime in _SIGNATURES if data.startswith(start)), "")
