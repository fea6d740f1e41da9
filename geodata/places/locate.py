"""Where on the map the words around a toponym put it: at the place, near it, so many km from it, off its coast."""

from __future__ import annotations

import re

from geodata.model import GeoPrecision, Location, Mention, Place, Relation
from geodata.places.geometry import is_country, moved

LOOK_BACK = 90
NEAR_RADIUS_KM = 10.0
OFF_RADIUS_KM = 30.0
BORDER_RADIUS_KM = 40.0
CLOSE_KM = 25.0
_BEARINGS = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270,
    "northwest": 315,
}  # fmt: skip
_KM = (("k", 1.0), ("nautical", 1.852), ("nm", 1.852), ("m", 1.609344))
_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "eighty": 80, "hundred": 100,
}  # fmt: skip
_POINTS = {
    "n": 0.0, "nne": 22.5, "ne": 45.0, "ene": 67.5, "e": 90.0, "ese": 112.5, "se": 135.0, "sse": 157.5, "s": 180.0,
    "ssw": 202.5, "sw": 225.0, "wsw": 247.5, "w": 270.0, "wnw": 292.5, "nw": 315.0, "nnw": 337.5,
}  # fmt: skip
_WORDS = r"(?:(?-i:[a-z-]+)[ ])"
_DIRECTION = r"(?P<direction>(?:north|south)(?:[ -]?(?:east|west))?|east|west|(?-i:[NSEW]{1,3}))(?:ern|wards?)?"
_UNIT = r"km|kms|kilomet(?:re|er)s?|miles?|mi|nautical[ ]miles?|nm|nmi"
_DISTANCE = (
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}(?:[.,]\d{{1,2}})?|(?-i:[a-z]+))[ \xa0-]?(?P<unit>{_UNIT})\b"
    r"(?:[ ]?\([^()]{1,30}\))?"
)
_OF = (
    rf"(?:of|from)[ ](?:the[ ])?"
    rf"(?:{_WORDS}{{0,3}}of[ ]|(?:nearby|central|downtown)[ ]|{_WORDS}?(?:town|city|village|port|capital)[ ])?"
)
_OFFSET = re.compile(
    rf"{_DISTANCE}[ ](?:(?:to[ ])?(?:the[ ])?{_DIRECTION}[ ])?(?:{_OF}|short[ ]of[ ]|outside[ ]|off[ ])$", re.I
)
_NEAR = re.compile(
    rf"(?:\b(?:near|outside|close[ ]to|not[ ]far[ ]from|just[ ]off|beyond|on[ ]the[ ]outskirts[ ]of|"
    rf"in[ ]the[ ]vicinity[ ]of|"
    rf"above|overlooking|around|towards?)|(?<!in[ ])(?<!in[ ]the[ ])\b{_DIRECTION}[ ]of|(?<![a-z])nr\.?)[ ](?:the[ ])?"
    rf"(?:{_WORDS}{{0,2}}of[ ])?$",
    re.I,
)
_COAST = r"(?:coast|shores?|islands?|port|town|waters|beach)"
_SIDE = r"(?:(?:north|south|east|west|central)[a-z-]*[ ])"
_OFF = re.compile(
    rf"\b(?P<verb>[a-z]+[ ])?off[ ](?:the[ ])?(?:{_WORDS}{{0,2}}{_COAST}[ ](?:of[ ])?)?{_SIDE}?(?:the[ ])?$", re.I
)
_OFF_VERBS = frozenset("went go goes going gone set sets took take takes taking taken cut called fended fought sealed "
                       "blocked closed blew kicked shut broke ran driven made".split())  # fmt: skip
"""Verbs that "off" belongs to: a bomb goes off, troops seal off."""
_BORDER = re.compile(r"\b(?:border|frontier)[ ](?:with|between|into)[ ](?:the[ ])?$", re.I)
_NAME = r"(?-i:[^\W\d_a-z][\w’'-]+)[ ]"
_BETWEEN = re.compile(
    r"\bbetween[ ](?:the[ ])?(?:(?:towns?|villages?|cities)[ ]of[ ])?"
    rf"(?:{_NAME}(?:{_NAME}|(?:el|la|de|al)[ ]){{0,3}}and[ ](?:the[ ])?)?$",
    re.I,
)

