"""Start the dashboard for a test on a free loopback port; show what it printed when it fails."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapapp.serve import command

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90
POLL_SECONDS = 0.2


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dashboard(
    home: Path, data: Path | None = None, *, port: int = 0, folder: Path | None = None, **settings: str
) -> Iterator[str]:
    """Serve the dashboard with a home folder of its own, or the archive in `data`; yields its address.

    It starts in `folder`, with `settings` in its environment.
    """
    port = port or free_port()
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(port=port, open_browser=False, data=data),
            env={**os.environ, "PYTHONPATH": str(ROOT), "DATELINE_HOME": str(home), **settings},
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None:
                break
            time.sleep(POLL_SECONDS)
    raise AssertionError(f"the dashboard did not come up:\n{log.read_text(errors='replace')}")
