"""Which triggers are one event: reports, one a sentence, gathered into drafts.

A report joins the draft that it fits best (type, place, date, block, anaphora), or opens one of its own.
The weights below were set by looking at errors on the development articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geodata.events.passage import Passage, Sentence
from geodata.events.trigger import Trigger
from geodata.events.when import Dating, date_of, days_apart, head_date, is_old
from geodata.events.where import (
    Spot,
    best_spot,
    dateline_spot,
    distance_km,
    document_spot,
    encloses,
    head_spot,
    same_place,
    spots_in,
)

TRIGGER_FLOOR = 0.25
"""Weaker triggers open nothing."""
OPEN_FLOOR = 0.3
JOIN_FLOOR = 0.5
NEAR_KM = 40.0

GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"armed_clash", "bombing", "airstrike", "attack", "security_operation", "kidnapping"}),
    frozenset({"protest", "riot"}),
    frozenset({"crime", "security_operation", "attack"}),
    frozenset({"flood", "storm", "landslide"}),
    frozenset({"earthquake", "tsunami"}),
    frozenset({"drought", "extreme_temperature"}),
    frozenset({"transport_accident", "industrial_accident"}),
    frozenset({"diplomacy", "policy", "election"}),
)
"""Types that are taken for one another when one event is told several times."""
RESPONSES = frozenset({"rescue", "aid", "displacement", "other"})
"""Types that are usually a consequence of the event before them."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What one sentence tells of one event."""

    sentence: Sentence
    triggers: tuple[Trigger, ...]
    types: dict[str, float]
    score: float
    event_probability: float
    spot: Spot | None
    dating: Dating | None
    anaphoric: bool
    consequence: bool
    background: bool

    @property
    def type(self) -> str:
        """The type that the report speaks for most, empty when for none."""
        return max(self.types, key=lambda name: self.types[name]) if self.types else ""


@dataclass(slots=True, kw_only=True)
class Draft:
    """An event in the making: its reports in the order of the text."""

    reports: list[Report]
    spot: Spot
    dating: Dating | None
    extra: list[Sentence] = field(default_factory=list)
    """Sentences that only go on with it."""

    @property
    def types(self) -> dict[str, float]:
        """The types of all reports, those that open or lead counting most."""
        total: dict[str, float] = {}
        for number, report in enumerate(self.reports):
            share = (1.0 if number == 0 else 0.5) * (0.4 if report.consequence else 1.0)
            for name, value in report.types.items():
                total[name] = total.get(name, 0.0) + share * value
        return total

    @property
    def type(self) -> str:
        """The type that its reports speak for most."""
        types = self.types
        return max(types, key=lambda name: types[name]) if types else "other"

    @property
    def sentences(self) -> list[Sentence]:
        """Its sentences in the order of the text, each once."""
        found = {s.index: s for s in [*(r.sentence for r in self.reports), *self.extra]}
        return [found[index] for index in sorted(found)]

    @property
    def background(self) -> bool:
        """Whether it is only told as context."""
        return self.reports[0].background

    @property
    def last(self) -> Sentence:
        """The sentence that told of it last."""
        return max((r.sentence for r in self.reports), key=lambda s: s.index)


def gather(passage: Passage) -> tuple[list[Draft], list[Report]]:
    """Return an article's drafts and the reports for which no place was found."""
    drafts: list[Draft] = []
    placeless: list[Report] = []
    current: Draft | None = None
    for sentence in passage.sentences:
        reports = read_reports(passage, sentence)
        for report in reports:
            draft = _best_draft(passage, report, drafts, current)
            if draft is not None:
                _join(draft, report)
            else:
                draft = _opened(passage, report, drafts)
                if draft is None:
                    if report.spot is None and not drafts:
                        placeless.append(report)
                    continue
                drafts.append(draft)
            current = draft
        if not reports and current is not None and sentence.block == current.last.block and sentence.counts:
            current.extra.append(sentence)
    return drafts, placeless


def read_reports(passage: Passage, sentence: Sentence) -> list[Report]:
    """Return what a sentence tells: one report, or none."""
    live = [t for t in sentence.triggers if t.status not in {"planned", "denied"}]
    strong = [t for t in live if t.kind == "event" and t.score >= TRIGGER_FLOOR]
    casualties = [t for t in live if t.kind == "casualty"]
    if not sentence.prose or not (strong or casualties):
        return []
    types = _types(strong, casualties)
    lead = max(types, key=lambda name: types[name]) if types else ""
    leaders = [t for t in strong if t.type == lead] or strong or casualties
    anchors = [t.token for t in leaders]
    spot = best_spot(passage, spots_in(passage, sentence), anchors)
    if spot is not None and spot.score < -0.3:
        spot = None
    dating = date_of(passage, sentence, anchors)
    old = dating is not None and is_old(dating.mention, passage.article.published)
    return [
        Report(
            sentence=sentence,
            triggers=tuple([*strong, *casualties]),
            types=types,
            score=max(t.score for t in leaders) if strong else 0.0,
            event_probability=max(t.event_probability for t in live),
            spot=spot,
            dating=dating,
            anaphoric=bool(strong) and all(t.anaphoric for t in leaders),
            consequence=not strong,
            background=old or (bool(strong) and all(t.status == "background" for t in strong)),
        )
    ]


