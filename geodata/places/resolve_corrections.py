"""Names that nobody knows as they are written: misspelt ones, and those that others are asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from geodata.model import Place
from geodata.places.asking import Source
from geodata.places.gazetteer.folding import fold
from geodata.places.geometry import is_country
from geodata.places.resolve_features import Focus, Group, Hints, Tally
from geodata.places.resolve_model import settle

SHORTEST_CORRECTED = 5
LONG = 8
"""Letters of a name in which two wrong ones are believed."""
LARGE_CORRECTED = 20_000
"""People of a town that a misspelt name may mean when only its country is the article's."""
MOST = 0.5


class Elsewhere(Protocol):
    """Ask others than the source for a query in a country, near a point; [] when they do not know it either."""

    def __call__(self, query: str, near: tuple[float, float] | None, country: str) -> list[Place]: ...


def correct(groups: Sequence[Group], source: Source, hints: Hints) -> None:
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
        group.candidates = found
    if corrected:
        settle(groups, hints)


def seek(groups: Sequence[Group], elsewhere: Elsewhere, hints: Hints) -> None:
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
