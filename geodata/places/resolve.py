"""Which place each toponym means, decided jointly for an article.

Candidates come from a geocoder; each is scored by a log-linear model over the features in
resolve_features.py, with the weights in resolve_weights.csv (trained by train_resolve.py).  What the other
names of the article seem to be is part of the features, so the scoring goes round a few times.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Protocol

from spacy.tokens import Doc

from geodata.model import Article, Candidate, Mention, Place, Resolution
from geodata.places import wordlists as words
from geodata.places.gazetteer.folding import fold, strip_possessive
from geodata.places.geometry import apart_km, holds, is_country
from geodata.places.locate import locate, locate_within
from geodata.places.publishers import Home, home_of
from geodata.places.resolve_features import Focus, Group, Hints, Tally, features, fits, name_features

ROUNDS = 3
KEPT = 8
"""Candidates kept with a resolution, to explain it and to choose another."""
SHORTEST_CORRECTED = 5
PUBLISHER_VOTE = 0.5
"""Vote of a title's or publisher's country, beside 0.7 of a name in the text."""
ASKED_APART = frozenset({"division", "county"})
"""Words for kinds beside a name that make it another name: "Kharkiv region" is not Kharkiv."""
CLOSE_KM = 25.0
LARGE_CORRECTED = 20_000
"""People of a town that a misspelt name may mean when only its country is the article's."""
UNKNOWN = 0.4
"""Confidence in a location that is only known by the container of an unknown name."""
MOST = 0.5
LONG = 8
"""Letters of a name in which two wrong ones are believed."""
CORRECTION_COST = 0.85
_BEHIND = re.compile(
    r",\s*(?:in\s+)?(?:the\s+)?(?:(?:north|south|east|west|central)\S*\s+)?|\s*\(\s*|,?\s+in\s+(?:the\s+)?(?:\S+\s+){0,3}"
)
_COMMA = re.compile(r",\s*|\s*\(\s*")


class Source(Protocol):
    """What resolving asks of a geocoder (`CachedGeocoder` has both)."""

    def candidates(self, name: str) -> list[Place]:
        """Return all places that a name may mean, without any context."""

    def geocode(
        self,
        query: str,
        *,
        near: tuple[float, float] | None = None,
        country: str = "",
        scope: Collection[tuple[str, str]] | None = None,
    ) -> list[Place]:
        """Return the places of a query; with `scope`, of misspelt names inside these divisions."""


class Elsewhere(Protocol):
    """Ask others than the source for a query in a country, near a point; [] when they do not know it either."""

    def __call__(self, query: str, near: tuple[float, float] | None, country: str) -> list[Place]: ...


def resolve(
    doc: Doc,
    mentions: Sequence[Mention],
    source: Source,
    *,
    article: Article | None = None,
    fuzzy: bool = True,
    elsewhere: Elsewhere | None = None,
) -> list[Resolution]:
    """Return a resolution per mention, in order; embedded names and unknown ones have no place.

    `elsewhere` is asked for the names that the source knows in no spelling.
    """
    text = doc.text
    groups = make_groups(text, mentions, source)
    hints = outside_hints(article, source) if article else Hints()
    settle(groups, hints)
    if fuzzy:
        _correct(groups, source, hints)
    if elsewhere:
        _seek(groups, elsewhere, hints)
    tally = Tally(groups, hints)
    by_mention = {id(mention): group for group in groups for mention in group.mentions}
    explained = {id(group): _explained(ranked(group, tally)) for group in groups if group.candidates}
    return [_resolution(text, mention, by_mention.get(id(mention)), explained) for mention in mentions]


