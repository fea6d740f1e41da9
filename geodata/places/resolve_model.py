"""The log-linear model of what names mean: features of resolve_features.py, weights of resolve_weights.csv."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from geodata.model import Candidate
from geodata.places.resolve_features import Focus, Group, Hints, Tally, features, name_features

ROUNDS = 3


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


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    text = (resources.files("geodata.places") / "resolve_weights.csv").read_text(encoding="utf-8")
    lines = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(lines)
    return {name: float(weight) for name, weight in lines}


def _dot(weights: Mapping[str, float], row: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in row.items())
