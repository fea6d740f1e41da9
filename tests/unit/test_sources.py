"""Readers: good input keeps its text to the letter, bad input is told apart, the others go on."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import EmptyInput, InputError, NotText, TooLarge, UnsupportedLanguage, UsageError
from geodata.model import Article, Span
from geodata.sources import READERS, article_from_text, frontmatter, open_inputs

ENGLISH = "The river rose overnight and forty families were taken to the school on the hill, the mayor said. "
SPANISH = "El río creció durante la noche y cuarenta familias fueron llevadas a la escuela, dijo el alcalde. "


def opened(*inputs: Path | str, **options: Any) -> tuple[list[Article], list[InputError]]:
    errors: list[InputError] = []
    return list(open_inputs([str(i) for i in inputs], on_error=errors.append, **options)), errors


def test_text_stays_as_it_is_to_the_last_blank(tmp_path: Path) -> None:
    text = "\ufeff \r\n date 2026-01-02 03:04\r\n\r\n“Quoted” – text\u00a0here.  \n\n"
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    ((article,), errors) = opened(tmp_path / "a.txt")
    assert (article.text, article.published, errors) == (text.removeprefix("\ufeff"), dt.datetime(2026, 1, 2, 3, 4), [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_is_told_from_the_bytes(tmp_path: Path, encoding: str) -> None:
    text = ENGLISH + "The café’s owner, Zoë Müller, spoke of “a wall of water”. " * 3
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    ((article,), _) = opened(tmp_path / "a.txt")
    assert "café’s owner, Zoë Müller" in article.text


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        (b"", EmptyInput, "is empty"),
        (b" \n\n\t", EmptyInput, "is empty"),
        (bytes(range(256)) * 40, NotText, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 500, NotText, "binary"),
        (b"\xff\xfe\x00", NotText, "UTF-16"),
        ((ENGLISH * 1_200).encode(), TooLarge, "DATELINE_MAX_TEXT"),
        ((SPANISH * 5).encode(), UnsupportedLanguage, "Spanish"),
    ],
    ids=["empty", "blank", "binary", "picture", "half a letter", "large", "spanish"],
)
def test_bad_files_are_told_apart_and_the_next_one_is_read(
    tmp_path: Path, content: bytes, kind: type[InputError], says: str
) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "b.txt").write_text(ENGLISH, encoding="utf-8")
    articles, errors = opened(tmp_path, max_text=100_000)
    assert [article.id for article in articles] == ["b"]
    (error,) = errors
    assert isinstance(error, kind)
    assert says in str(error)
    assert str(tmp_path / "a.txt") in str(error)


def test_a_page_gives_its_article_without_menus_or_scripts(tmp_path: Path) -> None:
    page = f"""<html><head><title>River rises</title>
    <meta property="article:published_time" content="2026-05-06"></head>
    <body><nav>Home News Sport</nav><article><h1>River rises</h1><p>{ENGLISH * 4}</p></article>
    <script>alert(1)</script></body></html>"""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    ((article,), errors) = opened(tmp_path / "a.html")
    assert errors == []
    assert ENGLISH.strip() in article.text
    assert "alert" not in article.text
    assert article.published == dt.datetime(2026, 5, 6)


def test_one_bad_line_of_many_is_named_and_the_others_stay(tmp_path: Path) -> None:
    good = json.dumps({"id": "x", "text": ENGLISH, "published": "2026-01-02", "toponyms": [{"start": 4, "end": 9}]})
    (tmp_path / "a.jsonl").write_text(f"{good}\n{{broken\n[1]\n{good}\n", encoding="utf-8")
    articles, errors = opened(tmp_path / "a.jsonl")
    assert [article.id for article in articles] == ["x", "x-2"]
    assert articles[0].given_spans == (Span(start=4, end=9),)
    assert [str(error).split(": ")[0].rsplit(", ", 1)[1] for error in errors] == ["line 2", "line 3"]


def test_standard_input_is_read_by_what_it_holds() -> None:
    ((article,), _) = opened("-", stdin=io.BytesIO(json.dumps({"text": ENGLISH, "title": "T"}).encode()))
    assert (article.title, article.text) == ("T", ENGLISH)


def test_a_missing_file_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file or folder: .*none\.txt"):
        opened(tmp_path / "none.txt")


def test_pasted_nothing_is_refused() -> None:
    with pytest.raises(EmptyInput):
        article_from_text(" \n ")


@pytest.mark.parametrize("suffix", READERS)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_an_article_or_an_input_error(suffix: str, data: bytes) -> None:
    try:
        articles = list(READERS[suffix](data, "x" + suffix))
    except InputError:
        return
    assert all(isinstance(article, Article) for article in articles)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("date 2026-02-23 10:40", dt.datetime(2026, 2, 23, 10, 40)),
        ("Published: 4 March 2026, 10:05 GMT", dt.datetime(2026, 3, 4, 10, 5)),
        ("UPDATED March 4, 2026 at 9:30 pm", dt.datetime(2026, 3, 4, 21, 30)),
        ("DATE: 06 JULY 2026", dt.datetime(2026, 7, 6)),
        ("31 February 2026", None),
        ("The 2026-02-23 edition was late. It told of a fire that burned for a week in the hills above.", None),
    ],
)
def test_a_publication_date_is_read_from_its_line_alone(line: str, moment: dt.datetime | None) -> None:
    assert frontmatter.read(f"{line}\n\n{ENGLISH}\n").published == moment


def test_the_later_of_two_marked_dates_is_the_anchor() -> None:
    front = frontmatter.read(f"Published: 3 March 2026\nUpdated: 5 March 2026\nBy Ada Lund\n\n{ENGLISH}\n(Reuters)")
    assert (front.published, front.author, front.publisher) == (dt.datetime(2026, 3, 5), "Ada Lund", "Reuters")
