"""Which words are toponyms, and in which sense: sentences of our own, each with what must and must not be found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from geodata.language import common_words
from geodata.model import Mention, Span
from geodata.places.gazetteer import Gazetteer
from geodata.places.mentions import find_mentions

Find = Callable[..., list[Mention]]


@pytest.fixture(scope="module")
def find(gazetteer_path: Path, nlp: Language, parse: Callable[[str], Doc]) -> Find:
    """A function from text to mentions."""
    names, common = Gazetteer(gazetteer_path), common_words(nlp)
    return lambda text, **options: find_mentions(parse(text), names, common=common, **options)


def written(mentions: list[Mention], *kinds: str) -> list[str]:
    """Return the texts of the mentions of some kinds."""
    return [mention.text for mention in mentions if mention.kind in kinds]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two buses collided near Arusha on Monday, killing nine people.", ["Arusha"]),
        ("The flood reached Wagga Wagga before dawn.", ["Wagga Wagga"]),
        ("A ferry sank off the coast of Zanzibar, in Tanzania.", ["Zanzibar", "Tanzania"]),
        ("Police in Paris, Tenn., arrested three men.", ["Paris", "Tenn."]),
        ("Rebels took the town of Goma in North Kivu.", ["Goma", "North Kivu"]),
        ("KISUMU, Kenya — A bridge fell on Friday.", ["KISUMU", "Kenya"]),
        ("The train to Port-au-Prince was late.", ["Port-au-Prince"]),
        ("A lorry hit a shop on London Road in Derby.", ["Derby"]),
        ("Cooking gas ran short in the camps of Cox’s Bazar.", ["Cox’s Bazar"]),
        ("A clerk was robbed at the ferry office in St. George's, Grenada, on Monday.", ["St. George's", "Grenada"]),
        ("Two rafts overturned on the Nolichucky River in heavy rain.", ["Nolichucky River"]),
        ("Boats searched Lake Hartwell for the missing man.", ["Lake Hartwell"]),
        ("Gunmen attacked a checkpoint near Paso Hondurillo on Sunday.", ["Paso Hondurillo"]),
    ],
)
def test_places_are_found(find: Find, text: str, expected: list[str]) -> None:
    """Places are literal mentions, with their abbreviations' full stops and without what stands around."""
    assert written(find(text), "literal") == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mary Houston said the road was closed. Houston, 46, lives next to it.", "Houston"),
        ("The Miami Herald reported on the trial.", "Miami"),
        ("The fight began in front of 214 Lincoln Street.", "Lincoln"),
        ("Most people were asleep when the roof fell.", "Most"),
        ("The crash closed Mayfield Road for hours.", "Road"),
        ("Ms. Gray said the school had burned.", "Ms."),
        ("Members of the Jalisco New Generation Cartel fled.", "Jalisco"),
        ("She studies at the University of Zaragorda.", "University"),
    ],
)
def test_names_that_only_look_like_places_are_no_locations(find: Find, text: str, name: str) -> None:
    """People, newspapers, streets and common words are not put on the map."""
    assert name not in written(find(text), "literal", "metonym")


def test_governments_are_metonyms(find: Find) -> None:
    """A capital that speaks is a government."""
    mentions = find("Moscow accused Kyiv of breaking the truce, and Washington warned Beijing.")
    assert written(mentions, "metonym") == ["Moscow", "Kyiv", "Washington", "Beijing"]


def test_offsets_are_the_texts_own(find: Find) -> None:
    """Offsets index the text as it came, with its odd spaces."""
    text = "Heavy rain hit Buenos\xa0Aires and La\xa0Plata on Sunday."
    mentions = find(text)
    assert [text[m.start : m.end] for m in mentions] == ["Buenos\xa0Aires", "La\xa0Plata"]


def test_mentions_are_in_order_and_apart(find: Find) -> None:
    """No two mentions share a character."""
    mentions = find("Fighting spread from Homs to Hama and Aleppo, in northern Syria, state media in Damascus said.")
    assert len(mentions) >= 5
    assert all(before.end <= behind.start for before, behind in pairwise(mentions))


def test_demonyms_come_when_asked_for(find: Find) -> None:
    """Adjectives of nationality are left out, or carry the name of their place."""
    text = "Mexican soldiers met a French envoy in Oaxaca."
    assert not written(find(text), "demonym")
    found = [m for m in find(text, demonyms=True) if m.kind == "demonym"]
    assert [(m.text, m.feature_hint) for m in found] == [("Mexican", "Mexico"), ("French", "France")]


def test_given_spans_are_taken_as_they_are(find: Find) -> None:
    """Spans that the input marks are the mentions, whatever recognition would say."""
    text = "Most of the Polish team came from Nowhereville."
    mentions = find(text, given_spans=[Span(start=12, end=18), Span(start=34, end=46)])
    assert [(m.text, m.kind) for m in mentions] == [("Polish", "demonym"), ("Nowhereville", "literal")]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "…", "A" * 10_000, "Paris\u202e\u0000, '; DROP TABLE place; --", "🙂 " * 50]
)
def test_hostile_text_is_only_text(find: Find, text: str) -> None:
    """Nothing crashes, whatever the text."""
    assert isinstance(find(text), list)
