"""Find the weights of `joining_weights.csv`: `python -m geodata.events.train_joining FOLDER [SECONDS]`.

FOLDER holds one annotated article a file, as for `fit_confidence`.  No gold tells which report goes on with which
event, only for the events that come out, so weights are changed at random and a change is kept when the events of
clearly more articles get better than worse.  The last weights are where the search begins.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geodata import build
from geodata.events import cluster
from geodata.events.assemble import draft_events
from geodata.events.confidence import KEEP_FLOOR
from geodata.events.fit_confidence import match, read_gold
from geodata.events.joining import load_weights
from geodata.model import HIDDEN_STATUSES, Article, Event
from geodata.pipeline import Found
from geodata.settings import load_settings
from geodata.taxonomy import category_of

STEP = 0.5
CLEARLY = 2
"""Articles by which the better must outnumber the worse."""
GAIN = 0.5
PREDICTED = -1.3
"""What an event on the map costs; a right point is worth 2, with its category and date right 4, its toll 1 more."""
SECONDS = 240.0
Item = tuple[Sequence[Mapping[str, Any]], Article, Found]


def main(folder: Path, seconds: float = SECONDS) -> None:
    """Search and write the weights beside this file."""
    pipeline = build.build_pipeline(load_settings())
    items: list[Item] = []
    for path in sorted(folder.glob("*.json")):
        gold, article = read_gold(path)
        items.append((gold["events"], article, pipeline.find(article)))
    weights = dict(load_weights())
    vars(cluster)["load_weights"] = lambda: weights
    best, chance, end = worths(items), random.Random(1), time.monotonic() + seconds
    while time.monotonic() < end:
        names = chance.sample(sorted(weights), 1 if chance.random() < 0.7 else 2)
        before = {name: weights[name] for name in names}
        weights.update({name: weights[name] + chance.gauss(0.0, STEP) for name in names})
        found = worths(items)
        better = sum(new > old + 1e-9 for old, new in zip(best, found, strict=True))
        worse = sum(new < old - 1e-9 for old, new in zip(best, found, strict=True))
        if sum(found) - sum(best) > GAIN and better - worse >= CLEARLY:
            best = found
            print({name: round(weights[name], 2) for name in names}, better, worse, file=sys.stderr)
        else:
            weights.update(before)
    write(weights)


def worths(items: Sequence[Item]) -> list[float]:
    """Return what the events of each article are worth against its gold."""
    return [_worth(gold, [event for _, event in draft_events(article, *found)[2]]) for gold, article, found in items]


def _worth(gold: Sequence[Mapping[str, Any]], events: Sequence[Event]) -> float:
    shown = [e for e in events if e.confidence.overall >= KEEP_FLOOR and e.status not in HIDDEN_STATUSES]
    total = PREDICTED * len(shown)
    for index, truth in match(gold, shown).items():
        event = shown[index]
        if truth["background"]:
            total -= PREDICTED
            continue
        day = str(event.when.start) == truth["date_start"] or truth["date_precision"] != "day"
        total += 2.0 + 2.0 * (event.category == category_of(truth["type"]) and day)
        if truth["fatalities"] is not None:
            count = event.casualties.fatalities
            total += float(count is not None and count.best == truth["fatalities"]["best"])
    return total


def write(weights: Mapping[str, float]) -> None:
    """Write the table, in the order of its features."""
    with Path(__file__).with_name("joining_weights.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Weights of the features in joining.py; a report goes on with an event when they add up to 0 or more.\n"
        )
        file.write("# Found by train_joining.py.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerows([name, f"{weight:.2f}"] for name, weight in weights.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(float, sys.argv[2:3]))
