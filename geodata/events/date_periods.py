"""Date phrases that name a month, season, quarter, week, year or feast: 'since March', 'Q3 2026', 'Easter'."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from geodata.events import calendar
from geodata.events.calendar import DAY, FEASTS, LUNAR, Days, safe_date
from geodata.events.date_grammar import (
    DAY_NUMBER,
    LONG_MONTH,
    MONTH,
    NO_ANCHOR,
    NO_SUCH_DAY,
    SEASON,
    SHORT_WEEKDAY,
    YEAR,
    Context,
    D,
    Reading,
    day_number,
    full_year,
    month_number,
    rule,
    without_year,
)

Match = re.Match[str]


_PARTS = r"(?P<part>early|mid|late|the beginning of|the start of|the middle of|the end of)"

PART_NAMES = {"the beginning of": "early", "the start of": "early", "the middle of": "mid", "the end of": "late"}


@rule(
    rf"\b(?:(?P<how>early|mid|late|last|this|next|past|the (?:beginning|start|middle|end) of)[ -])?(?P<m>{LONG_MONTH})"
    rf"(?:,?[ ](?:of[ ])?(?P<year>{YEAR})|[ ]?'(?P<short>\d\d)\b|[ ](?P<bare>[89]\d)\b)"
)
def month_year(match: Match, context: Context) -> Reading | None:
    if match["m"].islower():
        return None
    written = match["year"] or match["short"] or match["bare"]
    span = calendar.month_span(full_year(written, context), month_number(match["m"]))
    how = (match["how"] or "").lower()
    part = PART_NAMES.get(how, how)
    return Reading(calendar.third(span, part) if part in {"early", "mid", "late"} else span, "month", absolute=True)


@rule(
    rf"\b(?P<how>early|mid|late|last|this|next|this past|in|since|from|until|till|by|during|before|after|of|every"
    rf"|between|to|and|through|that|following)"
    rf"[ -](?P<core>(?:(?P<part>early|mid|late|the (?:beginning|start|middle|end) of|the month of)[ "
    rf"-])?(?P<m>{LONG_MONTH}))(?!'?[ -]?\d)(?=\W|$)"
)
def month_alone(match: Match, context: Context) -> Reading | None:
    word, how = match["m"], match["how"].lower()
    if word.islower() or (word.isupper() and word in {"MAY", "MARCH"} and how in {"to", "and", "of", "that"}):
        return None
    ahead = match.string[match.end() : match.end() + 2]
    if how in {"and", "of", "to"} and word in {"May", "March", "April", "June"} and ahead[1:2].isupper():
        return None
    month = month_number(word)
    part = (match["part"] or "").strip(" -").lower()
    part = PART_NAMES.get(part, part) if part != "the month of" else ""
    part = part or (how if how in {"early", "mid", "late"} else "")
    if how == "every":
        return Reading(None, "unknown", "frequency")
    if how == "that" and context.reference:
        year = context.reference.year + (month < context.reference.month)
        return Reading(calendar.month_span(year, month), "month")

    def on(year: int) -> Days:
        span = calendar.month_span(year, month)
        return calendar.third(span, part) if part else span

    if how == "last" and context.anchor:
        year = context.anchor.year - (month >= context.anchor.month)
        return Reading(on(year), "month")
    if how == "next" and context.anchor:
        year = context.anchor.year + (month <= context.anchor.month)
        return Reading(on(year), "month", future=True)
    reading = without_year(context, on, "month")
    return replace(reading, sets_reference=False)


@rule(rf"\b(?P<m>{LONG_MONTH})'s\b")
def month_possessive(match: Match, context: Context) -> Reading | None:
    if not match["m"][0].isupper():
        return None
    month = month_number(match["m"])
    past = replace_tense(context)
    return replace(without_year(past, lambda year: calendar.month_span(year, month), "month"), confidence=0.7)


def replace_tense(context: Context) -> Context:
    """Return the context with the phrase taken to lie in the past."""
    return replace(context, tense=lambda: False)


@rule(
    rf"\b(?:(?P<how>in|since|of|from|until|till|by|during|before|after|between|to|and|early|mid|late|about|around"
    rf"|for|through)[ -])"
    rf"(?P<core>(?P<part>early |mid-?|late |the (?:beginning|start|middle|end) of )?(?P<y>{YEAR}))\b(?!s\b|[ "
    rf"](?:people|houses|homes|troops|dead|metres|men|women|tonnes|square))"
)
def year_after_word(match: Match, context: Context) -> Reading:
    return _year(match, context, match["part"] or match["how"])


@rule(
    rf"\b(?:the|a|an|its|his|her|their)[ ](?P<y>{YEAR})[ ](?=[a-z])(?!people|houses|homes|troops|dead|metres|men"
    rf"|women|tonnes|square|or |and )",
    case=False,
)
def year_as_adjective(match: Match, context: Context) -> Reading:
    return _year(match, context, "")


@rule(rf"(?<=\()(?P<y>{YEAR})(?=\))|(?<=, )(?P<y2>(?:19|20)\d\d)(?=[,.;)]|$)")
def year_in_brackets(match: Match, context: Context) -> Reading:
    return replace(_year(match, context, ""), confidence=0.7)


def _year(match: Match, context: Context, part: str) -> Reading:
    groups = match.groupdict()
    span = calendar.year_span(int(groups["y"] or groups["y2"]))
    name = part.strip(" -").lower()
    name = PART_NAMES.get(name, name)
    days = calendar.third(span, name) if name in {"early", "mid", "late"} else span
    return Reading(days, "year", absolute=True, sets_reference=False)


@rule(r"(?<![\w’'])(?:in|since|of|like|by|than)[ ]'(?P<y>\d\d)\b(?!s)")
def short_year(match: Match, context: Context) -> Reading:
    span = calendar.year_span(full_year(match["y"], context))
    return Reading(span, "year", absolute=True, sets_reference=False).guess("century not written", 0.7)


@rule(r"\b(?:the[ ])?(?:(?P<part>early|mid|late)[ -])?(?P<y>(?:1[6-9]|20)\d)0s\b")
def decade(match: Match, context: Context) -> Reading:
    first, part = int(match["y"]) * 10, (match["part"] or "").lower()
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(part, (0, 9))
    days = dt.date(first + low, 1, 1), dt.date(first + high, 12, 31)
    return Reading(days, "year", "range", absolute=True, sets_reference=False)


@rule(
    rf"\b(?:(?P<how>last|this|next|that|the|in|since|in the|by|until|till|of|early|late|mid)[ "
    rf"-])?(?P<s>{SEASON})(?:[ ](?:of[ ])?(?P<y>{YEAR}))?\b(?![ ]guy)"
)
def season(match: Match, context: Context) -> Reading | None:
    name, how = match["s"].lower(), (match["how"] or "").lower()
    if name == "fall" and not match["y"] and how not in {"last", "this", "next"}:
        return None
    if match["y"]:
        return Reading(calendar.season_span(int(match["y"]), name), "month", absolute=True).guess(
            "northern season", 0.7
        )
    if not how or how in {"of", "early", "late", "mid"}:
        return None
    if name in {"spring"} and how == "the":
        return None
    if context.anchor is None:
        return NO_ANCHOR
    anchor = context.anchor
    if how == "that":
        base = context.reference or anchor
        first = next(y for y in range(base.year - 1, base.year + 2) if calendar.season_span(y, name)[1] >= base)
        return Reading(calendar.season_span(first, name), "month").guess("northern season")
    started = max(
        (y for y in range(anchor.year - 1, anchor.year + 1) if calendar.season_span(y, name)[0] <= anchor),
        default=anchor.year - 1,
    )
    current = calendar.season_span(started, name)
    if how == "last" and current[1] >= anchor:
        current = calendar.season_span(started - 1, name)
    elif (
        how == "next"
        or (how != "last" and context.future and current[1] < anchor)
        or (how == "this" and current[1] < anchor and (anchor - current[1]).days > 100)
    ):
        current = calendar.season_span(started + 1, name)
    end = min(current[1], anchor) if current[0] <= anchor else current[1]
    reading = Reading((current[0], end), "month", future=current[0] > anchor, sets_reference=False)
    return reading.guess("season of the northern half", 0.6)


_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}


@rule(
    rf"\b(?:Q(?P<q>[1-4])|(?:the[ ])?(?P<w>first|second|third|fourth|final)[ ]quarter)(?:(?:[ ]of|,)?[ "
    rf"](?P<y>{YEAR}))?\b"
)
def quarter(match: Match, context: Context) -> Reading | None:
    number = int(match["q"]) if match["q"] else _QUARTERS[match["w"].lower()]
    return _part_of_year(match["y"], context, 3 * number - 2, 3)


@rule(
    rf"\b(?:H(?P<q>[12])|the[ ](?P<w>first|second)[ ]half[ ]of(?=[ ](?:the[ ]year|\d)))(?:[ ](?:the[ ]year"
    rf"|(?P<y>{YEAR})))?\b",
    case=False,
)
def half_year(match: Match, context: Context) -> Reading | None:
    number = int(match["q"]) if match["q"] else _QUARTERS[match["w"].lower()]
    return _part_of_year(match["y"], context, 6 * number - 5, 6)


def _part_of_year(year: str | None, context: Context, month: int, count: int) -> Reading:
    if year:
        days = calendar.months_span(int(year), month, count)
        return Reading(days, "month", absolute=True, sets_reference=False)
    return replace(
        without_year(context, lambda y: calendar.months_span(y, month, count), "month"), sets_reference=False
    )


@rule(rf"\b(?:week|wk)[ ]?(?P<w>\d{{1,2}})\b(?:[ ,]+(?:of[ ])?(?P<y>{YEAR}))?")
def numbered_week(match: Match, context: Context) -> Reading:
    number = int(match["w"])
    if match["y"]:
        days = calendar.iso_week(int(match["y"]), number)
        return Reading(days, "week", absolute=True) if days else NO_SUCH_DAY
    if context.anchor is None:
        return NO_ANCHOR
    return without_year(context, lambda year: calendar.iso_week(year, number), "week").guess(
        "weeks counted as in ISO 8601", 0.7
    )


@rule(
    rf"\b(?P<how>w/e|w\.e\.|week ending|week ended|the week to|week to|w/c|week commencing|week beginning|the week "
    rf"of|week of)[ ]"
    rf"(?:{SHORT_WEEKDAY},?[ ])?(?:(?P<d>{DAY_NUMBER})[ ](?P<m>{MONTH})|(?P<m2>{MONTH})[ "
    rf"](?P<d2>{DAY_NUMBER}))(?:,?[ ](?P<y>{YEAR}))?"
)
def week_by_its_end(match: Match, context: Context) -> Reading:
    month, day = month_number(match["m"] or match["m2"]), day_number(match["d"] or match["d2"])
    how = match["how"].lower()

    def on(year: int) -> Days | None:
        found = safe_date(year, month, day)
        if found is None:
            return None
        if how.startswith(("w/e", "w.e", "week end", "the week to", "week to")):
            return found - 6 * DAY, found
        return (found, found + 6 * DAY) if how.startswith(("w/c", "week c", "week b")) else calendar.week_of(found)

    days = on(int(match["y"])) if match["y"] else None
    return (
        Reading(days, "week", "range", absolute=True)
        if days
        else replace(without_year(context, on, "week"), kind="range")
    )


_FEAST_NAMES = "|".join(
    re.escape(name).replace("st\\ ", "(?:st\\.?|saint)\\ ") for name in sorted(FEASTS, key=len, reverse=True)
)


@rule(
    rf"(?<!chinese )(?<!lunar )(?<!jewish )(?<!tamil )\b(?P<how>last[ ]|this[ ]|next[ "
    rf"])?(?P<f>{_FEAST_NAMES})\b(?:(?:[ ]of|,)?[ ](?P<y>{YEAR}))?(?![ ](?:visit|card|tree|lunch|parish)|'s\b[ ][A-Z])"
)
def feast(match: Match, context: Context) -> Reading | None:
    if not match["f"][0].isupper() and not match["f"][0].isdigit():
        return None
    name = re.sub(r"^(?:st\.?|saint) ", "st ", match["f"].lower())
    on = FEASTS[name]
    if match["y"]:
        days = on(int(match["y"]))
        return Reading(days, absolute=True) if days else NO_SUCH_DAY
    reading = without_year(context, on)
    if match["how"] and context.anchor and reading.days:
        step = {"last": -1, "next": 1}.get(match["how"].strip().lower(), 0)
        passed = reading.days[0] < context.anchor
        year = reading.days[0].year + (step if (step > 0) == passed and step else 0)
        reading = replace(reading, days=on(year))
    return reading.guess("moon sighted a day early or late", 0.6) if name in LUNAR else reading


@rule(
    rf"(?<!\w)(?P<d>{D})[ ](?P<m>{MONTH})(?:[ ](?P<y>{YEAR}))?[ ](?:to[ -]date|onwards?"
    rf"|- present|-present|to present)\b"
)
def to_date(match: Match, context: Context) -> Reading:
    def on(year: int) -> Days | None:
        found = safe_date(year, month_number(match["m"]), int(match["d"]))
        return (found, found) if found else None

    reading = Reading(on(int(match["y"])), absolute=True) if match["y"] else without_year(context, on)
    if reading.days is None or context.anchor is None:
        return reading
    return replace(reading, days=(reading.days[0], max(context.anchor, reading.days[0])), kind="since")
