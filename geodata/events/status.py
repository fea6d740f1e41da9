"""Modality: did it happen, is it claimed, denied, planned, or told as background?

Pure functions of a parsed token and its sentence; the words stand as classes in
`typing_words.csv`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Span, Token

from geodata.model import Status

Words = Mapping[str, frozenset[str]]

CHAIN_LIMIT = 6
OWN_WORDS_LIMIT = 120
OLD_DAYS = 30
"""An event dated this many days before the news is context, not news."""
EARLIEST_YEAR = 1000

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_CLAUSES = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "xcomp", "conj"})
_SUFFERED = frozenset({"dobj", "obj", "nsubjpass", "xcomp"})
_CONTENT = frozenset({"ccomp", "pobj", "prep", "pcomp"})
_OF_NOUNS = frozenset({"prep", "pobj", "acl", "compound", "relcl", "amod"})
_OF_PLANS = frozenset({"xcomp", "ccomp", "dobj", "obj", "prep", "pobj", "acl", "advcl"})
_REPORTING = frozenset({"ccomp", "parataxis"})
_YEAR = re.compile(r"(?:1\d|20)\d\d\Z")
_NEVER = re.compile(
    r"\b(?:did(?: not|n['’]t) (?:happen|occur|take place)|never (?:happened|took place|occurred|came)|false alarm"
    r"|turned out to be|was a hoax|is not true|was not true)",
    re.IGNORECASE,
)
_COUNTERFACTUAL = re.compile(
    r"\b(?:had there been|were there to|had it (?:not )?been|should (?:a|an|the) |make-believe\b)", re.IGNORECASE
)
_LATER = re.compile(
    r"\b(?:next (?:week|month|year|spring|summer|autumn|winter)|later this (?:week|month|year))\b", re.IGNORECASE
)
_LONG_AGO = re.compile(
    r"\b(?:last (?:year|spring|summer|autumn|winter|century)|\w+ (?:years|months|decades) ago"
    r"|the previous year|(?:a|one) month ago|a year (?:ago|earlier|before)|years (?:earlier|before))\b",
    re.IGNORECASE,
)
_EARLIER_THAN_NEWS = re.compile(
    r"\b(?:(?:\w+|\d+|several|many) (?:weeks|months|years|decades)|(?:a|one|barely a|nearly a|almost a|over a"
    r"|more than a|less than a) (?:week|month|year|decade)) after\b"
    r"|\b(?:worst|deadliest|biggest|largest|bloodiest|heaviest|strongest|first|most \w+)\b[^.;]{0,80}\bsince\b"
    r"[^.;]{0,40}?,? when\b"
    r"|\b(?:reminiscent of|similar to|echoe[sd]|comparable to|recalled) (?:an?|the|last|one)\b",
    re.IGNORECASE,
)
"""What stands behind it happened before the news: 'the raid comes two months after 50 people were killed in X'."""
_RECENT = re.compile(
    r"\b(?:today|yesterday|tonight|overnight|this (?:morning|week|afternoon|evening)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_STATISTIC = re.compile(
    r"\b(?:rose|fell|up|down|increased|decreased|dropped|climbed) (?:by )?(?:\d+|a (?:fifth|quarter|third|half))"
    r"|\bstand at\b|\bcompared (?:with|to)\b"
    r"|\bon average\b|\bevery (?:year|summer|winter|day|week)\b|\b(?:a|per) year\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence as a whole says about the reality and the time of its events."""

    words: Words
    published: dt.date | None
    denied: bool
    unreal: bool
    later: bool
    old: bool
    earlier_from: int | None
    """The character from which it tells of what was before the news."""
    general: bool
    """Speaks of habits, trends or statistics rather than of one event."""