def make_groups(text: str, mentions: Sequence[Mention], source: Source) -> list[Group]:
    """Return the names of an article, each in one sense, with their candidates and containers.

    A name has one sense in an article, unless the text gives it several containers ("Paris, Tenn." and "Paris,
    France") or asks for a division in one place ("the Kharkiv region") and not in the other ("in Kharkiv").
    """
    found = {name: candidates_of(name, source) for name in {_name_of(m) for m in mentions if m.kind != "embedded"}}
    behind = _containers(text, mentions, found)
    senses = _senses(mentions, behind)
    groups: dict[tuple[str, str], Group] = {}
    owner: dict[int, Group] = {}
    for mention in mentions:
        if mention.kind == "embedded":
            continue
        name = _name_of(mention)
        key = (fold(strip_possessive(name) or name), senses.get(id(mention), ""))
        if key not in groups:
            groups[key] = Group(key[0], [], _asked(found[name], mention))
        groups[key].mentions.append(mention)
        owner[id(mention)] = groups[key]
    for first, (second, between) in behind.items():
        _contain(owner[first], owner[id(second)], between)
    return list(groups.values())


def _name_of(mention: Mention) -> str:
    """Return the name that a mention is looked up by; "Mexican" and "Mexico" are one."""
    return mention.feature_hint if mention.kind == "demonym" else mention.text


def _containers(
    text: str, mentions: Sequence[Mention], found: Mapping[str, list[Place]]
) -> dict[int, tuple[Mention, str]]:
    """Return for mentions, by identity, the one that stands right behind as a container, and the words between."""
    result = {}
    for before, behind in pairwise(m for m in mentions if m.kind != "embedded"):
        between = text[before.end : behind.start]
        if len(between) <= 40 and _BEHIND.fullmatch(between) and _name_of(before) != _name_of(behind):
            result[id(before)] = (behind, between)
    return result


def _senses(mentions: Sequence[Mention], behind: Mapping[int, tuple[Mention, str]]) -> dict[int, str]:
    """Return a word for the sense of each mention whose name is used in several, by identity."""
    by_name: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.kind != "embedded":
            by_name.setdefault(fold(_name_of(mention)), []).append(mention)
    senses: dict[int, str] = {}
    for same in by_name.values():
        asked = [m.feature_hint if m.feature_hint in ASKED_APART else "" for m in same]
        inside = [fold(behind[id(m)][0].text) if id(m) in behind else "" for m in same]
        several = len({name for name in inside if name}) > 1
        last = next((name for name in inside if name), "")
        for mention, hint, container in zip(same, asked, inside, strict=True):
            last = container or last
            sense = (last if several else "") + (f"#{hint}" if hint else "")
            if sense:
                senses[id(mention)] = sense
    return senses


def _asked(candidates: list[Place], mention: Mention) -> list[Place]:
    """Return the candidates that fit the word for a division beside the name, all when none does."""
    if mention.feature_hint not in ASKED_APART or mention.kind == "demonym":
        return candidates
    return [place for place in candidates if fits(mention.feature_hint, place)] or candidates


def _contain(inner: Group, outer: Group, between: str) -> None:
    """Note that a group stands right before another as a place in it."""
    if inner is outer or any(known is outer for known, _ in inner.containers):
        return
    # A name that nobody knows may lie in any area.
    unknown = not inner.candidates and any(place.feature_class == "A" for place in outer.candidates[:3])
    if unknown or any(holds(area, place) for area in outer.candidates[:10] for place in inner.candidates):
        inner.containers.append((outer, 1.0 if _COMMA.fullmatch(between) else 0.7))
        outer.contained.append(inner)
    elif _COMMA.fullmatch(between) and outer.candidates and outer.candidates[0].feature_code == "ADM1":
        inner.claims.append(outer)


def candidates_of(name: str, source: Source) -> list[Place]:
    """Return the candidates of a name as written, then without its word for a kind ("Lamar County")."""
    found = source.candidates(name)
    if found:
        return found
    parts = name.split()
    if len(parts) > 1 and parts[-1].lower() in words.GENERIC:
        return source.candidates(" ".join(parts[:-1]))
    return source.candidates(" ".join(parts[1:])) if len(parts) > 1 and parts[0].lower() in words.BEFORE_NAME else []


def outside_hints(article: Article, source: Source) -> Hints:
    """Return what title, publisher and web address tell of where an article is about."""
    votes: dict[str, float] = {}
    home = home_of(article.publisher, article.url)
    if home is not None:
        votes[home.country] = PUBLISHER_VOTE
    for text in (article.title, article.publisher):
        for run in re.findall(r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){0,2}", text[:200]):
            for name in (run, *run.split()):
                places = source.candidates(name)
                if places and len(name) > 3 and (places[0].population > 50_000 or places[0].feature_class == "A"):
                    votes[places[0].country] = votes.get(places[0].country, 0.0) + PUBLISHER_VOTE
                    break
    return Hints(votes, home, _town(home, source))


