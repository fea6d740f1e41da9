"""Train the weights of mention_weights.csv: `python -m geodata.places.train_mentions GOLD…`.

GOLD are folders of annotated articles (places with start, end, kind) and files of JSON lines (toponyms with start,
end, lat), of which the even lines alone are used, so that the odd ones stay unseen.  The lines do not tell in which
sense a toponym stands: the model is told that it is a place or a metonym, and that all else is neither (labels in
part).  Needs numpy and scipy; only the numbers are carried.
"""

from __future__ import annotations

import collections
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from geodata.language import common_words, load_pipeline, parse
from geodata.places.gazetteer import Gazetteer
from geodata.places.mention_context import Context
from geodata.places.mention_features import features
from geodata.places.mention_spans import find_spans
from geodata.places.mentions import KINDS
from geodata.settings import load_settings

SEEN = 5
"""Features seen less often are left out."""
STRENGTH = 3.0
"""Of the regularisation; chosen on articles that were not trained on."""
LINE_WEIGHT = 0.35
"""What a span of the JSON lines counts beside one of the articles, whose labels are whole."""
SMALLEST = 0.03
PLACED, UNPLACED = {0, 1}, {2, 3}
Row = tuple[dict[str, int], set[int], float]


def main(paths: list[str]) -> None:
    """Train on gold and write the weights beside this file."""
    settings = load_settings()
    nlp = load_pipeline(settings.spacy_model)
    names, common = Gazetteer(settings.gazetteer_path), common_words(nlp)
    rows: list[Row] = []
    for path in map(Path, paths):
        records = list(_records(path))
        for record, doc in zip(records, parse(nlp, [record["text"] for record in records]), strict=True):
            rows.extend(_rows(record, doc, names, common))
    weights = fit(rows)
    with Path(__file__).with_name("mention_weights.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("# Log-linear weights of the features in mention_features.py; made by train_mentions.py.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", *KINDS, "nothing"])
        for name, values in weights.items():
            if max(map(abs, values)) >= SMALLEST:
                writer.writerow([name, *(f"{value:.3f}" for value in values)])


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield json.loads(file.read_text(encoding="utf-8"))
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").strip().split("\n"), 1):
        if number % 2 == 0:
            yield json.loads(line)


def _rows(record: dict[str, Any], doc: Any, names: Gazetteer, common: frozenset[str]) -> Iterator[Row]:
    context = Context(doc, common)
    for item in find_spans(doc, names):
        span = doc[item.start : item.end]
        gold = _gold_at(record.get("places") or record.get("toponyms") or [], span.start_char, span.end_char)
        found = dict.fromkeys(features(item, context), 1)
        if "places" in record:
            yield found, {KINDS.index(gold["kind"]) if gold else len(KINDS)}, 1.0
        elif gold is None or (gold.get("lat") is not None and gold["end"] <= span.end_char):
            # Streets and buildings have no coordinates there, and "Cavan" of "Cavan Institute" is no place: they are
            # places for some annotators only.
            yield found, UNPLACED if gold is None else PLACED, LINE_WEIGHT


def _gold_at(places: list[dict[str, Any]], start: int, end: int) -> dict[str, Any] | None:
    return next((place for place in places if place["start"] < end and start < place["end"]), None)


def fit(rows: list[Row]) -> dict[str, list[float]]:
    """Return the weights of each feature for every kind; each row says which kinds it may be."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    counts = collections.Counter(name for found, _, _ in rows for name in found)
    names = sorted(name for name, count in counts.items() if count >= SEEN)
    column = {name: n for n, name in enumerate(names)}
    cells = [(n, column[name]) for n, (found, _, _) in enumerate(rows) for name in found if name in column]
    matrix = csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True))), shape=(len(rows), len(names)))
    allowed = np.array([[float(kind in kinds) for kind in range(len(KINDS) + 1)] for _, kinds, _ in rows])
    counted = np.array([[weight] for _, _, weight in rows])
    whole = np.array([[float(len(kinds) == 1)] for _, kinds, _ in rows])

    def loss(values: Any, counted: Any) -> Any:
        beta = values.reshape(len(names), -1)
        chances = np.exp((score := matrix @ beta) - score.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        right = chances * allowed
        mass = np.maximum(right.sum(1, keepdims=True), 1e-12)
        gradient = matrix.T @ (counted * (chances - right / mass)) + STRENGTH * beta
        return -(counted * np.log(mass)).sum() + 0.5 * STRENGTH * (beta**2).sum(), np.asarray(gradient).ravel()

    # Rows that may be of two kinds make many optima: those whose kind is known say where to begin.
    found = np.zeros(len(names) * 4)
    for part in (counted * whole, counted):
        found = minimize(loss, found, args=(part,), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return dict(zip(names, found.reshape(len(names), -1).tolist(), strict=True))


if __name__ == "__main__":
    main(sys.argv[1:])
