"""Date phrases that name their day: '12 February', '3-9 August 2026', 'on the 5th'."""

from __future__ import annotations

import re
from dataclasses import replace

from geodata.events import calendar
from geodata.events.calendar import Days, safe_date
from geodata.events.date_grammar import (
    CLOCK,
    DAY_NUMBER,
    LONG_MONTH,
    MONTH,
    NO_ANCHOR,
    NO_SUCH_DAY,
    ORDINAL_DAY,
    PART,
    SHORT_WEEKDAY,
    VAGUE,
    WEEKDAY,
    YEAR,
    Context,
    D,
    Reading,
    day_number,
    full_year,
    month_number,
    point,
    rule,
    weekday_number,
    without_year,
)

Match = re.Match[str]

_LEAD = rf"(?<![\w/.])(?<!\d-)(?:(?P<weekday>{SHORT_WEEKDAY}),?[ ](?:the[ ]|(?:{PART}|{CLOCK}),?[ ])?)?"

_TAIL_YEAR = rf"(?:,?[ ](?P<year>{YEAR})|[ ]?'(?P<short>\d\d)\b|[ ](?P<bare>[89]\d)\b(?![ ](?:people|dead|killed)))?"


@rule(r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])")
def iso_date(match: Match, context: Context) -> Reading:
    return point(safe_date(int(match["y"]), int(match["m"]), int(match["d"])), absolute=True)


@rule(r"(?<![\d/.-])(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)?\d\d)(?![\d/-]|\.\d)")
def numeric_date(match: Match, context: Context) -> Reading | None:
    first, second = int(match["a"]), int(match["b"])
    if match["s"] == "-" and len(match["y"]) == 2:
        return None
    year = full_year(match["y"], context)
    british, american = safe_date(year, second, first), safe_date(year, first, second)
    if match["s"] == "." or american is None or british == american:
        return point(british, absolute=True)
    if british is None:
        return point(american, absolute=True)
    if context.anchor and (in_past := [day for day in (british, american) if day <= context.anchor]):
        nearest = max(in_past)
        return point(nearest, absolute=True).guess("day and month could be the other way round", 0.5)
    return point(british, absolute=True).guess("day and month could be the other way round", 0.5)


@rule(rf"(?<!\d)(?P<d>{D})[ ]?[0-2]\d[0-5]\d[ ]?(?:Z|[A-Z]{{1,3}})?[ ](?P<m>{MONTH})[ ](?P<y>\d{{4}}|\d\d)\b")
def military_time_group(match: Match, context: Context) -> Reading:
    return point(safe_date(full_year(match["y"], context), month_number(match["m"]), int(match["d"])), absolute=True)


@rule(rf"{_LEAD}(?P<d>{DAY_NUMBER})(?:[ ]of)?[ ](?P<m>{MONTH}){_TAIL_YEAR}")
def day_month(match: Match, context: Context) -> Reading | None:
    return _day_month(match, context)


@rule(rf"\bthe[ ](?P<d>{ORDINAL_DAY})(?:[ ]day)?[ ]of[ ](?P<m>{LONG_MONTH})(?:,?[ ](?P<year>{YEAR}))?")
def ordinal_of_month(match: Match, context: Context) -> Reading | None:
    month, day = month_number(match["m"]), day_number(match["d"])
    if match["year"]:
        return point(safe_date(int(match["year"]), month, day), absolute=True)

    def on(year: int) -> Days | None:
        found = safe_date(year, month, day)
        return (found, found) if found else None

    return replace(without_year(context, on), yearless=(month, day))


@rule(rf"(?<![\w/])(?P<d>{D})[-/](?P<m>[A-Z][a-z]{{2}}|[A-Z]{{3}})[-/](?P<year>\d{{4}}|\d\d)\b")
def day_month_dashed(match: Match, context: Context) -> Reading | None:
    if match["m"].lower() not in {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}:
        return None
    day = safe_date(full_year(match["year"], context), month_number(match["m"]), int(match["d"]))
    return point(day, absolute=True)


@rule(rf"{_LEAD}(?P<m>{MONTH})[ ](?P<d>{DAY_NUMBER})(?![ ]?(?:%|per cent|percent|million|people)){_TAIL_YEAR}")
def month_day(match: Match, context: Context) -> Reading | None:
    return _day_month(match, context)


def _day_month(match: Match, context: Context) -> Reading | None:
    month, day = month_number(match["m"]), day_number(match["d"])
    if match["m"].islower() and match["m"].rstrip(".") in {"may", "march", "mar"} and "th" not in match["d"]:
        return None
    written = match["year"] or match["short"] or match["bare"]
    if written:
        return point(safe_date(full_year(written, context), month, day), absolute=True)

    def on(year: int) -> Days | None:
        found = safe_date(year, month, day)
        return (found, found) if found else None

    reading = replace(without_year(context, on), yearless=(month, day))
    return _checked_weekday(match, reading, context)