def _town(home: Home | None, source: Source) -> Place | None:
    """Return the town that a local publisher is at home in."""
    if home is None or not home.town:
        return None
    inside = [p for p in source.candidates(home.town) if p.country == home.country]
    return next((p for p in inside if p.geonameid == home.geonameid), inside[0] if inside else None)


def settle(groups: Sequence[Group], hints: Hints) -> None:
    """Give every candidate its chance: first each name alone, then all together, a few times."""
    weights = _weights()
    for group in groups:
        group.chances = softmax([
            _dot(weights, name_features(group, place, n == 0)) for n, place in enumerate(group.candidates)
        ])  # fmt: skip
    for _ in range(ROUNDS):
        tally = Tally(groups, hints)
        settled = []
        for group in groups:
            focus = tally.without(group)
            settled.append(softmax([_dot(weights, row) for row in rows(group, focus)]))
        for group, chances in zip(groups, settled, strict=True):
            group.chances = chances


def rows(group: Group, focus: Focus) -> list[dict[str, float]]:
    """Return the features of all candidates of a group."""
    return [features(group, place, n == 0, focus) for n, place in enumerate(group.candidates)]


def softmax(values: Sequence[float]) -> list[float]:
    """Return chances that add up to one."""
    if not values:
        return []
    top = max(values)
    parts = [math.exp(value - top) for value in values]
    total = sum(parts)
    return [part / total for part in parts]


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    text = (resources.files("geodata.places") / "resolve_weights.csv").read_text(encoding="utf-8")
    lines = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(lines)
    return {name: float(weight) for name, weight in lines}


def _dot(weights: Mapping[str, float], row: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in row.items())


def _correct(groups: Sequence[Group], source: Source, hints: Hints) -> None:
    """Look for misspelt names inside the divisions and countries of the article's focus."""
    unknown = [
        g for g in groups if not g.candidates and len(g.key) >= SHORTEST_CORRECTED and g.key.replace(" ", "").isalpha()
    ]
    spelt_right = {other.key for other in groups if other.candidates}
    corrected: list[tuple[Group, list[Place]]] = []
    tally = Tally(groups, hints)
    for group in unknown:
        scope = _scope(tally.without(group), group)
        found = source.geocode(group.mentions[0].text, scope=scope) if scope else []
        found = [place for place in found if _believable(group, place, spelt_right) and _in_focus(place, scope)]
        if found:
            found.sort(key=lambda place: (fold(place.matched_name) not in spelt_right, place.edits))
            corrected.append((group, found))
    corrected += [(group, found) for group in groups if (found := _within_claims(group, source, spelt_right))]
    for group, found in corrected:
        group.candidates, group.misspelt = found, True
    if corrected:
        settle(groups, hints)


def _seek(groups: Sequence[Group], elsewhere: Elsewhere, hints: Hints) -> None:
    """Ask others for the places that nobody here knows, in the container or the country where the article is.

    A name of which no country is known is not asked: there is some street of almost any name.
    """
    tally = Tally(groups, hints)
    found: list[tuple[Group, list[Place]]] = []
    for group in groups:
        literal = next((mention for mention in group.mentions if mention.kind == "literal"), None)
        if group.candidates or literal is None:
            continue
        container = next((outer.best for outer, _ in group.containers if outer.best is not None), None)
        country = container.country if container else _main_country(tally.without(group))
        if not country:
            continue
        near = (container.lat, container.lon) if container else None
        inside = container is not None and not is_country(container)
        query = f"{literal.text}, {container.name}" if container and inside else literal.text
        places = [place for place in elsewhere(query, near, country) if place.country == country]
        if places:
            found.append((group, places))
    for group, places in found:
        group.candidates = places
    if found:
        settle(groups, hints)


def _main_country(focus: Focus) -> str:
    """Return the country that most of an article is about, if there is one."""
    return next((code for code, share in focus.countries.items() if share > MOST), "")