def _types(strong: Sequence[Trigger], casualties: Sequence[Trigger]) -> dict[str, float]:
    """Add up what the triggers and the model's opinion say of the type."""
    types: dict[str, float] = {}
    for trigger in strong:
        types[trigger.type] = max(types.get(trigger.type, 0.0), trigger.score)
    for trigger in [*strong, *casualties][:1]:
        for name, probability in trigger.types:
            if name in types or not strong:
                types[name] = types.get(name, 0.0) + probability
    return {name: value for name, value in types.items() if name}


def kinship(a: str, b: str) -> float:
    """Return how well two types go together in one event: 1 the same, -1 strangers."""
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    if any(a in group and b in group for group in GROUPS):
        return 0.3
    if a in RESPONSES or b in RESPONSES:
        return 0.0
    return -1.0


def _best_draft(passage: Passage, report: Report, drafts: Sequence[Draft], current: Draft | None) -> Draft | None:
    scored = [(_affinity(passage, report, draft, draft is current), -n) for n, draft in enumerate(drafts[-40:])]
    if not scored:
        return None
    best, number = max(scored)
    return drafts[-40:][-number] if best >= JOIN_FLOOR else None


def _affinity(passage: Passage, report: Report, draft: Draft, is_current: bool) -> float:
    """Return how well a report fits a draft."""
    types = draft.types
    kin = max((kinship(report.type, name) for name, value in types.items() if value >= 0.3), default=0.0)
    score = kin
    score += 0.8 if report.anaphoric else 0.0
    score += 1.0 if report.consequence else 0.0
    score += _place_affinity(report.spot, draft.spot)
    score += _date_affinity(report, draft)
    gap = report.sentence.block - draft.last.block
    score += 0.4 if gap == 0 else -0.1 * min(gap, 5)
    score += 0.3 if is_current else 0.0
    if report.background != draft.background:
        score -= 1.0
    if gap and _own_head(passage, report.sentence) and not _same_head(passage, report, draft):
        score -= 2.0
    return score


def _own_head(passage: Passage, sentence: Sentence) -> bool:
    spot = head_spot(passage, sentence)
    return spot is not None and spot.source == "heading"


def _same_head(passage: Passage, report: Report, draft: Draft) -> bool:
    here, there = head_spot(passage, report.sentence), draft.spot
    return here is not None and (same_place(here.location, there.location) or encloses(here.location, there.location))


def _place_affinity(spot: Spot | None, other: Spot) -> float:
    if spot is None:
        return 0.4
    a, b = spot.location, other.location
    if same_place(a, b):
        return 1.0
    if encloses(a, b) or encloses(b, a):
        return 0.3
    if distance_km(a, b) <= NEAR_KM:
        return -0.6
    return -2.0


def _date_affinity(report: Report, draft: Draft) -> float:
    if report.dating is None or draft.dating is None:
        return 0.0
    a, b = report.dating.mention, draft.dating.mention
    apart = days_apart(a, b)
    if apart == 0:
        return 0.3 if a.precision == b.precision else -0.2
    weak = min(report.dating.score, draft.dating.score) < 0.4
    return (-0.4 if weak else -0.8) if apart == 1 else (-1.0 if weak else -2.5)


def _join(draft: Draft, report: Report) -> None:
    draft.reports.append(report)
    if report.spot is not None and not report.consequence and _better(report.spot, draft.spot):
        draft.spot = report.spot
    if draft.dating is None and report.dating is not None and not report.consequence:
        draft.dating = report.dating


def _better(new: Spot, old: Spot) -> bool:
    """Whether a later report names the place more exactly: the town after the province."""
    if new.part not in {"site", "subject", "modifier"}:
        return False
    if old.source != "sentence":
        return True
    return new.location.geo_precision < old.location.geo_precision and encloses(old.location, new.location)


def _opened(passage: Passage, report: Report, drafts: Sequence[Draft]) -> Draft | None:
    """Return a new draft for a report that may open one and has a place."""
    if report.consequence and (drafts or report.event_probability < 0.3):
        return None
    if not report.consequence and report.score < OPEN_FLOOR:
        return None
    spot = report.spot or _borrowed(passage, report, drafts)
    if spot is None:
        return None
    dating = report.dating or head_date(passage, report.sentence)
    return Draft(reports=[report], spot=spot, dating=dating)


def _borrowed(passage: Passage, report: Report, drafts: Sequence[Draft]) -> Spot | None:
    """Return the place of the block's head, else, for the article's first event, of dateline or document."""
    spot = head_spot(passage, report.sentence)
    if spot is not None and (spot.source == "heading" or not drafts):
        return spot
    if drafts:
        return None
    return dateline_spot(passage) or document_spot(passage)


def indexes(drafts: Iterable[Draft]) -> set[int]:
    """Return the indices of the sentences that drafts hold."""
    return {sentence.index for draft in drafts for sentence in draft.sentences}
