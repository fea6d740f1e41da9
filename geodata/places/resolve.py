"""Which place each toponym means, decided jointly for an article.

Candidates come from a geocoder (resolve_groups.py); each is scored by a log-linear model (resolve_model.py) over the
features in resolve_features.py, with the weights in resolve_weights.csv (trained by train_resolve.py).  What the other
names of the article seem to be is part of the features, so the scoring goes round a few times.  Names without any
candidate are taken for misspelt, or asked for elsewhere (resolve_corrections.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Doc

from geodata.model import Article, Candidate, Mention, Place, Resolution
from geodata.places.asking import Source
from geodata.places.geometry import apart_km
from geodata.places.locate import locate, locate_within
from geodata.places.publishers import Home, home_of
from geodata.places.resolve_corrections import Elsewhere, correct, seek
from geodata.places.resolve_features import Group, Hints, Tally
from geodata.places.resolve_groups import make_groups
from geodata.places.resolve_model import ranked, settle

KEPT = 8
"""Candidates kept with a resolution, to explain it and to choose another."""
PUBLISHER_VOTE = 0.5
"""Vote of a title's or publisher's country, beside 0.7 of a name in the text."""
CLOSE_KM = 25.0
UNKNOWN = 0.4
"""Confidence in a location that is only known by the container of an unknown name."""
CORRECTION_COST = 0.85


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
        correct(groups, source, hints)
    if elsewhere:
        seek(groups, elsewhere, hints)
    tally = Tally(groups, hints)
    by_mention = {id(mention): group for group in groups for mention in group.mentions}
    explained = {id(group): _explained(ranked(group, tally)) for group in groups if group.candidates}
    return [_resolution(text, mention, by_mention.get(id(mention)), explained) for mention in mentions]


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
