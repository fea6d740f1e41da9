"""Where a publisher writes from: its home from a table, its country from its web domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from geodata.places.gazetteer.folding import fold
from geodata.places.gazetteer.tables import read_table, tables_folder

_LENT = frozenset("tv me io co ai fm ly cc to ws gg im sh nu la eu uk".split())
"""Country codes in web addresses that sites of any country use, and those that are no ISO codes."""


@dataclass(frozen=True, slots=True)
class Home:
    """What a publisher tells of its news: a country, and for a local one the town and its division."""

    country: str
    admin1_code: str = ""
    town: str = ""
    geonameid: int | None = None


def home_of(publisher: str, url: str) -> Home | None:
    """Return the home that a publisher's name, its web domain, or the domain's country tells, or None.

    Agencies and papers that write about the whole world tell nothing.
    """
    hosts = [host for text in (url, publisher) if (host := _host(text))]
    known = _table()
    for key in (fold(publisher), *(parent for host in hosts for parent in _parents(host))):
        if key in known:
            return known[key]
    endings = (host.rpartition(".")[2] for host in hosts)
    return next((Home("GB" if end == "uk" else end.upper()) for end in endings
                 if len(end) == 2 and (end == "uk" or end not in _LENT)), None)  # fmt: skip


def _host(text: str) -> str:
    """Return the host of a web address or of a bare domain, "" for other texts."""
    if "://" in text:
        try:
            return (urlsplit(text).hostname or "").removeprefix("www.")
        except ValueError:
            return ""
    bare = text.strip().lower().removeprefix("www.")
    return bare if "." in bare and " " not in bare and "/" not in bare else ""


def _parents(host: str) -> Iterator[str]:
    """Yield a host and the domains above it: news.bbc.co.uk, bbc.co.uk, co.uk."""
    while "." in host:
        yield host
        host = host.partition(".")[2]


@lru_cache(maxsize=1)
def _table() -> dict[str, Home | None]:
    found: dict[str, Home | None] = {}
    for row in read_table("publishers", tables_folder()):
        covers = row.required("covers")
        home = None
        if covers == "town":
            home = Home(
                row.required("country"),
                row.text("admin1_code"),
                row.required("city"),
                row.integer("geonameid", 0) or None,
            )
        elif covers != "world":
            home = Home(covers)
        names = [row.required("name"), *row.parts("alternates")]
        found.update({(name.lower() if _host(name) else fold(name)): home for name in names})
    return found
