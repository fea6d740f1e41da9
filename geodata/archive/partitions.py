"""Files → partitions: about equal amounts of work, each called after exactly what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from geodata.archive.addresses import PARQUET, SourceFile, open_file
from geodata.archive.manifest import digest
from geodata.errors import InputError

PACKED = 4
"""A packed file holds about this many times its own bytes of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a file: bytes of JSON lines, row groups of Parquet; `end` 0 is the whole file."""

    address: str
    ending: str
    identity: str
    start: int = 0
    end: int = 0
    origin: str = ""
    """Of a piece of a packed file, the address of that file."""
    lines: int = 0
    """The lines of that file before the piece."""
    broken: str = ""
    """Why that file ends after this piece, before its end."""


Unpacked = Mapping[str, Sequence[tuple[Piece, int]]]
"""By the identity of a packed file, its pieces with their bytes of text."""
NONE: Unpacked = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """What one task reads."""

    key: str
    """Of what it reads and with which settings: another file or setting is another key."""
    pieces: tuple[Piece, ...]


def plan(files: Iterable[SourceFile], *, size: int, salt: str, unpacked: Unpacked = NONE) -> list[Partition]:
    """Return partitions of about `size` bytes of text each; `salt` stands for the settings.

    Files are cut where they can be: JSON lines anywhere, Parquet between row groups; `unpacked` holds the pieces of
    packed files by their identity.  Any other packed file is one partition, of which its worker holds a part at a time.
    """
    partitions: list[Partition] = []
    gathered: list[Piece] = []
    weight = 0
    for piece, bytes_ in _pieces(files, size, unpacked):
        if gathered and weight + bytes_ > size:
            partitions.append(_partition(gathered, salt))
            gathered, weight = [], 0
        gathered.append(piece)
        weight += bytes_
    return [*partitions, _partition(gathered, salt)] if gathered else partitions


def _partition(pieces: list[Piece], salt: str) -> Partition:
    key = digest(salt, *(f"{piece.identity} {piece.start} {piece.end}" for piece in pieces))
    return Partition(key=key, pieces=tuple(pieces))


def _pieces(files: Iterable[SourceFile], size: int, unpacked: Unpacked) -> Iterator[tuple[Piece, int]]:
    """Yield pieces with the bytes that they stand for."""
    for file in files:
        whole = Piece(address=file.address, ending=file.ending, identity=file.identity)
        if file.identity in unpacked:
            yield from unpacked[file.identity]
        elif file.ending == ".jsonl" and file.bytes > size:
            yield from _cut(whole, file.bytes, size)
        elif file.ending in PARQUET and file.bytes * PACKED > size:
            yield from _row_groups(whole, file.bytes, size)
        else:
            yield whole, file.bytes * (1 if file.ending == ".jsonl" else PACKED if _packed(file) else 1)


def _packed(file: SourceFile) -> bool:
    return file.ending.endswith((".gz", ".zst", *PARQUET))


def _cut(whole: Piece, bytes_: int, size: int) -> Iterator[tuple[Piece, int]]:
    count = -(-bytes_ // size)
    bounds = [bytes_ * number // count for number in range(count + 1)]
    for start, end in pairwise(bounds):
        yield _part(whole, start, end), end - start


def _row_groups(whole: Piece, bytes_: int, size: int) -> Iterator[tuple[Piece, int]]:
    """Yield runs of row groups; a file that cannot be read stays whole, and its worker says why."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open_file(whole.address) as stream:
            about = pq.ParquetFile(stream).metadata
            weights = [about.row_group(number).total_byte_size for number in range(about.num_row_groups)]
    except (InputError, OSError, pa.ArrowException):
        yield whole, bytes_ * PACKED
        return
    start = weight = 0
    for number, added in enumerate(weights):
        if weight and weight + added > size:
            yield _part(whole, start, number), weight
            start, weight = number, 0
        weight += added
    if start < len(weights):
        yield _part(whole, start, len(weights)), weight


def _part(whole: Piece, start: int, end: int) -> Piece:
    return Piece(address=whole.address, ending=whole.ending, identity=whole.identity, start=start, end=end)
