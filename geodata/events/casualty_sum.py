"""From the mentions that belong to one event to its casualties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geodata.events.casualty_model import CasualtyReport, CountMention
from geodata.model import Casualties, Count, Span

PRONOUN = 0.5
"""How sure a 'he' or 'she' is to be somebody not counted yet."""


def combine(counts: Sequence[CountMention]) -> CasualtyReport:
    """Return the casualties of one event from the mentions that belong to it, in text order."""
    values: dict[str, Count] = {}
    spans: dict[str, Span] = {}
    confidences: list[float] = []
    for name in ("fatalities", "injured", "arrested", "missing", "displaced"):
        mentions = [mention for mention in counts if mention.field == name]
        found = _combined(mentions)
        if found is None:
            continue
        count, source = found
        values[name] = count
        spans[name] = Span(
            start=min(source.number.start, source.word.start), end=max(source.number.end, source.word.end)
        )
        confidences.append(source.confidence)
    return CasualtyReport(
        casualties=Casualties(**values),
        field_spans=spans,
        confidence=min(confidences, default=0.0),
    )


def _combined(mentions: Sequence[CountMention]) -> tuple[Count, CountMention] | None:
    usable = [mention for mention in mentions if mention.mode not in {"superseded", "denied", "part"}]
    parts = [mention for mention in mentions if mention.mode == "part"]
    if parts and max(m.count.best for m in parts) > sum(m.count.best for m in usable):
        usable = parts  # what they are part of is of another kind: "of the 31 who were hit, 12 died"
    if any(mention.count.best > 0 for mention in usable):
        usable = [mention for mention in usable if mention.count.best > 0]
    if any(mention.mode != "cumulative" for mention in usable):
        usable = [mention for mention in usable if mention.mode != "cumulative"]
    if any(not mention.single for mention in usable):
        # "He was taken to hospital": one of those who are counted elsewhere.
        usable = [mention for mention in usable if not (mention.single and mention.confidence <= PRONOUN)] or usable
    if not usable:
        return None
    if any(mention.toll and mention.count.best for mention in usable):
        # "Two more bodies were found, bringing the toll to 17": those two are among the 17.
        usable = [mention for mention in usable if mention.mode != "additional"] or usable
    # "Five others" come on top of whoever else died, also when that is told later.
    usable = sorted(usable, key=lambda mention: mention.mode == "additional")
    total, source = usable[0].count, usable[0]
    members = [usable[0]]
    for mention in usable[1:]:
        joined = _join(total, members, mention)
        if joined != total and joined.best != total.best:
            source = mention if mention.toll or mention.count.best > source.count.best else source
        total = joined
        members.append(mention)
    return total, source


def _another_person(member: CountMention, mention: CountMention) -> bool:
    """Whether two victims are not one: both named, differently, or both unnamed; who is unnamed is named later."""
    if member.number == mention.number or bool(member.victims) != bool(mention.victims):
        return False
    return not _name_words(member) & _name_words(mention)


def _name_words(mention: CountMention) -> set[str]:
    words = " ".join(mention.victims).replace(",", " ").split()
    return {word for word in words if word[:1].isupper()}


def _join(total: Count, members: Sequence[CountMention], mention: CountMention) -> Count:
    """Return the total after one more mention."""
    value = mention.count
    if mention.rank:
        return total if total.best >= mention.rank else _plus(total, 1) if total.best == mention.rank - 1 else total
    if mention.mode == "additional":
        return _plus(total, value.best)
    last = members[-1]
    if mention.single and not (_side_by_side(last, mention) and mention.confidence > 0.5 and not mention.victims):
        if (
            any(member.single and _another_person(member, mention) for member in members)
            and not any(not member.single for member in members)
            and mention.confidence > 0.5
        ):
            return _plus(total, value.best)
        return total
    if value.best == total.best and not (_side_by_side(last, mention) and mention.side != last.side):
        return Count(low=min(total.low, value.low), best=total.best, high=max(total.high, value.high))
    if _side_by_side(last, mention):
        return _plus(total, value.best)
    if mention.toll or any(member.single for member in members if len(members) == 1):
        return value if value.best > total.best or mention.toll else total
    sides = {member.side for member in members}
    if mention.side not in sides and "generic" not in sides | {mention.side}:
        return _plus(total, value.best)
    if value.best > total.best:
        if mention.status == "claimed":
            return replace(total, high=value.best)
        return (
            Count(low=min(total.low, value.best), best=total.best, high=value.best)
            if members[0].sentence == 0
            else value
        )
    return total


def _side_by_side(last: CountMention, mention: CountMention) -> bool:
    """Whether one sentence tells of two lots of people: 'two gunmen died and a guard was killed'."""
    apart = mention.number.start - last.number.end
    return (
        mention.sentence == last.sentence
        and 0 <= apart <= 150
        and not last.toll
        and not mention.toll
        and not mention.elsewhere
    )


def _plus(total: Count, number: int) -> Count:
    return Count(low=total.low + number, best=total.best + number, high=total.high + number)
