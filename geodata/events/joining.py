"""How well a report goes on with an event: features of the pair, and weights that `train_joining` found."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from geodata.events.casualties import CountMention
from geodata.events.drafts import SPEECH_SCORE, Draft, Report, kinship
from geodata.events.passage import Passage, Sentence
from geodata.events.when import days_apart
from geodata.events.where import PART_SCORES, Spot, distance_km, encloses, head_spot, same_place
from geodata.language import ORGANISATION_LABELS, PERSON_LABELS

NEAR_KM = 15.0
WEAK_SPOT = 0.35
"""A place below this gives way to the one in the block's head."""
LIVELY = 0.43
"""A type of an event counts when its reports speak for it this much."""
TOLL_SCORE = 0.3
"""A sentence of deaths that tells no act better than this has its type from the article around it."""
MILD = frozenset("protest diplomacy policy election legal aid displacement rescue crime".split())
"""Types of events in which people are rarely killed or hurt."""
HARM = frozenset({"fatalities", "injured", "missing"})
OTHER_EVENT = frozenset("separately elsewhere meanwhile another second third different separate unrelated".split())
"""Words near the start of a sentence that tell of one more event."""
_ITEM = re.compile(r"\s*[\[(]?\d{1,2}(?:[.)\]]| ?/)\s")


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    """Read the weights beside this module."""
    text = files("geodata.events").joinpath("joining_weights.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if line and not line.startswith("#"))
    next(rows)
    return {name: float(value) for name, value in rows}


def fit(passage: Passage, report: Report, draft: Draft, is_current: bool, weights: Mapping[str, float]) -> float:
    """Return how well a report fits a draft: 0 and more when it goes on with it."""
    found = features(passage, report, draft, is_current)
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())


def features(passage: Passage, report: Report, draft: Draft, is_current: bool) -> dict[str, float]:
    """Return what speaks for and against one event."""
    place = _place(report, draft.spot)
    gap = report.sentence.block - draft.last.block
    found = {
        f"place {place}": 1.0,
        f"type {_type(report, draft)}": 1.0,
        f"date {_date(report, draft)}": 1.0,
        "same block": float(gap == 0),
        "blocks between": float(min(gap, 5)),
        "told last": float(is_current),
        "new item": float(gap > 0 and _is_item(passage, report.sentence)),
        "first event": float(draft.opening),
        "sure event": report.event_probability * report.score,
        "other event": float(_says_other(passage, report)),
        "shared names": float(_shares_names(passage, report, draft)),
    }
    away = " elsewhere" if place in ("elsewhere", "near") else ""
    found["anaphoric" + away] = float(report.anaphoric)
    found["consequence" + away] = float(report.consequence)
    if report.consequence and draft.type in MILD and any(c.count.best and c.field in HARM for c in report.counts):
        found["harm of a mild event"] = 1.0
    if place == "narrower" and draft.opening and draft.spot.location.geo_precision >= 3 and len(draft.reports) <= 2:
        found["narrower than the lead"] = 1.0
    if _detail_of_lead(report, draft, place):
        found = {name: value for name, value in found.items() if not name.startswith("date ")}
    found.update(_background(report, draft, gap, is_current))
    number = _numbers(report.counts, draft.counts)
    if number:
        found[f"numbers {number}"] = 1.0
    if gap and _own_head(passage, report.sentence) and not _same_head(passage, report, draft):
        found["another heading"] = 1.0
    return found


def _detail_of_lead(report: Report, draft: Draft, place: str) -> bool:
    """Whether a report may date a lead whose only date is when somebody spoke: '…, officials said on Tuesday'."""
    spoken = draft.dating is not None and draft.dating.score < SPEECH_SCORE
    wide = draft.spot.location.geo_precision >= 3
    near = (place == "narrower" and wide) or (place == "none" and report.type == draft.type)
    return spoken and near and draft.opening and len(draft.reports) <= 2


