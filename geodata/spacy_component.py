"""Dateline as a component of anybody's spaCy pipeline: `nlp.add_pipe("dateline")` gives `doc._.events`.

What the text itself does not tell goes in with the doc, before the component runs:

    doc = nlp.make_doc(text)
    doc._.published = datetime(2026, 3, 4)
    events = nlp(doc)._.events
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from geodata import build
from geodata.errors import UsageError
from geodata.model import Article
from geodata.pipeline import Pipeline
from geodata.settings import load_settings

NEEDED = ("parser", "ner")
for name, default in (("events", ()), ("toponyms", ()), ("published", None), ("title", ""), ("publisher", "")):
    if not Doc.has_extension(name):
        Doc.set_extension(name, default=default)


class DatelineComponent:
    """Sets `doc._.events` (tuple of Event) and `doc._.toponyms` (tuple of Resolution) on parsed docs."""

    def __init__(self, nlp: Language) -> None:
        """Take the pipeline that the component belongs to; model and gazetteer are opened with the first doc."""
        self._nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        """Find the events of a doc; raises UsageError where the pipeline before has not parsed it."""
        if not doc.has_annotation("DEP") or not doc.has_annotation("ENT_IOB"):
            raise UsageError(f"the component 'dateline' needs {' and '.join(NEEDED)} before it in the spaCy pipeline")
        article = Article(
            id=hashlib.sha256(doc.text.encode()).hexdigest()[:16],
            text=doc.text,
            title=doc._.title,
            publisher=doc._.publisher,
            published=doc._.published,
            published_source="metadata" if doc._.published else "none",
        )
        result = self._pipeline.read(article, doc)
        doc._.events, doc._.toponyms = result.events, result.resolutions
        return doc

    @cached_property
    def _pipeline(self) -> Pipeline:
        return build.build_pipeline(load_settings(), nlp=self._nlp)

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Do nothing: the gazetteer stays where the settings have it."""

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> DatelineComponent:
        """Return itself: there is nothing to read."""
        return self


@Language.factory("dateline", assigns=["doc._.events", "doc._.toponyms"], requires=["doc.ents", "token.dep"])
def make_dateline(nlp: Language, name: str) -> DatelineComponent:
    """Make the component; the layout of news texts, which sentences must not cross, is marked before the parse."""
    if not nlp.has_pipe("dateline_layout"):
        nlp.add_pipe("dateline_layout", first=True)
    return DatelineComponent(nlp)
