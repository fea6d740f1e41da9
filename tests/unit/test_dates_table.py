"""Every line of tests/data/dates.csv: a sentence, a phrase in it, and the days that it means."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from spacy.language import Language

from geodata.events.dates import DateMention, find_dates
from geodata.language import load_pipeline
from geodata.settings import load_settings

TABLE = Path(__file__).parents[1] / "data" / "dates.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline(load_settings().spacy_model)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def mention_of(nlp: Language, row: dict[str, str]) -> DateMention:
    """Return the mention that overlaps the row's phrase most."""
    start = row["sentence"].index(row["expression"])
    end = start + len(row["expression"])
    mentions = find_dates(nlp(row["sentence"]), anchor=day(row["anchor"]))
    overlapping = [m for m in mentions if m.span.start < end and start < m.span.end]
    assert overlapping, [m.text for m in mentions]
    return max(overlapping, key=lambda m: min(end, m.span.end) - max(start, m.span.start))


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}-{row['expression']}" for number, row in enumerate(ROWS, 2)])
def test_phrase_means_its_days(nlp: Language, row: dict[str, str]) -> None:
    mention = mention_of(nlp, row)
    assert (mention.start, mention.end, mention.precision) == (day(row["start"]), day(row["end"]), row["precision"])
