"""Words for people and for what befalls them.

`casualty_fates.csv` maps a phrase to the field that it fills and to the way in which it takes
its people: `object` (kills X, X is killed), `subject` (X dies), `noun` (three deaths), `state`
(X dead, X are missing); `human` fates take an unknown noun for people.  `casualty_nouns.csv`
holds the nouns.  To add one: a row there and a sentence in the tests.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from importlib import resources
from typing import Literal, cast

CountField = Literal["fatalities", "injured", "arrested", "missing", "displaced"]
Frame = Literal["object", "subject", "noun", "state"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What a word says of people and how it takes them."""

    field: CountField
    frame: Frame
    human: bool = False
    """Whether only people meet this fate, so that an unknown noun may be taken for people."""


_BODY = (
    r"(?:leg|arm|foot|feet|hand|finger|toe|eye|ear|head|neck|back|shoulder|wrist|ankle|knee|hip|pelvis|rib"
    r"|collarbone|nose|jaw|skull|thigh|shin|"
    r"elbow|face|chest|stomach|abdomen|spine|tooth|teeth|hearing|sight)s?"
)
_DEGREE = (
    r"(?:(?:minor|slight|light|moderate|superficial|serious|severe|grave|critical|extensive|multiple|various|varying"
    r"|internal|head|facial|leg|spinal|third-degree|life-threatening|life-changing|non-life-threatening)\s+){0,2}"
    r"(?:degrees of )?"
)
WOUNDS = re.compile(
    rf"\b(?:(?:lost|loses|losing|broke|breaks|breaking|fractured|fracturing|dislocated|burned|burnt|cut|sprained"
    rf"|twisted|shattered) (?:a|an|his|her|their|both|the|one|two|three)?(?: \w+)? ?{_BODY}"
    rf"|(?:with|has|have|had|suffered|sustained|received) (?:a |an |his |her |two |three )?(?:(?:broken|fractured"
    rf"|stitched|crushed|severed|shattered|injured|dislocated) (?:\w+ )?(?:{_BODY}|bones?)"
    rf"|{_DEGREE}(?:bullet|shrapnel|gunshot|stab|burns?|cuts|fractures?|concussion|knife|wounds?|injur)\w*\b)"
    rf"|(?:shot|hit|struck|stabbed|wounded|injured|grazed) (?:in|on|through|to|across) (?:the |his |her |both |one "
    rf")?(?:left |right |upper |lower )?{_BODY}"
    rf"|escaped with (?:a |some |only )?(?:minor |slight |light )?(?:graze|cuts?|bruises|scratches|injur\w+|burns"
    rf"|wounds?)|knocked (?:over|down|unconscious))\b",
    re.IGNORECASE,
)
"""Ways to say that someone was hurt that name the part of the body."""
POISONED = re.compile(
    r"\b(?:(?:fell|fallen|taken|became) (?:ill|sick|unconscious)|sickened|fainted|collapsed|passed out)\b",
    re.IGNORECASE,
)
"""What befalls people in bad air; the sick of an epidemic are no injured."""
BAD_AIR = re.compile(
    r"\b(?:inhal\w+|fumes|gas(?:es|sed)?|leak\w*|ammonia|chlorine|carbon monoxide|tear ?gas|chemicals?|pesticides?)\b",
    re.IGNORECASE,
)
LOST = re.compile(
    r"\b(?:lost|loses|losing)(?= (?:at least |about |some |around |nearly |more than )?[\w-]+ "
    r"(?:of (?:its|their|his) )?(?:\w+ )?(?:men|soldiers|troops|fighters|officers|policemen|gendarmes|marines|rangers"
    r"|comrades|children|babies|patients)\b)",
    re.IGNORECASE,
)
"""Armies and hospitals lose people; teams and parties lose other things."""
FALLEN = re.compile(r"\bfell(?=\s*(?:[.,;]|in (?:battle|combat|action|the fighting)))", re.IGNORECASE)
"""Of armed people only: 'four soldiers fell'."""
SHELTERED = re.compile(
    r"\b(?:in|to|into|at) (?:[\w-]+ ){0,2}(?:evacuation (?:centre|center|site|shelter)s?|relief camps?|displacement "
    r"camps?|collective (?:centre|center)s|"
    r"(?:temporary|emergency|makeshift|storm|cyclone|public|community) (?:shelters?|camps?|accommodation)|camps of"
    r"|tent (?:camps?|cities|city))\b",
    re.IGNORECASE,
)
"""Where people driven from home are put up."""
SHELTER_FATE = Fate("displaced", "state", human=True)
LABELLED = re.compile(
    r"\b(?P<label>dead|killed|deaths|fatalities|bodies|injured|wounded|injuries|missing|not found|unaccounted for"
    r"|arrested|detained|arrests|displaced|evacuated|homeless)"
    r"(?: so far| confirmed| to date)?\s*[:=]\s*(?:at least |about |some |over |more than |~|c\. ?)?$",
    re.IGNORECASE,
)
"""A label before a figure, as in situation reports: 'Dead: 11. Missing: 24'."""
LABEL_FIELDS: dict[str, CountField] = {
    "injured": "injured",
    "wounded": "injured",
    "injuries": "injured",
    "missing": "missing",
    "not found": "missing",
    "unaccounted for": "missing",
    "arrested": "arrested",
    "detained": "arrested",
    "arrests": "arrested",
    "displaced": "displaced",
    "evacuated": "displaced",
    "homeless": "displaced",
}
LOST_FATE = Fate("fatalities", "object")
FALLEN_FATE = Fate("fatalities", "subject")
WOUND_FATE = Fate("injured", "subject", human=True)
NEEDS_PASSIVE = frozenset(
    {"admitted", "held", "hit by", "struck by", "struck with", "hit with", "put up in", "booked", "relocated"}
)
"""Words that mean the fate only when something was done to the people."""
NOT_DRIVEN = re.compile(
    r"\s*(?:with|on foot|the scene|in an?\b|on an?\b|empty|after|when|the (?:shop|store|bank|area)|justice|custody"
    r"|prison|jail|towards? the)",
    re.IGNORECASE,
)
"""What follows 'fled' when those who fled are no displaced people."""
KIDNAPPED = re.compile(
    r"\b(?:kidnap\w*|abduct\w*|hostages?|seized|ransom|captives?|held captive|taken during|led away)\b", re.IGNORECASE
)
DUAL = frozenset("killing murder murders kill arrest arrests capture detention".split())
"""Nouns as well as verbs: 'the killing of two men', 'twelve arrests'."""

