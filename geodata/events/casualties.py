"""How many people were killed, hurt, arrested, missing or driven from home.

`find_counts` looks for words of fate (`casualty_words.FATES`) and takes for each the party of
people that the parse or, failing that, the order of words gives it (`casualty_patient`).
`combine` adds the mentions of one event up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from geodata.events.casualty_model import CasualtyReport, CountMention, CountMode, Side
from geodata.events.casualty_numbers import text_of
from geodata.events.casualty_patient import FATE, people_of, with_afterthought
from geodata.events.casualty_people import Party, people_in
from geodata.events.casualty_sum import PRONOUN, combine
from geodata.events.casualty_tolls import none_at_all, nought, status_in, tolls
from geodata.events.casualty_units import Unit
from geodata.events.casualty_words import (
    ATTACKERS,
    BAD_AIR,
    FALLEN,
    FALLEN_FATE,
    FATES,
    GENERIC,
    HYPOTHETICAL,
    LOST,
    LOST_FATE,
    POISONED,
    SECURITY,
    SHELTER_FATE,
    SHELTERED,
    SINCE,
    WOUND_FATE,
    WOUNDS,
    CountField,
    Fate,
)
from geodata.model import Count, Span

__all__ = ["CasualtyReport", "CountField", "CountMention", "CountMode", "combine", "find_counts"]

_VAGUE_STATE = re.compile(r"\b(?:unhurt|unharmed|uninjured|unscathed)\b", re.IGNORECASE)

_CLAUSE_BREAK = re.compile(r"[;:!?]|[—–]\s")

_GENERAL = re.compile(
    r"\b(?:cancer|old age|natural causes|death (?:penalty|sentence|threat|row|certificate|squad)s?|life (?:sentence"
    r"|in prison))\b",
    re.IGNORECASE,
)

_TRIED = re.compile(
    r"\b(?:charged with|charges of|suspicion of|convicted (?:of|for|over)|guilty (?:of|to)|on trial (?:for|over)"
    r"|(?:sentenced|jailed|imprisoned|years|life|prison|life sentences?)\b[^.;]{0,60}\b(?:for|over))\b"
    r"[^.;]{0,60}$",
    re.IGNORECASE,
)
"""A crime that a court speaks of was counted when it was done."""

_ALSO = re.compile(r"\b(?:also|himself|herself|too|in addition to|separately|as well|besides)\b", re.IGNORECASE)

_RISE = re.compile(
    r"\b(?:rose|risen|rises|rising|climbed|jumped|increased|now|stands?|stood|reached|updated|latest|so far)\b",
    re.IGNORECASE,
)

_DIED_OF_THEM = re.compile(r"\b(?:killing|of whom|who died|died|were killed|dug out|survived)\b", re.IGNORECASE)

_PATTERNS: tuple[tuple[re.Pattern[str], Fate], ...] = (
    (WOUNDS, WOUND_FATE),
    (SHELTERED, SHELTER_FATE),
    (POISONED, WOUND_FATE),
    (LOST, LOST_FATE),
    (FALLEN, FALLEN_FATE),
)
"""Fates that no list of phrases holds."""

_FATE_OF = dict(_PATTERNS)

_TAKEN_UP = frozenset("person man woman boy girl child victim teenager youth pensioner baby toddler".split())

_SINCE_WHEN = re.compile(r"\bsince [^,.;]{2,40}, when\b[^,.;]*$", re.IGNORECASE)
"""'The third such fire since August, when a woman died': she is no victim of this one."""

_ONE_SIDED = re.compile(r"(?:neutrali[sz]|eliminat|liquidat)\w+|sent to hell", re.IGNORECASE)


def find_counts(doc: Doc) -> list[CountMention]:
    """Return the casualty figures of a doc in the order of the text."""
    found: list[CountMention] = []
    for number, sentence in enumerate(doc.sents):
        if sentence.end_char - sentence.start_char < 4 or not _worth_reading(sentence.text):
            continue
        found.extend(_in_sentence(sentence, number))
    return found


def _worth_reading(text: str) -> bool:
    plain = text.replace("’", "'")
    return bool(
        FATE.search(plain)
        or any(pattern.search(text) for pattern, _ in _PATTERNS)
        or re.search(r"\b(?:toll|casualt|victim|alive|dead|count|surviv)", text, re.IGNORECASE)
    )


def _in_sentence(sentence: DocSpan, number: int) -> Iterator[CountMention]:
    crowd = people_in(sentence)
    mentions = list(none_at_all(sentence, number))
    taken = [(mention.word.start, mention.word.end) for mention in mentions]
    mentions.extend(tolls(sentence, number, crowd))
    taken.extend((mention.word.start, mention.word.end) for mention in mentions if mention.toll)
    last: tuple[Party, Fate, int] | None = None
    used = {(mention.number.start, mention.field) for mention in mentions}
    fatal: set[int] = set()
    for match in _fate_matches(sentence.text):
        start, end = match.start() + sentence.start_char, match.end() + sentence.start_char
        if any(low < end and start < high for low, high in taken):
            continue
        word = sentence.doc.char_span(start, end, alignment_mode="expand")
        fate = FATES.get(match.group().lower()) or _FATE_OF[match.re]
        if word is None or _unreal(sentence, start, word) or _outdone(sentence, match, fate):
            continue
        party = people_of(sentence, word, fate, crowd, last)
        if party is None or _of_another_fate(sentence, fate, party):
            continue
        party = with_afterthought(sentence, word, fate, party, crowd)
        last = (party, fate, end)
        for mention in _mentions(sentence, number, word, fate, party):
            key = (mention.number.start, mention.field)
            if key not in used:
                used.add(key)
                mentions.append(mention)
                if mention.field == "fatalities" and mention.count.best:
                    fatal.add(mention.number.start)
    mentions = _marked_elsewhere(sentence, mentions)
    kept = [
        m for m in mentions if m.field in {"fatalities", "arrested"} or m.number.start not in fatal or not m.count.best
    ]
    kept = [m for m in kept if m.field != "displaced" or m.count.best]
    kept = [m for m in kept if not _is_the_dead(m, mentions)]
    return iter(sorted(kept, key=lambda mention: mention.number.start))


def _is_the_dead(mention: CountMention, mentions: Sequence[CountMention]) -> bool:
    """Whether somebody hurt is the one who was killed: 'A cyclist was killed when he was hit by a lorry.'"""
    return (
        mention.field == "injured"
        and mention.single
        and mention.confidence <= PRONOUN
        and any(m.field == "fatalities" and m.single and m.number.start < mention.number.start for m in mentions)
    )


def _marked_elsewhere(sentence: DocSpan, mentions: Sequence[CountMention]) -> list[CountMention]:
    """Mark figures that a place or date parts from the one of the same kind before."""
    marked: list[CountMention] = []
    for mention in sorted(mentions, key=lambda item: item.number.start):
        before = next((item for item in reversed(marked) if item.field == mention.field), None)
        between = text_of(sentence.doc)[before.number.end : mention.number.start] if before else ""
        apart = bool(
            re.search(r"\b(?:in|at|near|outside) (?:the )?[A-ZÀ-Þ]|\b(?:those|that) of\b|\b(?:19|20)\d\d\b", between)
        )
        marked.append(replace(mention, elsewhere=True) if apart else mention)
    return marked


def _fate_matches(text: str) -> list[re.Match[str]]:
    """Return the words of fate in order; of two that overlap the longer one."""
    plain = text.replace("’", "'")
    found = sorted(
        [*FATE.finditer(plain), *(match for pattern, _ in _PATTERNS for match in _of_pattern(pattern, plain))],
        key=lambda m: (m.start() - m.end(), m.start()),
    )
    kept: list[re.Match[str]] = []
    for match in found:
        if all(match.end() <= other.start() or other.end() <= match.start() for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start())


def _of_pattern(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern; people are overcome only by what the sentence names."""
    return iter(()) if pattern is POISONED and not BAD_AIR.search(text) else pattern.finditer(text)


