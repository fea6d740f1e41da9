"""Files that are built to fill the memory or to keep a reader busy: each is refused by what it is, before it is parsed.

What is not refused in time hangs a test; what is not refused in memory fails by the peak of Python's allocations.
"""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from geodata.errors import InputError, TooLarge
from geodata.model import Article
from geodata.sources import READERS, frontmatter, pdf
from geodata.sources.each import through
from tests import documents
from tests.documents import STORIES, stream

STORY = STORIES[0]
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
MB = 1_000_000


def outcome(suffix: str, data: bytes) -> tuple[list[Article], list[InputError]]:
    items = [item for item in through(READERS[suffix], data, f"x{suffix}") if not isinstance(item, str)]
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, InputError)]


@contextmanager
def within(megabytes: float) -> Iterator[None]:
    """Fail when Python allocates more than this on the way."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * MB
    finally:
        tracemalloc.stop()


def with_parts(archive: bytes, parts: Mapping[str, bytes]) -> bytes:
    """An Office file with some of its parts exchanged, or more of them."""
    source = zipfile.ZipFile(io.BytesIO(archive))
    return documents.zipped({**{name: source.read(name) for name in source.namelist()}, **parts})


# ------------------------------------------------- XML


@pytest.mark.parametrize("suffix", [".rss", ".atom", ".xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_of_a_billion_laughs_is_refused(suffix: str, encoding: str) -> None:
    feed = documents.rss(STORIES).decode().partition("?>")[2].replace("River rises in Tapalpa", "&a9;")
    with within(20):
        articles, (error,) = outcome(suffix, (LAUGHS + feed).encode(encoding))
    assert articles == []
    assert "declares XML entities" in str(error)


def test_a_feed_that_asks_for_a_file_is_refused() -> None:
    feed = documents.rss(STORIES).decode().partition("?>")[2].replace("River rises in Tapalpa", "&a;")
    _, (error,) = outcome(".rss", f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{feed}'.encode())
    assert "declares XML entities" in str(error)


@pytest.mark.parametrize(
    ("suffix", "part"),
    [
        (".docx", "word/document.xml"),
        (".docx", "word/styles.xml"),
        (".docx", "docProps/core.xml"),
        (".docx", "[Content_Types].xml"),
        (".docx", "word/_rels/document.xml.rels"),
        (".xlsx", "xl/workbook.xml"),
        (".xlsx", "xl/sharedStrings.xml"),
        (".xlsx", "xl/worksheets/sheet1.xml"),
        (".xlsx", "odd/name.bin"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_office_file_of_a_billion_laughs_is_refused(suffix: str, part: str, encoding: str) -> None:
    whole = documents.word(STORY) if suffix == ".docx" else documents.workbook(STORIES)
    with within(20):
        articles, (error,) = outcome(suffix, with_parts(whole, {part: f"{LAUGHS}<x>&a9;</x>".encode(encoding)}))
    assert articles == []
    assert "declares XML entities or types" in str(error)


@pytest.mark.parametrize(
    "feed",
    [
        b"<rss version='2.0'><channel><item><title>" + b"<a>" * 300_000,
        b"<rss version='2.0'><channel><item>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</item></channel></rss>",
        b"<rss version='2.0'><channel>" + b"<item><title>x</title></item>" * 300_000 + b"</channel></rss>",
        b"<rss version='2.0'><channel>" + b"<item><title>x & y</title></item>" * 100_000,
        b"<" * 4 * MB,
        b"<rss version='2.0'><channel><item><description>" + b"&x" * 2 * MB,
    ],
    ids=["unclosed", "deep", "endless", "broken", "brackets", "ampersands"],
)
def test_a_feed_that_takes_minutes_to_parse_is_refused(feed: bytes) -> None:
    articles, (error,) = outcome(".rss", feed)
    assert articles == []
    assert isinstance(error, TooLarge) or "too large to be mended" in str(error)


# ------------------------------------------------- ZIP


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = documents.zipped({f"{n}.txt": bytes(30 * MB) for n in range(4)})
    assert len(bomb) < MB
    with within(5):
        articles, (error,) = outcome(".zip", bomb)
    assert articles == []
    assert "bomb" in str(error)


def test_a_zip_that_lies_about_its_sizes_gives_no_more_than_it_says() -> None:
    bomb = documents.zipped({"a.txt": b"hello there " * 5 * MB})
    size = (60 * MB).to_bytes(4, "little")
    assert bomb.count(size) == 2
    with within(20):
        articles, errors = outcome(".zip", bomb.replace(size, (1000).to_bytes(4, "little")))
    assert all(len(article.text) <= 1000 for article in articles)
    assert articles or errors


def test_zips_in_a_zip_share_one_allowance() -> None:
    inner = documents.zipped({"a.txt": bytes(8 * MB)})  # small enough alone
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_STORED) as archive:
        for number in range(100):
            archive.writestr(f"{number}.zip", inner)
    articles, errors = outcome(".zip", outer.getvalue())
    assert articles == []
    assert sum("unpack to far more" in str(error) for error in errors) > 40


def test_packed_files_that_are_packed_again_are_a_bomb() -> None:
    inner = documents.zipped({"a.txt": bytes(9 * MB)})
    with pytest.raises(TooLarge, match="unpack to far more"):
        list(READERS[".zip"](documents.zipped({f"{n}.zip": inner + bytes(50_000) for n in range(50)}), "x.zip"))


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_an_office_file_that_is_a_zip_bomb_is_refused(suffix: str) -> None:
    whole = documents.word(STORY) if suffix == ".docx" else documents.workbook(STORIES)
    bomb = with_parts(whole, {"word/media/image1.png": bytes(100 * MB)})
    with within(5):
        articles, (error,) = outcome(suffix, bomb)
    assert articles == []
    assert "bomb" in str(error)


def test_a_zip_of_too_many_files_is_refused() -> None:
    with pytest.raises(TooLarge, match="20,001 files"):
        list(READERS[".zip"](documents.zipped({f"{n}.txt": b"" for n in range(20_001)}), "x.zip"))


# ------------------------------------------------- Office: structure


def _sheet(rows: bytes) -> bytes:
    space = b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head = b'<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
    return (
        b"<worksheet xmlns=" + space + b'><dimension ref="A1:XFD1048576"/><sheetData>' + head + rows
        + b"</sheetData></worksheet>"
    )  # fmt: skip


def test_a_sheet_that_goes_on_without_end_is_cut_off() -> None:
    rows = _sheet(b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')
    _, errors = outcome(".xlsx", with_parts(documents.workbook(STORIES), {"xl/worksheets/sheet1.xml": rows}))
    assert "more than a sheet can have" in str(errors[-1])


def test_a_sheet_wider_than_any_is_read_to_its_known_columns() -> None:
    rows = _sheet(b'<row r="2"><c r="ZZZ2"><v>1</v></c></row>' * 20_000)
    data = with_parts(documents.workbook(STORIES), {"xl/worksheets/sheet1.xml": rows})
    with within(30):
        articles, (error,) = outcome(".xlsx", data)
    assert articles == []
    assert "no row below it" in str(error)


def _document(body: bytes) -> bytes:
    space = b'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return b"<w:document xmlns:w=" + space + b"><w:body>" + body + b"</w:body></w:document>"


@pytest.mark.parametrize(
    "body",
    [
        b"<w:tbl><w:tr><w:tc>" * 60_000 + b"</w:tc></w:tr></w:tbl>" * 60_000,
        b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 60_000,
    ],
    ids=["nested", "endless"],
)
def test_a_word_file_nested_or_long_beyond_reason_is_refused(body: bytes) -> None:
    articles, (error,) = outcome(".docx", with_parts(documents.word(STORY), {"word/document.xml": _document(body)}))
    assert articles == []
    assert "x.docx" in str(error)


# ------------------------------------------------- PDF

PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>/Font<</F1 6 0 R>>>>>>"
)
PAGES = {
    1: b"<</Type/Catalog/Pages 2 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    3: PAGE,
    6: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
}


def _form(content: bytes, number: int) -> bytes:
    return stream(content, extra=b"/Subtype/Form/Type/XObject/Resources<</XObject<</X %d 0 R>>>>" % number)


FORMS = {number: _form(b"/X Do /X Do", number + 1) for number in range(7, 40)}
"""Each shows the next one twice."""


def made(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    return documents.pdf_of_objects({**PAGES, **objects}, trailer)


@pytest.mark.parametrize(
    "make",
    [
        lambda: made({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
        lambda: made({2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"}),
        lambda: made({4: stream(b"/X Do"), 5: _form(b"/X Do /X Do", 5)}),
        lambda: made({4: stream(b"/X Do"), 5: _form(b"/X Do", 7), **FORMS}),
        lambda: made({4: b"4 0 R"}),
        lambda: made({4: stream(b"")}, b"/Root 1 0 R/Prev 9"),
        lambda: made({4: stream(b"[" * 200_000)}),
        lambda: made({2: b"[" * 300_000}),
        lambda: b"%PDF-1.4\n" + b"startxref\n0\n" * 50_000,
    ],
    ids=["tree", "tree of two", "form", "forms", "reference", "table", "arrays", "object", "starts"],
)
def test_a_pdf_that_loops_or_nests_is_refused(make: Callable[[], bytes]) -> None:
    articles, (error,) = outcome(".pdf", make())
    assert articles == []
    assert "x.pdf: " in str(error)


@pytest.mark.parametrize(
    "content",
    [bytes(300 * MB), b"BT /F1 1 Tf " + b"(a) Tj " * 2 * MB + b"ET"],
    ids=["zeros", "operations"],
)
def test_a_pdf_that_unpacks_without_end_is_refused(content: bytes) -> None:
    articles, (error,) = outcome(".pdf", made({4: stream(content, packed=True)}))
    assert articles == []
    assert isinstance(error, TooLarge)


def test_a_pdf_that_keeps_its_reader_busy_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 1.0)
    pages = dict.fromkeys(range(10, 1_990), PAGE)
    tree = b"<</Type/Pages/Kids[" + b" ".join(b"%d 0 R" % number for number in pages) + b"]/Count 1980>>"
    busy = stream(b" " * 19 * MB, packed=True)  # a quarter of a second each; half an hour in all
    articles, (error,) = outcome(".pdf", made({2: tree, **pages, 4: busy}))
    assert articles == []
    assert isinstance(error, TooLarge)
    assert "takes longer than 1 s" in str(error)


# ------------------------------------------------- mail


@pytest.mark.parametrize(
    "mail",
    [
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5_000)),
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500_000,
        b"Subject: x\nContent-Type: text/plain; " + b"a=b;" * 200_000 + b"\n\nhello",
        b"Subject: x\n" + b"Content-Type: message/rfc822\n\n" * 50_000,
        b"From: " + b"(" * 100_000 + b"\nDate: " + b"(" * 100_000 + b"\n\nhello",
    ],
    ids=["nested", "parts", "parameters", "messages", "comments"],
)
def test_a_mail_that_keeps_its_parser_busy_is_refused(mail: bytes) -> None:
    articles, (error,) = outcome(".eml", mail)
    assert articles == []
    assert "x.eml: " in str(error)


def test_endless_headers_are_cut_short() -> None:
    headers = b"Subject: " + b"=?utf-8?q?x?= " * 200_000 + b"\nFrom: " + b"a," * 300_000
    ((article,), errors) = outcome(".eml", headers + b"\n\nForty families left.\n")
    assert errors == []
    assert len(article.title) < 3_000


def test_large_pictures_in_a_mail_are_not_unpacked() -> None:
    mail = documents.mail(STORY, attachments=[bytes(20 * MB)])
    articles, errors = outcome(".eml", mail)
    assert errors == []
    assert articles[0].text.strip() == STORY.text


# ------------------------------------------------- pages and text


@pytest.mark.parametrize(
    "markup",
    [
        b"<div>" * 90_000 + b"x" + b"</div>" * 5_000,
        b"<b>" * 90_000 + b"x",
        b"<ul><li>" * 45_000 + b"x",
        b"<table><tr><td>" * 30_000 + b"x",
        b"<p " + b"a=1 " * 2 * MB + b">x",
        b"<script type='application/ld+json'>" + b"[" * 2 * MB + b"</script>x",
    ],
    ids=["divisions", "bold", "lists", "tables", "attributes", "data"],
)
def test_a_page_that_is_nested_deeply_is_read_or_refused(markup: bytes) -> None:
    articles, errors = outcome(".html", b"<html><body>" + markup + b"</body></html>")
    assert len(articles) + len(errors) == 1


def test_a_page_of_too_many_tags_is_refused() -> None:
    _, (error,) = outcome(".html", b"<html><body><p>" + b"<span>x</span>" * 500_000)
    assert "1,000,003 tags" in str(error)


def test_a_mail_or_feed_of_nested_markup_is_read_or_refused() -> None:
    nested = "<div>" * 90_000 + "Forty families left."
    for data, suffix in (
        (b"Subject: x\nContent-Type: text/html\n\n" + nested.encode(), ".eml"),
        (documents.rss(STORIES).replace(b"<![CDATA[<p>", b"<![CDATA[" + nested.encode()), ".rss"),
    ):
        articles, errors = outcome(suffix, data)
        assert articles or errors


def test_front_matter_is_looked_for_near_the_ends_of_a_text_alone() -> None:
    with within(60):
        front = frontmatter.read("Published: 3 March 2026\n\n" + "a\n" * 3 * MB + "(Reuters)")
    assert (str(front.published)[:10], front.publisher) == ("2026-03-03", "Reuters")


@pytest.mark.parametrize("data", [b"[" * 5 * MB, b'{"a":' * MB, b"9" * 5 * MB], ids=["lists", "objects", "digits"])
def test_json_that_is_nested_or_endless_is_refused(data: bytes) -> None:
    for suffix in (".json", ".jsonl"):
        articles, (error,) = outcome(suffix, data)
        assert articles == []
        assert "is not JSON" in str(error)


def test_a_cell_that_never_ends_is_named() -> None:
    _, (error,) = outcome(".csv", b'text,x\n"' + b"a\n" * 6 * MB)
    assert "not readable as a table" in str(error)
