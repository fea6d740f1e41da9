"""The names of an article, each in one sense, with what they may mean and what they are said to lie in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from geodata.model import Mention, Place
from geodata.places import wordlists as words
from geodata.places.asking import Source
from geodata.places.gazetteer.folding import fold, strip_possessive
from geodata.places.geometry import holds
from geodata.places.resolve_features import Group, fits

ASKED_APART = frozenset({"division", "county"})
"""Words for kinds beside a name that make it another name: "Kharkiv region" is not Kharkiv."""
_BEHIND = re.compile(
    r",\s*(?:in\s+)?(?:the\s+)?(?:(?:north|south|east|west|central)\S*\s+)?|\s*\(\s*|,?\s+in\s+(?:the\s+)?(?:\S+\s+){0,3}"
)
_COMMA = re.compile(r",\s*|\s*\(\s*")


def make_groups(text: str, mentions: Sequence[Mention], source: Source) -> list[Group]:
    """Return the names of an article, each in one sense, with their candidates and containers.

    A name has one sense in an article, unless the text gives it several containers ("Paris, Tenn." and "Paris,
    France") or asks for a division in one place ("the Kharkiv region") and not in the other ("in Kharkiv").
    """
    found = {name: candidates_of(name, source) for name in {_name_of(m) for m in mentions if m.kind != "embedded"}}
    behind = _containers(text, mentions, found)
    senses = _senses(mentions, behind)
    groups: dict[tuple[str, str], Group] = {}
    owner: dict[int, Group] = {}
    for mention in mentions:
        if mention.kind == "embedded":
            continue
        name = _name_of(mention)
        key = (fold(strip_possessive(name) or name), senses.get(id(mention), ""))
        if key not in groups:
            groups[key] = Group(key[0], [], _asked(found[name], mention))
        groups[key].mentions.append(mention)
        owner[id(mention)] = groups[key]
    for first, (second, between) in behind.items():
        _contain(owner[first], owner[id(second)], between)
    return list(groups.values())


def _name_of(mention: Mention) -> str:
    """Return the name that a mention is looked up by; "Mexican" and "Mexico" are one."""
    return mention.feature_hint if mention.kind == "demonym" else mention.text


def _containers(
    text: str, mentions: Sequence[Mention], found: Mapping[str, list[Place]]
) -> dict[int, tuple[Mention, str]]:
    """Return for mentions, by identity, the one that stands right behind as a container, and the words between."""
    result = {}
    for before, behind in pairwise(m for m in mentions if m.kind != "embedded"):
        between = text[before.end : behind.start]
        if len(between) <= 40 and _BEHIND.fullmatch(between) and _name_of(before) != _name_of(behind):
            result[id(before)] = (behind, between)
    return result


def _senses(mentions: Sequence[Mention], behind: Mapping[int, tuple[Mention, str]]) -> dict[int, str]:
    """Return a word for the sense of each mention whose name is used in several, by identity."""
    by_name: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.kind != "embedded":
            by_name.setdefault(fold(_name_of(mention)), []).append(mention)
    senses: dict[int, str] = {}
    for same in by_name.values():
        asked = [m.feature_hint if m.feature_hint in ASKED_APART else "" for m in same]
        inside = [fold(behind[id(m)][0].text) if id(m) in behind else "" for m in same]
        several = len({name for name in inside if name}) > 1
        last = next((name for name in inside if name), "")
        for mention, hint, container in zip(same, asked, inside, strict=True):
            last = container or last
            sense = (last if several else "") + (f"#{hint}" if hint else "")
            if sense:
                senses[id(mention)] = sense
    return senses


def _asked(candidates: list[Place], mention: Mention) -> list[Place]:
    """Return the candidates that fit the word for a division beside the name, all when none does."""
    if mention.feature_hint not in ASKED_APART or mention.kind == "demonym":
        return candidates
    return [place for place in candidates if fits(mention.feature_hint, place)] or candidates


def _contain(inner: Group, outer: Group, between: str) -> None:
    """Note that a group stands right before another as a place in it."""
    if inner is outer or any(known is outer for known, _ in inner.containers):
        return
    # A name that nobody knows may lie in any area.
    unknown = not inner.candidates and any(place.feature_class == "A" for place in outer.candidates[:3])
    if unknown or any(holds(area, place) for area in outer.candidates[:10] for place in inner.candidates):
        inner.containers.append((outer, 1.0 if _COMMA.fullmatch(between) else 0.7))
        outer.contained.append(inner)
    elif _COMMA.fullmatch(between) and outer.candidates and outer.candidates[0].feature_code == "ADM1":
        inner.claims.append(outer)


def candidates_of(name: str, source: Source) -> list[Place]:
    """Return the candidates of a name as written, then without its word for a kind ("Lamar County")."""
    found = source.candidates(name)
    if found:
        return found
    parts = name.split()
    if len(parts) > 1 and parts[-1].lower() in words.GENERIC:
        return source.candidates(" ".join(parts[:-1]))
    return source.candidates(" ".join(parts[1:])) if len(parts) > 1 and parts[0].lower() in words.BEFORE_NAME else []
