"""`dateline cache`: the geocoding cache."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from geodata import build
from geodata.errors import UnknownName
from geodata.files import atomic_path
from geodata.places.geocoders import export_answers, import_answers, spending
from geodata.settings import Settings
from mapapp.commands.common import leave_full
from mapapp.console import say


@click.group("cache")
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
    with closing(build.open_cache(settings)) as cache:
        if not cache.counts():
            leave_full(file, "answer")
        with atomic_path(file) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
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
