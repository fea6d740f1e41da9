"""What the commands share: errors as exit codes, failures said once, articles read by the pipeline."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from geodata import build
from geodata.errors import DatelineError, UnknownName, UsageError
from geodata.files import require_regular
from geodata.pipeline import Result
from geodata.places.geocoders import Permit
from geodata.settings import Settings
from geodata.store import DEFAULT_COLLECTION, EventStore
from mapapp.console import Progress, printable, say
from mapapp.geocode_batch import ask_waiting

PAGES = (".html", ".htm")
"""Endings of pages; a map under another would not open by a click."""
FAILURES_SAID = 20
"""Inputs or rows that could not be used are said one by one up to this many."""


class Group(click.Group):
    """A command group that turns Dateline's errors into one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            say(f"dateline: {error}")
            ctx.exit(2)
        except DatelineError as error:
            say(f"dateline: {error}")
            ctx.exit(1)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(1)


class Failures:
    """Says each input that could not be used, up to a number, and counts them all."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: DatelineError) -> None:
        self.count += 1
        if self.count <= FAILURES_SAID:
            say(f"dateline: {error}")

    def rest(self) -> None:
        """Say how many more there were."""
        if self.count > FAILURES_SAID:
            say(f"dateline: and {self.count - FAILURES_SAID} more that could not be used")


class RepeatedFailures(Failures):
    """Says what could not be used at each look, but not again what it said at the look before."""

    def __init__(self) -> None:
        super().__init__()
        self._before: set[str] = set()
        self._now: set[str] = set()

    def look(self) -> None:
        """Begin another look."""
        self._before, self._now = self._now, set()

    def __call__(self, error: DatelineError) -> None:
        told = str(error)
        if told not in self._before | self._now:
            self.count += 1
            say(f"dateline: {told}")
        self._now.add(told)

    def rest(self) -> None:
        """Say nothing: each was said."""


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose events; `read_selection` takes their values."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


_FILTERS = (
    click.option("--types", default="", help="Only these types or categories, as in: flood,conflict"),
    click.option(
        "--since", default="", metavar="DAY", help="Only events that end on this day or later, like 2026-02-22."
    ),
    click.option("--until", default="", metavar="DAY", help="Only events that begin on this day or earlier."),
    click.option("--bbox", default="", metavar="W,S,E,N", help="Only events in this box of degrees."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only events at least this sure."),
)

collection_option = click.option(
    "--collection", default=DEFAULT_COLLECTION, show_default=True, metavar="NAME", help="The collection."
)
json_option = click.option("--json", "as_json", is_flag=True, help="An object of JSON a line, for programs.")


@contextmanager
def opened(settings: Settings, collection: str, *, make: bool = False) -> Iterator[EventStore]:
    """Open the store at a collection; raises UsageError for one that is deleted or, without `make`, not there."""
    with closing(build.open_store(settings)) as store:
        name = collection.strip()
        known = {one.name: one for one in store.collections()}
        if name in known and known[name].deleted:
            raise UsageError(f"{name!r} is deleted; `dateline collections restore` brings it back")
        if name not in known and not make:
            raise UnknownName("collection", name, (one for one in known if not known[one].deleted))
        yield store.of(name)


yes_option = click.option("--yes", is_flag=True, help="Agree that names go to the online geocoders of the settings.")


def results(
    settings: Settings, inputs: Sequence[str], on_error: Callable[[DatelineError], None], *, agreed: bool = False
) -> Iterator[Result]:
    """Yield what is found in each article; what had to be guessed or left out is said, but of the samples.

    Articles with names that may not go online without asking come last, when that is settled.
    """
    permit = Permit(settings.ask_freely)
    pipeline = build.build_pipeline(settings, progress=Progress(), permit=permit)
    articles = build.open_inputs(settings, inputs, on_error=on_error, on_note=lambda note: say(f"dateline: {note}"))
    waiting: list[Result] = []
    refused = 0
    for result in pipeline.run(articles, on_error=on_error):
        if permit.refused > refused:
            refused = permit.refused
            waiting.append(result)
        else:
            yield _with_warnings(result)
    if waiting and ask_waiting(settings, permit.take(), agreed=agreed, on_error=on_error):
        permit.shut()
        waiting = list(pipeline.run((result.article for result in waiting), on_error=on_error))
    yield from map(_with_warnings, waiting)


def _with_warnings(result: Result) -> Result:
    origin = result.article.origin
    if not (origin and Path(origin).resolve().is_relative_to(build.SAMPLES.resolve())):
        notes(origin or result.article.id, result.warnings)
    return result


def notes(origin: str, warnings: Iterable[str]) -> None:
    """Say what was left out or guessed of an article, as what it is: no error."""
    for warning in warnings:
        say(f"note: {printable(origin)}: {printable(warning)}")


def leave_full(output: Path, what: str) -> None:
    """End with code 1 where a file stands that would be replaced by one without anything in it."""
    require_regular(output)
    if output.exists():
        say(f"{output} was left as it was: no {what} to put {'on' if output.suffix.lower() in PAGES else 'in'} it")
        raise click.exceptions.Exit(1)


def told(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
