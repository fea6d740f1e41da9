"""`dateline collections`: one map a project, made, renamed, put away and brought back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict

import click

from geodata import build
from geodata.errors import UsageError
from geodata.settings import Settings
from geodata.store import DEFAULT_COLLECTION, Collection, EventStore
from mapapp.commands.common import json_option, told
from mapapp.console import json_line, printable, say

name_argument = click.argument("name")


@click.group("collections", invoke_without_command=True)
@json_option
@click.pass_context
def collections_group(ctx: click.Context, as_json: bool) -> None:
    """List the collections of the store; make, rename, archive, delete them and bring them back."""
    if ctx.invoked_subcommand is not None:
        return
    with closing(build.open_store(ctx.obj)) as store:
        for one in store.collections():
            click.echo(json_line(asdict(one)) if as_json else _line(one))


def _line(one: Collection) -> str:
    marks = [word for word, so in (("archived", one.archived), ("deleted", one.deleted)) if so]
    return "  ".join([printable(one.name), told(one.articles, "article"), f"since {one.created[:10]}", *marks])


@collections_group.command("new")
@name_argument
@click.pass_obj
def collections_new(settings: Settings, name: str) -> None:
    """Make an empty collection."""

    def act(store: EventStore) -> None:
        if name.strip() in {one.name for one in store.collections()}:
            raise UsageError(f"there is a collection {name.strip()!r} already; choose another name")
        store.of(name)

    _change(settings, act, f"{name.strip()}: made")


@collections_group.command("rename")
@name_argument
@click.argument("new")
@click.pass_obj
def collections_rename(settings: Settings, name: str, new: str) -> None:
    """Give the collection NAME the name NEW."""
    _change(settings, lambda store: store.rename_collection(name, new), f"{name}: is {new.strip()} now")


@collections_group.command("archive")
@name_argument
@click.option("--undo", is_flag=True, help="Take it out of the archive.")
@click.pass_obj
def collections_archive(settings: Settings, name: str, undo: bool) -> None:
    """Put a collection into the archive: it stays as it is, and leaves the dashboard's list."""
    outcome = "is out of the archive" if undo else "is in the archive"
    _change(settings, lambda store: store.archive_collection(name, archived=not undo), f"{name}: {outcome}")


@collections_group.command("delete")
@name_argument
@click.pass_obj
def collections_delete(settings: Settings, name: str) -> None:
    """Put a collection out of sight; restore brings it back whole, purge removes it for ever."""
    if name.strip() == DEFAULT_COLLECTION:
        raise UsageError(f"{DEFAULT_COLLECTION!r} is always there; to empty it, rename it and delete what it is then")
    outcome = "deleted; `dateline collections restore` brings it back, purge removes it for ever"
    _change(settings, lambda store: store.delete_collection(name), f"{name}: {outcome}")


@collections_group.command("restore")
@name_argument
@click.pass_obj
def collections_restore(settings: Settings, name: str) -> None:
    """Bring a deleted collection back whole."""
    _change(settings, lambda store: store.delete_collection(name, deleted=False), f"{name}: is back")


@collections_group.command("purge")
@name_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def collections_purge(settings: Settings, name: str, yes: bool) -> None:
    """Remove a deleted collection with all its articles, events and corrections, for ever."""
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{name!r} would be gone for ever; add --yes to agree")
        click.confirm(f"Remove {printable(name)} for ever?", abort=True, err=True)
    _change(settings, lambda store: store.purge_collection(name), f"{name}: removed")


def _change(settings: Settings, act: Callable[[EventStore], None], outcome: str) -> None:
    with closing(build.open_store(settings)) as store:
        act(store)
    say(printable(outcome))
