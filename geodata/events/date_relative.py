"""Date phrases that count from another day: 'on Sunday', 'overnight', 'two days earlier'."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from geodata.events import calendar
from geodata.events.calendar import DAY, WEEK, shift
from geodata.events.date_grammar import (
    CLOCK,
    COUNT,
    NO_ANCHOR,
    NOT_NAME,
    PART,
    SHORT_WEEKDAY,
    UNIT,
    UNIT_DAYS,
    VAGUE,
    WEEKDAY,
    Context,
    Reading,
    count_value,
    point,
    rule,
    weekday_number,
)

Match = re.Match[str]


@rule(
    rf"(?<![\w-])(?:(?P<how>last|next|this|this past|this coming|past|coming|the (?:previous|preceding|following"
    rf"|next)|every|each|most|the)[ ])?"
    rf"(?P<w>{WEEKDAY})(?P<plural>s)?(?P<week>[ ]week\b)?(?:'s?(?=\W))?(?:[ ](?:at[ ])?(?:early|late|mid|over)?[ "
    rf"-]?{PART}\b)?{NOT_NAME}(?!\w)"
)
def weekday(match: Match, context: Context) -> Reading | None:
    how = (match["how"] or "").lower()
    if how in {"every", "each", "most"} or match["plural"]:
        return Reading(None, "unknown", "frequency", sets_reference=False)
    if context.anchor is None:
        return NO_ANCHOR
    number, anchor = weekday_number(match["w"]), context.anchor
    reference = context.reference or anchor
    if match["week"]:
        return point(calendar.weekday_after(anchor, number, same=False) + WEEK, future=True)
    if how in {"last", "past", "this past"}:
        return point(calendar.weekday_before(anchor, number, same=False))
    if how in {"the previous", "the preceding"}:
        return point(calendar.weekday_before(reference, number, same=False), confidence=0.85)
    if how in {"the following", "the next"}:
        return point(calendar.weekday_after(reference, number, same=False), confidence=0.85)
    if how == "next":
        following = calendar.week_of(anchor)[1] + DAY + number * DAY
        soonest = calendar.weekday_after(anchor, number, same=False)
        reading = point(following, future=True)
        return reading if soonest == following else reading.guess("'next' may mean the coming one", 0.6)
    if how in {"coming", "this coming"}:
        return point(calendar.weekday_after(anchor, number, same=False), future=True)
    if how == "this" and not context.future and calendar.week_of(anchor)[0] + number * DAY <= anchor:
        return point(calendar.week_of(anchor)[0] + number * DAY)
    if how == "this" or context.future:
        day = calendar.weekday_after(anchor, number)
        return point(day, future=True, confidence=0.85)
    before, after = calendar.weekday_before(anchor, number), calendar.weekday_after(anchor, number)
    return point(after if context.bound and after - anchor < anchor - before else before)


@rule(
    rf"\b(?:on )?the (?P<w>{WEEKDAY})(?: (?:morning|night|evening))? (?P<how>after|before|following|earlier)\b(?! "
    rf"(?:the|a|an|his|her|its|their)\b)"
)
def weekday_from_reference(match: Match, context: Context) -> Reading:
    base = context.reference or context.anchor
    if base is None:
        return NO_ANCHOR
    later = match["how"].lower() in {"after", "following"}
    move = calendar.weekday_after if later else calendar.weekday_before
    return point(move(base, weekday_number(match["w"]), same=False), confidence=0.8)


@rule(
    rf"\b(?P<w>{WEEKDAY})[ ](?:of|in)[ ](?P<how>last|this|next|the (?:previous|same|following))[ ]week\b"
    rf"|\b(?P<how2>last|this|next)[ ]week(?:,[ ](?:on[ ])?|[ ]on[ ])(?P<w2>{WEEKDAY})\b"
)
def weekday_of_week(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return NO_ANCHOR
    how = (match["how"] or match["how2"]).lower()
    base = (context.reference or context.anchor) if how.startswith("the") else context.anchor
    step = {"last": -1, "this": 0, "next": 1, "the previous": -1, "the same": 0, "the following": 1}[how]
    monday = calendar.week_of(base)[0] + step * WEEK
    return point(monday + weekday_number(match["w"] or match["w2"]) * DAY, future=step > 0)


@rule(rf"(?<![\w-])(?P<w>{SHORT_WEEKDAY})[ ](?=(?:{PART}|{CLOCK}|\d\d?:\d\d))", case=False)
def short_weekday(match: Match, context: Context) -> Reading | None:
    word = match["w"].rstrip(".")
    if not word[0].isupper() or (
        word.lower() in {"sun", "sat", "wed", "mon", "fri"}
        and not (match.string[match.end()].isdigit() or word.isupper())
    ):
        return None
    if context.anchor is None:
        return NO_ANCHOR
    day = (calendar.weekday_after if context.future else calendar.weekday_before)(context.anchor, weekday_number(word))
    return point(day, confidence=0.8)


@rule(
    r"(?<![\w.])(?P<w>Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\.?,?[ ](?P<d>3[01]|[12]\d|0?[1-9])(?=[ ]*(?:[-—:"
    r"|/,.)]|$))"
)
def short_weekday_and_day(match: Match, context: Context) -> Reading | None:
    if not match["w"][0].isupper():
        return None
    if context.anchor is None:
        return NO_ANCHOR
    number, base = weekday_number(match["w"]), context.anchor
    for distance in range(60):
        for day in (base - distance * DAY, base + distance * DAY):
            if day.day == int(match["d"]) and day.weekday() == number:
                return point(day, confidence=0.9, future=day > base)
    return VAGUE


@rule(
    rf"\bovernight\b(?!-| (?:train|bus|flight|ferry|stay|guest|bag))(?:[ ](?:on[ ])?(?:from[ "
    rf"])?(?P<w>{WEEKDAY})(?P<to>[ ]?(?:to|into|-|and|/)[ ]?(?:early[ ]|the[ ])*(?P<w2>{WEEKDAY}))?"
    rf"|[ ](?:in)?to[ ](?:early[ ])?(?P<w3>{WEEKDAY}))?(?:[ ]?\(?(?P<w4>{WEEKDAY})(?:[ ]?(?:to|into|-|/)[ "
    rf"]?)(?P<w5>{WEEKDAY})\)?)?"
)
def overnight(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return NO_ANCHOR
    anchor = context.anchor
    morning = match["w2"] or match["w3"] or match["w5"]
    if morning:
        last = calendar.weekday_before(anchor, weekday_number(morning))
        return Reading((last - DAY, last), kind="range")
    if match["w"]:
        first = calendar.weekday_before(anchor, weekday_number(match["w"]))
        first = first - DAY if first == anchor else first
        return Reading((first, first + DAY), kind="range", confidence=0.8)
    return Reading((anchor - DAY, anchor), kind="range", confidence=0.9, sets_reference=False)


@rule(
    rf"\b(?:(?:earlier|late|later|early)[ ])?(?P<w>the day before yesterday|the day after tomorrow|yesterday|today"
    rf"|tomorrow|tonight|tonite"
    rf"|last night|last evening|this (?:very )?(?:morning|afternoon|evening|noon|hour)|at this hour)(?:'s\b)?(?:[ "
    rf"]?(?:early |late )?(?:morning|afternoon|evening|night|noon|midday|midnight|dawn)\b)?"
    rf"(?:[ ]?\((?P<day>{WEEKDAY})\)|,[ ](?P<day2>{WEEKDAY}),?)?"
)
def near_day(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return NO_ANCHOR
    step = {
        "the day before yesterday": -2,
        "yesterday": -1,
        "last night": -1,
        "last evening": -1,
        "tomorrow": 1,
        "the day after tomorrow": 2,
    }.get(match["w"].lower(), 0)
    written, day = match["day"] or match["day2"], context.anchor + step * DAY
    if written and (named := calendar.weekday_before(context.anchor, weekday_number(written))) != day and step <= 0:
        return point(named).guess("the weekday does not fit", 0.7)
    return point(day, future=step > 0, confidence=0.9 if step == 0 else 0.95)


_AGO = r"(?P<when>ago|earlier|before|previously|prior|later|afterwards|after|hence|from now|on)\b"


@rule(
    rf"\b(?:(?:about|around|some|nearly|almost|over|more than|just|only|at least|roughly|less than|within|a little "
    rf"over|just over|just under)[ ])?(?:an?[ ](?=few|couple))?"
    rf"(?P<n>{COUNT})[ -](?:or so[ ])?(?P<half>and a half )?(?P<u>{UNIT})s?'?(?:[ ]and a half)?[ ](?P<when>ago"
    rf"|earlier|before|previously|prior|later|afterwards|hence|from now)\b"
    rf"(?![ ](?:this|that|than|in the))"
)
def units_away(match: Match, context: Context) -> Reading | None:
    when = match["when"].lower()
    base = context.anchor if when in {"ago", "hence", "from now"} else context.reference or context.anchor
    if base is None:
        return NO_ANCHOR
    count, unit = count_value(match["n"]), match["u"].lower()
    sign = 1 if when in {"later", "afterwards", "hence", "from now"} else -1
    if unit in {"minute", "hour"}:
        return _hours_away(match, context, base, count, sign)
    if count is None or unit == "decade":
        return VAGUE
    return _units_away(base, count * sign, unit, ago=when in {"ago", "hence", "from now"})


def _hours_away(match: Match, context: Context, base: dt.date, count: int | None, sign: int) -> Reading:
    hours = count or 1
    days = round(hours / 24) or (1 if hours >= 12 else 0) if match["u"].lower() == "hour" else 0
    if sign < 0 and match["when"].lower() != "ago" and days <= 1:
        days = 1 if hours > 12 else 0
    reading = point(shift(base, sign * days), confidence=0.7)
    return reading.guess("hours counted without a time of day", 0.6)


def _units_away(base: dt.date, steps: int, unit: str, *, ago: bool) -> Reading:
    if unit in {"day", "night", "week", "fortnight"}:
        day = shift(base, steps * UNIT_DAYS[unit])
        exact = unit in {"day", "night"} or abs(steps) == 1
        reading = point(day, future=steps > 0 and ago, confidence=0.9)
        return reading if exact else replace(reading, precision="week", confidence=0.8)
    moved = calendar.add_months(base, steps * (1 if unit == "month" else 12))
    if moved is None:
        return VAGUE
    if unit == "month":
        return Reading(calendar.month_span(moved.year, moved.month), "month", confidence=0.8, sets_reference=False)
    return Reading(calendar.year_span(moved.year), "year", confidence=0.8, sets_reference=False)


@rule(
    rf"\b(?:a|one|two|three|four)[ ]weeks?[ ](?P<how>last|ago|on|before|from|after)[ ](?P<w>{WEEKDAY})\b"
    rf"|\b(?P<w2>{WEEKDAY})[ ]a[ ]week[ ]ago\b"
)
def week_from_weekday(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return NO_ANCHOR
    number = weekday_number(match["w"] or match["w2"])
    if match["w2"] or match["how"].lower() in {"last", "ago", "before"}:
        return point(calendar.weekday_before(context.anchor, number) - WEEK, confidence=0.8)
    return point(calendar.weekday_after(context.anchor, number) + WEEK, future=True, confidence=0.8)


@rule(
    r"\b(?:a|one)[ ](?P<u>day|week|month|year)[ ](?P<how>to the day (?:after|before)|on from|after|before)\b(?=[ "
    r"](?:the|a|an|his|her|its|their)\b)"
)
def unit_after_event(match: Match, context: Context) -> Reading:
    return VAGUE


@rule(
    r"\b(?:on[ ])?(?P<w>the (?:very )?(?:next|following|previous|preceding|same) (?:day|night|evening|morning"
    r"|afternoon|week|month|year|weekend)"
    r"|next day|same day|that (?:same )?(?:day|night|evening|morning|afternoon|week|month|year|weekend)|that very "
    r"(?:day|night)"
    r"|the (?:day|night|evening|week|month|year) (?:before|after|earlier)(?!(?: (?:the|a|an|his|her|its|their|he|she"
    r"|it|they|last|yesterday|tomorrow)\b))|the day he|the eve)\b"
)
def near_reference(match: Match, context: Context) -> Reading | None:
    words = match["w"].lower()
    base = context.reference or context.anchor
    if base is None:
        return NO_ANCHOR
    if words in {"the day he", "the eve"}:
        return None
    back = any(word in words for word in ("previous", "preceding", "before", "earlier"))
    ahead = any(word in words for word in ("next", "following", "after"))
    if words.endswith("afternoon") and "following" not in words and "next" not in words:
        ahead = False
    step = -1 if back else 1 if ahead else 0
    unit = next(unit for unit in ("weekend", "week", "month", "year", "day") if unit in words or unit == "day")
    if unit == "year" and context.year:
        base = dt.date(context.year, 7, 1)
    if unit == "day":
        return point(shift(base, step), confidence=0.8)
    if unit == "weekend":
        return Reading(calendar.weekend_of(base + step * WEEK, future=step == 0), confidence=0.6)
    if unit == "week":
        return Reading(calendar.week_of(base + step * WEEK), "week", confidence=0.7)
    return _units_away(base, step, unit, ago=False)
