"""Start the dashboard: Streamlit on this machine only, with no talk to the outside."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import click

from geodata.errors import UsageError

APP = Path(__file__).parent / "dashboard" / "app.py"
ARCHIVE = Path(__file__).parent / "dashboard" / "archive.py"

# Streamlit's own defaults listen on every interface, send usage statistics and ask for an e-mail address.
OPTIONS = {
    "server.address": "127.0.0.1",
    "server.showEmailPrompt": "false",
    "server.maxUploadSize": "200",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "browser.serverAddress": "localhost",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "logger.hideWelcomeMessage": "true",  # whoever starts the server says where it is; the rest is advertisement
}


def arguments(*, port: int, open_browser: bool, data: Path | None = None) -> list[str]:
    """Return the arguments with which Streamlit serves the dashboard, or the archive in the folder `data`."""
    options = {**OPTIONS, "server.port": str(port), "server.headless": "false" if open_browser else "true"}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return ["run", str(APP), *flags] if data is None else ["run", str(ARCHIVE), *flags, "--", str(data.resolve())]


def command(*, port: int, open_browser: bool, data: Path | None = None) -> list[str]:
    """Return the command line that serves the dashboard in a process of its own."""
    return [sys.executable, "-m", "mapapp.serve", *arguments(port=port, open_browser=open_browser, data=data)]


def run_dashboard(*, port: int, open_browser: bool, data: Path | None = None) -> int:
    """Serve the dashboard, or an archive, in this process until it is stopped.

    Returns the exit code; raises UsageError.
    """
    require_port(port)
    return serve(arguments(port=port, open_browser=open_browser, data=data))


def require_port(port: int) -> None:
    """Raise UsageError for a port that nobody can listen at, or where somebody listens already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((OPTIONS["server.address"], port))
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"port {port} cannot be had, perhaps another dashboard runs there; choose one with --port"
            ) from error


def serve(args: Sequence[str]) -> int:
    """Run Streamlit; what the first page needs is loaded before, not when somebody waits for it."""
    from streamlit.web import cli

    if str(APP) in args:
        from mapapp.dashboard import warm

        threading.Thread(target=warm.load, name=warm.THREAD, daemon=True).start()
    try:
        cli.main(list(args), standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
