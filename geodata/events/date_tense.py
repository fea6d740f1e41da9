"""Whether the clause around a date phrase speaks of what is to come."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

COMING_MODALS = frozenset("will 'll ’ll wo shall may might could would should can must".split())
PLANNING = frozenset(
    "plan expect schedule due set intend want hope promise threaten vow "
    "call aim need mean hold order ask urge forecast "
    "slate book fix tip likely ready prepare invite urge predict propose "
    "decide agree consider have advise tell warn".split()
)
"""Governors whose infinitive or 'for Tuesday' lies ahead."""
TIMETABLE = frozenset(
    "start begin open resume meet play vote hold return leave expire reopen end close arrive depart run kick go come "
    "launch take visit host face travel sail fly".split()
)
"""Verbs whose simple present announces: 'the season starts on Tuesday'."""
_CLIMB = 8
_AHEAD = re.compile(
    r"\b(?:will|'ll|won't|shall|(?:is|are|was|were)(?: also| now)? to|due|planned|scheduled|expected|slated|set "
    r"(?:to|for)|going to|plans? to|"
    r"vowed to|threaten\w* to|forecast|tickets|next (?:round|report|update|tracker|bulletin|meeting|edition)|coming "
    r"up|watch:?|deadline|expires?)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:!?()—]|\. |, (?:and|but|while|which|who|when|where) ")


def speaks_of_future(doc: Doc, text: str, start: int, end: int) -> bool:
    """Whether the words at these characters date something still to come."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return False
    before = text[max(0, start - 8) : start].lower()
    if re.search(r"\bfor(?: the)?\s+$", before):
        return True
    if len(span.root.sent) <= len(span) + 3:
        return _next_sentence_ahead(span)
    verdict = _by_verb(span.root, until=bool(re.search(r"\b(?:until|till?)\s+$", before)))
    if verdict is not None:
        return verdict
    return bool(_AHEAD.search(_clause(text, span.root.sent.start_char, span.root.sent.end_char, start, end)))


def _next_sentence_ahead(span: Span) -> bool:
    """Whether what a head announces lies ahead: 'FRIDAY. Carriers will close the road.'"""
    doc, last = span.doc, span.root.sent.end
    if last >= len(doc):
        return bool(_AHEAD.search(span.root.sent.text))
    following = doc[last].sent
    return bool(_AHEAD.search(span.root.sent.text)) or _by_verb(following.root, until=False) is True


def _clause(text: str, first: int, last: int, start: int, end: int) -> str:
    """Return the text between the breaks around a phrase, without the phrase."""
    first, last = max(first, start - 300), min(last, end + 200)
    before, after = text[first:start], text[end:last]
    breaks = [match.end() for match in _BREAK.finditer(before)]
    follow = _BREAK.search(after)
    return before[breaks[-1] if breaks else 0 :] + " | " + after[: follow.start() if follow else len(after)]


def _by_verb(token: Token, *, until: bool) -> bool | None:
    for _ in range(_CLIMB):
        conditional = any(child.dep_ == "mark" and child.lower_ in {"if", "unless"} for child in token.children)
        if (token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB")) and not (
            conditional and token.head is not token
        ):
            return _verb_is_ahead(token, until=until)
        if token.lemma_.lower() in {"due", "likely", "set", "ready"} and token.pos_ == "ADJ":
            return True
        if token.head is token:
            return None
        token = token.head
    return None


def _verb_is_ahead(verb: Token, *, until: bool) -> bool | None:
    helpers = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    words = {child.lower_ for child in helpers}
    perfect = any(child.lemma_ == "have" for child in helpers)
    if words & COMING_MODALS and not perfect:
        return True
    if perfect:
        return None if "to" in words else False
    if "to" in words:
        return _infinitive_is_ahead(verb)
    if verb.lemma_.lower() in {
        "plan",
        "expect",
        "schedule",
        "slate",
        "forecast",
        "postpone",
        "adjourn",
        "book",
    } and verb.tag_ in {"VBN", "VBD"}:
        return True
    if verb.lemma_ == "be" and any(child.lower_ == "due" for child in verb.children):
        return True
    if verb.tag_ in {"VBD", "VBN"}:
        return None if until and verb.tag_ == "VBN" and not helpers else False
    if verb.tag_ in {"VBZ", "VBP"}:
        return until or verb.lemma_.lower() in PLANNING or (verb.lemma_.lower() in TIMETABLE and not _headline(verb))
    if verb.tag_ == "VBG" and verb.lemma_.lower() in TIMETABLE | PLANNING:
        return any(child.lower_ in {"is", "are", "'s", "'re"} for child in helpers) or None
    return None


def _infinitive_is_ahead(verb: Token) -> bool | None:
    governor = verb.head
    if governor.lemma_.lower() in PLANNING or governor.lemma_ == "be":
        return True
    return None if governor is verb else governor.tag_ in {"VBZ", "VBP", "NN"} or None


def _headline(verb: Token) -> bool:
    """Whether a sentence has no final stop, as headlines that tell the past in the present."""
    last = verb.sent[-1]
    return not last.is_punct
