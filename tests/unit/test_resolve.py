"""Which place a name means: ambiguous names of our own choosing, told apart by their context."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from geodata.language import common_words
from geodata.model import Article, Mention, Place, Resolution
from geodata.places.gazetteer import Gazetteer
from geodata.places.mentions import find_mentions
from geodata.places.resolve import KEPT, resolve
from geodata.places.train_resolve import GazetteerSource

Read = Callable[..., dict[str, Resolution]]
Resolved = Callable[..., list[Resolution]]


class Known:
    """A source that knows what it is given."""

    def __init__(self, **places: list[Place]) -> None:
        self.places = places
        self.asked: list[object] = []

    def candidates(self, name: str) -> list[Place]:
        """Return the places of a name."""
        return self.places.get(name, [])

    def geocode(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Collection[tuple[str, str]] | None = None,
    ) -> list[Place]:
        """Return no correction, but note what was asked."""
        self.asked.append((query, scope))
        return []


@pytest.fixture(scope="module")
def resolved(gazetteer_path: Path, nlp: Language, parse: Callable[[str], Doc]) -> Resolved:
    """A function from text to its resolutions in order."""
    gazetteer = Gazetteer(gazetteer_path)
    source, common = GazetteerSource(gazetteer), common_words(nlp)

    def read(text: str, **options: Any) -> list[Resolution]:
        doc = parse(text)
        mentions = find_mentions(doc, gazetteer, common=common)
        return resolve(doc, mentions, source, article=Article(id="a", text=text), **options)

    return read


@pytest.fixture(scope="module")
def read(resolved: Resolved) -> Read:
    """A function from text to resolutions by what was written."""
    return lambda text, **options: {found.mention.text: found for found in resolved(text, **options)}


def place_of(resolutions: dict[str, Resolution], name: str) -> Place:
    """Return the place of a name, which must have one."""
    place = resolutions[name].place
    assert place is not None, name
    return place


@pytest.mark.parametrize(
    ("text", "name", "country", "admin1"),
    [
        ("A fire broke out in Paris on Monday.", "Paris", "FR", ""),
        ("A fire broke out in Paris, Texas, on Monday.", "Paris", "US", "Texas"),
        ("The mill in Athens, Georgia, will close.", "Georgia", "US", "Georgia"),
        ("Protesters in Tbilisi, Georgia, blocked a road to Rustavi.", "Georgia", "GE", ""),
        ("Shops were shut in Tripoli, in north Lebanon, after a blast.", "Tripoli", "LB", ""),
        ("Rain fell on Valencia, Venezuela, and on Maracay.", "Valencia", "VE", ""),
        ("The army left Hyderabad for Karachi and Sukkur, Pakistan.", "Hyderabad", "PK", ""),
    ],
)
def test_context_decides(read: Read, text: str, name: str, country: str, admin1: str) -> None:
    """What is named around a name tells which place it is."""
    place = place_of(read(text), name)
    assert place.country == country
    assert not admin1 or place.admin1 == admin1


def test_one_sense_for_an_article(read: Read) -> None:
    """A town that was placed once stays there."""
    resolutions = read("A man was shot in Birmingham, Alabama. Police in Birmingham and Montgomery found no gun.")
    assert place_of(resolutions, "Birmingham").admin1 == "Alabama"


def test_a_misspelt_town_is_corrected_where_its_region_is_named(read: Read) -> None:
    """A wrong letter is corrected inside the division named with it, and marked."""
    resolution = read("Two men were shot in Talpalpa, Jalisco, in western Mexico, on Friday.")["Talpalpa"]
    assert resolution.place is not None
    assert resolution.place.name == "Tapalpa"
    assert resolution.corrected_from == "Talpalpa"


def test_correction_can_be_switched_off(read: Read) -> None:
    """Without it, a misspelt name has no place."""
    resolution = read("Two men were shot in Talpalpa, Jalisco, in western Mexico, on Friday.", fuzzy=False)["Talpalpa"]
    assert resolution.place is None


def test_every_choice_is_explained(read: Read) -> None:
    """The candidates come best first, each with its score and what it is made of."""
    resolution = read("A lorry burned in Springfield, Missouri.")["Springfield"]
    scores = [candidate.score for candidate in resolution.candidates]
    assert 1 < len(scores) <= KEPT
    assert scores == sorted(scores, reverse=True)
    assert resolution.candidates[0].place == resolution.place
    assert resolution.candidates[0].features
    assert 0.0 < resolution.confidence <= 1.0


def mention(text: str, start: int, **changed: Any) -> Mention:
    """Return a literal mention at a place in the text."""
    values: dict[str, Any] = {"kind": "literal", "confidence": 1.0} | changed
    return Mention(start=start, end=start + len(text), text=text, **values)


def test_unknown_and_embedded_names_have_no_place(parse: Callable[[str], Doc]) -> None:
    """A name that nobody knows keeps its mention; an embedded one is not even looked up."""
    source = Known(Perth=[Place(name="Perth", lat=-32.0, lon=115.9, country="AU", feature_class="P")])
    doc = parse("In Xyzzyville the Perth Mint closed.")
    mentions = [mention("Xyzzyville", 3), mention("Perth", 18, kind="embedded")]
    found = resolve(doc, mentions, source)
    assert [resolution.place for resolution in found] == [None, None]
    assert [resolution.mention for resolution in found] == mentions


def test_short_names_are_never_corrected(parse: Callable[[str], Doc]) -> None:
    """Names under five letters are not taken for misspelt ones."""
    source = Known(Chad=[Place(name="Chad", lat=15.0, lon=19.0, country="TD", feature_class="A", feature_code="PCLI")])
    resolve(parse("In Abec, Chad."), [mention("Abec", 3), mention("Chad", 9)], source)
    assert source.asked == []


def test_a_demonym_means_its_place(parse: Callable[[str], Doc]) -> None:
    """The hint of a demonym is the name that is looked up; it has a place but no location."""
    chad = Place(name="Chad", lat=15.0, lon=19.0, country="TD", feature_class="A", feature_code="PCLI")
    chadian = mention("Chadian", 0, kind="demonym", feature_hint="Chad")
    found = resolve(parse("Chadian troops"), [chadian], Known(Chad=[chad]))
    assert found[0].place == chad
    assert found[0].location is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two were shot in Portland, Maine. A bridge was shut in Portland, Oregon.", ["Maine", "Oregon"]),
        ("He flew from Paris, France, to Paris, Tenn., on Monday.", ["Île-de-France", "Tennessee"]),
    ],
)
def test_a_name_has_several_senses_where_the_text_says_so(resolved: Resolved, text: str, expected: list[str]) -> None:
    """A container behind the name decides, for each mention by itself."""
    twins = [r for r in resolved(text) if r.mention.text in ("Portland", "Paris")]
    assert [r.place.admin1 for r in twins if r.place] == expected


@pytest.mark.parametrize(
    ("text", "feature_class"),
    [
        ("Shells fell in the Kharkiv region overnight.", "A"),
        ("Shells fell in Kharkiv oblast overnight.", "A"),
        ("Shells fell in Kharkiv overnight.", "P"),
        ("Rebels attacked a convoy in Homs governorate.", "A"),
    ],
)
def test_a_word_for_a_division_asks_for_the_division(resolved: Resolved, text: str, feature_class: str) -> None:
    """ "The Kharkiv region" is an area, and its point no town's."""
    (found,) = resolved(text)
    assert found.place is not None
    assert found.place.feature_class == feature_class


