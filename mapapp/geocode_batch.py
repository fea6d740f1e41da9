"""Many names to online geocoders: how many, whether they may be sent; a batch's answers as a table."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO

import click

from geodata import build
from geodata.cells import safe_cell
from geodata.errors import GeocodingError, UsageError
from geodata.files import atomic_path, require_regular
from geodata.places.batch import COLUMNS, BatchGeocoder, Found, geocode_all, read_names
from geodata.places.geocoders import Cost, Estimate, LayeredGeocoder, Question
from geodata.places.house_rules import HouseRule
from geodata.places.providers import terms_of
from geodata.settings import Settings
from mapapp.console import Progress, Stop, say


def run_batch(
    settings: Settings,
    file: Path,
    *,
    column: str,
    rules: Sequence[HouseRule],
    output: Path | None,
    agreed: bool,
    on_error: Callable[[GeocodingError], None],
) -> bool:
    """Geocode the names of a file and write the likeliest place of each; returns whether all were asked.

    A collection's `rules` come before everything else.
    Ctrl+C ends it early: what was answered is written and kept.  Raises UsageError when names would be sent to
    another machine and nobody has agreed.
    """
    if output:
        require_regular(output)
    names = read_names(file, column)
    progress = Progress()
    with build.open_batch(settings, rules=rules, progress=progress) as batch:
        estimate = batch.estimate(names)
        say(told(estimate))
        if estimate.requests and not agreed:
            _agree()
        found, stopped = _answers(batch, names, progress, on_error)
    answered = [answer for answer in found if not answer.error]
    if answered or output is None or not output.exists():
        _write(answered, output)
    else:
        say(f"{output} was left as it was: no answer to put in it")
    failed = sum(answer.error is not None for answer in found)
    known = sum(bool(answer.places) for answer in found)
    say(f"{known:,} of {len(names):,} names found, {len(found) - failed - known:,} unknown")
    if stopped or failed:
        say(f"{len(names) - len(found) + failed:,} are still to be asked: run it again, and only those are")
    return not (stopped or failed)


def _answers(
    batch: BatchGeocoder, names: Sequence[str], progress: Progress, on_error: Callable[[GeocodingError], None]
) -> tuple[list[Found], bool]:
    """Return what is found for the names, up to where somebody stops it, and whether that was so."""
    found: list[Found] = []
    try:
        with Stop() as stop:
            for done, answer in enumerate(geocode_all(batch, names), 1):
                found.append(answer)
                progress("geocoding", done, len(names))
                if answer.error:
                    on_error(answer.error)
                if stop.wanted:
                    break
    except KeyboardInterrupt:
        return found, True
    return found, len(found) < len(names)


def told(estimate: Estimate) -> str:
    """Return an estimate in a few lines."""
    lines = [f"{estimate.distinct:,} distinct names, {estimate.here:,} answered on this machine"]
    return "\n".join([*lines, *_costs(estimate)])


def _costs(estimate: Estimate) -> list[str]:
    lines: list[str] = []
    for cost in estimate.costs:
        if cost.requests:
            lines += [f"  {cost.provider}: {_cost(cost)}", f"    its terms: {terms_of(cost.provider).source}"]
    return lines


def _cost(cost: Cost) -> str:
    parts = [f"at most {cost.requests:,} requests, about {_time(cost.seconds)}"]
    if cost.money is None:
        parts.append("what it costs is not known here, see the provider's prices")
    elif cost.money:
        parts.append(f"{cost.money:,.2f} to pay")
    if cost.left_today is not None and cost.left_today < cost.requests:
        parts.append(f"today's budget has {cost.left_today:,} left")
    return ", ".join(parts)


def _time(seconds: float) -> str:
    return f"{seconds / 60:,.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def _agree() -> None:
    if not is_terminal():
        raise UsageError("these names would be sent to another machine; add --yes to agree")
    click.confirm("Send these names?", abort=True, err=True)


def ask_waiting(
    settings: Settings,
    questions: Sequence[Question],
    *,
    agreed: bool,
    on_error: Callable[[GeocodingError], None],
    attended: bool = True,
) -> bool:
    """Send names of articles that wait to the online geocoders, when somebody agrees; tells whether they were sent.

    `attended` is whether there may be somebody to ask.  Ctrl+C ends it early; what was answered is kept.
    """
    with build.open_elsewhere(settings) as geocoder:
        estimate = geocoder.estimate_online(questions)
        say(waiting_words(estimate))
        if not agreed and not _is_agreed(estimate, on_error, attended=attended):
            return False
        try:
            _send(geocoder, questions, on_error)
        except KeyboardInterrupt:
            say("stopped; what was answered is used and kept")
    return True


def _send(geocoder: LayeredGeocoder, questions: Sequence[Question], on_error: Callable[[GeocodingError], None]) -> None:
    """Ask the online geocoders, which keep what they answer; raises KeyboardInterrupt when somebody stops it."""
    progress = Progress()
    with Stop() as stop:
        for done, question in enumerate(questions, 1):
            try:
                geocoder.elsewhere(question.query, near=question.near, country=question.country)
            except GeocodingError as error:
                on_error(error)
            progress("asking", done, len(questions))
            if stop.wanted:
                raise KeyboardInterrupt


def is_terminal() -> bool:
    """Tell whether there is a person to ask."""
    return sys.stdin.isatty()


def waiting_words(estimate: Estimate) -> str:
    """Return what sending the names that wait would cost, in a few lines."""
    lines = [f"Names that are unknown here and wait to be sent to other machines: {estimate.distinct:,}"]
    return "\n".join([*lines, *_costs(estimate)])


def _is_agreed(estimate: Estimate, on_error: Callable[[GeocodingError], None], *, attended: bool) -> bool:
    if attended and is_terminal():
        return click.confirm("Send these names?", err=True)
    on_error(
        GeocodingError(
            f"names not sent to other machines: {estimate.distinct:,}; add --yes to agree, or raise DATELINE_ASK_FREELY"
        )
    )
    return False


def _write(found: Iterable[Found], output: Path | None) -> None:
    if output is None:
        _write_rows(found, sys.stdout)
        return
    with atomic_path(output) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        _write_rows(found, stream)


def _write_rows(found: Iterable[Found], stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(cell) for cell in answer.row] for answer in found)