def _type(report: Report, draft: Draft) -> str:
    if report.score < TOLL_SCORE and any(trigger.kind == "casualty" for trigger in report.triggers):
        return "of toll"
    names = [name for name, value in draft.types.items() if value >= LIVELY]
    if not report.type or not names:
        return "unknown"
    best = max(kinship(report.type, name) for name in names)
    return "same" if best == 1.0 else "kin" if best > 0 else "response" if best == 0 else "strange"


def _place(report: Report, other: Spot) -> str:
    spot = report.spot
    if spot is None or PART_SCORES[spot.part] < WEAK_SPOT:
        return "unknown" if spot is None and _at_unknown(report) else "none"
    if report.consequence and spot.location.geo_precision >= 3:
        return "of consequence"
    a, b = spot.location, other.location
    if same_place(a, b):
        return "same"
    if encloses(a, b):
        return "wider"
    if encloses(b, a):
        return "narrower" if other.source == "sentence" else "narrower than head"
    if other.source in {"dateline", "document"}:
        return "not of dateline"
    return "near" if distance_km(a, b) <= NEAR_KM else "elsewhere"


def _at_unknown(report: Report) -> bool:
    """Whether the act is told with a place that no gazetteer has."""
    return not report.consequence and any(
        r.mention.kind == "literal" and r.location is None and report.start <= r.mention.start < report.end
        for r in report.sentence.places
    )


def _date(report: Report, draft: Draft) -> str:
    if report.dating is None or draft.dating is None:
        return "unknown"
    a, b = report.dating.mention, draft.dating.mention
    apart = days_apart(a, b)
    if apart == 0:
        return "same" if a.precision == b.precision else "overlap"
    later = bool(a.start and b.start and a.start > b.start)
    if later and report.consequence:
        return "of later toll"
    weak = " weak" if min(report.dating.score, draft.dating.score) < 0.4 else ""
    return ("a day" if apart == 1 else "days") + (" later" if later else " before") + weak


def _background(report: Report, draft: Draft, gap: int, is_current: bool) -> dict[str, float]:
    if report.background and not draft.background:
        return {"background of news" + (" dated" if report.dating is not None else ""): 1.0}
    if draft.background and not report.background:
        detail = report.dating is None and report.spot is None and gap == 0 and is_current
        return {"news of background" + (" as detail" if detail else ""): 1.0}
    return {}


def _numbers(new: tuple[CountMention, ...], old: list[CountMention]) -> str:
    """Return whether two tell the same number of dead or hurt, or another one."""
    before = {(c.field, c.count.best) for c in old if c.count.best > 0}
    told = {(c.field, c.count.best) for c in new if c.count.best > 0}
    if not before or not told:
        return ""
    if before & told:
        return "same"
    return "other" if {name for name, _ in before} & {name for name, _ in told} else ""


def _says_other(passage: Passage, report: Report) -> bool:
    tokens = passage.doc[report.sentence.first : report.sentence.last]
    return any(token.lower_ in OTHER_EVENT for token in tokens[:8] if token.idx < report.end)


def _shares_names(passage: Passage, report: Report, draft: Draft) -> bool:
    """Whether the report names a person or body that the event was told with."""
    return not _names(passage, report.sentence).isdisjoint(
        name for sentence in draft.sentences[-4:] for name in _names(passage, sentence)
    )


def _names(passage: Passage, sentence: Sentence) -> frozenset[str]:
    return frozenset(
        token.lower_
        for token in passage.doc[sentence.first : sentence.last]
        if token.ent_type_ in PERSON_LABELS | ORGANISATION_LABELS and token.text[:1].isupper() and len(token) > 2
    )


def _is_item(passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence opens a bullet or a numbered item."""
    block = passage.block_of(sentence)
    return block.kind == "bullet" or bool(_ITEM.match(passage.article.text, block.start))


def _own_head(passage: Passage, sentence: Sentence) -> bool:
    spot = head_spot(passage, sentence)
    return spot is not None and spot.source == "heading"


def _same_head(passage: Passage, report: Report, draft: Draft) -> bool:
    here, there = head_spot(passage, report.sentence), draft.spot
    return here is not None and (same_place(here.location, there.location) or encloses(here.location, there.location))