def test_invisible_marks_hide_no_place(resolved: Resolved) -> None:
    """Text pasted from right-to-left pages has marks of direction around names."""
    (found,) = resolved("A bomb killed two people in \u200fAleppo\u200f on Monday.")
    assert found.place is not None
    assert (found.mention.text, found.place.country) == ("Aleppo", "SY")


def test_a_name_is_scored_once_however_often_it_stands(resolved: Resolved) -> None:
    """Long lists of one name share what was found for it."""
    found = resolved("Paris, " * 400)
    assert len(found) > 100
    assert len({id(r.candidates) for r in found if r.candidates}) == 1


class Asked:
    """Others than the gazetteer, who know a place in Mexico and one in Spain under any name."""

    def __init__(self) -> None:
        self.questions: list[tuple[str, tuple[float, float] | None, str]] = []

    def __call__(self, query: str, near: tuple[float, float] | None, country: str) -> list[Place]:
        """Note what was asked, and answer."""
        self.questions.append((query, near, country))
        return [
            Place(name="Abroad", lat=40.0, lon=-3.0, country="ES", feature_class="P", provider="others"),
            Place(name="Found", lat=20.0, lon=-103.0, country="MX", feature_class="P", provider="others"),
        ]


def test_others_are_asked_for_what_nobody_here_knows_in_its_country(read: Read) -> None:
    asked = Asked()
    found = read("A bridge fell in the village of Xyzzyqwfp, Jalisco, and in Guadalajara, Mexico.", elsewhere=asked)
    ((query, near, country),) = asked.questions
    assert (query, country) == ("Xyzzyqwfp, Jalisco", "MX")
    assert near == pytest.approx((20.5, -103.7), abs=1.0)
    place = place_of(found, "Xyzzyqwfp")
    assert (place.name, place.country, place.provider) == ("Found", "MX", "others")


def test_others_are_asked_in_the_country_of_the_article(read: Read) -> None:
    asked = Asked()
    read("A bridge fell in Xyzzyqwfp on Monday. Rescuers came from Guadalajara and Mexico City.", elsewhere=asked)
    assert asked.questions == [("Xyzzyqwfp", None, "MX")]


def test_others_are_not_asked_when_no_country_is_known(read: Read) -> None:
    asked = Asked()
    found = read("A bridge fell in Xyzzyqwfp on Monday.", elsewhere=asked)
    assert asked.questions == []
    assert all(resolution.place is None for resolution in found.values())


def test_others_are_not_asked_for_what_is_known_here(read: Read) -> None:
    asked = Asked()
    read("A bridge fell in Guadalajara, Mexico, on Monday.", elsewhere=asked)
    assert asked.questions == []
