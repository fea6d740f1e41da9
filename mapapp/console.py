"""Words to the person at the terminal: plain lines and progress on standard error."""

from __future__ import annotations

import json
import re
import signal
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

import click

MOMENT = 0.1
"""Seconds between two lines of a ticker."""
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""Ends of lines to some readers, and halves of letters, which no file can hold."""


def say(line: str) -> None:
    """Write a line to standard error, so that standard output stays for data."""
    click.echo(line, err=True)


def printable(text: str) -> str:
    """Return text as one line without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(text.split()))


def json_line(record: Mapping[str, Any]) -> str:
    """Return a record as one line of JSON that every program takes for one."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(record, ensure_ascii=False))


class Stop:
    """While it is open, Ctrl+C lets what is in hand come to its end; a second one breaks it off."""

    def __init__(self) -> None:
        self.wanted = False
        self._former: Any = None

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            self._former = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._former is not None:
            signal.signal(signal.SIGINT, self._former)

    def _note(self, *_: object) -> None:
        if self.wanted:
            raise KeyboardInterrupt
        self.wanted = True
        say("\nstopping when the answer in hand is there; Ctrl+C again breaks it off")


class Ticker:
    """A line about what goes on, rewritten in place on a terminal; nothing in a pipe."""

    def __init__(self) -> None:
        self._shown = False
        self._last = 0.0

    def __call__(self, line: str) -> None:
        """Show a line, unless the last one is a moment old."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._last < MOMENT:
            return
        self._shown, self._last = True, now
        click.echo(f"\r{line:<79.79}", err=True, nl=False)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo(f"\r{'':79}\r", err=True, nl=False)
        self._shown = False


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
