"""`dateline …`: articles to a map file, the dashboard, and a look into the gazetteer.

Exit codes: 0 all went well, 1 an input could not be read (the others were still mapped),
2 the call was wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from geodata import build
from geodata.errors import DatelineError, InputError, UnknownName, UsageError
from geodata.event_tables import is_event_table, parse_columns, read_events
from geodata.files import atomic_path
from geodata.model import Candidate, Event
from geodata.pipeline import Result
from geodata.places.geocoders import export_answers, import_answers, spending
from geodata.places.house_rules import load_rules, save_rules, with_rule, without_rule
from geodata.selection import read_selection
from geodata.settings import Settings, load_settings
from mapapp.console import Progress, say

FAILURES_SAID = 20
"""Inputs or rows that could not be used are said one by one up to this many."""


class _Group(click.Group):
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


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Put the news on a map."""
    ctx.obj = load_settings()


@main.command("map")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The HTML file.")
@click.option("--title", default="News map", show_default=True, help="Title of the map.")
@click.option("--subtitle", default="", help="A line under the title.")
@click.option(
    "--logo", type=click.Path(dir_okay=False), help="A small picture (PNG, JPEG, WebP, SVG) beside the title."
)
@click.option("--types", default="", help="Only these types or categories, as in: flood,conflict")
@click.option("--since", default="", metavar="DAY", help="Only events that end on this day or later, like 2026-02-22.")
@click.option("--until", default="", metavar="DAY", help="Only events that begin on this day or earlier.")
@click.option("--bbox", default="", metavar="W,S,E,N", help="Only events in this box of degrees.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only events at least this sure.")
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
@click.pass_obj
def map_command(
    settings: Settings,
    /,
    inputs: tuple[str, ...],
    output: Path,
    tiles: str | None,
    attribution: str | None,
    columns: str,
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
    from mapapp.page import check_options, export_html

    wanted = read_selection(types=types, since=since, until=until, bbox=bbox, min_confidence=min_confidence)
    named = parse_columns(columns)
    tiles = settings.tiles if tiles is None else tiles
    tiles = None if tiles in {"none", ""} else tiles
    attribution = settings.tiles_attribution if attribution is None else attribution
    check_options(logo=page["logo"], tiles=tiles, attribution=attribution, lang=page["lang"])
    failures = _Failures()
    found = _gathered(settings, inputs, named, failures)
    events = wanted.apply(found)
    export_html(events, output, tiles=tiles, attribution=attribution, **page)
    say(f"{output}: {_told(events, left_out=len(found) - len(events))}")
    if failures.count:
        raise click.exceptions.Exit(1)


def _told(events: Sequence[Event], *, left_out: int) -> str:
    shown = sum(not event.hidden for event in events)
    parts = [
        _events(shown),
        f"{len(events) - shown} more in the background" if len(events) > shown else "",
        f"{left_out} left out by the filters" if left_out else "",
    ]
    return ", ".join(filter(None, parts))


class _Failures:
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


def _gathered(
    settings: Settings, inputs: tuple[str, ...], columns: Mapping[str, str], failures: _Failures
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
        results = _results(settings, articles, failures)
        events += build.merge_events([event for result in results for event in result.events])
    failures.rest()
    return events


def _results(settings: Settings, inputs: tuple[str, ...], on_error: Callable[[InputError], None]) -> Iterator[Result]:
    """Yield what is found in each article; what had to be guessed or left out is said."""
    pipeline = build.build_pipeline(settings, progress=Progress())
    articles = build.open_inputs(settings, inputs, on_error=on_error, on_note=lambda note: say(f"dateline: {note}"))
    for result in pipeline.run(articles, on_error=on_error):
        for warning in result.warnings:
            say(f"dateline: {result.article.origin or result.article.id}: {warning}")
        yield result


@main.command("app")
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--port", type=int, default=8501, show_default=True)
@click.option("--open/--no-open", "open_browser", default=True, help="Open the browser.")
@click.pass_obj
def app_command(settings: Settings, inputs: tuple[str, ...], port: int, open_browser: bool) -> None:
    """Open the dashboard, with the events of INPUTs when some are given."""
    from mapapp.dashboard import samples
    from mapapp.serve import run_dashboard

    build.ensure_gazetteer(settings, progress=Progress())
    if inputs:
        _add_to_store(settings, inputs)
    elif build.open_store(settings).count_articles() == 0:
        samples.events(settings, lambda: build.build_pipeline(settings))  # so that the page opens with a map on it
    say(f"Dashboard on http://localhost:{port} (this machine only); Ctrl+C ends it.")
    raise click.exceptions.Exit(run_dashboard(port=port, open_browser=open_browser))


def _add_to_store(settings: Settings, inputs: tuple[str, ...]) -> None:
    """Put the articles of the inputs into the store, one transaction each."""
    store = build.open_store(settings)
    for result in _results(settings, inputs, lambda error: say(f"dateline: {error}")):
        store.add(result.article, result.resolutions, result.events)
        say(f"{result.article.origin or result.article.id}: {_events(len(result.events))}")
    store.close()


def _events(number: int) -> str:
    return f"{number} event{'s' * (number != 1)}"


@main.command("geocode")
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
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the batch's CSV goes.")
@click.option("--yes", is_flag=True, help="Agree that names go to the online geocoders of the settings.")
@click.pass_obj
def geocode_command(
    settings: Settings,
    name: str,
    near: str,
    limit: int,
    explain: bool,
    batch: Path | None,
    column: str,
    output: Path | None,
    yes: bool,
) -> None:
    """Show the places that NAME may mean, best first, and why; or geocode a batch of names.

    A batch says first what it will cost, can be ended with Ctrl+C, and never asks twice when it is run again.
    """
    if bool(name) == bool(batch):
        raise UsageError("give a name, or --batch with a file of names")
    if batch:
        _geocode_batch(settings, batch, column=column, output=output, agreed=yes)
        return
    candidates = build.explain_name(settings, name, near=near, progress=Progress())[:limit]
    if not candidates:
        say(f"dateline: {name!r} is not in the gazetteer, nor any name a letter or two away")
        raise click.exceptions.Exit(1)
    for candidate in candidates:
        click.echo(_candidate_line(candidate, explain=explain))


def _geocode_batch(settings: Settings, batch: Path, **options: Any) -> None:
    from mapapp.geocode_batch import run_batch

    failures = _Failures()
    complete = run_batch(settings, batch, on_error=failures, **options)
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


@main.group("cache")
def cache_group() -> None:
    """Look into the geocoding cache, share it, clear it."""


@cache_group.command("info")
@click.pass_obj
def cache_info(settings: Settings) -> None:
    """Say what is cached, from whom, under which licence, and what was asked of whom today."""
    with closing(build.open_cache(settings)) as cache:
        click.echo(f"{cache.path}  {cache.path.stat().st_size:,} bytes, at most {settings.cache_answers:,} answers")
        for name, _, licence, answers, misses in cache.counts():
            click.echo(f"{name:12} {answers:>10,} answers, {misses:,} of them misses  {licence}")
        for name, today, money in spending(cache):
            click.echo(f"{name:12} {today:>10,} requests today, {money:g} paid this month")


@cache_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def cache_export(settings: Settings, file: Path) -> None:
    """Write all answers to FILE (.csv or .jsonl), for another machine or for reading."""
    with (
        closing(build.open_cache(settings)) as cache,
        atomic_path(file) as partial,
        partial.open("w", encoding="utf-8", newline="") as stream,
    ):
        count = export_answers(cache, stream, file.suffix)
    say(f"{file}: {count:,} answers")


@cache_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def cache_import(settings: Settings, file: Path) -> None:
    """Add the answers of an exported FILE; those here that are newer stay."""
    with closing(build.open_cache(settings)) as cache:
        taken, total = import_answers(cache, file)
        cache.evict(settings.cache_answers)
    say(f"{settings.cache_path}: {taken:,} of {total:,} answers were new or newer")


@cache_group.command("clear")
@click.argument("provider", default="")
@click.pass_obj
def cache_clear(settings: Settings, provider: str) -> None:
    """Forget the answers of PROVIDER, or all of them; what was asked today is not forgotten."""
    with closing(build.open_cache(settings)) as cache:
        known = {name for name, *_ in cache.counts()}
        if provider and provider not in known:
            raise UnknownName("provider in the cache", provider, known)
        say(f"{settings.cache_path}: {cache.clear(provider):,} answers forgotten")


@main.group("rules")
def rules_group() -> None:
    """House rules: in this collection, a name means one place, before any geocoder is asked."""


@rules_group.command("list")
@click.pass_obj
def rules_list(settings: Settings) -> None:
    """List the house rules."""
    for rule in load_rules(settings.rules_path):
        place = rule.place
        inside = ", ".join(part for part in (place.admin1, place.country) if part)
        scope = f"  in articles of {rule.scope}" if rule.scope else ""
        click.echo(f"{rule.name}  means  {place.name} ({inside})  {place.lat:.4f}, {place.lon:.4f}{scope}")


@rules_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def rules_export(settings: Settings, file: Path) -> None:
    """Write the house rules to FILE as CSV, to be changed or shared."""
    rules = load_rules(settings.rules_path)
    save_rules(file, rules)
    say(f"{file}: {_rules(len(rules))}")


@rules_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def rules_import(settings: Settings, file: Path) -> None:
    """Add the house rules of a CSV file (columns name, lat, lon, and what export writes beside them).

    They replace those here that have the same name and scope.
    """
    added = load_rules(file)
    rules = with_rule(load_rules(settings.rules_path), *added)
    save_rules(settings.rules_path, rules)
    say(f"{settings.rules_path}: {_rules(len(added))} read, {len(rules)} in all")


@rules_group.command("remove")
@click.argument("name")
@click.option("--scope", default="", help="The publisher that the rule is for.")
@click.pass_obj
def rules_remove(settings: Settings, name: str, scope: str) -> None:
    """Remove the house rule for NAME."""
    rules = load_rules(settings.rules_path)
    left = without_rule(rules, name, scope)
    if len(left) == len(rules):
        raise UnknownName("house rule", name, [rule.name for rule in rules if rule.scope == scope])
    save_rules(settings.rules_path, left)
    say(f"{settings.rules_path}: {_rules(len(left))} left")


def _rules(number: int) -> str:
    return f"{number} house rule{'s' * (number != 1)}"


@main.group("gazetteer")
def gazetteer_group() -> None:
    """Build, look into and extend the offline gazetteer."""


@gazetteer_group.command("build")
@click.option("--if-needed", is_flag=True, help="Do nothing when the file is there, whole and of this version.")
@click.pass_obj
def gazetteer_build(settings: Settings, if_needed: bool) -> None:
    """Build the gazetteer from the installed packages and Dateline's tables."""
    with _said(settings):
        build.ensure_gazetteer(settings, progress=Progress(), rebuild=not if_needed)


@contextmanager
def _said(settings: Settings) -> Iterator[None]:
    before = _stamp(settings)
    yield
    if _stamp(settings) != before:
        say(f"gazetteer: {settings.gazetteer_path}")


def _stamp(settings: Settings) -> int:
    path = settings.gazetteer_path
    return path.stat().st_mtime_ns if path.exists() else 0


@gazetteer_group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def gazetteer_import(settings: Settings, files: tuple[Path, ...]) -> None:
    """Build the gazetteer anew with GeoNames dumps (country files, admin codes, alternate names; .txt or .zip)."""
    with _said(settings):
        build.import_gazetteer(settings, files, progress=Progress())


@gazetteer_group.command("info")
@click.pass_obj
def gazetteer_info(settings: Settings) -> None:
    """Say what the gazetteer holds and where it came from."""
    for name, value in build.open_gazetteer(settings, progress=Progress()).info().items():
        click.echo(f"{name:22} {value}")


@gazetteer_group.command("lookup")
@click.argument("name")
@click.option("--country", default="", help="ISO code, to look only there.")
@click.option("--fuzzy", is_flag=True, help="Also names a letter or two away.")
@click.pass_obj
def gazetteer_lookup(settings: Settings, name: str, country: str, fuzzy: bool) -> None:
    """List the places of a name as the gazetteer orders them, without any context."""
    places = build.open_gazetteer(settings, progress=Progress()).lookup(name, country=country, fuzzy=fuzzy)
    for place in places:
        inside = ", ".join(part for part in (place.admin1, place.country) if part)
        click.echo(
            f"{place.geonameid or '-':>9}  {place.feature_class or '-'}.{place.feature_code or '-':6} "
            f"{place.lat:9.4f} {place.lon:9.4f}  {place.population:>10,}  {place.name} ({inside})"
        )
    if not places:
        say(f"dateline: {name!r} is not in the gazetteer")
        raise click.exceptions.Exit(1)
