"""Words for people and for what befalls them; tables only.

`FATES` maps a surface form to the field that it fills and to the way in which it takes its
people: `object` (kills X, X is killed), `subject` (X dies), `noun` (three deaths), `state`
(X dead, X are missing).  To add one: a form in the right group, a line in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

CountField = Literal["fatalities", "injured", "arrested", "missing", "displaced"]
Frame = Literal["object", "subject", "noun", "state"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What a word says of people and how it takes them."""

    field: CountField
    frame: Frame
    human: bool = False
    """Whether only people meet this fate, so that an unknown noun may be taken for people."""


def _forms(field: CountField, frame: Frame, words: str, *, human: bool = False) -> dict[str, Fate]:
    return {" ".join(word.split("_")): Fate(field, frame, human) for word in words.split()}


FATES: dict[str, Fate] = {
    **_forms(
        "fatalities",
        "object",
        "killed kill kills killing murdered murders murdering massacred massacring assassinated assassinating slain slaying "
        "executed executing beheaded beheading decapitated lynched lynching gunned_down gunning_down shot_dead shooting_dead "
        "shot_and_killed shooting_and_killing shot_to_death stabbed_to_death stabbing_to_death hacked_to_death beaten_to_death "
        "burned_to_death burnt_to_death crushed_to_death trampled_to_death stoned_to_death battered_to_death starved_to_death "
        "strangled strangling electrocuted electrocuting asphyxiated suffocated fatally_shot fatally_stabbed fatally_wounded "
        "fatally_injured mortally_wounded neutralised neutralized neutralising neutralizing liquidated eliminated "
        "wiped_out sent_to_hell martyred incinerated claimed_the_lives_of claiming_the_lives_of claims_the_lives_of "
        "claimed_the_life_of claiming_the_life_of took_the_lives_of taken_the_lives_of take_the_lives_of taking_the_lives_of "
        "took_the_life_of cost_the_lives_of poisoned_to_death left_dead drowning blown_up_and_killed blew_to_pieces hanged",
        human=True,
    ),
    **_forms(
        "fatalities",
        "subject",
        "died die dies dying perished perish perishes perishing succumbed succumbs succumb drowned drowns drown "
        "lost_their_lives lose_their_lives lost_his_life lost_her_life losing_their_lives loses_his_life lost_their_life lost_lives "
        "froze_to_death frozen_to_death freeze_to_death freezes_to_death bled_to_death fell_to_his_death fell_to_her_death fell_to_their_deaths "
        "plunged_to_their_deaths burned_alive burnt_alive passed_away embraced_martyrdom embraced_shahadat attained_martyrdom "
        "paid_the_supreme_price paid_the_ultimate_price made_the_supreme_sacrifice laid_down_their_lives laid_down_his_life "
        "pronounced_dead declared_dead found_dead found_murdered found_lifeless brought_dead received_dead came_out_dead brought_out_dead "
        "was_pronounced crushed fell_dead dropped_dead did_not_survive met_their_deaths met_his_death met_her_death",
        human=True,
    ),
    **_forms(
        "fatalities",
        "noun",
        "deaths death fatalities fatality bodies corpses body corpse remains killings slayings "
        "lives life kia",
    ),
    **_forms("fatalities", "state", "dead deceased lifeless fatal", human=True),
    **_forms(
        "injured",
        "object",
        "injured injures injuring injure wounded wounds wounding wound hurt hurts hurting maimed maiming scalded "
        "lacerated bruised hospitalised hospitalized taken_to_hospital taken_to_hospitals taken_to_the_hospital "
        "taken_to_a_hospital took_to_hospital rushed_to_hospital rushed_to_hospitals rushed_to_the_hospital flown_to_hospital airlifted_to_hospital "
        "sent_to_hospital sent_to_hospitals sent_to_the_hospital admitted_to_hospital admitted_to_hospitals admitted_to_the_hospital put_in_hospital "
        "transported_to_hospital transported_to_the_hospital ferried_to_hospital carried_to_hospital brought_to_hospital in_hospital_with "
        "knocked_unconscious overcome_by_fumes overcome_by_smoke poisoned gassed sickened_by_gas cut_by_glass hit_by_shrapnel "
        "stabbed bitten mauled gored hit_by struck_by struck_with hit_with airlifted",
        human=True,
    ),
    **_forms("injured", "object", "burned burnt treated"),
    **_forms(
        "injured",
        "subject",
        "went_to_hospital went_to_the_hospital suffered_injuries suffer_injuries sustained_injuries sustain_injuries sustaining_injuries "
        "suffered_burns sustained_burns suffered_minor_injuries sustained_minor_injuries suffered_serious_injuries sustained_serious_injuries "
        "suffered_gunshot_wounds sustained_gunshot_wounds suffered_fractures suffered_concussion suffered_smoke_inhalation "
        "escaped_with_injuries escaped_with_minor_injuries escaped_with_cuts have_gunshot_wounds has_gunshot_wounds had_gunshot_wounds "
        "have_burns has_burns with_burns with_injuries with_gunshot_wounds have_lighter_injuries have_injuries needed_hospital_treatment "
        "required_hospital_treatment required_treatment needed_treatment suffering_from_gunshot_wounds suffering_from_burns suffered_cuts had_burns under_treatment receiving_treatment undergoing_treatment "
        "remain_in_hospital remained_in_hospital are_in_hospital is_in_hospital were_in_hospital was_in_hospital",
        human=True,
    ),
    **_forms("injured", "noun", "injuries injury"),
    **_forms("injured", "state", "wia in_hospital in_intensive_care fighting_for_life in_stable_condition in_a_stable_condition in_critical_condition in_a_critical_condition in_serious_condition in_a_serious_condition", human=True),
    **_forms("injured", "object", "admitted", human=True),
    **_forms(
        "arrested",
        "object",
        "arrested arrests arresting arrest detained detains detaining detain captured captures capturing apprehended "
        "apprehends apprehending nabbed nabs rounded_up rounding_up taken_into_custody took_into_custody taking_into_custody "
        "picked_up_by_police held jailed_pending handcuffed busted hauled_in placed_under_arrest put_under_arrest "
        "netted placed_under_precautionary_measures seized_and_detained taken_away_by_police",
        human=True,
    ),
    **_forms("arrested", "subject", "in_custody under_arrest behind_bars in_detention", human=True),
    **_forms("arrested", "noun", "detentions"),
    **_forms(
        "missing",
        "state",
        "missing unaccounted_for unaccounted not_been_found not_been_seen not_been_seen_since not_found not_yet_found lost_at_sea still_being_looked_for "
        "being_looked_for being_searched_for still_being_sought not_accounted_for feared_drowned feared_buried yet_to_be_found untraced "
        "feared_trapped yet_to_be_located haven't_been_found hasn't_been_found haven't_been_seen hasn't_been_seen not_been_located not_been_accounted_for feared_to_be_under nowhere_to_be_found",
        human=True,
    ),
    **_forms("missing", "subject", "disappeared vanished gone_missing went_missing go_missing", human=True),
    **_forms(
        "displaced",
        "object",
        "displaced displaces displacing displace evacuated evacuates evacuating evacuate uprooted uprooting relocated "
        "resettled driven_from_their_homes drove_from_their_homes forced_from_their_homes forcing_from_their_homes forced_from_home "
        "driven_out driven_from forced_to_flee forced_to_leave forced_to_evacuate moved_to_shelters moved_to_relief_camps "
        "moved_to_safety moved_to_camps moved_to_safer moved_out moved_into made_homeless left_homeless rendered_homeless ordered_out ordered_to_leave ordered_to_evacuate "
        "told_to_leave told_to_evacuate forced_to_abandon made_to_leave rendered_homeless bused_out airlifted_out cleared_from driven_into put_up_in sheltered housed_in accommodated_in drove_out forced_out been_moved were_moved carried_to_safety "
        "taken_to_shelters taken_to_evacuation_centres",
        human=True,
    ),
    **_forms(
        "displaced",
        "subject",
        "fled flee flees fleeing sheltering took_refuge taken_refuge taking_refuge have_moved moved_to left_their_homes left_their_houses "
        "left_hamlets abandoned_their_homes lost_their_homes in_shelters in_shelter in_evacuation_centres in_evacuation_centers in_relief_camps "
        "in_temporary_shelters in_camps in_makeshift_camps camping_out homeless without_a_roof waded_ashore walked_out_of crossed_into came_ashore "
        "have_walked_out_of re-entered sought_refuge sought_shelter sleeping_in in_reception_centres left_the_area took_shelter taken_shelter seeking_shelter seeking_refuge found_shelter found_refuge had_to_leave have_left_their_homes gone_to_shelters took_to_the_hills camped_out staying_in spent_the_night_in escaped_to returned_from abandoned_their_villages left_their_villages",
        human=True,
    ),
    **_forms("displaced", "state", "to_camps to_shelters to_safety to_relief_camps to_higher_ground to_evacuation_centres to_evacuation_centers to_temporary_shelters to_safer_areas to_safer_places from_their_homes out_of_their_homes to_displacement_camps", human=True),
    **_forms("displaced", "noun", "evacuees refugees idps arrivals"),
}

