"""Modality: did it happen, is it claimed, denied, planned, or told as background?

Pure functions of a parsed token and its sentence; the words stand in the sets below.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from geodata.model import Status

MODALS = frozenset("would could might may should will shall can must wo ca 'll 'd".split())
CONDITIONS = frozenset("if unless whether lest".split())
PLANS = frozenset(
    "plan vow threaten intend prepare urge call demand warn ask want hope seek aim promise pledge propose consider "
    "expect schedule fear advise recommend offer mull weigh advocate suggest predict forecast anticipate".split()
)
DENIALS = frozenset("deny refute dismiss reject avert prevent foil thwart avoid rule disprove debunk".split())
HYPOTHETICAL_NOUNS = frozenset(
    "threat risk fear possibility plan warning danger case prospect likelihood chance call drill exercise simulation "
    "scenario prevention potential rumour rumor event".split()
)


def status_of(token: Token, sentence: Span) -> Status:
    """Return the modality of the event that a trigger's head token speaks of."""
    chain = list(_governors(token))
    if any(_negated(link) for link in chain[:2]):
        return "denied"
    for link in chain:
        if link.lemma_.lower() in DENIALS and link is not token:
            return "denied"
    for link in chain:
        if _hypothetical(link) or (link is not token and _plans(link)):
            return "planned"
    if any(_past_perfect(link) for link in chain[:1]):
        return "background"
    return "asserted"


def _governors(token: Token) -> Iterator[Token]:
    """Yield the token and the words that govern it, up to the first finite clause above."""
    current = token
    for _ in range(4):
        yield current
        if current.head is current or current.dep_ in {"ROOT", "conj", "relcl", "advcl", "parataxis"}:
            return
        current = current.head


def _negated(token: Token) -> bool:
    return any(child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no") for child in token.children)


def _hypothetical(token: Token) -> bool:
    for child in token.children:
        if child.dep_ in {"aux", "auxpass"} and child.lower_ in MODALS and child.pos_ == "AUX":
            return child.lower_ not in {"can", "ca", "must"}
        if child.dep_ == "mark" and child.lower_ in CONDITIONS:
            return True
    return False


def _plans(token: Token) -> bool:
    return token.lemma_.lower() in PLANS or (token.pos_ == "NOUN" and token.lemma_.lower() in HYPOTHETICAL_NOUNS)


def _past_perfect(token: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "had" for child in token.children)
