"""`dateline list`, `show`, `export`, `backup`, `restore`, `check`: what is in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from geodata import build
from geodata.column_sets import COLUMN_SETS, column_set
from geodata.corrections import Standing
from geodata.errors import UnknownName, UsageError
from geodata.exports import WRITERS, write
from geodata.files import require_regular
from geodata.model import Article, Event, Source
from geodata.records import event_to_record
from geodata.selection import read_selection
from geodata.settings import Settings
from geodata.store import EventStore
from geodata.titles import article_title
from mapapp.commands.common import collection_option, filter_options, json_option, leave_full, opened, told
from mapapp.console import Ticker, json_line, printable, say

TITLE = 60
"""Characters of the text that stand for a title where an article has none."""


@click.command("list")
@collection_option
@filter_options
@click.option("--articles", is_flag=True, help="The articles instead of the events; --since and --until are of them.")
@json_option
@click.pass_obj
def list_command(settings: Settings, /, collection: str, articles: bool, as_json: bool, **filters: Any) -> None:
    """List the events of the store by day, with people's corrections; events that people changed come last."""
    wanted = read_selection(**filters)
    with opened(settings, collection) as store:
        if articles:
            for article in store.iter_articles(since=wanted.since, until=wanted.until):
                click.echo(json_line(_article_record(article)) if as_json else _article_line(article))
            return
        for one in store.iter_reviewed(wanted):
            click.echo(json_line(_event_record(one)) if as_json else _event_line(one))


@click.command("show")
@click.argument("identifier", metavar="ID")
@collection_option
@json_option
@click.pass_obj
def show_command(settings: Settings, identifier: str, collection: str, as_json: bool) -> None:
    """Show an event with its sources, or an article with its events, by its ID (`dateline list` has them)."""
    with opened(settings, collection) as store:
        article = store.article(identifier)
        if article is not None:
            _show_article(store, article, as_json=as_json)
            return
        standing = store.standing(identifier)
        found = store.event(identifier) if standing is None else None
        if found is not None:
            say(f"dateline: {identifier} was merged, moved to another id or deleted since; as the machine found it:")
            standing = Standing(event=found)
        if standing is None:
            say(f"dateline: {printable(identifier)!r} is no event and no article of {printable(store.collection)!r}")
            raise click.exceptions.Exit(1)
    if as_json:
        evidence = [_source_record(source) for source in standing.event.sources]
        click.echo(json_line({"kind": "event", **_event_record(standing), "evidence": evidence}))
        return
    for line in _event_lines(standing):
        click.echo(line)


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@collection_option
@filter_options
@click.option("--columns", default="dateline", show_default=True, help="Whose columns: dateline, acled or ucdp.")
@click.option("--dictionary", is_flag=True, help="Also write what the columns mean, beside FILE.")
@click.pass_obj
def export_command(
    settings: Settings, /, file: Path, collection: str, columns: str, dictionary: bool, **filters: Any
) -> None:
    """Write the events of the store, with people's corrections, to FILE in the format of its ending.

    .geojson, .csv, .jsonl, .kml, .gpkg, .fgb, .parquet
    """
    require_regular(file)
    wanted = read_selection(**filters)
    if not file.suffix:
        raise UsageError(f"{file}: its ending says the format; choose one of {', '.join(WRITERS)}")
    if file.suffix.lower() not in WRITERS:
        raise UnknownName("export format", file.suffix, WRITERS)
    if columns not in COLUMN_SETS:
        raise UnknownName("set of columns", columns, COLUMN_SETS)
    holds = column_set(columns).holds
    count = 0
    ticker = Ticker()

    def counted(standing: Iterable[Standing]) -> Iterator[Event]:
        nonlocal count
        for one in standing:
            if holds(one.event):
                count += 1
                ticker(f"{count:,} events")
                yield one.event

    with opened(settings, collection) as store:
        events = counted(store.iter_reviewed(wanted))
        first = list(islice(events, 1))
        if not first:
            leave_full(file, "event")
        try:
            write(chain(first, events), file, columns=columns, dictionary=dictionary)
        finally:
            ticker.clear()
    say(f"{file}: {told(count, 'event')}")
    if not count:
        raise click.exceptions.Exit(1)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup_command(settings: Settings, file: Path) -> None:
    """Write a copy of the whole store, all collections, to FILE; it may be in use meanwhile."""
    with closing(build.open_store(settings)) as store:
        store.backup(file)
    say(f"{file}: {file.stat().st_size:,} bytes")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore_command(settings: Settings, file: Path) -> None:
    """Put a backup in the place of the store, once it is checked; the old store is kept beside it."""
    kept = build.restore_store(settings, file)
    with closing(build.open_store(settings)) as store:
        say(f"{store.address}: {_held(store)}")
    if kept is not None:
        say(f"the old store is kept as {kept}")


