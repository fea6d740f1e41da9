"""Files that are broken, are not what their name says, or are built to do harm: made in memory, by name.

`REFUSED` gives no article, `ODD` may give what is whole of it; each function is called when its file is wanted.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests import documents
from tests.documents import STORIES, stream

MB = 1_000_000
STORY = STORIES[0]
TEXT = STORY.text.encode()
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
RSS = documents.rss(STORIES)
NAN = b'{"text": NaN}'
Make = Callable[[], bytes]


def gigabyte() -> bytes:
    """A gigabyte of zeros as gzip packs it."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(10 * MB)) for _ in range(100)) + packer.flush()


def laughing(document: bytes, outside: str = "") -> bytes:
    """A document with entities that stand for gigabytes, or for a file."""
    entity = f'<!DOCTYPE x [<!ENTITY a9 SYSTEM "{outside}">]>' if outside else f"{LAUGHS}]>"
    return (entity + document.decode().partition("?>")[2].replace("River", "&a9;")).encode()


def office(whole: bytes, **parts: bytes) -> bytes:
    """An Office file with parts exchanged; `__` stands for a slash."""
    source = zipfile.ZipFile(io.BytesIO(whole))
    changed = {name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    return documents.zipped({**{name: source.read(name) for name in source.namelist()}, **changed})


def without(whole: bytes, name: str) -> bytes:
    """An archive without one of its files."""
    source = zipfile.ZipFile(io.BytesIO(whole))
    return documents.zipped({one: source.read(one) for one in source.namelist() if one != name})


def nested_zip(depth: int) -> bytes:
    """A ZIP in a ZIP in a ZIP."""
    data = documents.zipped({"a.txt": TEXT})
    for number in range(depth):
        data = documents.zipped({f"{number}.zip": data})
    return data


def locked_zip() -> bytes:
    """A ZIP that says that its file is locked."""
    data = bytearray(documents.zipped({"a.txt": TEXT}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def overlapping_zip() -> bytes:
    """A ZIP whose directory names one packed megabyte a thousand times."""
    data = documents.zipped({"a.txt": bytes(MB)})
    start = data.index(b"PK\x01\x02")
    entry, end = data[start : data.index(b"PK\x05\x06")], data[data.index(b"PK\x05\x06") :]
    size = len(entry) * 1_000
    return data[:start] + entry * 1_000 + end[:8] + struct.pack("<HHII", 1_000, 1_000, size, start) + end[20:]


def tar() -> bytes:
    """A tape archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of one page with objects of its own."""
    base = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: PAGE}
    return documents.pdf_of_objects({**base, **objects}, trailer)


def form(content: bytes, number: int) -> bytes:
    """A picture of a PDF that shows another."""
    return stream(content, extra=b"/Subtype/Form/Type/XObject/Resources<</XObject<</X %d 0 R>>>>" % number)


def multipart(depth: int) -> bytes:
    """A mail of parts within parts."""
    parts = (b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return b"From: a@b.example\nSubject: x\n" + b"".join(parts)


def endless_attachments() -> bytes:
    """A mailbox whose mail has attachments without end."""
    part = b"--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + b"QUJD" * 20 + b"\n"
    return b"From a\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + part * 100_000


REFUSED: dict[str, Make] = {
    # nothing, or nothing to read
    "empty.txt": lambda: b"",
    "blank.txt": lambda: b" \n\t\r\n" * 100,
    "empty.json": lambda: b"",
    "list.json": lambda: b"[]",
    "object.json": lambda: b"{}",
    "empty.jsonl": lambda: b"\n\n\n",
    "header-alone.csv": lambda: b"name,size\n",
    "empty.zip": lambda: documents.zipped({}),
    "nothing-known.zip": lambda: documents.zipped({"a.exe": b"MZ", "b.png": PNG}),
    "no-text.html": lambda: b"<html><head><title></title></head><body><img src=x></body></html>",
    "no-entries.rss": lambda: documents.rss([]),
    "no-text.docx": lambda: documents.word(documents.Story(title="", text="")),
    "no-text.pdf": lambda: pdf({4: stream(b"")}),
    "no-text.eml": lambda: b"From: a@b.example\nSubject: x\n\n\n",
    "no-rows.xlsx": lambda: documents.workbook([]),
    "no-rows.csv": lambda: documents.table([]),
    # something else than the name says
    "picture.txt": lambda: PNG,
    "picture.html": lambda: PNG,
    "picture.pdf": lambda: PNG,
    "picture.docx": lambda: PNG,
    "picture.xlsx": lambda: PNG,
    "picture.eml": lambda: PNG,
    "picture.rss": lambda: PNG,
    "picture.csv": lambda: PNG,
    "picture.jsonl": lambda: PNG,
    "picture.zip": lambda: PNG,
    "program.txt": lambda: b"\x7fELF" + bytes(range(32)) * 100,
    "tape.zip": tar,
    "text.zip": lambda: TEXT,
    "text.pdf": lambda: TEXT,
    "text.docx": lambda: TEXT,
    "text.json": lambda: TEXT,
    "text.mbox": lambda: TEXT,
    "text.xml": lambda: TEXT,
    "drawing.xml": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>',
    "old.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
    "locked.xlsx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
    "sheet.docx": lambda: documents.workbook(STORIES),
    "word.xlsx": lambda: documents.word(STORY),
    "numbers.jsonl": lambda: b"1\n2\n3\n",
    "nan.jsonl": lambda: NAN,
    "string.json": lambda: b'"text"',
    "null.json": lambda: b"null",
    "not-english.txt": lambda: "El río creció y cuarenta familias fueron llevadas a la escuela. ".encode() * 9,
    # cut off, or damaged
    "cut.pdf": lambda: documents.pdf(STORY)[:40],
    "cut.docx": lambda: documents.word(STORY)[:2_000],
    "cut.xlsx": lambda: documents.workbook(STORIES)[:2_000],
    "cut.zip": lambda: documents.zipped({"a.txt": TEXT})[:60],
    "cut.json": lambda: b'{"articles": [{"text": "The river',
    "no-pages.pdf": lambda: documents.pdf_of_objects({1: b"<</Type/Catalog>>"}, b"/Root 1 0 R"),
    "no-body.docx": lambda: without(documents.word(STORY), "word/document.xml"),
    "no-book.xlsx": lambda: without(documents.workbook(STORIES), "xl/workbook.xml"),
    "broken-body.docx": lambda: office(documents.word(STORY), word__document=b"<w:document><w:body>"),
    "utf-16-by-its-mark.txt": lambda: b"\xff\xfe" + b"\x00\xd8" * 9 + b"a",
    "surrogates.txt": lambda: b"\xff\xfe" + b"\x01\xdc" * 500,
    "locked.zip": locked_zip,
    # bombs
    "gigabyte.gz": gigabyte,
    "gigabyte.txt": gigabyte,
    "gigabyte.jsonl": gigabyte,
    "gigabyte.zip": lambda: documents.zipped({"a.txt": bytes(300 * MB)}),
    "overlapping.zip": overlapping_zip,
    "zip-in-zip-in-zip.zip": lambda: nested_zip(5),
    "laughs.rss": lambda: laughing(RSS),
    "laughs.atom": lambda: laughing(documents.atom(STORIES)),
    "laughs.xml": lambda: laughing(RSS),
    "outside.rss": lambda: laughing(RSS, "file:///etc/passwd"),
    "outside-address.rss": lambda: laughing(RSS, "http://127.0.0.1:9/x"),
    "laughs.docx": lambda: office(documents.word(STORY), word__document=f"{LAUGHS}]><x>&a9;</x>".encode()),
    "laughs.xlsx": lambda: office(documents.workbook(STORIES), xl__workbook=f"{LAUGHS}]><x>&a9;</x>".encode()),
    "picture-bomb.docx": lambda: office(documents.word(STORY), word__media=bytes(200 * MB)),
    "picture-bomb.xlsx": lambda: office(documents.workbook(STORIES), xl__media=bytes(200 * MB)),
    "deep.rss": lambda: b"<rss version='2.0'><channel><item><title>" + b"<a>" * 300_000,
    "brackets.rss": lambda: b"<" * 4 * MB,
    "deep.json": lambda: b"[" * 5 * MB,
    "digits.json": lambda: b"9" * 5 * MB,
    "tree.pdf": lambda: pdf({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
    "itself.pdf": lambda: pdf({4: stream(b"/X Do"), 5: form(b"/X Do /X Do", 5)}),
    "twice.pdf": lambda: pdf({4: stream(b"/X Do"), **{n: form(b"/X Do /X Do", n + 1) for n in range(5, 40)}}),
    "table.pdf": lambda: pdf({4: stream(b"")}, b"/Root 1 0 R/Prev 9"),
    "arrays.pdf": lambda: pdf({4: stream(b"[" * 200_000)}),
    "zeros.pdf": lambda: pdf({4: stream(bytes(300 * MB), packed=True)}),
    "starts.pdf": lambda: b"%PDF-1.4\n" + b"startxref\n0\n" * 50_000,
    "parts.eml": lambda: multipart(5_000),
    "messages.eml": lambda: b"Subject: x\n" + b"Content-Type: message/rfc822\n\n" * 50_000,
    "attachments.mbox": endless_attachments,
    "tags.html": lambda: b"<html><body><p>" + b"<span>x</span>" * 600_000,
    "cell.csv": lambda: b'text,x\n"' + b"a\n" * 6 * MB,
    "tables.docx": lambda: office(
        documents.word(STORY),
        word__document=b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + b"<w:tbl><w:tr><w:tc>" * 60_000 + b"</w:tc></w:tr></w:tbl>" * 60_000 + b"</w:body></w:document>",
    ),
}  # fmt: skip

ODD: dict[str, Make] = {
    "controls.txt": lambda: TEXT + b"\x00\x07\x1b[2J\x7f",
    "no-ends.txt": lambda: b"x" * 3 * MB,
    "ends.txt": lambda: TEXT + b"\n" * 3 * MB,
    "right-to-left.txt": lambda: "\u202e\u2066".encode() + TEXT,
    "marks.txt": lambda: ("a" + "\u0301" * 50_000).encode() + b"\n" + TEXT,
    "mixed.txt": lambda: TEXT + "Señor".encode("latin-1") + "Łódź".encode(),
    "script.html": lambda: b"<script>alert(1)</script><article><p>" + TEXT + b"</p><img onerror=x src=x></article>",
    "deep.html": lambda: b"<html><body>" + b"<div>" * 90_000 + TEXT,
    "attributes.html": lambda: b"<html><body><p " + b"a=1 " * 2 * MB + b">" + TEXT,
    "cdata.html": lambda: b"<![CDATA[" + TEXT + b"]]><!-- <p>" + TEXT,
    "laughs.html": lambda: f"{LAUGHS}]><html><body><p>&a9;</p></body></html>".encode() + TEXT,
    "half.jsonl": lambda: documents.json_lines(STORIES)[:-30],
    "between.jsonl": lambda: b'{"text": ' + b"\n" + documents.json_lines(STORIES) + b"\n[1]\n" + NAN,
    "surrogate.json": lambda: b'{"text": "\\ud800 The river rose overnight.", "title": "\\udfff"}',
    "types.json": lambda: json.dumps({"text": TEXT.decode(), "title": ["a"], "date": 7, "url": {}}).encode(),
    "years.json": lambda: json.dumps([{"text": TEXT.decode(), "date": date} for date in
                                      ("9999-99-99", "0000-01-01", "-1", "99999-01-01", "1e999", "\0")]).encode(),
    "twice.json": lambda: b'{"text": "a", "text": "The river rose overnight in the valley."}',
    "formula.csv": lambda: b'title,text\n=HYPERLINK("x"),' + TEXT.replace(b"\n", b" ") + b"\n",
    "ragged.csv": lambda: b"title,text\na\nb,The river rose.,x,y,z\n,,,\n",
    "nul.csv": lambda: b"title,text\na,The river\x00 rose.\nb,The lake rose.\n",
    "same-names.csv": lambda: b"text,text,text\nThe river rose.,b,c\n",
    "wide.tsv": lambda: b"text\t" + b"x\t" * 50_000 + b"\nThe river rose.\t" + b"y\t" * 50_000,
    "days.xlsx": lambda: office(documents.workbook(STORIES), xl__styles=b"<styleSheet/>"),
    "cut.mbox": lambda: documents.mbox(STORIES)[:-200],
    "from.mbox": lambda: b"From \n" * 2_000,
    "headers.eml": lambda: b"Subject: " + b"=?utf-8?q?x?= " * 200_000 + b"\n\n" + TEXT,
    "encoding.eml": lambda: b"From: a@b.example\nContent-Type: text/plain; charset=x-none\n\n" + TEXT,
    "base64.eml": lambda: b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n!!!" + TEXT,
    "broken.rss": lambda: RSS.replace(b"</item>", b"", 1).replace(b"&lt;", b"&"),
    "dates.rss": lambda: RSS.replace(b"2026", b"99999"),
    "no-links.atom": lambda: documents.atom(STORIES).replace(b"<link", b"<lunk"),
    "climbing.zip": lambda: documents.zipped({"../../a.txt": TEXT, "/etc/b.txt": TEXT, "C:\\c.txt": TEXT}),
    "names.zip": lambda: documents.zipped({"\x1b[2J\n.txt": TEXT, "a" * 500 + ".txt": TEXT, "‮txt.a.txt": TEXT}),
    "good-and-bad.zip": lambda: documents.zipped({"a.txt": TEXT, "b.pdf": b"%PDF", "c.docx": b"PK", "d.jsonl": b"{"}),
    "lies.zip": lambda: documents.zipped({"a.txt": b"hello there " * MB}).replace(
        (12 * MB).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    ),
    "packed.txt": lambda: gzip.compress(TEXT),
}  # fmt: skip
