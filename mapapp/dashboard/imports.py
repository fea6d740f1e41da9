"""Imports that go on in the background: with progress, a stop, and a new start after the server was stopped.

An import is a folder below the home: the files that came in, and `import.json`, which says to which collection they
go and which are done.  One thread works them off, an article a transaction; what is in the folder when the server
starts is taken up where it stopped.

Names beyond a few that would go to online geocoders wait (`waiting`) until a person says so; then another import asks
for them and reads their articles anew.
"""

from __future__ import annotations

import contextlib
import json
import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from geodata.collection_rules import naming
from geodata.errors import DatelineError, GeocodingError, InputError
from geodata.intake import Taken, take_in
from geodata.model import Article
from geodata.pipeline import Pipeline
from geodata.places.geocoders import LayeredGeocoder, Permit, Question
from geodata.store import EventStore
from geodata.titles import article_title
from mapapp.geocode_batch import waiting_words

log = logging.getLogger(__name__)
STATE = "import.json"
THREAD = "dateline-imports"
PASTED = "0000/pasted text.json"
"""The file that a pasted text becomes, with what is said of it."""
MOST_OUTCOMES = 200
UNDATED = (
    "No date of publication was found in it: days such as “on Tuesday” could not be dated; give one and map it again."
)
Online = Callable[[], AbstractContextManager[LayeredGeocoder]]
Open = Callable[[str, Callable[[InputError], None]], Iterator[Article]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input."""

    name: str
    message: str
    failed: bool
    note: str = ""
    """What a person should know of it although it could be used."""


@dataclass(slots=True)
class Import:
    """One import as it stands; `inputs` are files of its folder, or addresses."""

    id: str
    collection: str
    inputs: list[str]
    done: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    articles: int = 0
    known: int = 0
    """Of the articles those that were in the store before, with the same text or nearly so."""
    events: int = 0
    waiting: list[Question] = field(default_factory=list)
    """Names that only go to online geocoders when a person says so."""
    unread: list[str] = field(default_factory=list)
    """The articles with such names, or those that are to be read anew."""
    names: list[str] = field(default_factory=list)
    """Names whose articles are to be read anew."""
    cost: str = ""
    """What asking for them costs, in words."""
    asking: bool = False
    """Whether this import is there to ask for them and to read articles anew."""
    asked: int = 0
    again: bool = False
    """Whether articles are read anew that are there with the same text, as more is known about them now."""
    state: str = "waiting"
    """waiting, running, finished, cancelled or failed."""

    @property
    def active(self) -> bool:
        """Whether there is still something to do."""
        return self.state in {"waiting", "running"}

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        if self.asking:
            return (self.asked + self.articles) / max(1, len(self.waiting) + len(self.unread))
        return len(self.done) / max(1, len(self.inputs))


class Importer:
    """The queue of imports of this server and the thread that works them off."""

    def __init__(
        self,
        folder: Path,
        *,
        pipeline: Callable[[], Pipeline],
        store: EventStore,
        opener: Open,
        permit: Permit | None = None,
        online: Online | None = None,
    ) -> None:
        """Take up what is left in `folder`; `opener` makes articles of an input, errors go to its second argument.

        `permit` is the pipeline's; `online` opens what asks for the names that it lets wait.
        """
        self._folder = folder
        self._permit, self._online = permit or Permit(None), online
        self._refused = 0
        self._pipeline, self._store, self._open = pipeline, store, opener
        self._lock = threading.Condition()
        self._imports: dict[str, Import] = {one.id: one for one in _left(folder)}
        self._cancelled: set[str] = set()
        self._thread: threading.Thread | None = None
        if self._imports:
            self._wake()

    def add(
        self,
        collection: str,
        files: Iterable[tuple[str, bytes]],
        addresses: Iterable[str] = (),
        *,
        again: bool = False,
    ) -> Import:
        """Queue files (`number/safe name`, content) and addresses; they are on disk when this returns.

        `again` has articles read anew that are there already with the same text.
        """
        one = Import(secrets.token_hex(6), collection, [], again=again)
        folder = self._folder / one.id
        folder.mkdir(parents=True)
        for name, data in files:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
            one.inputs.append(name)
        one.inputs += addresses
        self._save(one)
        with self._lock:
            self._imports[one.id] = one
        self._wake()
        return one

    def ask(self, import_id: str) -> Import | None:
        """Queue that the names that an ended import lets wait are asked for, and their articles read anew."""
        with self._lock:
            one = self._imports.get(import_id)
            if one is None or one.active or not one.waiting or one.asking:
                return None
            waiting, one.waiting = one.waiting, []
        return self._queue(Import("", one.collection, [], waiting=waiting, unread=one.unread, asking=True))

    def read_anew(self, collection: str, names: Iterable[str]) -> Import:
        """Queue that the articles of a collection in which one of the names stands are read anew."""
        return self._queue(Import("", collection, [], names=list(names), asking=True))

    def _queue(self, one: Import) -> Import:
        one.id = secrets.token_hex(6)
        (self._folder / one.id).mkdir(parents=True)
        self._save(one)
        with self._lock:
            self._imports[one.id] = one
        self._wake()
        return one

    def cancel(self, import_id: str) -> None:
        """Stop an import after the article in hand; what is in the store stays."""
        with self._lock:
            one = self._imports.get(import_id)
            if one is None or not one.active:
                return
            self._cancelled.add(import_id)
            if one.state == "waiting":
                self._end(one, "cancelled")

    def imports(self) -> list[Import]:
        """Return the imports of this server, the newest last."""
        with self._lock:
            return list(self._imports.values())

    def go_on(self, import_id: str) -> None:
        """Go on with an import that a fault stopped."""
        with self._lock:
            one = self._imports.get(import_id)
            if one is None or one.state != "failed":
                return
            one.state = "waiting"
        self._wake()

    def forget(self, import_id: str) -> None:
        """Leave an ended import out of the list, and what a fault left of it out of the folder."""
        with self._lock:
            one = self._imports.get(import_id)
            if one is not None and not one.active:
                del self._imports[import_id]
                shutil.rmtree(self._folder / import_id, ignore_errors=True)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is active, at most so long; tells whether that is so."""
        with self._lock:
            return self._lock.wait_for(lambda: not any(one.active for one in self._imports.values()), seconds)

    def _wake(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name=THREAD, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                waiting = next((one for one in self._imports.values() if one.state == "waiting"), None)
                if waiting is None:
                    self._thread = None
                    self._lock.notify_all()
                    return
                waiting.state = "running"
            self._run(waiting)

    def _run(self, one: Import) -> None:
        try:
            self._read(one)
            self._end(one, "cancelled" if one.id in self._cancelled else "finished")
        except Exception as error:  # the thread must live on for the next import
            known = isinstance(error, DatelineError)
            if not known:
                log.exception("import %s stopped", one.id)
            self._say(one, Outcome("import", str(error) if known else f"stopped by a fault: {error}", failed=True))
            self._halt(one)

    def _read(self, one: Import) -> None:
        store = self._store.of(one.collection)
        if one.asking:
            left = self._ask(one) if one.waiting else []
            if one.names:
                one.unread = [article.id for article in naming(store.iter_articles(), one.names)]
            self._read_anew(one, self._pipeline(), store)
            one.waiting, one.asking = [], False
            self._let_wait(one, left)
            return
        self._permit.renew()
        self._permit.take()
        self._refused = self._permit.refused
        self._read_inputs(one, store)
        self._let_wait(one, self._permit.take())

    def _ask(self, one: Import) -> list[Question]:
        """Ask for the names that wait and return those without an answer; a failure is said once."""
        assert self._online is not None
        failures = 0
        with self._online() as geocoder:
            for question in one.waiting:
                if one.id in self._cancelled:
                    break
                try:
                    geocoder.elsewhere(question.query, near=question.near, country=question.country)
                except GeocodingError as error:
                    failures += 1
                    if failures == 1:
                        self._say(one, Outcome("online", str(error), failed=True))
                one.asked += 1
            left = [question for question in one.waiting if geocoder.asks(question)]
        told = f"names asked for: {len(one.waiting) - len(left):,} of {len(one.waiting):,}"
        self._say(one, Outcome("online", told, failed=False))
        return left

    def _read_anew(self, one: Import, pipeline: Pipeline, store: EventStore) -> None:
        self._permit.shut()
        articles = (article for article in map(store.article, one.unread) if article is not None)
        for result in pipeline.run(articles, rules=store.house_rules()):
            store.add(result.article, result.resolutions, result.events)
            one.articles += 1
            one.events += len(result.events)
            self._say(one, Outcome(_title(result.article, ""), _summary(len(result.events)), failed=False))
            if one.names and one.id in self._cancelled:
                return

    def _let_wait(self, one: Import, waiting: list[Question]) -> None:
        """Tell of the names that were not sent to other machines, and what it would cost."""
        if not waiting or self._online is None:
            return
        with self._online() as geocoder:
            one.cost = waiting_words(geocoder.estimate_online(waiting))
        one.waiting = waiting
        self._say(one, Outcome("online", f"names not sent to other machines: {len(waiting):,}", failed=False))

    def _read_inputs(self, one: Import, store: EventStore) -> None:
        for name in [name for name in one.inputs if name not in one.done]:
            source = name if "://" in name else str(self._folder / one.id / name)

            def failed(error: InputError, source: str = source, name: str = name) -> None:
                self._say(one, Outcome(_shown(name), str(error).replace(source, _shown(name)), failed=True))

            def taken(new: Taken, name: str = name) -> None:
                if self._permit.refused > self._refused:
                    self._refused = self._permit.refused
                    one.unread.append(new.article.id)
                one.articles += 1
                one.known += new.outcome in {"known", "copy"}
                one.events += new.events
                self._say(one, _told(_as_held(new, store) if name == PASTED else new, name))

            articles = takewhile(lambda _: one.id not in self._cancelled, self._open(source, failed))
            found = take_in(store, self._pipeline, articles, again=one.again, on_known=taken, on_error=failed)
            for new in found:
                taken(new)
                if one.id in self._cancelled:
                    return
            if one.id in self._cancelled:
                return
            one.done.append(name)
            self._save(one)

    def _say(self, one: Import, outcome: Outcome) -> None:
        with self._lock:
            one.outcomes = [*one.outcomes[-MOST_OUTCOMES + 1 :], outcome]
            self._lock.notify_all()

    def _save(self, one: Import) -> None:
        path = self._folder / one.id / STATE
        partial = path.with_suffix(".tmp")
        partial.write_text(json.dumps(asdict(one)), encoding="utf-8")
        partial.replace(path)

    def _halt(self, one: Import) -> None:
        """Stop where a fault did, and keep all that is still to do."""
        with self._lock:
            one.state = "failed"
            self._lock.notify_all()
        with contextlib.suppress(OSError):
            self._save(one)

    def _end(self, one: Import, state: str) -> None:
        with self._lock:
            one.state = state
            shutil.rmtree(self._folder / one.id, ignore_errors=True)
            self._lock.notify_all()


def _left(folder: Path) -> Iterator[Import]:
    """Yield the imports that a stopped server left; a folder that makes no sense is left alone and said."""
    for path in sorted(folder.glob(f"*/{STATE}"), key=lambda path: path.stat().st_mtime):
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            outcomes = [Outcome(**outcome) for outcome in held.pop("outcomes")]
            waiting = [_question(**question) for question in held.pop("waiting", [])]
            yield Import(**{**held, "outcomes": outcomes, "waiting": waiting, "asked": 0, "state": "waiting"})
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("%s is no import that can be gone on with: %s", path.parent, error)


def _question(query: str, near: list[float] | None, country: str) -> Question:
    return Question(query, (near[0], near[1]) if near else None, country)


def _shown(name: str) -> str:
    """Return a file's name as the person gave it, without the number in front."""
    if name == PASTED:
        return "pasted text"
    return name if "://" in name else name.rsplit("/", 1)[-1]


def _as_held(new: Taken, store: EventStore) -> Taken:
    """Return what became of an article with what the store holds of it, for one that was known."""
    held = store.article(new.article.id) if new.outcome == "known" else None
    if held is None:
        return new
    undated = sum(event.when.start is None for event in store.events_of(held.id))
    return replace(new, article=held, undated=undated)


def _told(new: Taken, name: str) -> Outcome:
    """Say what became of an article."""
    title = _title(new.article, name)
    note = UNDATED if new.undated and new.article.published is None else ""
    if new.outcome == "known":
        return Outcome("already there", title, failed=False, note=note)
    if new.outcome == "copy":
        return Outcome("already there, now with this source too", title, failed=False)
    called = {"revised": f"a new version of {title}", "again": f"{title}, read anew"}.get(new.outcome, title)
    return Outcome(called, _summary(new.events), failed=False, note=note)


def _title(article: Article, name: str) -> str:
    return article_title(article) if article.title or name in {"", PASTED} else _shown(name)[:80]


def _summary(events: int) -> str:
    return f"{events} event{'s' * (events != 1)}" if events else "no event with a place was found"
