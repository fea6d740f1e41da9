"""How events fare on MUC-4: old newswire in capitals with incident templates, slot by slot.

Opt-in: `DATELINE_MUC4=muc4.jsonl pytest -s tests/bench/bench_muc4.py`.  A line holds id, text, date and events with
type, date, date_end, country, location_path, killed, wounded, optional.  Scored in the manner of MUC-4: each template
is aligned with the event that agrees best; recall is (correct + half of partial) / (slots in the key), precision the
same over the slots that were filled.  "matched" leaves spurious events out (MATCHED/MISSING), "all" counts them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from geodata import build
from geodata.model import Article, Event
from geodata.places.gazetteer.folding import fold
from geodata.settings import load_settings

TYPES: Mapping[str, frozenset[str]] = {
    "ATTACK": frozenset({"attack", "armed_clash", "airstrike", "security_operation"}),
    "BOMBING": frozenset({"bombing", "airstrike"}),
    "KIDNAPPING": frozenset({"kidnapping"}),
    "ARSON": frozenset({"riot", "attack", "wildfire", "industrial_accident"}),
    "ROBBERY": frozenset({"crime"}),
    "FORCED WORK STOPPAGE": frozenset({"protest", "other"}),
    "HIJACKING": frozenset({"kidnapping", "crime"}),
}
INCIDENTS = frozenset().union(*TYPES.values()) - {"wildfire", "industrial_accident", "protest", "other"}
SLOTS = ("date", "location", "type", "victims")
BEST_OF_1992 = {"date": (61, 57), "location": (63, 59), "type": (78, 72), "victims": (66, 56)}
"""Recall and precision of the best systems at MUC-4, by slot, as the project's aims quote them."""

Template = Mapping[str, Any]


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def of_date(key: Template, event: Event) -> float:
    start, end = day(key["date"]), day(key["date_end"]) or day(key["date"])
    ours, last = event.when.start, event.when.end or event.when.start
    if start is None or end is None or ours is None or last is None:
        return 0.0
    if (ours, last) == (start, end) or (start <= ours <= end and event.when.precision == "day"):
        return 1.0
    return 0.5 if ours <= end and start <= last else 0.0


def of_location(key: Template, event: Event) -> float:
    place = event.place
    ours = {fold(name) for name in (place.name, place.matched_name, place.admin2, place.admin1) if name}
    path = [fold(name) for name in key["location_path"]]
    inner = path[1:]
    if not inner:
        return 1.0
    if any(name in ours or name.split(" - ")[-1] in ours for name in inner[-1:]):
        return 1.0
    return 0.5 if set(inner) & ours or event.location.geo_precision == 4 else 0.0


def of_type(key: Template, event: Event) -> float:
    return float(event.type in TYPES.get(key["type"], frozenset()))


def of_victims(key: Template, event: Event) -> float:
    counts = event.casualties
    pairs = [(key["killed"], counts.fatalities), (key["wounded"], counts.injured)]
    told = [(gold, count.best if count else None) for gold, count in pairs if gold is not None]
    right = [gold == ours for gold, ours in told]
    return sum(right) / len(right) if right else 0.0


SCORERS = {"date": of_date, "location": of_location, "type": of_type, "victims": of_victims}


def in_key(key: Template, slot: str) -> bool:
    return {
        "date": key["date"] is not None,
        "location": bool(key["location_path"]),
        "type": True,
        "victims": key["killed"] is not None or key["wounded"] is not None,
    }[slot]


def filled(event: Event, slot: str) -> bool:
    counts = event.casualties
    return {
        "date": event.when.start is not None,
        "location": True,
        "type": True,
        "victims": counts.fatalities is not None or counts.injured is not None,
    }[slot]


def aligned(keys: Sequence[Template], events: Sequence[Event]) -> Iterator[tuple[Template | None, Event | None]]:
    """Yield pairs, the best first; a pair needs the type, or the place with the date."""
    scored = sorted(
        ((sum(score(key, event) for score in SCORERS.values()), -k, -e)
         for k, key in enumerate(keys) for e, event in enumerate(events)
         if of_type(key, event) or (of_location(key, event) == 1.0 and of_date(key, event))),
        reverse=True,
    )  # fmt: skip
    used_keys: set[int] = set()
    used_events: set[int] = set()
    for _, k, e in scored:
        if -k not in used_keys and -e not in used_events:
            used_keys.add(-k)
            used_events.add(-e)
            yield keys[-k], events[-e]
    yield from ((key, None) for k, key in enumerate(keys) if k not in used_keys)
    yield from ((None, event) for e, event in enumerate(events) if e not in used_events)


@pytest.mark.skipif("DATELINE_MUC4" not in os.environ, reason="DATELINE_MUC4 names no file")
def test_slots_against_the_best_of_1992() -> None:
    lines = Path(os.environ["DATELINE_MUC4"]).read_text(encoding="utf-8").strip().split("\n")
    records = [json.loads(line) for line in lines][: int(os.environ.get("DATELINE_MUC4_DOCS", "300"))]
    settings = load_settings()
    build.ensure_gazetteer(settings)
    pipeline = build.build_pipeline(settings)
    articles = [
        Article(id=r["id"], text=r["text"], published=dt.datetime.fromisoformat(r["date"]) if r["date"] else None)
        for r in records
    ]
    total: dict[tuple[str, str], float] = defaultdict(float)
    for record, result in zip(records, pipeline.run(articles), strict=True):
        events = [event for event in result.events if event.type in INCIDENTS]
        for key, event in aligned(record["events"], events):
            tally(total, key, event)
    print(f"\n{len(records)} documents; recall/precision in hundredths (matched, then all; best of 1992)")
    for slot in SLOTS:
        right, possible = total[slot, "right"], total[slot, "possible"]
        matched, everything = total[slot, "actual matched"], total[slot, "actual"]
        old = "/".join(map(str, BEST_OF_1992[slot]))
        print(f"  {slot:9} {100 * right / possible:3.0f}/{100 * right / max(1, matched):3.0f}   "
              f"{100 * right / possible:3.0f}/{100 * right / max(1, everything):3.0f}   {old}")  # fmt: skip
    assert total["date", "possible"] > 0


def tally(total: dict[tuple[str, str], float], key: Template | None, event: Event | None) -> None:
    """Count the slots of one pair; missing an optional template costs nothing."""
    for slot, score in SCORERS.items():
        wanted = key is not None and in_key(key, slot) and not (event is None and key["optional"])
        total[slot, "possible"] += wanted
        if event is not None and filled(event, slot):
            total[slot, "actual"] += 1
            total[slot, "actual matched"] += key is not None
            if key is not None and wanted:
                total[slot, "right"] += score(key, event)
