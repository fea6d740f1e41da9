"""What the commands share: errors as exit codes, failures said once, articles read by the pipeline."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from geodata import build
from geodata.errors import DatelineError, InputError, UsageError
from geodata.pipeline import Result
from geodata.settings import Settings
from mapapp.console import Progress, say

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


def results(settings: Settings, inputs: Sequence[str], on_error: Callable[[InputError], None]) -> Iterator[Result]:
    """Yield what is found in each article; what had to be guessed or left out is said."""
    pipeline = build.build_pipeline(settings, progress=Progress())
    for result in pipeline.run(build.open_inputs(settings, inputs, on_error=on_error), on_error=on_error):
        for warning in result.warnings:
            say(f"dateline: {result.article.origin or result.article.id}: {warning}")
        yield result


def events_told(number: int) -> str:
    """Return a number of events in words."""
    return f"{number} event{'s' * (number != 1)}"
