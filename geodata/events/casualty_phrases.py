"""How a noun phrase goes on, word by word: where its noun is, where a name or a hyphen ends."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from spacy.tokens import Token

from geodata.events.casualty_words import FATES, NOT_PEOPLE, PERSON_PLURAL, PERSON_SINGULAR, PERSON_SUFFIX
from geodata.language import NATIONALITY_LABELS, PERSON_LABELS

LONGEST = 7
"""Words behind a number among which its noun is looked for."""

_STATE_WORDS = frozenset(
    "dead injured wounded hurt killed missing displaced unaccounted detained arrested deceased kia wia unhurt".split()
)

_DEFINITE = frozenset("the these those his her its their".split())

_BETWEEN = _DEFINITE | frozenset("of other others more additional further".split())
"""Words that may stand between a number and its noun."""

_OF_WHOM = _DEFINITE | frozenset("them whom which".split())

_TIMES = frozenset("last this next yesterday today overnight tonight".split())


def next_is(tokens: Sequence[Token], index: int, words: AbstractSet[str]) -> bool:
    """Tell whether the next word is one of some."""
    return index + 1 < len(tokens) and tokens[index + 1].lower_ in words


def noun_after(tokens: Sequence[Token], start: int) -> tuple[int, str, str, str]:
    """Return (index of the last word, noun, fate adjective, what is known of the noun) of a number's phrase."""
    index, state, noun, last = start, "", "", start - 1
    while index < min(len(tokens), start + LONGEST):
        word = tokens[index].lower_.replace("’", "'")
        if not noun and word in _BETWEEN:
            if word == "others":
                return index, "others", state, "person"
            width = _between(tokens, index, start)
            if not width:
                break
            index += width
            continue
        if word in _TIMES:
            break
        if not noun and word in {"them", "whom"}:
            return index, "", state, ""
        if not noun and word in _STATE_WORDS:
            if not _person_or_noun_next(tokens, index):
                break
            state = word
            index += 1
            continue
        goes_on = noun_follows(tokens, index)
        person = word in PERSON_PLURAL or (word in PERSON_SINGULAR and not goes_on)
        if not person and not _of_phrase(tokens[index], word, goes_on, first=index == start):
            break
        noun, last = word, index
        if not goes_on:
            if person:
                return hyphened(tokens, index), word, state, "person"
            break
        index += 1
    return last, noun, state, _known_of(tokens[last], noun) if noun else ""


def _between(tokens: Sequence[Token], index: int, start: int) -> int:
    """Return how many words to pass over between a number and its noun, as 'of the'; 0 where the phrase ends."""
    word = tokens[index].lower_
    if word == "of":
        counts_on = index + 1 < len(tokens) and tokens[index + 1].like_num
        return 2 if counts_on else int(next_is(tokens, index, _OF_WHOM))
    return int(word not in _DEFINITE or (index > start and tokens[index - 1].lower_ == "of"))


def _person_or_noun_next(tokens: Sequence[Token], index: int) -> bool:
    if index + 1 >= len(tokens):
        return False
    following = tokens[index + 1]
    return following.lower_ not in _STATE_WORDS and (following.lower_ in PERSON_PLURAL or following.pos_ == "NOUN")


def _of_phrase(token: Token, word: str, goes_on: bool, *, first: bool) -> bool:
    """Tell whether a word belongs to the phrase of a number; `goes_on` says that a noun follows."""
    if word in FATES and not goes_on:
        return False
    return (
        token.ent_type_ in NATIONALITY_LABELS
        or token.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"}
        or (token.pos_ == "VERB" and token.tag_ in {"VBN", "VBG"} and goes_on)
        or (token.text in {"-", "‑"} and not first)
    )


def _known_of(token: Token, noun: str) -> str:
    if noun in NOT_PEOPLE:
        return "thing"
    return "person" if token.ent_type_ in NATIONALITY_LABELS or PERSON_SUFFIX.search(noun) else ""


def noun_follows(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the phrase goes on to a noun behind a word."""
    if index + 1 >= len(tokens):
        return False
    following = tokens[index + 1]
    if following.text in {"-", "‑"}:
        return index + 2 < len(tokens) and tokens[index + 2].pos_ in {"NOUN", "ADJ", "PROPN", "VERB"}
    if following.lower_ in _STATE_WORDS:
        return False
    return following.pos_ in {"NOUN", "PROPN"} or (
        following.pos_ == "ADJ" and index + 2 < len(tokens) and tokens[index + 2].pos_ == "NOUN"
    )


def leaves_phrase(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a number or a verb of fate ends a phrase: 'a blast | killed', but 'a wounded soldier'."""
    token = tokens[position]
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if token.pos_ == "NUM" or token.like_num:
        return following is None or following.text not in {"-", "‑"}
    return token.lower_ in FATES and (following is None or following.pos_ not in {"NOUN", "ADJ", "PROPN"})


def starts_phrase(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a bare noun may stand for one person: 'Man killed', 'father, mother, and a girl'."""
    if index == 0:
        return True
    before = tokens[index - 1]
    return before.text in {",", ":", "—", "–", "(", ";", "and"} or (
        before.pos_ in {"VERB", "ADP"} and tokens[index].dep_ in {"dobj", "nsubjpass"}
    )


def person_follows(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether the noun only qualifies another one: 'police officer', 'suicide bomber', 'worker safety'."""
    if position + 1 >= len(tokens):
        return False
    following = tokens[position + 1]
    if following.text in {"’s", "'s", "'", "’"}:
        return True
    return following.pos_ == "NOUN" and following.lower_ not in _STATE_WORDS and following.lower_ not in FATES


def hyphened(tokens: Sequence[Token], position: int) -> int:
    """Return the last token of 'passer-by', 'brother-in-law'."""
    while position + 2 < len(tokens) and tokens[position + 1].text in {"-", "‑"} and not tokens[position].whitespace_:
        position += 2
    return position


def with_name(tokens: Sequence[Token], position: int) -> int:
    """Return the last token of a name that follows a noun: 'prosecutor Lenín Zambrano'."""
    last = position
    while (
        last + 1 < len(tokens)
        and (tokens[last + 1].pos_ == "PROPN" or tokens[last + 1].ent_type_ in PERSON_LABELS)
        and tokens[last + 1].text[:1].isupper()
    ):
        last += 1
    return last
