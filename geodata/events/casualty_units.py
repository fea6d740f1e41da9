"""Noun phrases that mean people: numbers of them, single ones, named ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Span, Token

from geodata.events.casualty_numbers import is_other_number, text_of
from geodata.events.casualty_words import (
    COLLECTIVES,
    EXTRA_AFTER,
    EXTRA_BEFORE,
    FATES,
    NOT_PEOPLE,
    PART_AFTER,
    PART_BEFORE,
    PERSON_PLURAL,
    PERSON_SINGULAR,
    PERSON_SUFFIX,
    SUPERSEDED_BEFORE,
)
from geodata.events.numbers import Extremes, NumberMention, find_numbers
from geodata.language import NATIONALITY_LABELS, PERSON_LABELS

UnitKind = Literal["number", "single", "name", "pronoun", "nobody", "ordinal", "vague"]

_DETERMINERS = frozenset("a an the his her its their our my this that another one every".split())

_ORDINALS = frozenset("second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth other".split())

_STATE_WORDS = frozenset(
    "dead injured wounded hurt killed missing displaced unaccounted detained arrested deceased kia wia unhurt".split()
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One noun phrase of people; token indices are into the doc, `last` is included."""

    first: int
    last: int
    head: int
    kind: UnitKind
    count: Extremes | None
    number: tuple[int, int]
    """Characters of the words that give the number."""
    noun: str = ""
    part: bool = False
    extra: bool = False
    superseded: bool = False
    state: str = ""
    """A fate word that stands as an adjective in the phrase: '15 injured people'."""
    person: bool = True
    """Whether the noun is known to mean people; unknown nouns are taken for people by human fates only."""
    names: tuple[str, ...] = ()
    """Named people, when the phrase or its explanation names them."""
    rank: int = 0
    """3 for 'a third': the first two were told before."""


def unit_at(
    sentence: Span, tokens: Sequence[Token], index: int, numbers: dict[int, tuple[NumberMention, int]]
) -> Unit | None:
    token = tokens[index]
    if token.i in numbers:
        unit = _number_unit(sentence, tokens, index, *numbers[token.i])
        if unit is not None:
            return unit
    if token.lower_ in {"nobody", "none", "no-one"} or (
        token.lower_ == "no" and _next_is(tokens, index, {"one", "people", "person"})
    ):
        width = 1 if token.lower_ == "no" else 0
        return _plain(tokens, index, index + width, "nobody", (0, 0, 0))
    if (token.ent_type_ in PERSON_LABELS and token.ent_iob_ == "B") or (
        token.ent_type_ in PERSON_LABELS and (index == 0 or tokens[index - 1].ent_type_ != token.ent_type_)
    ):
        last = index
        while (
            last + 1 < len(tokens) and tokens[last + 1].ent_type_ in PERSON_LABELS and tokens[last + 1].ent_iob_ == "I"
        ):
            last += 1
        if token.text[:1].isupper():
            return _plain(tokens, index, last, "name", (1, 1, 1))
    if (
        token.lower_ == "no"
        and _next_is(tokens, index, {"-", "‑"})
        and index + 2 < len(tokens)
        and tokens[index + 2].lower_ in {"one", "one's"}
    ):
        return _plain(tokens, index, index + 2, "nobody", (0, 0, 0))
    if (
        token.lower_ == "both"
        and index + 1 < len(tokens)
        and (tokens[index + 1].pos_ in {"VERB", "AUX"} or tokens[index + 1].lower_ == "of")
    ):
        return _plain(tokens, index, index, "pronoun", (2, 2, 2))
    if token.lower_ == "both" and _next_is(tokens, index, PERSON_PLURAL):
        return _plain(tokens, index, index + 1, "pronoun", (2, 2, 2), noun=tokens[index + 1].lower_)
    if (
        token.text[:1].isupper()
        and token.lower_ in PERSON_SINGULAR
        and index + 1 < len(tokens)
        and tokens[index + 1].pos_ == "PROPN"
        and tokens[index + 1].text[:1].isupper()
    ):
        return _plain(tokens, index, _with_name(tokens, index), "single", (1, 1, 1), noun=token.lower_, head=token.i)
    if token.lower_ in {"he", "she", "him", "himself", "herself"}:
        return _plain(tokens, index, index, "pronoun", (1, 1, 1))
    return _single_unit(sentence, tokens, index)


