"""What the date rules share: word tables, pattern fragments, the context and the reading of a phrase.

To add a phrase: a function with `@rule(pattern)` in one of the rule modules
that turns the match into a `Reading`, and lines in the table of the date tests.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from geodata.events import calendar
from geodata.events.calendar import Days
from geodata.events.numbers import TENS, UNITS
from geodata.model import DatePrecision

DateKind = Literal["point", "range", "since", "until", "duration", "frequency", "age", "clock"]

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
WEEKDAYS = {name: number for number, name in enumerate("mon tue wed thu fri sat sun".split())}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
        "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth "
        "twenty-ninth thirtieth thirty-first".split(),
        1,
    )
}
UNIT_DAYS = {
    "minute": 0,
    "hour": 0,
    "day": 1,
    "night": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "year": 365,
    "decade": 3650,
}

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
LONG_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
D = r"(?:3[01]|[12]\d|0?[1-9])"
DAY_NUMBER = rf"(?:(?:{D}|3[2-9])(?:st|nd|rd|th)?)(?![\d:,]\d|\d)"
ORDINAL_DAY = rf"(?:{D}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})"
YEAR = r"(?:1[6-9]\d\d|20\d\d)(?![\d.,:]\d|\d)"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
SHORT_WEEKDAY = rf"(?:{WEEKDAY}|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
PART = (
    r"(?:morning|afternoon|evening|night|noon|midday|midnight|lunchtime|dawn|dusk|daybreak"
    r"|sunrise|sunset|nightfall|teatime)"
)
CLOCK = (
    r"(?:(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?[ ]?(?:a\.?m\b\.?|p\.?m\b\.?)|(?:[01]?\d|2[0-3])[:.h][0-5]\d(?![\d%])"
    r"(?:[ ]?(?:hrs|hours|local time|GMT|UTC|h)\b)?|[0-2]\d[0-5]\d[ ]?(?:hrs|hours|h|local|GMT|UTC|Z)\b)"
)
UNIT = r"(?:minute|hour|day|night|week|fortnight|month|year|decade)"
_SMALL_NUMBER = "|".join(sorted({*UNITS, *TENS} - {"zero"}, key=len, reverse=True))
COUNT = (
    rf"(?:\d{{1,4}}(?:\.\d)?|(?:a |the )?(?:couple of|few|several|many|dozen)|(?:{'|'.join(TENS)})[- ](?:one|two"
    rf"|three|four|five|six"
    rf"|seven|eight|nine)|{_SMALL_NUMBER}|half an?|an?|some)"
)
NOT_NAME = r"(?!'?s? (?:Times|Telegraph|Mail|Express|Herald|Mirror|Star|League|School|Post|Tribune|Night Live|Club)\b)"

_LOOKALIKES = str.maketrans(
    {"’": "'", "‘": "'", "–": "-", "—": "—", "‑": "-", "−": "-", "\xa0": " ", "\u202f": " ", "\t": " "}
)


def normal(text: str) -> str:
    """Return a text of the same length with plain apostrophes, dashes and spaces."""
    return text.translate(_LOOKALIKES)


def month_number(word: str) -> int:
    """Return the number of a month's name or abbreviation."""
    return MONTHS[word.lower()[:3]]


def weekday_number(word: str) -> int:
    """Return 0 (Monday) to 6 for a weekday's name or abbreviation."""
    return WEEKDAYS[word.lower()[:3]]


def day_number(word: str) -> int:
    """Return the day of the month of '5', '5th' or 'fifth'."""
    text = word.lower()
    return ORDINALS[text] if text in ORDINALS else int(re.sub(r"\D", "", text))


