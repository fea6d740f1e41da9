"""Stretches of time: 'last week', 'the past 24 hours', 'for three days', 'every Monday', ages and times of day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from geodata.events import calendar
from geodata.events.calendar import DAY, WEEK, Days, shift
from geodata.events.date_grammar import (
    CLOCK,
    COUNT,
    NO_ANCHOR,
    ORDINALS,
    UNIT,
    UNIT_DAYS,
    VAGUE,
    Context,
    Reading,
    count_value,
    point,
    rule,
)
from geodata.model import DatePrecision

Match = re.Match[str]


@rule(
    r"\b(?:(?P<part>early|earlier|late|later|mid|the (?:start|beginning|first days|first half) of|the (?:end|last "
    r"days|second half) of)[ ]?(?P<in>in[ ])?)?"
    r"(?P<how>last|this|next|past|the past|the previous|the coming|the current|current|coming)[ ](?P<u>week|month"
    r"|year|fortnight|decade|century)(?:'s\b)?(?![ ]?-)"
)
def this_or_last(match: Match, context: Context) -> Reading | None:
    if context.anchor is None:
        return NO_ANCHOR
    how, unit, anchor = match["how"].lower().removeprefix("the "), match["u"].lower(), context.anchor
    part = (match["part"] or "").lower()
    if unit in {"decade", "century"}:
        return VAGUE
    if how == "past" or (how == "last" and match["how"].lower().startswith("the")):
        return Reading(
            (anchor - UNIT_DAYS[unit] * DAY, anchor),
            "week" if unit == "week" else "month",
            "range",
            confidence=0.85,
            sets_reference=False,
        )
    step = {"last": -1, "previous": -1, "next": 1, "coming": 1}.get(how, 0)
    if unit == "fortnight":
        return (
            Reading((anchor - 14 * DAY, anchor), "week", "range", confidence=0.7, sets_reference=False)
            if step < 0
            else VAGUE
        )
    days = _unit_at(anchor, unit, step)
    precision: DatePrecision = "week" if unit == "week" else "month" if unit == "month" else "year"
    if unit == "month" and "first days" in part:
        return Reading((days[0], days[0] + 6 * DAY), "week", confidence=0.85)
    if unit != "week" and part and part not in {"earlier", "later"}:
        late = part.startswith(("late", "the end", "the last", "the second"))
        days = calendar.third(days, "late" if late else "mid" if part == "mid" else "early")
    if step == 0 and not context.future and part != "later" and days[0] <= anchor:
        days = days[0], min(days[1], anchor)
    future = step > 0 or part == "later" or (step == 0 and context.future)
    return Reading(days, precision, confidence=0.9, future=future, sets_reference=False)


def _unit_at(anchor: dt.date, unit: str, step: int) -> Days:
    """Return the days of the week, month or year so many steps from a day's own."""
    if unit == "week":
        return calendar.week_of(anchor + step * WEEK)
    if unit == "month":
        moved = calendar.add_months(anchor.replace(day=1), step) or anchor
        return calendar.month_span(moved.year, moved.month)
    return calendar.year_span(anchor.year + step)


@rule(
    r"\b(?:(?P<prep>over|at|on|during|for|through|by|since|until|throughout|in) )?(?P<how>the|this|this past|last"
    r"|next|the past|the coming|this coming|the previous)[ ](?:long[ ]|holiday[ ]|bank holiday[ ])?weekend\b"
)
def weekend(match: Match, context: Context) -> Reading | None:
    if context.anchor is None:
        return NO_ANCHOR
    how, anchor = match["how"].lower(), context.anchor
    if how == "the" and not match["prep"]:
        return None
    future = how in {"next", "the coming", "this coming"} or (how in {"the", "this"} and context.future)
    base = anchor
    if how in {"last", "the previous"} and anchor.weekday() >= 5:
        base = anchor - (anchor.weekday() - 4) * DAY
    return Reading(calendar.weekend_of(base, future=future), kind="range", confidence=0.85, future=future)


@rule(
    rf"(?<!to )\b(?:(?:in|over|during|for|within|throughout|of|across)[ ])?(?P<how>the (?:past|last|previous"
    rf"|preceding)|past|last)[ ](?:about[ ])?(?P<n>{COUNT})[ -]?(?P<u>{UNIT})s\b"
)
def past_units(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return NO_ANCHOR
    count, unit = count_value(match["n"]), match["u"].lower()
    if count is None:
        return VAGUE
    length = -(-count // 24) if unit == "hour" else 0 if unit == "minute" else count * UNIT_DAYS[unit]
    first = shift(context.anchor, -length)
    if first is None:
        return VAGUE
    precision: DatePrecision = "day" if length <= 14 else "month" if length < 800 else "year"
    return Reading((first, context.anchor), precision, "range", 0.8, length=length, sets_reference=False)


@rule(
    r"\b(?:in|over)[ ](?:the[ ])?(?:recent|past|last|coming|next|few)[ ](?:few[ ])?(?:days|weeks|months|years"
    r"|hours)\b|\b(?:recently|in recent times)\b"
)
def recent(match: Match, context: Context) -> Reading:
    return VAGUE


@rule(r"\b(?:so far this year|this year to date|year[- ]to[- ]date|since the (?:start|beginning|turn) of the year)\b")
def year_to_date(match: Match, context: Context) -> Reading:
    if context.anchor is None:
        return NO_ANCHOR
    return Reading((context.anchor.replace(month=1, day=1), context.anchor), "year", "since", sets_reference=False)


_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))


