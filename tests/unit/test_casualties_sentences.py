"""Sentences and the casualties that they tell of: fatalities, injured, arrested, missing, displaced."""

from __future__ import annotations

import pytest
from spacy.language import Language

from geodata.events.casualties import combine, find_counts
from geodata.language import load_pipeline
from geodata.model import CASUALTY_FIELDS
from geodata.settings import load_settings

NOTHING: dict[str, int] = {}

SENTENCES: tuple[tuple[str, dict[str, int]], ...] = (
    ("A suicide bomber killed at least 17 people at the gate.", {"fatalities": 17}),
    ("Seventeen people were killed when a bridge fell.", {"fatalities": 17}),
    ("The blast left 17 dead and 40 wounded.", {"fatalities": 17, "injured": 40}),
    ("Three were wounded, and two were arrested.", {"injured": 3, "arrested": 2}),
    ("The death toll rose to 31 from 24 on Sunday.", {"fatalities": 31}),
    ("The death toll has climbed to 112, officials said.", {"fatalities": 112}),
    ("The toll stands at 14 after a week of digging.", {"fatalities": 14}),
    ("Nine bodies were recovered from the river.", {"fatalities": 9}),
    ("Rescuers pulled 12 bodies from the rubble.", {"fatalities": 12}),
    ("Six miners lost their lives in the shaft.", {"fatalities": 6}),
    ("Two of the passengers succumbed to their wounds.", {"fatalities": 2}),
    ("Five traders were gunned down at a market.", {"fatalities": 5}),
    ("A councillor was shot dead outside her home.", {"fatalities": 1}),
    ("Four sailors drowned off the cape.", {"fatalities": 4}),
    ("A dozen pupils were taken to hospital after inhaling fumes.", {"injured": 12}),
    ("Two dozen passengers were hospitalised.", {"injured": 24}),
    ("A woman was hurt when a sign fell.", {"injured": 1}),
    ("A wall toppled, killing a fruit seller.", {"fatalities": 1}),
    ("The lorry hit a tree and the driver died.", {"fatalities": 1}),
    ("Its leader and three others were killed in the raid.", {"fatalities": 4}),
    ("Fausto Loor was killed outside his office on Friday.", {"fatalities": 1}),
    ("A couple died when their house collapsed.", {"fatalities": 2}),
    ("A family of five died in the fire.", {"fatalities": 5}),
    ("Two policemen and a passer-by were killed by a mine.", {"fatalities": 3}),
    ("Gunmen killed four people, including the driver; a fifth died this morning.", {"fatalities": 5}),
    ("In all, 14 were hurt.", {"injured": 14}),
    ("There were no casualties.", {"fatalities": 0, "injured": 0}),
    ("Nobody was hurt.", {"fatalities": 0, "injured": 0}),
    ("No one was killed in the crash.", {"fatalities": 0}),
    ("The fire was put out with no injuries.", {"injured": 0}),
    ("No deaths were reported.", {"fatalities": 0}),
    ("Police detained 33 people at the rally.", {"arrested": 33}),
    ("Officers made twelve arrests overnight.", {"arrested": 12}),
    ("Eight others are missing.", {"missing": 8}),
    ("Eleven fishermen remain unaccounted for.", {"missing": 11}),
    ("Some 14,300 people have been displaced by the fighting.", {"displaced": 14300}),
    ("The flood forced 2,000 people from their homes.", {"displaced": 2000}),
    ("About 850 villagers were evacuated.", {"displaced": 850}),
    ("More than 11,000 people have fled villages near the border.", {"displaced": 11000}),
    ("Raiders killed 40 goats and burned two trucks.", NOTHING),
    ("The quake was felt 40 km away and lasted 30 seconds.", NOTHING),
    ("He was sentenced to 22 years for fraud worth $4 million.", NOTHING),
    ("The late mayor died in 1994 of cancer.", NOTHING),
    ("Lawmakers voted 58 to 33 to restore the death penalty.", NOTHING),
    ("Had there been a strike, dozens would have been killed.", NOTHING),
    ("In the drill, 140 people are killed by a wave.", NOTHING),
    ("If the dam bursts, 300 people could be killed.", NOTHING),
    ("Hundreds were injured in the stampede.", NOTHING),
    ("Several people were killed and many were wounded.", NOTHING),
    ("Scores of protesters were arrested.", {"arrested": 40}),
    ("Dozens were injured in the crush.", {"injured": 24}),
    ("Between 12 and 15 people were killed.", {"fatalities": 12}),
    (
        "Thirteen people were killed, among them two of the attackers, and more than 30 were wounded.",
        {"fatalities": 13, "injured": 30},
    ),
    ("Four farmers, two of them brothers, were shot dead.", {"fatalities": 4}),
    ("Nine people, seven women and two men, were killed.", {"fatalities": 9}),
    ("One man, 71-year-old Hollis Garrity, was killed.", {"fatalities": 1}),
    ("A man of 58 died of a heart attack in his cab.", {"fatalities": 1}),
    ("The driver (58), an assistant (31) and two boys of 11 and 13 died where they were.", {"fatalities": 4}),
    ("Two sisters, 8 and 5, were killed by the mudslide.", {"fatalities": 2}),
    ("Two suspects aged 24 and 28 were arrested on Sunday.", {"arrested": 2}),
    (
        "Mortar fire killed at least 16 people, five of them children, and wounded 41.",
        {"fatalities": 16, "injured": 41},
    ),
    ("Two gunmen and an officer died in the shoot-out.", {"fatalities": 3}),
    ("The bus overturned: seven dead, 31 injured.", {"fatalities": 7, "injured": 31}),
    ("Torrents swept away a bus, drowning nine passengers.", {"fatalities": 9}),
    ("Attackers beheaded four fishermen on the beach.", {"fatalities": 4}),
    ("Three people were stabbed to death.", {"fatalities": 3}),
    ("The storm claimed the lives of 23 people.", {"fatalities": 23}),
    ("The bombing claimed 23 lives.", {"fatalities": 23}),
    ("A bus crash claimed at least nine lives.", {"fatalities": 9}),
    ("Officials confirmed the deaths of three nurses.", {"fatalities": 3}),
    ("Three deaths were confirmed on the island.", {"fatalities": 3}),
    ("The killing of two teachers sparked a strike.", {"fatalities": 2}),
    ("Seven people were found dead in a lorry.", {"fatalities": 7}),
    ("Six were pronounced dead at the scene.", {"fatalities": 6}),
    ("Ten soldiers perished in the ambush.", {"fatalities": 10}),
    ("Twenty militants were neutralised, the army said.", {"fatalities": 20}),
    ("Fifteen injured people were carried down on stretchers.", {"injured": 15}),
    ("Nineteen people suffered injuries, none of them serious.", {"injured": 19}),
    ("Six firefighters were treated for smoke inhalation.", {"injured": 6}),
    ("Three rubber tappers were cut by glass.", {"injured": 3}),
    ("A climber broke his leg in the fall.", {"injured": 1}),
    ("A volunteer lost a foot to a mine.", {"injured": 1}),
    ("An officer was shot in the arm.", {"injured": 1}),
    ("Two peacekeepers were slightly hurt.", {"injured": 2}),
    ("A gunman opened fire, wounding six shoppers.", {"injured": 6}),
    ("Clashes injured 27 officers and 12 demonstrators.", {"injured": 39}),
    ("Police arrested two men and a woman.", {"arrested": 3}),
    ("Twenty-two people are in custody.", {"arrested": 22}),
    ("Five men were taken into custody after the raid.", {"arrested": 5}),
    ("Security forces rounded up 120 suspected members of the gang.", {"arrested": 120}),
    ("No one was arrested.", {"arrested": 0}),
    ("Police made no arrests.", {"arrested": 0}),
    ("A child is missing after the ferry sank.", {"missing": 1}),
    ("Seven people have not been found.", {"missing": 7}),
    ("Two fishermen disappeared in the gale.", {"missing": 2}),
    ("Nearly 6,000 families lost their crops.", NOTHING),
    ("The fire left 9,500 people homeless.", {"displaced": 9500}),
    ("Some 2,400 people are sheltering in schools.", {"displaced": 2400}),
    ("Around 61,000 people have moved to relief camps.", {"displaced": 61000}),
    ("Authorities evacuated 300 residents from the valley.", {"displaced": 300}),
    ("Sixty passengers were pulled out alive.", NOTHING),
    ("Two boys escaped unhurt.", NOTHING),
    ("A crew of 12 sailed from the port at 5 a.m.", NOTHING),
    ("Some 90,000 people marched and 41 ships waited.", NOTHING),
    ("The army sent 600 soldiers to the border.", NOTHING),
    ("Nine tank wagons left the rails.", NOTHING),
    ("Shares fell 12 percent and 240 jobs were lost.", NOTHING),
    ("The three robbers fled with watches worth $90,000.", NOTHING),
    ("Homicides rose; 63 cases of cholera were reported.", NOTHING),
    ("At least 250 were confirmed sick with measles.", NOTHING),
    ("Cholera has killed 27 people in the camp.", {"fatalities": 27}),
    ("Three children were kidnapped and are still missing.", NOTHING),
    ("SEVEN PEASANTS WERE KILLED AND THREE WERE WOUNDED.", {"fatalities": 7, "injured": 3}),
    ("GUERRILLAS KILLED TWO SOLDIERS IN AN AMBUSH.", {"fatalities": 2}),
    ("Five soldiers were killed, the ministry said; an earlier statement had spoken of nine dead.", {"fatalities": 5}),
    ("The number of dead rose to 19, up from 11.", {"fatalities": 19}),
    ("The number of people killed by floods rose to 43, up from 29 a day ago.", {"fatalities": 43}),
    ("Two people were killed in the crash. Three more died in hospital.", {"fatalities": 5}),
    ("The leader was killed. Three other members were killed in the same raid.", {"fatalities": 4}),
    ("Ten people were killed, police said. Three of the dead were children.", {"fatalities": 10}),
    ("Twelve people died. Ana Ruiz, 34, was killed on her way to work.", {"fatalities": 12}),
    ("A shop owner was killed and her son was wounded.", {"fatalities": 1, "injured": 1}),
    ("He died, and so did his nephew.", {"fatalities": 2}),
    ("Six civilians and two soldiers were killed, and eight militants died.", {"fatalities": 16}),
    ("A mother and her three children burned to death.", {"fatalities": 4}),
    ("An avalanche buried eight skiers; six are dead and two are missing.", {"fatalities": 6, "missing": 2}),
    ("The captain and 14 of his men were captured.", {"arrested": 15}),
    ("A crowd beat two alleged thieves to death.", {"fatalities": 2}),
    ("One person died and four others were injured.", {"fatalities": 1, "injured": 4}),
    ("The accident killed one and injured 26 others.", {"fatalities": 1, "injured": 26}),
    ("Over 1,500 people were injured and 1,23,456 were evacuated.", {"injured": 1500, "displaced": 123456}),
    ("2 KIA, 5 WIA near the ford.", {"fatalities": 2, "injured": 5}),
    ("One killed, three injured in tavern shooting", {"fatalities": 1, "injured": 3}),
    ("Man killed, two hurt in barn fire", {"fatalities": 1, "injured": 2}),
    ("Nobody else was hurt.", NOTHING),
    ("All 34 aboard were rescued alive.", NOTHING),
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline(load_settings().spacy_model)


def told(nlp: Language, text: str) -> dict[str, int]:
    """Return the best figures that a text tells of."""
    casualties = combine(find_counts(nlp(text))).casualties
    found = {name: getattr(casualties, name) for name in CASUALTY_FIELDS}
    return {name: count.best for name, count in found.items() if count is not None}


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text[:48] for text, _ in SENTENCES])
def test_sentence_tells(nlp: Language, text: str, expected: dict[str, int]) -> None:
    assert told(nlp, text) == expected
