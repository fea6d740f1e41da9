"""Which triggers are one event: reports, one a sentence, gathered into drafts.

A report joins the draft that it fits best (`joining`), or opens one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from geodata.events.drafts import RESPONSES, Draft, Report
from geodata.events.joining import HARM, MILD, WEAK_SPOT, fit, load_weights
from geodata.events.passage import Passage, Sentence
from geodata.events.trigger import Trigger
from geodata.events.when import PRESENT_WORDS, date_of, earlier_date, head_date, is_old
from geodata.events.where import (
    PART_SCORES,
    Spot,
    best_spot,
    dateline_spot,
    document_spot,
    encloses,
    head_spot,
    same_place,
    spots_in,
)

TRIGGER_FLOOR = 0.12
"""Weaker triggers open nothing."""
ECHO_FLOOR = 0.3
OPEN_FLOOR = 0.04
CONSEQUENCE_FLOOR = 0.15
"""How likely a sentence with casualties alone must tell of an event to open one."""
OPEN_DRAFTS = 40
"""The last events of an article that a report may still go on with."""
REPORTS_FOR_PLACE = 12
SPOT_FLOOR = -0.05
"""A place below this in its sentence (where somebody speaks or comes from) is not the event's."""
ELSEWHERE_FLOOR = 0.6
"""Triggers need this much to open an event at the place of the dateline or the document."""
LENT_FIELDS = frozenset({"fatalities", "missing"})
"""Numbers that an article gives apart from their event; the hurt are told of too loosely."""
LENT_SCORE = 0.35
TOLD_GAIN = 0.8
"""What a place gains in the sentence that tells the act for sure."""
LATER_LOSS = 0.05
"""What it loses for each report before it."""
TOLL_LOSS = 0.6
"""What it loses in a sentence that only gives the toll."""
BORROWED_LOSS = {"sentence": 0.0, "heading": 0.1, "dateline": 0.5, "document": 0.6}
MAIN = frozenset({"ROOT", "ccomp", "conj"})
CUT_WORDS = frozenset({"and", ";", "while", "but", ",", "whereas"})


def gather(passage: Passage) -> list[Draft]:
    """Return an article's drafts in the order of the text."""
    drafts: list[Draft] = []
    taken: set[int] = set()
    current: Draft | None = None
    for sentence in passage.sentences:
        reports = read_reports(passage, sentence)
        for report in reports:
            draft = _best_draft(passage, report, drafts, current)
            if draft is not None:
                _join(draft, report)
            elif (draft := _opened(passage, report, drafts, taken)) is not None:
                drafts.append(draft)
            elif current is not None and _adds_to(passage, report, current):
                current.extra.append(sentence)
            if draft is not None:
                current = draft
                taken.add(sentence.index)
        if not reports and current is not None and sentence.counts and _goes_on(passage, sentence, current):
            current.extra.append(sentence)
    _take_up(passage, drafts)
    _lend_date(passage, drafts)
    return drafts


def _take_up(passage: Passage, drafts: Sequence[Draft]) -> None:
    """Give numbers that stand apart ("Bodies: 11.") to the article's main event, where it has none of the kind."""
    news = [draft for draft in drafts if not draft.background]
    if not news:
        return
    main = max(news, key=lambda draft: (draft.type not in MILD, len(draft.reports)))
    owned = {s.index for draft in drafts for s in draft.sentences}
    known = {count.field for count in main.counts}
    for sentence in passage.sentences:
        free = [c for c in sentence.counts if c.field in LENT_FIELDS and c.field not in known]
        old = any(t.status in {"background", "planned", "denied"} for t in sentence.triggers)
        if (
            sentence.index in owned
            or not sentence.prose
            or not free
            or old
            or any(is_old(d, passage.article.published) for d in sentence.dates)
        ):
            continue
        elsewhere = [s for s in spots_in(passage, sentence) if not _within(s, main)]
        if not elsewhere:
            main.extra.append(sentence)


def _within(spot: Spot, draft: Draft) -> bool:
    here, there = spot.location, draft.spot.location
    return same_place(here, there) or encloses(here, there) or encloses(there, here)


def _goes_on(passage: Passage, sentence: Sentence, draft: Draft) -> bool:
    """Whether a sentence that only gives numbers goes on with an event: in its block, or at its place."""
    if sentence.block == draft.last.block:
        return True
    return any(same_place(spot.location, draft.spot.location) for spot in spots_in(passage, sentence))


def _adds_to(passage: Passage, report: Report, draft: Draft) -> bool:
    """Whether the numbers of a report that neither joins nor opens an event are those of the one told last.

    An earlier event's are not; those of a sentence without a place are, unless it tells another kind of act.
    """
    if not report.counts or (report.background and not draft.background):
        return False
    if _goes_on(passage, report.sentence, draft):
        return True
    placed = any(r.mention.kind == "literal" for r in report.sentence.places)
    harmless = draft.type in MILD and any(c.field in HARM for c in report.counts)
    return not placed and not harmless and _same_head(passage, report.sentence, draft)


