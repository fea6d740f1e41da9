"""What events cost beside spaCy, how the cost grows with a text and with the articles merged, and whether confidence
means what it says.

Opt-in: `pytest -s tests/bench/bench_events.py`.  With DATELINE_GOLD set to a file of JSON lines (text), the share of
spaCy's time is measured on its texts; with DATELINE_ARTICLES set to a folder of annotated articles, the reliability
table is printed: how often events of each step of confidence were right points.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from spacy.language import Language

from geodata import build
from geodata.events.assemble import assemble_article
from geodata.events.casualties import find_counts
from geodata.events.dates import find_dates
from geodata.events.fit_confidence import match, read_gold
from geodata.events.merge import merge
from geodata.events.triggers import find_triggers
from geodata.language import parse
from geodata.model import Article, Event
from geodata.pipeline import Pipeline
from geodata.settings import Settings
from tests.factories import make_event

T = TypeVar("T")
DAY = dt.datetime(2026, 3, 4, 9, 0)
STORY = (
    "Gunmen killed three traders at a market in Ansongo on Tuesday, officials said. The town lies on the river. "
    "Two of the wounded were taken to Gao, where the hospital is short of blood. \n\n"
    "A flood washed away a bridge near Mopti on Monday and cut the road to Sévaré. Nobody was hurt. "
)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def texts() -> list[str]:
    path = os.environ.get("DATELINE_GOLD")
    if path:
        lines = Path(path).read_text(encoding="utf-8").strip().split("\n")
        return [json.loads(line)["text"] for line in lines][:150]
    return [json.loads(p.read_text(encoding="utf-8"))["text"] for p in sorted(build.SAMPLES.glob("*.json"))]


def test_events_beside_spacy(pipeline: Pipeline, nlp: Language) -> None:
    """Print dates, counts, triggers and assembly as shares of spaCy's time."""
    articles = [Article(id=str(n), text=text, published=DAY) for n, text in enumerate(texts())]
    list(parse(nlp, [articles[0].text]))
    parsing, docs = timed(lambda: list(parse(nlp, [article.text for article in articles])))
    pairs = list(zip(articles, docs, strict=True))
    resolutions = [pipeline.find(article)[1] for article in articles]
    dating, dates = timed(lambda: [find_dates(doc, anchor=DAY.date(), published=DAY) for _, doc in pairs])
    counting, counts = timed(lambda: [find_counts(doc) for _, doc in pairs])
    triggering, triggers = timed(
        lambda: [find_triggers(doc, found, published=DAY.date())
                 for (_, doc), found in zip(pairs, resolutions, strict=True)]
    )  # fmt: skip
    assembling, _ = timed(
        lambda: [assemble_article(article, doc, *found)
                 for (article, doc), *found in zip(pairs, resolutions, dates, counts, triggers, strict=True)]
    )  # fmt: skip
    total = dating + counting + triggering + assembling
    shares = {"dates": dating, "counts": counting, "triggers": triggering, "assembly": assembling, "events": total}
    told = ", ".join(f"{name} {seconds / parsing:.1%}" for name, seconds in shares.items())
    print(f"\nspaCy {parsing:.2f} s; of that: {told}")
    assert total > 0


def test_time_grows_with_the_text(pipeline: Pipeline) -> None:
    """Print the time per word of a document of 2,500, 5,000, 10,000 and 20,000 words, over the first."""
    words = len(STORY.split())
    costs = []
    for size in (2_500, 5_000, 10_000, 20_000):
        article = Article(id="long", text=STORY * (size // words), published=DAY)
        seconds, _ = timed(partial(list, pipeline.run([article])))
        costs.append(seconds / size)
    print("\ntime per word, 2,500 words = 1: " + ", ".join(f"{cost / costs[0]:.2f}" for cost in costs))
    assert len(costs) == 4


def test_merging_grows_with_the_articles() -> None:
    """Print seconds for the events of 1,000 and of 10,000 articles."""
    for number in (1_000, 10_000):
        events = told(number)
        seconds, merged = timed(partial(merge, events))
        print(f"\n{number:,} articles: {len(events):,} events become {len(merged):,} in {seconds:.2f} s")
        assert len(merged) <= len(events)


def told(articles: int) -> list[Event]:
    """Return two events an article, every third one told by another article as well."""
    events = []
    for number in range(articles * 2):
        event = make_event(number - number % 3)
        sources = tuple(replace(source, article_id=f"a{number // 2}") for source in event.sources)
        events.append(replace(event, event_id=f"e{number}", sources=sources))
    return events


@pytest.mark.skipif("DATELINE_ARTICLES" not in os.environ, reason="DATELINE_ARTICLES names no folder")
def test_confidence_means_what_it_says(session_settings: Settings) -> None:
    """Print how often events of each step of confidence were right points."""
    pipeline = build.build_pipeline(session_settings)
    steps: dict[int, list[bool]] = {}
    for path in sorted(Path(os.environ["DATELINE_ARTICLES"]).glob("*.json")):
        gold, article = read_gold(path)
        (result,) = pipeline.run([article])
        note(steps, gold["events"], result.events)
    print("\nconfidence   events   right")
    for step, right in sorted(steps.items()):
        print(f"{step / 10:.1f} to {step / 10 + 0.1:.1f} {len(right):8d}   {sum(right) / len(right):5.2f}")
    assert steps


def note(steps: dict[int, list[bool]], gold: Sequence[dict[str, object]], events: Sequence[Event]) -> None:
    found = match(gold, events)
    for index, event in enumerate(events):
        steps.setdefault(min(9, int(event.confidence.overall * 10)), []).append(index in found)
