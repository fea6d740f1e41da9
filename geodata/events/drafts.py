"""A report is what one clause tells of an event; a draft is an event in the making, gathered from reports."""

from __future__ import annotations

from dataclasses import dataclass, field

from geodata.events.casualties import CountMention
from geodata.events.passage import Sentence
from geodata.events.trigger import Trigger
from geodata.events.when import Dating
from geodata.events.where import Spot, same_place

REPORTS_READ = 24
"""Reports that say when and whether it is news; what an article tells later does not change that."""

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

SPEECH_SCORE = 0.33
"""A date below this tells when somebody spoke of the event; any other date of its reports comes before it."""
OWN_PLACE_GAIN = 0.5
"""What a date gains beside the event's own place."""
ACT_GAIN = 0.4
"""What it gains in a sentence that tells the act."""
LATER_DATE_LOSS = 0.0
SPEECH_DATE_LOSS = 1.0


@dataclass(slots=True, kw_only=True)
class Report:
    """What one sentence, or one clause of it, tells of one event; `start` and `end` are characters."""

    sentence: Sentence
    start: int
    end: int
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

    @property
    def counts(self) -> tuple[CountMention, ...]:
        """The numbers of people that stand in it."""
        return tuple(c for c in self.sentence.counts if self.start <= c.word.start < self.end)


@dataclass(slots=True, kw_only=True)
class Draft:
    """An event in the making: its reports in the order of the text."""

    reports: list[Report]
    spot: Spot
    opening_spot: Spot
    """The place it was opened with: its first report's, or one borrowed for it."""
    opening: bool = False
    """Whether it is the article's first event."""
    types: dict[str, float] = field(default_factory=dict)
    """The types of all reports, those that open or lead counting most."""
    extra: list[Sentence] = field(default_factory=list)
    """Sentences that only go on with it."""
    borrowed_dating: Dating | None = None
    """A date from the head, the heading or a sentence before, for want of one in the reports."""

    @property
    def type(self) -> str:
        """The type that its reports speak for most."""
        return max(self.types, key=lambda name: self.types[name]) if self.types else "other"

    @property
    def dating(self) -> Dating | None:
        """The date that its reports speak for most: those of the act before those of the toll."""
        dated = [(n, r) for n, r in enumerate(self.reports[:REPORTS_READ]) if r.dating is not None]
        if not self.background:
            dated = [(n, r) for n, r in dated if r.dating is not None and not r.dating.old]
        if not dated:
            return self.borrowed_dating

        def worth(item: tuple[int, Report]) -> float:
            number, report = item
            assert report.dating is not None
            own = report.spot is not None and same_place(report.spot.location, self.spot.location)
            told = SPEECH_DATE_LOSS * (report.dating.score < SPEECH_SCORE)
            gain = OWN_PLACE_GAIN * own + ACT_GAIN * (not report.consequence)
            return report.dating.score + gain - LATER_DATE_LOSS * number - told

        return max(dated, key=worth)[1].dating

    @property
    def sentences(self) -> list[Sentence]:
        """Its sentences in the order of the text, each once."""
        found = {s.index: s for s in [*(r.sentence for r in self.reports), *self.extra]}
        return [found[index] for index in sorted(found)]

    @property
    def counts(self) -> list[CountMention]:
        """The numbers of people that stand in its reports, in the order of the text."""
        counts = {(c.word.start, c.field): c for r in self.reports for c in r.counts}
        counts.update({(c.word.start, c.field): c for s in self.extra for c in s.counts})
        return self._news([counts[key] for key in sorted(counts)])

    def _news(self, counts: list[CountMention]) -> list[CountMention]:
        """Leave out numbers told as context where others of the kind are news: 'In 2021, a crash here killed 20'."""
        told = [t for s in self.sentences for t in s.triggers if t.kind == "casualty" and t.status == "background"]
        old = [c for c in counts if any(t.start < c.word.end and c.word.start < t.end for t in told)]
        fresh = {c.field for c in counts if c not in old and c.count.best}
        return [c for c in counts if c not in old or c.field not in fresh]

    @property
    def background(self) -> bool:
        """Whether it is only told as context: it opens so, and no report gives it a fresh date or another place."""
        first = self.reports[0]
        return first.background and all(
            r.background or r.consequence or (first.dating is not None and r.dating is None and r.spot is None)
            for r in self.reports[:REPORTS_READ]
        )

    @property
    def last(self) -> Sentence:
        """The sentence that told of it last."""
        return self.reports[-1].sentence


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
