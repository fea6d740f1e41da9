"""Who did it, to whom, who took part and who helped, in the text's own words.

The parse around each trigger gives agents (subject, 'by …', 'led by …') and patients (object, passive subject,
'of …', 'against …'); the type of the event says which role an agent or a patient has.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from spacy.tokens import Doc, Token

from geodata.events.drafts import Draft, Report
from geodata.events.passage import Passage
from geodata.events.trigger import Trigger
from geodata.language import ORGANISATION_LABELS, PERSON_LABELS
from geodata.model import Actor, Role

Side = Literal["agent", "patient", "against", "helper"]

ACTORS_LIMIT = 8
REPORTS_READ = 6
SUBJECTS = frozenset({"nsubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass"})
OBJECTS = frozenset({"dobj", "obj"})
NAMED = PERSON_LABELS | ORGANISATION_LABELS | {"NORP", "GPE"}
TRIGGER_FLOOR = 0.25
RELATED_TYPES = frozenset({"attack", "bombing", "airstrike", "kidnapping", "security_operation", "crime"})
VICTIM_VERBS = frozenset(
    "die drown perish suffer lose succumb fall collapse starve freeze suffocate sink capsize crash overturn flee "
    "escape survive vanish disappear".split()
)
"""Verbs whose subject is whom it happened to."""
DOERS = frozenset("man woman youth teenager boy girl father mother husband wife brother son inmate prisoner".split())
"""Civilians that may be perpetrators."""
VIOLENT_TYPES = RELATED_TYPES | {"armed_clash", "riot"}
HARM_NOUNS = frozenset(
    "death killing murder assassination arrest capture abduction detention elimination shooting".split()
)
"""Nouns whose owner or 'of …' is the victim: 'the elimination of X', 'X's death'."""
HARM_WORDS = HARM_NOUNS | frozenset(
    "kill eliminate neutralise neutralize shoot wound injure arrest detain capture abduct kidnap murder assassinate "
    "stab execute behead ambush storm apprehend nab".split()
)
PARTITIVES = frozenset("one some member several many most dozen number group two three four five part leader".split())
LIGHT_VERBS = frozenset(
    "carry conduct launch stage mount lead hold organise organize make execute undertake begin start join call".split()
)
HELPING_VERBS = frozenset("assist help aid support back provide contribute cooperate supply coordinate".split())
JOINT_TYPES = frozenset({"armed_clash", "protest", "riot", "diplomacy", "election", "policy"})
RESPONSE_TYPES = frozenset({"rescue", "aid"})
PRONOUNS = frozenset({"PRON"})
_LEADING = re.compile(
    r"(?:(?:the|a|an|at|least|some|about|around|more|than|nearly|almost|over|only|just|both|all|another|other|several|"
    r"many|few|dozens|scores|hundreds|thousands|of|up|to|its|their|his|her|our|these|those|that|this|including|and|or|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|[\d,.]+|further|additional|"
    r"alleged|suspected)(?:[ -]|$))+",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\s*\(([A-Z][A-Za-z0-9-]{1,9})\)")
_QUOTES = str.maketrans("", "", "'\"“”‘’")


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    role: Role
    words: frozenset[str]
    proper: bool


def find_actors(passage: Passage, draft: Draft) -> tuple[Actor, ...]:
    """Return the actors of an event with their roles, each once, in the order of the text."""
    event_type = draft.type
    found: list[_Found] = []
    for report in [r for r in draft.reports if not r.background or draft.background][:REPORTS_READ]:
        for word in _acts(passage, report, event_type):
            for token, side in _around(word):
                role = _role(token, side, event_type)
                inside = report.start <= token.idx < report.end
                # Who assists acts, whatever the recogniser took the name for.
                if role is not None and inside and (side == "helper" or not _literal(passage, report, token)):
                    found.extend(_named(passage, token, role))
    return tuple(Actor(name=item.name, role=item.role) for item in _merged(found)[:ACTORS_LIMIT])


def _literal(passage: Passage, report: Report, token: Token) -> bool:
    """Whether a word is (part of) a place that is meant as a place, which no actor is."""
    return any(
        r.mention.kind == "literal" and r.mention.start <= token.idx < r.mention.end for r in report.sentence.places
    )


def _acts(passage: Passage, report: Report, event_type: str) -> list[Token]:
    """Return the words of a report that tell what was done: its triggers and, of violence, what else was."""
    indices = {t.token for t in report.triggers if t.kind == "casualty" or not _unrelated(t, event_type)}
    if event_type in VIOLENT_TYPES:
        tokens = passage.doc[report.sentence.first : report.sentence.last]
        indices |= {t.i for t in tokens if t.lemma_.lower() in HARM_WORDS and t.pos_ in {"VERB", "NOUN"}}
    return [passage.doc[index] for index in sorted(indices)]


def _unrelated(trigger: Trigger, event_type: str) -> bool:
    if trigger.found_by == "model" or trigger.score < TRIGGER_FLOOR:
        return True
    return trigger.type != event_type and not (trigger.type in RELATED_TYPES and event_type in RELATED_TYPES)


def _around(token: Token) -> Iterator[tuple[Token, Side]]:
    """Yield the words that stand to a trigger as agent, patient, adversary or helper."""
    if token.pos_ in {"VERB", "AUX"}:
        yield from _around_verb(token)
    else:
        yield from _around_noun(token)


def _around_verb(token: Token) -> Iterator[tuple[Token, Side]]:
    passive = any(child.dep_ in {"nsubjpass", "auxpass"} for child in token.children)
    for child in token.children:
        if child.dep_ in PASSIVE_SUBJECTS | OBJECTS:
            yield child, "patient"
        elif child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            yield from ((noun, "agent") for noun in _prep_objects(child))
        elif child.dep_ == "prep" and child.lower_ in {"with", "against", "on", "at"}:
            yield from ((noun, "against") for noun in _prep_objects(child))
    if any(link.lemma_ in HELPING_VERBS for link in _verbs_above(token, False)) and token.dep_ in {"pcomp", "xcomp"}:
        yield from _helpers(token)
        return
    subject = _subject(token)
    if subject is not None and not passive:
        yield subject, "patient" if token.lemma_.lower() in VICTIM_VERBS else "agent"
    if token.dep_ == "acl" and token.tag_ == "VBN":
        yield token.head, "patient"


def _around_noun(token: Token) -> Iterator[tuple[Token, Side]]:
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"by"}:
            yield from ((noun, "agent") for noun in _prep_objects(child))
        elif child.dep_ == "prep" and child.lower_ in {"of", "between"}:
            yield from ((noun, "patient" if child.lower_ == "of" else "agent") for noun in _prep_objects(child))
        elif child.dep_ == "prep" and child.lower_ in {"against", "on", "with"}:
            yield from ((noun, "against") for noun in _prep_objects(child))
        elif child.dep_ in {"poss", "compound", "amod"} and child.ent_type_ in NAMED:
            yield child, "patient" if token.lemma_.lower() in HARM_NOUNS else "agent"
        elif child.dep_ in {"acl", "relcl"} and child.pos_ == "VERB":
            yield from _around_verb_of(child)
    verb = _governing_verb(token)
    if verb is None:
        return
    if verb.lemma_ in LIGHT_VERBS and (token.dep_ in OBJECTS or token.head.dep_ == "prep"):
        yield from ((t, side) for t, side in _around_verb(verb) if side == "agent")
        yield from _helpers(verb)
    elif verb.lemma_ in LIGHT_VERBS and token.dep_ in PASSIVE_SUBJECTS:
        yield from ((t, side) for t, side in _around_verb(verb) if side == "agent")
    elif verb.lemma_ in HELPING_VERBS:
        yield from _helpers(verb, own=True)


