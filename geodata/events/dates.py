"""Dates in news text, resolved against the day of publication.

`find_dates` runs the rules of `date_absolute`, `date_periods`, `date_relative` and `date_spans`
over the text, keeps the longest of overlapping matches, reads them in order (each may count from the one before),
then joins the ends of ranges and applies 'since' and 'until'.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Doc

from geodata.events import date_absolute, date_periods, date_relative, date_spans
from geodata.events.calendar import DAY, WEEK, Days, safe_date
from geodata.events.date_grammar import RULES, Context, DateKind, Reading, Rule, normal
from geodata.events.date_tense import speaks_of_future
from geodata.language import layout_of
from geodata.layout import Block
from geodata.model import DatePrecision, Span

__all__ = ["DateKind", "DateMention", "Direction", "find_dates"]

Direction = Literal["past", "present", "future", "unknown"]

_RULE_MODULES = (date_absolute, date_periods, date_relative, date_spans)
"""Imported for the rules that they register."""
_NAMES = frozenset({"PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "GPE", "FAC"})
_NAME_PRONE = frozenset({"weekday", "month_alone", "feast", "season", "month_possessive"})
_TOLD = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|added|stated)\b"
    r"(?: (?:on|in a statement|late|early|here|reporters|\w+day)){0,3},? $",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:General|Colonel|Col\.?|Capt\.?|Captain|Major|Sgt\.?|Sergeant|Mrs?\.?|Ms\.?|Dr\.?|Chief|Pastor|Prof\.?"
    r"|Mayor) $"
)
_ADJECTIVES = frozenset({"early", "mid", "late", "last", "this", "next", "this past", "every", "that", "following"})

_BEFORE = re.compile(
    r"(?:\b(?P<word>since|from|until|till|through|by|before|after|between|as of|as from|starting|beginning|up to"
    r"|prior to)[ ]+"
    r"(?:about[ ]|around[ ]|at least[ ]|late[ ]|early[ ]|the (?:beginning|start|end|night|evening|morning|early "
    r"hours) of[ ]|on[ ]|(?:at[ ])?\d{1,2}(?:[.:]\d\d)?[ ]?[ap]\.?m\.?[ ](?:on[ ])?|\d{1,2}[.:]\d\d[ ](?:on[ ])?"
    r"|noon[ ](?:on[ ])?|midnight[ ](?:on[ ])?|dawn[ ](?:on[ ])?|dusk[ ](?:on[ ])?|then[ ]|the[ ])*)$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"[ ]?(?:-|—)[ ]?(?:the[ ])?|,?[ ](?:to|until|till|through|thru|into|and|or)[ ](?:early[ ]|late[ ]|(?:on[ ])"
    r"|the[ ]|(?:at[ ])?[\d.:]{1,5}[ ]?[ap]\.?m\.?[ ](?:on[ ])?|noon[ ](?:on[ ])?|midnight[ ](?:on[ ])?|dawn[ "
    r"](?:on[ ])?|\d{1,2}[ ])*",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:\b(?:(?:on|in|at|over|during)[ ](?!on )|(?:in[ ])?(?:the[ ])?(?:early|small|first|late)[ ]hours[ ](?:of[ ]"
    r"|on[ ])?|(?:late|early|later|earlier)[ ](?:on[ ])?"
    r"|(?:on[ ]|during[ ]|in[ ])?the[ ](?:night|evening|morning|afternoon|early hours|eve)[ ](?:of|from)[ ]"
    r"|(?:before[ ]|at[ ])?dawn[ ](?:on[ ])?|noon[ ](?:on[ ])?|midnight[ ](?:on[ ])?)+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date phrase as written and the days that it means; None where it cannot be known."""

    span: Span
    text: str
    start: dt.date | None
    end: dt.date | None
    precision: DatePrecision
    kind: DateKind
    direction: Direction = "unknown"
    confidence: float = 1.0
    guessed: bool = False
    """Whether a part was filled in that the text does not say; `reason` says which."""
    reason: str = ""
    sentence: int = 0
    """Index into the doc's sentences."""
    length: int | None = None
    """How many days a duration lasts ('for three days'); None when it is no duration or vague."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    rule: Rule
    match: re.Match[str]


@dataclass(slots=True)
class _Phrase:
    start: int
    end: int
    reading: Reading
    rule: str


def find_dates(doc: Doc, *, anchor: dt.date | None, published: dt.datetime | None = None) -> list[DateMention]:
    """Return the date phrases of a doc in the order of the text.

    `anchor` is the day that relative phrases count from: the dateline's or the day of
    publication; without one, the day on which somebody "said on Friday, 6 November 2026".
    Where there is none at all, relative phrases are kept with dates of None.
    """
    written = doc.text
    text = normal(written)
    day = _sane(anchor) or _sane(published.date() if published else None) or _day_told(text, _read(doc, text, None))
    phrases = _join_ranges(text, _read(doc, text, day), day)
    starts = [sentence.start_char for sentence in doc.sents]
    return [
        _mention(written, text, phrase, day, max(0, bisect.bisect_right(starts, phrase.start) - 1))
        for phrase in phrases
    ]


def _day_told(text: str, phrases: Sequence[_Phrase]) -> dt.date | None:
    """Return the first whole day that a word of telling stands before."""
    for phrase in phrases:
        days = phrase.reading.days
        whole = phrase.reading.absolute and phrase.reading.precision == "day"
        if (
            days is not None
            and whole
            and days[0] == days[1]
            and _TOLD.search(text[max(0, phrase.start - 60) : phrase.start])
        ):
            return _sane(days[0])
    return None


def _matches(text: str) -> list[_Found]:
    """Return the longest matches of all rules that do not overlap, in order."""
    found = [_Found(match.start(), match.end(), rule, match) for rule in RULES for match in rule.pattern.finditer(text)]
    found.sort(key=lambda item: (item.start - item.end, item.start))
    taken: list[tuple[int, int]] = []
    chosen = []
    for item in found:
        place = bisect.bisect_left(taken, (item.start, item.end))
        clear = (place == 0 or taken[place - 1][1] <= item.start) and (
            place == len(taken) or taken[place][0] >= item.end
        )
        if clear:
            taken.insert(place, (item.start, item.end))
            chosen.append(item)
    return sorted(chosen, key=lambda item: item.start)


def _read(doc: Doc, text: str, anchor: dt.date | None) -> list[_Phrase]:
    names = _name_characters(doc)
    blocks = layout_of(doc).blocks
    starts = [block.start for block in blocks]
    phrases: list[_Phrase] = []
    reference, year, current = None, None, -1
    for found in _matches(text):
        if found.rule.name in _NAME_PRONE and _within_name(found, names):
            continue
        block = bisect.bisect_right(starts, found.start) - 1
        if block != current:
            current, reference = block, reference if block >= 0 and blocks[block].kind == "paragraph" else None
        bound = bool(
            re.search(
                r"\b(?:until|till?|by)[ ]+(?:at least |the )?$", text[max(0, found.start - 20) : found.start].lower()
            )
        )
        start = _start(found)
        bound = bound or bool(re.match(r"(?:until|till|by) ", text[found.start : start].lower()))
        context = Context(anchor, reference or anchor, year, _tense(doc, text, start, found.end), bound)
        reading = found.rule.resolve(found.match, context)
        if reading is None:
            continue
        if found.rule.name == "clock" and _is_head_time(blocks, block, found) and anchor:
            reading = replace(
                reading, days=(anchor, anchor), precision="day", guessed=True, reason="day of the document"
            )
        phrases.append(_Phrase(start, found.end, reading, found.rule.name))
        if reading.days and reading.kind != "clock":
            year = reading.days[0].year if reading.absolute else year
            if reading.sets_reference and not reading.future:
                reference = reading.days[1] if (reading.days[1] - reading.days[0]).days < 4 else reading.days[0]
    return phrases


def _sane(day: dt.date | None) -> dt.date | None:
    """Return a day that news can have been written on, with room to count from; else None."""
    return day if day is not None and 1000 < day.year < 9000 else None


def _within_name(found: _Found, names: Mapping[int, list[tuple[int, int]]]) -> bool:
    """Whether a phrase is part of a longer name: 'Sunday Etim', 'May Pen'."""
    around = names.get(found.start // 64, ())
    text = found.match.string
    if (
        _TITLE.search(text[max(0, found.start - 14) : found.start])
        and text[found.end : found.end + 2].strip().istitle()
    ):
        return True
    return any(
        low < found.end and found.start < high and (low < found.start or high > found.end + 2) for low, high in around
    )


def _start(found: _Found) -> int:
    """Return where a phrase starts behind its preposition, which `since` and ranges look at."""
    if "core" not in found.match.re.groupindex:
        return found.start
    lead = found.match.string[found.start : found.match.start("core")].lower().strip(" -")
    return found.start if lead in _ADJECTIVES else found.match.start("core")


def _tense(doc: Doc, text: str, start: int, end: int) -> Callable[[], bool]:
    return lambda: speaks_of_future(doc, text, start, end)


def _is_head_time(blocks: Sequence[Block], block: int, found: _Found) -> bool:
    """Whether a time of day heads its block, as in a live blog."""
    return block >= 0 and (
        found.end <= blocks[block].head_end or (blocks[block].kind == "heading" and found.start == blocks[block].start)
    )


def _name_characters(doc: Doc) -> dict[int, list[tuple[int, int]]]:
    """Return the spans of names of several words, by the 64-character cells that they touch."""
    cells: dict[int, list[tuple[int, int]]] = {}
    for entity in doc.ents:
        if entity.label_ in _NAMES and len(entity) > 1:
            for cell in range(entity.start_char // 64, entity.end_char // 64 + 1):
                cells.setdefault(cell, []).append((entity.start_char, entity.end_char))
    return cells


def _join_ranges(text: str, phrases: list[_Phrase], anchor: dt.date | None) -> list[_Phrase]:
    """Join 'from A to B', 'A – B' and 'between A and B' into one phrase."""
    joined: list[_Phrase] = []
    for phrase in phrases:
        behind = [item for item in joined[-2:] if item.rule != "clock"]
        last = behind[-1] if behind else None
        whole = _range(text, last, phrase) if last else None
        if whole is not None and last is not None:
            del joined[joined.index(last) :]
            joined.append(_Phrase(last.start, phrase.end, whole, "range"))
        else:
            joined.append(phrase)
    return [phrase for phrase in joined if not _dangling(text, phrase)]


def _dangling(text: str, phrase: _Phrase) -> bool:
    """Whether a bare month or year is the unmatched end of something that is no range."""
    before = text[max(0, phrase.start - 9) : phrase.start].lower()
    return phrase.rule in {"month_alone", "year_after_word"} and bool(re.search(r"\b(?:and|between|through) $", before))


def _range(text: str, first: _Phrase, second: _Phrase) -> Reading | None:
    if not 0 <= second.start - first.end <= 30 or "clock" in {first.rule, second.rule}:
        return None
    joint = text[first.end : second.start].lower()
    low, high = first.reading, second.reading
    if not (low.days and high.days and _JOINT.fullmatch(joint)):
        return None
    opener = text[max(0, first.start - 40) : first.start].lower()
    before = _BEFORE.search(opener)
    word = before["word"].lower() if before else ""
    if re.search(r"\b(?:and|or)\b", joint) and word != "between":
        return None
    if word == "before":
        return None
    days = _ordered(low, high)
    if days is None:
        return None
    coarser = max(
        low.precision, high.precision, key=lambda name: ["day", "week", "month", "year", "unknown"].index(name)
    )
    return replace(
        high,
        days=days,
        kind="range",
        precision=coarser,
        confidence=min(low.confidence, high.confidence),
        absolute=low.absolute or high.absolute,
    )


def _ordered(low: Reading, high: Reading) -> Days | None:
    assert low.days
    assert high.days
    start, end = low.days[0], high.days[1]
    if low.yearless and high.absolute:
        month, day = low.yearless
        candidates = [
            found for year in (end.year, end.year - 1) if (found := safe_date(year, month, day)) and found <= end
        ]
        start = candidates[0] if candidates else start
    if start > end and high.precision == "day" and not high.absolute and not high.yearless:
        end += WEEK * (-((end - start).days // 7))
    return (start, end) if start <= end else None


def _mention(written: str, text: str, phrase: _Phrase, anchor: dt.date | None, sentence: int) -> DateMention:
    reading, start = phrase.reading, phrase.start
    before = _BEFORE.search(text[max(0, start - 48) : start])
    inner = re.match(
        r"(since|from|until|till|by|before|after|through) ", text[phrase.start : phrase.end], re.IGNORECASE
    )
    word = (inner[1] if inner else before["word"] if before else "").lower()
    daytime = (
        before is not None
        and word in {"before", "after", "by", "between"}
        and re.search(r"\b(?:dawn|midnight|noon|dusk|[ap]\.?m\b|\d)", before.group(), re.IGNORECASE)
    )
    if daytime:
        before, word = None, ""
    if before and not inner and word not in {"after", "before"} | ({"by"} if reading.days is None else set()):
        start -= before.end() - before.start()
    elif lead := _LEAD_IN.search(text[max(0, start - 48) : start]):
        start -= lead.end() - lead.start()
    kind, days, reading = _bounded(word, reading, anchor)
    first, last = days if days else (None, None)
    return DateMention(
        span=Span(start=start, end=phrase.end),
        text=written[start : phrase.end],
        start=first,
        end=last,
        precision=reading.precision,
        kind=kind,
        direction=_direction(first, last, anchor, reading),
        confidence=reading.confidence,
        guessed=reading.guessed,
        reason=reading.reason,
        sentence=sentence,
        length=reading.length,
    )


def _bounded(
    word: str, reading: Reading, anchor: dt.date | None
) -> tuple[DateKind, tuple[dt.date | None, dt.date | None] | None, Reading]:
    """Open a period at one end for 'since', 'until' and their like."""
    if reading.days is None or reading.kind not in {"point", "since"}:
        return reading.kind, reading.days, reading
    first, last = reading.days
    if (
        word in {"since", "as of", "as from", "starting", "beginning"}
        and word.startswith(("since", "as from"))
        and anchor
    ):
        return "since", (first, max(anchor, first)), reading
    if word == "from" and anchor and first <= anchor and reading.sets_reference and not reading.guessed:
        return "since", (first, anchor), replace(reading, confidence=min(reading.confidence, 0.7))
    if word in {"until", "till", "through", "up to"}:
        return "until", (None, last), reading
    if word == "by":
        return "until", (None, last), reading
    if word in {"before", "prior to"} and reading.precision in {"day", "year", "month"}:
        return "until", (None, first - DAY), reading
    return reading.kind, reading.days, reading


def _direction(first: dt.date | None, last: dt.date | None, anchor: dt.date | None, reading: Reading) -> Direction:
    known = first or last
    if known is None:
        return "unknown"
    if reading.future or (anchor and known > anchor):
        return "future"
    if anchor is None:
        return "unknown"
    return "present" if (last or known) >= anchor and known <= anchor else "past"
