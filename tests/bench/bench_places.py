"""How fast toponyms are found and resolved beside spaCy, and how well on gold that is at hand.

Opt-in: `pytest -s tests/bench/bench_places.py`.  The samples of the repository give the speed.  With DATELINE_GOLD
set to a file of JSON lines (text, and toponyms with start, end, lat, lon), the share of its toponyms within 161 km is
told too, over even and odd lines apart: the weights were trained on one half of such files only.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import geodata
from geodata import build
from geodata.language import common_words, load_pipeline, parse
from geodata.model import Article, Mention, Span
from geodata.places.gazetteer import Gazetteer
from geodata.places.geocoders import CachedGeocoder, GazetteerProvider
from geodata.places.geometry import distance_km
from geodata.places.mentions import find_mentions
from geodata.places.resolve import resolve
from geodata.settings import load_settings

ROUNDS = 3
CLOSE_KM = 161.0


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    settings = load_settings()
    build.ensure_gazetteer(settings)
    return Gazetteer(settings.gazetteer_path)


def sample_texts() -> Iterator[str]:
    for path in sorted((Path(geodata.__file__).parent / "samples").rglob("*")):
        if path.suffix == ".txt":
            yield path.read_text(encoding="utf-8")
        elif path.suffix == ".json":
            record = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(record, dict) and record.get("text"):
                yield record["text"]


def test_speed_beside_spacy(gazetteer: Gazetteer, tmp_path: Path) -> None:
    nlp = load_pipeline(load_settings({}).spacy_model)
    texts = list(sample_texts())
    assert texts
    common = common_words(nlp)
    list(parse(nlp, texts))
    start = time.process_time()
    docs = [doc for _ in range(ROUNDS) for doc in parse(nlp, texts)]
    parsing = time.process_time() - start
    with CachedGeocoder(GazetteerProvider(gazetteer), tmp_path / "cache.sqlite") as geocoder:
        start = time.process_time()
        found = 0
        for doc in docs:
            found += len(resolve(doc, find_mentions(doc, gazetteer, common=common), geocoder))
        places = time.process_time() - start
    print(f"\nspaCy {parsing:.2f} s, places {places:.2f} s ({places / parsing:.1%}) for {found} toponyms")


@pytest.mark.skipif("DATELINE_GOLD" not in os.environ, reason="DATELINE_GOLD names no file")
def test_reach_on_gold(gazetteer: Gazetteer, tmp_path: Path) -> None:
    lines = Path(os.environ["DATELINE_GOLD"]).read_text(encoding="utf-8").strip().split("\n")
    records = [json.loads(line) for line in lines]
    nlp = load_pipeline(load_settings({}).spacy_model)
    hits = {"odd": 0, "even": 0}
    totals = {"odd": 0, "even": 0}
    with CachedGeocoder(GazetteerProvider(gazetteer), tmp_path / "cache.sqlite") as geocoder:
        docs = parse(nlp, [record["text"] for record in records])
        for number, (record, doc) in enumerate(zip(records, docs, strict=True), 1):
            part = "odd" if number % 2 else "even"
            gold = [toponym for toponym in record["toponyms"] if toponym.get("lat") is not None]
            spans = [Span(start=toponym["start"], end=toponym["end"]) for toponym in gold]
            mentions: list[Mention] = find_mentions(doc, gazetteer, given_spans=spans)
            article = Article(id=str(number), text=record["text"], title=record.get("title") or "")
            for toponym, resolution in zip(gold, resolve(doc, mentions, geocoder, article=article), strict=True):
                place, point = resolution.place, (toponym["lat"], toponym["lon"])
                hits[part] += place is not None and distance_km(point, (place.lat, place.lon)) <= CLOSE_KM
                totals[part] += 1
    for part, total in totals.items():
        print(f"\n{part} lines: {hits[part] / max(total, 1):.3f} of {total} toponyms within {CLOSE_KM:.0f} km")