@click.command("check")
@click.pass_obj
def check_command(settings: Settings) -> None:
    """Check the store: damage, rows that belong to nothing, values that cannot be read."""
    with closing(build.open_store(settings)) as store:
        faults = store.check()
        for fault in faults:
            click.echo(printable(fault))
        if faults:
            say(f"{store.address}: {told(len(faults), 'fault')}; `dateline restore` puts a backup in its place")
            raise click.exceptions.Exit(1)
        say(f"{store.address}: all is well, {_held(store)}")


def _held(store: EventStore) -> str:
    held = store.collections()
    return f"{told(len(held), 'collection')} with {told(sum(one.articles for one in held), 'article')}"


# ------------------------------------------------- events


def _event_record(standing: Standing) -> dict[str, Any]:
    return {**event_to_record(standing.event), "checked": standing.checked}


def _source_record(source: Source) -> dict[str, Any]:
    return {
        "article_id": source.article_id,
        "publisher": source.publisher,
        "title": source.title,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
        "start": source.start,
        "end": source.end,
        "quote": source.quote,
    }


def _event_line(standing: Standing) -> str:
    event = standing.event
    day = event.when.start.isoformat() if event.when.start else "no date"
    return _row(event.event_id, f"{day:10}", f"{event.type:22}", f"{event.status:10}", event.title)


def _event_lines(standing: Standing) -> Iterator[str]:
    """Yield an event as a person reads it."""
    record = _event_record(standing)
    yield printable(record["title"])
    names = [name for name in record if name not in _OF_SOURCES and record[name] not in (None, "", False)]
    yield from (f"  {name:22} {printable(str(record[name]))}" for name in names)
    if standing.changed:
        yield f"  {'changed by people':22} change {standing.changed} of the log"
    for source in standing.event.sources:
        published = f"{source.published:%Y-%m-%d}" if source.published else ""
        parts = [source.publisher, source.title, published, source.url, f"article {source.article_id}"]
        yield f"  source: {printable(', '.join(part for part in parts if part))}"
        yield f"    “{printable(source.quote)}”"


_OF_SOURCES = frozenset({"title", "quote", "article_id", "quote_start", "quote_end", "publishers", "urls", "sources"})


# ------------------------------------------------- articles


def _article_record(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "language": article.language,
        "origin": article.origin,
    }


def _article_line(article: Article) -> str:
    day = f"{article.published:%Y-%m-%d}" if article.published else "no date"
    return _row(article.id, f"{day:10}", article.publisher or "-", article_title(article, TITLE))


def _row(*cells: str) -> str:
    return "  ".join(printable(cell).ljust(len(cell)) for cell in cells).rstrip()


def _show_article(store: EventStore, article: Article, *, as_json: bool) -> None:
    events = store.events_of(article.id)
    revisions, copies = len(store.revisions(article.id)), list(store.copies(article.id).values())
    if as_json:
        found = [event_to_record(event) for event in events]
        record = {"kind": "article", **_article_record(article), "revisions": revisions, "text": article.text}
        elsewhere = [_article_record(copy) for copy in copies]
        click.echo(json_line({**record, "copies": elsewhere, "events": found}))
        return
    for name, value in _article_record(article).items():
        if value:
            click.echo(f"  {name:22} {printable(value)}")
    click.echo(f"  {'revisions':22} {revisions}")
    for copy in copies:
        click.echo(f"  {'also in':22} {printable(', '.join(filter(None, (copy.publisher, copy.title, copy.url))))}")
    for event in events:
        click.echo(f"  event {_event_line(Standing(event=event))}")
    for line in article.text.splitlines():
        click.echo(f"    {printable(line)}" if line.strip() else "")
