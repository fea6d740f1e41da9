"""House rules: "in this collection X means …", before the gazetteer and any other geocoder.

    rules = load_rules(settings.rules_path)
    rules = with_rule(rules, HouseRule(name="The Bend", place=place))
    save_rules(settings.rules_path, rules)

A rule holds for all articles, or (`scope`) for those of one publisher; a collection's own rules, which its log of
changes keeps (`geodata/collection_rules.py`), hold there and come before those of the table.  Names are compared as
the gazetteer compares them: without regard to case, accents and punctuation.
"""

from __future__ import annotations

import csv
import logging
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from geodata.cells import plain_cell, safe_cell
from geodata.errors import ExportError, InputError
from geodata.files import atomic_path
from geodata.model import Place
from geodata.places.gazetteer.folding import fold, fold_variants
from geodata.places.providers import OURS, known_provider

log = logging.getLogger(__name__)

PROVIDER = "house rule"
COLUMNS = (
    "name", "scope", "place", "lat", "lon", "country", "admin1", "admin1_code", "admin2", "geonameid", "feature_class",
    "feature_code", "population", "radius_km", "provider", "licence",
)  # fmt: skip
NEEDED = ("name", "lat", "lon")
LONGEST = 300
FEATURE_CLASSES = frozenset("AHLPRSTUV")


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """A name, the one place that it means, and the publisher whose articles alone that holds for ("" is all)."""

    name: str
    place: Place
    scope: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rules the same: the folded name and the scope."""
        return rule_key(self.name, self.scope)

    def as_answered(self) -> HouseRule:
        """Return the rule with its place as a geocoder's answer; who answered online once is still to be named."""
        provider = PROVIDER if self.place.provider in OURS else self.place.provider
        return replace(self, place=replace(self.place, matched_name=self.name, edits=0, provider=provider))


def rule_key(name: str, scope: str = "") -> tuple[str, str]:
    """Return what makes two rules the same: the folded name and the scope."""
    return fold(name), fold(scope)


# ------------------------------------------------- rules as a table


def load_rules(path: Path) -> list[HouseRule]:
    """Return the rules of a CSV file, none when it is not there; raises InputError with the line that is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_parsed(file.read(), path))
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise InputError("is not text in UTF-8; save it as CSV in UTF-8", origin=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", origin=str(path)) from error


def save_rules(path: Path, rules: Iterable[HouseRule]) -> None:
    """Write rules as CSV, in the order of their names; the file is there whole or not at all.  Raises ExportError."""
    with atomic_path(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([safe_cell(cell) for cell in _cells(rule)] for rule in sorted(rules, key=lambda r: r.key))


def change_rules(path: Path, change: Callable[[list[HouseRule]], list[HouseRule]]) -> list[HouseRule]:
    """Change the rules of a CSV file and return them; who does so at the same time waits, and loses nothing.

    Raises InputError for a file that is no rules, ExportError when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(path.name + ".lock"))
        lock.acquire()
    except OSError as error:
        raise ExportError(f"{path}: cannot be written: {error.strerror or error}") from error
    try:
        rules = change(load_rules(path))
        save_rules(path, rules)
    finally:
        lock.release()
    return rules


def with_rule(rules: Sequence[HouseRule], *added: HouseRule) -> list[HouseRule]:
    """Return the rules with others added, which replace those of the same name and scope."""
    return list({rule.key: rule for rule in (*rules, *added)}.values())


def without_rule(rules: Sequence[HouseRule], name: str, scope: str = "") -> list[HouseRule]:
    """Return the rules without the one of a name and scope."""
    return [rule for rule in rules if rule.key != rule_key(name, scope)]


def _cells(rule: HouseRule) -> tuple[object, ...]:
    place = rule.place
    return (
        rule.name, rule.scope, place.name, place.lat, place.lon, place.country, place.admin1, place.admin1_code,
        place.admin2, place.geonameid, place.feature_class, place.feature_code, place.population, place.radius_km,
        "" if place.provider in OURS else place.provider, place.licence,
    )  # fmt: skip


def _parsed(text: str, path: Path) -> Iterator[HouseRule]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=max(",;\t", key=head.count))
    try:
        missing = [name for name in NEEDED if name not in (reader.fieldnames or NEEDED)]
        if missing:
            raise InputError(f"line 1: no column {missing[0]!r}; needed are {', '.join(NEEDED)}", origin=str(path))
        seen: dict[tuple[str, str], int] = {}
        for row in reader:
            rule = _rule({name: plain_cell(cell.strip()) for name, cell in row.items() if name and cell})
            if rule.key in seen:
                raise ValueError(f"{rule.name!r} has a rule in line {seen[rule.key]} already")
            seen[rule.key] = reader.line_num
            yield rule
    except (ValueError, csv.Error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"line {reader.line_num}: {error}", origin=str(path)) from error