def _around_verb_of(verb: Token) -> Iterator[tuple[Token, Side]]:
    """Yield the agents of 'an operation led by X', 'an attack in which X was killed'."""
    for token, side in _around_verb(verb):
        if token.i != verb.head.i and (side == "agent" or verb.dep_ == "relcl"):
            yield token, side


def _helpers(verb: Token, *, own: bool = False) -> Iterator[tuple[Token, Side]]:
    """Yield who assisted whom: the helper and, as agent, the one who was helped."""
    for link in _verbs_above(verb, own):
        if link.lemma_ in HELPING_VERBS:
            helper = _subject(link)
            if helper is not None:
                yield helper, "helper"
            for child in link.children:
                if child.dep_ in OBJECTS and child.ent_type_ in NAMED | {""} and not _thing(child):
                    yield child, "agent"
                elif child.dep_ in {"dative", "prep"} and child.lower_ == "to":
                    yield from ((noun, "agent") for noun in _prep_objects(child))


def _thing(token: Token) -> bool:
    return _class_of(token) == "" and token.ent_type_ not in NAMED and token.pos_ != "PROPN"


def _verbs_above(verb: Token, own: bool) -> Iterator[Token]:
    current = verb
    if own:
        yield current
    for _ in range(4):
        if current.head is current:
            return
        current = current.head
        if current.pos_ == "VERB":
            yield current


