"""What a publisher's name or web address tells of where its news is."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from geodata.language import parse
from geodata.model import Article
from geodata.places.gazetteer import Gazetteer
from geodata.places.mentions import find_mentions
from geodata.places.publishers import home_of
from geodata.places.resolve import resolve
from geodata.places.train_resolve import GazetteerSource


@pytest.mark.parametrize(
    ("publisher", "url", "country", "town"),
    [
        ("The Paris News", "", "US", "Paris"),
        ("", "https://www.theparisnews.com/local/article_1.html", "US", "Paris"),
        ("liverpoolecho.co.uk", "", "GB", "Liverpool"),
        ("Example Gazette", "https://news.example.co.nz/1", "NZ", ""),
        ("Dawn", "", "PK", ""),
        ("Sudan Tribune", "", "SD", ""),
    ],
)
def test_homes(publisher: str, url: str, country: str, town: str) -> None:
    home = home_of(publisher, url)
    assert home is not None
    assert (home.country, home.town) == (country, town)


@pytest.mark.parametrize(
    ("publisher", "url"),
    [
        ("Reuters", "https://www.reuters.com/world/"),
        ("Nobody's Blog", "https://blog.example.com"),
        ("", "https://start.up.io/"),
        ("", "http://[broken"),
        ("x" * 10_000, "javascript:alert(1)"),
        ("", ""),
    ],
)
def test_agencies_and_strangers_tell_nothing(publisher: str, url: str) -> None:
    assert home_of(publisher, url) is None


def test_a_local_paper_means_the_town_of_its_own_region(gazetteer_path: Path, nlp: Language) -> None:
    """The same words are in Texas in one paper and in France in an agency's report."""
    gazetteer = Gazetteer(gazetteer_path)
    text = "A water main burst in Paris on Friday and flooded a school."
    (doc,) = parse(nlp, [text])
    mentions = find_mentions(doc, gazetteer)
    countries = {}
    for publisher in ("The Paris News", "Reuters"):
        article = Article(id="a", text=text, publisher=publisher)
        (found,) = resolve(doc, mentions, GazetteerSource(gazetteer), article=article)
        assert found.place is not None
        countries[publisher] = found.place.country
    assert countries == {"The Paris News": "US", "Reuters": "FR"}
