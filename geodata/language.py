"""The spaCy pipeline: loaded once, its labels named in one place.

Line structure comes from `layout`: a sentence never crosses a block, and a dateline or
run-in heading is a sentence of its own, because the parser knows nothing of either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from geodata.errors import UsageError
from geodata.layout import Block, Layout, read_layout

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
PERSON_LABELS = frozenset({"PERSON"})
ORGANISATION_LABELS = frozenset({"ORG"})
NATIONALITY_LABELS = frozenset({"NORP"})
DATE_LABELS = frozenset({"DATE", "TIME"})

Doc.set_extension("layout", default=None, force=True)
Doc.set_extension("written", default=None, force=True)

OPENING = 6
"""Words behind a block's start or head where the parser, which knows neither, must not end a sentence."""

Recase = Callable[[str, Sequence[Block]], str]
"""Give a text and its blocks; get the text of the same length with shouted blocks in ordinary case."""


@Language.component("dateline_layout")
def mark_layout(doc: Doc) -> Doc:
    """Attach the layout to a doc and fix sentence starts: at blocks and behind heads, not between the next plain words.

    The parser alone ends a sentence in "BANGKOK - Five | people were wounded".
    """
    layout = layout_of(doc)
    doc._.layout = layout
    if doc._.written is None:
        # Doc.text is put together from the tokens each time that it is asked for.
        doc._.written = doc.text
    starts = {offset for block in layout.blocks for offset in (block.start, block.head_end)}
    pending, goes_on, since = False, False, 0
    for token in doc:
        pending = pending or any_between(starts, token.idx, token.idx + len(token))
        if pending and not token.is_space:
            token.is_sent_start = True
            pending, since = False, 0
        elif goes_on and since < OPENING:
            token.is_sent_start = False
        since += 1
        goes_on = token.whitespace_ == " " and (token.is_alpha or token.is_digit or token.text == ",")
    return doc


def any_between(offsets: set[int], start: int, end: int) -> bool:
    """Whether one of the offsets lies in [start, end)."""
    return any(offset in offsets for offset in range(start, min(end, start + 64)))


@lru_cache(maxsize=2)
def load_pipeline(model: str) -> Language:
    """Load an installed spaCy pipeline; raises UsageError that says how to install it."""
    try:
        nlp = spacy.load(model)
    except OSError as error:
        raise UsageError(
            f"the spaCy pipeline {model!r} is not installed; run `pip install -r requirements.txt`, "
            "or set DATELINE_SPACY_MODEL to an installed one"
        ) from error
    nlp.add_pipe("dateline_layout", first=True)
    nlp.max_length = 10_000_000
    return nlp


def parse(nlp: Language, texts: Iterable[str], *, batch_size: int = 16, recase: Recase | None = None) -> Iterator[Doc]:
    """Parse texts in order; each doc carries its `Layout` as `doc._.layout`.

    With `recase`, text in capitals is parsed in ordinary case, and invisible marks are parsed as spaces; `written_text`
    is the text as it was.
    """
    return nlp.pipe((_made(nlp, text, recase) for text in texts), batch_size=batch_size)


_INVISIBLE = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), 127, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A),
     0xFEFF), " ",
)  # fmt: skip
"""Control characters and marks of direction, which pasted text has between words; they would be part of a name."""


def _made(nlp: Language, text: str, recase: Recase | None) -> str | Doc:
    plain = text.translate(_INVISIBLE)
    layout = read_layout(plain)
    cased = recase(plain, layout.blocks) if recase else plain
    if cased == text or len(cased) != len(text):
        return text
    doc = nlp.make_doc(cased)
    doc._.layout, doc._.written = layout, text
    return doc


def written_text(doc: Doc) -> str:
    """Return the text of a parsed doc as it was written, before recasing."""
    written: str | None = doc._.written
    return written if written is not None else doc.text


def layout_of(doc: Doc) -> Layout:
    """Return the layout of a parsed doc."""
    layout: Layout | None = doc._.layout
    return layout if layout is not None else read_layout(doc.text)


def english_words(nlp: Language) -> frozenset[str]:
    """Return all words of the pipeline's own dictionary, in small letters; it knows no inflected forms."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if nlp.has_pipe("lemmatizer") else None
    if lookups is None or not lookups.has_table("lemma_index"):
        return frozenset()
    index = lookups.get_table("lemma_index")
    kinds = (nlp.vocab.strings[name] for name in ("verb", "adj", "adv", "noun"))
    found = {word for kind in kinds if kind in index for word in index[kind]}
    if lookups.has_table("lemma_exc"):
        irregular = lookups.get_table("lemma_exc")
        found.update(word for kind in irregular for word in irregular[kind])
    return frozenset(found)


def common_words(nlp: Language) -> frozenset[str]:
    """Return the verbs, adjectives and adverbs of the pipeline's own dictionary, in small letters.

    Nouns are left out: WordNet's list of them, which the pipeline carries, holds Havana and Paris.
    """
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if nlp.has_pipe("lemmatizer") else None
    if lookups is None or not lookups.has_table("lemma_index"):
        return frozenset()
    index = lookups.get_table("lemma_index")
    kinds = (nlp.vocab.strings[name] for name in ("verb", "adj", "adv"))
    return frozenset(word for kind in kinds if kind in index for word in index[kind])
