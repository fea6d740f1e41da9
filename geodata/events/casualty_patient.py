"""Whom a word of fate befalls: by the parse first, then by the order of words."""

from __future__ import annotations

import re

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from geodata.events.casualty_numbers import text_of
from geodata.events.casualty_people import Crowd, Party
from geodata.events.casualty_units import Unit
from geodata.events.casualty_words import (
    DUAL,
    FATES,
    KIDNAPPED,
    NEEDS_PASSIVE,
    NOT_DRIVEN,
    Fate,
)

_PHRASES = sorted(FATES, key=len, reverse=True)

FATE = re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(phrase) for phrase in _PHRASES) + r")(?![\w-])", re.IGNORECASE)

_PASSIVE = frozenset("be is are was were been being am 's 're get gets got getting gotten".split())

_ADVERBS = frozenset(
    "also later then all both reportedly allegedly fatally seriously slightly badly critically gravely lightly "
    "severely now still not n't never already each just once feared confirmed believed known reported".split()
)

_RANGE_OF_TOKENS = 28


def people_of(
    sentence: DocSpan, word: DocSpan, fate: Fate, crowd: Crowd, last: tuple[Party, Fate, int] | None
) -> Party | None:
    """Return the party that a word of fate befalls."""
    root = _verb_of(word)
    units = crowd.units
    if fate.frame == "noun":
        # "One remains critical" tells of no remains.
        return None if root.pos_ in {"VERB", "AUX"} and len(word) == 1 else _party_of_noun(sentence, word, crowd)
    participle = root.tag_ == "VBG" and word.start > sentence.start and word.doc[word.start - 1].text == ","
    if word.text.lower() in DUAL and not participle and (party := _party_of_noun(sentence, word, crowd)):
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
        return bool(NOT_DRIVEN.match(text_of(sentence.doc)[word.end_char : word.end_char + 24]))
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


def with_afterthought(sentence: DocSpan, word: DocSpan, fate: Fate, party: Party, crowd: Crowd) -> Party:
    """Add those named behind the verb: 'He died, and his nephew.'"""
    if party.last > word.start or party.count is None:
        return party
    for other in crowd.parties:
        if not word.end <= other.first <= word.end + 4 or other.count is None:
            continue
        between = text_of(sentence.doc)[word.end_char : sentence.doc[other.first].idx]
        tail = sentence.doc[other.last + 1].text if other.last + 1 < sentence.end else "."
        if re.fullmatch(r",? (?:and|as did|along with|together with|as well as)(?: so did)? ", between) and tail in {
            ".",
            ",",
            ";",
            "too",
            "!",
        }:
            if _has_verb_of_its_own(sentence, other.last):
                return party
            total = tuple(a + b for a, b in zip(party.count, other.count, strict=True))
            return Party((*party.units, *other.units), (total[0], total[1], total[2]))
    return party


def _has_verb_of_its_own(sentence: DocSpan, last: int) -> bool:
    """Whether a participle follows the people and what is put in after them: '37 others, mostly women, abducted'."""
    commas = 0
    for token in sentence.doc[last + 1 : min(sentence.end, last + 12)]:
        if token.text in {".", ";", ":"}:
            return False
        if token.text == ",":
            commas += 1
        elif commas == 2 and token.pos_ != "ADV":
            return token.tag_ in {"VBN", "VBD"}
    return False


def _verb_of(word: DocSpan) -> Token:
    """Return the word of a phrase that carries its subject and object."""
    for token in word:
        qualifies = token.dep_ in {"amod", "compound"} and token.head in word
        if not qualifies and (token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB")):
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
            between = text_of(doc)[doc[party.last].idx + len(doc[party.last]) : word.start_char]
            if _crosses(between, word) or (party.lead.part and best is not None and word.start - party.last > 2):
                continue
            if party.lead.kind not in {"number", "nobody"} and fate.field == "displaced":
                continue
            if party.lead.kind != "number" and (word.start - party.last > 9 or between.count(",") > 1):
                continue
            best = party
        elif side == "right" and party.first >= word.end and party.first - word.end <= min(reach, 12):
            between = re.sub(r",[^,;]{1,60},", "", text_of(doc)[word.end_char : doc[party.first].idx])
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
    if FATE.search(between):
        return not re.fullmatch(r"[^,;]*\b(?:or|and|nor|/)\b\s*", between) and word[0].lower_ not in {"dead"}
    return False


def _shares(sentence: DocSpan, last: tuple[Party, Fate, int], word: DocSpan) -> bool:
    """Whether a second fate is told of the same people: 'no one was killed or hurt'."""
    between = text_of(sentence.doc)[last[2] : word.start_char]
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
