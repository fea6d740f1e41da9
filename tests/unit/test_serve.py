"""The dashboard's server: where it listens, and what is said when it cannot."""

from __future__ import annotations

import socket

import pytest

from geodata.errors import UsageError
from mapapp.serve import arguments, run_dashboard


def test_a_port_that_is_taken_is_said_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} cannot be had.*--port"):
            run_dashboard(port=port, open_browser=False)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="--port"):
        run_dashboard(port=70_000, open_browser=False)


def test_the_server_listens_on_this_machine_only_and_reports_to_nobody() -> None:
    told = arguments(port=8501, open_browser=False)
    assert "--server.address=127.0.0.1" in told
    assert "--browser.gatherUsageStats=false" in told