def _of_another_fate(sentence: DocSpan, fate: Fate, party: Party) -> bool:
    """Whether the people are said to be hurt, not dead, or are not of those who fall: 'carried off 20 wounded'."""
    if fate is FALLEN_FATE:
        return not {unit.noun for unit in party.units} & (SECURITY | ATTACKERS)
    if fate.field != "fatalities" or fate.frame != "object" or party.last + 2 > sentence.end:
        return False
    after = sentence.doc[party.last + 1].lower_ if party.last + 1 < sentence.end else ""
    following = sentence.doc[party.last + 2].text if party.last + 2 < sentence.end else "."
    return (
        party.lead.kind == "number" and after in {"wounded", "injured"} and following in {".", ",", ";", "and", "from"}
    )


def _outdone(sentence: DocSpan, match: re.Match[str], fate: Fate) -> bool:
    """Whether those who were buried are told apart from those who died: 'buried five climbers, killing three'."""
    return "buried" in match.group().lower() and bool(_DIED_OF_THEM.search(sentence.text[match.end() :]))


def _unreal(sentence: DocSpan, start: int, word: DocSpan) -> bool:
    """Whether a fate is only feared, planned or imagined, or a figure of speech."""
    text = sentence.text
    local = start - sentence.start_char
    clause_start = max((match.end() for match in _CLAUSE_BREAK.finditer(text, 0, local)), default=0)
    before = text[clause_start:local]
    if _GENERAL.search(text[max(0, local - 12) : local + 30]) or _TRIED.search(before):
        return True
    hypothetical = HYPOTHETICAL.search(before[-90:])
    return bool(
        hypothetical
        and not re.search(
            r"\b(?:said|says|found|after|when|that|which|who|since|because)\b", before[-90:][hypothetical.end() :]
        )
    )


