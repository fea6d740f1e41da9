"""`dateline geocode`: which places a name may mean, and names by the thousand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geodata import build
from geodata.errors import UsageError
from geodata.model import Candidate
from geodata.places.house_rules import HouseRule
from geodata.settings import Settings
from mapapp.commands.common import Failures, opened, yes_option
from mapapp.console import Progress, say


@click.command("geocode")
@click.argument("name", default="")
@click.option("--near", default="", help="A place that the name is near or in.")
@click.option("--limit", type=click.IntRange(1, 50), default=8, show_default=True)
@click.option("--explain", is_flag=True, help="Show the features of each candidate's score.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Geocode the names of a file instead, one a line or a column of a CSV; the answers are a CSV.",
)
@click.option("--column", default="", help="The column of names in the batch's table; the first unless given.")
@click.option("--collection", default="", metavar="NAME", help="Whose house rules come first in the batch.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the batch's CSV goes.")
@yes_option
@click.pass_obj
def geocode_command(
    settings: Settings,
    name: str,
    near: str,
    limit: int,
    explain: bool,
    batch: Path | None,
    column: str,
    collection: str,
    output: Path | None,
    yes: bool,
) -> None:
    """Show the places that NAME may mean, best first, and why; or geocode a batch of names.

    A batch says first what it will cost, can be ended with Ctrl+C, and never asks twice when it is run again.
    """
    if bool(name) == bool(batch):
        raise UsageError("give a name, or --batch with a file of names")
    if batch:
        _geocode_batch(settings, batch, collection, column=column, output=output, agreed=yes)
        return
    candidates = build.explain_name(settings, name, near=near, progress=Progress())[:limit]
    if not candidates:
        say(f"dateline: {name!r} is not in the gazetteer, nor any name a letter or two away")
        raise click.exceptions.Exit(1)
    for candidate in candidates:
        click.echo(_candidate_line(candidate, explain=explain))


def _geocode_batch(settings: Settings, batch: Path, collection: str, **options: Any) -> None:
    from mapapp.geocode_batch import run_batch

    rules: list[HouseRule] = []
    if collection:
        with opened(settings, collection) as store:
            rules = store.house_rules()
    failures = Failures()
    complete = run_batch(settings, batch, rules=rules, on_error=failures, **options)
    failures.rest()
    if not complete:
        raise click.exceptions.Exit(1)


def _candidate_line(candidate: Candidate, *, explain: bool) -> str:
    place = candidate.place
    inside = ", ".join(part for part in (place.admin2, place.admin1, place.country) if part)
    kind = f"{place.feature_class}.{place.feature_code}".strip(".")
    line = f"{candidate.score:6.3f}  {place.name} ({inside})  {place.lat:.4f}, {place.lon:.4f}  {kind}"
    line += f"  GeoNames {place.geonameid}" if place.geonameid else ""
    line += f"  population {place.population:,}" if place.population else ""
    line += f"  corrected by {place.edits} letter{'s' * (place.edits > 1)} from the query" if place.edits else ""
    if explain:
        line += "\n        " + "  ".join(f"{name} {value:+.2f}" for name, value in candidate.features.items())
    return line
