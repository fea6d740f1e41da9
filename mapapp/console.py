"""Words to the person at the terminal: plain lines and progress on standard error."""

from __future__ import annotations

import sys

import click


def say(line: str) -> None:
    """Write a line to standard error, so that standard output stays for data."""
    click.echo(line, err=True)


class Progress:
    """A progress callback: a bar on a terminal, a line per stage in a pipe."""

    def __init__(self) -> None:
        self._stage = ""
        self._percent = -1

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` steps of a stage are over (`total` 0: unknown)."""
        terminal = sys.stderr.isatty()
        percent = 100 * done // total if total else 0
        if stage != self._stage:
            if self._stage and terminal:
                click.echo("", err=True)
            self._stage, self._percent = stage, -1
            if not terminal:
                say(f"{stage} …")
        if terminal and percent != self._percent:
            self._percent = percent
            bar = "█" * (percent // 4) + "░" * (25 - percent // 4)
            click.echo(f"\r{stage:<42.42} {bar} {percent:3d} %", err=True, nl=done >= total > 0)
            if done >= total > 0:
                self._stage = ""
