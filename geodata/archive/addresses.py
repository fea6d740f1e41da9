"""Sources as the user names them → files: local ones or any that fsspec knows the way to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
CHUNK = 1 << 20
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
    first = address.partition("::")[0]
    name = (first if "://" in first else address).lower()
    return next((ending for ending in ENDINGS if name.endswith(ending)), PurePosixPath(name).suffix)


def shown(address: str) -> str:
    """Return an address without the name, password or query that it may carry."""
    return "::".join(map(_shown, address.split("::"))) if "://" in address else address


def _shown(address: str) -> str:
    if "://" not in address:
        return address
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def open_file(address: str, start: int = 0) -> Any:
    """Return a binary file, open at a place; raises InputError."""
    try:
        system, path = _opened(address)
        stream = system.open(path, "rb")
        return _at(stream, start) or _read_up_to(start, system.open(path, "rb", block_size=0)) if start else stream
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"cannot be read: {error}", origin=shown(address)) from error


@lru_cache(maxsize=4)
def _opened(address: str) -> tuple[Any, str]:
    """Return the file system of an address; some close their files when they are let go, so it is held."""
    system, path = fsspec.core.url_to_fs(address)
    return system, path


def _at(stream: Any, start: int) -> Any:
    """Return the same file at a place, None for one of a web server that gives files from their start only."""
    try:
        stream.seek(start)
        stream.read(1)
        stream.seek(start)
    except ValueError:
        stream.close()
        return None
    return stream


def _read_up_to(start: int, stream: Any) -> Any:
    while start > 0 and (chunk := stream.read(min(start, CHUNK))):
        start -= len(chunk)
    return stream


def _files(source: str) -> Iterator[SourceFile]:
    try:
        system, path = fsspec.core.url_to_fs(source)
        if system.isdir(path):
            listed = system.find(path, detail=True)
            wanted = sorted(name for name in listed if name.lower().endswith(ENDINGS) and not _set_aside(name, path))
            infos = [listed[name] for name in wanted]
        elif set(path) & set("*?[") and not system.exists(path):
            listed = system.glob(path, detail=True)
            infos = [info for _, info in sorted(listed.items()) if info.get("type") == "file"]
        else:
            infos = [system.info(path)]
    except FileNotFoundError:
        raise UsageError(f"no such file or folder: {shown(source)}") from None
    except ImportError as error:
        raise UsageError(f"{shown(source)}: {error}; pip install what it names, on the workers too") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown(source)}: cannot be reached: {error}") from error
    for info in infos:
        yield SourceFile(
            address=_address(source, system, info["name"]), bytes=int(info.get("size") or 0), stamp=_stamp(info)
        )


def _address(source: str, system: Any, name: str) -> str:
    """Return the address of a file, a plain path for one of this machine.

    In "zip://a.jsonl::s3://bucket/b.zip" or "simplecache::s3://bucket/a.jsonl" it goes through what follows.
    """
    first, chained, rest = source.partition("::")
    if chained:
        scheme, within, _ = first.partition("://")
        through = f"{rest.partition('://')[0]}://{name}" if "://" in rest and "://" not in name else name
        return f"{scheme}://{name}::{rest}" if within else f"{first}::{through}"
    return name if isinstance(system, LocalFileSystem) else str(system.unstrip_protocol(name))


def _set_aside(name: str, folder: str) -> bool:
    """Whether a file lies under a name that programs give to what is not data."""
    inside = name.removeprefix(folder).strip("/").split("/")
    return any(part.startswith((".", "_")) for part in inside)


def _stamp(info: dict[str, Any]) -> str:
    return next((str(info[name]) for name in _STAMPS if info.get(name)), "")
