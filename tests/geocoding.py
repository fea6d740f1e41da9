"""A geocoder that knows one village, and what a cache of its answers holds."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from geodata.errors import GeocodingError
from geodata.model import Place
from geodata.places.geocoders import Answer, Scope

TAPALPA = Place(name="Tapalpa", lat=19.946, lon=-103.759, country="MX", admin1="Jalisco", geonameid=3982461)


LICENSED = replace(TAPALPA, licence="none")
"""The same from an online provider: whom to name comes along."""


class Answering(ABC):
    """What geocoders of tests share: they tell answers, and the places in them."""

    @abstractmethod
    def answer(
        self, query: str, *, near: tuple[float, float] | None = None, country: str = "", scope: Scope | None = None
    ) -> Answer: ...

    def geocode(
        self, query: str, *, near: tuple[float, float] | None = None, country: str = "", scope: Scope | None = None
    ) -> list[Place]:
        return list(self.answer(query, near=near, country=country, scope=scope).places)


class Fake(Answering):
    """A geocoder that knows Tapalpa, fails for Fail, and writes down each question in a list (or file)."""

    name = "fake"
    version = "1"
    licence = "none"
    online = False

    def __init__(self, *, online: bool = False, version: str = "1", log: Path | None = None) -> None:
        self.online, self.version, self.log = online, version, log
        self.asked: list[str] = []
        self.gate: Callable[[], object] = lambda: None

    def answer(
        self, query: str, *, near: tuple[float, float] | None = None, country: str = "", scope: Scope | None = None
    ) -> Answer:
        self.asked.append(query)
        if self.log:
            with self.log.open("a") as stream:
                stream.write(query + "\n")
        self.gate()
        if query == "Fail":
            raise GeocodingError("fake: down")
        return Answer((TAPALPA,) if query.casefold() == "tapalpa" else (), "said so")


def rows(
    path: Path, query: str = "SELECT query, context, places, raw, expires FROM answer"
) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
