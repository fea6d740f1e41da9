"""Which place belongs to which report: site, origin, destination, address or somebody's home.

A mention's *part* in its sentence is read from the preposition before it, the noun that this hangs on and the parse.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Doc, Token

from geodata.events.passage import Passage, Sentence
from geodata.events.where_words import (
    AT_SEA,
    DESTINATION_WORDS,
    DIRECTIONS,
    ELSEWHERE_NOUNS,
    FIRE_WORDS,
    IMPACT_VERBS,
    KNOWN_FROM,
    LENGTHS,
    NEAR_TO,
    ORIGIN_WORDS,
    PEOPLE_NOUNS,
    PERCEIVED,
    ROADS,
    SEAS,
    SITE_WORDS,
    SKIPPED,
    SPEECH_VERBS,
)
from geodata.model import Location, PlaceSource, Resolution
from geodata.places.geometry import holds

_APPOSITION = re.compile(
    r",[ ](?:(?:in|a|an|the|one|its|on)[ ])?(?:[\w’'-]+[ ]){0,9}?"
    r"(?:district|town|city|village|suburb|quarter|part|area|settlement|port|hamlet|province|region|island|county|state|"
    r"capital|neighbou?rhood|municipality|community|commune)[ ](?:of|in|on)[ ](?:the[ ])?(?:[\w’'-]+[ ]){0,2}"
)
"""`, the poorest district of`: what follows says where the place before it lies."""

Part = Literal["site", "modifier", "subject", "possessor", "origin", "destination", "affiliation", "speech", "bare"]

PART_SCORES: dict[Part, float] = {
    "site": 1.0,
    "subject": 0.55,
    "possessor": 0.5,
    "modifier": 0.5,
    "bare": 0.4,
    "destination": 0.3,
    "origin": 0.1,
    "affiliation": 0.0,
    "speech": -0.6,
}
"""How likely a mention in such a part is the event's place; differences matter, not the values."""

ATTACHED = 0.25
"""What a place gains that the parse hangs on the trigger."""
NARROWING_FLOOR = 0.5

SEA_LOSS = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A location for a report, the resolution behind it, where it was found and how sure it is."""

    resolution: Resolution
    location: Location
    source: PlaceSource
    score: float
    part: Part = "site"


def spots_in(passage: Passage, sentence: Sentence) -> list[Spot]:
    """Return the places of a sentence that could be an event's, each with its part in the sentence."""
    return [
        Spot(
            resolution=resolution,
            location=resolution.location,
            source="sentence",
            score=PART_SCORES[part] - _vagueness(resolution.location),
            part=part,
        )
        for resolution, part in _parts(passage, sentence)
        if resolution.location is not None
    ]


def best_spot(passage: Passage, spots: Sequence[Spot], anchors: Sequence[int], kind: str = "") -> Spot | None:
    """Return the spot that fits the triggers at some token indices, and the type of event, best, or None."""
    if not spots:
        return None
    doc = passage.doc
    spots = [_suited(spot, kind) for spot in spots]
    best = max(
        spots,
        key=lambda spot: (
            spot.score - _distance(doc, spot, anchors) + ATTACHED * hangs_on(doc, spot, anchors),
            -spot.resolution.mention.start,
        ),
    )
    return _narrowed(best, spots)


def _suited(spot: Spot, kind: str) -> Spot:
    """Return a spot as it suits a type of event: people are rescued from where it happened, no land floods at sea."""
    if kind == "rescue" and spot.part == "origin":
        return replace(spot, score=PART_SCORES["site"] - _vagueness(spot.location), part="site")
    if kind and kind not in AT_SEA and spot.location.place.feature_code in SEAS:
        return replace(spot, score=spot.score - SEA_LOSS)
    return spot


def _narrowed(best: Spot, spots: Sequence[Spot]) -> Spot:
    """Return the most exact place within the best one: the town, where its county is named as well."""
    inside = [
        spot
        for spot in spots
        if spot.location.geo_precision < best.location.geo_precision
        and spot.score >= NARROWING_FLOOR
        and encloses(best.location, spot.location)
    ]
    return max(inside, key=lambda spot: (spot.score, -spot.resolution.mention.start), default=best)


def hangs_on(doc: Doc, spot: Spot, anchors: Sequence[int]) -> bool:
    """Whether the parse hangs a place on one of the triggers, with no other noun between."""
    span = doc.char_span(spot.resolution.mention.start, spot.resolution.mention.end, alignment_mode="expand")
    if span is None or not anchors:
        return False
    token = span.root
    for _ in range(4):
        if token.head is token:
            return False
        token = token.head
        if token.i in anchors:
            return True
        if token.pos_ in {"NOUN", "PROPN"} and token.lower_ not in DIRECTIONS:
            return False
    return False


def head_spot(passage: Passage, sentence: Sentence) -> Spot | None:
    """Return the most exact place of the head or the headings above a sentence."""
    block = passage.block_of(sentence)
    if block.has_head:
        spot = _plain(passage, [s for s in passage.in_block(sentence.block) if s.in_head], "heading")
        if spot:
            is_dateline = passage.layout.dateline is block and not block.heading
            return _sourced(spot, "dateline") if is_dateline else spot
    if block.heading is not None:
        return _plain(passage, passage.in_block(block.heading), "heading")
    return None