_BESIDE: tuple[tuple[re.Pattern[str], Relation, float], ...] = (
    (_OFF, "off", OFF_RADIUS_KM),
    (_BORDER, "border", BORDER_RADIUS_KM),
    (_BETWEEN, "between", NEAR_RADIUS_KM),
    (_NEAR, "near", NEAR_RADIUS_KM),
)


def locate(text: str, mention: Mention, place: Place) -> Location:
    """Return the location of a literal mention in a text that means a place."""
    window = text[max(0, mention.start - LOOK_BACK) : mention.start]
    offset = _OFFSET.search(window)
    # "Walked 300 km from Herat to Kabul" is a way, and no place.
    way = offset is not None and not offset["direction"] and text[mention.end : mention.end + 4] == " to "
    if offset and not way and (found := _offset(offset, mention, place)):
        return found
    for pattern, relation, radius in _BESIDE:
        match = pattern.search(window)
        if match and not (relation == "off" and (match["verb"] or "").strip().lower() in _OFF_VERBS):
            return _beside(match, relation, radius, mention, place)
    precision = precision_of(place)
    return Location(
        place=place,
        lat=place.lat,
        lon=place.lon,
        geo_precision=precision,
        radius_km=place.radius_km,
        relation="at" if precision == 1 else "within",
    )


def locate_within(container: Place, name: str) -> Location:
    """Return the location of something that is only known to lie in a container."""
    precision: GeoPrecision = max(2, precision_of(container))
    return Location(
        place=container,
        lat=container.lat,
        lon=container.lon,
        geo_precision=precision,
        radius_km=max(NEAR_RADIUS_KM, container.radius_km),
        relation="within",
        text=name,
    )


def precision_of(place: Place) -> GeoPrecision:
    """Return how exactly a place's own point tells where something inside it happened."""
    if is_country(place):
        return 4
    if place.feature_code == "ADM1":
        return 3
    if place.feature_class == "A":
        return 2
    if place.feature_class == "P":
        return 1
    return 3 if place.radius_km > 100 else 2 if place.radius_km > CLOSE_KM else 1


def _beside(match: re.Match[str], relation: Relation, radius: float, mention: Mention, place: Place) -> Location:
    own = precision_of(place)
    precision: GeoPrecision = own if own > 2 else 2
    return Location(
        place=place,
        lat=place.lat,
        lon=place.lon,
        geo_precision=precision,
        radius_km=max(radius, place.radius_km),
        relation=relation,
        text=" ".join(f"{match.group()}{mention.text}".split()),
    )


def _offset(match: re.Match[str], mention: Mention, place: Place) -> Location | None:
    """Return the point at a distance; without a direction the place's point with that radius."""
    km = _kilometres(match["number"], match["unit"])
    if km is None or km > 1_000:
        return None
    direction = (match["direction"] or "").lower().replace("-", "").replace(" ", "")
    bearing = _BEARINGS.get(direction, _POINTS.get(direction)) if direction else None
    if direction and bearing is None:
        return None
    lat, lon = (place.lat, place.lon) if bearing is None else moved((place.lat, place.lon), bearing, km)
    precision: GeoPrecision = 2 if km <= CLOSE_KM else 3
    if precision_of(place) > 2:
        precision = precision_of(place)
    return Location(
        place=place,
        lat=round(lat, 5),
        lon=round(lon, 5),
        geo_precision=precision,
        radius_km=max(3.0, km * 0.3) if direction else km,
        relation="offset",
        text=" ".join(f"{match.group()}{mention.text}".split()),
    )


def _kilometres(number: str, unit: str) -> float | None:
    """Return a distance in km; "1,200" is a thousand and more, "12,5" is not."""
    factor = next(km for ending, km in _KM if unit.lower().startswith(ending))
    if number[0].isdigit():
        plain = number.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number) else number.replace(",", ".")
        return float(plain) * factor
    value = _NUMBERS.get(number.lower())
    return None if value is None else value * factor
