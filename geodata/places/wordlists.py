"""Words around toponyms that tell what is meant; tables, so that knowledge is not in ifs."""

from __future__ import annotations

LOCATIVE = frozenset(
    "in at near from to of outside around between across throughout off into toward towards over inside through via "
    "along beyond above below under past behind onto within about round on opposite beside".split()
)
"""Prepositions before which a capitalised gazetteer name is nearly always a place."""

STRONG_LOCATIVE = frozenset("in near outside at from to across throughout off around into towards toward via".split())

PARTICLES = frozenset(
    "de la el al of the du da do dos das del della di le les los las en sur sous am an der den und y i e and a ad as "
    "ash az ez bin ibn bou ould au aux upon on by the under san".split()
)
"""Small words inside names: Port-au-Prince, Kingston upon Hull, Bab al-Tabbaneh."""

GENERIC = {
    "province": "division", "state": "division", "region": "division", "governorate": "division", "oblast": "division",
    "prefecture": "division", "department": "division", "territory": "division", "canton": "division",
    "krai": "division", "republic": "division", "emirate": "division", "division": "division", "voblast": "division",
    "county": "county", "district": "county", "municipality": "county", "regency": "county", "parish": "county",
    "borough": "county", "commune": "county", "township": "county", "woreda": "county", "zone": "county",
    "raion": "county", "cercle": "county", "locality": "county", "subdistrict": "county", "taluk": "county",
    "city": "town", "town": "town", "village": "town", "hamlet": "town", "settlement": "town", "suburb": "town",
    "neighbourhood": "town", "neighborhood": "town", "quarter": "town", "ward": "town", "camp": "town",
    "river": "water", "lake": "water", "sea": "water", "bay": "water", "gulf": "water", "strait": "water",
    "ocean": "water", "channel": "water", "canal": "water", "lagoon": "water", "reservoir": "water", "delta": "water",
    "island": "land", "islands": "land", "isle": "land", "archipelago": "land", "peninsula": "land", "mountain": "land",
    "mountains": "land", "hills": "land", "valley": "land", "desert": "land", "plateau": "land", "volcano": "land",
    "mount": "land", "forest": "land", "pass": "land", "coast": "land", "basin": "land",
    "airport": "site", "port": "site", "crossing": "site", "dam": "site",
}  # fmt: skip
"""Words for kinds of features and the class of feature that they ask for."""

ASKED_CLASSES = {
    "division": ("A",), "county": ("A",), "town": ("P",), "water": ("H",), "land": ("T", "L", "V"), "site": ("S",),
    "country": ("A",),
}  # fmt: skip

BEFORE_NAME = frozenset(
    "north south east west northern southern eastern western central upper lower greater downtown inner outer mid "
    "northeast northwest southeast southwest north-east north-west south-east south-west northeastern northwestern "
    "southeastern southwestern old new nearby neighbouring neighboring the rural urban metropolitan near in at from "
    "around".split()
)
"""Words that may stand capitalised before a name without being part of a longer one."""

LITERAL_OF = frozenset(
    "governor mayor president king queen emir sultan bishop archbishop city town village state province district "
    "county region gulf bay sea strait municipality "
    "department governorate island islands port republic kingdom prefecture "
    "parish people residents outskirts capital north south east west centre center coast".split()
)
"""'Mayor of X' means the place, 'Bank of X' is a name."""

ORGANISATION_WORDS = frozenset(
    "university college bank church institute institution society association club federation union council committee "
    "commission court ministry agency authority board company corporation group inc ltd plc llc party front cartel "
    "army brigade division corps times post herald tribune "
    "gazette star news journal press telegraph chronicle sentinel "
    "hospital school academy museum theatre theater festival prize cup open championship league united fc accord "
    "agreement treaty protocol convention declaration pact summit conference process plan initiative foundation trust "
    "fund centre center library stadium arena hotel mall airlines airways railway railways police service department "
    "office bureau street road avenue boulevard lane square bridge highway expressway motorway park gate palace "
    "avenida calle rua chamber exchange index force forces command battalion regiment movement liberation network "
    "observatory laboratory orchestra symphony ballet cathedral mosque temple synagogue monastery abbey".split()
)

PRESS_WORDS = frozenset(
    "times post herald tribune gazette star news journal press telegraph chronicle sentinel observer courier mail "
    "express mirror echo".split()
)
BODY_WORDS = frozenset(
    "cartel corps party movement front brigade battalion regiment forces army agreement accord treaty protocol "
    "convention declaration pact alliance".split()
)
"""Bodies and papers that are no local institutions of the place in their name."""
OFFICE_WORDS = frozenset(
    "police department office bureau council court commission ministry authority board committee sheriff sheriff's "
    "fire jail mayor".split()
)
"""Organisation words whose bearers belong to the place before them: "Boise Fire Department"."""

GOVERNMENT_NOUNS = frozenset(
    "police government officials official authorities authority army military forces troops soldiers navy parliament "
    "lawmakers regime administration leaders leadership ministry delegation team side squad embassy consulate "
    "diplomats negotiators prosecutors court firefighters coastguard".split()
)

