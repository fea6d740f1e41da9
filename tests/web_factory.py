"""The web, guarded: only on loopback, with names that resolve to it and a clock that only tests wind on."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field

from geodata.errors import InputError
from geodata.model import Article
from geodata.sources import open_inputs
from geodata.sources.web import Web
from geodata.sources.web_transport import Address
from tests.documents import STORIES
from tests.web_server import Site

TEXT = STORIES[0].text
PAGE = (
    f"<html><head><title>River rises</title></head><body><article><h1>River rises</h1>"
    f"{''.join(f'<p>{part}</p>' for part in TEXT.split(chr(10) * 2))}</article></body></html>"
).encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Clock:
    """A clock that moves when somebody sleeps."""

    now: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def only_loopback(address: Address) -> bool:
    return str(address) == "127.0.0.1"


def to_loopback(host: str, _port: int) -> Sequence[str]:
    """Names end in .example and are here; numbers are what they are; anything else is nowhere."""
    if host.endswith(".example"):
        return ["127.0.0.1"]
    ipaddress.ip_address(host)
    return [host]


def url(site: Site, path: str = "/a", host: str = "news.example") -> str:
    return f"http://{host}:{site.port}{path}"


def opened(web: Web, *addresses: str) -> tuple[list[Article], list[str], list[str]]:
    errors: list[InputError] = []
    notes: list[str] = []
    found = list(open_inputs(addresses, on_error=errors.append, on_note=notes.append, fetch=web.fetch))
    return found, [str(error) for error in errors], notes
