"""Text in capitals is read like other text, and is shown as it was written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.casing import Recaser, is_shouted, titled
from geodata.layout import read_layout
from geodata.model import Article
from geodata.pipeline import Pipeline

PLACES = {"san miguel", "san luis de la reina", "nicaragua", "nice", "morazan"}
NAMES = {"ana", "ruiz"}
WORDS = {"the", "soldier", "attack", "report", "town", "of", "near", "in", "bridge", "nicaragua", "nice", "march", "be",
         "kill", "said", "man", "department"}  # fmt: skip


@pytest.fixture
def recase() -> Callable[[str], str]:
    recaser = Recaser(
        is_name=NAMES.__contains__,
        is_place=PLACES.__contains__,
        is_known_place=lambda word: word in {"nicaragua", "nice", "salvadoran"},
        is_word=WORDS.__contains__,
        is_common=(WORDS - {"nicaragua"}).__contains__,
    )
    return lambda text: recaser(text, read_layout(text).blocks)


@pytest.mark.parametrize(
    ("shouted", "expected"),
    [
        ("THE SOLDIERS ATTACKED THE TOWN OF SAN MIGUEL.", "The soldiers attacked the town of San Miguel."),
        ("ANA RUIZ SAID THE FMLN ATTACKED SAN LUIS DE LA REINA IN MARCH.",
         "Ana Ruiz said the FMLN attacked San Luis de La Reina in March."),
        ("THE SALVADORAN MAN WAS KILLED NEAR NICARAGUA'S BRIDGE.",
         "The Salvadoran man was killed near Nicaragua's bridge."),
        ("THE MAN SAID ON 3 MAY THE BRIDGE MAY BE IN NICE.", "The man said on 3 May the bridge may be in Nice."),
        ("THE MAN IN THE NICE TOWN SAID THE U.N. REPORTED.", "The man in the nice town said the U.N. reported."),
    ],
)  # fmt: skip
def test_names_keep_capitals_and_other_words_lose_them(
    recase: Callable[[str], str], shouted: str, expected: str
) -> None:
    assert recase(shouted) == expected


def test_only_shouted_blocks_are_touched(recase: Callable[[str], str]) -> None:
    text = "NICE, France (AP) — The man was killed near the bridge.\n\nTHE MAN WAS KILLED IN THE TOWN."
    assert recase(text) == "NICE, France (AP) — The man was killed near the bridge.\n\nThe man was killed in the town."
    assert not is_shouted("UNHCR, WFP")


@given(st.text(max_size=300))
def test_the_length_never_changes(text: str) -> None:
    recaser = Recaser(
        is_name=lambda _: False,
        is_place=lambda word: "a" in word,
        is_known_place=lambda _: False,
        is_word=lambda word: "e" in word,
        is_common=lambda _: False,
    )
    for written in (text, text.upper()):
        assert len(recaser(written, read_layout(written).blocks)) == len(written)


def test_titles_have_one_capital_a_part() -> None:
    assert titled("PORT-AU-PRINCE") == "Port-Au-Prince"


def test_a_shouted_article_gives_its_event_in_its_own_words(pipeline: Pipeline) -> None:
    text = (
        "AT LEAST NINE SOLDIERS WERE KILLED ON SUNDAY WHEN GUNMEN ATTACKED A BASE IN MAIDUGURI, NIGERIA, POLICE SAID."
    )
    (result,) = pipeline.run([Article(id="a", text=text)])
    (event,) = result.events
    assert event.place.name == "Maiduguri"
    assert event.casualties.fatalities is not None
    assert event.casualties.fatalities.best == 9
    assert {"MAIDUGURI", "NIGERIA"} == {found.mention.text for found in result.resolutions}
