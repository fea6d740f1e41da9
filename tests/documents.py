"""Files of every kind that holds articles, made in memory for tests."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from xml.sax.saxutils import escape

import docx
import openpyxl


@dataclass(frozen=True, slots=True)
class Story:
    """What a test puts into a file."""

    title: str = "River rises in Tapalpa"
    text: str = (
        "The river rose overnight and forty families were taken to the school on the hill, the mayor said.\n\n"
        "Two bridges were closed on Sunday evening and the road to the south is under water."
    )
    author: str = "Ada Lund"
    published: dt.datetime = dt.datetime(2026, 2, 23, 10, 40)
    url: str = "https://news.example/river"


STORIES = (
    Story(),
    Story(
        title="Fire at the mill",
        text="A fire destroyed the old mill near the harbour on Tuesday; nobody was hurt, the fire brigade said.",
        author="Ben Okoro",
        published=dt.datetime(2026, 3, 4, 9, 30),
        url="https://news.example/fire",
    ),
)


def pdf(story: Story) -> bytes:
    """A PDF of one page with text."""
    lines = [story.title, "", *story.text.split("\n")]
    shown = "".join(f"({_pdf_text(line)}) Tj T*\n" for line in lines)
    return pdf_of_objects(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            4: stream(f"BT /F1 12 Tf 14 TL 40 700 Td\n{shown}ET".encode("latin-1")),
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            6: f"<</Title({_pdf_text(story.title)})/Author({_pdf_text(story.author)})"
            f"/CreationDate(D:{story.published:%Y%m%d%H%M%S})>>".encode("latin-1"),
        }
    )


def _pdf_text(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def stream(content: bytes, *, packed: bool = False, extra: bytes = b"") -> bytes:
    """A PDF stream object."""
    body = zlib.compress(content, 9) if packed else content
    named = b"/Filter/FlateDecode" if packed else b""
    return b"<<" + named + extra + b"/Length %d>>stream\n%s\nendstream" % (len(body), body)


def pdf_of_objects(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R/Info 6 0 R") -> bytes:
    """A PDF of numbered objects, with its table of where they stand."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    where = {}
    for number, body in objects.items():
        where[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, offset in where.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, offset))
    out.write(b"trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start))
    return out.getvalue()


def word(story: Story) -> bytes:
    """A DOCX with a heading, paragraphs, and a table."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = story.title, story.author
    document.core_properties.created = story.published
    for block in story.text.split("\n\n"):
        document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(story: Story, *, attachments: Sequence[bytes] = (), html: bool = False) -> bytes:
    """An EML with an optional HTML body only and attachments."""
    message = EmailMessage()
    message["Subject"], message["From"] = story.title, f"{story.author} <ada@news.example>"
    message["Date"] = format_datetime(story.published)
    message["Message-ID"] = f"<{abs(hash(story.title))}@news.example>"
    if html:
        message.set_content("".join(f"<p>{escape(part)}</p>" for part in story.text.split("\n\n")), subtype="html")
    else:
        message.set_content(story.text)
    for content in attachments:
        message.add_attachment(content, maintype="image", subtype="png", filename="a.png")
    return message.as_bytes()


def mbox(stories: Sequence[Story]) -> bytes:
    """A mailbox."""
    return b"".join(b"From ada@news.example Mon Feb 23 10:40:00 2026\n" + mail(story) + b"\n" for story in stories)


def rss(stories: Sequence[Story], *, whole: bool = True) -> bytes:
    """An RSS 2.0 feed, with the articles' content or with one line of summary each."""
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{escape(s.url)}</link><guid>{escape(s.url)}</guid>"
        f"<dc:creator>{escape(s.author)}</dc:creator><pubDate>{format_datetime(s.published)}</pubDate>"
        f"<description>{escape(s.text[:60])}</description>{_encoded(s) if whole else ''}</item>"
        for s in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Tapalpa Times</title>'
        f"<link>https://news.example/</link><description>News</description>{items}</channel></rss>"
    ).encode()


def _encoded(story: Story) -> str:
    body = "".join(f"<p>{escape(part)}</p>" for part in story.text.split("\n\n"))
    return f"<content:encoded><![CDATA[{body}]]></content:encoded>"


def atom(stories: Sequence[Story]) -> bytes:
    """An Atom feed with content."""
    entries = "".join(
        f'<entry><title>{escape(s.title)}</title><link href="{escape(s.url)}"/><id>{escape(s.url)}</id>'
        f"<author><name>{escape(s.author)}</name></author><published>{s.published.isoformat()}Z</published>"
        f'<content type="html">{escape("".join(f"<p>{escape(part)}</p>" for part in s.text.split(chr(10) * 2)))}'
        "</content></entry>"
        for s in stories
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Tapalpa Times</title><id>x</id>{entries}</feed>"
    ).encode()


COLUMNS = ("Headline", "Body", "Reporter", "Byline", "Publish_Date", "URL")


def _cells(story: Story) -> list[str]:
    return [story.title, story.text, "x", story.author, f"{story.published:%Y-%m-%d %H:%M}", story.url]


def table(stories: Sequence[Story], delimiter: str = ",") -> bytes:
    """A CSV or TSV of articles, with a column that nobody needs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([COLUMNS, *map(_cells, stories)])
    return out.getvalue().encode()


def workbook(stories: Sequence[Story]) -> bytes:
    """An XLSX with a note above the header and dates as dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Our articles"], [], COLUMNS, *([*_cells(s)[:4], s.published, s.url] for s in stories)):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def json_lines(stories: Sequence[Story]) -> bytes:
    """JSON lines of articles."""
    return b"\n".join(json.dumps(_record(story)).encode() for story in stories)


def _record(story: Story) -> dict[str, str]:
    return {
        "title": story.title, "text": story.text, "author": story.author, "url": story.url,
        "published": story.published.isoformat(),
    }  # fmt: skip