NONE_AT_ALL: dict[str, tuple[CountField, ...]] = {
    "casualties": ("fatalities", "injured"),
    "casualty": ("fatalities", "injured"),
    "victims": ("fatalities", "injured"),
    "victim": ("fatalities", "injured"),
    "deaths": ("fatalities",),
    "death": ("fatalities",),
    "dead": ("fatalities",),
    "fatalities": ("fatalities",),
    "fatality": ("fatalities",),
    "loss of life": ("fatalities",),
    "lives lost": ("fatalities",),
    "lives were lost": ("fatalities",),
    "injuries": ("injured",),
    "injury": ("injured",),
    "injured": ("injured",),
    "wounded": ("injured",),
    "arrests": ("arrested",),
    "arrest": ("arrested",),
    "detentions": ("arrested",),
}
"""After 'no', 'without', 'zero': the fields that are nought."""


_IRREGULAR_PLURALS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "persons",
    "wife": "wives",
    "thief": "thieves",
    "passer-by": "passers-by",
    "passerby": "passersby",
    "brother-in-law": "brothers-in-law",
    "sister-in-law": "sisters-in-law",
    "carabiniere": "carabinieri",
}


def _plural(word: str) -> str:
    if word in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[word]
    for single, plural in (("child", "children"), ("woman", "women"), ("man", "men")):
        if word.endswith(single) and word not in {"human", "shaman", "caiman"}:
            return word[: -len(single)] + plural
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s")


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("geodata.events").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _fate(row: dict[str, str]) -> Fate:
    return Fate(cast(CountField, row["field"]), cast(Frame, row["frame"]), row["human"] == "yes")