def count_value(word: str) -> int | None:
    """Return the number in 'two', '12', 'a'; None for 'several' and the like."""
    text = word.lower().strip()
    if text.startswith(("half", "some")) or "few" in text or text.endswith(("several", "many")):
        return None
    if "couple" in text:
        return 2
    if text.endswith("dozen"):
        return 12
    if text in {"a", "an"}:
        return 1
    if text[0].isdigit():
        return int(float(text)) if float(text).is_integer() else None
    return sum(UNITS.get(part, 0) + TENS.get(part, 0) for part in re.split("[- ]", text))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase means before its neighbours are looked at."""

    days: Days | None
    precision: DatePrecision = "day"
    kind: DateKind = "point"
    confidence: float = 0.95
    guessed: bool = False
    reason: str = ""
    length: int | None = None
    """Days that a duration lasts."""
    absolute: bool = False
    """Whether the phrase itself holds the year."""
    yearless: tuple[int, int] | None = None
    """Month and day when the year was filled in."""
    future: bool = False
    sets_reference: bool = True
    """Whether 'the next day' may count from here."""

    def guess(self, reason: str, confidence: float = 0.7) -> Reading:
        """Return the reading marked as filled in by guess."""
        return replace(self, guessed=True, reason=reason, confidence=min(confidence, self.confidence))


@dataclass(frozen=True)
class Context:
    """What a phrase is read against."""

    anchor: dt.date | None
    reference: dt.date | None
    """The day mentioned last before, else the anchor."""
    year: int | None
    """The year written last before the phrase, for texts without an anchor."""
    tense: Callable[[], bool]
    bound: bool = False
    """Whether 'until' or 'by' stands before: the nearest such day then, past or to come."""

    @cached_property
    def future(self) -> bool:
        """Whether the phrase's clause speaks of what is to come."""
        return self.tense()


UNKNOWN = Reading(None, "unknown", confidence=0.5, guessed=True)
NO_ANCHOR = replace(UNKNOWN, reason="no day of publication to count from", sets_reference=False)
NO_SUCH_DAY = replace(UNKNOWN, reason="no such day in the calendar", sets_reference=False)
VAGUE = replace(UNKNOWN, reason="too vague to put a date to", sets_reference=False)

Resolver = Callable[["re.Match[str]", Context], "Reading | None"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over normalised text and what its matches mean."""

    name: str
    pattern: re.Pattern[str]
    resolve: Resolver


RULES: list[Rule] = []


def rule(pattern: str, *, case: bool = False) -> Callable[[Resolver], Resolver]:
    """Register a resolver for a pattern; `case` makes the pattern mind capitals."""

    def register(resolve: Resolver) -> Resolver:
        flags = re.NOFLAG if case else re.IGNORECASE
        RULES.append(Rule(resolve.__name__, re.compile(pattern, flags), resolve))
        return resolve

    return register


def point(day: dt.date | None, *, confidence: float = 0.95, absolute: bool = False, future: bool = False) -> Reading:
    """Return the reading of a single day; NO_SUCH_DAY for None."""
    if day is None:
        return NO_SUCH_DAY
    return Reading((day, day), confidence=confidence, absolute=absolute, future=future)


def without_year(context: Context, on: Callable[[int], Days | None], precision: DatePrecision = "day") -> Reading:
    """Return the reading of a date that lacks its year."""
    if all(on(year) is None for year in (2023, 2024)):
        return NO_SUCH_DAY
    if context.anchor is None:
        days = on(context.year) if context.year else None
        reading = Reading(days, precision) if days else replace(NO_ANCHOR, reason="no year in the text")
        return reading.guess("year taken from the date before", 0.6) if days else reading
    year = calendar.nearest_year(context.anchor, on, future=context.future)
    if context.bound and not context.future and year is not None:
        year = min((y for y in (year, year + 1) if on(y)), key=lambda y: _distance(on(y), context.anchor))
    days = on(year) if year is not None else None
    return NO_SUCH_DAY if days is None else Reading(days, precision, future=days[0] > context.anchor)


def _distance(days: Days | None, anchor: dt.date | None) -> int:
    return abs((days[1] - anchor).days) if days and anchor else 99_999


def full_year(text: str, context: Context) -> int:
    """Return the four-digit year of '2026', '26' or "'82"; two digits mean the nearest such year."""
    digits = re.sub(r"\D", "", text)
    year = int(digits)
    if len(digits) > 2:
        return year
    limit = (context.anchor.year if context.anchor else context.year or 2040) + 3
    return max(century + year for century in (1900, 2000, 2100) if century + year <= limit or century == 1900)
