"""`dateline app`: the dashboard."""

from __future__ import annotations

from pathlib import Path

import click

from geodata import build
from geodata.errors import UsageError
from geodata.settings import Settings
from geodata.store import DEFAULT_COLLECTION
from mapapp.commands.adding import Adding
from mapapp.commands.common import Failures, opened, yes_option
from mapapp.console import Progress, say


@click.command("app")
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--open/--no-open", "open_browser", default=True, help="Open the browser.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="An output folder of dateline batch, to look into."
)
@yes_option
@click.pass_obj
def app_command(
    settings: Settings, inputs: tuple[str, ...], port: int, open_browser: bool, data: Path | None, yes: bool
) -> None:
    """Open the dashboard, with the events of INPUTs when some are given."""
    from mapapp.dashboard import samples
    from mapapp.serve import require_port, run_dashboard

    require_port(port)
    if data is not None:
        if inputs:
            raise UsageError("--data opens an archive as it is; articles are added to it by dateline batch --resume")
        build.open_archive(data)
        say(f"Archive on http://localhost:{port} (this machine only); Ctrl+C ends it.")
        raise click.exceptions.Exit(run_dashboard(port=port, open_browser=open_browser, data=data))
    build.ensure_gazetteer(settings, progress=Progress())
    if inputs:
        _add_to_store(settings, inputs, agreed=yes)
    elif build.open_store(settings).count_articles() == 0:
        samples.events(settings, lambda: build.build_pipeline(settings))  # so that the page opens with a map on it
    say(f"Dashboard on http://localhost:{port} (this machine only); Ctrl+C ends it.")
    raise click.exceptions.Exit(run_dashboard(port=port, open_browser=open_browser))


def _add_to_store(settings: Settings, inputs: tuple[str, ...], *, agreed: bool) -> None:
    """Put the articles of the inputs into the store, one transaction each."""
    failures = Failures()
    with opened(settings, DEFAULT_COLLECTION) as store:
        adding = Adding(settings, store, failures, aloud=True, agreed=agreed)
        adding.take(inputs)
    failures.rest()
    say(adding.summary())
