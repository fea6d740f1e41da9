"""Days, weeks, months, seasons and feasts as spans of dates; plain arithmetic, no text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Days = tuple[dt.date, dt.date]
"""A first and a last day, both included."""

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
PAST_TOLERANCE = 3
"""How many days ahead of the anchor a date without a year may still lie in the same year's past tense."""
FUTURE_REACH = 45
"""A date without a year that far ahead is taken as coming when the past one is most of a year away."""


def safe_date(year: int, month: int, day: int) -> dt.date | None:
    """Return the date, or None when there is no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def shift(day: dt.date, days: int) -> dt.date | None:
    """Return the day that many days later; None beyond the calendar's ends."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def month_span(year: int, month: int) -> Days:
    """Return the first and last day of a month."""
    first = dt.date(year, month, 1)
    last = dt.date(year, 12, 31) if month == 12 else dt.date(year, month + 1, 1) - DAY
    return first, last


def months_span(year: int, month: int, count: int) -> Days:
    """Return the span of some months from one on, over the turn of the year if need be."""
    last_year, last_month = divmod(year * 12 + month - 1 + count - 1, 12)
    return dt.date(year, month, 1), month_span(last_year, last_month + 1)[1]


def year_span(year: int) -> Days:
    """Return the first and last day of a year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def add_months(day: dt.date, months: int) -> dt.date | None:
    """Return the same day of the month some months later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9998:
        return None
    return dt.date(year, month + 1, min(day.day, month_span(year, month + 1)[1].day))