def _same_head(passage: Passage, sentence: Sentence, draft: Draft) -> bool:
    """Whether no heading or head with another place stands between a sentence and an event."""
    here, there = head_spot(passage, sentence), head_spot(passage, draft.last)
    if here is None or there is None or here.source != "heading":
        return here is None or here.source != "heading"
    return same_place(here.location, there.location)


def _lend_date(passage: Passage, drafts: Sequence[Draft]) -> None:
    """Give events without a date the main event's: more often right than the day of publication."""
    fresh = [d.dating for d in drafts if d.dating and not is_old(d.dating.mention, passage.article.published)]
    if not fresh:
        return
    for draft in drafts:
        if draft.dating is None and not draft.background:
            draft.borrowed_dating = replace(fresh[0], score=LENT_SCORE)


def read_reports(passage: Passage, sentence: Sentence) -> list[Report]:
    """Return what a sentence tells: mostly one report, several when its clauses tell of several places."""
    live = [t for t in sentence.triggers if t.status not in {"planned", "denied"}]
    if not sentence.prose or not any(t.kind != "consequence" for t in live):
        return []
    spots = spots_in(passage, sentence)
    cuts = [sentence.start, *_cuts(passage, sentence, spots), sentence.end]
    reports = []
    for start, end in pairwise(cuts):
        inside = [t for t in live if start <= t.start < end]
        here = [spot for spot in spots if start <= spot.resolution.mention.start < end]
        report = _report(passage, sentence, start, end, inside or live, here)
        if report is not None:
            reports.append(report)
    return reports


def _report(
    passage: Passage, sentence: Sentence, start: int, end: int, live: Sequence[Trigger], spots: Sequence[Spot]
) -> Report | None:
    casualties = [t for t in live if t.kind == "casualty"]
    strong = [t for t in live if t.kind == "event" and t.score >= _floor(t, bool(casualties))]
    if not (strong or casualties):
        return None
    types = _types(strong, casualties)
    lead = max(types, key=lambda name: types[name]) if types else ""
    leaders = [t for t in strong if t.type == lead] or strong or casualties
    anchors = [t.token for t in leaders]
    spot = best_spot(passage, spots, [*anchors, *(t.token for t in casualties)], lead)
    if spot is not None and spot.score < SPOT_FLOOR:
        spot = None
    if _here(passage, sentence, anchors):
        spot = dateline_spot(passage) or spot
    dating = date_of(passage, sentence, anchors, start, end)
    old = dating is not None and dating.old and not _under_way(passage, sentence)
    return Report(
        sentence=sentence,
        start=start,
        end=end,
        triggers=(*strong, *casualties),
        types=types,
        score=max(t.score for t in leaders) if strong else 0.0,
        event_probability=max(t.event_probability for t in live),
        spot=spot,
        dating=dating,
        anaphoric=bool(strong) and all(t.anaphoric for t in leaders),
        consequence=not strong,
        background=old or (dating is None and _is_background(leaders, casualties)),
    )


def _is_background(leaders: Sequence[Trigger], casualties: Sequence[Trigger]) -> bool:
    """Whether the act, or whoever died in it, is told as context: 'the raid comes weeks after 50 were killed'."""
    return any(told and all(t.status == "background" for t in told) for told in (leaders, casualties))


def _floor(trigger: Trigger, with_casualties: bool) -> float:
    """Return the score from which a trigger tells of an act; the model's guess at a sentence of deaths is an echo."""
    return ECHO_FLOOR if with_casualties and trigger.found_by == "model" else TRIGGER_FLOOR


def _under_way(passage: Passage, sentence: Sentence) -> bool:
    """Whether what began long ago goes on: 'The outbreak declared on 20 February continues to spread'."""
    tokens = passage.doc[sentence.first : sentence.last]
    return any(t.lower_ in PRESENT_WORDS and t.tag_ in {"VBZ", "VBP"} and t.dep_ in MAIN for t in tokens)


def _here(passage: Passage, sentence: Sentence, anchors: Sequence[int]) -> bool:
    """Whether the reporter says that it happened where the dateline is: "signed an agreement here"."""
    tokens = passage.doc[sentence.first : sentence.last]
    quoted = any(token.is_quote for token in tokens)
    return not quoted and any(t.lower_ == "here" and (t.head.i in anchors or t.head.dep_ == "ROOT") for t in tokens)


def _cuts(passage: Passage, sentence: Sentence, spots: Sequence[Spot]) -> list[int]:
    """Return where a sentence goes over to the next place with a number or an act of its own."""
    sites = [spot for spot in spots if spot.part in {"site", "subject"} and spot.location.geo_precision <= 3]
    cuts: list[int] = []
    for before, after in pairwise(sites):
        if encloses(before.location, after.location) or encloses(after.location, before.location):
            continue
        if same_place(before.location, after.location):
            continue
        cut = _cut_between(passage, sentence, before.resolution.mention.end, after.resolution.mention.start)
        if cut is not None:
            cuts.append(cut)
    return cuts


