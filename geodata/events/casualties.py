"""How many people were killed, hurt, arrested, missing or driven from home.

`find_counts` looks for words of fate (`casualty_words.FATES`) and takes for each the party of
people that the parse or, failing that, the order of words gives it.  `combine` adds the
mentions of one event up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from geodata.events.casualty_people import Crowd, Party, Unit, people_in
from geodata.events.casualty_words import (
    ATTACKERS,
    DUAL,
    FATES,
    GENERIC,
    HYPOTHETICAL,
    KIDNAPPED,
    LABEL_FIELDS,
    LABELLED,
    NEEDS_PASSIVE,
    NONE_AT_ALL,
    NOT_DRIVEN,
    SECURITY,
    SHELTER_FATE,
    SHELTERED,
    SINCE,
    WOUND_FATE,
    WOUNDS,
    CountField,
    Fate,
)
from geodata.model import Casualties, Count, Span, Status

__all__ = ["CasualtyReport", "CountField", "CountMention", "CountMode", "combine", "find_counts"]

CountMode = Literal["total", "additional", "part", "superseded", "denied", "cumulative"]
Side = Literal["attackers", "security", "generic", "civilians"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMention:
    """A number of people and what befell them, as one clause tells it."""

    field: CountField
    count: Count
    mode: CountMode
    number: Span
    """The words that give the number: 'at least 17', 'a fruit seller', a victim's name."""
    word: Span
    """The word that says what befell them: 'killed', 'toll', 'arrests'."""
    sentence: int
    status: Status = "asserted"
    victims: tuple[str, ...] = ()
    """Named victims."""
    confidence: float = 1.0
    side: Side = "generic"
    """Whose people: two sides of one fight add up, a generic number holds them all."""
    toll: bool = False
    """Whether it is called a toll or count, which later replaces an earlier one."""
    single: bool = False
    """One person told of by role, name or pronoun, who may be among a number given elsewhere."""
    rank: int = 0
    """3 for 'a third died': two were told of before."""
    elsewhere: bool = False
    """Whether a place or date stands between this figure and the one before in the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyReport:
    """The casualties of one event with the words that each figure came from."""

    casualties: Casualties = Casualties()
    field_spans: Mapping[str, Span] = field(default_factory=dict)
    confidence: float = 0.0


_PHRASES = sorted(FATES, key=len, reverse=True)
_FATE = re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(phrase) for phrase in _PHRASES) + r")(?![\w-])", re.IGNORECASE)
_TOLL = re.compile(
    r"\b(?P<kind>death toll|toll|body count|number of (?:people |those |inmates |persons )?(?:killed|dead|deaths"
    r"|fatalities|injured|wounded|missing|victims|casualties)|"
    r"(?:count|number|figure|tally|total)(?: of \w+)? (?:(?:for|of) )?(?:the )?(?:people |those |inmates |persons "
    r"|still |known )*(?:killed|dead|to have died|deaths|injured|wounded|missing|displaced|arrested|detained)|the "
    r"(?:dead|injured|wounded|missing))\b"
    r"(?P<gap>[^.;!?]{0,110}?)\b(?:(?:rose|risen|rises|rising|climbed|climbs|climbing|jumped|increased|went up|gone "
    r"up|grew|stands?|stood|passed|reached|reaches|hit|topped|was put|put|was|were|is|at|to|now|had reached|has "
    r"reached)\s+){1,3}"
    r"(?:(?:to|at|past|by|around|about|nearly|almost|over|least|more|than|still|now|on)\s+){0,3}$",
    re.IGNORECASE,
)
_TOLL_FIELDS: tuple[tuple[str, CountField], ...] = (
    ("injur", "injured"),
    ("wound", "injured"),
    ("missing", "missing"),
    ("displaced", "displaced"),
    ("arrest", "arrested"),
    ("detain", "arrested"),
)
_RAISED_TO = re.compile(
    r"\s*((?:the )?(?:number|total|count|toll)\b[^.;]{0,40}\b(?:dead|died|killed"
    r"|deaths|victims)|the (?:death )?toll)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:no|without(?: any)?|zero|nil|not a single|nor any|free of)\s+(?:(?:reports? of|reported|known|immediate "
    r"reports? of|confirmed|immediate|other|serious|more|"
    r"new|further|civilian|casualt\w+ or|deaths or|injuries or|loss of life or|dead or|fatalities or|injured or"
    r"|damage or)\s+){0,2}"
    rf"(?P<what>{'|'.join(sorted(map(re.escape, NONE_AT_ALL), key=len, reverse=True))})(?:\s+(?:or|and"
    rf"|nor)\s+(?:no\s+|any\s+)?(?P<more>{'|'.join(sorted(map(re.escape, NONE_AT_ALL), key=len, reverse=True))}))?\b"
    r"(?!\s+(?:claim|toll|rate|threat|penalty))",
    re.IGNORECASE,
)
_ALL_ALIVE = re.compile(
    r"(?:^|[.;:,–—-]\s*|\bwere )(?:all|everyone|everybody)(?: \w+){0,2} (?:alive|survived|safe)\b|\bno one (?:died"
    r"|was killed)\b",
    re.IGNORECASE,
)
_PASSIVE = frozenset("be is are was were been being am 's 're get gets got getting gotten".split())
_ADVERBS = frozenset(
    "also later then all both reportedly allegedly fatally seriously slightly badly critically gravely lightly "
    "severely now still not n't never already each just once feared confirmed believed known reported".split()
)
_VAGUE_STATE = re.compile(r"\b(?:unhurt|unharmed|uninjured|unscathed)\b", re.IGNORECASE)
_CLAUSE_BREAK = re.compile(r"[;:!?]|[—–]\s")
_GENERAL = re.compile(
    r"\b(?:cancer|old age|natural causes|death (?:penalty|sentence|threat|row|certificate|squad)s?|life (?:sentence"
    r"|in prison))\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:also|himself|herself|too|in addition to|separately|as well|besides)\b", re.IGNORECASE)
_RISE = re.compile(
    r"\b(?:rose|risen|rises|rising|climbed|jumped|increased|now|stands?|stood|reached|updated|latest|so far)\b",
    re.IGNORECASE,
)
_ONE_SIDED = re.compile(r"(?:neutrali[sz]|eliminat|liquidat)\w+|sent to hell", re.IGNORECASE)
_RANGE_OF_TOKENS = 28


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
        _FATE.search(plain)
        or WOUNDS.search(text)
        or SHELTERED.search(text)
        or re.search(r"\b(?:toll|casualt|victim|alive|dead|count)", text, re.IGNORECASE)
    )


def _in_sentence(sentence: DocSpan, number: int) -> Iterator[CountMention]:
    crowd = people_in(sentence)
    mentions = list(_none_at_all(sentence, number))
    taken = [(mention.word.start, mention.word.end) for mention in mentions]
    mentions.extend(_tolls(sentence, number, crowd))
    taken.extend((mention.word.start, mention.word.end) for mention in mentions if mention.toll)
    last: tuple[Party, Fate, int] | None = None
    used = {(mention.number.start, mention.field) for mention in mentions}
    fatal: set[int] = set()
    for match in _fate_matches(sentence.text):
        start, end = match.start() + sentence.start_char, match.end() + sentence.start_char
        if any(low < end and start < high for low, high in taken):
            continue
        word = sentence.doc.char_span(start, end, alignment_mode="expand")
        fate = FATES.get(match.group().lower()) or (SHELTER_FATE if match.re is SHELTERED else WOUND_FATE)
        if word is None or _unreal(sentence, start, word):
            continue
        party = _people_of(sentence, word, fate, crowd, last)
        if party is None:
            continue
        party = _with_afterthought(sentence, word, fate, party, crowd)
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
    return iter(sorted(kept, key=lambda mention: mention.number.start))


def _marked_elsewhere(sentence: DocSpan, mentions: Sequence[CountMention]) -> list[CountMention]:
    """Mark figures that a place or date parts from the one of the same kind before."""
    marked: list[CountMention] = []
    for mention in sorted(mentions, key=lambda item: item.number.start):
        before = next((item for item in reversed(marked) if item.field == mention.field), None)
        between = sentence.doc.text[before.number.end : mention.number.start] if before else ""
        apart = bool(
            re.search(r"\b(?:in|at|near|outside) (?:the )?[A-ZÀ-Þ]|\b(?:those|that) of\b|\b(?:19|20)\d\d\b", between)
        )
        marked.append(replace(mention, elsewhere=True) if apart else mention)
    return marked


def _fate_matches(text: str) -> list[re.Match[str]]:
    """Return the words of fate in order; of two that overlap the longer one."""
    plain = text.replace("’", "'")
    found = sorted(
        [*_FATE.finditer(plain), *WOUNDS.finditer(plain), *SHELTERED.finditer(plain)],
        key=lambda m: (m.start() - m.end(), m.start()),
    )
    kept: list[re.Match[str]] = []
    for match in found:
        if all(match.end() <= other.start() or other.end() <= match.start() for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start())


def _unreal(sentence: DocSpan, start: int, word: DocSpan) -> bool:
    """Whether a fate is only feared, planned or imagined, or a figure of speech."""
    text = sentence.text
    local = start - sentence.start_char
    clause_start = max((match.end() for match in _CLAUSE_BREAK.finditer(text, 0, local)), default=0)
    before = text[clause_start:local]
    if _GENERAL.search(text[max(0, local - 12) : local + 30]):
        return True
    hypothetical = HYPOTHETICAL.search(before[-90:])
    return bool(
        hypothetical
        and not re.search(
            r"\b(?:said|says|found|after|when|that|which|who|since|because)\b", before[-90:][hypothetical.end() :]
        )
    )


def _people_of(
    sentence: DocSpan, word: DocSpan, fate: Fate, crowd: Crowd, last: tuple[Party, Fate, int] | None
) -> Party | None:
    """Return the party that a word of fate befalls."""
    root = _verb_of(word)
    units = crowd.units
    if fate.frame == "noun":
        return _party_of_noun(sentence, word, crowd)
    if word.text.lower() in DUAL and (party := _party_of_noun(sentence, word, crowd)):
        return party
    passive = _is_passive(root, word)
    if _stands_for_people(word) or (
        not fate.human
        and not passive
        and fate.frame == "object"
        and not _has_object(root, word, crowd)
        and not _adjacent(sentence, word, crowd)
    ):
        return None
    if (
        (word.text.lower() in NEEDS_PASSIVE and not passive)
        or _qualifies_thing(root, crowd)
        or _no_such_fate(sentence, word, fate)
    ):
        return None
    adjacent = _adjacent(sentence, word, crowd) if fate.frame == "object" and not passive else None
    if adjacent is not None:
        return adjacent
    side = "left" if fate.frame in {"subject", "state"} or passive else "right"
    if fate.frame == "object" and not passive and not _has_object(root, word, crowd):
        side = "left" if root.tag_ in {"VBN", "VBD"} and word[0].lower_ not in {"killing", "injuring"} else "right"
    by_parse = _by_parse(root, side, crowd, fate)
    if by_parse is not None and _fits(by_parse, fate):
        return by_parse
    if (
        side == "right"
        and fate.frame == "object"
        and any(child.dep_ in {"dobj", "obj"} and child.i >= word.end for child in root.children)
    ):
        return None
    for attributive in units:
        if attributive.state and attributive.first <= word[0].i <= attributive.last:
            return crowd.party_of(attributive)
    party = _nearest(sentence, word, side, crowd, fate)
    if party is None and side == "left" and last is not None and _shares(sentence, last, word):
        return last[0]
    if party is None and side == "left" and fate.frame == "object" and not passive:
        party = _nearest(sentence, word, "right", crowd, fate)
    if party is None and fate.frame == "state":
        party = _nearest(sentence, word, "right", crowd, fate, reach=4)
    return party


def _stands_for_people(word: DocSpan) -> bool:
    """Whether the word is itself a noun for people: 'the wounded were taken away'."""
    if len(word) > 1 or word[0].lower_ not in {
        "wounded",
        "injured",
        "dead",
        "missing",
        "displaced",
        "arrested",
        "detained",
        "killed",
        "deceased",
    }:
        return False
    before = word.doc[word.start - 1].lower_ if word.start > word.sent.start else ""
    following = word.doc[word.end] if word.end < len(word.doc) else None
    return before in {"the", "among", "of"} and (following is None or following.pos_ not in {"NOUN", "ADJ", "PROPN"})


def _qualifies_thing(root: Token, crowd: Crowd) -> bool:
    """Whether the word is an adjective to something that is no people: 'treated seed'."""
    return root.dep_ == "amod" and root.head.i > root.i and root.head.i not in crowd.by_token


def _no_such_fate(sentence: DocSpan, word: DocSpan, fate: Fate) -> bool:
    """Whether robbers flee, or the missing were kidnapped."""
    if fate.field == "displaced" and word.text.lower() in {"fled", "flee", "flees", "fleeing"}:
        return bool(NOT_DRIVEN.match(sentence.doc.text[word.end_char : word.end_char + 24]))
    return fate.field == "missing" and bool(KIDNAPPED.search(sentence.text))


def _adjacent(sentence: DocSpan, word: DocSpan, crowd: Crowd) -> Party | None:
    """Return the number right before a bare participle: '17 hurt, six arrested'."""
    unit = crowd.by_token.get(word.start - 1) if word.start > sentence.start else None
    following = crowd.by_token.get(word.end) if word.end < sentence.end else None
    if (
        unit is None
        or unit.kind != "number"
        or unit.superseded
        or (following is not None and following.kind != "nobody")
    ):
        return None
    party = crowd.party_of(unit)
    after = sentence.doc[word.end].text if word.end < sentence.end else "."
    bare = after in {
        ",",
        ".",
        ";",
        ")",
        "(",
        "and",
        "in",
        "by",
        "for",
        "when",
        "as",
        "after",
        "at",
        "on",
        "—",
        "–",
        "-",
        ":",
        "/",
    }
    return (
        party
        if bare and _fits(party, Fate("fatalities", "object", human=True)) and unit.last == word.start - 1
        else None
    )


def _with_afterthought(sentence: DocSpan, word: DocSpan, fate: Fate, party: Party, crowd: Crowd) -> Party:
    """Add those named behind the verb: 'He died, and his nephew.'"""
    if party.last > word.start or party.count is None:
        return party
    for other in crowd.parties:
        if not word.end <= other.first <= word.end + 4 or other.count is None:
            continue
        between = sentence.doc.text[word.end_char : sentence.doc[other.first].idx]
        tail = sentence.doc[other.last + 1].text if other.last + 1 < sentence.end else "."
        if re.fullmatch(r",? (?:and|as did|along with|together with|as well as)(?: so did)? ", between) and tail in {
            ".",
            ",",
            ";",
            "too",
            "!",
        }:
            total = tuple(a + b for a, b in zip(party.count, other.count, strict=True))
            return Party((*party.units, *other.units), (total[0], total[1], total[2]))
    return party


def _verb_of(word: DocSpan) -> Token:
    """Return the word of a phrase that carries its subject and object."""
    for token in word:
        if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
            return token
    return word.root


def _is_passive(root: Token, word: DocSpan) -> bool:
    if any(child.dep_ in {"nsubjpass", "auxpass"} for child in root.children):
        return True
    token = word[0]
    if not (token.tag_ in {"VBN", "VBD", "JJ"} or token.lower_.endswith("ed")):
        return False
    position = token.i - 1
    while position >= token.sent.start and token.doc[position].lower_ in _ADVERBS:
        position -= 1
    return position >= token.sent.start and token.doc[position].lower_ in _PASSIVE


def _has_object(root: Token, word: DocSpan, crowd: Crowd) -> bool:
    if any(child.dep_ in {"dobj", "obj"} and child.i > root.i for child in root.children):
        return True
    following = word.end
    while following < word.sent.end and word.doc[following].lower_ in {
        "at",
        "least",
        "some",
        "about",
        "up",
        "to",
        "more",
        "than",
        "both",
        "outright",
        "another",
    }:
        following += 1
    unit = crowd.by_token.get(following) or crowd.by_token.get(word.end)
    return unit is not None and unit.first <= following


def _by_parse(root: Token, side: str, crowd: Crowd, fate: Fate) -> Party | None:
    names = {"nsubj", "nsubjpass"} if side == "left" else {"dobj", "obj"}
    verb = root
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in names and (unit := _unit_of(child, crowd)) and (unit.first > root.i) == (side == "right"):
                return crowd.party_of(unit)
        if (
            side == "left"
            and verb.dep_ in {"acl", "relcl"}
            and (unit := _unit_of(verb.head, crowd))
            and unit.last < root.i
        ):
            return crowd.party_of(unit)
        own_subject = any(child.dep_ in {"nsubj", "nsubjpass"} for child in verb.children)
        if (
            side == "left"
            and not own_subject
            and verb.dep_ in {"conj", "xcomp", "acomp", "attr", "advcl", "ccomp", "oprd", "prep", "pobj"}
            and verb.head.i < verb.i
            and verb.head.pos_ in {"VERB", "AUX", "ADP", "NOUN"}
        ):
            if verb.dep_ == "advcl" and verb.tag_ == "VBG":
                return None
            verb = verb.head
            continue
        return None
    return None


def _unit_of(token: Token, crowd: Crowd) -> Unit | None:
    unit = crowd.by_token.get(token.i)
    if unit is not None:
        return unit
    for child in token.children:
        if child.dep_ in {"nummod", "quantmod"} and child.i in crowd.by_token:
            return crowd.by_token[child.i]
    return None


def _fits(party: Party, fate: Fate) -> bool:
    lead = party.lead
    return not lead.superseded and (lead.person or fate.human or not lead.noun)


def _nearest(
    sentence: DocSpan, word: DocSpan, side: str, crowd: Crowd, fate: Fate, *, reach: int = _RANGE_OF_TOKENS
) -> Party | None:
    """Return the party nearest to a word on one side, within its clause."""
    doc = sentence.doc
    best: Party | None = None
    for party in crowd.parties:
        if not _fits(party, fate) or (party.lead.part and party.lead.kind == "single"):
            continue
        if side == "left" and party.last < word.start and word.start - party.last <= reach:
            between = doc.text[doc[party.last].idx + len(doc[party.last]) : word.start_char]
            if _crosses(between, word) or (party.lead.part and best is not None and word.start - party.last > 2):
                continue
            if party.lead.kind not in {"number", "nobody"} and fate.field == "displaced":
                continue
            if party.lead.kind != "number" and (word.start - party.last > 9 or between.count(",") > 1):
                continue
            best = party
        elif side == "right" and party.first >= word.end and party.first - word.end <= min(reach, 12):
            between = re.sub(r",[^,;]{1,60},", "", doc.text[word.end_char : doc[party.first].idx])
            if not re.search(
                r"[.;:!?(]|\b(?:in|on|at|by|when|while|after|before|near|with|who|which|from|since|to|into|of|for)\b",
                between,
            ):
                return party
    return best


def _crosses(between: str, word: DocSpan) -> bool:
    """Whether another clause lies between the people and the word."""
    if re.search(r"[;:!?]|\.\s", between):
        return True
    if _FATE.search(between):
        return not re.fullmatch(r"[^,;]*\b(?:or|and|nor|/)\b\s*", between) and word[0].lower_ not in {"dead"}
    return False


def _shares(sentence: DocSpan, last: tuple[Party, Fate, int], word: DocSpan) -> bool:
    """Whether a second fate is told of the same people: 'no one was killed or hurt'."""
    between = sentence.doc.text[last[2] : word.start_char]
    return bool(re.fullmatch(r"\s*(?:,?\s*(?:and|or|nor|/|but))\s*(?:\w+ly\s+)?", between))


def _party_of_noun(sentence: DocSpan, word: DocSpan, crowd: Crowd) -> Party | None:
    """Return the people of 'three deaths', 'the death of a driver', 'two bodies'."""
    doc = sentence.doc
    lower = word.text.lower()
    left = [
        party
        for party in crowd.parties
        if party.last in {word.start - 1, word.start - 2, word.start} or (party.first <= word.start <= party.last)
    ]
    for party in reversed(left):
        if party.lead.kind == "number" and party.units[-1].first <= word.start and not party.lead.superseded:
            return party
    following = doc[word.end].lower_ if word.end < sentence.end else ""
    if following == "of" and lower in {
        "death",
        "deaths",
        "killing",
        "killings",
        "murder",
        "murders",
        "capture",
        "slaying",
        "arrest",
        "arrests",
        "bodies",
        "body",
        "lives",
        "life",
        "remains",
        "corpses",
        "corpse",
        "detention",
        "slayings",
    }:
        return _nearest_of(sentence, word, crowd)
    return None


def _nearest_of(sentence: DocSpan, word: DocSpan, crowd: Crowd) -> Party | None:
    for party in crowd.parties:
        if word.end < party.first <= word.end + 7 and party.lead.kind in {"number", "single", "name"}:
            return party
    return None


def _mentions(sentence: DocSpan, number: int, word: DocSpan, fate: Fate, party: Party) -> Iterator[CountMention]:
    if party.count is None or any(unit.kind == "vague" for unit in party.units):
        return
    lead = party.lead
    if lead.kind == "nobody":
        yield from _nobody(sentence, number, word, fate, lead)
        return
    mode: CountMode = "total"
    if lead.superseded:
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
        status=_status(sentence),
        victims=names,
        confidence=0.9 if lead.kind == "number" else 0.75 if lead.kind != "pronoun" else 0.5,
        side=_side(party, word),
        single=lead.kind != "number" and party.count[1] == 1,
        rank=lead.rank,
    )


def _part_of_sick(sentence: DocSpan) -> bool:
    return bool(re.search(r"\b(?:cases|sick|ill|infected|patients)\b", sentence.text, re.IGNORECASE))


def _nobody(sentence: DocSpan, number: int, word: DocSpan, fate: Fate, lead: Unit) -> Iterator[CountMention]:
    after = sentence.doc.text[lead.number[1] : lead.number[1] + 12].lower()
    tail = sentence.doc.text[word.end_char : word.end_char + 24].lower()
    if after.strip().startswith(("else", "other", "from")) or re.match(
        r"\s*(?:on|from) (?:this|our|that|either) side", tail
    ):
        return
    if (
        fate.frame == "state"
        and word[0].lower_ == "dead"
        and not re.search(r"\b(?:is|are|was|were|been|found)\s+$", sentence.doc.text[: word.start_char][-12:])
    ):
        return
    fields: tuple[CountField, ...] = (fate.field,)
    if fate.field == "injured":
        fields = ("fatalities", "injured")
    for name in fields:
        yield _nought(
            name,
            Span(start=lead.number[0], end=lead.number[1]),
            Span(start=word.start_char, end=word.end_char),
            number,
            _status(sentence),
        )


def _nought(name: CountField, span: Span, word: Span, number: int, status: Status) -> CountMention:
    return CountMention(
        field=name,
        count=Count(low=0, best=0, high=0),
        mode="total",
        number=span,
        word=word,
        sentence=number,
        status=status,
        confidence=0.8,
    )


def _none_at_all(sentence: DocSpan, number: int) -> Iterator[CountMention]:
    """Yield noughts for 'no casualties', 'without injuries', 'all alive'."""
    for match in _NONE.finditer(sentence.text):
        words = match.group().lower()
        if re.search(r"\b(?:serious|more|new|further|other|civilian)\b", words) or HYPOTHETICAL.search(
            sentence.text[max(0, match.start() - 40) : match.start()]
        ):
            continue
        span = Span(start=match.start() + sentence.start_char, end=match.end() + sentence.start_char)
        fields = {*NONE_AT_ALL[match["what"].lower()], *(NONE_AT_ALL[match["more"].lower()] if match["more"] else ())}
        for extra in re.findall(r"casualt\w+|deaths|injuries|fatalities|injured|dead", words):
            fields.update(NONE_AT_ALL.get(extra, ()))
        for name in sorted(fields):
            yield _nought(name, span, span, number, _status(sentence))
    match = _ALL_ALIVE.search(sentence.text)
    if match:
        span = Span(start=match.start() + sentence.start_char, end=match.end() + sentence.start_char)
        yield _nought("fatalities", span, span, number, _status(sentence))


def _tolls(sentence: DocSpan, number: int, crowd: Crowd) -> Iterator[CountMention]:
    """Yield the figures of 'the death toll rose to 31 from 24'."""
    doc = sentence.doc
    for unit in crowd.units:
        if unit.kind != "number" or unit.count is None or unit.superseded:
            continue
        start = doc[unit.first].idx
        before = doc.text[max(sentence.start_char, start - 200) : start]
        label = LABELLED.search(before)
        if label:
            kind = label["label"].lower()
            at = start - len(before) + label.start()
            yield _toll(
                sentence, number, unit, LABEL_FIELDS.get(kind, "fatalities"), Span(start=at, end=at + len(kind))
            )
            continue
        behind = _RAISED_TO.match(doc.text[unit.number[1] : min(sentence.end_char, unit.number[1] + 90)])
        if behind and before.lower().endswith("to "):
            at = unit.number[1] + behind.start(1)
            yield _toll(sentence, number, unit, "fatalities", Span(start=at, end=at + len(behind[1])))
            continue
        match = _TOLL.search(before)
        if not match:
            continue
        kind = match["kind"].lower()
        name = next((value for key, value in _TOLL_FIELDS if key in kind), "fatalities")
        if name == "fatalities" and re.search(r"\b(?:injured|wounded|missing|displaced)\b", match["gap"]):
            continue
        disputed = bool(
            re.search(
                r"\b(?:puts?|say|says|said)\b",
                sentence.text[max(0, start - sentence.start_char - 60) : start - sentence.start_char],
            )
        )
        base = sentence.start_char if len(before) == start - sentence.start_char else start - len(before)
        yield CountMention(
            field=name,
            count=Count(low=unit.count[0], best=unit.count[1], high=unit.count[2]),
            mode="cumulative" if SINCE.search(sentence.text) else "total",
            number=Span(start=unit.number[0], end=unit.number[1]),
            word=Span(start=base + match.start("kind"), end=base + match.end("kind")),
            sentence=number,
            status="claimed" if disputed else _status(sentence),
            confidence=0.9,
            toll=not disputed,
        )


def _toll(sentence: DocSpan, number: int, unit: Unit, name: CountField, word: Span) -> CountMention:
    assert unit.count is not None
    return CountMention(
        field=name,
        count=Count(low=unit.count[0], best=unit.count[1], high=unit.count[2]),
        mode="total",
        number=Span(start=unit.number[0], end=unit.number[1]),
        word=word,
        sentence=number,
        status=_status(sentence),
        confidence=0.9,
        toll=True,
    )


def _side(party: Party, word: DocSpan) -> Side:
    nouns = {unit.noun for unit in party.units if unit.noun}
    if _ONE_SIDED.fullmatch(word.text) or (nouns and nouns <= ATTACKERS):
        return "attackers"
    if nouns and nouns <= SECURITY:
        return "security"
    return "generic" if not nouns or nouns & (GENERIC | ATTACKERS | SECURITY) else "civilians"


def _status(sentence: DocSpan) -> Status:
    return (
        "claimed"
        if re.search(
            r"\b(?:claim(?:s|ed)?|alleg\w+|rumou?r\w*|unconfirmed|dispute[sd]?)\b", sentence.text, re.IGNORECASE
        )
        else "asserted"
    )


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
    usable = usable or [mention for mention in mentions if mention.mode == "part"]
    if any(mention.count.best > 0 for mention in usable):
        usable = [mention for mention in usable if mention.count.best > 0]
    if any(mention.mode != "cumulative" for mention in usable):
        usable = [mention for mention in usable if mention.mode != "cumulative"]
    if not usable:
        return None
    total, source = usable[0].count, usable[0]
    members = [usable[0]]
    for mention in usable[1:]:
        joined = _join(total, members, mention)
        if joined != total and joined.best != total.best:
            source = mention if mention.toll or mention.count.best > source.count.best else source
        total = joined
        members.append(mention)
    return total, source


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
            any(member.single and member.number != mention.number for member in members)
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