def _rule(row: Mapping[str, str]) -> HouseRule:
    """Return a row as a rule; raises ValueError that says which cell is wrong."""
    name = row.get("name", "")
    if not fold(name) or len(name) > LONGEST:
        raise ValueError(f"name {name[:80]!r} is no name of a place")
    country = row.get("country", "").upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise ValueError(f"country {country[:80]!r}: two letters like MX are needed")
    feature_class = row.get("feature_class", "P").upper()
    if feature_class not in FEATURE_CLASSES:
        raise ValueError(f"feature_class {feature_class[:80]!r}: one of {', '.join(sorted(FEATURE_CLASSES))} is needed")
    place = Place(
        name=row.get("place", name),
        lat=_number(row, "lat", -90, 90),
        lon=_number(row, "lon", -180, 180),
        country=country,
        admin1=row.get("admin1", ""),
        admin1_code=row.get("admin1_code", ""),
        admin2=row.get("admin2", ""),
        geonameid=int(_number(row, "geonameid", 1, 2**53)) if row.get("geonameid") else None,
        feature_class=feature_class,
        feature_code=row.get("feature_code", "").upper(),
        population=int(_number(row, "population", 0, 2**53)),
        radius_km=_number(row, "radius_km", 0, 20_000),
        matched_name=name,
        provider=known_provider(row.get("provider", "")) or PROVIDER,
        licence=row.get("licence", "")[:LONGEST],
    )
    return HouseRule(name=name, place=place, scope=row.get("scope", ""))


def _number(row: Mapping[str, str], column: str, least: float, most: float) -> float:
    text = row.get(column, "" if column in NEEDED else "0")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise ValueError(f"{column} {text[:80]!r}: a number from {least:g} to {most:g} is needed")
    return value


# ------------------------------------------------- rules at work


class Rules:
    """The rules that hold for an article, by folded name."""

    def __init__(self, rules: Iterable[HouseRule] = (), *, publisher: str = "", own: Sequence[HouseRule] = ()) -> None:
        """Take the rules without a scope, before them a publisher's, and before both those of a collection (`own`)."""
        scopes = ("", fold(publisher)) if fold(publisher) else ("",)
        self._places: dict[str, Place] = {}
        for several in (tuple(rules), own):
            for scope in scopes:
                self._places.update(
                    (fold(rule.name), rule.as_answered().place) for rule in several if fold(rule.scope) == scope
                )
        self._beginnings = {key[:at] for key in self._places for at, c in enumerate(key) if c == " "}

    def place(self, name: str) -> Place | None:
        """Return the place that a rule gives a name as it stands in a text."""
        if not self._places:
            return None
        return next((self._places[key] for key in fold_variants(name) if key in self._places), None)

    def has_name(self, folded: str) -> bool:
        """Tell whether there is a rule for a folded name."""
        return folded in self._places

    def is_prefix(self, folded: str) -> bool:
        """Tell whether a longer name with a rule begins with these words."""
        return folded in self._beginnings


class RuleBook:
    """The rules of a file, read again when it changes."""

    def __init__(self, path: Path) -> None:
        """Read the rules; raises InputError."""
        self._path = path
        self._stamp = _stamp(path)
        self._rules = load_rules(path)
        self._lock = threading.Lock()
        self._own: Sequence[HouseRule] = ()
        self._scopes: set[str] = set()
        self._ready: dict[str, Rules] = {}

    def of(self, publisher: str, own: Sequence[HouseRule] = ()) -> Rules:
        """Return the rules for articles of a publisher in a collection with rules of its `own`.

        When the file has been broken since, the last good ones.  Threads may share the book.
        """
        with self._lock:
            self._look_again()
            if own is not self._own:  # the articles of a run come with the same ones
                self._own = own
                self._ready.clear()
            if not self._ready:
                self._scopes = {fold(rule.scope) for rule in (*self._rules, *own)}
            # Publishers that no rule is for share one; articles name any number of them.
            key = fold(publisher) if fold(publisher) in self._scopes else ""
            if key not in self._ready:
                self._ready[key] = Rules(self._rules, publisher=key, own=own)
            return self._ready[key]

    def _look_again(self) -> None:
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._rules = load_rules(self._path)
            self._ready.clear()
        except InputError as error:
            log.warning("%s; the house rules as they were before are used", error)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
