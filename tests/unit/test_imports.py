"""Background imports: an article a transaction, stopped on demand, gone on with after the server was stopped."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import EmptyInput, InputError, StoreError
from geodata.model import Article
from geodata.pipeline import Result
from geodata.store import EventStore
from mapapp.dashboard.imports import STATE, Importer
from tests.factories import make_event

PATIENCE = 60.0


class FakePipeline:
    """Makes one event of every article, and waits where a test wants it to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.begun = threading.Event()

    def run(self, articles: Iterator[Article], *, on_error: Callable[[InputError], None], **_: object) -> Iterator[Any]:
        for number, article in enumerate(articles):
            self.begun.set()
            assert self.go.wait(PATIENCE)
            yield Result(article=article, resolutions=[], events=[make_event(number)], warnings=[])


def opener(name: str, on_error: Callable[[InputError], None], **_: object) -> Iterator[Article]:
    """Read a file as one article a line; an empty file is an error."""
    lines = Path(name).read_text(encoding="utf-8").splitlines() if "://" not in name else [name]
    if not lines:
        on_error(EmptyInput("is empty", origin=name))
    for number, line in enumerate(lines):
        yield Article(id=f"{Path(name).name}-{number}", text=line)


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    return EventStore(tmp_path / "events.sqlite")


def importer(tmp_path: Path, store: EventStore, pipeline: FakePipeline) -> Importer:
    return Importer(tmp_path / "imports", pipeline=lambda: pipeline, store=store, opener=opener)  # type: ignore[arg-type, return-value]


def test_files_and_addresses_go_into_the_store_and_bad_ones_are_named(tmp_path: Path, store: EventStore) -> None:
    queue = importer(tmp_path, store, FakePipeline())
    one = queue.add("News", [("0000-a.txt", b"x\ny\n"), ("0001-b.txt", b"")], ["https://example.org/c"])
    assert queue.wait(PATIENCE)
    assert (one.state, one.articles, one.events) == ("finished", 3, 3)
    assert [(o.name, o.message) for o in one.outcomes if o.failed] == [("b.txt", "b.txt: is empty")]
    assert store.count_articles() == 3
    assert list((tmp_path / "imports").iterdir()) == []


def test_an_import_is_stopped_after_the_article_in_hand(tmp_path: Path, store: EventStore) -> None:
    pipeline = FakePipeline()
    pipeline.go.clear()
    queue = importer(tmp_path, store, pipeline)
    one = queue.add("News", [("0000-a.txt", b"x\ny\nz\n")])
    second = queue.add("News", [("0000-b.txt", b"x\n")])
    assert pipeline.begun.wait(PATIENCE)
    queue.cancel(one.id)
    queue.cancel(second.id)
    pipeline.go.set()
    assert queue.wait(PATIENCE)
    assert (one.state, second.state, store.count_articles()) == ("cancelled", "cancelled", 1)


def test_what_a_stopped_server_left_is_gone_on_with(tmp_path: Path, store: EventStore) -> None:
    folder = tmp_path / "imports" / "abc"
    folder.mkdir(parents=True)
    (folder / "0000-a.txt").write_text("done already\n")
    (folder / "0001-b.txt").write_text("still to do\n")
    state = {"id": "abc", "collection": "News", "inputs": ["0000-a.txt", "0001-b.txt"], "done": ["0000-a.txt"],
             "outcomes": [], "articles": 1, "events": 1, "state": "running"}  # fmt: skip
    (folder / STATE).write_text(json.dumps(state))
    (tmp_path / "imports" / "odd").mkdir()
    (tmp_path / "imports" / "odd" / STATE).write_text("{")
    queue = importer(tmp_path, store, FakePipeline())
    assert queue.wait(PATIENCE)
    assert [article.text for article in store.articles()] == ["still to do"]
    assert [one.state for one in queue.imports()] == ["finished"]


def test_a_fault_ends_one_import_and_not_the_next(tmp_path: Path, store: EventStore) -> None:
    class Broken(FakePipeline):
        def run(
            self, articles: Iterator[Article], *, on_error: Callable[[InputError], None], **_: object
        ) -> Iterator[Any]:
            for article in articles:
                if article.text == "bad":
                    raise RuntimeError("broken")
                yield from super().run(iter([article]), on_error=on_error)

    queue = importer(tmp_path, store, Broken())
    bad = queue.add("News", [("0000-a.txt", b"bad\n")])
    good = queue.add("Other", [("0000-a.txt", b"good\n")])
    assert queue.wait(PATIENCE)
    assert (bad.state, good.state) == ("failed", "finished")
    assert (tmp_path / "imports" / bad.id / "0000-a.txt").exists()
    assert "broken" in bad.outcomes[-1].message
    assert store.of("Other").count_articles() == 1
    queue.forget(bad.id)
    assert [one.id for one in queue.imports()] == [good.id]
    assert not (tmp_path / "imports" / bad.id).exists()


def test_an_import_that_a_fault_stopped_goes_on_when_it_is_told_to(tmp_path: Path, store: EventStore) -> None:
    class Locked(FakePipeline):
        faults = 1

        def run(
            self, articles: Iterator[Article], *, on_error: Callable[[InputError], None], **_: object
        ) -> Iterator[Any]:
            if self.faults:
                self.faults -= 1
                raise StoreError("events.sqlite: database is locked: another program holds it")
            yield from super().run(articles, on_error=on_error)

    queue = importer(tmp_path, store, Locked())
    one = queue.add("News", [("0000-a.txt", b"x\n"), ("0001-b.txt", b"y\n")])
    assert queue.wait(PATIENCE)
    assert (one.state, store.count_articles()) == ("failed", 0)
    queue.go_on(one.id)
    assert queue.wait(PATIENCE)
    assert (one.state, store.count_articles()) == ("finished", 2)
