"""Large packed files → pieces for many tasks: a packed file itself can only be read from its start."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from geodata.archive.addresses import SourceFile, open_file
from geodata.archive.manifest import WORK
from geodata.archive.partitions import PACKED, Partition, Piece, Unpacked
from geodata.archive.reading import unpacked
from geodata.errors import InputError
from geodata.files import atomic_path
from geodata.values import from_json, to_json

ENDINGS = (".jsonl.gz", ".jsonl.zst")
FOLDER = "unpacked"
STEP = 1 << 16
"""Bytes of text that are taken at a time."""

Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What went into one piece."""

    bytes: int
    lines: int
    broken: str = ""
    """Why the file ends here before its end, if it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All pieces of a packed file."""

    cuts: tuple[Cut, ...]


def is_large(file: SourceFile, size: int) -> bool:
    """Tell whether a file is packed and too large for one task of `size` bytes of text."""
    return file.ending in ENDINGS and file.bytes * PACKED > size


def pieces_of(files: Iterable[SourceFile], out: Path, size: int) -> Unpacked:
    """Return the pieces of the large packed files that were cut before."""
    found: dict[str, list[tuple[Piece, int]]] = {}
    for file in files:
        index = _index(_path(out, file, size)) if is_large(file, size) else None
        if index is not None:
            found[file.identity] = _pieces(file, index, out, size)
    return found


def lost(partitions: Iterable[Partition]) -> frozenset[str]:
    """Return the addresses of the packed files of which these partitions need a piece that is not there any more."""
    pieces = (piece for partition in partitions for piece in partition.pieces if piece.origin)
    return frozenset(piece.origin for piece in pieces if not Path(piece.address).exists())


def unpack(file: SourceFile, out: str, size: int) -> None:
    """Cut a packed file into pieces of about `size` bytes of text, whole lines each; raises ExportError.

    Of a damaged file it is what comes before the damage.  One that cannot be opened is left to its reader, who says so.
    """
    cuts: list[Cut] = []
    rest = b""
    try:
        with open_file(file.address) as stream:
            read = _guarded(unpacked(stream, file.ending))
            while True:
                with atomic_path(_path(Path(out), file, size, len(cuts))) as partial:
                    cut, rest = _write(partial, read, rest, size)
                cuts.append(cut)
                if not rest:
                    break
    except InputError:
        return
    with atomic_path(_path(Path(out), file, size)) as partial:
        partial.write_text(to_json(Index(cuts=tuple(cuts))), encoding="utf-8")


def _write(path: Path, read: Read, chunk: bytes, size: int) -> tuple[Cut, bytes]:
    """Write whole lines until there are `size` bytes; returns what was written, and the start of the next piece."""
    written = lines = 0
    with pa.CompressedOutputStream(path, "zstd") as sink:
        while True:
            end = chunk.find(b"\n") + 1 if written >= size else 0
            part, rest = (chunk[:end], chunk[end:]) if end else (chunk, b"")
            sink.write(part)
            written, lines = written + len(part), lines + part.count(b"\n")
            try:
                chunk = rest or read(STEP)
            except InputError as error:
                return Cut(bytes=written, lines=lines, broken=str(error)), b""
            if end or not chunk:
                return Cut(bytes=written, lines=lines), chunk


def _guarded(read: Read) -> Read:
    """Return the same with errors of reading as InputErrors, so that none is taken for one of writing."""

    def guarded(size: int) -> bytes:
        try:
            return read(size)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise InputError(f"is damaged here: {error}") from error

    return guarded


def _path(out: Path, file: SourceFile, size: int, number: int | None = None) -> Path:
    """Return where a piece of a file lies, or its index."""
    name = f"{file.identity}-{size}"
    return out / WORK / FOLDER / (f"{name}.json" if number is None else f"{name}-{number:05d}.jsonl.zst")


def _index(path: Path) -> Index | None:
    """Return an index, None for one that is not there or cannot be read: its file is cut again."""
    try:
        return from_json(Index, path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _pieces(file: SourceFile, index: Index, out: Path, size: int) -> list[tuple[Piece, int]]:
    found: list[tuple[Piece, int]] = []
    lines = 0
    for number, cut in enumerate(index.cuts):
        piece = Piece(
            address=str(_path(out, file, size, number)),
            ending=".jsonl.zst",
            identity=f"{file.identity} {size} {number}",
            origin=file.address,
            lines=lines,
            broken=cut.broken,
        )
        found.append((piece, cut.bytes))
        lines += cut.lines
    return found


def clear(out: Path, *, kept: Iterable[SourceFile], size: int) -> None:
    """Remove the pieces, and what is known of files that are no longer read."""
    indexes = {_path(out, file, size) for file in kept}
    for path in (out / WORK / FOLDER).glob("*"):
        if path not in indexes and path.is_file():
            path.unlink()
