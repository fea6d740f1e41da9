"""What can be seen around a possible toponym, as named features; the weights are in mention_weights.csv."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from geodata.language import ORGANISATION_LABELS, PERSON_LABELS, PLACE_LABELS
from geodata.model import Place
from geodata.places import wordlists as words
from geodata.places.geometry import is_country
from geodata.places.mention_context import Context, Found, before, capital
from geodata.places.person_names import given_names, surname_step

_ENDINGS = frozenset({"'s", "’s", "'", "’"})
_KINDS_BEFORE = (("title", words.TITLES), ("direction", words.BEFORE_NAME), ("kind", words.GENERIC))
_SORTS_OF = (("place word", words.LITERAL_OF), ("organisation", words.ORGANISATION_WORDS))
_SORTS_BEHIND = (
    ("press", words.PRESS_WORDS),
    ("office", words.OFFICE_WORDS),
    ("organisation", words.ORGANISATION_WORDS),
    ("calendar", words.CALENDAR),
    ("title", words.TITLES),
)
"""Lists of words by which a capitalised neighbour is sorted, the first that has it."""
AHEAD = 5
"""Words behind a name in which the word for a body may stand."""
_POPULATION_STEPS = (1_000_000, 100_000, 20_000, 5_000)


def features(item: Found, context: Context) -> Iterator[str]:
    """Yield the names of the features that a span has."""
    doc = context.doc
    first, last = doc[item.start], doc[item.end - 1]
    part = context.part(first.idx)
    sort = _group(item)
    yield "bias"
    yield f"part={part}"
    yield from _name_features(item, context, first)
    yield from _document_features(item, context, first)
    for name in _entity_features(item, context):
        yield name
        yield f"{sort}: {name}"
    for side in (_left_features(item, doc), _right_features(item, doc), _person_features(item, doc)):
        for name in side:
            yield name
            yield f"{sort}: {name}"
    for name in _grammar_features(doc[item.start : item.end]):
        yield name
        yield f"{_power(item)}: {name}"
    if _said_by(item, doc):
        yield "speech from"
        yield f"{_power(item)}: speech from"
    if context.in_sport(first):
        yield "sport"
        yield f"{_power(item)}: sport"
    if item.hint:
        yield f"hint={item.hint}"
    if first.is_sent_start and part == "text":
        yield "sentence start"
    if last.text.isupper() and len(last.text) > 3:
        yield "capitals" + (" in head" if part in ("head", "heading") else "")


def _group(item: Found) -> str:
    """Return the coarse sort of a name that other features are told apart by."""
    place = item.place
    if place is None:
        return "unknown"
    if place.feature_class == "A":
        return "country" if is_country(place) else "division" if place.feature_code == "ADM1" else "area"
    if place.feature_class != "P":
        return "feature"
    alternate = (item.kind or 0) >= 3
    if place.population >= 100_000 or place.feature_code == "PPLC":
        return "city by another name" if alternate else "city"
    return "town by another name" if alternate else "town" if place.population >= 5_000 else "village"


def _power(item: Found) -> str:
    """Return whether a name can speak for a state: countries and capitals do, other places rarely."""
    place = item.place
    if place is None or place.feature_class not in "AP":
        return "no power"
    if is_country(place) or place.feature_code == "PPLC":
        return "state"
    return "division" if place.feature_class == "A" else "other place"


def _said_by(item: Found, doc: Doc) -> bool:
    """Whether a word, an offer or a visitor comes from the name: "no comment from Ukraine"."""
    if item.start < 2 or doc[item.start - 1].lower_ not in ("from", "to", "by", "for", "with"):
        return False
    noun = doc[item.start - 2]
    return noun.lower_ in words.SPEECH_NOUNS or noun.lemma_.lower() in words.SPEAKING_VERBS


def _document_features(item: Found, context: Context, first: Token) -> Iterator[str]:
    """Yield what the rest of the document says of the name."""
    one = item.end - item.start == 1
    if one and first.lower_ in context.surnames:
        yield "a surname here"
        yield f"{_group(item)}: a surname here"
    if one and first.lower_ in context.lowered:
        yield "in small letters here"
    placed = context.placed.get(first.lower_, 0)
    behind = context.doc[item.end : item.end + 2]
    own = context.doc[item.start - 1].lower_ in ("in", "near", "outside") if item.start else False
    own = own or (len(behind) == 2 and behind[0].text == "," and behind[1].ent_type_ in PLACE_LABELS)
    if one and placed > int(own):
        yield "placed elsewhere"
        yield f"{_group(item)}: placed elsewhere"


def _person_features(item: Found, doc: Doc) -> Iterator[str]:
    """Yield the signs of a person: given names, initials, titles, ages, and what people do."""
    first = doc[item.start]
    if item.start:
        near = doc[item.start - 1]
        if near.lower_ in given_names() and capital(near):
            yield "given name before"
        elif capital(near) and (len(near) == 1 or (len(near) == 2 and near.text[1] == ".")):
            yield "initial before"
        elif near.lower_ in words.PERSON_TITLES:
            yield "person's title before"
        elif near.lemma_.lower() in words.SPEAKING_VERBS and near.pos_ != "NOUN":
            yield "speaking before"
        elif near.text in ('"', "”", "''", "’") or (near.is_quote and not near.whitespace_):
            yield "quotation before"
    if item.end - item.start == 1 and first.lower_ in given_names():
        yield "given name itself"
    if item.end - item.start == 1 and (step := surname_step(first.lower_)) is not None:
        yield f"surname of step {step}"
    behind = doc[item.end : item.end + 3]
    if len(behind) >= 2 and behind[0].text == "," and behind[1].text.isdigit() and len(behind[1]) <= 2:
        yield "age behind"
    if len(behind) and behind[0].lemma_.lower() in words.SPEAKING_VERBS and behind[0].pos_ in ("VERB", "AUX"):
        yield "speaking behind"
    if len(behind) >= 2 and capital(behind[0]) and len(behind[0].text.rstrip(".")) == 1:
        yield "initial behind"
    if len(behind) and behind[0].lower_ in words.STREET_WORDS:
        yield "street behind"
        if capital(behind[0]) and behind[0].lower_ in words.NAMED_STREETS:
            yield "capital street behind"
    elif len(behind) >= 2 and capital(behind[0]) and behind[1].lower_ in words.STREET_WORDS:
        yield "street two behind"


def _name_features(item: Found, context: Context, first: Token) -> Iterator[str]:
    place = item.place
    if place is None:
        yield "unknown name"
    else:
        yield f"name kind={min(item.kind or 0, 3)}"
        yield "is " + _sort(place)
        if place.feature_class == "P" and (item.kind or 0) >= 3:
            yield "alternate of " + _sort(place)
    if item.end - item.start == 1:
        yield "one word"
        if first.lower_ in context.common:
            yield "common word"
        if first.lower_ in context.persons:
            yield "a person's name here"
        if first.is_stop or len(first) < 3:
            yield "tiny or stop word"
        if first.pos_ != "PROPN":
            yield "not tagged as a name"
        if first.lower_ in words.CALENDAR:
            yield "calendar word"
        if first.lower_ in words.GENERIC or first.lower_ in words.ORGANISATION_WORDS:
            yield "kind of feature alone"
        if first.lower_ in words.BEFORE_NAME:
            yield "direction alone"


def _sort(place: Place) -> str:
    if place.feature_class == "P":
        step = next(
            (n for n, limit in enumerate(_POPULATION_STEPS) if place.population >= limit), len(_POPULATION_STEPS)
        )
        capital_city = "capital" if place.feature_code == "PPLC" else ""
        return f"town{step}{capital_city}"
    if place.feature_class == "A":
        return {"PCLI": "country", "ADM1": "division", "ADM2": "county"}.get(place.feature_code, "area")
    return f"feature {place.feature_class}"


def _entity_features(item: Found, context: Context) -> Iterator[str]:
    outer = context.entity.get(item.start)
    if item.label:
        yield f"model={item.label}"
        yield f"model={item.label}, " + ("known" if item.place else "unknown")
    if outer is None:
        yield "model=nothing"
        return
    label = outer.label_
    group = (
        "place"
        if label in PLACE_LABELS
        else "person"
        if label in PERSON_LABELS
        else "organisation"
        if label in ORGANISATION_LABELS
        else label
    )
    longer = any(capital(t) for t in outer if not item.start <= t.i < item.end)
    yield f"in {group}" + (" with more names" if longer else "")


def _left_features(item: Found, doc: Doc) -> Iterator[str]:
    if item.start == 0:
        yield "nothing before"
        return
    near, word = doc[item.start - 1], before(doc, item.start)
    if near.is_space:
        yield "line before"
    if near.lower_ == "the":
        yield "the before"
    if near.text in ("-", "–", "—", "/") and not near.whitespace_:
        yield "hyphen before"
    if capital(near) and not near.is_punct and near.whitespace_ and not near.is_sent_start:
        kind = next((kind for kind, known in _KINDS_BEFORE if near.lower_ in known), "name")
        yield f"capital {kind} before"
    if word is None:
        return
    if word.lower_ in words.LOCATIVE or word.lower_ in words.ADVERSARIES:
        yield f"{word.lower_} before"
        yield "locative before"
        if word.lower_ in ("of", "for") and word.i:
            owner = doc[word.i - 1]
            sort = next((sort for sort, known in _SORTS_OF if owner.lower_ in known), "other")
            yield f"{'capital ' if capital(owner) else ''}{sort} of"
    elif word.text in (",", "and", "or", "&"):
        yield f"{word.text} before"
        if word.i and doc[word.i - 1].ent_type_ in PLACE_LABELS:
            yield "place and joiner before"
    elif word.is_punct:
        yield "mark before"
    elif word.lower_ in words.GENERIC:
        yield "kind word before"
    else:
        yield f"{word.pos_} before"


def _right_features(item: Found, doc: Doc) -> Iterator[str]:
    i = item.end
    if i >= len(doc):
        yield "nothing behind"
        return
    after = doc[i]
    if after.text in _ENDINGS and i + 1 < len(doc):
        yield "possessive"
        noun = doc[i + 1]
        yield "possessive of " + ("government" if noun.lower_ in words.GOVERNMENT_NOUNS else "other")
        return
    low = after.lower_
    ahead = _organisation_ahead(doc, i)
    if ahead:
        yield ("armed body or pact" if ahead in words.BODY_WORDS else "organisation") + " ahead"
    if after.is_space:
        yield "line behind"
    elif low in words.GOVERNMENT_NOUNS and not capital(after):
        yield "government behind"
        yield f"{low} behind"
    elif low in words.DISEASE_WORDS:
        yield "disease behind"
    elif low in words.GENERIC:
        yield "kind word behind" + (" capital" if capital(after) else "")
    elif capital(after) and not after.is_punct and doc[i - 1].whitespace_:
        yield f"capital {_sort_behind(after)} behind"
    elif low in words.ORGANISATION_WORDS:
        yield "organisation behind"
    elif after.text in ("-", "–") and not after.whitespace_:
        yield "hyphen behind"
        if i + 1 < len(doc) and doc[i + 1].text == "based":
            yield "-based behind"
    elif after.text == ",":
        yield "comma behind"
        if i + 1 < len(doc) and doc[i + 1].ent_type_ in PLACE_LABELS:
            yield "comma and place behind"
    elif after.is_punct:
        yield "mark behind"
    elif low in ("and", "or", "&"):
        yield "and behind"
        if i + 1 < len(doc) and doc[i + 1].ent_type_ in PLACE_LABELS:
            yield "and and place behind"
    else:
        yield f"{after.pos_} behind"


def _sort_behind(after: Token) -> str:
    """Return of what sort a capitalised word behind a name is."""
    low = after.lower_
    for sort, known in _SORTS_BEHIND:
        if low in known:
            return sort
    if after.ent_type_ in PLACE_LABELS:
        return "place"
    return "person" if after.ent_type_ in PERSON_LABELS else "name"


def _organisation_ahead(doc: Doc, i: int) -> str:
    """Return the word for a body that a run of capitalised words behind a name ends in: "Jalisco New Hope [Cartel]"."""
    for token in doc[i + 1 : i + AHEAD]:
        if not (capital(doc[token.i - 1]) and doc[token.i - 1].is_alpha and capital(token)):
            return ""
        if token.lower_ in words.ORGANISATION_WORDS:
            return token.lower_
    return ""


def _grammar_features(span: DocSpan) -> Iterator[str]:
    root = span.root
    yield f"dep={root.dep_}"
    head = root.head
    if root.dep_ in ("nsubj", "nsubjpass", "dobj", "conj", "appos"):
        lemma = head.lemma_.lower()
        if lemma in words.ACTING_VERBS:
            sort = "have/be" if lemma in words.NOT_ALONE else "speaking" if lemma in words.SPEAKING_VERBS else "acting"
            yield f"{root.dep_} of {sort} verb"
        elif head.pos_ in ("VERB", "AUX"):
            yield f"{root.dep_} of other verb"
    if root.dep_ == "compound" and not capital(head):
        yield "compound of common noun"
