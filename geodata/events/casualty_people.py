"""Parties of people in a sentence: units listed together, with their sum.

A *unit* is one noun phrase ("at least 17 people", "a fruit seller", "Fausto Loor"); a *party*
is a list of units ("its leader and three others": 4).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from spacy.tokens import Span

from geodata.events.casualty_numbers import numbers_by_token, text_of
from geodata.events.casualty_spotting import unit_at
from geodata.events.casualty_units import Unit
from geodata.events.numbers import Extremes
from geodata.events.where_words import SPEECH_VERBS

_LINK = re.compile(
    r"\s*(?:,? and(?: also)?|,|,? plus|,? as well as|,? along with|,? together with|,? &|,? or)\s*"
    r"(?:(?:at least|some|about|one of|both|also|nearly|around|roughly|his|her|their|its|the)\s+){0,2}",
    re.IGNORECASE,
)

_OTHER_CLAUSE = re.compile(
    r"\b(?:was|were|killed|injured|wounded|hurt|died|killing|injuring|wounding|arrested|detained|missing)\b|[;:]",
    re.IGNORECASE,
)

_ARTICLES = frozenset({"a", "an", "the", "his", "her", "their"})

_ASIDE = re.compile(
    r"\s*(?:,\s*(?:aged\s+)?\d{1,3}(?=\s*[,)]| and)|,?\s*\((?:aged\s+)?[^()]{1,60}\)|,?\s*aged (?:between )?\d+(?: "
    r"(?:and|to) \d+)?|"
    r"\s*,? (?:known as|called|nicknamed|alias|dubbed|named|identified as|identified only as) "
    r"[“\"'‘][^”\"'’]{1,40}[”\"'’]|"
    r"\s+of (?:about |around )?\d{1,2}\b(?! (?:people|men))|,\s*\d{1,3},?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Party:
    """Units listed together and how many people they are in all; None when one of them is vague."""

    units: tuple[Unit, ...]
    count: Extremes | None

    @property
    def first(self) -> int:
        """The first token."""
        return self.units[0].first

    @property
    def last(self) -> int:
        """The last token."""
        return self.units[-1].last

    @property
    def lead(self) -> Unit:
        """The unit that stands for the party."""
        return self.units[0]


@dataclass
class Crowd:
    """The people of one sentence."""

    sentence: Span
    units: list[Unit] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)

    def party_of(self, unit: Unit) -> Party:
        """Return the party that a unit belongs to."""
        return next(party for party in self.parties if unit in party.units)

    @cached_property
    def by_token(self) -> dict[int, Unit]:
        """Units by each of their tokens."""
        return {index: unit for unit in self.units for index in range(unit.first, unit.last + 1)}


def people_in(sentence: Span) -> Crowd:
    """Return the units and parties of people in a sentence, in order."""
    tokens = [token for token in sentence if not token.is_space]
    numbers = numbers_by_token(sentence, tokens)
    units: list[Unit] = []
    index = 0
    while index < len(tokens):
        unit = unit_at(sentence, tokens, index, numbers)
        if unit is None:
            index += 1
            continue
        units.append(unit)
        index = next((i for i in range(index, len(tokens)) if tokens[i].i > unit.last), len(tokens))
    crowd = Crowd(sentence, units)
    crowd.parties = _parties(sentence, units)
    crowd.units = [unit for party in crowd.parties for unit in party.units]
    return crowd


def _parties(sentence: Span, units: Sequence[Unit]) -> list[Party]:
    """Join listed units; a list that adds up to the unit before it explains that unit."""
    parties: list[Party] = []
    index = 0
    while index < len(units):
        members = [units[index]]
        index += 1
        while index < len(units) and _listed(sentence, members[-1], units[index]):
            if _same_person(sentence, members[-1], units[index]):
                members[-1] = replace(members[-1], last=units[index].last)
            else:
                members.append(units[index])
            index += 1
        parties.extend(_sum(sentence, members))
    return parties


def _same_person(sentence: Span, left: Unit, right: Unit) -> bool:
    """Whether the second of two says who the first is: 'the driver, a 40-year-old man, and …'."""
    aged = re.match(r"an? \w+[-‑ ]year", sentence.doc[right.first : right.last + 1].text)
    if left.kind not in {"single", "name"} or _gap(sentence, left, right).strip() != ",":
        return False
    after = sentence.doc[right.last + 1].text if right.last + 1 < sentence.end else "."
    told = (
        left.kind == "name"
        and right.kind == "single"
        and after == ","
        and sentence.doc[right.first].lower_ in _ARTICLES
    )
    return bool(aged) or told


def _speaks(sentence: Span, unit: Unit) -> bool:
    """Whether a person only tells: 'wounding 12, the governor said'."""
    head = sentence.doc[unit.head]
    after = sentence.doc[unit.last + 1] if unit.last + 1 < sentence.end else None
    teller = head.dep_ == "nsubj" and head.head.lemma_.lower() in SPEECH_VERBS
    return teller or (after is not None and after.lemma_.lower() in SPEECH_VERBS)


def _listed(sentence: Span, left: Unit, right: Unit) -> bool:
    if _speaks(sentence, right):
        return False
    if (
        (left.kind in {"nobody", "pronoun"} and right.kind != "name")
        or right.kind in {"nobody", "pronoun"}
        or right.part
        or left.superseded
        or right.superseded
    ):
        return (
            left.kind == "pronoun"
            and right.kind in {"single", "number"}
            and _gap(sentence, left, right).strip() == "and"
        )
    if left.part:
        return False
    gap = _gap(sentence, left, right)
    aside = _ASIDE.match(gap)
    if aside:
        gap = gap[aside.end() :]
    if len(gap) < 60 and re.match(r"\s+(?:of|from|in|at|with|on) (?:the )?[\w'’ -]{1,40}?(?=,|,? and\b)", gap):
        gap = re.sub(r"^\s+(?:of|from|in|at|with|on) (?:the )?[\w'’ -]{1,40}?(?=,|,? and\b)", "", gap)
    if _LINK.fullmatch(gap):
        return True
    if len(gap) > 150 or not re.search(r"\b(?:and|plus)\s*$", gap) or _OTHER_CLAUSE.search(gap):
        return False
    heads = {token.i for index in range(left.first, left.last + 1) for token in sentence.doc[index].conjuncts}
    listed = any(index in heads for index in range(right.first, right.last + 1))
    return listed or bool(
        re.match(r"[”\"'’ ]*(?:known as [^,]{1,40})?,?[”\"'’]? ?(?:who|whose|whom)\b[^,]*, and $", gap)
    )


def _gap(sentence: Span, left: Unit, right: Unit) -> str:
    doc = sentence.doc
    return text_of(doc)[doc[left.last].idx + len(doc[left.last]) : doc[right.first].idx]


def _sum(sentence: Span, members: list[Unit]) -> list[Party]:
    """Return the parties in a list of units: one sum, or a total with the list that explains it."""
    if len(members) == 1:
        return [Party((members[0],), members[0].count)]
    lead, rest = members[0], members[1:]
    rest_sum = _added(rest)
    joined = text_of(sentence.doc)[
        sentence.doc[lead.last].idx + len(sentence.doc[lead.last]) : sentence.doc[rest[0].first].idx
    ]
    explains = lead.count is not None and rest_sum == lead.count and "and" not in joined and "plus" not in joined
    if explains and (lead.count != (1, 1, 1) or not re.search(r"\band\b", _gap(sentence, rest[-1], rest[-1]) + joined)):
        names = tuple(sentence.doc[unit.first : unit.last + 1].text for unit in rest if unit.kind == "name")
        whole = replace(lead, last=rest[-1].last, names=names)
        return [Party((whole,), lead.count)]
    if lead.kind == "single" and rest[0].kind in {"name", "single"} and "and" not in joined and len(members) > 2:
        return [Party(tuple(members), _added([lead, *rest[1:]]) if rest[0].kind == "name" else _added(members))]
    return [Party(tuple(members), _added(members))]


def _added(units: Sequence[Unit]) -> Extremes | None:
    if any(unit.count is None for unit in units):
        return None
    counts = [unit.count for unit in units if unit.count]
    return sum(c[0] for c in counts), sum(c[1] for c in counts), sum(c[2] for c in counts)
