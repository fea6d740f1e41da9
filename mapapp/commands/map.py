"""`dateline map`: articles and tables of events as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from geodata import build
from geodata.errors import InputError, UsageError
from geodata.event_tables import is_event_table, parse_columns, read_events
from geodata.files import require_regular
from geodata.model import Event
from geodata.selection import read_selection
from geodata.settings import Settings
from mapapp.commands.common import PAGES, Failures, filter_options, leave_full, results, told, yes_option
from mapapp.console import say


@click.command("map")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The HTML file.")
@click.option("--title", default=None, show_default="News map, in the page's language", help="Title of the map.")
@click.option("--subtitle", default="", help="A line under the title.")
@click.option(
    "--logo", type=click.Path(dir_okay=False), help="A small picture (PNG, JPEG, WebP, SVG) beside the title."
)
@filter_options
@click.option(
    "--tiles", default=None, help="Background map: osm, an address with {z}, {x}, {y}, a .pmtiles file, none."
)
@click.option("--attribution", default=None, help="Who made the tiles, for the map's corner.")
@click.option("--lang", default="en", show_default=True, help="Language of the page's own words.")
@click.option(
    "--encoding",
    type=click.Choice(["mail", "web"]),
    default="mail",
    show_default=True,
    help="mail: the smallest file; web: plain, for servers that compress and browsers before 2023.",
)
@click.option("--columns", default="", help="For tables: field=column, as in: title=Headline,date=When,lat=Y,lon=X")
@yes_option
@click.pass_obj
def map_command(
    settings: Settings,
    /,
    inputs: tuple[str, ...],
    output: Path,
    tiles: str | None,
    attribution: str | None,
    columns: str,
    yes: bool,
    types: str,
    since: str,
    until: str,
    bbox: str,
    min_confidence: float,
    **page: Any,
) -> None:
    """Map articles or tables of events.

    Articles: text, HTML, PDF, Word, mails, feeds, JSON, tables with a column of texts (CSV, Excel), ZIP files or
    folders of these, web addresses, - for standard input.  Tables of events (GeoJSON, CSV, Parquet) may be Dateline's
    own exports, ACLED's, UCDP GED's, or any other with --columns, also as GeoPackage or FlatGeobuf.
    """
    from mapapp.islands import words
    from mapapp.page import check_options, export_html

    _check_output(output)
    wanted = read_selection(types=types, since=since, until=until, bbox=bbox, min_confidence=min_confidence)
    named = parse_columns(columns)
    tiles = settings.tiles if tiles is None else tiles
    tiles = None if tiles in {"none", ""} else tiles
    attribution = settings.tiles_attribution if attribution is None else attribution
    check_options(logo=page["logo"], tiles=tiles, attribution=attribution, lang=page["lang"])
    page["title"] = words(page["lang"])["news_map"] if page["title"] is None else page["title"]
    failures = Failures()
    found = _gathered(settings, inputs, named, failures, agreed=yes)
    events = wanted.apply(found)
    summary = _summary(events, left_out=len(found) - len(events))
    if not events:
        say(f"dateline: {summary}")
        leave_full(output, "event")
        if failures.count and not found:
            say(f"{output} was not written: no event to put on it")
            raise click.exceptions.Exit(1)
        summary = f"an empty map, {summary}"
    export_html(events, output, tiles=tiles, attribution=attribution, **page)
    say(f"{output}: {summary}")
    if failures.count or not events:
        raise click.exceptions.Exit(1)


def _check_output(output: Path) -> None:
    """Raise before long work is done for a file that a map is not written to."""
    require_regular(output)
    if output.suffix.lower() not in PAGES:
        raise UsageError(
            f"-o {output}: a map is a page, so that its name ends in {' or '.join(PAGES)}; "
            "other formats come from dateline add and dateline export"
        )


def _summary(events: Sequence[Event], *, left_out: int) -> str:
    shown = sum(not event.hidden for event in events)
    parts = [
        told(shown, "event"),
        f"{len(events) - shown} more in the background" if len(events) > shown else "",
        f"{left_out} left out by the filters" if left_out else "",
    ]
    return ", ".join(filter(None, parts))


def _gathered(
    settings: Settings, inputs: tuple[str, ...], columns: Mapping[str, str], failures: Failures, *, agreed: bool
) -> list[Event]:
    """Return the events of all inputs that could be used: tables as they stand, articles read and merged."""
    tables = [name for name in inputs if Path(name).is_file() and is_event_table(Path(name), columns)]
    articles = tuple(name for name in inputs if name not in tables)
    if columns and not tables:
        raise UsageError("--columns is for tables of events (GeoJSON, CSV, Parquet); there is none among the inputs")
    events: list[Event] = []
    for name in tables:
        try:
            events += read_events(Path(name), columns=columns, on_error=failures)
        except InputError as error:
            failures(error)
    if articles:
        found = results(settings, articles, failures, agreed=agreed)
        events += build.merge_events([event for result in found for event in result.events])
    failures.rest()
    return events
