"""Where a noun phrase of people begins: a number, a name, a pronoun, 'nobody', a single person."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from geodata.events.casualty_counted import number_unit
from geodata.events.casualty_phrases import next_is, with_name
from geodata.events.casualty_singles import single_unit
from geodata.events.casualty_units import Unit, plain
from geodata.events.casualty_words import PERSON_PLURAL, PERSON_SINGULAR
from geodata.events.numbers import NumberMention
from geodata.language import ORGANISATION_LABELS, PERSON_LABELS

_NOBODY = frozenset({"nobody", "none", "no-one"})
_PRONOUNS = frozenset({"he", "she", "him", "himself", "herself"})


def unit_at(
    sentence: Span, tokens: Sequence[Token], index: int, numbers: dict[int, tuple[NumberMention, int]]
) -> Unit | None:
    """Return the unit that begins at a token of a sentence; `numbers` as of `numbers_by_token`."""
    token = tokens[index]
    word, capital = token.lower_, token.text[:1].isupper()
    if token.i in numbers and (unit := number_unit(sentence, tokens, index, *numbers[token.i])):
        return unit
    if word in _NOBODY:
        return plain(tokens, index, index, "nobody", (0, 0, 0))
    if word == "no" and next_is(tokens, index, {"one", "people", "person"}):
        return plain(tokens, index, index + 1, "nobody", (0, 0, 0))
    if capital and token.ent_type_ in PERSON_LABELS and _begins_entity(tokens, index):
        return plain(tokens, index, _end_of_entity(tokens, index), "name", (1, 1, 1))
    if word == "no" and next_is(tokens, index, {"-", "‑"}) and next_is(tokens, index + 1, {"one", "one's"}):
        return plain(tokens, index, index + 2, "nobody", (0, 0, 0))
    if word == "both" and (unit := _both(tokens, index)):
        return unit
    if capital and word in PERSON_SINGULAR and _begins_name(tokens, index + 1) and not _of_body(tokens, index):
        return plain(tokens, index, with_name(tokens, index), "single", (1, 1, 1), noun=word, head=token.i)
    if word in _PRONOUNS:
        return plain(tokens, index, index, "pronoun", (1, 1, 1))
    return single_unit(sentence, tokens, index)


def _begins_entity(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    return token.ent_iob_ == "B" or index == 0 or tokens[index - 1].ent_type_ != token.ent_type_


def _end_of_entity(tokens: Sequence[Token], index: int) -> int:
    while (
        index + 1 < len(tokens) and tokens[index + 1].ent_type_ in PERSON_LABELS and tokens[index + 1].ent_iob_ == "I"
    ):
        index += 1
    return index


def _begins_name(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].pos_ == "PROPN" and tokens[index].text[:1].isupper()


def _of_body(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word belongs to the name of a body: 'the National Emergency Agency' is no national."""
    return tokens[index].ent_type_ in ORGANISATION_LABELS and index > 0 and tokens[index - 1].lower_ == "the"


def _both(tokens: Sequence[Token], index: int) -> Unit | None:
    """Return two people for 'both died', 'both of them', 'both men'."""
    if index + 1 >= len(tokens):
        return None
    following = tokens[index + 1]
    if following.pos_ in {"VERB", "AUX"} or following.lower_ == "of":
        return plain(tokens, index, index, "pronoun", (2, 2, 2))
    if following.lower_ in PERSON_PLURAL:
        return plain(tokens, index, index + 1, "pronoun", (2, 2, 2), noun=following.lower_)
    return None
