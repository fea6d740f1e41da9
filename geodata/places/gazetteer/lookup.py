"""Looking names up: the gazetteer as every other part of Dateline sees it."""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from geodata.errors import GazetteerError
from geodata.model import Place
from geodata.places.gazetteer import state
from geodata.places.gazetteer.folding import fold_variants
from geodata.places.gazetteer.geometry import box_about, distance_km
from geodata.places.gazetteer.schema import FOLDED_COST, SCHEMA_VERSION, NameKind
from geodata.places.gazetteer.typos import Typos

Scope = Collection[tuple[str, str]]
"""Pairs (country, admin1 code) within which a misspelt name is sought; an empty code means the whole country."""

_PLACE = (
    "p.name, p.lat, p.lon, p.country, p.admin1, p.admin2, p.admin1_code, p.id, p.feature_class, p.feature_code, "
    "p.population, p.radius_km"
)
_BY_KEY = (
    f"SELECT {_PLACE}, n.rank, n.kind, n.spelling FROM name n JOIN place p ON p.id = n.place_id "
    "WHERE n.key = ? ORDER BY n.rank LIMIT ?"
)
_BY_KEY_WITHIN = (
    f"SELECT {_PLACE}, n.rank, n.kind, n.spelling FROM name n JOIN place p ON p.id = n.place_id "
    "WHERE n.key = ?1 AND p.country = ?2 AND (?3 = '' OR p.admin1_code = ?3) ORDER BY n.rank LIMIT ?4"
)
_FIRST = "SELECT kind, rank FROM name WHERE key = ? ORDER BY rank LIMIT 1"
_NEAR_COST = 200
"""What ten times the distance adds to a rank; a hundred times the people take off as much."""


