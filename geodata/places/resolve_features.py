"""What speaks for a candidate: named numbers, from the name itself and from the rest of the article."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from geodata.model import Mention, Place
from geodata.places import wordlists as words
from geodata.places.gazetteer.folding import fold
from geodata.places.geometry import apart_km, holds, is_country
from geodata.places.publishers import Home

NEAR_KM = 150.0
SEAT_SHARE = 12
"""A town of a twelfth of its division's people is a large one."""
NEIGHBOURS = 40
"""Names before and behind, by first mention, that a name is held to be near."""


@dataclass(slots=True)
class Group:
    """All mentions of one name in an article: one sense, unless the text says otherwise."""

    key: str
    mentions: list[Mention]
    candidates: list[Place]
    containers: list[tuple[Group, float]] = field(default_factory=list)
    """Groups that stand right behind the name as its container ("Paris, Tenn."), with a weight."""
    contained: list[Group] = field(default_factory=list)
    claims: list[Group] = field(default_factory=list)
    """Groups that are written as its division, though no candidate lies there: "Sevila, Valle del Cauca"."""
    chances: list[float] = field(default_factory=list)

    @property
    def best(self) -> Place | None:
        """The likeliest candidate as of now."""
        if not self.candidates:
            return None
        if not self.chances:
            return self.candidates[0]
        return self.candidates[max(range(len(self.candidates)), key=self.chances.__getitem__)]


@dataclass(frozen=True, slots=True)
class Hints:
    """What title and publisher tell: weak votes for countries, and the home of a local publisher."""

    countries: Mapping[str, float] = field(default_factory=dict)
    home: Home | None = None
    town: Place | None = None
    """The town of a local publisher."""


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the rest of the article is: shares of countries and first-level divisions, and the places themselves."""

    countries: Mapping[str, float]
    divisions: Mapping[tuple[str, str], float]
    places: Sequence[tuple[Place, float]]
    hints: Hints
    named: frozenset[str] = frozenset()
    """Countries that the article calls by name."""


class Tally:
    """The focus of an article, added up once for all names."""

    def __init__(self, groups: Sequence[Group], hints: Hints) -> None:
        """Take the groups as they are settled by now."""
        self._groups, self._hints = groups, hints
        self._order = {id(group): number for number, group in enumerate(groups)}
        self._countries: dict[str, float] = defaultdict(float, hints.countries)
        self._divisions: dict[tuple[str, str], float] = defaultdict(float)
        self._named: Counter[str] = Counter()
        self._at: dict[tuple[object, float, float], list[Group]] = defaultdict(list)
        self._best = [group.best for group in groups]
        for group, best in zip(groups, self._best, strict=True):
            self._add(group, 1.0, self._countries, self._divisions)
            if best is not None and is_country(best):
                self._named[best.country] += 1
            elif best is not None and best.feature_class == "P":
                self._at[best.geonameid, best.lat, best.lon].append(group)

    @staticmethod
    def _add(group: Group, sign: float, countries: dict[str, float], divisions: dict[tuple[str, str], float]) -> None:
        weight = sign * math.log1p(len(group.mentions))
        for place, chance in zip(group.candidates, group.chances, strict=False):
            if chance < 0.05 or not place.country:
                continue
            countries[place.country] = countries.get(place.country, 0.0) + weight * chance
            if place.admin1_code:
                key = (place.country, place.admin1_code)
                divisions[key] = divisions.get(key, 0.0) + weight * chance

    def without(self, group: Group) -> Focus:
        """Return the focus as all names but one, and the hints, tell it.

        Another spelling of the same place is no evidence of its own, and is left out too.
        """
        spellings = {
            id(other): other for p in group.candidates for other in self._at.get((p.geonameid, p.lat, p.lon), ())
        }
        left_out = list((spellings | {id(group): group}).values())
        countries, divisions = dict(self._countries), dict(self._divisions)
        for other in left_out:
            self._add(other, -1.0, countries, divisions)
        own = Counter(
            b.country for g in left_out if (b := self._best[self._order[id(g)]]) is not None and is_country(b)
        )
        countries = {code: value for code, value in countries.items() if value > 1e-9}
        total = sum(countries.values()) or 1.0
        return Focus(
            {code: share / total for code, share in countries.items()},
            {code: share / total for code, share in divisions.items() if share > 1e-9},
            list(self._near(group, {id(other) for other in left_out})),
            self._hints,
            frozenset(self._named - own),
        )

    def _near(self, group: Group, left_out: Collection[int]) -> Iterator[tuple[Place, float]]:
        """Yield the places of the names told about a name; in a long text no others help."""
        middle = self._order[id(group)]
        window = slice(max(0, middle - NEIGHBOURS), middle + NEIGHBOURS + 1)
        for other, best in zip(self._groups[window], self._best[window], strict=True):
            if best is not None and best.country and not is_country(best) and id(other) not in left_out:
                yield best, max(other.chances, default=1.0)


def features(group: Group, place: Place, first: bool, focus: Focus) -> dict[str, float]:
    """Return the features of one candidate of a group; `first` tells the gazetteer's own favourite."""
    found = name_features(group, place, first)
    found["same country as the rest"] = focus.countries.get(place.country, 0.0)
    if place.admin1_code and not is_country(place):
        found["same division as the rest"] = focus.divisions.get((place.country, place.admin1_code), 0.0)
    near = max((chance * math.exp(-apart_km(place, other) / NEAR_KM) for other, chance in focus.places), default=0.0)
    found["near another place"] = near
    if focus.countries and place.country:
        found["country not named elsewhere"] = float(place.country not in focus.countries)
        if not is_country(place):
            found["its country is named"] = float(place.country in focus.named)
    return found | _publisher_features(place, focus.hints)


