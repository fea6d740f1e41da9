"""What is known of a run and of its finished partitions, as small JSON files beside the output."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from geodata.errors import UsageError
from geodata.files import atomic_path
from geodata.values import from_json, to_json

FORMAT = 1
NAME = "manifest.json"
WORK = "_work"
LETTERS = "dead-letters.jsonl"
SHARDS = "shards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A finished partition: what it held and which shards hold what was found in it."""

    key: str
    articles: int
    mentions: int
    accounts: int
    """Events of single articles, before they are merged."""
    failed: int
    seconds: float
    files: Mapping[str, int]
    """The bytes of each file that was written for it, by its path in the folder of work."""
    months: Mapping[str, tuple[str, ...]]
    """The months that its articles and its mentions are of, by data set."""

    def shards(self, kind: str) -> list[str]:
        """Return the names of its shards of one kind: articles, mentions or accounts."""
        start = f"{SHARDS}/{kind}-"
        return [path.removeprefix(f"{SHARDS}/") for path in self.files if path.startswith(start)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A run: what it reads, with which settings, and what came of it."""

    format: int
    run: str
    """Tells this run's inputs and settings from any other's."""
    sources: tuple[str, ...]
    settings: Mapping[str, str]
    state: Literal["running", "incomplete", "complete"]
    partitions: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    """The bytes of each file of the output, by its path."""
    failed_partitions: Mapping[str, str] = field(default_factory=dict)
    """The cause, by the partition's key; the next run tries them again."""


def digest(*parts: str) -> str:
    """Return 16 letters that tell some texts from any others."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_manifest(out: Path) -> Manifest | None:
    """Return the manifest of an output folder, None where there is none; raises UsageError for a foreign one."""
    path = out / NAME
    try:
        text = path.read_text(encoding="utf-8")
        found = from_json(Manifest, text)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: is no manifest of dateline batch ({error}); choose another folder") from error
    if found.format != FORMAT:
        raise UsageError(f"{path}: is of format {found.format}, this version writes {FORMAT}; choose another folder")
    return found


def write_manifest(out: Path, manifest: Manifest) -> None:
    """Write the manifest; raises ExportError."""
    readable = json.dumps(json.loads(to_json(manifest)), ensure_ascii=False, indent=1)
    with atomic_path(out / NAME) as partial:
        partial.write_text(readable + "\n", encoding="utf-8")


def claim(out: Path, run: str, *, resume: bool) -> Manifest | None:
    """Return the manifest of an earlier run of the same output folder, or None for an empty one.

    Raises UsageError for a folder of something else, and for one of another run unless `resume` takes it over.
    """
    found = read_manifest(out)
    if found is None:
        strangers = (
            sorted(path.name for path in out.iterdir() if path.name not in {WORK, ".lock"}) if out.exists() else []
        )
        if strangers:
            raise UsageError(f"{out}: holds {strangers[0]!r} but no manifest of dateline batch; choose an empty folder")
        return None
    if found.run != run and not resume:
        raise UsageError(
            f"{out}: holds another run (of {', '.join(found.sources)}, with other files or settings); choose another "
            "folder, or say --resume to take it over: what is finished and still true is kept"
        )
    return found


def lock(out: Path) -> FileLock:
    """Return the lock of an output folder, taken; raises UsageError while another run holds it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        held = FileLock(out / ".lock")
        held.acquire(timeout=0)
    except Timeout:
        raise UsageError(f"{out}: another run writes there; wait for its end or choose another folder") from None
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror or error}); choose another folder") from error
    return held


def read_records(out: Path) -> dict[str, Record]:
    """Return the finished partitions, by key; one whose files are not all there as they were written is done again."""
    there = {
        f"{name}/{entry.name}": entry.stat().st_size
        for name in (SHARDS, "ids", "letters")
        for entry in _entries(out / WORK / name)
    }
    records = (_record(path) for path in (out / WORK / "done").glob("*.json"))
    return {record.key: record for record in records if record and record.files.items() <= there.items()}


def is_whole(out: Path, files: Mapping[str, int]) -> bool:
    """Tell whether files of an output folder are there in the size in which they were written."""
    try:
        return all((out / name).stat().st_size == size for name, size in files.items())
    except OSError:
        return False


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_file()]
    except OSError:
        return []


def _record(path: Path) -> Record | None:
    """Return a record, None for one that cannot be read: its partition is done again."""
    try:
        return from_json(Record, path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def write_record(out: Path, record: Record) -> None:
    """Write down that a partition is finished; the last thing that is done for it."""
    with atomic_path(out / WORK / "done" / f"{record.key}.json") as partial:
        partial.write_text(to_json(record), encoding="utf-8")
