"""DOCX files: paragraphs and tables in the order of the page; pictures, comments and links are left alone."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import docx
from docx.table import Table

from geodata.errors import EmptyInput, InputError, TooLarge
from geodata.model import Article
from geodata.sources import frontmatter, packed

MOST_CELLS = 50_000
_UNTITLED = frozenset({"word document", "document", "untitled"})


def read(data: bytes, origin: str) -> Iterator[Article]:
    """Yield the one article of a Word file; raises InputError for a locked, damaged or hostile one."""
    packed.require_office(data, origin=origin)
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(_blocks(document.iter_inner_content(), [MOST_CELLS]))
        about = document.core_properties
        title, author, created = about.title or "", about.author or "", about.created
    except TooLarge as error:
        raise TooLarge(f"has more than {MOST_CELLS:,} paragraphs and cells; split it", origin=origin) from error
    except Exception as error:
        # python-docx raises what its parsers do; each means the same to the reader.
        raise InputError("is no Word file that can be read; save it as .docx or as text", origin=origin) from error
    if not text.strip():
        raise EmptyInput("holds no text", origin=origin)
    front = frontmatter.read(text)
    created = created.replace(tzinfo=None) if created else None
    yield Article(
        id=Path(origin).stem,
        text=text,
        title=front.title or ("" if title.strip().lower() in _UNTITLED else title.strip()),
        publisher=front.publisher,
        author=front.author or author.strip(),
        published=front.published or created,
        published_source="text" if front.published else "file" if created else "none",
        origin=origin,
    )


def _blocks(items: Iterable[Any], left: list[int]) -> Iterator[str]:
    """Yield the texts of paragraphs and of cells; `left` counts down, since cells may be joined without end."""
    for item in items:
        left[0] -= 1
        if left[0] < 0:
            raise TooLarge("more paragraphs and cells than an article has")
        if isinstance(item, Table):
            yield from _cells(item, left)
        elif item.text.strip():
            yield item.text


def _cells(table: Table, left: list[int]) -> Iterator[str]:
    # The XML's own cells: python-docx repeats a joined cell for every place that it spans.
    for row in table.rows:
        for cell in row._tr.tc_lst:
            yield from _blocks(_inner(cell, table), left)


def _inner(cell: Any, table: Table) -> Iterator[Any]:
    from docx.table import _Cell

    return _Cell(cell, table).iter_inner_content()
