"""Numbers of people as news writes them: digits, words, dozens, lakhs, ranges and hedges.

A vague amount ("hundreds", "several", "many") is no number: None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.model import Span

Extremes = tuple[int, int, int]
"""Low, best and high."""

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
} | {"fourty": 40}
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "million": 1_000_000,
    "mn": 1_000_000,
    "m": 1_000_000,
    "k": 1000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
}
GROUPS = {"dozen": 12, "couple": 2, "pair": 2, "trio": 3, "duo": 2, "quartet": 4, "quintet": 5, "score": 20}
PLURAL_GROUPS = {"dozens": 24, "scores": 40}
"""What the annotation of casualties takes these to be at least."""
NOBODY = frozenset("no none nobody no-one zero nil".split())
VAGUE = frozenset("hundreds thousands millions several many numerous few some countless multiple various".split())
LARGEST = 8_500_000_000
"""No count of people exceeds the earth's population."""

_NUMERAL = r"\d{1,3}(?:[,  ’']\d{3})+(?!\d)|\d{1,3} \d{3}(?![\d.,]\d|\d)|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)|\d+(?:\.\d+)?"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_SMALL = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|{_UNIT})"
_HUNDRED = rf"(?:(?:an?|{_SMALL})[ -]hundred(?:(?:[ ]and)?[ -]{_SMALL})?)"
_SCALE = r"hundred|thousand|lakhs?|lac|million|crores?|billion"
_LARGE = r"thousand|lakhs?|lac|million|crores?|billion"
_WORDS = (
    rf"(?:(?:{_HUNDRED}|an?|{_SMALL})[ -](?:{_LARGE})(?:(?:[ ]and)?[ -](?:{_HUNDRED}|{_SMALL}))?|{_HUNDRED}|{_SMALL})"
)
AMOUNT = (
    rf"(?:(?:half a |a |one |two |three |four |five |six |seven |eight |nine |ten |\d{{1,2}} )dozen|dozens|scores"
    rf"|(?:a )?(?:couple|pair|trio|duo|quartet|quintet)"
    rf"|(?:{_NUMERAL})(?:[  ]?(?:{_SCALE}|mn|bn)\b|(?<=\d)[km]\b)?|{_WORDS})"
)
"""One number, without hedges; for use in a pattern that ignores case."""
_HEDGE = (
    r"(?:at least|no (?:fewer|less) than|not (?:fewer|less) than|(?:something |somewhat )?(?:more|fewer|less) than"
    r"|over|under|above|about|around|"
    r"approximately|approx\.?|roughly|nearly|almost|close to|some|up to|as many as|upwards? of|in excess of|an "
    r"estimated|"
    r"estimated|only|just|just over|just under|well over|a total of|a combined|exactly|all|another|a further|a|an|the|"
    r"circa|c\.|ca\.|perhaps|maybe|possibly|probably|an additional|additional|a whole|fully|"
    r"a reported|reportedly|[~>≥<≤±])"
)
_AFTER = r"(?:\+|[ -]plus\b|[ -]odd\b|[ ]or (?:so|more|fewer)\b)"
_ONE_AMOUNT = re.compile(rf"(?:{_HEDGE}[ ]?){{0,4}}(?P<amount>{AMOUNT}){_AFTER}?", re.IGNORECASE)
_PAIR = re.compile(
    rf"(?:{_HEDGE}[ ]){{0,2}}(?P<opener>between |from |anything from |anywhere from )?(?P<low>{AMOUNT})"
    rf"(?P<joint>[ ]?[-–—][ ]?|[ ](?:and|to|or)[ ](?:{_HEDGE}[ ])?)(?P<high>{AMOUNT})",
    re.IGNORECASE,
)
_FIND = re.compile(rf"(?<![\w$€£¥₹.,/:#-])(?P<amount>{AMOUNT})(?P<after>{_AFTER})?(?![\w%°])", re.IGNORECASE)
_HEDGED = re.compile(rf"(?<!\w)(?:{_HEDGE}[ ]?){{1,4}}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number as written: `span` with its hedges, `core` the bare number."""

    span: Span
    core: Span
    low: int
    best: int
    high: int


def parse_number(text: str) -> Extremes | None:
    """Return (low, best, high) of a number of people; None when it is vague or none at all."""
    phrase = " ".join(text.lower().replace("–", "-").split()).strip(" .")
    phrase = phrase.removesuffix(" more").removesuffix(" others").removesuffix(" other")
    if phrase in NOBODY or phrase in {"no one", "no people", "no persons"}:
        return 0, 0, 0
    pair = _PAIR.fullmatch(phrase)
    if pair and (found := _pair_value(pair)):
        return found
    single = _ONE_AMOUNT.fullmatch(phrase)
    value = amount_value(single["amount"]) if single else None
    return None if value is None else (value, value, value)


def find_numbers(text: str) -> Iterator[NumberMention]:
    """Yield the numbers of a text in order; ranges come as one."""
    matches = list(_FIND.finditer(text))
    index = 0
    while index < len(matches):
        match = matches[index]
        first = amount_value(match["amount"])
        index += 1
        if first is None:
            continue
        low = high = first
        end = match.end()
        if index < len(matches) and (second := _second(text, match, matches[index], first)) is not None:
            high, end = second, matches[index].end()
            index += 1
        start = _hedge_start(text, match.start())
        yield NumberMention(
            Span(start=start, end=end), Span(start=match.start(), end=end), min(low, high), low, max(low, high)
        )


def amount_value(amount: str) -> int | None:
    """Return the value of one bare number; None when it cannot be a number of people."""
    words = amount.lower().replace("’", "'").replace("\xa0", " ").replace("\u202f", " ")
    if words in PLURAL_GROUPS:
        return PLURAL_GROUPS[words]
    if words[0].isdigit():
        return _digits_value(words)
    total, current, seen = 0, 0, False
    for word in re.split(r"[ ,-]+", words):
        if word in UNITS or word in TENS:
            current += UNITS.get(word, 0) + TENS.get(word, 0)
        elif word in SCALES:
            current = (current or 1) * SCALES[word]
            if SCALES[word] > 100:
                total, current = total + current, 0
        elif word in GROUPS:
            current = (current or 1) * GROUPS[word]
        elif word == "half":
            return 6 if "dozen" in words else None
        elif word not in {"a", "an", "and"}:
            return None
        seen = seen or word not in {"a", "an", "and"}
    value = total + current
    return value if seen and value <= LARGEST else None


def _digits_value(words: str) -> int | None:
    match = re.fullmatch(r"([\d.,' ]*\d) ?([a-z]*)", words)
    if not match:
        return None
    digits, scale = match[1], SCALES.get(match[2]) or GROUPS.get(match[2])
    if match[2] and scale is None:
        return None
    european = scale is None and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits)
    plain = re.sub(r"[,' ]", "", digits.replace(".", "") if european else digits)
    value = float(plain) * (scale or 1) if plain.count(".") < 2 and len(plain) < 16 else -1.0
    return round(value) if 0 <= value <= LARGEST and abs(value - round(value)) < 1e-6 else None


def _pair_value(match: re.Match[str]) -> Extremes | None:
    low, high = amount_value(match["low"]), amount_value(match["high"])
    joint = match["joint"].strip().split(" ")[0]
    if low is None or high is None or (joint == "and" and not match["opener"]):
        return None
    return (low, low, high) if low < high else None


def _second(text: str, first: re.Match[str], second: re.Match[str], low: int) -> int | None:
    """Return the upper end when two numbers are the ends of a range."""
    joint = text[first.end() : second.start()].lower().replace("–", "-").replace("—", "-")
    opener = text[max(0, first.start() - 10) : first.start()].lower()
    between = joint in {" and ", " and about "} and opener.endswith("between ")
    if not between and joint not in {"-", " - ", " to ", " or "}:
        return None
    high = amount_value(second["amount"])
    if high is None or high <= low or (joint.strip() == "-" and high > 20 * max(low, 1)):
        return None
    return high


def _hedge_start(text: str, start: int) -> int:
    window = text[max(0, start - 40) : start]
    match = _HEDGED.search(window)
    if not match:
        return start
    return start - (len(window) - match.start())
