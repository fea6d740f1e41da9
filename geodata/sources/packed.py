"""ZIP files, and the formats that are ZIP files inside: nothing is unpacked before its size is known to be sane.

A bomb is refused by what the archive's directory says, and Python's zipfile gives no byte more than that.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from geodata.errors import EmptyInput, InputError, TooLarge
from geodata.model import Article
from geodata.sources.each import Each, Reader, through

MOST_MEMBERS = 20_000
MOST_UNPACKED = 400_000_000
MOST_XML = 150_000_000
MOST_RATIO = 200
"""How many times its packed size an archive may unpack to; text rarely packs to less than a fiftieth."""
ALWAYS_FINE = 10_000_000
"""Bytes up to which the ratio does not matter."""
DEEPEST = 2
PACKED = frozenset({".zip", ".docx", ".xlsx"})
PACKED_TWICE = 3
"""How many times smaller packed files may get when they are packed again; they hardly do."""
ALWAYS_PACKED = 100_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones behind a password
_LOCKED = 0x1
_BLANKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


def require_office(data: bytes, *, origin: str) -> None:
    """Raise InputError for a DOCX or XLSX file that is locked, damaged, or a bomb of size or of XML."""
    if data.startswith(_OLE):
        raise InputError(
            "is locked with a password, or in the old format of Office; save it as .docx or .xlsx", origin=origin
        )
    with _opened(data, origin) as archive:
        names = [info for info in archive.infolist() if not info.is_dir()]
        xml = [info for info in names if _is_xml(archive, info, origin)]
        if sum(info.file_size for info in xml) > MOST_XML:
            raise TooLarge(f"unpacks to more than {MOST_XML / 1e6:,.0f} MB; split it", origin=origin)
        for info in xml:
            _require_plain(archive, info, origin)


def suffix_of(data: bytes) -> str:
    """Return .docx, .xlsx or .zip by what lies in an archive."""
    try:
        names = frozenset(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except _DAMAGED:
        return ".zip"
    return ".docx" if "word/document.xml" in names else ".xlsx" if "xl/workbook.xml" in names else ".zip"


def require_no_entities(markup: str, *, origin: str) -> None:
    """Raise InputError for XML that declares entities, with which a line can stand for gigabytes."""
    if "<!ENTITY" in markup:
        raise InputError("declares XML entities, which no feed needs and bombs are made of", origin=origin)


def reader_of(readers: Mapping[str, Reader]) -> Reader:
    """Return the reader of ZIP files of what `readers` can read by their endings; one ZIP may lie in another."""

    def read(data: bytes, origin: str) -> Iterator[Article]:
        """Yield the articles of all files in the archive that can be read; each bad file is its own error."""
        notes: list[str] = []
        return Each(_Unpacking(readers, notes).articles(data, origin), notes)

    return read


class _Unpacking:
    """One archive and those in it, which together unpack to no more than one may."""

    def __init__(self, readers: Mapping[str, Reader], notes: list[str]) -> None:
        self._readers = readers
        self._notes = notes
        self._left = MOST_UNPACKED

    def articles(self, data: bytes, origin: str, depth: int = 1) -> Iterator[Article | InputError]:
        with _opened(data, origin) as archive:
            self._spend(archive, origin)
            found = [info for info in archive.infolist() if _wanted(info.filename, self._readers)]
            if not found:
                raise EmptyInput(f"no file with one of the endings {', '.join(self._readers)}", origin=origin)
            for info in found:
                yield from self._member(archive, info, f"{origin}/{_shown(info.filename)}", depth)

    def _spend(self, archive: zipfile.ZipFile, origin: str) -> None:
        infos = archive.infolist()
        self._left -= sum(info.file_size for info in infos)
        twice = [info for info in infos if _suffix(info.filename) in PACKED]
        if self._left < 0 or sum(i.file_size for i in twice) > ALWAYS_PACKED + PACKED_TWICE * sum(
            i.compress_size for i in twice
        ):
            raise TooLarge("holds packed files that unpack to far more, as bombs do; unpack it yourself", origin=origin)

    def _member(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, depth: int
    ) -> Iterator[Article | InputError]:
        try:
            content = _read(archive, info, name)
            if _suffix(name) == ".zip":
                if depth == DEEPEST:
                    raise InputError("is a ZIP file in a ZIP file in a ZIP file; unpack it first", origin=name)
                yield from self.articles(content, name, depth + 1)
                return
        except InputError as error:
            yield error
            return
        for item in through(self._readers[_suffix(name)], content, name):
            if isinstance(item, str):
                self._notes.append(f"{name}: {item}")
            else:
                yield item


def _opened(data: bytes, origin: str) -> zipfile.ZipFile:
    """Open an archive of sane size; raises InputError for another."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _DAMAGED as error:
        raise InputError("is no ZIP file that can be read; it may be cut off", origin=origin) from error
    if len(infos) > MOST_MEMBERS:
        raise TooLarge(f"holds {len(infos):,} files, more than {MOST_MEMBERS:,}; split it", origin=origin)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED or unpacked > max(ALWAYS_FINE, MOST_RATIO * len(data)):
        raise TooLarge(
            f"would unpack to {unpacked / 1e6:,.0f} MB from {len(data) / 1e6:,.1f} MB, which is a bomb or too much; "
            "unpack it yourself and split it",
            origin=origin,
        )
    return archive


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, origin: str) -> bytes:
    if info.flag_bits & _LOCKED:
        raise InputError("is locked with a password; unpack it first", origin=origin)
    try:
        with archive.open(info) as file:
            return file.read(info.file_size)
    except _DAMAGED as error:
        raise InputError("is damaged inside its ZIP file", origin=origin) from error


def _is_xml(archive: zipfile.ZipFile, info: zipfile.ZipInfo, origin: str) -> bool:
    try:
        with archive.open(info) as file:
            return file.read(100).lstrip(_BLANKS).startswith(b"<")
    except _DAMAGED as error:
        raise InputError("is damaged; open it and save it anew", origin=origin) from error


def _require_plain(archive: zipfile.ZipFile, info: zipfile.ZipInfo, origin: str) -> None:
    """Refuse XML with a document type, which only comes before the first element."""
    try:
        with archive.open(info) as file:
            next(iterparse(file, events=("start",), forbid_dtd=True), None)
    except DefusedXmlException as error:
        raise InputError("declares XML entities or types, which bombs are made of", origin=origin) from error
    except (ParseError, *_DAMAGED) as error:
        raise InputError("is damaged; open it and save it anew", origin=origin) from error


def _wanted(name: str, readers: Mapping[str, Reader]) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and not name.endswith("/") and _suffix(name) in readers


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _shown(name: str) -> str:
    """Return a member's name as it may be printed, its ending kept."""
    clean = "".join(c if c.isprintable() else "_" for c in name.replace("\\", "/"))
    return clean if len(clean) <= 120 else f"{clean[:100]}…{_suffix(clean)}"
