"""Single formats' own matters: columns that are guessed and said, exports of databases, what is refused and how."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from geodata.errors import EmptyInput, InputError, NotText, TooLarge, UnsupportedLanguage
from geodata.event_tables import is_event_table
from geodata.model import Article
from geodata.sources import READERS, open_inputs
from geodata.sources.each import Each, through
from geodata.sources.inputs import STREAMERS
from geodata.sources.text import lines
from tests import documents
from tests.documents import STORIES

TEXT = STORIES[0].text


def opened(path: Path, data: bytes) -> tuple[list[Article], list[str], list[str]]:
    path.write_bytes(data)
    errors: list[InputError] = []
    notes: list[str] = []
    articles = list(open_inputs([str(path)], on_error=errors.append, on_note=notes.append))
    return (
        articles,
        [str(error).removeprefix(str(path)) for error in errors],
        [n.removeprefix(str(path)) for n in notes],
    )


Make = Callable[[Sequence[documents.Story]], bytes]


def read(suffix: str, data: bytes) -> list[Article]:
    return list(READERS[suffix](data, f"x{suffix}"))


# ------------------------------------------------- tables


@pytest.mark.parametrize(("suffix", "make"), [(".csv", documents.table), (".xlsx", documents.workbook)])
def test_the_columns_that_were_guessed_are_said(tmp_path: Path, suffix: str, make: Make) -> None:
    _, _, notes = opened(tmp_path / f"a{suffix}", make(STORIES))
    assert notes == [
        ": title from 'Headline', text from 'Body', published from 'Publish_Date', author from 'Byline', "
        "url from 'URL'; not used: Reporter"
    ]


@pytest.mark.parametrize(
    ("header", "events"),
    [
        ("title,text,date", False),
        ("Headline;Body;Date", False),
        ("title\turl\tpublish_date\tmedia_name", False),
        ("event_date,latitude,longitude,notes,source", True),
        ("title,text,lat,lon", True),
        ("Headline,Y_WGS,X_WGS,When", True),
        ("", True),
    ],
)
def test_a_table_with_texts_and_no_coordinates_is_articles(tmp_path: Path, header: str, events: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    assert is_event_table(path) is events
    assert is_event_table(path, {"lat": "Y", "lon": "X"})


def test_a_table_of_events_among_articles_says_what_it_is(tmp_path: Path) -> None:
    _, errors, _ = opened(tmp_path / "a.csv", b"title,text,lat,lon\na,b,1,2\n")
    assert errors == [": is a table of events (it has coordinates), not of articles; name it itself on the command "
                      "line, as CSV"]  # fmt: skip


def test_a_table_of_something_else_lists_its_columns(tmp_path: Path) -> None:
    _, errors, _ = opened(tmp_path / "a.csv", b"colour,size\nred,3\n")
    assert errors == [": no column holds texts; call one text, body or content (there are: colour, size)"]


def test_a_row_without_text_is_named_and_the_others_stay(tmp_path: Path) -> None:
    rows = f'id,title,text\n7,A,"{TEXT}"\n8,B,\n\n9,C,"{TEXT} Again."\n'
    articles, errors, _ = opened(tmp_path / "a.csv", rows.encode())
    assert [article.id for article in articles] == ["a-7", "a-9"]
    assert errors == [', line 5: has no text: a field "text" is needed']


def test_a_sheet_of_notes_beside_the_articles_does_no_harm(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(documents.workbook(STORIES)))
    book.create_sheet("Notes", 0).append(["nothing here"])
    out = io.BytesIO()
    book.save(out)
    articles, errors, _ = opened(tmp_path / "a.xlsx", out.getvalue())
    assert (len(articles), errors) == (2, [])


# ------------------------------------------------- exports of news databases


def test_media_cloud_s_export_gives_titles_addresses_and_media() -> None:
    data = (
        "stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url\n"
        "12,2026-02-23 10:40:11,Gunmen kill four traders in Ansongo,https://news.example/a,en,f,,1,Le Sahel,\n"
    )
    (article,) = read(".csv", data.encode())
    assert (article.text, article.title) == ("Gunmen kill four traders in Ansongo",) * 2
    assert (article.publisher, article.url) == ("Le Sahel", "https://news.example/a")
    assert str(article.published) == "2026-02-23 10:40:11"


def test_gdelt_s_list_of_articles_is_read_and_another_language_is_refused() -> None:
    known = {"url": "https://news.example/a", "title": "Gunmen kill four traders", "seendate": "20260223T104000Z",
             "domain": "news.example", "language": "English", "sourcecountry": "Mali"}  # fmt: skip
    articles = READERS[".json"](json.dumps({"articles": [known, known | {"language": "French"}]}).encode(), "g.json")
    article = next(articles)
    assert (article.publisher, str(article.published)) == ("news.example", "2026-02-23 10:40:00")
    with pytest.raises(UnsupportedLanguage, match=r"item 2: is in French"):
        next(articles)


def test_gdelt_s_csv_is_read() -> None:
    data = "URL,MobileURL,Date,Title\nhttps://news.example/a,,2026-02-23 10:40:00,Gunmen kill four traders\n"
    (article,) = read(".csv", data.encode())
    assert (article.title, article.url, str(article.published)) == (
        "Gunmen kill four traders", "https://news.example/a", "2026-02-23 10:40:00",
    )  # fmt: skip


# ------------------------------------------------- PDF, Word, mail, feeds, ZIP


def test_a_scan_is_told_to_go_through_text_recognition() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(EmptyInput, match="scan"):
        read(".pdf", out.getvalue())


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(documents.pdf(STORIES[0])))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_encrypted_pdf_is_refused_unless_its_password_is_empty() -> None:
    with pytest.raises(InputError, match="is encrypted"):
        read(".pdf", encrypted("secret"))
    assert "forty families" in read(".pdf", encrypted(""))[0].text


def test_words_hyphenated_at_the_end_of_a_line_are_one() -> None:
    (article,) = read(".pdf", documents.pdf(documents.Story(text="The evacu-\nation of forty families went well.")))
    assert "evacuation of forty" in article.text


def test_an_office_file_with_a_password_is_refused() -> None:
    for suffix in (".docx", ".xlsx"):
        with pytest.raises(InputError, match="password"):
            read(suffix, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_pictures_in_mails_are_left_alone() -> None:
    (article,) = read(".eml", documents.mail(STORIES[0], attachments=[b"\x89PNG" * 500_000] * 4))
    assert article.text.strip() == TEXT


def test_a_mail_of_an_attachment_alone_holds_no_text() -> None:
    data = b"From: a@b.example\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    with pytest.raises(EmptyInput, match="only attachments"):
        read(".eml", data)


def test_a_feed_of_summaries_gives_these() -> None:
    articles = read(".rss", documents.rss(STORIES, whole=False))
    assert [article.text for article in articles] == [story.text[:60].strip() for story in STORIES]
    assert {article.publisher for article in articles} == {"Tapalpa Times"}


def test_a_feed_s_content_is_neither_a_file_name_nor_an_address(tmp_path: Path) -> None:
    (tmp_path / "feed.rss").write_bytes(documents.rss(STORIES))
    for content in (str(tmp_path / "feed.rss"), "http://127.0.0.1:9/feed.rss"):
        with pytest.raises(InputError, match="no feed"):
            read(".rss", content.encode())


def test_a_zip_may_hold_a_zip_but_no_third() -> None:
    inner = documents.zipped({"a.csv": documents.table(STORIES), "b.txt": TEXT.encode(), "picture.png": b"x"})
    found = READERS[".zip"](documents.zipped({"in.zip": inner, "__MACOSX/b.txt": b"x", ".hidden.txt": b"x"}), "o.zip")
    assert isinstance(found, Each)
    articles = list(found)
    assert [article.origin for article in articles] == [
        "o.zip/in.zip/a.csv, line 2", "o.zip/in.zip/a.csv, line 5", "o.zip/in.zip/b.txt",
    ]  # fmt: skip
    assert found.notes[0].startswith("o.zip/in.zip/a.csv: title from 'Headline'")
    with pytest.raises(InputError, match="ZIP file in a ZIP file in a ZIP file"):
        read(".zip", documents.zipped({"2.zip": documents.zipped({"3.zip": inner})}))


def test_a_bad_file_in_a_zip_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = documents.zipped({"a.pdf": b"no pdf", "b\x1b[31m.json": b"{", "c.txt": TEXT.encode()})
    articles, errors, _ = opened(tmp_path / "z.zip", data)
    assert [article.id for article in articles] == ["c"]
    assert [error.split(":")[0] for error in errors] == ["/a.pdf", "/b_[31m.json"]


def test_a_zip_without_articles_says_so() -> None:
    with pytest.raises(EmptyInput, match="no file with one of the endings"):
        read(".zip", documents.zipped({"a.png": b"x"}))


def test_standard_input_is_known_by_its_first_letters() -> None:
    for data in (
        documents.pdf(STORIES[0]), documents.word(STORIES[0]), documents.workbook(STORIES[:1]),
        documents.rss(STORIES[:1]), documents.zipped({"a.txt": TEXT.encode()}),
    ):  # fmt: skip
        (article,) = open_inputs(["-"], stdin=io.BytesIO(data))
        assert "forty families" in article.text


# ------------------------------------------------- files larger than the memory


class Endless(io.RawIOBase):
    """A file that repeats a piece so many times and is never held as a whole."""

    def __init__(self, piece: bytes, times: int, head: bytes = b"") -> None:
        self._held, self._piece, self._left = head, piece, times

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self._held) < len(buffer) and self._left:
            self._held, self._left = self._held + self._piece, self._left - 1
        data, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


STREAM = {
    ".jsonl": (b"", json.dumps({"text": "The river rose overnight. " * 800}).encode() + b"\n"),
    ".csv": (b"title,text\n", b'River,"' + b"The river rose overnight. " * 800 + b"\n" + b'"\n'),
    ".tsv": (b"title\ttext\n", b"River\t" + b"The river rose overnight. " * 800 + b"\n"),
    ".mbox": (b"", b"From a@b\nSubject: River\n\n" + b"The river rose overnight. " * 800 + b"\n"),
}


@pytest.mark.parametrize("suffix", STREAMERS)
def test_memory_is_flat_however_large_a_file_is(suffix: str) -> None:
    head, piece = STREAM[suffix]
    count = 400
    tracemalloc.start()
    try:
        stream = io.BufferedReader(Endless(piece, count, head))
        assert sum(isinstance(one, Article) for one in through(STREAMERS[suffix], stream, f"x{suffix}")) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < count * len(piece) / 2


def test_a_line_without_end_is_refused_and_not_held() -> None:
    stream = io.BufferedReader(Endless(b"x" * 100_000, 100))
    with pytest.raises(TooLarge, match=r"x\.jsonl: line 1 is longer than 1 MB"):
        list(lines(stream, origin="x.jsonl", longest=1_000_000))


def test_a_mail_that_is_too_large_is_named_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.sources.mail.LARGEST", 10_000)
    mails = [
        b"From a\nSubject: Large\n\n" + b"x" * 20_000,
        b"\nFrom b\nSubject: Small\n\nThe river rose.\n",
        b"From c\n",
    ]
    large, small, empty = through(READERS[".mbox"], b"".join(mails), "x.mbox")
    assert isinstance(small, Article)
    assert (str(large)[:22], small.title) == ("x.mbox, mail 1: is lar", "Small")
    assert str(empty) == "x.mbox, mail 3: is empty"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_lines_in_any_encoding(encoding: str) -> None:
    texts = ["Señor Núñez crossed the river — in a boat, “at night”, as the café’s owner said.", "Élise stayed."]
    data = "\n".join(f'{{"text": "{text}"}}' for text in texts * 20).encode(encoding)
    assert [article.text for article in READERS[".jsonl"](data, "x.jsonl")] == texts * 20


def test_one_line_in_another_encoding_does_not_spoil_the_others() -> None:
    data = b"\n".join(f'{{"text": "Señor {n} crossed the river."}}'.encode(e) for n, e in ((1, "utf-8"), (2, "cp1252")))
    assert [article.text[:7] for article in READERS[".jsonl"](data, "x.jsonl")] == ["Señor 1", "Señor 2"]


def test_text_that_breaks_off_within_a_wide_letter_is_named() -> None:
    with pytest.raises(NotText, match=r"x\.csv: is not UTF-16"):
        list(READERS[".csv"]("title,text\na,Text\n".encode("utf-16")[:-1], "x.csv"))


def test_a_piece_of_a_page_is_a_page() -> None:
    (found,) = READERS[".html"](f"<script>alert(1)</script><p>{TEXT}</p>".encode(), "x.html")
    assert found.text.startswith(TEXT[:40])
    assert "alert" not in found.text


def test_lines_of_json_may_come_through_a_pipe_without_end() -> None:
    line = json.dumps({"text": "The river rose overnight. " * 400}).encode() + b"\n"
    pipe = io.BufferedReader(Endless(line, 1_000))
    errors: list[InputError] = []
    found = open_inputs(["-"], max_text=100_000, stdin=pipe, on_error=errors.append)
    assert (sum(1 for _ in found), errors) == (1_000, [])


def test_a_text_through_a_pipe_may_not_be_without_end() -> None:
    pipe = io.BufferedReader(Endless(b"The river rose overnight. " * 400, 1_000))
    with pytest.raises(TooLarge, match="standard input: is larger than 400 kB"):
        list(open_inputs(["-"], max_text=100_000, stdin=pipe))
