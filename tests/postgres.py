"""A PostgreSQL server for one test session, on a socket in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def find_program(name: str) -> Path | None:
    """Return a program of the server, from PATH or from where Debian puts it."""
    found = shutil.which(name)
    if found:
        return Path(found)
    return max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=None)


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield the address of an empty database."""
    # Not below pytest's folder: each session of pytest closes that to other users, and the server is one.
    with tempfile.TemporaryDirectory(prefix="dateline-postgres-", ignore_cleanup_errors=True) as folder:
        yield from _served(Path(folder))


def _served(folder: Path) -> Iterator[str]:
    # PostgreSQL refuses to run as root.
    who: dict[str, Any] = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, **who)
    data = folder / "data"

    def run(name: str, *arguments: str) -> None:
        program = find_program(name)
        assert program is not None
        subprocess.run([program, *arguments], check=True, capture_output=True, cwd=folder, **who)

    run("initdb", "-D", str(data), "-U", "dateline", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://dateline@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
