"""`dateline rules`: house rules for names."""

from __future__ import annotations

from pathlib import Path

import click

from geodata.errors import UnknownName
from geodata.places.house_rules import load_rules, save_rules, with_rule, without_rule
from geodata.settings import Settings
from mapapp.console import say


@click.group("rules")
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