def _checked_weekday(match: Match, reading: Reading, context: Context) -> Reading:
    """Let the weekday written beside a date choose its year."""
    if not match["weekday"] or reading.days is None or reading.yearless is None:
        return reading
    weekday, (month, day) = weekday_number(match["weekday"]), reading.yearless
    if reading.days[0].weekday() == weekday:
        return replace(reading, confidence=0.98)
    for year in (reading.days[0].year - 1, reading.days[0].year + 1):
        other = safe_date(year, month, day)
        if other and other.weekday() == weekday and context.anchor and abs((other - context.anchor).days) < 190:
            return replace(reading, days=(other, other))
    return reading.guess("the weekday does not fit the date", 0.6)


@rule(
    rf"(?<![\w/])(?P<d1>{DAY_NUMBER})(?:[ ]?-[ ]?|/|[ ](?:to|and|until|till|through|or)[ ])(?:the[ "
    rf"])?(?P<d2>{DAY_NUMBER})"
    rf"(?:[ ]of)?[ ](?P<m>{MONTH})(?:,?[ ](?P<year>{YEAR})|[ ]?'(?P<short>\d\d)\b)?"
)
def days_of_month(match: Match, context: Context) -> Reading | None:
    return _days_of_month(match, context)


@rule(
    rf"\b(?P<m>{MONTH})[ ](?P<d1>{DAY_NUMBER})(?:[ ]?-[ ]?|[ ](?:to|and|until|till|through)[ ])(?:the[ "
    rf"])?(?P<d2>{DAY_NUMBER})"
    rf"(?![ ]?(?:{MONTH}|a\.?m|p\.?m|%))(?:,?[ ](?P<year>{YEAR})|[ ]?'(?P<short>\d\d)\b)?"
)
def month_days(match: Match, context: Context) -> Reading | None:
    return _days_of_month(match, context)


def _days_of_month(match: Match, context: Context) -> Reading | None:
    month, low, high = month_number(match["m"]), day_number(match["d1"]), day_number(match["d2"])
    if low >= high or match["m"].islower():
        return None

    def on(year: int) -> Days | None:
        first, last = safe_date(year, month, low), safe_date(year, month, high)
        return (first, last) if first and last else None

    written = match["year"] or match["short"]
    if written:
        days = on(full_year(written, context))
        return Reading(days, kind="range", absolute=True) if days else NO_SUCH_DAY
    return replace(without_year(context, on), kind="range")


@rule(
    rf"(?<!\w)(?:(?:on|by|since|from|until|till|before|after|to|of|for)[ ])?(?:(?P<weekday>{WEEKDAY}),?[ ])?the[ "
    rf"](?P<d>{ORDINAL_DAY})(?P<of>[ ]of[ ](?:this|last|next)[ ]month)?"
    rf"(?=[,.;:!?)\"'—-]|[ ](?:and|when|after|at|in|with|of this|it's|that|the)\b|$)"
)
def day_of_month(match: Match, context: Context) -> Reading | None:
    lead = match.group().lower()
    named = (
        match["weekday"]
        or match["of"]
        or (re.match(r"(?:on|by|since|from|until|till) ", lead) and match["d"][0].isdigit())
    )
    if not (named or (match["d"][0].isdigit() and not re.match("(?:of|for|to|after|before) ", lead))):
        return None
    if context.anchor is None:
        return NO_ANCHOR
    day, base = day_number(match["d"]), context.anchor
    months = {"this": 0, "last": -1, "next": 1}
    if match["of"]:
        moved = calendar.add_months(base.replace(day=1), months[match["of"].lower().split()[1]])
        return point(safe_date(moved.year, moved.month, day)) if moved else NO_SUCH_DAY
    candidates = [
        found
        for step in range(-3, 4)
        if (month := calendar.add_months(base.replace(day=1), step))
        and (found := safe_date(month.year, month.month, day))
    ]
    if match["weekday"]:
        fitting = [c for c in candidates if c.weekday() == weekday_number(match["weekday"])]
        candidates = fitting or candidates
    past, coming = [c for c in candidates if c <= base], [c for c in candidates if c >= base]
    chosen = coming[0] if context.future and coming else past[-1] if past else coming[0]
    return point(chosen, confidence=0.85, future=chosen > base)


@rule(
    r"\b(?:on|one)[ ](?:an?|one|any|some)[ ](?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?:[ ](?:last[ ])?(?:morning"
    r"|night|evening|afternoon))?"
)
def some_weekday(match: Match, context: Context) -> Reading:
    return VAGUE