def _next_is(tokens: Sequence[Token], index: int, words: AbstractSet[str]) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].lower_ in words


def _plain(
    tokens: Sequence[Token], first: int, last: int, kind: UnitKind, count: Extremes | None, **more: object
) -> Unit:
    start, end = tokens[first].idx, tokens[last].idx + len(tokens[last])
    unit = Unit(tokens[first].i, tokens[last].i, tokens[last].i, kind, count, (start, end))
    return replace(unit, **more) if more else unit  # type: ignore[arg-type]


def _number_unit(
    sentence: Span, tokens: Sequence[Token], index: int, mention: NumberMention, last_token: int
) -> Unit | None:
    doc, offset = sentence.doc, sentence.start_char
    start, end = mention.span.start + offset, mention.span.end + offset
    before = text_of(doc)[max(sentence.start_char, start - 60) : start]
    after = text_of(doc)[end : min(sentence.end_char, end + 60)]
    if is_other_number(mention, text_of(doc)[mention.core.start + offset : end], before, after):
        return None
    last = next(i for i in range(index, len(tokens)) if tokens[i].i == last_token)
    stop, noun, state, known = _noun_after(tokens, last + 1)
    if noun in NOT_PEOPLE or known == "thing":
        return None
    extra = bool(
        EXTRA_BEFORE.search(before)
        or re.match(EXTRA_AFTER, after)
        or re.search(r"\b(?:another|further|additional)\b", text_of(doc)[start:end].lower())
    )
    part = bool(PART_BEFORE.search(before) or PART_AFTER.match(after))
    if before.endswith(", ") and re.match(
        r"\s+(?:critically|seriously|gravely|badly|in (?:a )?(?:critical|serious|grave)|with (?:a )?(?:bullet|head"
        r"|serious|critical|severe|burns))",
        after,
    ):
        part = True
    if re.search(r"\b[Oo]f (?:the |those |some |about )?[\w, -]{1,60}, (?:only |just |some |about )?$", before):
        part = True
    count = (mention.low, mention.best, mention.high)
    if noun in COLLECTIVES - {"crew"}:
        return None
    return Unit(
        tokens[index].i,
        tokens[max(stop, last)].i,
        tokens[max(stop, last)].i,
        "number",
        count,
        (start, end),
        noun,
        part,
        extra,
        bool(SUPERSEDED_BEFORE.search(before)),
        state,
        known == "person",
    )