def _cut_between(passage: Passage, sentence: Sentence, low: int, high: int) -> int | None:
    marks = [c.number.start for c in sentence.counts] + [
        t.start for t in sentence.triggers if t.kind == "event" and t.score >= TRIGGER_FLOOR
    ]
    tokens = [t for t in passage.doc[sentence.first : sentence.last] if low <= t.idx < high]
    marks += [t.idx for t in tokens if t.pos_ == "NUM" and t.ent_type_ not in {"DATE", "TIME"}]
    for token in tokens:
        counted = token.lower_ != "," or _number_follows(passage, token.i)
        if token.lower_ in CUT_WORDS and counted and any(token.idx < mark < high for mark in marks):
            return token.idx
    return None


def _number_follows(passage: Passage, index: int) -> bool:
    """Whether a number of something comes within two words."""
    return any(t.pos_ == "NUM" and t.ent_type_ not in {"DATE", "TIME"} for t in passage.doc[index + 1 : index + 3])


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


def _best_draft(passage: Passage, report: Report, drafts: Sequence[Draft], current: Draft | None) -> Draft | None:
    recent = drafts[-OPEN_DRAFTS:]
    weights = load_weights()
    scored = [(fit(passage, report, draft, draft is current, weights), -n) for n, draft in enumerate(recent)]
    if not scored:
        return None
    best, number = max(scored)
    return recent[-number] if best >= 0.0 else None


def _join(draft: Draft, report: Report) -> None:
    draft.reports.append(report)
    _add_types(draft, report, 0.5)
    if report.spot is not None and len(draft.reports) <= REPORTS_FOR_PLACE:
        draft.spot = _best_of(draft)


def _add_types(draft: Draft, report: Report, share: float) -> None:
    share *= 0.4 if report.consequence else 1.0
    for name, value in report.types.items():
        draft.types[name] = draft.types.get(name, 0.0) + share * value


def _best_of(draft: Draft) -> Spot:
    """Return the place that the reports speak for most; those of the act, with a date, near the top, come first."""
    rated = [(draft.opening_spot, _weight_of(draft.reports[0], draft.opening_spot, 0))]
    for number, report in enumerate(draft.reports):
        if report.spot is not None:
            rated.append((report.spot, _weight_of(report, report.spot, number)))
    best, _ = max(rated, key=lambda item: item[1])
    inside = [
        (spot, weight)
        for spot, weight in rated
        if spot.location.geo_precision < best.location.geo_precision and encloses(best.location, spot.location)
    ]
    return max(inside, key=lambda item: item[1])[0] if inside else best


def _weight_of(report: Report, spot: Spot, number: int) -> float:
    told = min(1.0, report.score) * report.event_probability
    loss = BORROWED_LOSS[spot.source] + (TOLL_LOSS if report.consequence else 0.0)
    return spot.score + TOLD_GAIN * told - LATER_LOSS * number - loss


def _opened(passage: Passage, report: Report, drafts: Sequence[Draft], taken: set[int]) -> Draft | None:
    """Return a new draft for a report that may open one and has a place."""
    if report.consequence and (report.event_probability < CONSEQUENCE_FLOOR or (drafts and report.spot is None)):
        return None
    if not report.consequence and report.score < OPEN_FLOOR:
        return None
    spot = report.spot if report.spot is not None and PART_SCORES[report.spot.part] >= WEAK_SPOT else None
    if report.type == "legal":
        court = head_spot(passage, report.sentence)
        spot = court if court is not None and court.source == "heading" else spot
    spot = spot or _borrowed(passage, report, drafts, taken) or _own_after_all(report, drafts)
    if spot is None:
        return None
    dating = earlier_date(passage, report.sentence) or head_date(passage, report.sentence)
    draft = Draft(reports=[report], spot=spot, opening_spot=spot, borrowed_dating=dating, opening=not drafts)
    _add_types(draft, report, 1.0)
    return draft


def _own_after_all(report: Report, drafts: Sequence[Draft]) -> Spot | None:
    """Return a report's own place for want of a better one; where the hurt were taken is no new event's."""
    after = report.consequence or report.type in RESPONSES
    lies_there = report.spot is not None and report.spot.part == "affiliation"
    return None if drafts and after and lies_there else report.spot


def _borrowed(passage: Passage, report: Report, drafts: Sequence[Draft], taken: set[int]) -> Spot | None:
    """Return the place of the sentences before in the block, else of its head, dateline or document."""
    before = [s for s in passage.in_block(report.sentence.block) if s.index < report.sentence.index and s.prose]
    for sentence in reversed(before[-4:]):
        if sentence.index in taken:
            break
        spot = best_spot(passage, [s for s in spots_in(passage, sentence) if s.score >= WEAK_SPOT], ())
        if spot is not None:
            return spot
    spot = head_spot(passage, report.sentence)
    if spot is not None and (spot.source == "heading" or not drafts):
        return spot
    if drafts or max(report.score, report.event_probability if report.consequence else 0.0) < ELSEWHERE_FLOOR:
        return None
    return dateline_spot(passage) or document_spot(passage)
