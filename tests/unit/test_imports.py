"""Background imports: an article a transaction, stopped on demand, gone on with after the server was stopped."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import EmptyInput, GeocodingError, InputError, StoreError
from geodata.model import Article, Place
from geodata.pipeline import Result
from geodata.places.geocoders import Cost, Estimate, Permit, Question
from geodata.store import EventStore
from mapapp.dashboard.imports import STATE, Import, Importer
from tests.factories import make_event

PATIENCE = 60.0


class FakePipeline:
    """Makes one event of every article, and waits where a test wants it to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.begun = threading.Event()

    def run(
        self, articles: Iterator[Article], *, on_error: Callable[[InputError], None], **_: object
    ) -> Iterator[Result]:
        for number, article in enumerate(articles):
            self.begun.set()
            assert self.go.wait(PATIENCE)
            yield Result(article=article, resolutions=(), events=(make_event(number),))


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


def importer(tmp_path: Path, store: EventStore, pipeline: Any) -> Importer:
    return Importer(tmp_path / "imports", pipeline=lambda: pipeline, store=store, opener=opener)


def test_files_and_addresses_go_into_the_store_and_bad_ones_are_named(tmp_path: Path, store: EventStore) -> None:
    queue = importer(tmp_path, store, FakePipeline())
    one = queue.add("News", [("0000/a.txt", b"x\ny\n"), ("0001/b.txt", b"")], ["https://example.org/c"])
    assert queue.wait(PATIENCE)
    assert (one.state, one.articles, one.events) == ("finished", 3, 3)
    assert [(o.name, o.message) for o in one.outcomes if o.failed] == [("b.txt", "b.txt: is empty")]
    assert store.count_articles() == 3
    assert list((tmp_path / "imports").iterdir()) == []


def test_an_import_is_stopped_after_the_article_in_hand(tmp_path: Path, store: EventStore) -> None:
    pipeline = FakePipeline()
    pipeline.go.clear()
    queue = importer(tmp_path, store, pipeline)
    one = queue.add("News", [("0000/a.txt", b"x\ny\nz\n")])
    second = queue.add("News", [("0000/b.txt", b"x\n")])
    assert pipeline.begun.wait(PATIENCE)
    queue.cancel(one.id)
    queue.cancel(second.id)
    pipeline.go.set()
    assert queue.wait(PATIENCE)
    assert (one.state, second.state, store.count_articles()) == ("cancelled", "cancelled", 1)