def _governing_verb(token: Token) -> Token | None:
    current = token
    for _ in range(4):
        if current.head is current:
            return None
        current = current.head
        if current.pos_ in {"VERB", "AUX"}:
            return current
    return None


def _subject(verb: Token) -> Token | None:
    """Return the subject of a verb, through coordination and infinitives."""
    current = verb
    for _ in range(4):
        for child in current.children:
            if child.dep_ in SUBJECTS or (child.dep_ in PASSIVE_SUBJECTS and current is not verb):
                if child.pos_ == "PRON" and current.dep_ == "relcl":
                    return current.head
                return child
        if current.dep_ == "acl" and current.tag_ == "VBG":
            return current.head
        if current.dep_ not in {"conj", "xcomp", "advcl", "pcomp"} or current.head is current:
            return None
        current = current.head if current.head.pos_ != "ADP" else current.head.head
    return None


def _prep_objects(preposition: Token) -> Iterator[Token]:
    for child in preposition.children:
        if child.dep_ == "pobj":
            yield child


def _role(token: Token, side: Side, event_type: str) -> Role | None:
    """Return the role of a word, None when it is no actor."""
    word = _class_of(token)
    if not word and not _is_name(token) and token.lemma_.lower() not in PARTITIVES:
        return None
    if side == "helper":
        return "responder"
    if event_type in RESPONSE_TYPES:
        return "responder" if side == "agent" else "affected"
    if event_type in {"displacement", "other"} or event_type not in RELATED_TYPES | JOINT_TYPES | {"legal"}:
        return "responder" if side == "agent" and word in {"helper", "force"} else "affected"
    if event_type == "legal":
        return "target" if word not in {"body", "force"} else None
    if side == "agent" and event_type in JOINT_TYPES:
        return "responder" if event_type in {"protest", "riot"} and word == "force" else "participant"
    if side == "against" and event_type in {"armed_clash", "diplomacy"}:
        return "participant"
    if event_type in JOINT_TYPES and side == "patient":
        return "affected" if event_type in {"protest", "riot"} else None
    if side == "agent":
        return None if word == "civilian" and token.lemma_.lower() not in DOERS else "perpetrator"
    return "target"


def _is_name(token: Token) -> bool:
    return token.ent_type_ in NAMED and token.pos_ in {"PROPN", "NOUN", "ADJ"} and token.ent_type_ != ""


def _class_of(token: Token) -> str:
    words = _load_words()
    return words.get(token.lemma_.lower()) or words.get(token.lower_) or ""


@lru_cache(maxsize=1)
def _load_words() -> dict[str, str]:
    """Read the nouns for people and bodies, by class."""
    text = files("geodata.events").joinpath("actor_words.csv").read_text(encoding="utf-8")
    words: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        for word in row["words"].split():
            words.setdefault(word, row["class"])
    return words


