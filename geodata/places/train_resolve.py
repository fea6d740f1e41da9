"""Train the weights of resolve_weights.csv: `python -m geodata.places.train_resolve GOLD…`.

GOLD are folders of annotated articles (places with start, end, kind, lat, lon) and files of JSON lines (toponyms
with start, end, lat, lon), of which the even lines alone are used, so that the odd ones stay unseen.  Needs numpy
and scipy; only the numbers are carried.  A conditional logit: the right candidates of a name against the others.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from geodata.language import load_pipeline, parse
from geodata.model import Article, Span
from geodata.places import resolve, resolve_groups, resolve_model
from geodata.places.gazetteer import Gazetteer
from geodata.places.geometry import distance_km
from geodata.places.mentions import find_mentions
from geodata.places.resolve_features import Tally, name_features
from geodata.settings import load_settings

RIGHT_KM = 40.0
STRENGTH = 0.02
START = {
    "people": 1.0,
    "sort country": 2.5,
    "sort division": 1.0,
    "inside its container": 6.0,
    "same country as the rest": 3.0,
}
TURNS = 3
FIXED = {"the publisher's own town": 2.5}
"""Too rare in articles with known publishers to be learned: a town's paper that names its town means it."""
Item = tuple[Article, list[tuple[Span, float, float]]]


class GazetteerSource:
    """The gazetteer without a cache."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._known: dict[str, Any] = {}

    def candidates(self, name: str) -> Any:
        """Return the candidates of a name."""
        if name not in self._known:
            self._known[name] = self.gazetteer.lookup(name)
        return self._known[name]

    def geocode(self, query: str, *, near: Any = None, country: str = "", scope: Any = None) -> Any:
        """Return the corrections of a name."""
        return self.gazetteer.correct(query, scope=scope or ())


def read_gold(path: Path) -> Iterator[Item]:
    """Yield articles with the spans and points of their located toponyms."""
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield _item(record := json.loads(file.read_text(encoding="utf-8")), record["places"])
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").strip().split("\n"), 1):
        if number % 2 == 0:
            record = json.loads(line)
            yield _item(record, record["toponyms"])


def _item(record: dict[str, Any], places: list[dict[str, Any]]) -> Item:
    article = Article(
        id=record["id"],
        text=record["text"],
        title=record.get("title") or "",
        publisher=record.get("publisher") or "",
        url=record.get("url") or "",
    )
    points = [(Span(start=p["start"], end=p["end"]), p["lat"], p["lon"]) for p in places
              if p.get("lat") is not None and p.get("kind") != "embedded"]  # fmt: skip
    return article, points


def main(paths: list[str]) -> None:
    """Train on gold and write the weights beside this file."""
    settings = load_settings()
    source = GazetteerSource(Gazetteer(settings.gazetteer_path))
    nlp = load_pipeline(settings.spacy_model)
    items = [item for path in paths for item in read_gold(Path(path))]
    docs = list(parse(nlp, [article.text for article, _ in items]))
    weights = dict(START)
    for turn in range(TURNS):
        resolve_model._weights = cache(weights.copy)
        choices = [choice for (article, points), doc in zip(items, docs, strict=True)
                   for choice in _choices(article, points, doc, source)]  # fmt: skip
        weights = _fit(choices) | FIXED
        print(f"turn {turn + 1}: {len(choices)} names", file=sys.stderr)
    with Path(__file__).with_name("resolve_weights.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("# Weights of the features in resolve_features.py; made by train_resolve.py.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerows([name, f"{weight:.3f}"] for name, weight in sorted(weights.items()))


def _choices(
    article: Article, points: list[tuple[Span, float, float]], doc: Any, source: GazetteerSource
) -> Iterator[Any]:
    mentions = find_mentions(doc, source.gazetteer, given_spans=[span for span, _, _ in points])
    gold = {(span.start, span.end): (lat, lon) for span, lat, lon in points}
    groups = resolve_groups.make_groups(article.text, mentions, source)
    hints = resolve.outside_hints(article, source)
    resolve_model.settle(groups, hints)
    tally = Tally(groups, hints)
    for group in groups:
        point = gold[group.mentions[0].start, group.mentions[0].end]
        right = [distance_km(point, (p.lat, p.lon)) <= max(RIGHT_KM, p.radius_km * 0.5) for p in group.candidates]
        if not any(right) or all(right):
            continue
        yield [name_features(group, p, n == 0) for n, p in enumerate(group.candidates)], right, 0.3
        yield resolve_model.rows(group, tally.without(group)), right, 1.0


def _fit(choices: list[Any]) -> dict[str, float]:
    from scipy.optimize import minimize

    names = sorted({name for rows, _, _ in choices for row in rows for name in row})
    column = {name: n for n, name in enumerate(names)}
    matrices = []
    for rows, right, weight in choices:
        matrix = np.zeros((len(rows), len(names)))
        for n, row in enumerate(rows):
            for name, value in row.items():
                matrix[n, column[name]] = value
        matrices.append((matrix, np.array(right), weight))

    def loss(w: Any) -> Any:
        total, gradient = STRENGTH * len(matrices) * 0.01 * w @ w, 2 * STRENGTH * len(matrices) * 0.01 * w
        for matrix, right, weight in matrices:
            score = matrix @ w
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            good = np.where(right, chance, 0)
            mass = max(good.sum(), 1e-12)
            total -= weight * np.log(mass)
            gradient = gradient + weight * matrix.T @ (chance - good / mass)
        return total, gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return dict(zip(names, found.x.tolist(), strict=True))


if __name__ == "__main__":
    main(sys.argv[1:])