def _mentions(sentence: DocSpan, number: int, word: DocSpan, fate: Fate, party: Party) -> Iterator[CountMention]:
    if party.count is None or any(unit.kind == "vague" for unit in party.units):
        return
    lead = party.lead
    if lead.kind == "nobody":
        yield from _nobody(sentence, number, word, fate, lead)
        return
    mode: CountMode = "total"
    if lead.superseded or _SINCE_WHEN.search(text_of(sentence.doc)[sentence.start_char : word.start_char]):
        mode = "superseded"
    elif SINCE.search(sentence.text):
        mode = "cumulative"
    elif lead.extra or (
        lead.kind in {"single", "name", "pronoun"}
        and _ALSO.search(sentence.text[: word.end_char - sentence.start_char][-60:])
    ):
        mode = "additional"
    elif (lead.part and fate.field == "fatalities" and not _part_of_sick(sentence)) or lead.part:
        mode = "part"
    names = tuple(
        name
        for unit in party.units
        for name in ((sentence.doc[unit.first : unit.last + 1].text,) if unit.kind == "name" else unit.names)
    )
    yield CountMention(
        field=fate.field,
        count=Count(low=party.count[0], best=party.count[1], high=party.count[2]),
        mode=mode,
        number=Span(start=lead.number[0], end=party.units[-1].number[1]),
        word=Span(start=word.start_char, end=word.end_char),
        sentence=number,
        status=status_in(sentence),
        victims=names,
        confidence=0.9 if lead.kind == "number" else 0.5 if _told_before(sentence, lead) else 0.75,
        side=_side(party, word),
        single=lead.kind != "number" and party.count[1] == 1,
        rank=lead.rank,
    )


def _told_before(sentence: DocSpan, lead: Unit) -> bool:
    """Whether 'he' or 'the man' may be somebody whom an earlier sentence counted."""
    definite = sentence.doc[lead.first].lower_ in {"the", "this"} and lead.noun in _TAKEN_UP and lead.count == (1, 1, 1)
    return lead.kind == "pronoun" or definite


def _part_of_sick(sentence: DocSpan) -> bool:
    return bool(re.search(r"\b(?:cases|sick|ill|infected|patients)\b", sentence.text, re.IGNORECASE))


def _nobody(sentence: DocSpan, number: int, word: DocSpan, fate: Fate, lead: Unit) -> Iterator[CountMention]:
    after = text_of(sentence.doc)[lead.number[1] : lead.number[1] + 12].lower()
    tail = text_of(sentence.doc)[word.end_char : word.end_char + 24].lower()
    if after.strip().startswith(("else", "other", "from")) or re.match(
        r"\s*(?:on|from) (?:this|our|that|either) side", tail
    ):
        return
    if (
        fate.frame == "state"
        and word[0].lower_ == "dead"
        and not re.search(r"\b(?:is|are|was|were|been|found)\s+$", text_of(sentence.doc)[: word.start_char][-12:])
    ):
        return
    fields: tuple[CountField, ...] = (fate.field,)
    if fate.field == "injured":
        fields = ("fatalities", "injured")
    for name in fields:
        yield nought(
            name,
            Span(start=lead.number[0], end=lead.number[1]),
            Span(start=word.start_char, end=word.end_char),
            number,
            status_in(sentence),
        )


def _side(party: Party, word: DocSpan) -> Side:
    nouns = {unit.noun for unit in party.units if unit.noun}
    if _ONE_SIDED.fullmatch(word.text) or (nouns and nouns <= ATTACKERS):
        return "attackers"
    if nouns and nouns <= SECURITY:
        return "security"
    return "generic" if not nouns or nouns & (GENERIC | ATTACKERS | SECURITY) else "civilians"
