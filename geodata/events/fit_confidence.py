"""Fit `confidence.csv` on articles with gold events: `python -m geodata.events.fit_confidence FOLDER`.

FOLDER holds one JSON object a file with id, title, text, publisher, published and events (type, date_start,
background, place with lat, lon and geo_precision).  Printed: how often events of each step of confidence were right,
by six-fold cross-validation over articles.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata import build
from geodata.events.assemble import draft_events
from geodata.events.confidence import date_step, features_of, place_step, type_step
from geodata.events.where import distance_km
from geodata.model import Article, Event, Location, Place
from geodata.pipeline import Pipeline
from geodata.settings import load_settings

Array = NDArray[np.float64]
TOLERANCE_KM = {1: 25.0, 2: 25.0, 3: 161.0, 4: 500.0}
RIDGE = 5.0
"""How far weights are drawn to zero: the least loss in cross-validation lay between 2 and 10."""
FOLDS = 6
SMOOTHING = 4.0
"""Cases of the overall share that a step's own share is mixed with."""


class Cases:
    """Features and outcomes of every draft of every article."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.rows: list[list[float]] = []
        self.right: list[bool] = []
        self.article: list[int] = []
        self.fields: dict[tuple[str, str], list[bool]] = {}

    def add(self, number: int, features: Mapping[str, float], right: bool) -> None:
        """Add a draft of the article with some number."""
        self.names = list(features)
        self.rows.append(list(features.values()))
        self.right.append(right)
        self.article.append(number)

    def note(self, field: str, step: str, right: bool) -> None:
        """Add an outcome for a field of an event."""
        self.fields.setdefault((field, step), []).append(right)


def main(argv: Sequence[str] | None = None) -> int:
    """Fit and write the table; returns the exit code."""
    parser = argparse.ArgumentParser(description="Fit the confidence of events on articles with gold events.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("confidence.csv"))
    arguments = parser.parse_args(argv)
    cases = collect(build.build_pipeline(load_settings()), sorted(arguments.folder.glob("*.json")))
    x, y = np.array(cases.rows), np.array(cases.right, dtype=float)
    weights = fit(x, y)
    report(cross_validated(x, y, np.array(cases.article)), y)
    write(arguments.output, ["intercept", *cases.names], weights, cases.fields)
    return 0


def collect(pipeline: Pipeline, paths: Iterable[Path]) -> Cases:
    """Run the pipeline up to the drafts and compare them with gold."""
    cases = Cases()
    for number, path in enumerate(paths):
        gold, article = read_gold(path)
        passage, kind, drafted = draft_events(article, *pipeline.find(article))
        matches = match(gold["events"], [event for _, event in drafted])
        for index, (draft, event) in enumerate(drafted):
            truth = matches.get(index)
            cases.add(number, features_of(passage, draft, article=kind), truth is not None)
            cases.note("place", place_step(draft), truth is not None)
            if truth is not None:
                cases.note("type", type_step(draft), truth["type"] == event.type)
                if truth["date_start"]:
                    right = str(event.when.start) == truth["date_start"] or truth["date_precision"] != "day"
                    cases.note("date", date_step(event.when), right)
    return cases


def read_gold(path: Path) -> tuple[dict[str, Any], Article]:
    """Return an annotated article as it stands in its file, and as an Article."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    article = Article(
        id=gold["id"],
        text=gold["text"],
        title=gold["title"],
        publisher=gold["publisher"],
        published=dt.datetime.fromisoformat(gold["published"]),
        published_source="metadata",
    )
    return gold, article


def match(gold: Sequence[Mapping[str, Any]], events: Sequence[Event]) -> dict[int, Mapping[str, Any]]:
    """Return the gold event of each event that has one: nearest first, in steps of 5 km, then by type and date."""
    pairs = []
    for g, truth in enumerate(gold):
        where = truth["place"]
        spot = Location(
            place=Place(name=where["name"], lat=where["lat"], lon=where["lon"]),
            lat=where["lat"],
            lon=where["lon"],
            geo_precision=where["geo_precision"],
            radius_km=0.0,
        )
        for e, event in enumerate(events):
            km = distance_km(spot, event.location)
            if km <= TOLERANCE_KM[where["geo_precision"]]:
                agrees = (event.type != truth["type"], str(event.when.start) != truth["date_start"])
                pairs.append((int(km / 5), sum(agrees), km, g, e))
    used: set[int] = set()
    found: dict[int, Mapping[str, Any]] = {}
    for _, _, _, g, e in sorted(pairs):
        if g not in used and e not in found:
            used.add(g)
            found[e] = gold[g]
    return found


def fit(x: Array, y: Array, ridge: float = RIDGE) -> Array:
    """Return the intercept and weights of a logistic model, by Newton's method."""
    padded = np.hstack([np.ones((len(x), 1)), x])
    weights = np.zeros(padded.shape[1])
    penalty = np.eye(len(weights)) * ridge
    penalty[0, 0] = 0.0
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-padded @ weights))
        gradient = padded.T @ (p - y) + penalty @ weights
        hessian = (padded * (p * (1 - p))[:, None]).T @ padded + penalty
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-6:
            break
    return np.asarray(weights)


def cross_validated(x: Array, y: Array, article: NDArray[np.int64]) -> Array:
    """Return the chance of every case by models that have not seen its article."""
    chances = np.zeros(len(y))
    for fold in range(FOLDS):
        inside = article % FOLDS == fold
        weights = fit(x[~inside], y[~inside])
        chances[inside] = 1.0 / (1.0 + np.exp(-(weights[0] + x[inside] @ weights[1:])))
    return chances


def report(chances: Array, y: Array) -> None:
    """Print how often events of each step of confidence were right."""
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (chances >= low) & (chances < low + 0.1)
        if inside.any():
            print(f"{low:.1f} to {low + 0.1:.1f}: {int(inside.sum()):4d} events, {y[inside].mean():.2f} right")


def write(path: Path, names: Sequence[str], weights: Array, fields: Mapping[tuple[str, str], Sequence[bool]]) -> None:
    """Write the table atomically."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        stream.write("# overall: weights of the logistic model.  Other fields: the share that was right, smoothed.\n")
        stream.write("# Written by fit_confidence.py.\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["field", "feature", "value"])
        writer.writerows(["overall", name, f"{weight:.3f}"] for name, weight in zip(names, weights, strict=True))
        for field in ("type", "date", "place"):
            known = {step: cases for (name, step), cases in fields.items() if name == field}
            everything = [case for cases in known.values() for case in cases]
            overall = sum(everything) / max(1, len(everything))
            for step in sorted(known):
                share = (sum(known[step]) + SMOOTHING * overall) / (len(known[step]) + SMOOTHING)
                writer.writerow([field, step, f"{share:.2f}"])
    os.replace(part, path)


if __name__ == "__main__":
    raise SystemExit(main())
