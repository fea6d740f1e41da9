"""`dateline …`: the commands of `mapapp/commands`, as one.

Exit codes: 0 all went well, 1 an input could not be read (the others were still used)
or nothing was found, 2 the call was wrong.
"""

from __future__ import annotations

import click

from geodata.settings import load_settings
from mapapp.commands import adding, app, batch, cache, collections, gazetteer, geocode, map, rules, stored
from mapapp.commands.common import Group

COMMANDS: tuple[click.Command, ...] = (
    map.map_command,
    app.app_command,
    adding.add_command,
    adding.watch_command,
    stored.list_command,
    stored.show_command,
    stored.export_command,
    stored.backup_command,
    stored.restore_command,
    stored.check_command,
    collections.collections_group,
    batch.batch_command,
    geocode.geocode_command,
    cache.cache_group,
    rules.rules_group,
    gazetteer.gazetteer_group,
)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Put the news on a map."""
    ctx.obj = load_settings()


for command in COMMANDS:
    main.add_command(command)