def _noun_after(tokens: Sequence[Token], start: int) -> tuple[int, str, str, str]:
    """Return (index of the last word, noun, fate adjective, what is known of the noun) of a number's phrase."""
    index, state, noun, last = start, "", "", start - 1
    while index < len(tokens) and index < start + 7:
        token = tokens[index]
        word = token.lower_.replace("’", "'")
        if (
            word
            in {
                "of",
                "other",
                "others",
                "more",
                "additional",
                "further",
                "the",
                "these",
                "those",
                "his",
                "her",
                "its",
                "their",
            }
            and not noun
        ):
            if word == "of" and index + 1 < len(tokens) and tokens[index + 1].like_num:
                index += 2
                continue
            if word == "of" and not _next_is(
                tokens, index, {"the", "them", "those", "these", "its", "his", "her", "their", "whom", "which"}
            ):
                break
            if word in {"the", "these", "those", "his", "her", "its", "their"} and (
                index == start or tokens[index - 1].lower_ != "of"
            ):
                break
            if word == "others":
                return index, "others", state, "person"
            index += 1
            continue
        if word in {"last", "this", "next", "yesterday", "today", "overnight", "tonight"}:
            break
        if word in {"them", "whom"} and not noun:
            return index, "", state, ""
        if word in _STATE_WORDS and not noun:
            follows = (
                index + 1 < len(tokens)
                and (tokens[index + 1].lower_ in PERSON_PLURAL or tokens[index + 1].pos_ == "NOUN")
                and tokens[index + 1].lower_ not in _STATE_WORDS
            )
            if not follows or (index + 1 < len(tokens) and tokens[index + 1].lower_ in {"people", "men"} and False):
                break
            state = word
            index += 1
            continue
        if word in PERSON_PLURAL or (word in PERSON_SINGULAR and not _noun_follows(tokens, index)):
            noun, last = word, index
            if not _noun_follows(tokens, index):
                return _hyphened(tokens, index), word, state, "person"
            index += 1
            continue
        if (
            token.ent_type_ in NATIONALITY_LABELS
            or token.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"}
            or (token.pos_ == "VERB" and token.tag_ in {"VBN", "VBG"} and _noun_follows(tokens, index))
            or (token.text in {"-", "‑"} and index > start)
        ):
            if word in FATES and not _noun_follows(tokens, index):
                break
            noun, last = word, index
            if not _noun_follows(tokens, index):
                break
            index += 1
            continue
        break
    if not noun:
        return last, "", state, ""
    if noun in NOT_PEOPLE:
        return last, noun, state, "thing"
    token = tokens[last]
    known = "person" if token.ent_type_ in NATIONALITY_LABELS or PERSON_SUFFIX.search(noun) else ""
    return last, noun, state, known


def _noun_follows(tokens: Sequence[Token], index: int) -> bool:
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


def _single_unit(sentence: Span, tokens: Sequence[Token], index: int) -> Unit | None:
    """Return a unit such as 'a fruit seller', 'the driver', 'his brother', 'a family of five', 'a third'."""
    token = tokens[index]
    word = token.lower_
    begins = word in _DETERMINERS
    if not begins and not (
        word in PERSON_SINGULAR
        and token.pos_ in {"NOUN", "PROPN"}
        and token.tag_ not in {"NNS", "NNPS"}
        and _starts_phrase(tokens, index)
    ):
        return None
    position = index + 1 if begins else index
    extra = word == "another"
    ordinal = begins and position < len(tokens) and tokens[position].lower_ in _ORDINALS
    if (
        begins
        and position < len(tokens)
        and (tokens[position].like_num or tokens[position].lower_ in {"dozen", "couple"})
        and not ordinal
        and not _next_is(tokens, position, {"-", "‑"})
    ):
        return None
    rank = 0
    if ordinal:
        rank = _rank(tokens[position].lower_)
        position += 1
    limit = min(len(tokens), position + 8)
    first_noun = position
    while position < limit:
        current = tokens[position]
        if current.lower_ in COLLECTIVES and _next_is(tokens, position, {"of"}):
            return _collective(sentence, tokens, index, position)
        if (
            current.lower_ in PERSON_SINGULAR
            and current.tag_ not in {"NNS", "NNPS"}
            and not _person_follows(tokens, position)
        ):
            last = _with_name(tokens, _hyphened(tokens, position))
            kind: UnitKind = "single"
            number = (token.idx, tokens[last].idx + len(tokens[last]))
            before = text_of(sentence.doc)[max(sentence.start_char, token.idx - 40) : token.idx]
            if re.match(r"\s*among (?:them|those)", text_of(sentence.doc)[number[1] : number[1] + 16]):
                before = "including "
            return Unit(
                token.i,
                tokens[last].i,
                current.i,
                kind,
                (1, 1, 1),
                number,
                current.lower_,
                bool(PART_BEFORE.search(before)),
                extra or ordinal,
                False,
                "",
                True,
                rank=rank,
            )
        if current.lower_ in PERSON_PLURAL and begins and not _person_follows(tokens, position):
            return _plain(tokens, index, position, "vague", None, noun=current.lower_, head=current.i)
        fits = (
            current.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"}
            or current.tag_ in {"VBN", "VBG", "JJ"}
            or current.text in {"-", "‑", "’s", "'s", "“", "”", '"', "‘", "’"}
            or current.ent_type_ in NATIONALITY_LABELS
            or (current.pos_ == "ADV" and (current.lower_.endswith("ly") or current.lower_ in {"once", "then", "now"}))
        )
        if not fits or _leaves_phrase(tokens, position):
            break
        position += 1
    if ordinal and (first_noun >= len(tokens) or not _noun_like(tokens[first_noun])):
        return _plain(tokens, index, first_noun - 1, "ordinal", (1, 1, 1), extra=True, rank=rank)
    if word == "another" and (index + 1 >= len(tokens) or tokens[index + 1].pos_ in {"VERB", "AUX", "PUNCT"}):
        return _plain(tokens, index, index, "ordinal", (1, 1, 1), extra=True)
    return None