def read_sentence(sentence: Span, words: Words, published: dt.date | None = None) -> Told:
    """Read a sentence once for all its triggers; `words` are the classes of the trigger table."""
    lowered = [token.lower_ for token in sentence]
    text = sentence.text
    return Told(
        words=words,
        published=published,
        denied=bool(_NEVER.search(text))
        or not (words["untrue"].isdisjoint(lowered) or words["report"].isdisjoint(lowered)),
        unreal=not words["drill"].isdisjoint(lowered) or bool(_COUNTERFACTUAL.search(text)),
        later=bool(_LATER.search(text)) or not words["tomorrow"].isdisjoint(lowered),
        old=bool(_is_old(lowered, published)),
        earlier_from=sentence.start_char + earlier.end() if (earlier := _EARLIER_THAN_NEWS.search(text)) else None,
        general=bool(_STATISTIC.search(text)) or not words["habit"].isdisjoint(lowered),
    )


def status_of(head: Token, told: Told, *, fact: bool = False) -> Status:
    """Return the modality of what a trigger's head token speaks of.

    With `fact` a negation does not count: "nobody was hurt" and "it has not rained" are what happened.
    """
    chain = list(_chain(head))
    if not fact and (told.denied or _denied(head, chain, told.words)):
        return "denied"
    if told.unreal or _unreal(head, chain, told):
        return "planned"
    if _background(head, chain, told):
        return "background"
    return "claimed" if any(link.lower_ in told.words["claim"] for link in chain[1:]) else "asserted"


def _chain(token: Token) -> Iterator[Token]:
    """Yield the token and the words that govern it."""
    current = token
    for _ in range(CHAIN_LIMIT):
        yield current
        if _is_root(current):
            return
        current = current.head


def _clause_root(chain: Sequence[Token]) -> Token:
    """Return the verb of the clause that a token stands in."""
    for link in chain:
        if link.dep_ in _CLAUSES and _is_verb(link):
            return link
    return chain[-1]


def _denied(head: Token, chain: Sequence[Token], words: Words) -> bool:
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
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "obj"}:
            if child.lower_ in words["nobody"]:
                return True
            if any(word.dep_ == "det" and word.lower_ == "no" for word in child.children) or _no_one(child):
                return True
        if child.dep_ == "prep" and child.lower_ == "without" and token.pos_ == "NOUN":
            return False
    return token.i > 0 and token.nbor(-1).lower_ in {"no", "without"}


def _no_one(token: Token) -> bool:
    return token.lower_ == "one" and any(child.lower_ == "no" for child in token.children)


def _unreal(head: Token, chain: Sequence[Token], told: Told) -> bool:
    words = told.words
    if head.dep_ == "compound" and head.head.lower_ in words["unreal"]:
        return True
    for position, link in enumerate(chain):
        below = chain[position - 1] if position else None
        if below is not None and below.dep_ in {"relcl", "acl"} and not _conjures(link, words):
            break
        if below is not None and _governs(link, below, words):
            return True
        if (below is None or below.dep_ not in {*_REPORTING, "advcl", "conj"}) and _hypothetical(link, words):
            return True
        if below is not None and below.dep_ == "advcl" and _is_verb(link):
            break
    root = _clause_root(chain)
    return told.later and not _is_past(root)


def _is_past(verb: Token) -> bool:
    if verb.tag_ != "VBN":
        return verb.morph.get("Tense", []) == ["Past"]
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    return auxiliaries.isdisjoint({"be", "to", "is", "are"})


def _conjures(link: Token, words: Words) -> bool:
    return any(link.lower_ in words[name] for name in ("unreal", "plan", "bound"))


def _governs(link: Token, below: Token, words: Words) -> bool:
    """Whether a word above puts what it governs among plans, wishes, threats and risks."""
    if link.lower_ in words["unreal"] and below.dep_ in _OF_NOUNS:
        return True
    if link.lower_ in words["bound"] and below.dep_ in {"xcomp", "ccomp"}:
        return True
    if link.lower_ not in words["plan"]:
        return False
    return below.dep_ == "nsubjpass" or (below.dep_ in _OF_PLANS and below.i > link.i)


