"""GeoNames' own files, read line by line: https://download.geonames.org/export/dump/readme.txt

What a file is, its columns tell, whatever its name: a country file or allCountries (19), admin1CodesASCII or
admin2Codes (4), alternateNamesV2 (10; 8 in the older edition).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import IO, NoReturn

from geodata.errors import GazetteerError
from geodata.places.gazetteer.records import Feature, alternate_names, is_latin, town_radius
from geodata.places.gazetteer.schema import NameKind

Advance = Callable[[int, int], None]
"""Called with (bytes read, bytes in all) of a file."""


class Dump(Enum):
    """What a GeoNames file holds."""

    FEATURES = "country file or allCountries"
    ADMIN1 = "admin1CodesASCII"
    ADMIN2 = "admin2Codes"
    NAMES = "alternateNamesV2"


SITES = frozenset(
    {"AIRP", "AIRB", "AIRF", "PRT", "CMP", "CMPRF", "PS", "PSN", "MNM", "NVB", "INSM", "PRN", "DAM", "MN"}
)
"""Of the spots and buildings (class S) only these: hotels and schools bear the names of people and towns."""

PSEUDO_LANGUAGES = frozenset(
    {"link", "post", "iata", "icao", "faac", "tcid", "unlc", "wkdt", "abbr", "phon", "piny", "fr_1793"}
)
"""Codes and addresses that alternateNamesV2 lists as languages."""

_TELL_EVERY = 20_000


class DumpFile:
    """A GeoNames file, plain or zipped."""

    def __init__(self, path: Path) -> None:
        """Look into a file; raises GazetteerError when it is none of GeoNames'."""
        self.path = path
        self.size = 0
        with self._open() as stream:
            first = next((line for line in io.TextIOWrapper(stream, "utf-8", "replace") if line.strip()), "")
        self.kind = self._kind(first.rstrip("\n").split("\t"))

    def features(self, advance: Advance) -> Iterator[Feature]:
        """Yield the features of a country file that news speaks of."""
        for number, cells in self._rows(19, advance):
            feature_class, feature_code = cells[6], cells[7]
            # PPLH, ADM1H …: what is no more; roads (R) are not places.
            historic = feature_code.endswith("H") and feature_code[:-1] in {
                "PPL",
                "ADM1",
                "ADM2",
                "ADM3",
                "ADM4",
                "PCL",
            }
            if feature_class == "R" or historic or (feature_class == "S" and feature_code not in SITES):
                continue
            try:
                yield _feature(cells)
            except ValueError as error:
                self._fail(number, str(error))

    def divisions(self, advance: Advance) -> Iterator[tuple[int, str, str, str, tuple[str, ...]]]:
        """Yield (geonameid, country, first-level code, second-level code or "", names) of a file of codes."""
        for number, cells in self._rows(4, advance):
            parts = cells[0].split(".")
            if len(parts) != (3 if self.kind is Dump.ADMIN2 else 2) or not cells[3].isdigit():
                self._fail(number, f"{cells[0]!r} is no code of a division")
            country, code, *second = parts
            yield int(cells[3]), country, code, second[0] if second else "", tuple(dict.fromkeys(cells[1:3]))

    def names(self, advance: Advance) -> Iterator[tuple[int, str, NameKind]]:
        """Yield (geonameid, spelling, kind) of alternate names; English ones that are preferred are exonyms."""
        for number, cells in self._rows(8, advance):
            language, spelling = cells[2], cells[3]
            if language in PSEUDO_LANGUAGES:
                continue
            if not cells[1].isdigit():
                self._fail(number, f"{cells[1]!r} is no geonameid")
            for name, kind in alternate_names(spelling):
                preferred = language == "en" and cells[4] == "1" and is_latin(name)
                yield int(cells[1]), name, NameKind.EXONYM if preferred else kind

    def _kind(self, cells: list[str]) -> Dump:
        if len(cells) == 19 and cells[0].isdigit():
            return Dump.FEATURES
        if len(cells) in (8, 10) and cells[0].isdigit():
            return Dump.NAMES
        if len(cells) == 4 and cells[0].count(".") in (1, 2):
            return Dump.ADMIN1 if cells[0].count(".") == 1 else Dump.ADMIN2
        known = ", ".join(kind.value for kind in Dump)
        raise GazetteerError(f"{self.path}: not a file of GeoNames; known are: {known} (.txt or .zip)")

    def _rows(self, columns: int, advance: Advance) -> Iterator[tuple[int, list[str]]]:
        done = 0
        with self._open() as stream:
            for number, line in enumerate(stream, 1):
                done += len(line)
                if number % _TELL_EVERY == 0:
                    advance(done, self.size)
                if not line.strip():
                    continue
                try:
                    cells = line.decode("utf-8").rstrip("\r\n").split("\t")
                except UnicodeDecodeError as error:
                    self._fail(number, f"not UTF-8: {error.reason}")
                if len(cells) < columns:
                    self._fail(number, f"{len(cells)} columns instead of {columns}")
                yield number, cells
        advance(self.size, self.size)

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        try:
            if zipfile.is_zipfile(self.path):
                with zipfile.ZipFile(self.path) as archive:
                    member = self._member(archive)
                    self.size = member.file_size
                    with archive.open(member) as stream:
                        yield stream
            else:
                self.size = self.path.stat().st_size
                with self.path.open("rb") as stream:
                    yield stream
        except (OSError, zipfile.BadZipFile, EOFError, RuntimeError) as error:
            if isinstance(error, GazetteerError):
                raise
            raise GazetteerError(f"cannot read {self.path}: {error}") from error

    def _member(self, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
        """Return the table in an archive: its largest text, never its readme."""
        texts = [m for m in archive.infolist() if m.filename.endswith(".txt") and "readme" not in m.filename.lower()]
        if not texts:
            raise GazetteerError(f"{self.path}: no .txt file in the archive")
        return max(texts, key=lambda member: member.file_size)

    def _fail(self, number: int, message: str) -> NoReturn:
        raise GazetteerError(f"{self.path}, line {number}: {message}")


def _feature(cells: list[str]) -> Feature:
    lat, lon, population = float(cells[4]), float(cells[5]), int(cells[14] or 0)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"coordinates out of range: {lat}, {lon}")
    return Feature(
        id=int(cells[0]),
        name=cells[1],
        lat=lat,
        lon=lon,
        country=cells[8],
        # "00" stands for the general feature of a country.
        admin1_code="" if cells[10] == "00" else cells[10],
        admin2_code=cells[11],
        feature_class=cells[6],
        feature_code=cells[7],
        population=population,
        radius_km=town_radius(population) if cells[6] == "P" else 0.0,
        names=tuple(_names(cells[2], cells[3].split(","))),
    )


def _names(ascii_name: str, alternates: Iterable[str]) -> Iterator[tuple[str, NameKind]]:
    if ascii_name:
        yield ascii_name, NameKind.ALTERNATE
    for spelling in alternates:
        yield from alternate_names(spelling)