ACTING_VERBS = frozenset(
    "say tell deny accuse warn impose reject condemn urge call demand announce vow promise ask offer want insist agree "
    "refuse threaten confirm summon expel sign negotiate complain thank blame respond lift sanction back support "
    "welcome deploy ban claim argue believe think know hope expect seek decide order retaliate intervene mediate "
    "recognise recognize withdraw pledge approve veto protest object apologise apologize admit concede declare invade "
    "annex send recall suspend pressure beat defeat draw play win lose host denounce maintain describe credit praise "
    "criticise criticize defend dismiss acknowledge assure consider plan intend prefer advise activate telephone "
    "release report have be".split()
)
"""Verbs whose subject acts as a government, a people or a team does."""

SPEAKING_VERBS = frozenset(
    "say tell deny accuse warn reject condemn urge call demand announce vow insist claim confirm complain denounce "
    "respond describe credit praise criticise criticize dismiss acknowledge".split()
)

NOT_ALONE = frozenset("have be report release draw plan order send host".split())
"""Acting verbs that places take as well; they need a capital or a country before them."""

ADVERSARIES = frozenset("by against with v vs versus".split())

SPEECH_NOUNS = frozenset(
    "comment comments word response reaction statement answer reply denial condemnation silence offer criticism praise "
    "support pressure appeal demand demands warning threat threats sanctions aid help letter envoy envoys delegation "
    "diplomats troops forces weapons thanks apology agreement deal talks ties relations trade imports exports".split()
)
"""Nouns behind which "from X" or "with X" means X's government."""

SPORT_WORDS = frozenset(
    "match matches league cup championship tournament coach striker goalkeeper midfielder defender goal goals penalty "
    "quarterback touchdown innings wicket wickets batting kick-off kickoff halftime half-time fixture fixtures "
    "semi-final semifinal quarterfinal playoff playoffs season seasons team teams squad game games win wins stadium "
    "fans scored beat beaten drew football soccer rugby cricket basketball baseball hockey tennis".split()
)

TITLES = frozenset(
    "gov gov. sen sen. rep rep. president minister mayor governor senator prime mr mr. mrs mrs. ms ms. dr dr. gen gen. "
    "col col. capt capt. sgt sgt. lt lt. police judge king queen prince princess sheikh imam bishop pope sir lady lord "
    "chief secretary attorney professor prof prof. st st.".split()
)

CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur "
    "thurs fri sat sun easter christmas ramadan".split()
)

PERSON_TITLES = frozenset(
    "gov gov. sen sen. rep rep. mr mr. mrs mrs. ms ms. miss dr dr. gen gen. col col. capt capt. sgt sgt. lt lt. "
    "cpl cpl. pvt det det. maj maj. prof prof. rev rev. fr fr. hon hon. cllr cllr. sir lady lord dame judge "
    "justice sheriff deputy officer detective inspector constable sergeant captain colonel general lieutenant "
    "major commander chief senator congressman congresswoman councilman councilwoman councillor councilor "
    "alderman commissioner superintendent coach pastor reverend rabbi imam sheikh father sister brother uncle "
    "aunt president chairman".split()
)
"""Words right before a person's name."""

STREET_WORDS = frozenset(
    "street st road rd avenue ave ave. boulevard blvd blvd. lane ln drive dr way court ct highway hwy freeway "
    "parkway pkwy expressway turnpike terrace circle crescent place alley bridge trail st. rd. square plaza route "
    "pike".split()
)

NAMED_STREETS = frozenset("street road avenue boulevard lane drive terrace crescent".split())
"""Capitalised behind a name they make it a street's: 'London Road' is in Derby too."""

SEATS = frozenset(
    {
        "white house", "blue house", "congress", "capitol", "parliament", "senate", "pentagon", "kremlin", "whitehall",
        "the hill", "capitol hill", "supreme court", "high court", "house", "assembly", "downing street", "wall street",
        "state department", "un", "eu", "nato", "oas", "opec", "asean", "hamas", "hezbollah", "bible", "internet",
    }
)  # fmt: skip
"""Institutions that a town or an alternate name of one happens to be called like."""

KIND_BEHIND = frozenset(
    "river lake valley island islands mountain mountains bay creek falls county township district province peninsula "
    "canal strait delta reservoir lagoon desert hills basin governorate oblast beach ridge".split()
)
"""Kinds of features that are part of the name when they stand capitalised behind it."""

COMPASS = frozenset("N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split())

KIND_BEFORE = frozenset("lake mount mt mt. fort cape gulf isle".split())
"""Kinds of features that are part of the name when they stand capitalised before it."""

ARRIVING_VERBS = frozenset("reach enter leave hit strike capture seize besiege shell bomb flood evacuate visit".split())
"""Verbs whose object is often a place that no gazetteer has."""

DISEASE_WORDS = frozenset("virus disease fever variant strain syndrome flu".split())
"""Behind the name of the place that an illness is called after."""
