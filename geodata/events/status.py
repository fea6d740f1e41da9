"""Modality: did it happen, is it claimed, denied, planned, or told as background?

Pure functions of a parsed token and its sentence; the words stand as classes in
`typing_words.csv`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from spacy.tokens import Span, Token

from geodata.model import Status

Words = Mapping[str, frozenset[str]]

CHAIN_LIMIT = 6
EARLIEST_YEAR = 1000

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_CLAUSES = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "xcomp", "conj"})
_SUFFERED = frozenset({"dobj", "obj", "nsubjpass", "xcomp"})
_CONTENT = frozenset({"ccomp", "pobj", "prep", "pcomp"})
_REPORTING = frozenset({"ccomp", "parataxis"})
_YEAR = re.compile(r"(?:1\d|20)\d\d\Z")
_NEVER = re.compile(
    r"\b(?:did(?: not|n['’]t) (?:happen|occur|take place)|never (?:happened|took place|occurred|came)|false alarm"
    r"|turned out to be|was a hoax|is not true|was not true)",
    re.IGNORECASE,
)
_COUNTERFACTUAL = re.compile(
    r"\b(?:had there been|were there to|had it (?:not )?been|should (?:a|an|the) )", re.IGNORECASE
)
_LATER = re.compile(
    r"\b(?:next (?:week|month|year|spring|summer|autumn|winter)|later this (?:week|month|year))\b", re.IGNORECASE
)
_LONG_AGO = re.compile(
    r"\b(?:last (?:year|spring|summer|autumn|winter|century)|(?:a|\w+) (?:years|months|decades) ago|the previous year"
    r"|a year (?:ago|earlier|before)|years (?:earlier|before)|in living memory|on record)\b",
    re.IGNORECASE,
)
_STATISTIC = re.compile(
    r"\b(?:rose|fell|up|down|increased|decreased|dropped|climbed) (?:by )?(?:\d+|a (?:fifth|quarter|third|half))"
    r"|\bstand at\b|\bcompared (?:with|to)\b"
    r"|\bon average\b|\bevery (?:year|summer|winter|day|week)\b|\b(?:a|per) year\b",
    re.IGNORECASE,
)


def status_of(
    head: Token, sentence: Span, words: Words, *, published: dt.date | None = None, fact: bool = False
) -> Status:
    """Return the modality of what a trigger's head token speaks of.

    With `fact` a negation does not count: "nobody was hurt" and "it has not rained" are what happened.
    """
    chain = list(_chain(head))
    lowered = [token.lower_ for token in sentence]
    if not fact and _denied(head, chain, sentence, lowered, words):
        return "denied"
    if _unreal(head, chain, sentence, lowered, words):
        return "planned"
    if _background(head, chain, sentence, words, published):
        return "background"
    return "claimed" if any(link.lower_ in words["claim"] for link in chain[1:]) else "asserted"


def is_general(sentence: Span, words: Words) -> bool:
    """Whether a sentence speaks of habits, trends or statistics rather than of one event."""
    return bool(_STATISTIC.search(sentence.text)) or any(token.lower_ in words["habit"] for token in sentence)


def _chain(token: Token) -> Iterator[Token]:
    """Yield the token and the words that govern it."""
    current = token
    for _ in range(CHAIN_LIMIT):
        yield current
        if current.head is current:
            return
        current = current.head


def _clause_root(chain: Sequence[Token]) -> Token:
    """Return the verb of the clause that a token stands in."""
    for link in chain:
        if link.dep_ in _CLAUSES and link.pos_ in {"VERB", "AUX"}:
            return link
    return chain[-1]


def _denied(head: Token, chain: Sequence[Token], sentence: Span, lowered: Sequence[str], words: Words) -> bool:
    if _NEVER.search(sentence.text):
        return True
    if not words["untrue"].isdisjoint(lowered) and not words["report"].isdisjoint(lowered):
        return True
    if _negated(head, words) or (head.pos_ == "NOUN" and _negated(_clause_root(chain), words)):
        return True
    for below, link in pairwise(chain):
        if link.lower_ in words["deny"] and (below.dep_ in _SUFFERED or (below.dep_ in _CONTENT and below.i > link.i)):
            return True
        if link.lower_ in words["dismiss"] and any(below.lower_ in words["report"] for below in chain):
            return True
    return False


def _negated(token: Token, words: Words) -> bool:
    for child in token.children:
        if child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ in {"no", "neither"}):
            return True
        if child.dep_ in {"nsubj", "nsubjpass"}:
            if child.lower_ in words["nobody"]:
                return True
            if any(word.dep_ == "det" and word.lower_ == "no" for word in child.children) or _no_one(child):
                return True
        if child.dep_ == "prep" and child.lower_ == "without" and token.pos_ == "NOUN":
            return False
    return token.i > 0 and token.nbor(-1).lower_ in {"no", "without"}


def _no_one(token: Token) -> bool:
    return token.lower_ == "one" and any(child.lower_ == "no" for child in token.children)


def _unreal(head: Token, chain: Sequence[Token], sentence: Span, lowered: Sequence[str], words: Words) -> bool:
    if not words["drill"].isdisjoint(lowered) or _COUNTERFACTUAL.search(sentence.text):
        return True
    if head.dep_ == "compound" and head.head.lower_ in words["unreal"]:
        return True
    for position, link in enumerate(chain):
        below = chain[position - 1] if position else None
        if below is not None and below.dep_ in {"relcl", "acl"} and link.lower_ not in words["unreal"] | words["plan"]:
            break
        if below is not None and _governs(link, below, words):
            return True
        if (below is None or below.dep_ not in {*_REPORTING, "advcl", "conj"}) and _hypothetical(link, words):
            return True
        if below is not None and below.dep_ == "advcl" and link.pos_ in {"VERB", "AUX"}:
            break
    root = _clause_root(chain)
    later = bool(_LATER.search(sentence.text)) or not words["tomorrow"].isdisjoint(lowered)
    return later and root.morph.get("Tense", []) != ["Past"] and root.tag_ != "VBN"


def _governs(link: Token, below: Token, words: Words) -> bool:
    """Whether a word above puts what it governs among plans, wishes, threats and risks."""
    if link.lower_ in words["unreal"]:
        return below.dep_ in {"prep", "pobj", "acl", "compound", "relcl", "amod"}
    if link.lower_ in words["plan"]:
        return below.dep_ in {"xcomp", "ccomp", "dobj", "obj", "prep", "pobj", "acl", "advcl"} and below.i > link.i
    return False


def _hypothetical(token: Token, words: Words) -> bool:
    headline = token.tag_ == "VB" and token.dep_ == "ROOT"
    if headline and any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children):
        return True
    for child in token.children:
        if child.dep_ == "aux" and child.lower_ in words["modal"] and child.i < token.i:
            return True
        if child.dep_ == "mark" and child.lower_ in words["condition"]:
            return True
    return False


def _background(
    head: Token, chain: Sequence[Token], sentence: Span, words: Words, published: dt.date | None
) -> bool:
    root = _clause_root(chain)
    clause = [token for token in root.subtree if token.sent == sentence] or list(sentence)
    lowered = [token.lower_ for token in clause]
    if any(child.lower_ in words["past"] for child in head.children if child.dep_ in {"amod", "advmod"}):
        return True
    current = published.year if published else None
    years = [int(word) for word in lowered if _YEAR.match(word) and int(word) > EARLIEST_YEAR]
    if years and current and max(years) < current - 1:
        return True
    text = " ".join(lowered)
    if _LONG_AGO.search(text):
        return True
    if years and current and max(years) == current - 1 and published and published.month > 1:
        return True
    months = [_MONTHS[word] for word in lowered if word in _MONTHS and _bare_month(word, lowered)]
    if published and months and not years:
        return all((published.month - month) % 12 >= 1 for month in months)
    return False




def _bare_month(word: str, lowered: Sequence[str]) -> bool:
    """Whether a month stands without a day: 'in June', not 'on 3 June' or 'June 3'; never 'since June'."""
    place = lowered.index(word)
    before = lowered[place - 1] if place else ""
    after = lowered[place + 1] if place + 1 < len(lowered) else ""
    return before in {"in", "last", "of"} and not after.isdigit() and not before.isdigit()
