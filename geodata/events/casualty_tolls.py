"""Figures that are called a toll, figures behind a label, and noughts: 'no casualties'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span as DocSpan

from geodata.events.casualty_model import CountMention
from geodata.events.casualty_numbers import text_of
from geodata.events.casualty_people import Crowd
from geodata.events.casualty_units import Unit
from geodata.events.casualty_words import (
    HYPOTHETICAL,
    LABEL_FIELDS,
    LABELLED,
    NONE_AT_ALL,
    SINCE,
    CountField,
)
from geodata.model import Count, Span, Status

_TOLL = re.compile(
    r"\b(?P<kind>death toll|toll|body count|number of (?:people |those |inmates |persons )?(?:killed|dead|deaths"
    r"|fatalities|injured|wounded|missing|victims|casualties)|"
    r"(?:count|number|figure|tally|total)(?: of \w+)? (?:(?:for|of) )?(?:the )?(?:people |those |inmates |persons "
    r"|still |known )*(?:killed|dead|to have died|deaths|injured|wounded|missing|displaced|arrested|detained)|the "
    r"(?:dead|injured|wounded|missing)|(?<!no )(?:deaths|fatalities))\b"
    r"(?P<gap>[^.;!?]{0,110}?)\b(?:(?:rose|risen|rises|rising|climbed|climbs|climbing|jumped|increased|went up|gone "
    r"up|grew|stands?|stood|totals?|totall?ed|number|numbered|"
    r"passed|reached|reaches|hit|topped|was put|put|was|were|is|at|to|now|had reached|has "
    r"reached)\s+){1,3}"
    r"(?:(?:to|at|past|by|around|about|nearly|almost|over|least|more|than|still|now|on)\s+){0,3}$",
    re.IGNORECASE,
)

_TOLL_FIELDS: tuple[tuple[str, CountField], ...] = (
    ("injur", "injured"),
    ("wound", "injured"),
    ("missing", "missing"),
    ("displaced", "displaced"),
    ("arrest", "arrested"),
    ("detain", "arrested"),
)

_RAISED_TO = re.compile(
    r"\s*((?:the )?(?:number|total|count|toll)\b[^.;]{0,40}\b(?:dead|died|killed"
    r"|deaths|victims)|the (?:death )?toll)\b",
    re.IGNORECASE,
)

_ACCOUNTS = re.compile(r"\baccount(?:s|ed)? for (?:at least |about |some )?$", re.IGNORECASE)
_OF_THE_DEAD = re.compile(r"\s*of (?:the|those|all) (?:deaths?|dead|fatalities|victims|killed)\b", re.IGNORECASE)
_NO_SURVIVORS = re.compile(r"\bno survivors (?:among|of|from) (?:the |its |those )?$", re.IGNORECASE)
_NONE_OF = re.compile(r"\b(?:none|no one|not one) of (?:the |its |those )?$", re.IGNORECASE)
_SURVIVED = re.compile(r"\b(?:survived|lived|got out alive|came out alive|was found alive)\b", re.IGNORECASE)

_NONE = re.compile(
    r"\b(?:no|without(?: any)?|zero|nil|not a single|nor any|free of)\s+(?:(?:reports? of|reported|known|immediate "
    r"reports? of|confirmed|immediate|other|serious|more|"
    r"new|further|civilian|casualt\w+ or|deaths or|injuries or|loss of life or|dead or|fatalities or|injured or"
    r"|damage or)\s+){0,2}"
    rf"(?P<what>{'|'.join(sorted(map(re.escape, NONE_AT_ALL), key=len, reverse=True))})(?:\s+(?:or|and"
    rf"|nor)\s+(?:no\s+|any\s+)?(?P<more>{'|'.join(sorted(map(re.escape, NONE_AT_ALL), key=len, reverse=True))}))?\b"
    r"(?!\s+(?:claim|toll|rate|threat|penalty))",
    re.IGNORECASE,
)

_ALL_ALIVE = re.compile(
    r"(?:^|[.;:,–—-]\s*|\bwere )(?:all|everyone|everybody)(?: \w+){0,2} (?:alive|survived|safe)\b|\bno one (?:died"
    r"|was killed)\b",
    re.IGNORECASE,
)


def nought(name: CountField, span: Span, word: Span, number: int, status: Status) -> CountMention:
    return CountMention(
        field=name,
        count=Count(low=0, best=0, high=0),
        mode="total",
        number=span,
        word=word,
        sentence=number,
        status=status,
        confidence=0.8,
    )


def none_at_all(sentence: DocSpan, number: int) -> Iterator[CountMention]:
    """Yield noughts for 'no casualties', 'without injuries', 'all alive'."""
    for match in _NONE.finditer(sentence.text):
        words = match.group().lower()
        if re.search(r"\b(?:serious|more|new|further|other|civilian)\b", words) or HYPOTHETICAL.search(
            sentence.text[max(0, match.start() - 40) : match.start()]
        ):
            continue
        span = Span(start=match.start() + sentence.start_char, end=match.end() + sentence.start_char)
        fields = {*NONE_AT_ALL[match["what"].lower()], *(NONE_AT_ALL[match["more"].lower()] if match["more"] else ())}
        for extra in re.findall(r"casualt\w+|deaths|injuries|fatalities|injured|dead", words):
            fields.update(NONE_AT_ALL.get(extra, ()))
        for name in sorted(fields):
            yield nought(name, span, span, number, status_in(sentence))
    alive = _ALL_ALIVE.search(sentence.text)
    if alive:
        span = Span(start=alive.start() + sentence.start_char, end=alive.end() + sentence.start_char)
        yield nought("fatalities", span, span, number, status_in(sentence))


def tolls(sentence: DocSpan, number: int, crowd: Crowd) -> Iterator[CountMention]:
    """Yield the figures of 'the death toll rose to 31 from 24'."""
    doc = sentence.doc
    for unit in crowd.units:
        if unit.kind != "number" or unit.count is None or unit.superseded:
            continue
        start = doc[unit.first].idx
        before = text_of(doc)[max(sentence.start_char, start - 200) : start]
        label = LABELLED.search(before)
        if label:
            kind = label["label"].lower()
            at = start - len(before) + label.start()
            yield _toll(
                sentence, number, unit, LABEL_FIELDS.get(kind, "fatalities"), Span(start=at, end=at + len(kind))
            )
            continue
        behind = _RAISED_TO.match(text_of(doc)[unit.number[1] : min(sentence.end_char, unit.number[1] + 90)])
        if behind and before.lower().endswith("to "):
            at = unit.number[1] + behind.start(1)
            yield _toll(sentence, number, unit, "fatalities", Span(start=at, end=at + len(behind[1])))
            continue
        after = text_of(doc)[unit.number[1] : min(sentence.end_char, unit.number[1] + 90)]
        if _all_or_share(before, after):
            yield _toll(sentence, number, unit, "fatalities", Span(start=unit.number[0], end=unit.number[1]))
            continue
        match = _last(before)
        if not match or (unit.part and match["kind"].lower() == "the dead"):
            continue
        kind = match["kind"].lower()
        name: CountField = next((value for key, value in _TOLL_FIELDS if key in kind), "fatalities")
        if name == "fatalities" and re.search(r"\b(?:injured|wounded|missing|displaced)\b", match["gap"]):
            continue
        disputed = bool(
            re.search(
                r"\b(?:puts?|say|says|said)\b",
                sentence.text[max(0, start - sentence.start_char - 60) : start - sentence.start_char],
            )
        )
        base = sentence.start_char if len(before) == start - sentence.start_char else start - len(before)
        yield CountMention(
            field=name,
            count=Count(low=unit.count[0], best=unit.count[1], high=unit.count[2]),
            mode="cumulative" if SINCE.search(sentence.text) else "total",
            number=Span(start=unit.number[0], end=unit.number[1]),
            word=Span(start=base + match.start("kind"), end=base + match.end("kind")),
            sentence=number,
            status="claimed" if disputed else status_in(sentence),
            confidence=0.9,
            toll=not disputed,
        )


def _last(before: str) -> re.Match[str] | None:
    """Return the label nearest to a figure: 'one of the injured died, bringing the toll to' is about the toll."""
    match = _TOLL.search(before)
    while match and (nearer := _TOLL.search(before, match.end("kind"))):
        match = nearer
    return match


def _all_or_share(before: str, after: str) -> bool:
    """Whether a figure is of a whole that did not survive, or a town's share of the dead."""
    if _ACCOUNTS.search(before) and _OF_THE_DEAD.match(after):
        return True
    return bool(_NO_SURVIVORS.search(before) or (_NONE_OF.search(before) and _SURVIVED.search(after)))


def _toll(sentence: DocSpan, number: int, unit: Unit, name: CountField, word: Span) -> CountMention:
    assert unit.count is not None
    return CountMention(
        field=name,
        count=Count(low=unit.count[0], best=unit.count[1], high=unit.count[2]),
        mode="total",
        number=Span(start=unit.number[0], end=unit.number[1]),
        word=word,
        sentence=number,
        status=status_in(sentence),
        confidence=0.9,
        toll=True,
    )


def status_in(sentence: DocSpan) -> Status:
    return (
        "claimed"
        if re.search(
            r"\b(?:claim(?:s|ed)?|alleg\w+|rumou?r\w*|unconfirmed|dispute[sd]?)\b", sentence.text, re.IGNORECASE
        )
        else "asserted"
    )
