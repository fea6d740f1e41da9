"""The web, guarded: an address that the user gave → bytes; nothing else is ever fetched.

    page = Web(settings.home / "web").fetch("https://news.example/river")

Only http and https, only public addresses (also after redirects), limits of size, time and redirects, robots.txt,
one request a second per host over all processes, conditional requests, no cookies, an honest name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urljoin

from geodata.errors import NotFetched
from geodata.sources import web_manners
from geodata.sources.web_manners import INTERVAL, Kept, Robots, Turns
from geodata.sources.web_transport import Answer, Limits, Target, Transport, parse

AGENT = "Dateline"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ROBOTS_SIZE = 500_000
_REFUSALS = {
    401: "asks for a login; save the page from your browser instead",
    402: "asks for money; save the page from your browser instead",
    403: "may not be read by programs; save the page from your browser instead",
    404: "is not there",
    410: "is no longer there",
    429: "asks to be left alone for now; try again later",
    451: "is blocked for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address holds: where it was found in the end, its bytes, its type and encoding as stated."""

    url: str
    data: bytes
    media_type: str = ""
    charset: str = ""


Fetch = Callable[[str], Page]


def user_agent() -> str:
    """Return how Dateline calls itself to servers."""
    try:
        number = version("dateline")
    except PackageNotFoundError:
        number = "0"
    return f"{AGENT}/{number} (reads news articles that its user names; obeys robots.txt)"


@dataclass(frozen=True, slots=True)
class Web:
    """Fetches pages; `folder` is where the manners are kept, shared by all processes of a user."""

    folder: Path
    transport: Transport = field(default_factory=Transport)
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def fetch(self, url: str) -> Page:
        """Return the page of an address after redirects; raises NotFetched or TooLarge, both InputErrors."""
        target = parse(url)
        for _ in range(self.transport.limits.redirects + 1):
            answer = self._ask(target, self._pace(target))
            if answer.status not in REDIRECTS:
                return _page(target, answer)
            target = _next(target, answer)
        raise NotFetched(f"redirects more than {self.transport.limits.redirects} times", origin=url)

    def _pace(self, target: Target) -> float:
        """Return the seconds between requests that a site asks for; raises NotFetched when it forbids the page."""
        robots = Robots(self.folder, self.clock)
        text = robots.kept(target.site)
        if text is None:
            try:
                text = self._robots(target)
            except NotFetched as error:
                # Named by the address that was asked for, not by the robots.txt that nobody knows of.
                reason = str(error).removeprefix(f"{error.origin}: ")
                raise NotFetched(reason, origin=target.url) from error
            robots.keep(target.site, text)
        if not web_manners.may_fetch(text, target.url, AGENT):
            raise NotFetched(
                "may not be read by programs (its robots.txt says so); save the page from your browser instead",
                origin=target.url,
            )
        return web_manners.interval(text, AGENT)

    def _robots(self, target: Target) -> str:
        """Return a site's robots.txt, empty when it has none; a site that cannot say is left alone (RFC 9309)."""
        asked = Target(target.scheme, target.host, target.port, "/robots.txt")
        for _ in range(self.transport.limits.redirects + 1):
            answer = self._send(asked, {}, INTERVAL)
            if answer.status in REDIRECTS:
                asked = _next(asked, answer)
                continue
            if answer.status >= 500 or answer.status == 429:
                raise NotFetched(
                    f"its robots.txt cannot be read now ({answer.status}); try again later", origin=target.url
                )
            return answer.body[:ROBOTS_SIZE].decode("utf-8", "replace") if answer.status == 200 else ""
        return ""

    def _ask(self, target: Target, pace: float) -> Answer:
        """Return the answer of a page, the kept one when it has not changed."""
        pages = Kept(self.folder)
        kept = pages.get(target.url)
        answer = self._send(target, web_manners.asking_again(kept[0]) if kept else {}, pace)
        if answer.status == 304 and kept:
            return Answer(200, {**answer.headers, **kept[0]}, kept[1])
        if answer.status == 200:
            pages.keep(target.url, answer.headers, answer.body)
        return answer

    def _send(self, target: Target, headers: dict[str, str], pace: float) -> Answer:
        Turns(self.folder, self.clock, self.sleep).wait(target.host, pace)
        return self.transport.get(target, {"User-Agent": user_agent(), "Accept": "*/*", **headers})


def _next(target: Target, answer: Answer) -> Target:
    """Return where a redirect leads."""
    location = answer.headers.get("location", "")
    # Servers send what should be quoted as raw bytes, which http.client reads as Latin-1.
    readable = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        joined = urljoin(target.url, readable.strip())
    except ValueError as error:
        raise NotFetched("redirects to no address", origin=target.url) from error
    if not location:
        raise NotFetched("redirects to no address", origin=target.url)
    return parse(joined.replace(" ", "%20"))


def _page(target: Target, answer: Answer) -> Page:
    if answer.status != 200:
        reason = _REFUSALS.get(answer.status, "has an error" if answer.status >= 500 else "cannot be read")
        raise NotFetched(f"{reason} ({answer.status})", origin=target.url)
    media_type, _, rest = answer.headers.get("content-type", "").partition(";")
    charset = next(
        (part.split("=", 1)[1] for part in rest.split(";") if part.strip().lower().startswith("charset=")), ""
    )
    return Page(target.url, answer.body, media_type.strip().lower(), charset.strip(" \"'").lower())


__all__ = ["Fetch", "Limits", "Page", "Transport", "Web", "user_agent"]
