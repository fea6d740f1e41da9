"""`dateline add` and `dateline watch`: articles into the store, once and as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import click

from geodata import build
from geodata.errors import DatelineError, InputError
from geodata.event_tables import is_event_table, read_events
from geodata.intake import Outcome, Taken, take_events, take_in
from geodata.model import Article
from geodata.pipeline import Pipeline
from geodata.places.geocoders import Permit
from geodata.settings import Settings
from geodata.store import EventStore
from mapapp.commands.common import (
    Failures,
    RepeatedFailures,
    collection_option,
    json_option,
    notes,
    opened,
    told,
    yes_option,
)
from mapapp.console import Progress, Ticker, json_line, printable, say
from mapapp.geocode_batch import ask_waiting
from mapapp.watching import source_of, watch

WORDS: dict[Outcome, str] = {
    "added": "added", "revised": "revised", "again": "read again", "known": "already there",
    "copy": "kept as another source of an article with the same text",
}  # fmt: skip


@click.command("add")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@collection_option
@click.option("--again", is_flag=True, help="Read articles anew that are there with the same text.")
@yes_option
@json_option
@click.pass_obj
def add_command(
    settings: Settings, inputs: tuple[str, ...], collection: str, again: bool, yes: bool, as_json: bool
) -> None:
    """Put articles (files, folders, addresses, - for standard input) and tables of events into the store.

    Each article is stored with all its events or not at all; after a stop, the same command goes on where it was.
    People's corrections stay.
    """
    failures = Failures()
    with opened(settings, collection, make=True) as store:
        adding = Adding(settings, store, failures, as_json=as_json, agreed=yes)
        try:
            adding.take(inputs, again=again)
            stopped = False
        except KeyboardInterrupt:
            stopped = True
    failures.rest()
    say(f"{printable(store.collection)}: {adding.summary()}")
    if stopped:
        say("stopped; the same command goes on where it was")
    if failures.count or stopped:
        raise click.exceptions.Exit(1)


@click.command("watch")
@click.argument("source", metavar="FOLDER|FEED")
@collection_option
@click.option(
    "--every", type=click.FloatRange(min=0.1), default=None, metavar="SECONDS",
    help="How often to look: 5 seconds for a folder, 900 for a feed, unless given.",
)  # fmt: skip
@yes_option
@json_option
@click.pass_obj
def watch_command(
    settings: Settings, source: str, collection: str, every: float | None, yes: bool, as_json: bool
) -> None:
    """Put new files of a folder, or new entries of a feed, into the store as they come; Ctrl+C ends it.

    An open dashboard shows them.  Files that are there already are taken up first.  What cannot be read or reached
    is said, once, and looked at again.
    """
    watched = source_of(source)
    failures = RepeatedFailures()
    with opened(settings, collection, make=True) as store:
        adding = Adding(settings, store, failures, as_json=as_json, aloud=True, agreed=yes, attended=False)

        def take(inputs: Sequence[str]) -> None:
            failures.look()
            adding.take(inputs)

        say(f"Watching {printable(source)}; Ctrl+C ends it.")
        watch(watched, take, every=watched.every if every is None else every)
    failures.rest()
    say(f"{printable(store.collection)}: {adding.summary()}")
    if failures.count:
        raise click.exceptions.Exit(1)


class Adding:
    """Takes inputs into the store and says what became of them."""

    def __init__(
        self,
        settings: Settings,
        store: EventStore,
        failures: Failures,
        *,
        as_json: bool = False,
        aloud: bool = False,
        agreed: bool = False,
        attended: bool = True,
    ) -> None:
        """`agreed` is whether names may go to online geocoders, however many; `attended` whether to ask somebody."""
        self._agreed, self._attended, self._permit = agreed, attended, Permit(settings.ask_freely)
        self._settings, self._store, self._failures = settings, store, failures
        self._as_json, self._aloud = as_json, aloud
        self._pipeline: Callable[[], Pipeline] = lru_cache(maxsize=1)(
            lambda: build.build_pipeline(settings, progress=Progress(), permit=self._permit)
        )
        self._counts: Counter[Outcome] = Counter()
        self._events = 0
        self._ticker = Ticker()

    def take(self, inputs: Sequence[str], *, again: bool = False) -> None:
        """Take in what the inputs hold."""
        tables = [name for name in inputs if Path(name).is_file() and is_event_table(Path(name))]
        self._take_tables(tables, again=again)
        wanted = [name for name in inputs if name not in tables]
        self._permit.renew()
        waiting = self._take(
            build.open_inputs(self._settings, wanted, on_error=self._failed, on_note=_note), again=again
        )
        how = {"agreed": self._agreed, "attended": self._attended}
        if waiting and ask_waiting(self._settings, self._permit.take(), on_error=self._failed, **how):
            self._permit.shut()
            self._events -= sum(one.events for one in waiting)
            self._take((one.article for one in waiting), again=True)

    def _take(self, articles: Iterable[Article], *, again: bool) -> list[Taken]:
        """Take articles in; return those with names that wait to be sent to other machines."""
        taken = take_in(self._store, self._pipeline, articles, again=again, on_known=self._note, on_error=self._failed)
        waiting: list[Taken] = []
        refused = self._permit.refused
        try:
            for one in taken:
                self._note(one)
                if self._permit.refused > refused:
                    refused = self._permit.refused
                    waiting.append(one)
        finally:
            self._ticker.clear()
        return waiting

    def summary(self) -> str:
        """Return what was done, in words."""
        parts = [f"{told(self._counts['added'], 'article')} added"]
        parts += [f"{self._counts[name]:,} {WORDS[name]}" for name in WORDS if name != "added" and self._counts[name]]
        parts += [f"{told(self._failures.count, 'input')} not usable"] if self._failures.count else []
        return f"{', '.join(parts)}; {told(self._events, 'event')} found"

    def _take_tables(self, tables: Sequence[str], *, again: bool) -> None:
        """Take the events of tables in as they stand."""
        for name in tables:
            try:
                events = read_events(Path(name), on_error=self._failed)
                for one in take_events(self._store, events, name, again=again, on_known=self._note):
                    self._note(one)
            except InputError as error:
                self._failed(error)
            finally:
                self._ticker.clear()

    def _failed(self, error: DatelineError) -> None:
        self._ticker.clear()
        self._failures(error)

    def _note(self, taken: Taken) -> None:
        self._counts[taken.outcome] += 1
        self._events += taken.events
        name = printable(taken.article.origin or taken.article.id)
        notes(name, taken.warnings)
        if self._as_json:
            record = {"id": taken.article.id, "origin": taken.article.origin, "outcome": taken.outcome}
            click.echo(json_line({**record, "events": taken.events}))
        elif self._aloud and taken.outcome != "known":
            found = "" if taken.outcome == "copy" else f", {told(taken.events, 'event')}"
            say(f"{name}: {WORDS[taken.outcome]}{found}")
        self._ticker(self.summary())


def _note(note: str) -> None:
    """Say what had to be guessed of an input."""
    say(f"dateline: {printable(note)}")
