"""Article text on the dashboard stays text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mapapp.dashboard.safe import escaped, plain


@given(st.text())
def test_no_tag_survives_escaping(text: str) -> None:
    assert not set(escaped(text)) & set("<>\"'")


@given(st.text(max_size=300))
def test_every_markdown_sign_is_a_plain_letter(text: str) -> None:
    shown = re.sub(r"\\[\\`*_{}\[\]()#+\-.!|<>$:~&=^\"']", "", plain(text))
    assert not set(shown) & set("\\`*_[]<>!$|~")


def test_a_picture_in_a_headline_loads_nothing() -> None:
    assert plain("![x](http://e.example/p.png)").startswith(r"\!\[x\]\(http\:")


def test_direction_overrides_and_nul_become_blanks() -> None:
    assert escaped("a\u202eb\x00c") == "a b c"


def test_a_long_title_is_cut() -> None:
    assert len(plain("a" * 10**6)) == 2_000