def _named(passage: Passage, token: Token, role: Role) -> Iterator[_Found]:
    """Yield a noun phrase and those coordinated with it, as actors."""
    heads = [token, *token.conjuncts]
    if token.lemma_.lower() in PARTITIVES - {"leader", "member"} and token.pos_ in {"NUM", "NOUN", "PRON", "DET"}:
        heads += [noun for child in token.children if child.lower_ == "of" for noun in _prep_objects(child)]
    heads += [child for head in heads for child in head.children if child.dep_ == "appos" and child.ent_type_ in NAMED]
    for head in heads:
        if head.pos_ in PRONOUNS or not (_class_of(head) or _is_name(head)):
            continue
        name = _phrase(passage.doc, passage.article.text, head)
        if len(name) > 1:
            yield _Found(name, role, frozenset(_words(name)), head.pos_ == "PROPN" or head.ent_type_ in NAMED)


def _phrase(doc: Doc, whole: str, head: Token) -> str:
    """Return a noun phrase without articles and numbers: 'leader of the Jalisco New Generation Cartel (CJNG)'."""
    start, end = _bounds(doc, head)
    stop = doc[end - 1].idx + len(doc[end - 1])
    text = whole[doc[start].idx : stop]
    acronym = _ACRONYM.match(whole, stop)
    text = text + f" ({acronym.group(1)})" if acronym else text
    text = " ".join(text.split())
    leading = _LEADING.match(text)
    text = text[leading.end() :] if leading else text
    text = re.sub(r"['’]s$", "", text.strip(" ,;:.–—-"))
    if text[:1] in "'\"“‘" or text[-1:] in "'\"”’":
        text = text.strip("'\"“”‘’")
    return text[:120]


def _bounds(doc: Doc, head: Token) -> tuple[int, int]:
    """Return the tokens of the phrase around a noun: what qualifies it, one "of …", its entity."""
    start, end = head.i, head.i + 1
    for child in head.lefts:
        if child.dep_ in {"compound", "amod", "nmod", "poss", "det", "nummod", "quantmod", "case", "punct"}:
            start = min(start, child.left_edge.i)
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == end:
            near = (noun.i + 1 for noun in _prep_objects(child) if noun.i - child.i < 7)
            end = max(near, default=end)
    if head.ent_type_ in NAMED:
        first, last = _entity(doc, head)
        start, end = min(start, first), max(end, last)
    return start, end


def _entity(doc: Doc, head: Token) -> tuple[int, int]:
    """Return the tokens of the entity around a word; `doc.ents` would read the whole doc each time."""
    first, last = head.i, head.i + 1
    while first > 0 and doc[first].ent_iob_ == "I":
        first -= 1
    while last < len(doc) and doc[last].ent_iob_ == "I":
        last += 1
    return first, last


def _words(name: str) -> Iterator[str]:
    for word in re.split(r"[^\w]+", name.translate(_QUOTES).lower()):
        if word and word not in {"the", "of", "and", "s", "a", "its"}:
            yield word


def _merged(found: Iterable[_Found]) -> list[_Found]:
    """Leave each actor once: a name and its part, a name and its acronym, a noun and its plural are one."""
    kept: list[_Found] = []
    for item in found:
        for position, other in enumerate(kept):
            if _same(item, other):
                kept[position] = _fuller(other, item)
                break
        else:
            kept.append(item)
    return kept


def _same(a: _Found, b: _Found) -> bool:
    if a.words == b.words or (a.proper and b.proper and (a.words <= b.words or b.words <= a.words)):
        return True
    if a.role != b.role:
        return False
    return a.words <= b.words or b.words <= a.words


def _fuller(a: _Found, b: _Found) -> _Found:
    longer = a if len(a.words) >= len(b.words) else b
    return _Found(longer.name, a.role, a.words | b.words, a.proper or b.proper)
