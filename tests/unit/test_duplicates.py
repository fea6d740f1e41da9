"""The same article again is known, whatever its address wears; what only looks alike is another one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.build import SAMPLES
from geodata.duplicates import Duplicates, Match, bands, fingerprint, normal_address
from geodata.model import Article
from geodata.sources import open_inputs

ARTICLES = list(open_inputs([str(SAMPLES)]))
LONG = max(ARTICLES, key=lambda article: len(article.text))
QUAKE = (
    "A magnitude {magnitude} earthquake struck {distance} km south of {place} on {day} at a depth of {depth} km, the "
    "geological survey said. There were no immediate reports of casualties or damage, and no tsunami warning was "
    "issued. The survey records several thousand earthquakes in the region every year, most of them too weak to be "
    "felt. Residents said on social media that lights swayed and that some people left their homes for a while."
)
BULLETIN = {"magnitude": "5.1", "distance": "30", "place": "Davao", "day": "Tuesday", "depth": "12"}


def at(url: str, text: str = LONG.text, article_id: str = "new") -> Article:
    return Article(id=article_id, text=text, url=url)


class Known(Duplicates[str]):
    """Fingerprints by the ids of their articles."""

    def add(self, article: Article) -> None:
        self.remember(article.id, fingerprint(article))

    def find(self, article: Article) -> str | None:
        match = self.match(fingerprint(article))
        return match.key if match else None


@pytest.fixture
def known() -> Known:
    found = Known()
    for article in ARTICLES:
        found.add(article)
    return found


def test_the_samples_are_all_different() -> None:
    found = Known()
    for article in ARTICLES:
        assert found.find(article) is None
        found.add(article)
    assert len(found) == len(ARTICLES) >= 20


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_each_sample_is_known_again(known: Known, article: Article) -> None:
    assert known.find(replace(article, id="new", url="", title="Other")) == article.id


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.upper() if text.isupper() else "  " + text.replace("\n", "\r\n\t"),
        lambda text: text.replace("“", '"').replace("”", '"').replace("’", "'"),
        lambda text: text + "\n\nThis story was first published by our partners; sign up for the newsletter.",
        lambda text: text.replace(" the ", " the\u00a0", 20),
        lambda text: text[: int(len(text) * 0.9)],
    ],
    ids=["blanks", "quotes", "a line more", "no-break spaces", "cut short"],
)
def test_a_text_that_is_nearly_the_same_is_a_copy(known: Known, change: Callable[[str], str]) -> None:
    changed = change(LONG.text)
    assert known.match(fingerprint(at("https://other.example/story", changed))) == Match(LONG.id, "copy")


def test_the_same_words_in_another_order_are_another_text(known: Known) -> None:
    words = LONG.text.split()
    random.Random(1).shuffle(words)
    assert known.find(at("", " ".join(words))) is None


@pytest.mark.parametrize(
    ("field", "value"), [("magnitude", "4.7"), ("place", "Kaikoura"), ("day", "Friday"), ("distance", "55")]
)
def test_bulletins_from_one_mould_are_not_one(field: str, value: str) -> None:
    found = Known()
    found.add(Article(id="a", text=QUAKE.format(**BULLETIN)))
    assert found.find(Article(id="b", text=QUAKE.format(**BULLETIN | {field: value}))) is None
    assert found.find(Article(id="b", text=QUAKE.format(**BULLETIN) + " More soon.")) == "a"


def test_a_later_toll_is_another_report() -> None:
    text = "At least 12 people were killed and 30 hurt when a bus left the road near Huancayo, Peru, police said. "
    more = " The road is steep there, and it had rained for days, as drivers told the radio in the morning."
    found = Known()
    found.add(Article(id="a", text=text + more))
    assert found.find(Article(id="b", text=text.replace("12", "15") + more)) is None


# ------------------------------------------------- addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/2026/river",
        "https://www.news.example/2026/river/",
        "HTTPS://News.Example:443/2026//river#comments",
        "https://news.example/2026/river?utm_source=x&utm_medium=y&fbclid=z&gclid=1",
        "https://m.news.example/2026/river?mc_cid=1",
        " https://news.example./2026/river/index.html ",
        "https://news.example/2026/r%69ver",
    ],
)
def test_an_address_in_other_clothes_is_the_same(url: str) -> None:
    assert normal_address(url) == "news.example/2026/river"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?id=1", "https://news.example/?id=2"),
        ("https://news.example/a?source=5", "https://news.example/a?source=6"),
        ("https://news.example/a?page=1&gallery=2", "https://news.example/a?page=1&gallery=3"),
        ("https://news.example/A", "https://news.example/a"),
        ("https://a.example/x", "https://b.example/x"),
        ("https://news.example/x", "https://news.example:8443/x"),
    ],
)
def test_addresses_that_may_be_two_are_two(one: str, other: str) -> None:
    assert normal_address(one) != normal_address(other)


def test_the_order_of_a_query_makes_no_difference() -> None:
    assert normal_address("https://news.example/a?y=2&x=1") == normal_address("https://news.example/a?x=1&y=2")


@pytest.mark.parametrize("url", ["", "https://news.example/", "https://news.example", "news.example/a", "http://[", "ftp://a/b",
                                 "http://a:x/b", "javascript:alert(1)"])  # fmt: skip
def test_what_names_no_article_is_no_address(url: str) -> None:
    assert normal_address(url) == ""


def test_another_text_at_the_same_address_is_a_revision(known: Known) -> None:
    found = Known()
    found.add(at("https://news.example/river", "The river rose overnight in Tapalpa, the mayor said on Monday.", "a"))
    again = at("http://www.news.example/river/", "The river fell again in Tapalpa, the mayor said on Wednesday.")
    assert found.match(fingerprint(again)) == Match("a", "revision")
    found.add(replace(again, id="a"))
    assert found.match(fingerprint(again)) == Match("a", "same")
    assert found.find(at("", "The river rose overnight in Tapalpa, the mayor said on Monday.")) is None
    assert len(found) == 1


def test_articles_that_share_the_front_page_as_address_stay_apart() -> None:
    found = Known()
    for article in ARTICLES:
        assert found.find(replace(article, url="https://news.example/")) is None
        found.add(replace(article, url="https://news.example/"))


def test_what_is_forgotten_is_new_again(known: Known) -> None:
    known.forget(LONG.id)
    known.forget("never known")
    assert known.find(LONG) is None
    known.add(LONG)
    assert known.find(LONG) == LONG.id


def test_a_fingerprint_that_was_kept_finds_as_the_article_does() -> None:
    found = Known()
    for article in ARTICLES:
        found.remember(article.id, fingerprint(article))
    assert [found.find(article) for article in ARTICLES] == [article.id for article in ARTICLES]
    assert (len(fingerprint(LONG).signature), len(set(bands(fingerprint(LONG))))) == (512, 16)


def test_texts_of_a_few_words_are_compared_by_their_words_or_not_at_all() -> None:
    found = Known()
    for article_id, text in (("a", "Read more"), ("b", "Gunmen kill four traders in Ansongo"), ("c", "")):
        found.add(Article(id=article_id, text=text))
    assert found.find(Article(id="x", text="Read more")) is None
    assert found.find(Article(id="x", text="")) is None
    assert found.find(Article(id="x", text="GUNMEN kill four traders in Ansongo.")) == "b"
    assert found.find(Article(id="x", text="Gunmen kill five traders in Ansongo")) is None


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), url=st.text(max_size=60) | st.text(max_size=40).map("https://a.example/".__add__))
def test_any_text_and_address_can_be_compared(text: str, url: str) -> None:
    article = Article(id="a", text=text, url=url)
    found = Known()
    found.add(article)
    match = found.match(fingerprint(article))
    assert match is None or match.key == "a"
    assert normal_address(url) == normal_address(url.strip())