def _within_claims(group: Group, source: Source, spelt_right: Collection[str]) -> list[Place]:
    """Return the places of a name a letter away that lie in the division written behind it, when no exact one does."""
    if not group.candidates or group.containers or len(group.key) < SHORTEST_CORRECTED:
        return []
    areas = [claim.best for claim in group.claims if claim.best is not None]
    scope = [(area.country, area.admin1_code) for area in areas if area.admin1_code]
    found = source.geocode(group.mentions[0].text, scope=scope) if scope else []
    return [place for place in found if place.edits == 1 and _believable(group, place, spelt_right)]


def _believable(group: Group, place: Place, spelt_right: Collection[str]) -> bool:
    """Whether a correction is likelier than a place that the gazetteer does not have.

    Two letters are believed when the article spells the name right elsewhere, or names its container with it.
    """
    key = fold(place.matched_name)
    if group.key.startswith(key):
        # "Russian" and "Democrats" are no misspelt places.
        return False
    if key in spelt_right:
        return True
    if key[:1] != group.key[:1]:
        return False
    return place.edits == 1 or (bool(group.containers) and len(group.key) >= LONG)


def _scope(focus: Focus, group: Group) -> list[tuple[str, str]]:
    """Return the divisions, then the countries, within which a misspelt name is sought."""
    containers = [c.best for c, _ in group.containers if c.best is not None]
    divisions = [(p.country, p.admin1_code) for p in containers if p.country]
    divisions += sorted((d for d, share in focus.divisions.items() if share >= 0.1), key=lambda d: -focus.divisions[d])[
        :3
    ]
    countries = sorted(
        (c for c, share in focus.countries.items() if c and share >= 0.2), key=lambda c: -focus.countries[c]
    )
    return list(dict.fromkeys(divisions + [(country, "") for country in countries[:2]]))


def _in_focus(place: Place, scope: Sequence[tuple[str, str]]) -> bool:
    """Whether a correction lies in a division of the scope, or is large enough for its country alone."""
    return (place.country, place.admin1_code) in scope or (
        place.population >= LARGE_CORRECTED and fold(place.matched_name) == fold(place.name)
    )


def ranked(group: Group, tally: Tally) -> list[Candidate]:
    """Return the candidates of a settled group, best first; each feature as what it adds to the score's logarithm."""
    weights = _weights()
    found = [
        Candidate(
            place=place,
            score=round(chance, 4),
            features={name: round(weights.get(name, 0.0) * value, 3) for name, value in row.items() if value},
        )
        for place, chance, row in zip(group.candidates, group.chances, rows(group, tally.without(group)), strict=True)
    ]
    return sorted(found, key=lambda candidate: -candidate.score)


def _unknown(mention: Mention, group: Group | None) -> Resolution:
    """Return the resolution of a name that nobody knows: somewhere in the container that is named with it."""
    container = next((outer.best for outer, _ in group.containers if outer.best is not None), None) if group else None
    if container is None or mention.kind != "literal":
        return Resolution(mention=mention, place=None, confidence=0.0)
    location = locate_within(container, mention.text)
    return Resolution(mention=mention, place=None, confidence=round(UNKNOWN * mention.confidence, 3), location=location)


def _explained(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], float]:
    """Return the candidates to keep, and how sure the point of the first is.

    A town and the county around it are two candidates, but no doubt about the point.
    """
    best = candidates[0].place
    close = sum(other.score for other in candidates if apart_km(best, other.place) <= CLOSE_KM)
    return tuple(candidates[:KEPT]), min(1.0, close)


def _resolution(
    text: str, mention: Mention, group: Group | None, explained: Mapping[int, tuple[tuple[Candidate, ...], float]]
) -> Resolution:
    if group is None or not group.candidates:
        return _unknown(mention, group)
    candidates, sure = explained[id(group)]
    place = candidates[0].place
    return Resolution(
        mention=mention,
        place=place,
        confidence=round(sure * mention.confidence * (CORRECTION_COST if place.edits else 1.0), 3),
        location=locate(text, mention, place) if mention.kind == "literal" else None,
        candidates=candidates,
        corrected_from=mention.text if place.edits else "",
    )
