"""Date phrases that count from another day: 'on Sunday', 'overnight', 'two days earlier', 'since last week'."""

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
    ORDINALS,
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
    if unit == "week":
        days = calendar.week_of(anchor + step * WEEK)
    elif unit == "month":
        moved = calendar.add_months(anchor.replace(day=1), step) or anchor
        days = calendar.month_span(moved.year, moved.month)
    else:
        days = calendar.year_span(anchor.year + step)
    precision = {"week": "week", "month": "month", "year": "year"}[unit]
    if unit == "month" and "first days" in part:
        return Reading((days[0], days[0] + 6 * DAY), "week", confidence=0.85)
    if unit != "week" and part and part not in {"earlier", "later"}:
        name = (
            "late"
            if part.startswith(("late", "the end", "the last", "the second"))
            else "mid"
            if part == "mid"
            else "early"
        )
        days = calendar.third(days, name)
    if step == 0 and not context.future and part != "later" and days[0] <= anchor:
        days = days[0], min(days[1], anchor)
    future = step > 0 or part == "later" or (step == 0 and context.future)
    return Reading(days, precision, confidence=0.9, future=future, sets_reference=False)  # type: ignore[arg-type]


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
    precision = "day" if length <= 14 else "month" if length < 800 else "year"
    return Reading((first, context.anchor), precision, "range", 0.8, length=length, sets_reference=False)  # type: ignore[arg-type]


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
    precision = "day" if match["u"].lower() in {"day", "night"} else "week" if match["u"].lower() == "week" else "month"
    return Reading((first, base), precision, "since", 0.75, length=length, sets_reference=False)  # type: ignore[arg-type]


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
