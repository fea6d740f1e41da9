"""Start the dashboard: Streamlit on this machine only, with no talk to the outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

APP = Path(__file__).parent / "dashboard" / "app.py"

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
}


def command(*, port: int, open_browser: bool) -> list[str]:
    """Return the command line that serves the dashboard."""
    options = {**OPTIONS, "server.port": str(port), "server.headless": "false" if open_browser else "true"}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(APP), *flags]


def run_dashboard(*, port: int, open_browser: bool) -> int:
    """Serve the dashboard until it is stopped; returns the exit code."""
    process = subprocess.Popen(command(port=port, open_browser=open_browser), env=dict(os.environ))
    # Without this, who ends `dateline app` leaves the server on its port.
    signal.signal(signal.SIGTERM, lambda _number, _frame: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0