class Gazetteer:
    """A gazetteer file, open for reading; safe to share between threads and to pickle."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`; raises GazetteerError, saying what to do, when it is not usable."""
        state.require_ready(path)
        self.path = path
        self._local = threading.local()
        self._typos = Typos(self._run)

    def __getstate__(self) -> Path:
        return self.path

    def __setstate__(self, path: Path) -> None:
        Gazetteer.__init__(self, path)

    def lookup(
        self,
        name: str,
        *,
        country: str = "",
        admin1_code: str = "",
        fuzzy: bool = False,
        scope: Scope = (),
        near: tuple[float, float] | None = None,
        limit: int = 50,
    ) -> list[Place]:
        """Return the places that a name may mean, the likeliest first, at most `limit`.

        The order is the prior of `schema.rank_of`: population, with countries, divisions and large regions
        before towns; an alternate name counts a fifth of the people, a spelling that differs in more than
        case two thirds.  `near` (lat, lon) prefers the places about a point.  `fuzzy` adds names with one
        wrong letter when nothing matches exactly, and with two wrong letters inside `scope`; such places have
        `edits` set.  No place is invented for a name of fewer than five letters.
        """
        found = self._exact(name, country, admin1_code, near, limit)
        if found or not fuzzy:
            return found
        return self.correct(name, scope=scope or ([(country, admin1_code)] if country else ()), near=near, limit=limit)

    def correct(
        self, name: str, *, scope: Scope = (), near: tuple[float, float] | None = None, limit: int = 20
    ) -> list[Place]:
        """Return the places of names that differ from `name` by one or two letters, fewest first.

        One letter anywhere, or only inside `scope` when it is given; two letters only inside `scope`, for
        names of seven letters and more.  Exact matches are not looked for.
        """
        found: dict[int | str | None, Place] = {}
        for key in fold_variants(name)[:1]:
            for match, edits in self._typos.matches(key, scope):
                for country, code in scope or [("", "")]:
                    for place, _ in self._rows(match, country, code, limit, None):
                        found.setdefault(place.geonameid or place.name, replace(place, edits=edits))
        places = list(found.values())
        if near is not None:
            places.sort(key=lambda place: (place.edits, distance_km(near, (place.lat, place.lon))))
        return places[:limit]

    def by_id(self, geonameid: int) -> Place | None:
        """Return the place of a GeoNames id, or None."""
        row = self._run(f"SELECT {_PLACE} FROM place p WHERE p.id = ?", (geonameid,)).fetchone()
        return _place(row) if row else None

    def places_in(self, country: str, admin1_code: str = "", *, limit: int = 1_000) -> list[Place]:
        """Return the places of a country or of one of its first-level divisions, the likeliest first."""
        rows = self._run(
            f"SELECT {_PLACE} FROM place p WHERE p.country = ?1 AND (?2 = '' OR p.admin1_code = ?2) "
            "ORDER BY p.rank LIMIT ?3",
            (country, admin1_code, limit),
        )
        return [_place(row) for row in rows]

    def nearest(self, lat: float, lon: float, *, limit: int = 1, within_km: float = 200.0) -> list[Place]:
        """Return the populated places nearest to a point, the nearest first."""
        for radius in (10.0, 50.0, within_km):
            south, north, west, east = box_about(lat, lon, radius)
            rows = self._run(
                f"SELECT {_PLACE} FROM place p WHERE p.lat BETWEEN ? AND ? AND (p.lon BETWEEN ? AND ? "
                "OR p.lon + 360 BETWEEN ? AND ? OR p.lon - 360 BETWEEN ? AND ?) AND p.feature_class = 'P'",
                (south, north, west, east, west, east, west, east),
            )
            near = [(distance_km((lat, lon), (place.lat, place.lon)), place) for place in map(_place, rows)]
            inside = sorted((pair for pair in near if pair[0] <= radius), key=lambda pair: pair[0])
            if len(inside) >= limit or radius >= within_km:
                return [place for _, place in inside[:limit]]
        return []

    def has_name(self, folded: str) -> bool:
        """Tell whether a folded name (see `fold`) is in the gazetteer."""
        return self._run(_FIRST, (folded,)).fetchone() is not None

    def kind_of(self, folded: str) -> NameKind | None:
        """Return the kind of the likeliest place's name, or None: is "Nice" a place's own name or an alternate?"""
        row = self._run(_FIRST, (folded,)).fetchone()
        return NameKind(row[0]) if row else None

    def is_prefix(self, folded: str) -> bool:
        """Tell whether a longer name begins with these words: "san" for "san juan", not for "sanaa"."""
        query = "SELECT 1 FROM name WHERE key >= ? AND key < ? LIMIT 1"
        return self._run(query, (folded + " ", folded + "!")).fetchone() is not None

    def iter_names(self, country: str = "") -> Iterator[tuple[str, int, NameKind]]:
        """Yield every (folded name, place id, kind), of one country or of the world."""
        query = "SELECT n.key, n.place_id, n.kind FROM name n"
        if country:
            query += " JOIN place p ON p.id = n.place_id WHERE p.country = ?"
        for key, place_id, kind in self._run(query, (country,) if country else ()):
            yield key, place_id, NameKind(kind)

    def names_of(self, geonameid: int) -> list[str]:
        """Return all spellings of a place's names, its own name first."""
        rows = self._run(
            "SELECT coalesce(n.spelling, p.name) FROM name n JOIN place p ON p.id = n.place_id WHERE n.place_id = ? "
            "ORDER BY n.kind, n.key",
            (geonameid,),
        )
        return [spelling for (spelling,) in rows]

    def countries(self) -> Mapping[str, Place]:
        """Return every country by its ISO code."""
        return self._countries

    def country_of(self, iso2: str) -> Place | None:
        """Return a country by its ISO code, or None."""
        return self._countries.get(iso2.upper())

    def divisions(self, country: str) -> list[Place]:
        """Return the first-level divisions of a country, the likeliest first."""
        rows = self._run(
            f"SELECT {_PLACE} FROM place p WHERE p.country = ? AND p.feature_code = 'ADM1' ORDER BY p.rank", (country,)
        )
        return [_place(row) for row in rows]

    def demonyms(self) -> Mapping[str, Place]:
        """Return the place of every demonym by its folded form: "mexican", "mexicans" → Mexico."""
        return self._demonyms

    def info(self) -> dict[str, str]:
        """Return what the file says about itself: version, date, counts, sources and licences."""
        return state.read_meta(self.path) | {"path": str(self.path), "bytes": str(self.path.stat().st_size)}

    @cached_property
    def digest(self) -> str:
        """What tells this gazetteer's content from any other's, for caches of its answers."""
        return f"schema {SCHEMA_VERSION} {state.read_meta(self.path).get('inputs', '')}"

    @cached_property
    def _countries(self) -> dict[str, Place]:
        rows = self._run(f"SELECT {_PLACE} FROM country c JOIN place p ON p.id = c.place_id ORDER BY p.name")
        return {place.country: place for place in map(_place, rows)}

    @cached_property
    def _demonyms(self) -> dict[str, Place]:
        query = f"SELECT {_PLACE}, d.key FROM demonym d JOIN place p ON p.id = d.place_id ORDER BY p.rank DESC"
        return {row[12]: _place(row[:12]) for row in self._run(query)}

    def _exact(
        self, name: str, country: str, admin1_code: str, near: tuple[float, float] | None, limit: int
    ) -> list[Place]:
        ranked: dict[int | str | None, tuple[float, Place]] = {}
        for key in fold_variants(name):
            for place, rank in self._rows(key, country, admin1_code, limit, name):
                identity = place.geonameid or f"{place.name}{place.lat}"
                score = rank if near is None else rank + _distance_cost(near, place)
                if identity not in ranked or score < ranked[identity][0]:
                    ranked[identity] = (score, place)
        return [place for _, place in sorted(ranked.values(), key=lambda pair: pair[0])[:limit]]

    def _rows(
        self, key: str, country: str, admin1_code: str, limit: int, written: str | None
    ) -> Iterator[tuple[Place, int]]:
        rows = (
            self._run(_BY_KEY_WITHIN, (key, country, admin1_code, limit))
            if country
            else self._run(_BY_KEY, (key, limit))
        )
        folded = None if written is None else written.casefold()
        for row in rows:
            spelling = row[14] or row[0]
            differs = folded is not None and spelling.casefold() != folded
            yield _place(row[:12], spelling), row[12] + (FOLDED_COST if differs else 0)

    def _run(self, query: str, parameters: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run a query on this thread's connection."""
        connection = getattr(self._local, "connection", None)
        try:
            if connection is None:
                connection = sqlite3.connect(state.read_only_uri(self.path), uri=True, check_same_thread=False)
                self._local.connection = connection
            cursor: sqlite3.Cursor = connection.execute(query, parameters)
        except sqlite3.Error as error:
            raise GazetteerError(f"cannot read the gazetteer {self.path}: {error}; build it again") from error
        return cursor


def _place(row: tuple[Any, ...], spelling: str = "") -> Place:
    name, lat, lon, country, admin1, admin2, code, place_id, feature_class, feature_code, population, radius = row
    return Place(
        name=name,
        lat=lat,
        lon=lon,
        country=country,
        admin1=admin1,
        admin2=admin2,
        admin1_code=code,
        geonameid=place_id if place_id > 0 else None,
        feature_class=feature_class,
        feature_code=feature_code,
        population=population,
        radius_km=radius,
        matched_name=spelling or name,
    )


def _distance_cost(near: tuple[float, float], place: Place) -> float:
    return _NEAR_COST * math.log10(1.0 + distance_km(near, (place.lat, place.lon)) / 30.0)
