"""Titles that the machine wrote are in the page's language; those that somebody gave stay."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geodata.events.merge import merged_into_one
from geodata.model import Casualties, Count, Event
from geodata.titles import title_of
from mapapp.encoding import encode_events
from mapapp.event_titles import shown_title
from mapapp.islands import languages, words
from tests.factories import HOSTILE, make_event


def attack(killed: int = 3, injured: int = 0) -> Event:
    counts = {name: Count(low=n, best=n, high=n) for name, n in (("fatalities", killed), ("injured", injured)) if n}
    event = make_event(1, type="attack", category="conflict", casualties=Casualties(**counts))
    return replace(event, title=title_of(event.type, event.place, event.casualties))


@pytest.mark.parametrize(
    ("lang", "killed", "injured", "title"),
    [
        ("en", 3, 0, "Attack in Goma, Nord-Kivu: 3 killed"),
        ("es", 3, 0, "Ataque en Goma, Nord-Kivu: 3 muertos"),
        ("es-MX", 1, 1200, "Ataque en Goma, Nord-Kivu: 1 muerto, 1.200 heridos"),
        ("es", 0, 0, "Ataque en Goma, Nord-Kivu"),
        ("de", 1, 2, "Angriff in Goma, Nord-Kivu: 1 Toter, 2 Verletzte"),
        ("uk", 21, 0, "Напад – Goma, Nord-Kivu: 21 загиблий"),
        ("ru", 11, 0, "Нападение – Goma, Nord-Kivu: 11 погибших"),
    ],
)
def test_a_title_is_in_the_page_s_language(lang: str, killed: int, injured: int, title: str) -> None:
    assert shown_title(attack(killed, injured), lang) == title


@pytest.mark.parametrize("lang", [name for name in languages() if name != "en"])
def test_every_language_tells_place_and_numbers(lang: str) -> None:
    title = shown_title(attack(4, 5), lang)
    assert words(lang)["type_labels"]["attack"] in title
    assert all(part in title for part in ("Goma, Nord-Kivu", "4", "5"))
    assert not {"killed", "injured", "Attack"} & set(title.replace(",", " ").replace(":", " ").split())


@pytest.mark.parametrize("title", ["Raid on the market", "Attack in Goma: 30 killed", *HOSTILE])
def test_a_title_that_somebody_gave_stays(title: str) -> None:
    assert shown_title(replace(attack(), title=title), "es") == title


def test_an_event_of_a_table_without_titles_is_called_in_the_language() -> None:
    assert shown_title(replace(attack(), title="Attack: Goma, Nord-Kivu"), "fr").endswith(": Goma, Nord-Kivu")
    assert shown_title(replace(attack(), title="Attack"), "es") == "Ataque"


def test_a_merged_event_s_title_tells_what_the_event_tells() -> None:
    one, other = attack(3), replace(attack(4), event_id="other")
    merged = merged_into_one([one, other])
    assert merged.casualties.fatalities is not None
    assert merged.title == f"Attack in Goma, Nord-Kivu: {merged.casualties.fatalities.best} killed"
    given = merged_into_one([replace(one, title="Raid"), replace(other, title="Raid")])
    assert given.title == "Raid"


def test_the_page_s_data_hold_the_title_of_the_language() -> None:
    data = json.loads(encode_events([attack()], lang="pt"))
    assert data["strings"][data["title"][0]] == "Ataque em Goma, Nord-Kivu: 3 mortos"