def dateline_spot(passage: Passage) -> Spot | None:
    """Return the place of the article's dateline."""
    block = passage.layout.dateline
    if block is None:
        return None
    heads = [s for s in passage.sentences if block.start <= s.start < block.head_end]
    return _plain(passage, heads, "dateline")


def document_spot(passage: Passage) -> Spot | None:
    """Return the place that an article speaks of most, early mentions counting more."""
    weights: dict[tuple[float, float], float] = {}
    found: dict[tuple[float, float], Resolution] = {}
    for sentence in passage.sentences:
        for resolution, part in _parts(passage, sentence):
            location = resolution.location
            if location is None or location.geo_precision == 4:
                continue
            key = (round(location.lat, 1), round(location.lon, 1))
            weights[key] = weights.get(key, 0.0) + max(0.05, PART_SCORES[part]) / (1 + 0.1 * sentence.index)
            found.setdefault(key, resolution)
    if not weights:
        return None
    best = found[max(weights, key=lambda key: weights[key])]
    assert best.location is not None
    return Spot(resolution=best, location=best.location, source="document", score=0.2)


def distance_km(a: Location, b: Location) -> float:
    """Return the great-circle distance of two locations in km."""
    lat1, lon1, lat2, lon2 = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def encloses(outer: Location, inner: Location) -> bool:
    """Whether one location is an area that holds another, as far as names and radii can tell."""
    if outer.geo_precision < inner.geo_precision or outer.geo_precision < 2:
        return False
    big, small = outer.place, inner.place
    if big.country and small.country and big.country != small.country:
        return False
    if outer.geo_precision == 4:
        return bool(big.country) and big.country == small.country
    if outer.geo_precision == 3 and big.admin1 and small.admin1:
        return big.admin1 == small.admin1
    if big.name and big.name == small.admin2:
        return True
    return distance_km(outer, inner) <= 1.3 * max(big.radius_km, outer.radius_km, 10.0)


def same_place(a: Location, b: Location, *, tolerance_km: float = 8.0) -> bool:
    """Whether two locations are one spot, near enough for one event."""
    if a.place.geonameid and a.place.geonameid == b.place.geonameid:
        return True
    return distance_km(a, b) <= tolerance_km


def _sourced(spot: Spot, source: PlaceSource) -> Spot:
    return Spot(resolution=spot.resolution, location=spot.location, source=source, score=spot.score, part=spot.part)


def _plain(passage: Passage, sentences: Iterable[Sentence], source: PlaceSource) -> Spot | None:
    """Return the most exact place of heads or headings, the first among equals."""
    found = [r for s in sentences for r in s.places if r.location is not None]
    if not found:
        return None
    best = min(found, key=lambda r: (r.location.geo_precision if r.location else 9, r.mention.start))
    assert best.location is not None
    return Spot(resolution=best, location=best.location, source=source, score=0.5)


def _vagueness(location: Location) -> float:
    """What a place loses for being large: a country is an event's place only for want of another."""
    return {1: 0.0, 2: 0.05, 3: 0.25, 4: 0.6}[location.geo_precision]


def _distance(doc: Doc, spot: Spot, anchors: Sequence[int]) -> float:
    """What a spot loses for standing far from the triggers."""
    return min(0.5, 0.02 * spot_distance(doc, spot, anchors))


def spot_distance(doc: Doc, spot: Spot, anchors: Sequence[int]) -> float:
    """Return how many words a place stands from the nearest trigger, those before it counting more."""
    token = _token_at(doc, spot.resolution.mention.start)
    if token is None or not anchors:
        return 0.0
    return min(_steps(token, anchor) for anchor in anchors)


def _steps(token: Token, anchor: int) -> float:
    return abs(token.i - anchor) * (0.6 if token.i > anchor else 1.0)


def _token_at(doc: Doc, offset: int) -> Token | None:
    span = doc.char_span(offset, offset + 1, alignment_mode="expand")
    return span[0] if span is not None and len(span) else None


def _parts(passage: Passage, sentence: Sentence) -> list[tuple[Resolution, Part]]:
    """Return the literal mentions of a sentence with their parts; enclosing areas in 'X, Y' are left out."""
    text = passage.article.text  # doc.text would be put together anew each time
    result: list[tuple[Resolution, Part]] = []
    before: Resolution | None = None
    for resolution in sentence.places:
        if resolution.mention.kind != "literal":
            continue
        if before is not None and _is_address(text, before, resolution):
            before = resolution
            continue
        if before is not None and result and _is_listed(text, before, resolution):
            part = result[-1][1]
        else:
            part = _part(passage.doc, text, resolution, sentence.first)
        result.append((resolution, part))
        before = resolution
    return result