FATES: dict[str, Fate] = {row["phrase"]: _fate(row) for row in _table("casualty_fates.csv")}

_NOUNS = _table("casualty_nouns.csv")


def _sense(name: str) -> frozenset[str]:
    return frozenset(row["word"] for row in _NOUNS if row["sense"] == name)


PERSON_SINGULAR = _sense("person")
PERSON_PLURAL = frozenset(_plural(word) for word in PERSON_SINGULAR) | _sense("people")
SECURITY = _sense("security")
ATTACKERS = _sense("attacker")
GENERIC = _sense("generic")
NOT_PEOPLE = _sense("thing")
COLLECTIVES = _sense("collective")

PERSON_SUFFIX = re.compile(r"(?:men|women|ers|ors|ists|ants|ees|ians|folk|mates|goers|hands|keepers|owners)$")

HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|could|would|might|may(?! be recalled| be remembered)|should|were (?:it|there) to|plans? to"
    r"|planned to|threaten\w* to|vow\w* to|drill|exercise|simulat\w+|scenario|script|"
    r"imagin\w+|pretend|rehears\w+|will|won't|what if|in case|make-believe|fear(?:s|ed)? that|warn\w* (?:that|of)"
    r"|can kill|risk\w*|going to (?:get|be))\b",
    re.IGNORECASE,
)
SUPERSEDED_BEFORE = re.compile(
    r"(?:\bup from|\bdown from|\bfrom|(?<!more )(?<!fewer )(?<!less )(?<!later )\bthan|\bagainst|\bcompared (?:with"
    r"|to)|\bversus|\binstead of|\bearlier (?:count|toll|figure|number|report)s?(?: of| put|, )?|"
    r"\b(?:previous|initial|first|provisional|original|preliminary|prior)(?:ly)?\s+(?:count|toll|figure|number"
    r"|report|reports|estimate|statement|tally)?s?\b[^.;]{0,24}?(?:of|put|as|at|spoken|said|had|reported|gave)|"
    r"\bwe(?:'d| had) said|\bearlier we had|\bhad (?:earlier |previously |initially |first )?(?:said|reported"
    r"|spoken of|given it as|put (?:it|the \w+) at|stood at)|\bit was|\bwas put at|\bnot|\brather than|\bthe figure "
    r"of)\s+"
    r"(?:(?:at|some|about|only|least|the|a|an|around|nearly|more)\s+){0,2}$",
    re.IGNORECASE,
)
PART_BEFORE = re.compile(
    r"\b(?:including|includes?|included|among (?:them|whom|the \w+)(?: (?:is|are|was|were))?,?|of (?:them|whom|which"
    r"|those|these),?|of the \w+,?|comprising|namely|mostly|at least one of|counting)\s+(?:(?:at|least|the|a|an"
    r"|about|some|up|to|also)\s+){0,2}$",
    re.IGNORECASE,
)
PART_AFTER = re.compile(
    r"\s*(?:(?:of (?:them|whom|those|these|which|the (?:dead|injured|wounded|victims|missing|number|total|\d+"
    r"|detained|arrested|latter))\b|among (?:them|those)))",
    re.IGNORECASE,
)
EXTRA_BEFORE = re.compile(
    r"\b(?:another|a further|further|an additional|additional|plus|as well as|in addition to)\s+(?:(?:at|least|about"
    r"|some|around)\s+){0,2}$",
    re.IGNORECASE,
)
EXTRA_AFTER = re.compile(r"\s*(?:\w+ )?(?:more|others?|additional|further)\b", re.IGNORECASE)
SINCE = re.compile(
    r"\b(?:since (?:the (?:start|beginning) of )?(?:\d{4}|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|the (?:start|beginning)|then|independence|last)|"
    r"(?:so far )?this (?:year|month|season)|(?:over|in|during) the (?:past|last) (?:\w+ )?(?:years?|months?"
    r"|decades?)|per (?:year|month|day)|every (?:year|month|day)|a (?:year|month|day)\b|annually|each (?:year|month"
    r"|day)|year-to-date)",
    re.IGNORECASE,
)
