"""What every part of the page is put in with: scripts, styles, and data that no template ever reads.

Data travels as JSON in an element that no browser runs: as it is ("web", for servers that
compress what they send), or packed with gzip as text ("mail", a third of the size).
"""

from __future__ import annotations

import base64
import functools
import gzip
import json
from pathlib import Path
from typing import Any, Literal, get_args

from branca.element import Element, Figure

from geodata.errors import UnknownName, UsageError

ASSETS = Path(__file__).with_name("assets")
WORDS = ASSETS / "words"
SCRIPTS = (
    "words.js", "store.js", "basemap.js", "tiles.js", "marks.js", "layer.js", "popup.js", "list.js", "timeline.js",
    "legend.js", "download.js", "sheet.js", "address.js", "controls.js", "main.js",
)  # fmt: skip
STYLES = ("dateline.css",)
FALLBACK_LANGUAGE = "en"

Encoding = Literal["mail", "web"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

_ESCAPES = (
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("&", "\\u0026"),
    ("{", "\\u007b"),
    ("\u2028", "\\u2028"),
    ("\u2029", "\\u2029"),
)


@functools.cache
def words(lang: str) -> dict[str, Any]:
    """Return what the page says in a language (`es`, `pt-BR`); English where there are no words of it."""
    for name in (lang.lower(), lang.lower().split("-")[0], FALLBACK_LANGUAGE):
        path = WORDS / f"{name}.json"
        if name.isascii() and path.exists():
            loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return loaded
    raise AssertionError("the English words are part of the package")


def languages() -> tuple[str, ...]:
    """Return the languages that the page has words in."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.json")))


@functools.cache
def script_text(lang: str = FALLBACK_LANGUAGE) -> str:
    """Return all of the layer's JavaScript, in order, with its words in a language."""
    said = json.dumps(words(lang), ensure_ascii=True, separators=(",", ":"))
    for plain, escaped in _ESCAPES[:3]:
        said = said.replace(plain, escaped)
    scripts = [(ASSETS / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return "\n".join([f"(window.Dateline = window.Dateline || {{}}).words = {said};", *scripts])


@functools.cache
def style_text() -> str:
    """Return the layer's CSS."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in STYLES)


def data_url(text: str, mime: str) -> str:
    """Return a text as an address that holds all of it."""
    return f"data:{mime};base64,{base64.b64encode(text.encode()).decode()}"


def dump_text(value: object) -> str:
    """Write JSON so that it is safe in HTML, in scripts and in templates; braces only where objects begin."""
    out = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for plain, escaped in _ESCAPES:
        out = out.replace(plain, escaped)
    return out


class Raw(Element):
    """HTML that is written as it is: no template engine ever reads it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


def island(element_id: str, json_text: str, encoding: Encoding = "web") -> Raw:
    """Return escaped JSON as an element that the page can read and the browser never runs."""
    if encoding == "mail":
        packed = base64.b64encode(gzip.compress(json_text.encode(), 9, mtime=0)).decode()
        return Raw(f'<script type="application/json" id="{element_id}" data-encoding="gzip">{packed}</script>')
    return Raw(f'<script type="application/json" id="{element_id}">{json_text}</script>')


def figure_of(element: Element) -> Figure:
    """Return the figure that an element stands in; raises UsageError when it is on no map."""
    root = element.get_root()
    if not isinstance(root, Figure):
        raise UsageError(f"{element.get_name()} is on no map yet: call .add_to(map) first")
    return root


def known(kind: str, value: str, names: tuple[str, ...]) -> str:
    """Return a value that is one of some names; raises UnknownName for another."""
    if value not in names:
        raise UnknownName(kind, value, names)
    return value
