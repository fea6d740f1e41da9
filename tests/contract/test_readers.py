"""What every reader keeps: a class for the promise, a subclass for each format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import InputError, UnsupportedLanguage
from geodata.model import Article
from geodata.sources import READERS, open_inputs
from geodata.sources.each import through
from tests import documents
from tests.documents import STORIES, Story

SPANISH = Story(
    title="El río creció",
    text="El río creció durante la noche y cuarenta familias fueron llevadas a la escuela, dijo el alcalde. " * 3,
)
ALL = frozenset({"title", "author", "published", "url"})


Act = tuple[str, float, float, bytes]
"""What is done to a file, from where to where (shares of its length), and with what."""
PIECES = (
    b"\x00", b"\xff\xfe", b"<", b">", b"&", b"&#x110000;", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"<!-- ", b'"', b"'",
    b"\n", b"\r", b",", b"\t", b"{", b"[", b"]", b"}", b"\\u", b"\\ud800", b"null", b"-", b"1e999", b"9" * 5_000, b"%",
    b"(", b"<<", b"/Length 99999999", b"stream\n", b"endobj", b"0 0 R", b"=?utf-8?q?", b"=?x?b?", b"From ",
    b"Content-Type: ", b"boundary=", b"\n--", b"PK\x03\x04", b"PK\x05\x06", b"\xed\xa0\x80", "\u202e".encode(),
    b"a" * 70_000, b"<div>" * 300, b"(" * 300,
)  # fmt: skip
SHARE = st.floats(0, 1)
ACTS = st.lists(
    st.tuples(st.sampled_from(("put", "over", "cut", "again", "swap")), SHARE, SHARE,
              st.sampled_from(PIECES) | st.binary(max_size=4)),
    min_size=1, max_size=6,
)  # fmt: skip


def spoilt(data: bytes, acts: Sequence[Act]) -> bytes:
    """A file with pieces put in, overwritten, cut out, repeated or exchanged."""
    for name, one, other, piece in acts:
        start, end = sorted((int(one * len(data)), int(other * len(data))))
        match name:
            case "put":
                data = data[:start] + piece + data[start:]
            case "over":
                data = data[:start] + piece + data[start + len(piece) :]
            case "cut":
                data = data[:start] + data[end:]
            case "again":
                data = data[:end] + data[start:][:100_000]
            case _:
                data = data[end:] + data[:start] + data[start:end]
    return data


class ReaderContract:
    """Subclass it, and give `suffix`, `make`, and what the format carries besides the text."""

    suffix = ""
    keeps: frozenset[str] = ALL
    many = True

    def make(self, stories: Sequence[Story]) -> bytes:
        """Return a file of this format that holds the stories (one of them unless `many`)."""
        raise NotImplementedError

    def stories(self) -> Sequence[Story]:
        return STORIES if self.many else STORIES[:1]

    def opened(self, folder: Path, data: bytes) -> tuple[list[Article], list[InputError]]:
        path = folder / f"my-file{self.suffix}"
        path.write_bytes(data)
        errors: list[InputError] = []
        return list(open_inputs([str(path)], on_error=errors.append)), errors

    def test_the_text_and_what_is_said_of_it_are_kept(self, tmp_path: Path) -> None:
        articles, errors = self.opened(tmp_path, self.make(self.stories()))
        assert errors == []
        assert len(articles) == len(self.stories())
        for article, story in zip(articles, self.stories(), strict=True):
            assert " ".join(story.text.split()) in " ".join(article.text.split())
            assert {name: getattr(article, name) for name in self.keeps} == {
                name: getattr(story, name) for name in self.keeps
            }
            assert article.origin.startswith(str(tmp_path / "my-file"))

    def test_ids_are_there_and_stay_the_same(self) -> None:
        reader, data = READERS[self.suffix], self.make(self.stories())
        ids = [article.id for article in reader(data, f"a{self.suffix}")]
        assert all(ids)
        assert len(set(ids)) == len(ids)
        assert [article.id for article in reader(data, f"a{self.suffix}")] == ids

    def test_another_language_is_refused_politely(self, tmp_path: Path) -> None:
        articles, errors = self.opened(tmp_path, self.make([SPANISH]))
        assert articles == []
        (error,) = errors
        assert isinstance(error, UnsupportedLanguage)
        assert "my-file" in str(error)
        assert "Spanish" in str(error)

    @pytest.mark.parametrize("content", [b"", b"  \n", b"\x00\x01\x02" * 200], ids=["empty", "blank", "binary"])
    def test_what_is_no_such_file_is_named(self, tmp_path: Path, content: bytes) -> None:
        articles, errors = self.opened(tmp_path, content)
        assert articles == []
        assert [str(tmp_path / f"my-file{self.suffix}") in str(error) for error in errors] == [True]

    @pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
    def test_a_file_that_was_cut_off_is_an_error_or_what_is_whole_of_it(self, tmp_path: Path, part: float) -> None:
        data = self.make(self.stories())
        articles, errors = self.opened(tmp_path, data[: int(len(data) * part)])
        assert articles or errors
        assert all("my-file" in str(error) for error in errors)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(acts=ACTS)
    def test_any_wrong_file_is_articles_or_input_errors(self, acts: list[Act]) -> None:
        self.read_all(spoilt(self.make(self.stories()), acts))

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(data=st.binary(max_size=300), start=st.integers(0, 40))
    def test_any_bytes_are_articles_or_input_errors(self, data: bytes, start: int) -> None:
        self.read_all(self.make(self.stories())[:start] + data)

    def read_all(self, data: bytes) -> None:
        """Read a file to its end; what goes wrong is an InputError with the file's name and a cause."""
        name = f"x{self.suffix}"
        for item in through(READERS[self.suffix], data, name):
            if isinstance(item, Article):
                item.text.encode()
                assert item.id
            elif isinstance(item, InputError):
                assert str(item).startswith(name)
                assert len(str(item)) >= len(f"{name}: is empty")


