"""`dateline gazetteer`: the offline gazetteer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from geodata import build
from geodata.settings import Settings
from mapapp.console import Progress, say


@click.group("gazetteer")
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
