"""Sources as the user names them → files: local ones or any that fsspec knows the way to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import fsspec
from fsspec.implementations.local import LocalFileSystem

from geodata.archive.manifest import digest
from geodata.errors import InputError, UsageError
from geodata.sources.inputs import READERS

LINES = (".jsonl", ".jsonl.gz", ".jsonl.zst")
PARQUET = (".parquet", ".geoparquet")
ENDINGS = (*LINES, *PARQUET, *(ending for ending in READERS if ending not in LINES))
"""What a folder is searched for, in lower case."""
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "updated", "created")
"""What file systems call the sign that a file has changed, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of articles; `stamp` changes when the file does."""

    address: str
    bytes: int
    stamp: str

    @property
    def ending(self) -> str:
        """The one of the known endings that the file has, or its own."""
        return ending_of(self.address)

    @property
    def identity(self) -> str:
        """What tells this state of this file from any other."""
        return digest(self.address, str(self.bytes), self.stamp)


def find_files(sources: Sequence[str]) -> list[SourceFile]:
    """Return the files of some addresses, folders with all that can be read in them, each once and in order.

    Raises UsageError for an address that leads nowhere, and for sources without a single file.
    """
    found = {file.address: file for source in sources for file in _files(source)}
    if not found:
        raise UsageError(f"{', '.join(map(shown, sources))}: no file with one of the endings {', '.join(ENDINGS)}")
    return list(found.values())


def ending_of(address: str) -> str:
    """Return the one of the known endings that an address has, in lower case, or else its own."""
    name = address.lower()
    return next((ending for ending in ENDINGS if name.endswith(ending)), PurePosixPath(name).suffix)


def shown(address: str) -> str:
    """Return an address without the name, password or query that it may carry."""
    if "://" not in address:
        return address
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def open_file(address: str) -> Any:
    """Return an open binary file; raises InputError."""
    try:
        system, path = fsspec.core.url_to_fs(address)
        return system.open(path, "rb")
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"cannot be read: {error}", origin=shown(address)) from error


def _files(source: str) -> Iterator[SourceFile]:
    try:
        system, path = fsspec.core.url_to_fs(source)
        if system.isdir(path):
            listed = system.find(path, detail=True)
            wanted = sorted(name for name in listed if name.lower().endswith(ENDINGS) and not _set_aside(name, path))
            infos = [listed[name] for name in wanted]
        else:
            infos = [system.info(path)]
    except FileNotFoundError:
        raise UsageError(f"no such file or folder: {shown(source)}") from None
    except ImportError as error:
        raise UsageError(f"{shown(source)}: {error}; pip install what it names, on the workers too") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown(source)}: cannot be reached: {error}") from error
    for info in infos:
        yield SourceFile(address=_address(system, info["name"]), bytes=int(info.get("size") or 0), stamp=_stamp(info))


def _address(system: Any, name: str) -> str:
    """Return the address of a file, a plain path for one of this machine."""
    return name if isinstance(system, LocalFileSystem) else str(system.unstrip_protocol(name))


def _set_aside(name: str, folder: str) -> bool:
    """Whether a file lies under a name that programs give to what is not data."""
    inside = name.removeprefix(folder).strip("/").split("/")
    return any(part.startswith((".", "_")) for part in inside)


def _stamp(info: dict[str, Any]) -> str:
    return next((str(info[name]) for name in _STAMPS if info.get(name)), "")
