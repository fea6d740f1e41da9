"""Dateline inside somebody else's spaCy pipeline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from geodata.errors import UsageError
from geodata.settings import Settings, load_settings

TEXT = "GAO, Mali (AP) — Gunmen shot dead four traders at a market in Ansongo on Tuesday, officials said."


@pytest.fixture(scope="module")
def piped(session_settings: Settings) -> Language:
    """A pipeline of the user's own, with Dateline behind it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATELINE_HOME", str(session_settings.home))
        nlp = spacy.load(load_settings().spacy_model)
        nlp.add_pipe("dateline")
        nlp(TEXT)
    return nlp


def test_events_hang_on_the_doc(piped: Language) -> None:
    doc = piped.make_doc(TEXT)
    doc._.published = dt.datetime(2026, 3, 4, 9, 0)
    (event,) = piped(doc)._.events
    assert (event.type, event.place.name, event.when.start) == ("attack", "Ansongo", dt.date(2026, 3, 3))
    assert event.casualties.fatalities is not None
    assert event.casualties.fatalities.best == 4
    assert "Ansongo" in {found.mention.text for found in doc._.toponyms}


def test_docs_come_through_pipe_in_order(piped: Language) -> None:
    docs = list(piped.pipe([TEXT, "Nothing happened.", TEXT]))
    assert [len(doc._.events) for doc in docs] == [1, 0, 1]


def test_a_pipeline_without_a_parser_is_told_what_is_missing() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("dateline")
    with pytest.raises(UsageError, match="needs parser and ner"):
        nlp(TEXT)


def test_a_pipeline_with_dateline_is_saved_and_loaded(piped: Language, tmp_path: Path) -> None:
    piped.to_disk(tmp_path / "saved")
    assert "dateline" in spacy.load(tmp_path / "saved").pipe_names
