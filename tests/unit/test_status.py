"""Modality: what happened, what is planned, denied, claimed, or long past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from geodata.events.triggers import Trigger, table_triggers

Parse = Callable[[str], Doc]
PUBLISHED = dt.date(2026, 6, 20)


def events(doc: Doc) -> list[Trigger]:
    return [t for t in table_triggers(doc, published=PUBLISHED) if t.kind == "event"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Gunmen attacked a village near Jos on Sunday.",
        "A village near Jos was attacked by gunmen overnight.",
        "The police said that gunmen had attacked a village on Friday.",
        "Police arrested a man who had tried to rob a bank on Monday.",
        "A blast at a market killed nine people today.",
        "Troops stormed a ranch, and nobody was hurt.",
        "Farmers blocked the road to demand a rise.",
    ],
)
def test_news_is_asserted(parse: Parse, sentence: str) -> None:
    statuses = {t.status for t in events(parse(sentence))}
    assert "asserted" in statuses
    assert not statuses & {"denied", "background"}


@pytest.mark.parametrize(
    "sentence",
    [
        "The union plans to strike on Friday.",
        "Nurses will march to the palace next week.",
        "Rebels have threatened to attack the pipeline.",
        "If the dam bursts, the town would be flooded.",
        "Nurses to strike on Friday.",
        "The exercise simulated an earthquake of magnitude seven.",
        "Had there been a robbery, the bank would have known.",
        "A flood warning is in force.",
        "Terrorists are likely to attack the market.",
        "There is a threat of landslides.",
        "The peace talks could resume in the autumn.",
        "A protest is planned for Sunday.",
        "The trial is to be resumed next week.",
    ],
)
def test_plans_threats_and_drills(parse: Parse, sentence: str) -> None:
    found = events(parse(sentence))
    assert found
    assert {t.status for t in found} == {"planned"}


@pytest.mark.parametrize(
    "sentence",
    [
        "No attack took place at the harbour.",
        "Nobody was arrested in the town.",
        "Reports of a shooting at the mall were false.",
        "The bomb was a hoax.",
        "The ministry denied the attack.",
        "The village was not attacked.",
        "Police foiled a robbery at the bank.",
        "The army carried out no raid that night.",
    ],
)
def test_denials(parse: Parse, sentence: str) -> None:
    found = events(parse(sentence))
    assert found
    assert {t.status for t in found} == {"denied"}


@pytest.mark.parametrize(
    "sentence",
    [
        "In June 2019 a tornado flattened a barn near Tulsa.",
        "A tsunami wrecked the port in August 1946.",
        "The 1988 earthquake in Spitak killed 25,000 people.",
        "In January a landslide buried two houses near Bergen.",
        "An earlier raid in Colima ended in bloodshed.",
        "Last year gunmen attacked a church in Owo.",
        "Two years ago a ferry sank in the estuary.",
    ],
)
def test_background(parse: Parse, sentence: str) -> None:
    found = events(parse(sentence))
    assert found
    assert {t.status for t in found} == {"background"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Clashes in the valley since May 2023 flared again on Thursday.",
        "A landslide buried two houses on 18 June.",
        "A tornado flattened a barn in June.",
        "A crater opened on Friday, the fourth eruption since 2014.",
    ],
)
def test_a_date_of_comparison_is_not_background(parse: Parse, sentence: str) -> None:
    assert "background" not in {t.status for t in events(parse(sentence))}


def test_december_news_in_january_is_not_told_by_the_year_alone(parse: Parse) -> None:
    doc = parse("A ferry sank off the coast on 28 December.")
    found = [t for t in table_triggers(doc, published=dt.date(2026, 1, 2)) if t.kind == "event"]
    assert {t.status for t in found} == {"asserted"}


def test_a_negated_casualty_is_a_fact(parse: Parse) -> None:
    doc = parse("Nobody was hurt.")
    assert {t.status for t in table_triggers(doc) if t.kind == "casualty"} == {"asserted"}


def test_nonsense_dates_do_no_harm(parse: Parse) -> None:
    doc = parse("A ferry sank on 31 February 2026 and on 99 March 99999.")
    assert table_triggers(doc, published=PUBLISHED)


def test_habits_and_trends_weigh_less(parse: Parse) -> None:
    one = max(t.score for t in events(parse("An attack on a village killed nine people.")))
    many = max(t.score for t in events(parse("Attacks usually happen at night.")))
    assert many < one
