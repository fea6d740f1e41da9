"""Pipelines for tests of archives: they find synthetic events without a language model, and may go wrong on purpose."""

from __future__ import annotations

import json
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from geodata.model import Article, Event
from geodata.pipeline import Pipeline, Result
from tests.factories import make_event

DIE, BREAK = "die here", "break here"
MOST_SECONDS = 60
"""That a process may hold too much memory before it is stopped; it is stopped in a fraction of one."""


class Canned(Pipeline):
    """Finds in "event 3, event 5" the synthetic events of these numbers."""

    def __init__(self, before: Callable[[Article], None] = lambda article: None) -> None:
        self._before = before

    def run(self, articles: Iterable[Article], **_: Any) -> Iterator[Result]:
        """Yield what "is found" in each article."""
        for article in articles:
            self._before(article)
            yield Result(article=article, resolutions=(), events=tuple(told(article)))


def told(article: Article) -> list[Event]:
    """Return the events that an article tells of."""
    numbers = [part.split()[1] for part in article.text.split(",") if part.strip().startswith("event ")]
    return [account(int(number), article.id) for number in numbers]


def account(number: int, article_id: str) -> Event:
    """Return the synthetic event of a number as an article tells it."""
    event = make_event(number)
    source = replace(event.sources[0], article_id=article_id)
    return replace(event, event_id=f"{article_id}/{number}", sources=(source,))


def canned() -> Pipeline:
    """Return the pipeline that does nothing else."""
    return Canned()


def breaking() -> Pipeline:
    """Return one that an article breaks, as only a fault in a library would."""

    def before(article: Article) -> None:
        if BREAK in article.text:
            raise KeyError("no such thing")

    return Canned(before)


def dying(once: str) -> Pipeline:
    """Return one whose process is killed at an article; if `once` names a file, only until it is there."""

    def before(article: Article) -> None:
        if DIE in article.text and not (once and Path(once).exists()):
            if once:
                Path(once).touch()
            os.kill(os.getpid(), signal.SIGKILL)

    return Canned(before)


def counting(folder: str) -> Pipeline:
    """Return one that leaves a file for each time that it is made, called after its process."""
    Path(folder, f"{os.getpid()}-{len(os.listdir(folder))}").touch()
    return Canned()


def hungry(once: str) -> Pipeline:
    """Return one that fills the memory at an article until it is stopped, once: it leaves a file."""

    def before(article: Article) -> None:
        if DIE not in article.text or Path(once).exists():
            return
        Path(once).touch()
        held = [bytes(b"x" * 10_000_000) for _ in range(100)]
        stopped = threading.Event().wait(MOST_SECONDS)
        raise AssertionError(f"not stopped with {len(held)} times 10 MB: {stopped}")

    return Canned(before)


def without_room() -> Pipeline:
    """Return one in whose process no file may be longer than a few bytes, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    return Canned()


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    """Write articles as lines of JSON."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def records(count: int, *, text: Callable[[int], str] = lambda number: f"event {number}") -> list[dict[str, Any]]:
    """Return the records of some articles."""
    return [{"id": f"a{number}", "text": text(number), "published": "2026-02-23"} for number in range(count)]
