"""Words that tell which part a place has in its sentence; tables, so that knowledge is not in ifs."""

from __future__ import annotations

SITE_WORDS = frozenset(
    "in at near outside off on across around inside within throughout between along beneath above below behind beside "
    "over under through by amid against hit hits struck strikes rocked jolted shook".split()
)
IMPACT_VERBS = frozenset(
    "crash slam run plough plow drive fall plunge fire shoot smash tear sweep burst storm break".split()
)
"""'Crashed into X' is at X, 'trafficked into X' only leads there."""
ORIGIN_WORDS = frozenset({"from"})
DESTINATION_WORDS = frozenset("to toward towards for via until".split())
LENGTHS = frozenset({"km", "kilometres", "kilometers", "miles"})
NEAR_TO = frozenset("close next near nearer closer adjacent".split())
ROADS = frozenset("road highway motorway expressway freeway railway track".split())
"""'On the road to X' is for want of a better place at X."""
FIRE_WORDS = frozenset("fire shot shell rocket missile drone mortar salvo fired launched".split())
"""'Machine-gun fire toward X' falls on X."""
KNOWN_FROM = frozenset({"report", "case", "confirm"})
"""'Nine cases were reported from X'."""
SKIPPED = frozenset({"DET", "ADJ", "PROPN", "NUM", "PUNCT"})
"""Parts of speech that may stand between a preposition and a name."""
DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest north-east north-west south-east south-west "
    "northern southern eastern western central upper lower coast outskirts edge centre center suburb suburbs part "
    "parts side district province region area village town city quarter neighbourhood neighborhood port capital "
    "island county state mouth shore shores vicinity heart middle border hills mountains waters municipality".split()
)
"""Nouns that stand between a preposition and a name without a sense of their own: 'in the north of X'."""
SPEECH_VERBS = frozenset(
    "say tell speak announce write add state report warn declare explain note comment argue claim believe hear "
    "think describe confirm".split()
)
PERCEIVED = frozenset({"feel", "hear"})
"""'The quake was felt in X', 'the blast was heard in X': it happened elsewhere."""
PEOPLE_NOUNS = frozenset(
    "man woman boy girl people resident residents native mayor governor police officer spokesman spokeswoman "
    "spokesperson president minister ministry government university bishop archbishop citizen citizens mp senator "
    "judge prosecutor council chief team club company firm professor court family families student couple "
    "embassy consulate ambassador hospital newspaper broker bank group".split()
)
ELSEWHERE_NOUNS = frozenset(
    "hospital clinic morgue mortuary spokesman spokeswoman spokesperson embassy consulate headquarters newsroom "
    "correspondent reporter bureau officials infirmary agency observatory relative analyst broker institute laboratory "
    "diplomat think-tank colleague researcher scientist".split()
)
"""'at a hospital in X' says where the wounded are, not where it happened."""
SEAS = frozenset({"SEA", "OCN", "GULF"})
AT_SEA = frozenset(
    "transport_accident rescue displacement storm tsunami earthquake volcano airstrike security_operation crime "
    "kidnapping armed_clash attack industrial_accident other".split()
)
"""Types of events that happen at sea."""
