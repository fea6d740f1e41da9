"""What an article is called that came without a title."""

from __future__ import annotations

import pytest

from geodata.model import Article
from geodata.titles import article_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("date 2026-11-05 17:45\n\nA spokesman wrote on Thursday.", "A spokesman wrote on Thursday."),
        ("***\nFlood\nThe river came over the wall", "The river came over the wall"),
        ("2026", "2026"),
        ("", "a1"),
        ("   \n\t\n", "a1"),
    ],
)
def test_the_first_line_that_says_something_calls_it(text: str, title: str) -> None:
    assert article_title(Article(id="a1", text=text)) == title


def test_a_title_that_is_there_holds() -> None:
    assert article_title(Article(id="a1", text="The river came over", title="Floods ")) == "Floods"


def test_a_long_line_is_cut_with_a_mark() -> None:
    title = article_title(Article(id="a1", text="river " * 100), 20)
    assert len(title) <= 20
    assert title.endswith("…")
