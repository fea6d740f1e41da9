"""Pieces of files → articles, one at a time; what cannot be read comes as a dead letter in its place."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.archive.addresses import CHUNK, PARQUET, open_file, shown
from geodata.archive.partitions import Partition, Piece
from geodata.columns import article_columns, known, normal
from geodata.errors import InputError, TooLarge
from geodata.files import size_told
from geodata.model import Article
from geodata.sources import records
from geodata.sources.each import through
from geodata.sources.inputs import READERS, STREAMERS

LONGEST_LETTER = 1 << 20
"""Characters of a record that travel in its dead letter; longer ones are only named."""
_MARKUP = 8
"""Bytes of a line of JSON, or of a page, that a character of its text may take."""
_ROWS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An article that could not be used: why, where it stood, and the record itself where there is one."""

    origin: str
    cause: str
    kind: str
    record: Mapping[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        """Return it as JSON whose other fields are the record's, so that a mended file can be read again."""
        told = {"_cause": self.cause, "_kind": self.kind, "_origin": self.origin}
        text = json.dumps({**told, **self.record}, ensure_ascii=True, default=str)
        return text if len(text) <= LONGEST_LETTER else json.dumps(told, ensure_ascii=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An article and the record that it was made of."""

    article: Article
    record: Mapping[str, Any]

    def dead(self, error: Exception) -> DeadLetter:
        """Return what is kept of it when it cannot be used."""
        return dead(self.article.origin, error, self.record)


Read = Letter | DeadLetter


def dead(origin: str, error: Exception, record: Mapping[str, Any] | None = None) -> DeadLetter:
    """Return a dead letter; errors that are none of ours are named by their kind."""
    cause = (
        str(error).removeprefix(f"{origin}: ") if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
    )
    return DeadLetter(origin=origin, cause=cause, kind=type(error).__name__, record=record or {})


def read_partition(partition: Partition, max_text: int) -> Iterator[Read]:
    """Yield what a partition holds, in order, always the same number of things for the same files."""
    for piece in partition.pieces:
        yield from read_piece(piece, max_text)


def read_piece(piece: Piece, max_text: int) -> Iterator[Read]:
    """Yield what a piece holds; where a file breaks off, what came before is good and a dead letter says so."""
    origin = shown(piece.origin or piece.address)
    try:
        with open_file(piece.address, start=_first(piece)) as stream:
            if piece.ending in PARQUET:
                yield from _rows(stream, piece, origin)
            elif piece.ending.startswith(".jsonl"):
                yield from _lines(stream, piece, origin, max_text)
            else:
                yield from _whole(stream, piece, origin, max_text)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        # Arrow's errors are ValueErrors or OSErrors, InputError is a ValueError.
        cause = error if isinstance(error, InputError) else InputError(f"is damaged here: {error}")
        yield dead(origin, cause)


# ------------------------------------------------- JSON lines


def _first(piece: Piece) -> int:
    """Return the byte to begin at: one before the piece, to see whether a line ends there."""
    return max(0, piece.start - 1) if piece.ending == ".jsonl" else 0


def _lines(stream: Any, piece: Piece, origin: str, max_text: int) -> Iterator[Read]:
    first = _first(piece)
    packed = piece.ending != ".jsonl"
    limit = max_text * _MARKUP
    read = unpacked(stream, piece.ending)
    if piece.broken:
        read = _breaking(read, piece.broken)
    for number, (offset, line) in enumerate(split_lines(read, limit, start=first), piece.lines + 1):
        if (piece.start and offset == first) or (line is not None and not line.strip()):
            continue  # the end of the line that belongs to the piece before
        if piece.end and offset >= piece.end:
            return
        yield _line(
            line,
            f"{origin}, {f'line {number}' if packed else f'byte {offset}'}",
            limit,
            at_start=offset == piece.lines == 0,
        )


def unpacked(stream: Any, ending: str) -> Callable[[int], bytes]:
    """Return how to read the text of an open file that may be packed."""
    if ending.endswith(".gz"):
        return gzip.GzipFile(fileobj=stream).read
    if ending.endswith(".zst"):
        import pyarrow as pa

        unpacked = pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd")
        return lambda size: bytes(unpacked.read(size))
    read: Callable[[int], bytes] = stream.read
    return read


def _breaking(read: Callable[[int], bytes], cause: str) -> Callable[[int], bytes]:
    """Return the same, and at its end the InputError that the file ended with when it was unpacked."""

    def breaking(size: int) -> bytes:
        chunk = read(size)
        if not chunk:
            raise InputError(cause)
        return chunk

    return breaking


def split_lines(read: Callable[[int], bytes], limit: int, *, start: int = 0) -> Iterator[tuple[int, bytes | None]]:
    """Yield (offset, line) of what `read` gives; None for a line of more than `limit` bytes, which is never held."""
    held, offset, length = b"", start, 0
    while True:
        chunk = read(CHUNK)
        *ended, rest = (held + chunk).split(b"\n")
        for line in ended:
            whole = length + len(line)
            yield offset, line if whole <= limit else None
            offset, length = offset + whole + 1, 0
        if not chunk:
            if rest or length:
                yield offset, rest if length + len(rest) <= limit else None
            return
        held = rest
        if length + len(held) > limit:
            length, held = length + len(held), b""


def _line(line: bytes | None, origin: str, limit: int, *, at_start: bool) -> Read:
    if line is None:
        return dead(origin, TooLarge(f"is a line of more than {size_told(limit)}; raise DATELINE_MAX_TEXT"))
    try:
        text = line.decode("utf-8-sig" if at_start else "utf-8")
    except UnicodeDecodeError:
        return dead(origin, InputError("is not UTF-8, as lines of JSON must be"))
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        return dead(origin, InputError(f"is not JSON: {error}"), {"_raw": text[: LONGEST_LETTER // 8]})
    return _letter(record, origin)


def _letter(record: Any, origin: str) -> Read:
    known = record if isinstance(record, dict) else {"_raw": record}
    try:
        return Letter(article=records.article(record, origin), record=known)
    except InputError as error:
        return dead(origin, error, known)


# ------------------------------------------------- Parquet


def _rows(stream: Any, piece: Piece, origin: str) -> Iterator[Read]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(stream)
    _require_text(file.schema_arrow, pa)
    about = file.metadata
    groups = range(piece.start, piece.end or about.num_row_groups)
    number = sum(about.row_group(before).num_rows for before in range(piece.start))
    for batch in file.iter_batches(batch_size=_ROWS, row_groups=list(groups)):
        for row in batch.to_pylist():
            number += 1
            yield _letter({name: _plain(value) for name, value in row.items()}, f"{origin}, row {number}")


def _require_text(schema: Any, pa: Any) -> None:
    """Refuse a file without a column of text, as when the schema changed from one file to the next."""
    fields = {normal(name): schema.field(place) for place, name in enumerate(schema.names)}
    columns = article_columns(fields)
    held = [column for name in ("text", "summary") if (column := columns.get(name))]
    if not held:
        wanted, has = ", ".join(known("article_columns")["text"][:4]), ", ".join(schema.names[:20])
        raise InputError(f"its schema has no column of text ({wanted} …); it has {has}")
    text = fields[held[0]]
    if not any(
        is_kind(text.type) for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    ):
        raise InputError(f"its schema has {text.name} as {text.type}, and text is needed")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else value


# ------------------------------------------------- other files, of one article or many


def _items(stream: Any, ending: str, origin: str, limit: int) -> Iterator[Article | InputError | str]:
    if ending in STREAMERS:
        yield from through(STREAMERS[ending], stream, origin)
        return
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"is larger than {size_told(limit)}; split it, or raise DATELINE_MAX_TEXT")
    yield from through(READERS.get(ending, READERS[".txt"]), data, origin)


def _whole(stream: Any, piece: Piece, origin: str, max_text: int) -> Iterator[Read]:
    for item in _items(stream, piece.ending, origin, max_text * _MARKUP):
        if isinstance(item, InputError):
            yield dead(item.origin or origin, item)
        elif not isinstance(item, str):
            yield Letter(article=item, record={})
