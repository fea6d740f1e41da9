"""`dateline batch`: an archive of articles, on this machine's cores or a cluster."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geodata import build
from geodata.settings import Settings
from mapapp.console import Progress, say

if TYPE_CHECKING:
    from geodata.archive.run import Report, Tick

MB = 1_000_000


@click.command("batch")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The output folder.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Your Dask cluster, like tcp://host:8786.")
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    default=os.cpu_count() or 1,
    help="Processes on this machine, where no scheduler is named; one a core unless given.",
)
@click.option("--memory", default="2GB", show_default=True, help="Most memory of such a process.")
@click.option("--partition", type=click.IntRange(1, 256), default=1, show_default=True, help="MB of text a task.")
@click.option("--resume", is_flag=True, help="Take over an output folder of other files or settings.")
@click.option("--dashboard", default="127.0.0.1:8787", show_default=True, help="Where Dask's dashboard listens.")
@click.pass_obj
def batch_command(
    settings: Settings,
    sources: tuple[str, ...],
    out: Path,
    scheduler: str,
    workers: int,
    memory: str,
    partition: int,
    resume: bool,
    dashboard: str,
) -> None:
    """Read an archive: JSON lines (.jsonl, .gz, .zst), Parquet, folders, by path or any fsspec address.

    The output is GeoParquet by month and country: articles, mentions and events.  Run it again after whatever stopped
    it: what is finished is kept.  What could not be read is in dead-letters.jsonl, with the cause.
    """
    report = build.run_batch(
        settings,
        sources,
        out,
        progress=Progress(),
        scheduler=scheduler,
        workers=workers,
        memory=memory,
        dashboard=dashboard,
        resume=resume,
        partition_bytes=partition * MB,
        on_tick=Ticks(),
        on_cluster=lambda address: say(cluster_line(address, scheduler, workers, memory)),
    )
    for line in told(report, out):
        say(line)
    if report.manifest.counts.get("failed") or report.manifest.failed_partitions:
        raise click.exceptions.Exit(1)


def cluster_line(address: str, scheduler: str, workers: int, memory: str) -> str:
    """Return in words where the work is done, and where Dask shows it."""
    where = f"on {scheduler}" if scheduler else f"{workers} workers of at most {memory} each" if workers > 1 else (
        f"one worker of at most {memory}"
    )  # fmt: skip
    return f"{where}; Dask's dashboard: {address}"


def told(report: Report, out: Path) -> list[str]:
    """Return what came of a run in words."""
    manifest = report.manifest
    counts = manifest.counts
    lines = [f"{key}: {cause}; the next run tries it again" for key, cause in manifest.failed_partitions.items()]
    if report.skipped:
        lines.append(f"{report.skipped:,} of {manifest.partitions:,} partitions were finished before")
    lines.append(
        f"{out}: {counts['articles']:,} articles, {counts['mentions']:,} mentions, {counts['events']:,} events"
    )
    if counts["failed"]:
        lines.append(f"{out / 'dead-letters.jsonl'}: {counts['failed']:,} that could not be read, with the causes")
    return lines


class Ticks:
    """Says how far a run is: a line that is written over on a terminal, one for each tenth in a pipe."""

    def __init__(self) -> None:
        self._said = ("", -1)

    def __call__(self, tick: Tick) -> None:
        """Say one tick."""
        if not tick.total:
            return
        terminal = sys.stderr.isatty()
        step = (tick.stage, (1000 if terminal else 10) * tick.done // tick.total)
        if step == self._said:
            return
        over = terminal and step[0] == self._said[0]
        self._said = step
        click.echo(("\r" if over else "\n" if terminal else "") + tick_line(tick), err=True, nl=not terminal)
        if terminal and tick.done == tick.total:
            self._said = ("", -1)
            click.echo("", err=True)


def tick_line(tick: Tick) -> str:
    """Return a tick in words: how much is done, how fast, how long it will take."""
    line = f"{tick.stage:<9} {tick.done:,} of {tick.total:,}"
    if tick.rate:
        line += f"  {tick.articles:,} articles, {tick.rate:,.1f} a second, {duration(tick.left)} left"
    return line + (f", {tick.failed:,} failed" if tick.failed else "")


def duration(seconds: float) -> str:
    """Return a time in the two units that matter."""
    minutes, whole = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {whole} s" if minutes else f"{whole} s"