def _hypothetical(token: Token, words: Words) -> bool:
    headline = _is_root(token) or (token.dep_ in {"relcl", "acl"} and _is_root(token.head) and not _is_verb(token.head))
    if headline and any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children):
        return True
    for child in token.children:
        if child.dep_ == "aux" and child.lower_ in words["modal"] and child.i < token.i:
            return True
        if child.dep_ == "mark" and child.lower_ in words["condition"]:
            return True
    return False


def _is_verb(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"}


def _is_root(token: Token) -> bool:
    return bool(token.head == token)


def _background(head: Token, chain: Sequence[Token], told: Told) -> bool:
    """Whether an earlier time is given for the event, by its own clause or those above it."""
    if any(child.lower_ in told.words["past"] for child in head.children if child.dep_ in {"amod", "advmod"}):
        return True
    if told.earlier_from is not None and head.idx >= told.earlier_from:
        return True
    for position, link in enumerate(chain):
        if position and chain[position - 1].dep_ in _REPORTING:
            break
        old = _is_old(_own_words(link), told.published)
        if old is not None:
            return old
    return told.old


def _own_words(token: Token) -> list[str]:
    """Return a word and what depends on it, in order, short of clauses with a verb of their own."""
    found, waiting = [token], [token]
    while waiting and len(found) < OWN_WORDS_LIMIT:
        children = [child for child in waiting.pop().children if child.dep_ not in _CLAUSES]
        found.extend(children)
        waiting.extend(children)
    return [word.lower_ for word in sorted(found, key=lambda word: word.i)]


def _is_old(lowered: Sequence[str], published: dt.date | None) -> bool | None:
    """Whether the time in a clause is one of before the news; None when it names none."""
    text = " ".join(lowered)
    if _LONG_AGO.search(text):
        return True
    times = list(_times(lowered))
    if not times or published is None:
        return False if _RECENT.search(text) else None
    return all(_before_news(year, month, day, published) for year, month, day in times)


def _times(lowered: Sequence[str]) -> Iterator[tuple[int | None, int | None, int | None]]:
    """Yield (year, month, day) as far as given; 'since 2019' is no time of the event."""
    taken: set[int] = set()
    for place, word in enumerate(lowered):
        if word in _MONTHS and (word not in {"may", "march"} or _dated(lowered, place)):
            around = range(max(0, place - 2), min(len(lowered), place + 4))
            day = next((int(lowered[i]) for i in (place - 1, place + 1) if i in around and _is_day(lowered[i])), None)
            year = next((int(lowered[i]) for i in around if i > place and _YEAR.match(lowered[i])), None)
            taken.update(around)
            if "since" not in lowered[max(0, place - 3) : place]:
                yield year, _MONTHS[word], day
        elif _YEAR.match(word) and place not in taken and int(word) > EARLIEST_YEAR:
            before = lowered[place - 1] if place else ""
            if before in {"in", "the", "of", "during", "early", "late", "from", "a"}:
                yield int(word), None, None


def _dated(lowered: Sequence[str], place: int) -> bool:
    beside = [lowered[i] for i in (place - 1, place + 1) if 0 <= i < len(lowered)]
    return any(word in {"in", "last", "of", "early", "late", "mid"} or word.isdecimal() for word in beside)


def _is_day(word: str) -> bool:
    return word.isdecimal() and len(word) < 3 and 1 <= int(word) <= 31


def _before_news(year: int | None, month: int | None, day: int | None, published: dt.date) -> bool:
    if month is None:
        return year is not None and (year < published.year - 1 or (year == published.year - 1 and published.month > 1))
    if year is None:
        year = published.year if month <= published.month else published.year - 1
    if day is None:
        return published.year * 12 + published.month - year * 12 - month >= 1
    try:
        age = published.toordinal() - dt.date(year, month, day).toordinal()
    except ValueError:
        return False
    return age > OLD_DAYS
