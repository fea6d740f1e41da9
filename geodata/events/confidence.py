"""How sure an event and each of its fields is, from the readable numbers in `confidence.csv`.

The overall figure is a logistic model of the features below, fitted by `fit_confidence` on the development
articles: it says how often an event with such features was a right point.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from geodata.events.drafts import Draft, Report
from geodata.events.passage import Passage
from geodata.events.where import hangs_on, spot_distance
from geodata.model import Confidence, When

FIRST_PERSON = frozenset("i we you my our your us me".split())
PAST_TAGS = frozenset({"VBD", "VBN"})
KEEP_FLOOR = 0.3
"""Events less sure than this are left out: there a point is more often wrong than right."""


@dataclass(frozen=True, slots=True)
class Table:
    """The weights of the overall model and the shares of right fields by what is known of them."""

    overall: Mapping[str, float]
    fields: Mapping[tuple[str, str], float]


@lru_cache(maxsize=1)
def load_table() -> Table:
    """Read the numbers beside this module."""
    overall: dict[str, float] = {}
    fields: dict[tuple[str, str], float] = {}
    text = files("geodata.events").joinpath("confidence.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#")):
        if row["field"] == "overall":
            overall[row["feature"]] = float(row["value"])
        else:
            fields[row["field"], row["feature"]] = float(row["value"])
    return Table(overall, fields)


def overall(features: Mapping[str, float], table: Table) -> float:
    """Return how likely an event with these features is a right point, 0 to 1."""
    total = table.overall.get("intercept", 0.0)
    total += sum(table.overall.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def confidence_of(
    passage: Passage,
    draft: Draft,
    when: When,
    casualties: float,
    *,
    article: Mapping[str, float],
    table: Table | None = None,
) -> Confidence:
    """Return the confidence of an event and of its fields."""
    numbers = table or load_table()
    kind = type_step(draft)
    return Confidence(
        overall=round(overall(features_of(passage, draft, article=article), numbers), 3),
        type=numbers.fields.get(("type", kind), 0.8),
        date=numbers.fields.get(("date", date_step(when)), 0.7),
        place=round(min(1.0, numbers.fields.get(("place", place_step(draft)), 0.7) * _resolved(draft)), 3),
        casualties=round(casualties, 3),
    )


def _resolved(draft: Draft) -> float:
    return 0.5 + 0.5 * draft.spot.resolution.confidence


def type_step(draft: Draft) -> str:
    """Return how far the best type stands above the next."""
    values = sorted(draft.types.values(), reverse=True)
    share = values[0] / sum(values) if values and sum(values) else 0.0
    return "clear" if share > 0.9 else "likely" if share > 0.6 else "open"


def date_step(when: When) -> str:
    """Return where the date came from and how exact it is."""
    return when.source if when.source != "text" else f"text {when.precision}"


def place_step(draft: Draft) -> str:
    """Return where the place came from and which part it has in its sentence."""
    return f"sentence {draft.spot.part}" if draft.spot.source == "sentence" else draft.spot.source


def features_of(passage: Passage, draft: Draft, *, article: Mapping[str, float]) -> dict[str, float]:
    """Return what the overall confidence is reckoned from; every value lies about 0 to 1."""
    reports = draft.reports
    lead = max(reports, key=lambda r: r.score + r.event_probability)
    spot = draft.spot
    acts = [r for r in reports if not r.consequence]
    return {
        "score": max((r.score for r in acts), default=0.0),
        "event_probability": max(r.event_probability for r in reports),
        "lead_probability": lead.event_probability,
        "part_score": max(-0.2, spot.score),
        "resolved": spot.resolution.confidence,
        "recognised": spot.resolution.mention.confidence,
        "from_heading": float(spot.source == "heading"),
        "from_dateline": float(spot.source == "dateline"),
        "own_place": float(any(r.spot is not None and r.spot.score > 0.35 for r in acts)),
        "has_date": float(any(r.dating is not None for r in reports)),
        "counted": float(bool(draft.counts)),
        "nominal": float(all(t.nominal for t in lead.triggers)),
        "past": float(_past(passage, lead)),
        "only_casualties": float(not acts),
        "region": float(spot.location.geo_precision == 3),
        "country": float(spot.location.geo_precision == 4),
        "background": float(draft.background),
        **_language(passage, lead),
        **article,
    }


def _language(passage: Passage, report: Report) -> dict[str, float]:
    """Return what the words of a sentence say of its kind: opinion, plan, business, present or past."""
    tokens = passage.doc[report.sentence.first : report.sentence.last]
    anchors = [t.token for t in report.triggers]
    spot = report.spot
    return {
        "attached": float(spot is not None and hangs_on(passage.doc, spot, anchors)),
        "far": min(30, spot_distance(passage.doc, spot, anchors)) / 30 if spot is not None else 0.5,
        "root": float(any(passage.doc[i].dep_ == "ROOT" for i in anchors)),
        "subject": float(any(t.subject is not None for t in report.triggers)),
        "type_share": max((p for t in report.triggers[:1] for _, p in t.types), default=0.0),
        "verb": float(any(passage.doc[i].pos_ == "VERB" for i in anchors)),
        "modal": float(any(t.tag_ == "MD" for t in tokens)),
        "first_person": float(any(t.lower_ in FIRST_PERSON for t in tokens)),
        "money": float(any(t.ent_type_ in {"MONEY", "PERCENT"} for t in tokens)),
        "short": float(len(tokens) < 9),
        "long": float(len(tokens) > 40),
        "fresh_day": float(report.dating is not None and report.dating.mention.precision == "day"),
        "people": float(any(t.kind == "casualty" for t in report.triggers)),
    }


def article_features(passage: Passage) -> dict[str, float]:
    """Return what the whole article is like: an opinion or a results page has few sentences with events."""
    prose = [s for s in passage.sentences if s.prose]
    chances = [max((t.event_probability for t in s.triggers), default=0.0) for s in prose]
    best = sorted(chances, reverse=True)[:3]
    return {
        "article_mean": sum(chances) / max(1, len(chances)),
        "article_best": sum(best) / max(1, len(best)),
        "dateline": float(passage.layout.dateline is not None),
    }


def _past(passage: Passage, report: Report) -> bool:
    return any(passage.doc[t.token].tag_ in PAST_TAGS for t in report.triggers)