class PackedContract(ReaderContract):
    """The promise of a format that is a ZIP file inside: its parts may be wrong too, and packed well."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(acts=ACTS, which=st.floats(0, 0.999))
    def test_any_wrong_part_is_articles_or_input_errors(self, acts: list[Act], which: float) -> None:
        source = zipfile.ZipFile(io.BytesIO(self.make(self.stories())))
        names = source.namelist()
        chosen = names[int(which * len(names))]
        self.read_all(
            documents.zipped({n: spoilt(source.read(n), acts) if n == chosen else source.read(n) for n in names})
        )


class TestText(ReaderContract):
    suffix = ".txt"
    keeps = frozenset({"author", "published"})
    many = False

    def make(self, stories: Sequence[Story]) -> bytes:
        (story,) = stories
        head = f"{story.title}\n\nBy {story.author}\nPublished: {story.published:%Y-%m-%d %H:%M}\n\n"
        return (head + story.text).encode()


class TestMarkdown(TestText):
    suffix = ".md"


class TestPage(ReaderContract):
    suffix = ".html"
    keeps = frozenset({"title", "author"})
    many = False

    def make(self, stories: Sequence[Story]) -> bytes:
        (story,) = stories
        body = "".join(f"<p>{part}</p>" for part in story.text.split("\n\n"))
        return (
            f'<html><head><title>{story.title}</title><meta name="author" content="{story.author}"></head>'
            f"<body><nav>Home</nav><article><h1>{story.title}</h1>{body}</article></body></html>"
        ).encode()


class TestPageOfThreeLetters(TestPage):
    suffix = ".htm"


class TestJsonLines(ReaderContract):
    suffix = ".jsonl"

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.json_lines(stories)


class TestJson(ReaderContract):
    suffix = ".json"

    def make(self, stories: Sequence[Story]) -> bytes:
        return b'{"status": "ok", "articles": [' + documents.json_lines(stories).replace(b"\n", b",") + b"]}"


class TestPdf(ReaderContract):
    suffix = ".pdf"
    keeps = frozenset({"title", "author", "published"})
    many = False

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.pdf(stories[0])


class TestWord(PackedContract):
    suffix = ".docx"
    keeps = frozenset({"title", "author", "published"})
    many = False

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.word(stories[0])


class TestMail(ReaderContract):
    suffix = ".eml"
    keeps = frozenset({"title", "author", "published"})
    many = False

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.mail(stories[0])


class TestMailOfHtml(TestMail):
    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.mail(stories[0], html=True)


class TestMailbox(ReaderContract):
    suffix = ".mbox"
    keeps = frozenset({"title", "author", "published"})

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.mbox(stories)


class TestRss(ReaderContract):
    suffix = ".rss"

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.rss(stories)


class TestXml(TestRss):
    suffix = ".xml"


class TestAtom(ReaderContract):
    suffix = ".atom"

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.atom(stories)


class TestCsv(ReaderContract):
    suffix = ".csv"

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.table(stories)


class TestTsv(ReaderContract):
    suffix = ".tsv"

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.table(stories, "\t")


class TestExcel(PackedContract):
    suffix = ".xlsx"

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.workbook(stories)


class TestZip(PackedContract):
    suffix = ".zip"

    def make(self, stories: Sequence[Story]) -> bytes:
        return documents.zipped({f"week/{n}.jsonl": documents.json_lines([story]) for n, story in enumerate(stories)})


def test_every_reader_has_its_contract() -> None:
    tested: Mapping[str, object] = {cls.suffix: cls for cls in _subclasses(ReaderContract)}
    assert READERS.keys() - tested.keys() == set()


def _subclasses(cls: type[ReaderContract]) -> list[type[ReaderContract]]:
    return [found for sub in cls.__subclasses__() for found in (sub, *_subclasses(sub)) if found.suffix]