def _is_address(text: str, before: Resolution, after: Resolution) -> bool:
    """Whether the second of two mentions only says where the first one lies."""
    gap = text[before.mention.end : after.mention.start]
    if before.location is None or after.location is None:
        return False
    if len(gap) < 80 and _APPOSITION.fullmatch(gap):
        return not same_place(before.location, after.location) or after.location.geo_precision > 1
    if gap.strip() not in {",", "(", ", in"}:
        return False
    if after.location.geo_precision > before.location.geo_precision or encloses(after.location, before.location):
        return True
    # "20 miles off Ancud, Los Lagos": the point is at sea, the town is in the region.
    return before.place is not None and after.place is not None and holds(after.place, before.place)


def _is_listed(text: str, before: Resolution, after: Resolution) -> bool:
    return text[before.mention.end : after.mention.start].strip() in {",", "and", ", and", "&", "or"}


def _part(doc: Doc, text: str, resolution: Resolution, start: int) -> Part:
    token = _token_at(doc, resolution.mention.start)
    if token is None:
        return "bare"
    end = resolution.mention.end
    if _opens(doc, text, token, start, end):
        return "site"
    if text[end : end + 2] in {"'s", "’s"}:
        return _after_preposition(doc, token, start) or "possessor"
    found = _after_preposition(doc, token, start)
    if found:
        return found
    span = doc.char_span(resolution.mention.start, end, alignment_mode="expand")
    head = span.root if span is not None else token
    if head.dep_ in {"compound", "amod", "nmod"}:
        return "modifier" if head.head.lower_ not in PEOPLE_NOUNS else "affiliation"
    if head.dep_ in {"nsubj", "nsubjpass", "dobj"}:
        return "subject"
    return "bare"


def _opens(doc: Doc, text: str, token: Token, start: int, end: int) -> bool:
    """Whether a name stands at the head of its sentence like a heading: 'Cusco: hoteliers marched'."""
    before = [t for t in doc[start : token.i] if t.is_alpha]
    return not before and text[end : end + 1] in {":", "–", "—"} and len(text) > end + 2


def _after_preposition(doc: Doc, token: Token, start: int) -> Part | None:
    """Read the part from the words before a name: 'in the northern town of X', 'a hospital in X', 'from X'."""
    index = token.i - 1
    through_of = False
    while index >= start and token.i - index <= 7:
        word = doc[index]
        lower = word.lower_
        if lower == "by" and word.dep_ == "agent":
            return "affiliation"
        if lower == "as" and any(link.lower_ == "far" for link in doc[max(start, index - 3) : index]):
            return "speech"  # 'heard as far away as X'
        if lower in SITE_WORDS:
            return _site_or_other(doc, index, start)
        if lower == "into":
            return "site" if word.head.lemma_.lower() in IMPACT_VERBS else "destination"
        if lower in ORIGIN_WORDS:
            noun = doc[index - 1] if index > start else None
            known = noun is not None and (noun.lower_ in LENGTHS or noun.lemma_.lower() in KNOWN_FROM)
            return "site" if known else "origin"
        if lower in DESTINATION_WORDS:
            before = doc[index - 1] if index > start else None
            if before is not None and before.lower_ in ROADS:
                return "bare"
            at_it = before is not None and (before.lower_ in NEAR_TO or before.lemma_.lower() in FIRE_WORDS)
            return "site" if at_it else "destination"
        if lower == "of":
            noun = doc[index - 1] if index > start else None
            if noun is None:
                return "affiliation"
            if noun.lower_ in DIRECTIONS or noun.pos_ == "ADJ":
                through_of = True
                index -= 2
                continue
            return "affiliation" if noun.lemma_.lower() in PEOPLE_NOUNS or noun.ent_type_ == "PERSON" else "possessor"
        skippable = word.pos_ in SKIPPED or lower in DIRECTIONS or word.dep_ == "compound"
        if not skippable or lower in {",", ";", "(", "and"}:
            break
        index -= 1
    return "site" if through_of else None


def _site_or_other(doc: Doc, index: int, start: int) -> Part:
    """Tell 'killed in X' from 'a hospital in X' and 'said in X'."""
    preposition = doc[index]
    head = preposition.head
    before = doc[index - 1] if index > start else None
    if head.lemma_.lower() in PERCEIVED or (before is not None and before.lemma_.lower() in PERCEIVED):
        return "speech"
    if before is not None and before.lemma_.lower() in ELSEWHERE_NOUNS:
        return "affiliation"
    if head.lemma_.lower() in ELSEWHERE_NOUNS and head.pos_ in {"NOUN", "PROPN"}:
        return "affiliation"
    if head.dep_ == "nsubj" and head.pos_ in {"NOUN", "PROPN"} and head.head.lemma_.lower() in SPEECH_VERBS:
        return "affiliation"
    if before is not None and before.lemma_.lower() in SPEECH_VERBS and before.pos_ == "VERB":
        return "speech"
    if head.lemma_.lower() in SPEECH_VERBS and head.pos_ == "VERB" and abs(head.i - index) < 4:
        return "speech"
    if before is not None and before.lower_ in {"born", "based", "headquartered", "lives", "lived", "living"}:
        return "affiliation"
    return "site"
