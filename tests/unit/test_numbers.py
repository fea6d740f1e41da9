"""Numbers of people: digits, words, ranges and hedges."""

from __future__ import annotations

import pytest

from geodata.events.numbers import find_numbers, parse_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17", (17, 17, 17)),
        ("1,200", (1200, 1200, 1200)),
        ("12.345", (12345, 12345, 12345)),
        ("1,23,456", (123456, 123456, 123456)),
        ("14 300", (14300, 14300, 14300)),
        ("1.2 million", (1_200_000, 1_200_000, 1_200_000)),
        ("2 lakh", (200_000, 200_000, 200_000)),
        ("3 crore", (30_000_000, 30_000_000, 30_000_000)),
        ("twenty-seven", (27, 27, 27)),
        ("a hundred and six", (106, 106, 106)),
        ("One hundred and thirty-four", (134, 134, 134)),
        ("a dozen", (12, 12, 12)),
        ("half a dozen", (6, 6, 6)),
        ("two dozen", (24, 24, 24)),
        ("dozens", (24, 24, 24)),
        ("three dozen", (36, 36, 36)),
        ("scores", (40, 40, 40)),
        ("a couple", (2, 2, 2)),
        ("at least 17", (17, 17, 17)),
        ("more than 200", (200, 200, 200)),
        ("no fewer than 38", (38, 38, 38)),
        ("some forty", (40, 40, 40)),
        ("fifty-odd", (50, 50, 50)),
        ("25+", (25, 25, 25)),
        ("between 12 and 15", (12, 12, 15)),
        ("between seventy and eighty", (70, 70, 80)),
        ("12 to 15", (12, 12, 15)),
        ("12-15", (12, 12, 15)),
        ("no one", (0, 0, 0)),
        ("nobody", (0, 0, 0)),
        ("none", (0, 0, 0)),
    ],
)
def test_number_is_read(text: str, expected: tuple[int, int, int]) -> None:
    assert parse_number(text) == expected


@pytest.mark.parametrize("text", ["hundreds", "several", "many", "1.5", "two and three", "", "word", "9" * 400])
def test_what_is_no_number_of_people_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_numbers_are_found_with_their_hedges() -> None:
    text = "At least seventeen died, 1,200 fled and between 12 and 15 are missing; it cost $300."
    found = [(text[n.span.start : n.span.end], n.low, n.high) for n in find_numbers(text)]
    assert found == [("At least seventeen", 17, 17), ("1,200", 1200, 1200), ("12 and 15", 12, 15)]


def test_percentages_money_and_parts_of_words_are_left_alone() -> None:
    assert [n.best for n in find_numbers("45% of £9m on the A12 at F-16 base")] == []
