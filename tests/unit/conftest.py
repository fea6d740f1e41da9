"""What the tests of the web share: a site on loopback and a clock that only they wind on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.sources.web import Limits, Transport, Web
from tests.web_factory import Clock, only_loopback, to_loopback
from tests.web_server import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web(tmp_path: Path, clock: Clock) -> Web:
    transport = Transport(allowed=only_loopback, resolve=to_loopback, limits=Limits(size=1_000_000, seconds=20.0))
    return Web(tmp_path / "web", transport, clock=clock, sleep=clock.sleep)
