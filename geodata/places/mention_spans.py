"""Where toponyms may stand: spans from the gazetteer, the language model and the words around, without overlaps."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Doc, Token

from geodata.language import (
    DATE_LABELS,
    NATIONALITY_LABELS,
    ORGANISATION_LABELS,
    PERSON_LABELS,
    PLACE_LABELS,
)
from geodata.places import wordlists as words
from geodata.places.asking import NameBook
from geodata.places.gazetteer.folding import WRITTEN_OUT, fold
from geodata.places.gazetteer.schema import NameKind
from geodata.places.mention_context import Found, before, capital

LONGEST = 14
"""Tokens of the longest name that is tried; GeoNames' longest in Latin letters has nine words."""
_JOINERS = frozenset({"-", "‑", "–", "'", "’", "/"})
_ENDINGS = frozenset({"'s", "’s", "'", "’"})
_OWN_ENDINGS = frozenset({"'s", "’s"})
_FIXED_SPACES = frozenset({"\xa0", "\u202f", "\u2009", "\u2007"})
_ABBREVIATIONS = frozenset({NameKind.ABBREVIATION, NameKind.QUALIFIER})
_NO_PART_OF_PLACE = PERSON_LABELS | ORGANISATION_LABELS | NATIONALITY_LABELS | DATE_LABELS
_BEHIND_HEADS = frozenset({":", "(", "–", "—", "-", ".", "·", "|", "/", ","})
"""Marks behind a name that is a heading by itself."""


def find_spans(doc: Doc, names: NameBook) -> list[Found]:
    """Return all spans that may be toponyms, of the gazetteer and of the model, without overlaps."""
    found = _merge(doc, list(_known_spans(doc, names)), list(_model_spans(doc, names)))
    taken = {i for item in found for i in range(item.start, item.end)}
    found = [_stretched(doc, item, taken) for item in found]
    taken = {i for item in found for i in range(item.start, item.end)}
    found = sorted([*found, *_unknown_spans(doc, taken)], key=lambda item: item.start)
    for item in found:
        item.hint = hint_of(doc, item)
    return found


def _known_spans(doc: Doc, names: NameBook) -> Iterator[Found]:
    """Yield the longest gazetteer names over runs of capitalised words."""
    i = 0
    while i < len(doc):
        match = _longest(doc, i, names) if capital(doc[i]) and not _initials(doc[i]) else None
        if match is None:
            i += 1
            continue
        end, kind = match
        places = names.lookup(doc[i:end].text, limit=1)
        start, stop = _with_kind(doc, i, end)
        yield Found(start, stop, place=places[0] if places else None, kind=kind)
        i = stop


def _initials(token: Token) -> bool:
    """Whether three capitals amid small letters are short for a thing: 'her SUV' is no Suva."""
    before = token.doc[token.i - 1] if token.i else None
    one_of_them = before is not None and before.pos_ in {"DET", "PRON"} and before.lower_ != "the"
    return one_of_them and len(token) == 3 and token.text.isupper()