_BODY = (
    r"(?:leg|arm|foot|feet|hand|finger|toe|eye|ear|head|neck|back|shoulder|wrist|ankle|knee|hip|pelvis|rib|collarbone|nose|jaw|skull|thigh|shin|"
    r"elbow|face|chest|stomach|abdomen|spine|tooth|teeth|hearing|sight)s?"
)
WOUNDS = re.compile(
    rf"\b(?:(?:lost|loses|losing|broke|breaks|breaking|fractured|fracturing|dislocated|burned|burnt|cut|sprained|twisted|shattered) (?:a|an|his|her|their|both|the|one|two|three)?(?: \w+)? ?{_BODY}"
    rf"|(?:with|has|have|had|suffered|sustained|received) (?:a |an |his |her |two |three )?(?:(?:broken|fractured|stitched|crushed|severed|shattered|injured|dislocated) (?:\w+ )?{_BODY}"
    rf"|(?:bullet|shrapnel|gunshot|stab|burns?|cuts|fractures?|concussion|head injur|knife|wounds?|injur)\w*\b)"
    rf"|(?:shot|hit|struck|stabbed|wounded|injured|grazed) (?:in|on|through|to|across) (?:the |his |her |both |one )?(?:left |right |upper |lower )?{_BODY}"
    rf"|escaped with (?:a |some |only )?(?:minor |slight |light )?(?:graze|cuts?|bruises|scratches|injur\w+|burns|wounds?)|knocked (?:over|down|unconscious))\b",
    re.IGNORECASE,
)
"""Ways to say that someone was hurt that name the part of the body."""
SHELTERED = re.compile(
    r"\b(?:in|to|into|at) (?:[\w-]+ ){0,2}(?:evacuation (?:centre|center|site|shelter)s?|relief camps?|displacement camps?|collective (?:centre|center)s|"
    r"(?:temporary|emergency|makeshift|storm|cyclone|public|community) (?:shelters?|camps?|accommodation)|camps of|tent (?:camps?|cities|city))\b",
    re.IGNORECASE,
)
"""Where people driven from home are put up."""
SHELTER_FATE = Fate("displaced", "state", human=True)
LABELLED = re.compile(
    r"\b(?P<label>dead|killed|deaths|fatalities|bodies|injured|wounded|injuries|missing|not found|unaccounted for|arrested|detained|arrests|displaced|evacuated|homeless)"
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
WOUND_FATE = Fate("injured", "subject", human=True)
NEEDS_PASSIVE = frozenset({"admitted", "held", "hit by", "struck by", "struck with", "hit with", "put up in", "booked", "relocated"})
"""Words that mean the fate only when something was done to the people."""
NOT_DRIVEN = re.compile(r"\s*(?:with|on foot|the scene|in an?\b|on an?\b|empty|after|when|the (?:shop|store|bank|area)|justice|custody|prison|jail|towards? the)", re.IGNORECASE)
"""What follows 'fled' when those who fled are no displaced people."""
KIDNAPPED = re.compile(r"\b(?:kidnap\w*|abduct\w*|hostages?|seized|ransom|captives?|held captive|taken during|led away)\b", re.IGNORECASE)
DUAL = frozenset("killing murder murders kill arrest arrests capture detention".split())
"""Nouns as well as verbs: 'the killing of two men', 'twelve arrests'."""
for _word in ("arrest", "arrests", "murder", "murders", "killing"):
    FATES.setdefault(_word, Fate("arrested" if _word.startswith("arrest") else "fatalities", "object", human=True))

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

_PERSON_WORDS = """
abductee accomplice assistant activist actor actress adolescent adult agent aide airman alderman ambassador analyst apprentice architect
artist asylum-seeker athlete attacker attendant aunt author baby babysitter bachelor baker bandit banker barber barista bargee
bartender beekeeper beggar bishop blogger boatman bodyguard bomber bouncer boy boyfriend bricklayer bride bridegroom brigadier
brother brother-in-law builder businessman businesswoman butcher bystander cabbie cadet cameraman camper candidate canoeist
captain captive caretaker carpenter cashier casualty champion chairman chauffeur chef chief child citizen civilian cleaner
cleric clerk climber coach coastguard colleague collector colonel comedian commander commando commuter companion comrade
conductor congressman conscript constable consul contractor convict cook co-pilot copilot corporal councillor councilman
counsellor counterpart courier cousin cricketer crewman crewmember criminal customer cyclist dancer daughter deacon dealer
deckhand defendant defender delegate demonstrator dentist deportee deputy designer detainee detective devotee digger diner
diplomat director diver doctor doorman driver drover dweller editor educator elder electrician employee employer engineer
environmentalist evacuee executive expatriate expert extremist factory-worker family-member fan farmer farmhand farmworker
father fellow fiancé fiancée fighter financier firefighter fireman fisherman fisher fishmonger follower footballer forester
foreigner foreman friend fugitive funeral-goer gamekeeper gangster gardener gendarme general girl girlfriend goalkeeper
goldminer governor grandchild granddaughter grandfather grandmother grandson groom guard guardsman guerrilla guest guide
gunman gunner hairdresser handyman hawker headmaster headman herder herdsman hiker holidaymaker homeowner hostage hunter
husband imam immigrant individual infant infantryman inhabitant injured inmate inspector instructor insurgent interpreter
intern invader investigator islander jailer janitor jihadi jihadist jogger journalist judge juror kidnapper kid labourer
laborer lad lady landlord lawmaker lawyer leader learner lecturer lieutenant lifeguard lineman local lorry-driver lookout
loyalist machinist magistrate maid major male man manager marcher marine mariner marshal mason mayor mechanic medic member
mercenary merchant messenger migrant militant militiaman miner minister minor miscreant missionary mobster model monk moped
mother motorcyclist motorist mountaineer mourner musician mutineer national neighbour neighbor nephew newborn niece nomad nun
nurse octogenarian offender officer official onlooker operative operator orderly organiser organizer orphan owner painter
paramedic paramilitary paratrooper parent parishioner parliamentarian participant partner partygoer passenger passer-by
passerby pastor patient patrolman peacekeeper peasant pedestrian pensioner people performer perpetrator person
pharmacist photographer physician picker picket pilgrim pilot player plumber poacher poet policeman policewoman politician
porter postman preacher pregnant president priest principal prisoner private producer professor prosecutor protester
protestor pupil quarryman rabbi raider rambler ranger rebel recruit referee refugee relative reporter rescuer researcher
reservist resident reveller reveler revolutionary rider rioter robber runner sailor salesman saleswoman saleswoman scholar
schoolboy schoolchild schoolgirl schoolteacher scientist searcher secretary security-guard seaman seafarer senator senior
separatist sergeant serviceman servicewoman settler shareholder sheikh shepherd sheriff shooter shopkeeper shopper sibling
singer sister sister-in-law skier skipper sniper snowboarder soldier son son-in-law spectator spokesman staffer stall-holder
stallholder stepfather stowaway stranger striker student stuntman suicide-bomber supervisor supporter surfer surgeon
surveyor survivor suspect swimmer tailor tapper teacher technician teen teenager tenant terrorist thief toddler tourer tourist
trader trafficker trainee tramp traveller traveler trespasser tribesman trooper trucker truck-driver tutor twin uncle
undertaker usher vacationer vagrant vendor veteran veterinarian vet vicar victim victim vigilante villager vigil visitor
volunteer voter waiter waitress walker warden warrior watchman widow widower wife winemaker witness woman worker workman
worshipper worshiper youngster youth zookeeper human soul male female passer settler reservist tradesman stallkeeper stall-keeper fruit-seller seller
bagman smuggler poacher hijacker assailant dissident deserter partisan rocketeer commandant gunwoman orderlies carer caregiver
housewife homemaker househelp domestic helper barman bystander busker bellboy concierge dockworker docker longshoreman stevedore
roofer welder steelworker metalworker millworker cobbler weaver seamstress trawlerman oarsman rower kayaker rafter canyoner caver
spelunker paraglider skydiver balloonist parachutist jockey racegoer concertgoer festivalgoer churchgoer mosque-goer beachgoer
clubber picnicker stroller nan grandparent grandpa grandma granny stepson stepdaughter stepmother in-law fiancee spouse consort
novice seminarian friar abbot imam mullah cleric qazi maulvi sadhu swami lama jawan constable havildar subedar sepoy naik
ranger gendarme carabiniere marechal legionnaire submariner cavalryman artilleryman sapper grenadier tanker crew khwarij khwarijs
hand mate buddy pal chap bloke guy fella gent gentleman cop cops paramedic emt copper bobby officer-in-charge nco lance-corporal
taxi-driver rickshaw-driver bus-driver conductor cleaner helper loader rag-picker ragpicker street-vendor bread-seller porter
""".split()  # noqa: SIM905

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


PERSON_SINGULAR = frozenset(_PERSON_WORDS) - {"people", "crew", "cops", "vigil", "moped", "pregnant", "model"}
PERSON_PLURAL = frozenset(_plural(word) for word in PERSON_SINGULAR) | frozenset(
    "people persons folk folks men women children police troops staff personnel crew civilians kids infantry clergy pax souls "
    "cops youths youth brethren lads ones others members militia khwarij adults dead casualties gendarmerie carabinieri "
    "passersby passers-by passers humans forces peshmerga mujahideen taliban hands offspring siblings elderly needy locals".split()
)
SECURITY = frozenset(
    "soldier soldiers policeman policemen policewoman officer officers troop troops trooper troopers constable constables guard guards marine "
    "marines gendarme gendarmes sergeant corporal captain major colonel lieutenant police serviceman servicemen peacekeeper "
    "peacekeepers ranger rangers carabiniere carabinieri sepoy subedar jawan jawans vigilante vigilantes militiaman militiamen guardsman "
    "agent agents commando commandos reservist reservists paramilitary paramilitaries conscript conscripts bodyguard firefighter".split()
)
ATTACKERS = frozenset(
    "militant militants terrorist terrorists gunman gunmen attacker attackers rebel rebels insurgent insurgents bandit bandits fighter "
    "fighters bomber bombers assailant assailants khwarij jihadist jihadists guerrilla guerrillas extremist extremists raider raiders "
    "robber robbers suspect suspects gangster gangsters miscreant miscreants kidnapper kidnappers criminal criminals shooter leader "
    "kingpin henchman henchmen".split()
)
GENERIC = frozenset("people person persons others dead victims casualties lives souls bodies body deaths fatalities individuals".split())

NOT_PEOPLE = frozenset(
    """
    goat goats sheep cow cows cattle horse horses animal animals dog dogs cat cats bird birds chicken chickens camel camels
    buffalo buffaloes pig pigs livestock head heads hens hen fish whale whales dolphin dolphins elephant elephants rhino bear bears
    alpaca alpacas donkey donkeys mule mules turtle turtles
    house houses home homes building buildings car cars truck trucks lorry lorries bus buses vehicle vehicles boat boats ship ships
    train trains plane planes aircraft helicopter helicopters drone drones missile missiles rocket rockets bomb bombs shell shells
    gun guns rifle rifles pistol pistols weapon weapons round rounds tree trees bridge bridges school schools village villages
    town towns city cities district districts province provinces country countries state states family families household households
    shop shops store stores hectare hectares acre acres tonne tonnes ton tons kilometre kilometres kilometer kilometers km mile miles
    metre metres meter meters foot feet inch inches hour hours minute minutes second seconds day days night nights week weeks month
    months year years decade decades century time times point points seat seats vote votes percent per dollar dollars euro euros pound
    pounds peso pesos degree degrees litre litres megawatt mw case cases report reports attack attacks strike strikes count counts
    charge charges incident incidents quake quakes aftershock aftershocks flight flights trip trips game games match matches goal
    goals storey storeys storeys floor floors room rooms bed beds flat flats apartment apartments block blocks camp camps centre
    centres center centers tent tents road roads street streets page pages item items party parties union unions firm firms company
    companies plant plants mine mines shot shots blast blasts explosion explosions fire fires place places location locations site
    sites area areas side sides part parts way ways thing things word words question questions name names step steps job jobs member-states
    container containers nation nations engine engines station stations warehouse warehouses patrol patrols stall stalls shelter shelters tanker tankers trailer trailers tower towers computer computers river rivers letter letters number numbers order orders machine
    machines carriage carriages wagon wagons lot lots stage stages hamlet hamlets team teams group groups crews unit units convoy
    """.split()
)
COLLECTIVES = frozenset("family group crew party team band column convoy gang handful patrol squad busload boatload number delegation class".split())

PERSON_SUFFIX = re.compile(r"(?:men|women|ers|ors|ists|ants|ees|ians|folk|mates|goers|hands|keepers|owners)$")

HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|could|would|might|may(?! be recalled| be remembered)|should|were (?:it|there) to|plans? to|planned to|threaten\w* to|vow\w* to|drill|exercise|simulat\w+|scenario|script|"
    r"imagin\w+|pretend|rehears\w+|will|won't|what if|in case|make-believe|fear(?:s|ed)? that|warn\w* (?:that|of)|can kill|risk\w*|going to (?:get|be))\b",
    re.IGNORECASE,
)
SUPERSEDED_BEFORE = re.compile(
    r"(?:\bup from|\bdown from|\bfrom|(?<!more )(?<!fewer )(?<!less )(?<!later )\bthan|\bagainst|\bcompared (?:with|to)|\bversus|\binstead of|\bearlier (?:count|toll|figure|number|report)s?(?: of| put|, )?|"
    r"\b(?:previous|initial|first|provisional|original|preliminary|prior)(?:ly)?\s+(?:count|toll|figure|number|report|reports|estimate|statement|tally)?s?\b[^.;]{0,24}?(?:of|put|as|at|spoken|said|had|reported|gave)|"
    r"\bwe(?:'d| had) said|\bearlier we had|\bhad (?:earlier |previously |initially |first )?(?:said|reported|spoken of|given it as|put (?:it|the \w+) at|stood at)|\bit was|\bwas put at|\bnot|\brather than|\bthe figure of)\s+"
    r"(?:(?:at|some|about|only|least|the|a|an|around|nearly|more)\s+){0,2}$",
    re.IGNORECASE,
)
PART_BEFORE = re.compile(r"\b(?:including|includes?|included|among (?:them|whom|the \w+)(?: (?:is|are|was|were))?,?|of (?:them|whom|which|those|these),?|of the \w+,?|comprising|namely|mostly|at least one of|counting)\s+(?:(?:at|least|the|a|an|about|some|up|to|also)\s+){0,2}$", re.IGNORECASE)
PART_AFTER = re.compile(r"\s*(?:(?:of (?:them|whom|those|these|which|the (?:dead|injured|wounded|victims|missing|number|total|\d+|detained|arrested|latter))\b|among (?:them|those)))", re.IGNORECASE)
EXTRA_BEFORE = re.compile(r"\b(?:another|a further|further|an additional|additional|plus|as well as|in addition to)\s+(?:(?:at|least|about|some|around)\s+){0,2}$", re.IGNORECASE)
EXTRA_AFTER = re.compile(r"\s*(?:\w+ )?(?:more|others?|additional|further)\b", re.IGNORECASE)
SINCE = re.compile(
    r"\b(?:since (?:the (?:start|beginning) of )?(?:\d{4}|january|february|march|april|may|june|july|august|september|october|november|december|the (?:start|beginning)|then|independence|last)|"
    r"(?:so far )?this (?:year|month|season)|(?:over|in|during) the (?:past|last) (?:\w+ )?(?:years?|months?|decades?)|per (?:year|month|day)|every (?:year|month|day)|a (?:year|month|day)\b|annually|each (?:year|month|day)|year-to-date)",
    re.IGNORECASE,
)