def week_of(day: dt.date) -> Days:
    """Return the Monday and Sunday of a day's week."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + 6 * DAY


def weekend_of(day: dt.date, *, future: bool = False) -> Days:
    """Return the Saturday and Sunday on or last before a day; the coming ones for `future`."""
    saturday = day - dt.timedelta(days=(day.weekday() - 5) % 7)
    if future and saturday + DAY < day:
        saturday += WEEK
    return saturday, saturday + DAY


def weekday_before(day: dt.date, weekday: int, *, same: bool = True) -> dt.date:
    """Return the last such weekday up to a day; `same` lets the day itself count."""
    back = (day.weekday() - weekday) % 7
    return day - dt.timedelta(days=back or (0 if same else 7))


def weekday_after(day: dt.date, weekday: int, *, same: bool = True) -> dt.date:
    """Return the first such weekday from a day on; `same` lets the day itself count."""
    ahead = (weekday - day.weekday()) % 7
    return day + dt.timedelta(days=ahead or (0 if same else 7))


def iso_week(year: int, week: int) -> Days | None:
    """Return the Monday and Sunday of an ISO week; None when the year has no such week."""
    try:
        monday = dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return monday, monday + 6 * DAY


def third(span: Days, part: str) -> Days:
    """Return the early, mid or late third of a month or year."""
    first, last = span
    if (last - first).days < 40:
        cuts = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}
        low, high = cuts[part]
        return first.replace(day=low), first.replace(day=high)
    low, count = {"early": (1, 4), "mid": (5, 4), "late": (9, 4)}[part]
    return months_span(first.year, low, count)


def nearest_year(
    anchor: dt.date, on: Callable[[int], Days | None], *, future: bool, open_past: bool = True
) -> int | None:
    """Return the year that a yearless date means.

    In the past tense the latest one that began by the anchor (with a few days' tolerance), else the
    first that is not over; `open_past` lets a date soon to come win over one most of a year ago.
    """
    spans = {year: span for year in range(anchor.year - 4, anchor.year + 5) if (span := on(year)) is not None}
    past = [year for year, span in spans.items() if (span[0] - anchor).days <= PAST_TOLERANCE]
    coming = [year for year, span in spans.items() if span[1] >= anchor]
    if future and past and coming:
        ahead, behind = (spans[min(coming)][0] - anchor).days, (anchor - spans[max(past)][1]).days
        return max(past) if ahead > 200 and behind < 100 else min(coming)
    if not past:
        return min(coming, default=None)
    latest = max(past)
    if open_past and coming:
        ahead = (spans[min(coming)][0] - anchor).days
        behind = (anchor - spans[latest][1]).days
        if PAST_TOLERANCE < ahead <= FUTURE_REACH and behind > 300:
            return min(coming)
    return latest


def easter(year: int) -> dt.date:
    """Return Western Easter Sunday (the anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return dt.date(year, f // 31, f % 31 + 1)


def orthodox_easter(year: int) -> dt.date:
    """Return Orthodox Easter Sunday in the Gregorian calendar (Meeus; 1900 to 2099)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return dt.date(year, month, day + 1) + 13 * DAY


def hijri(year: int, month: int, day: int) -> dt.date | None:
    """Return a day of the tabular Islamic calendar; moon sightings differ by a day or so."""
    ordinal = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014
    return dt.date.fromordinal(ordinal) if 0 < ordinal < 3_650_000 else None


def hijri_in(year: int, month: int, day: int) -> dt.date | None:
    """Return the first such Islamic day in a Gregorian year."""
    for lunar in range(int((year - 622) * 33 / 32) - 1, int((year - 622) * 33 / 32) + 3):
        found = hijri(lunar, month, day)
        if found and found.year == year:
            return found
    return None


def nth_weekday(year: int, month: int, weekday: int, number: int) -> dt.date:
    """Return the n-th such weekday of a month; -1 is the last."""
    first, last = month_span(year, month)
    if number < 0:
        return weekday_before(last, weekday)
    return weekday_after(first, weekday) + (number - 1) * WEEK


def _fixed(month: int, day: int, length: int = 1) -> Callable[[int], Days | None]:
    def on(year: int) -> Days | None:
        first = safe_date(year, month, day)
        return (first, first + (length - 1) * DAY) if first else None

    return on


def _easter(offset: int, length: int = 1) -> Callable[[int], Days | None]:
    def on(year: int) -> Days | None:
        first = easter(year) + dt.timedelta(days=offset)
        return first, first + (length - 1) * DAY

    return on


def _moon(month: int, day: int, length: int = 1) -> Callable[[int], Days | None]:
    def on(year: int) -> Days | None:
        first = hijri_in(year, month, day)
        return (first, first + (length - 1) * DAY) if first else None

    return on


def _nth(month: int, weekday: int, number: int) -> Callable[[int], Days | None]:
    def on(year: int) -> Days | None:
        first = nth_weekday(year, month, weekday, number)
        return first, first

    return on


FEASTS: dict[str, Callable[[int], Days | None]] = {
    "new year's eve": _fixed(12, 31),
    "new year's day": _fixed(1, 1),
    "new year's": _fixed(1, 1),
    "new year": _fixed(1, 1),
    "hogmanay": _fixed(12, 31),
    "epiphany": _fixed(1, 6),
    "three kings day": _fixed(1, 6),
    "orthodox christmas": _fixed(1, 7),
    "martin luther king day": _nth(1, 0, 3),
    "australia day": _fixed(1, 26),
    "candlemas": _fixed(2, 2),
    "valentine's day": _fixed(2, 14),
    "presidents day": _nth(2, 0, 3),
    "family day": _nth(2, 0, 3),
    "international women's day": _fixed(3, 8),
    "women's day": _fixed(3, 8),
    "st patrick's day": _fixed(3, 17),
    "nowruz": _fixed(3, 20),
    "april fools' day": _fixed(4, 1),
    "anzac day": _fixed(4, 25),
    "may day": _fixed(5, 1),
    "victory day": _fixed(5, 9),
    "mother's day": _nth(5, 6, 2),
    "memorial day": _nth(5, 0, -1),
    "juneteenth": _fixed(6, 19),
    "canada day": _fixed(7, 1),
    "fourth of july": _fixed(7, 4),
    "4th of july": _fixed(7, 4),
    "bastille day": _fixed(7, 14),
    "assumption day": _fixed(8, 15),
    "labor day": _nth(9, 0, 1),
    "columbus day": _nth(10, 0, 2),
    "halloween": _fixed(10, 31),
    "all saints' day": _fixed(11, 1),
    "all saints": _fixed(11, 1),
    "day of the dead": _fixed(11, 2),
    "guy fawkes night": _fixed(11, 5),
    "bonfire night": _fixed(11, 5),
    "armistice day": _fixed(11, 11),
    "remembrance day": _fixed(11, 11),
    "veterans day": _fixed(11, 11),
    "thanksgiving": _nth(11, 3, 4),
    "black friday": lambda year: (nth_weekday(year, 11, 3, 4) + DAY, nth_weekday(year, 11, 3, 4) + DAY),
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "st stephen's day": _fixed(12, 26),
    "mardi gras": _easter(-47),
    "shrove tuesday": _easter(-47),
    "ash wednesday": _easter(-46),
    "palm sunday": _easter(-7),
    "holy week": _easter(-7, 7),
    "maundy thursday": _easter(-3),
    "good friday": _easter(-2),
    "holy saturday": _easter(-1),
    "easter sunday": _easter(0),
    "easter monday": _easter(1),
    "easter weekend": _easter(-2, 4),
    "easter": _easter(0),
    "orthodox easter": lambda year: (orthodox_easter(year), orthodox_easter(year)),
    "ascension day": _easter(39),
    "whit sunday": _easter(49),
    "pentecost": _easter(49),
    "whit monday": _easter(50),
    "corpus christi": _easter(60),
    "ramadan": _moon(9, 1, 30),
    "eid al-fitr": _moon(10, 1),
    "eid al-adha": _moon(12, 10),
    "eid ul-fitr": _moon(10, 1),
    "eid ul-adha": _moon(12, 10),
    "ashura": _moon(1, 10),
}
"""Feasts by their lower-case name; those of the moon are computed and may be a day off."""

LUNAR = frozenset({"ramadan", "eid al-fitr", "eid al-adha", "eid ul-fitr", "eid ul-adha", "ashura"})

SEASONS: dict[str, tuple[int, int]] = {
    "spring": (3, 3),
    "summer": (6, 3),
    "autumn": (9, 3),
    "fall": (9, 3),
    "winter": (12, 3),
}
"""First month and number of months, on the northern half of the earth."""


def season_span(year: int, season: str) -> Days:
    """Return the span of a season that begins in a year (winter ends in the next)."""
    month, count = SEASONS[season]
    return months_span(year, month, count)
