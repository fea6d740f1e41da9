"""Shards → files by month and country, the form in which the output is read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geodata.archive.manifest import WORK, digest, is_whole
from geodata.archive.tables import file_schema
from geodata.archive.worker import COMPRESSION, read_table
from geodata.errors import ExportError
from geodata.values import from_json, to_json

HELD = 64_000_000
"""Bytes of rows that wait for company before they are written."""
ROWS = 50_000
STAMP = ".of"
"""A file in a month's folder that tells of which shards it was made, and how large its files are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of a data set, and the shards that have rows of it."""

    dataset: str
    month: str
    folder: str
    shards: tuple[str, ...]

    @property
    def stamp(self) -> str:
        """What tells the month's content from any other."""
        return digest(*self.shards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a month's folder was made of, and the bytes of its files by their paths in the output folder."""

    of: str
    files: Mapping[str, int]


def months_of(dataset: str, folder: str, shards: dict[str, tuple[str, ...]]) -> list[Month]:
    """Return the months of a data set; `shards` holds the months that each shard has rows of."""
    found: dict[str, list[str]] = {}
    for shard, months in shards.items():
        for month in months:
            found.setdefault(month, []).append(shard)
    return [
        Month(dataset=dataset, month=month, folder=folder, shards=tuple(sorted(names)))
        for month, names in sorted(found.items())
    ]


def is_arranged(month: Month, out: Path) -> bool:
    """Tell whether a month's folder was made of exactly these shards, and is still as it was made."""
    stamp = _stamp(_target(month, out))
    return stamp is not None and stamp.of == month.stamp and is_whole(out, stamp.files)


def files_of(months: Iterable[Month], out: Path) -> dict[str, int]:
    """Return the bytes of each file of some months, by its path in the output folder."""
    stamps = [_stamp(_target(month, out)) for month in months]
    return {name: size for stamp in stamps if stamp for name, size in stamp.files.items()}


def arrange(month: Month, out: str) -> None:
    """Write a month's files, one a country, and put their folder in its place.

    Raises ExportError; the folder that was there is untouched then.
    """
    target = _target(month, Path(out))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".dateline-", dir=target.parent))
    except OSError as error:
        raise ExportError(f"{target}: cannot be written ({error.strerror or error})") from error
    try:
        with _Countries(staging, month.dataset) as countries:
            for table in _rows(month, Path(out) / WORK / month.folder):
                countries.add(table)
        (staging / STAMP).write_text(to_json(_stamp_of(month, staging)), encoding="utf-8")
        staging.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(staging, target)
    except OSError as error:
        raise ExportError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def remove_others(dataset: str, months: list[Month], out: Path) -> None:
    """Remove the months that this run has no rows of, and what stopped runs left."""
    wanted = set(map(_name, months))
    for path in (out / dataset).glob("*"):
        if path.is_dir() and path.name not in wanted:
            shutil.rmtree(path, ignore_errors=True)


def _stamp_of(month: Month, folder: Path) -> Stamp:
    start = f"{month.dataset}/{_name(month)}"
    sizes = {path.relative_to(folder): path.stat().st_size for path in sorted(folder.rglob("*.parquet"))}
    return Stamp(of=month.stamp, files={f"{start}/{path.as_posix()}": size for path, size in sizes.items()})


def _stamp(folder: Path) -> Stamp | None:
    try:
        return from_json(Stamp, (folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _name(month: Month) -> str:
    return f"month={month.month}"


def _target(month: Month, out: Path) -> Path:
    return out / month.dataset / _name(month)


def _rows(month: Month, folder: Path) -> Iterator[pa.Table]:
    for shard in month.shards:
        yield read_table(folder / shard, filters=[("month", "==", month.month)])


class _Countries:
    """Writes rows to a file a country, in row groups that are worth their while."""

    def __init__(self, folder: Path, dataset: str) -> None:
        self._folder = folder
        self._schema = file_schema(dataset)
        self._held: dict[str, list[pa.Table]] = {}
        self._bytes = 0
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> _Countries:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
        for writer in self._writers.values():
            writer.close()

    def add(self, table: pa.Table) -> None:
        """Take rows in; they are written when enough are held."""
        for country in table["country"].unique().to_pylist():
            part = table.filter(pc.equal(table["country"], country)).select(self._schema.names)
            self._held.setdefault(country, []).append(part)
        self._bytes += table.nbytes
        if self._bytes > HELD:
            self._flush()

    def _flush(self) -> None:
        for country, parts in self._held.items():
            writer = self._writers.get(country)
            if writer is None:
                path = self._folder / f"country={country}" / "part-0.parquet"
                path.parent.mkdir()
                writer = self._writers[country] = pq.ParquetWriter(path, self._schema, compression=COMPRESSION)
            writer.write_table(pa.concat_tables(parts), row_group_size=ROWS)
        self._held, self._bytes = {}, 0