def test_what_a_stopped_server_left_is_gone_on_with(tmp_path: Path, store: EventStore) -> None:
    folder = tmp_path / "imports" / "abc"
    folder.mkdir(parents=True)
    for name, text in (("0000/a.txt", "done already\n"), ("0001/b.txt", "still to do\n")):
        (folder / name).parent.mkdir()
        (folder / name).write_text(text)
    state = {"id": "abc", "collection": "News", "inputs": ["0000/a.txt", "0001/b.txt"], "done": ["0000/a.txt"],
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
    bad = queue.add("News", [("0000/a.txt", b"bad\n")])
    good = queue.add("Other", [("0000/a.txt", b"good\n")])
    assert queue.wait(PATIENCE)
    assert (bad.state, good.state) == ("failed", "finished")
    assert (tmp_path / "imports" / bad.id / "0000/a.txt").exists()
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
    one = queue.add("News", [("0000/a.txt", b"x\n"), ("0001/b.txt", b"y\n")])
    assert queue.wait(PATIENCE)
    assert (one.state, store.count_articles()) == ("failed", 0)
    queue.go_on(one.id)
    assert queue.wait(PATIENCE)
    assert (one.state, store.count_articles()) == ("finished", 2)


class Online:
    """Answers questions as the geocoders behind the gazetteer do, remembers what it was asked, and fails for some."""

    def __init__(self, *, fails: str = "") -> None:
        self.asked: list[str] = []
        self.fails = fails
        self.on_ask: Callable[[], object] = lambda: None

    @contextmanager
    def __call__(self) -> Iterator[Any]:
        yield self

    def asks(self, question: Question) -> bool:
        return question.query not in self.asked

    def elsewhere(self, query: str, **_: object) -> list[Place]:
        if query == self.fails:
            raise GeocodingError("photon: down")
        self.asked.append(query)
        self.on_ask()
        return []

    def estimate_online(self, questions: Iterable[Question]) -> Estimate:
        found = sum(map(self.asks, questions))
        cost = Cost(provider="photon", requests=found, seconds=float(found), money=None, left_today=None)
        return Estimate(distinct=found, here=0, costs=(cost,))


class Curious(FakePipeline):
    """Wants to ask for the text of each article, as far as the permit and what was asked before let it."""

    def __init__(self, permit: Permit, online: Online) -> None:
        super().__init__()
        self.permit, self.online = permit, online

    def run(self, articles: Iterable[Article], **_: object) -> Iterator[Result]:
        for article in articles:
            question = Question(article.text, (1.0, 2.0), "MX")
            if self.online.asks(question) and self.permit.admits(question):
                self.online.elsewhere(question.query)
            events = () if self.online.asks(question) else (make_event(0, status="asserted"),)
            yield Result(article=article, resolutions=(), events=events)


def curious(tmp_path: Path, store: EventStore, online: Online) -> Importer:
    permit = Permit(2)
    pipeline: Any = Curious(permit, online)
    return Importer(
        tmp_path / "imports", pipeline=lambda: pipeline, store=store, opener=opener, permit=permit, online=online
    )


def test_names_beyond_a_few_wait_until_a_person_says_so(tmp_path: Path, store: EventStore) -> None:
    online = Online()
    queue = curious(tmp_path, store, online)
    one = queue.add("News", [("0000/a.txt", b"v\nw\nx\ny\nx\n")])
    assert queue.wait(PATIENCE)
    assert (online.asked, [question.query for question in one.waiting], len(one.unread)) == (["v", "w"], ["x", "y"], 3)
    assert "wait to be sent to other machines: 2" in one.cost
    assert "photon: at most 2 requests, about 2 s, what it costs is not known here" in one.cost
    assert one.outcomes[-1].message == "names not sent to other machines: 2"
    assert len(store.events()) == 2
    other = queue.ask(one.id)
    assert queue.wait(PATIENCE)
    assert other is not None
    assert (other.state, other.articles, other.waiting, online.asked) == ("finished", 3, [], ["v", "w", "x", "y"])
    assert (len(store.events()), store.count_articles()) == (5, 5)
    assert queue.ask(one.id) is queue.ask(other.id) is None


def test_articles_with_a_name_are_read_anew(tmp_path: Path, store: EventStore) -> None:
    online = Online()
    online.asked = ["at Xyzzyville"]
    for number, text in enumerate(("at Xyzzyville", "elsewhere")):
        store.add(Article(id=str(number), text=text), [], [])
    queue = curious(tmp_path, store, online)
    one = queue.read_anew("News", ["XYZZYVILLE"])
    assert queue.wait(PATIENCE)
    assert (one.state, one.articles, one.events, one.waiting) == ("finished", 1, 1, [])
    assert (len(store.events()), online.asked) == (1, ["at Xyzzyville"])


def test_another_import_has_a_few_names_again(tmp_path: Path, store: EventStore) -> None:
    online = Online()
    queue = curious(tmp_path, store, online)
    queue.add("News", [("0000/a.txt", b"v\nw\nx\n")])
    queue.add("News", [("0000/b.txt", b"y\n")])
    assert queue.wait(PATIENCE)
    assert online.asked == ["v", "w", "y"]


def test_asking_is_stopped_and_gone_on_with(tmp_path: Path, store: EventStore) -> None:
    online = Online(fails="x")
    queue = curious(tmp_path, store, online)
    one = queue.add("News", [("0000/a.txt", b"v\nw\nx\ny\nz\n")])
    assert queue.wait(PATIENCE)
    other = queue.ask(one.id)
    assert other is not None
    online.on_ask = lambda: queue.cancel(other.id)
    assert queue.wait(PATIENCE)
    assert (other.state, [question.query for question in other.waiting]) == ("cancelled", ["x", "z"])
    assert [outcome.message for outcome in other.outcomes if outcome.failed] == ["photon: down"]
    online.on_ask, online.fails = lambda: None, ""
    last = queue.ask(other.id)
    assert queue.wait(PATIENCE)
    assert last is not None
    assert (last.state, last.waiting, sorted(online.asked)) == ("finished", [], ["v", "w", "x", "y", "z"])


def test_asking_goes_on_after_the_server_was_stopped(tmp_path: Path, store: EventStore) -> None:
    online = Online()
    store.add(Article(id="a", text="x"), [], [])
    folder = tmp_path / "imports" / "abc"
    folder.mkdir(parents=True)
    state = asdict(Import("abc", "News", [], waiting=[Question("x", (1.0, 2.0), "MX")], unread=["a"], asking=True))
    (folder / STATE).write_text(json.dumps({**state, "state": "running"}))
    queue = curious(tmp_path, store, online)
    assert queue.wait(PATIENCE)
    assert (online.asked, len(store.events())) == (["x"], 1)


def test_an_article_that_is_there_is_said_to_be(tmp_path: Path, store: EventStore) -> None:
    wire = "Two boats sank off Suva on Monday and nine people are missing, the coast guard said in the evening hours"

    def opened(name: str, on_error: Callable[[InputError], None]) -> Iterator[Article]:
        for number, text in enumerate(Path(name).read_text(encoding="utf-8").splitlines()):
            address, _, body = text.partition(" ")
            yield Article(
                id=f"{Path(name).stem}-{number}", text=body, url=address, title="Boats sink", publisher=address
            )

    pipeline: Any = FakePipeline()
    queue = Importer(tmp_path / "imports", pipeline=lambda: pipeline, store=store, opener=opened)
    for text in (
        f"https://a.example/1 {wire}.",
        f"https://a.example/1 {wire}.",
        f"https://b.example/2 {wire}.",
        f"https://a.example/1 {wire}; three were found later on a reef by fishermen of the village.",
    ):
        queue.add("News", [("0000/a.txt", text.encode())])
    assert queue.wait(PATIENCE)
    assert [(o.name, o.message) for one in queue.imports() for o in one.outcomes] == [
        ("Boats sink", "1 event"),
        ("already there", "Boats sink"),
        ("already there, now with this source too", "Boats sink"),
        ("a new version of Boats sink", "1 event"),
    ]
    assert [(one.articles, one.known) for one in queue.imports()] == [(1, 0), (1, 1), (1, 1), (1, 0)]
    assert store.count_articles() == 1