def _leaves_phrase(tokens: Sequence[Token], position: int) -> bool:
    """Whether a number or a verb of fate ends a phrase: 'a blast | killed', but 'a wounded soldier'."""
    token = tokens[position]
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if token.pos_ == "NUM" or token.like_num:
        return following is None or following.text not in {"-", "‑"}
    return token.lower_ in FATES and (following is None or following.pos_ not in {"NOUN", "ADJ", "PROPN"})


def _rank(word: str) -> int:
    order = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    return order.index(word) + 1 if word in order else 0


def _noun_like(token: Token) -> bool:
    return token.pos_ in {"NOUN", "ADJ", "PROPN"}


def _starts_phrase(tokens: Sequence[Token], index: int) -> bool:
    """Whether a bare noun may stand for one person: 'Man killed', 'father, mother, and a girl'."""
    if index == 0:
        return True
    before = tokens[index - 1]
    return before.text in {",", ":", "—", "–", "(", ";", "and"} or (
        before.pos_ in {"VERB", "ADP"} and tokens[index].dep_ in {"dobj", "nsubjpass"}
    )


def _person_follows(tokens: Sequence[Token], position: int) -> bool:
    """Whether the noun only qualifies another one: 'police officer', 'suicide bomber', 'worker safety'."""
    if position + 1 >= len(tokens):
        return False
    following = tokens[position + 1]
    if following.text in {"’s", "'s", "'", "’"}:
        return True
    return following.pos_ == "NOUN" and following.lower_ not in _STATE_WORDS and following.lower_ not in FATES


def _hyphened(tokens: Sequence[Token], position: int) -> int:
    """Return the last token of 'passer-by', 'brother-in-law'."""
    while position + 2 < len(tokens) and tokens[position + 1].text in {"-", "‑"} and not tokens[position].whitespace_:
        position += 2
    return position


def _with_name(tokens: Sequence[Token], position: int) -> int:
    """Return the last token of a name that follows a noun: 'prosecutor Lenín Zambrano'."""
    last = position
    while (
        last + 1 < len(tokens)
        and (tokens[last + 1].pos_ == "PROPN" or tokens[last + 1].ent_type_ in PERSON_LABELS)
        and tokens[last + 1].text[:1].isupper()
    ):
        last += 1
    return last


def _collective(sentence: Span, tokens: Sequence[Token], index: int, position: int) -> Unit | None:
    """Return 'a family of five' as a unit of five."""
    if position + 2 >= len(tokens):
        return None
    text = text_of(sentence.doc)[tokens[position + 2].idx : sentence.end_char]
    mention = next(find_numbers(text[:40]), None)
    if mention is None or mention.span.start > 0:
        return None
    end = tokens[position + 2].idx + mention.span.end
    last = position + 2
    while last + 1 < len(tokens) and tokens[last + 1].idx < end:
        last += 1
    stop, noun, _, known = _noun_after(tokens, last + 1)
    if noun in NOT_PEOPLE or known == "thing":
        return None
    count = (mention.low, mention.best, mention.high)
    return Unit(
        tokens[index].i,
        tokens[max(stop, last)].i,
        tokens[position].i,
        "number",
        count,
        (tokens[index].idx, end),
        noun or "people",
    )
