"""`dateline rules`: house rules for names, of the whole house or of one collection."""

from __future__ import annotations

from pathlib import Path

import click

from geodata import build
from geodata.collection_rules import changes_for, names_in, naming, numbers_of
from geodata.errors import UnknownName
from geodata.places.geocoders import Permit
from geodata.places.house_rules import (
    HouseRule,
    change_rules,
    load_rules,
    rule_key,
    save_rules,
    with_rule,
    without_rule,
)
from geodata.settings import Settings
from geodata.store import DEFAULT_COLLECTION
from mapapp.commands.common import leave_full, opened, told
from mapapp.console import Progress, printable, say


@click.group("rules")
def rules_group() -> None:
    """House rules: a name means one place, before any geocoder is asked; everywhere or in one collection."""


collection_option = click.option(
    "--collection",
    default="",
    metavar="NAME",
    help="The rules of this collection, instead of those of the whole house.",
)


@rules_group.command("list")
@collection_option
@click.pass_obj
def rules_list(settings: Settings, collection: str) -> None:
    """List the house rules."""
    for rule in _held(settings, collection):
        place = rule.place
        inside = ", ".join(part for part in (place.admin1, place.country) if part)
        where = f"{place.name} ({inside})" if inside else place.name
        parts = [rule.name, "means", where, f"{place.lat:.4f}, {place.lon:.4f}"]
        parts += [f"in articles of {rule.scope}"] if rule.scope else []
        click.echo("  ".join(map(printable, parts)))


@rules_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@collection_option
@click.pass_obj
def rules_export(settings: Settings, file: Path, collection: str) -> None:
    """Write the house rules to FILE as CSV, to be changed or shared."""
    rules = _held(settings, collection)
    if not rules:
        leave_full(file, "house rule")
    save_rules(file, rules)
    say(f"{file}: {told(len(rules), 'house rule')}")


@rules_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@collection_option
@click.pass_obj
def rules_import(settings: Settings, file: Path, collection: str) -> None:
    """Add the house rules of a CSV file (columns name, lat, lon, and what export writes beside them).

    They replace those here that have the same name and scope.  Articles that are in the store already are read by them
    with `dateline rules apply`.
    """
    added = load_rules(file)
    if not collection:
        rules = change_rules(settings.rules_path, lambda held: with_rule(held, *added))
        say(f"{settings.rules_path}: {told(len(added), 'house rule')} read, {len(rules)} in all")
        return
    with opened(settings, collection, make=True) as store:
        store.change_all(changes_for(added, store.house_rules()))
        say(f"{store.collection}: {told(len(added), 'house rule')} read, {len(store.house_rules())} in all")


@rules_group.command("apply")
@collection_option
@click.pass_obj
def rules_apply(settings: Settings, collection: str) -> None:
    """Read anew the articles of a collection in which a name stands that has a rule, or had one there.

    Corrections are kept.  The collection is "News" unless given.
    """
    with opened(settings, collection or DEFAULT_COLLECTION) as store:
        names = [*names_in(store.changes()), *(rule.name for rule in load_rules(settings.rules_path))]
        articles = [article.id for article in naming(store.iter_articles(), names)]
        progress = Progress()
        pipeline = build.build_pipeline(settings, progress=progress, permit=Permit(0))
        held = (article for article in map(store.article, articles) if article is not None)
        for done, result in enumerate(pipeline.run(held, rules=store.house_rules()), 1):
            store.add(result.article, result.resolutions, result.events)
            progress("reading", done, len(articles))
        say(f"{store.collection}: {told(len(articles), 'article')} read anew")


@rules_group.command("remove")
@click.argument("name")
@click.option("--scope", default="", help="The publisher that the rule is for.")
@collection_option
@click.pass_obj
def rules_remove(settings: Settings, name: str, scope: str, collection: str) -> None:
    """Remove the house rule for NAME."""
    held = _held(settings, collection)
    if rule_key(name, scope) not in {rule.key for rule in held}:
        raise UnknownName("house rule", name, [rule.name for rule in held if rule.key[1] == rule_key("", scope)[1]])
    if not collection:
        left = change_rules(settings.rules_path, lambda rules: without_rule(rules, name, scope))
        say(f"{settings.rules_path}: {told(len(left), 'house rule')} left")
        return
    with opened(settings, collection) as store:
        for number in numbers_of(store.changes(), name, scope):
            store.take_back(number)
        say(f"{store.collection}: {told(len(store.house_rules()), 'house rule')} left")


def _held(settings: Settings, collection: str) -> list[HouseRule]:
    if not collection:
        return load_rules(settings.rules_path)
    with opened(settings, collection) as store:
        return store.house_rules()