def _publisher_features(place: Place, hints: Hints) -> dict[str, float]:
    """Return how a candidate lies to the publisher's home: local papers write of their own region."""
    home, found = hints.home, {}
    if home is None or is_country(place) or not place.country:
        return {}
    if place.country == home.country:
        found["publisher's country"] = 1.0
        if home.admin1_code:
            found["publisher's division"] = float(place.admin1_code == home.admin1_code)
    if hints.town is not None:
        found["near the publisher"] = math.exp(-apart_km(place, hints.town) / NEAR_KM)
        found["the publisher's own town"] = float(place.geonameid == hints.town.geonameid)
    return found


def name_features(group: Group, place: Place, first: bool) -> dict[str, float]:
    """Return the features that need nothing but the name and the words around it."""
    found = {
        "people": math.log10(place.population + 100.0) - 2.0,
        f"sort {sort_of(place)}": 1.0,
        "gazetteer's first": float(first),
        "letters corrected": float(place.edits),
    }
    if place.feature_code == "PPLC":
        found["capital"] = 1.0
    if place.feature_code == "ADM1" and _has_seat(group, place):
        found["its town has the name too"] = 1.0
    written = group.mentions[0].text
    if not written.isascii() and place.feature_class in "AP":
        found["accents as written"] = 1.0 if place.name.casefold() == written.casefold() else 0.0
    if fold(place.name) != group.key:
        found["by another name"] = 1.0
        found[f"by another name, {place.feature_class}"] = 1.0
    for container, weight in group.containers:
        if any(
            holds(c, place)
            for c, chance in zip(container.candidates, container.chances or [1.0] * 99, strict=False)
            if chance > 0.02
        ):
            found["inside its container"] = max(found.get("inside its container", 0.0), weight)
    if group.containers and "inside its container" not in found:
        found["outside its container"] = max(weight for _, weight in group.containers)
    if any(holds(place, c) for inner in group.contained for c in inner.candidates):
        found["holds the name before it"] = 1.0
    for hint in {mention.feature_hint for mention in group.mentions if mention.kind != "demonym"} - {""}:
        found[f"asked for {hint}"] = 1.0 if fits(hint, place) else -1.0
    return found


def _has_seat(group: Group, division: Place) -> bool:
    """Whether a large town of a division has the same name: news means the town, unless it says so."""
    return any(
        p.feature_class == "P" and (p.country, p.admin1_code) == (division.country, division.admin1_code)
        and p.population * SEAT_SHARE >= division.population
        for p in group.candidates
    )  # fmt: skip


def fits(hint: str, place: Place) -> bool:
    """Tell whether a place is of the kind that a word beside its name asks for."""
    if hint == "division":
        return place.feature_code == "ADM1" or is_country(place) or place.feature_class == "L"
    if hint == "county":
        return place.feature_code in ("ADM2", "ADM3")
    return place.feature_class in words.ASKED_CLASSES[hint]


def sort_of(place: Place) -> str:
    """Return the sort of feature that the prior is told apart by."""
    if is_country(place):
        return "country"
    if place.feature_class == "A":
        return {"ADM1": "division", "ADM2": "county"}.get(place.feature_code, "area")
    return {"P": "town", "L": "region", "H": "water", "T": "land", "S": "site"}.get(place.feature_class, "other")