def _with_kind(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in a capitalised word for what the feature is, where the gazetteer has the name without it.

    "Kanawha River", "Lake Hartwell"; not "Kanawha River Bridge".
    """
    after = doc[end] if end < len(doc) else None
    further = doc[end + 1] if end + 1 < len(doc) else None
    if after is not None and capital(after) and after.lower_ in words.KIND_BEHIND and doc[end - 1].whitespace_:
        if further is None or not capital(further) or further.lower_ in words.CALENDAR:
            return start, end + 1
    elif start and doc[start - 1].lower_ in words.KIND_BEFORE and capital(doc[start - 1]):
        return start - 1, end
    return start, end


def _longest(doc: Doc, i: int, names: NameBook) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for j in range(i + 1, min(i + LONGEST, doc[i].sent.end) + 1):
        last, previous = doc[j - 1], doc[j - 2] if j - 2 >= i else None
        if not _may_continue(last, previous) and not _own_ending(doc, i, j, names):
            break
        if not _may_end(last, previous):
            continue
        key = fold(doc[i:j].text)
        kind = names.kind_of(key) if key else None
        if kind is not None and _may_be(doc, i, j, key, kind, best):
            best = (j, kind)
        elif not key or not (names.is_prefix(key) or key.rpartition(" ")[2] in WRITTEN_OUT):
            break
    if best is not None and best[1] in _ABBREVIATIONS:
        return _with_stop(doc, best[0]), best[1]
    return best


def _own_ending(doc: Doc, i: int, j: int, names: NameBook) -> bool:
    """Whether 's is a part of a longer name ("Cox's Bazar", "St. George's"), and no possessive."""
    if doc[j - 1].text not in _OWN_ENDINGS or j - i < 2:
        return False
    key = fold(doc[i:j].text)
    behind = doc[j] if j < len(doc) else None
    return bool(key) and ((j - i > 2 and names.kind_of(key) is not None)
                          or (behind is not None and capital(behind) and names.is_prefix(key)))  # fmt: skip


def _may_be(doc: Doc, i: int, j: int, key: str, kind: int, best: tuple[int, int] | None) -> bool:
    """Whether a name of the gazetteer can be meant by these words at all."""
    if kind == NameKind.QUALIFIER:
        return i > 1 and doc[i - 1].text in (",", "(") and (capital(doc[i - 2]) or doc[i - 2].is_punct)
    if key.upper() in words.COMPASS and j < len(doc) and doc[j].lower_ in ("of", "from"):
        # "25 km NE of Kathmandu" is not in Nebraska.
        return False
    if key in words.SEATS or (len(key) <= 2 and kind > NameKind.ABBREVIATION):
        return False
    if j - i == 1 and _part_of_name(doc, i):
        return False
    # "Las Vegas City Council" is the council of Las Vegas.
    behind = doc[j] if j < len(doc) else None
    own = best is not None and kind >= NameKind.ALTERNATE and doc[j - 1].lower_ in words.GENERIC
    return not (own and behind is not None and capital(behind) and bool(doc[j - 1].whitespace_))


def _part_of_name(doc: Doc, i: int) -> bool:
    """Whether a word is only the kind or title in another name: "Griffith [Park]", "[Lake] Vermont", "[Ms.] Gray"."""
    word = doc[i].lower_
    behind, near = doc[i + 1] if i + 1 < len(doc) else None, doc[i - 1] if i else None
    follows = behind is not None and (capital(behind) or behind.lower_ == "of") and not behind.is_punct
    if word in words.PERSON_TITLES and follows:
        return True
    kinds = words.GENERIC.keys() | words.ORGANISATION_WORDS | words.STREET_WORDS | words.KIND_BEHIND
    if word not in kinds:
        return False
    return (
        follows
        or (near is not None and capital(near) and not near.is_punct and not near.is_sent_start)
        or (near is not None and near.text in _ENDINGS and near.text not in _FIXED_SPACES)
    )


def _with_stop(doc: Doc, end: int) -> int:
    """Take in the full stop of an abbreviation ("Ga.") that the tokeniser has cut off."""
    dotted = end < len(doc) and doc[end].text == "." and not doc[end - 1].whitespace_
    cut_off = dotted and (not doc[end - 1].text.isupper() or "." in doc[end - 1].text)
    return end + 1 if cut_off else end


def _may_continue(token: Token, previous: Token | None) -> bool:
    """Whether a token can stand inside a name: capitalised, a particle, a joiner, or behind a hyphen."""
    if previous is not None and _fixed_space(token):
        return True
    if token.is_space or (token.text in _ENDINGS and token.text not in _JOINERS):
        return False
    if token.is_punct:
        return token.text in _JOINERS or token.text == "."
    behind_joiner = previous is not None and previous.text in _JOINERS and not previous.whitespace_
    return capital(token) or token.lower_ in words.PARTICLES or token.text[:1].isdigit() or behind_joiner


def _fixed_space(token: Token) -> bool:
    """Whether a token is a no-break space inside a line."""
    return token.is_space and token.text in _FIXED_SPACES


def _may_end(token: Token, previous: Token | None) -> bool:
    """Whether a name can end with a token; particles and joiners only lead on."""
    if token.text in _OWN_ENDINGS:
        return True
    if token.text in _JOINERS or token.text == "." or token.is_space:
        return False
    behind_joiner = previous is not None and previous.text in _JOINERS and not previous.whitespace_
    return capital(token) or behind_joiner or token.text[:1].isdigit()


def _model_spans(doc: Doc, names: NameBook) -> Iterator[Found]:
    """Yield the model's places without "the" in front, "'s" behind and lower-case words around."""
    for ent in doc.ents:
        if ent.label_ not in PLACE_LABELS:
            continue
        start, end = ent.start, ent.end
        while start < end and (not capital(doc[start]) or doc[start].lower_ in ("the", "downtown", "central")):
            start += 1
        while end > start and not (capital(doc[end - 1]) or doc[end - 1].text[:1].isdigit()):
            end -= 1
        if end - start > 1 and doc[end - 1].lower_ in words.ORGANISATION_WORDS:
            known = _longest(doc, start, names)
            end = known[0] if known is not None and known[0] < end else end
        if (
            start < end < len(doc)
            and "." in doc[end - 1].text
            and doc[end].text == "."
            and not doc[end - 1].whitespace_
        ):
            end += 1
        span = doc[start:end]
        key = fold(span.text)
        if start == end or key in words.SEATS or any(token.is_space for token in span):
            continue
        if any(token.is_alpha for token in span):
            kind = names.kind_of(key) if key else None
            places = names.lookup(span.text, limit=1) if kind is not None else []
            yield Found(start, end, place=places[0] if places else None, kind=kind, label=ent.label_)


def _unknown_spans(doc: Doc, taken: Collection[int]) -> Iterator[Found]:
    """Yield runs of capitalised words that nobody knows, where the words around ask for a place."""
    i = 0
    while i < len(doc):
        j = i
        while j < len(doc) and j - i < 4 and _unknown(doc[j], taken) and (j == i or not doc[j].is_sent_start):
            j += 1
        if j == i:
            i += 1
            continue
        if _asked_for(doc, i, j, taken):
            yield Found(i, j)
        i = j


def _asked_for(doc: Doc, i: int, j: int, taken: Collection[int]) -> bool:
    """Whether the words around a run of unknown names ask for a place."""
    behind = doc[j] if j < len(doc) else None
    if behind is not None and behind.is_lower and behind.lemma_.lower() in words.GENERIC:
        return True
    if i == 0 or doc[i].is_sent_start:
        # "Yelarbon: dry", "MIREBALAIS (Agency) -", "Calayan."
        return behind is None or behind.text in _BEHIND_HEADS
    near, further = doc[i - 1], doc[i - 2] if i > 1 else None
    low = near.lower_
    if low in words.STRONG_LOCATIVE or near.lemma_.lower() in words.ARRIVING_VERBS:
        return True
    if further is None or doc[i].is_sent_start:
        return False
    if low == "of":
        return (
            further.lower_ in words.GENERIC or further.lower_ in words.LITERAL_OF or further.lower_ in words.BEFORE_NAME
        )
    return low in (",", "and", "or", "/", "–", "-") and i - 2 in taken


def _stretched(doc: Doc, item: Found, taken: Collection[int]) -> Found:
    """Return a longer unknown name of which the gazetteer knows the first word only: "La Gabarra", "Paso Canoas"."""
    word = before(doc, item.start)
    if item.end - item.start > 1 or _large(item):
        return item
    if item.start > 1 and doc[item.start - 2].lower_ in words.LOCATIVE and _leads(doc, item.start - 1, taken):
        return Found(item.start - 1, item.end, label=item.label)
    if word is None or word.lower_ not in words.STRONG_LOCATIVE:
        return item
    end = item.end
    while end < min(len(doc), item.end + 3) and _stretches(doc, end, taken):
        end += 1
    while end > item.end and not capital(doc[end - 1]):
        end -= 1
    behind = doc[end] if end < len(doc) else None
    if end == item.end or (behind is not None and (capital(behind) or behind.lemma_.lower() in words.SPEAKING_VERBS)):
        return item
    return Found(item.start, end, label=item.label)


def _leads(doc: Doc, i: int, taken: Collection[int]) -> bool:
    """Whether a word is the first of an unknown name whose last word the gazetteer knows: "[Swifts] Creek"."""
    token = doc[i]
    usual = words.TITLES | words.PERSON_TITLES | words.BEFORE_NAME | words.CALENDAR | words.GENERIC.keys()
    return (
        capital(token) and token.is_alpha and bool(token.whitespace_) and i not in taken and len(token) > 2
        and token.lower_ not in usual and not token.is_stop and token.ent_type_ not in _NO_PART_OF_PLACE
    )  # fmt: skip


def _large(item: Found) -> bool:
    """Whether a name is known too well to be the first word of an unknown one."""
    place = item.place
    return place is not None and (place.feature_class != "P" or place.population >= 500_000)


def _stretches(doc: Doc, i: int, taken: Collection[int]) -> bool:
    token, previous = doc[i], doc[i - 1]
    # A name of its own begins here; one that began with the place is the model's guess at an unknown place.
    own = token.ent_type_ in _NO_PART_OF_PLACE and (token.ent_iob_ == "B" or token.ent_type_ in DATE_LABELS)
    if i in taken or token.is_sent_start or own:
        return False
    if token.text in _JOINERS or previous.text in _JOINERS:
        return not token.is_space
    usual = words.CALENDAR | words.ORGANISATION_WORDS | words.STREET_WORDS | words.TITLES | words.PERSON_TITLES
    return bool(previous.whitespace_) and (
        token.lower_ in words.PARTICLES or (capital(token) and token.is_alpha and token.lower_ not in usual)
    )


def _unknown(token: Token, taken: Collection[int]) -> bool:
    usual = token.lower_ in words.CALENDAR or token.is_stop or len(token) < 3
    return capital(token) and token.is_alpha and token.i not in taken and not usual


def _merge(doc: Doc, known: list[Found], modelled: list[Found]) -> list[Found]:
    """Join both: a gazetteer name keeps its span unless the model's longer one is known or ends in a kind."""
    taken = {i: item for item in known for i in range(item.start, item.end)}
    result = {item.start: item for item in known}
    for item in modelled:
        overlapping = list({taken[i].start: taken[i] for i in range(item.start, item.end) if i in taken}.values())
        longer = not overlapping or item.end - item.start > max(o.end - o.start for o in overlapping)
        generic = doc[item.end - 1].lower_ in words.GENERIC and len(overlapping) == 1
        if not overlapping or (longer and (item.place is not None or generic)):
            for other in overlapping:
                result.pop(other.start, None)
                item.place, item.kind = item.place or other.place, item.kind if item.place else other.kind
            result[item.start] = item
            taken.update(dict.fromkeys(range(item.start, item.end), item))
        else:
            for other in overlapping:
                other.label = item.label
    return sorted(result.values(), key=lambda item: item.start)


def hint_of(doc: Doc, item: Found) -> str:
    """Return the class of feature that the words in and around the name ask for."""
    last = doc[item.end - 1].lower_
    if item.end - item.start > 1 and last in words.GENERIC:
        return words.GENERIC[last]
    if item.end - item.start > 1 and doc[item.start].lower_ in words.KIND_BEFORE & words.GENERIC.keys():
        return words.GENERIC[doc[item.start].lower_]
    after = doc[item.end] if item.end < len(doc) else None
    if after is not None and after.lower_ in words.GENERIC and not after.is_space:
        return words.GENERIC[after.lower_]
    lowered = [t.lower_ for t in doc[max(0, item.start - 2) : item.start]]
    if lowered[-1:] == ["of"] and lowered[0] in words.GENERIC:
        return words.GENERIC[lowered[0]]
    return words.GENERIC.get(lowered[-1], "") if lowered and lowered[-1] != "state" else ""
