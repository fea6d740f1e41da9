"""Short invented news in many styles: the events that a reader would put on the map, and no others.

`tests/data/paragraphs.txt` holds them: `== name | published | publisher`, a line `> type | place | day | numbers` for
each event, then the text.  Numbers that are not named must be missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from geodata.model import Article, Event
from geodata.pipeline import Pipeline

PARAGRAPHS = Path(__file__).parents[1] / "data" / "paragraphs.txt"
JUDGED = ("fatalities", "injured")
NAMED = ("arrested", "displaced")
"""Numbers that are only compared where the expectation names them."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One text and what is expected of it."""

    name: str
    article: Article
    expected: tuple[str, ...]


def paragraphs() -> Iterator[Paragraph]:
    """Read the file."""
    for record in PARAGRAPHS.read_text(encoding="utf-8").removeprefix("== ").split("\n== "):
        head, *lines = record.strip().split("\n")
        name, published, publisher = (part.strip() for part in f"{head} |".split("|")[:3])
        text = "\n".join(line for line in lines if not line.startswith("> ")).strip()
        yield Paragraph(
            name=name,
            article=Article(
                id=name,
                text=text,
                publisher=publisher,
                published=dt.datetime.fromisoformat(published),
                published_source="metadata",
            ),
            expected=tuple(sorted(line.removeprefix("> ").strip() for line in lines if line.startswith("> "))),
        )


def told(event: Event, named: str) -> str:
    """Write an event as the file does; `named` are the numbers that count."""
    numbers = []
    for field in JUDGED + NAMED:
        count = getattr(event.casualties, field)
        if count is not None and (field in JUDGED or field in named):
            numbers.append(f"{field}={count.best}")
    return f"{event.type} | {event.place.name} | {event.when.start} | {' '.join(numbers)}".strip()


@pytest.mark.parametrize("paragraph", list(paragraphs()), ids=lambda paragraph: paragraph.name)
def test_paragraph_gives_its_events(pipeline: Pipeline, paragraph: Paragraph) -> None:
    [result] = pipeline.run([paragraph.article])
    named = " ".join(paragraph.expected)
    assert tuple(sorted(told(e, named) for e in result.events if not e.hidden)) == paragraph.expected