@rule(
    rf"\b(?:now |already |in |into |on |for |entered )*(?:its|their|the|a)[ ](?P<n>{_ORDINAL}|\d{{1,3}}(?:st|nd|rd"
    rf"|th))(?:[ ](?:straight|consecutive|successive|full|running))?[ ](?P<u>day|night|week|month)\b(?P<of>[ ]of|[ "
    rf"]running|[ ]in a row)?"
)
def nth_unit_of(match: Match, context: Context) -> Reading | None:
    possessive = re.search(r"\b(its|their) ", match.group(), re.IGNORECASE)
    if not (
        possessive or match["of"] or re.search("straight|consecutive|successive|running", match.group(), re.IGNORECASE)
    ):
        return None
    base = context.reference or context.anchor
    if base is None:
        return NO_ANCHOR
    word = match["n"].lower()
    number = ORDINALS.get(word) or int(re.sub(r"\D", "", word))
    length = (number - 1) * UNIT_DAYS[match["u"].lower()]
    first = shift(base, -length)
    if first is None:
        return VAGUE
    unit = match["u"].lower()
    precision: DatePrecision = "day" if unit in {"day", "night"} else "week" if unit == "week" else "month"
    return Reading((first, base), precision, "since", 0.75, length=length, sets_reference=False)


@rule(
    rf"(?<![\w.])(?:(?P<for>for|after|in|within|lasting|lasted|during|of|inside)[ ])?(?:(?:about|around|some|nearly"
    rf"|almost|over|more than|at least|up to|another|less than|the|those|these|as many as)[ ])*(?P<n>{COUNT})[ "
    rf"-](?:and a half[ ])?(?P<u>{UNIT})s?\b(?!-old|[ ](?:old|of age))"
)
def duration(match: Match, context: Context) -> Reading | None:
    count, unit = count_value(match["n"]), match["u"].lower()
    if match["n"].lower() in {"a", "an", "one", "some"} and (match["for"] or "").lower() not in {
        "for",
        "after",
        "within",
        "lasted",
        "lasting",
        "in",
    }:
        return None
    length = (
        None
        if count is None
        else (
            0
            if unit in {"minute", "hour"} and count < 36
            else -(-count // 24)
            if unit == "hour"
            else count * UNIT_DAYS[unit]
        )
    )
    return Reading(None, "unknown", "duration", 0.7, length=length, sets_reference=False)


@rule(
    r"\b(?:within|in)[ ](?:the[ ])?(?:hours|minutes)\b|\b(?:hours|minutes|moments)[ ](?:later|afterwards|after)\b"
    r"|\b(?:shortly|soon)[ ](?:afterwards|after(?=[.,;]))|\blater (?:that|the same) (?:day|night|evening)\b|\bat "
    r"the same (?:time|hour)\b|\b(?:simultaneously|meanwhile)\b"
)
def soon_after(match: Match, context: Context) -> Reading | None:
    if match.group().lower() == "meanwhile":
        return None
    if context.reference is None:
        return NO_ANCHOR
    return replace(
        point(context.reference),
        confidence=0.55,
        guessed=True,
        reason="same day as what was told before",
        sets_reference=False,
    )


@rule(
    rf"\b(?:every|each)[ ](?:single[ ]|other[ ]|few[ ])?(?:{UNIT}s?|morning|afternoon|evening|weekend|spring|summer"
    rf"|autumn|winter|january|february|march|april|june|july|august|september|october|november|december|may(?=[ "
    rf".,]))\b|\b(?:daily|weekly|monthly|yearly|annually|nightly|hourly)\b|\b(?:once|twice|(?:{COUNT})[ ]times)[ "
    rf"](?:an?|every|each)[ ]{UNIT}\b|\bon most (?:days|nights)\b|\bin the (?:mornings|evenings)\b"
)
def frequency(match: Match, context: Context) -> Reading:
    return Reading(None, "unknown", "frequency", sets_reference=False)


@rule(
    rf"\b(?:aged?|ages)[ ](?:between[ ])?{COUNT}(?:(?:[ ]?-[ ]?|[ ](?:to|and)[ ]){COUNT})?\b|\b{COUNT}[- "
    rf"]{UNIT}s?[- ]olds?\b|\b{COUNT}[ ](?:years|months)[ ](?:old|of age)\b|\bin (?:his|her|their) (?:early |mid-?"
    rf"|late )?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|\d0s)\b"
)
def age(match: Match, context: Context) -> Reading:
    return Reading(None, "unknown", "age", sets_reference=False)


@rule(
    rf"(?<![\w:.])(?:(?:at|about|around|approximately|shortly|just|before|after|past|by|from|until|till|between"
    rf"|since)[ ]){{0,3}}(?P<c>{CLOCK})(?![\w%])"
)
def clock(match: Match, context: Context) -> Reading | None:
    if re.fullmatch(r"\d{1,2}\.\d\d", match["c"]) and not re.match(
        r"(?:at|about|around|shortly|by|before|after|until|from|since)\b", match.group(), re.IGNORECASE
    ):
        return None
    return Reading(None, "unknown", "clock", 0.6, sets_reference=False)
