"""The trigger table, row by row, and how a clause decides the type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from geodata.events.triggers import Trigger, _cue_scores, find_triggers, table_triggers
from geodata.events.typing_lexicon import Entry, Lexicon, load_lexicon, noun_forms, verb_forms
from geodata.events.typing_model import HEADER, TYPES, read_weights
from geodata.language import parse as parse_all
from geodata.model import Mention, Resolution
from geodata.taxonomy import EVENT_TYPES

Parse = Callable[[str], Doc]


def best_type(triggers: list[Trigger]) -> str:
    """Return the type of the strongest trigger, or '' when there is none."""
    events = [trigger for trigger in triggers if trigger.type]
    return max(events, key=lambda trigger: trigger.score).type if events else ""


def speaks(entry: Entry, triggers: list[Trigger]) -> bool:
    """Whether a row's type is among what was found."""
    return any(entry.type in {t.type, t.kind} or entry.type in dict(t.types) for t in triggers)


def test_every_row_finds_its_own_example(nlp: Language) -> None:
    entries = load_lexicon().entries
    docs = parse_all(nlp, [entry.example for entry in entries], batch_size=128)
    silent = [
        (entry.type, entry.phrase, entry.example)
        for entry, doc in zip(entries, docs, strict=True)
        if not speaks(entry, table_triggers(doc))
    ]
    assert silent == []


def test_every_type_of_the_taxonomy_has_rows() -> None:
    types = {entry.type for entry in load_lexicon().entries}
    assert set(EVENT_TYPES) <= types
    assert types <= {*EVENT_TYPES, "casualty", "consequence"}


def test_weights_are_shares() -> None:
    assert all(0 < entry.weight <= 1 for entry in load_lexicon().entries)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Gunmen on motorbikes killed nine worshippers in Kaduna on Friday.", "attack"),
        ("Soldiers and rebels clashed near Butembo on Friday, and nine fighters were killed.", "armed_clash"),
        ("A drone killed two men in a car on the road to Tyre.", "airstrike"),
        ("A suicide bomber killed four people at a market in Maiduguri.", "bombing"),
        ("A coach overturned near Abuja, killing nineteen passengers.", "transport_accident"),
        ("Lightning killed two farmers in a field near Gaya.", "storm"),
        ("Nine workers were killed when a fire swept through a garment factory in Dhaka.", "industrial_accident"),
        ("A bushfire burned 900 hectares of forest near Bega.", "wildfire"),
        ("Eleven people died of heatstroke in Jacobabad.", "extreme_temperature"),
        ("Fourteen people died after drinking hooch in Bihar.", "epidemic"),
        ("Police arrested four men in a raid on a flat in Leeds.", "security_operation"),
        ("Three masked men robbed a jeweller's in Cork.", "crime"),
        ("A court in Nairobi sentenced three men to nine years in prison.", "legal"),
        ("Nurses in Accra went on strike on Monday over pay.", "protest"),
        ("A mob torched the police station and looted shops in Kisumu.", "riot"),
        ("Armed men abducted fourteen pupils from a school in Zamfara.", "kidnapping"),
        ("More than 9,000 people have fled their homes near Goma.", "displacement"),
        ("A convoy of 22 trucks with flour and tents reached Gaza on Sunday.", "aid"),
        ("Coastguards rescued 31 people from a sinking dinghy off Samos.", "rescue"),
        ("The two presidents signed a peace agreement in Doha on Thursday.", "diplomacy"),
        ("The opposition won the by-election in Tobago West by 300 votes.", "election"),
        ("The governor imposed a curfew in Cebu on Friday.", "policy"),
        ("A blackout left Zanzibar without power for nine hours.", "other"),
        ("A magnitude 6.1 earthquake shook Herat before dawn.", "earthquake"),
        ("A tsunami smashed the fish market of Padang.", "tsunami"),
        ("The volcano on Stromboli began erupting on Tuesday evening.", "volcano"),
        ("The river burst its banks and flooded the centre of Passau.", "flood"),
        ("A landslide buried six houses above Darjeeling.", "landslide"),
        ("It has not rained in Turkana since April and the wells are dry.", "drought"),
    ],
)
def test_clause_decides_the_type(parse: Parse, sentence: str, expected: str) -> None:
    assert best_type(find_triggers(parse(sentence))) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Clash reported near Bentiu.", "armed_clash"),
        ("IED on the ring road, three wounded.", "bombing"),
        ("Mortars (4) on the governor's office.", "airstrike"),
        ("SUSPECTED GUERRILLAS BOMBED A POWER STATION IN SAN MIGUEL LAST NIGHT.", "bombing"),
        ("Shelling of the cattle market: seven dead.", "airstrike"),
        ("Bus plunge, 19 dead.", "transport_accident"),
    ],
)
def test_fragments_and_capitals(parse: Parse, sentence: str, expected: str) -> None:
    assert best_type(find_triggers(parse(sentence))) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The striker's late goal sank the visitors in the second half.",
        "The company posted a profit of 3.1 billion.",
        "Add the onions and let them sweat for ten minutes.",
        "The museum is open from ten to five.",
    ],
)
def test_sport_business_and_cooking_are_no_events(parse: Parse, sentence: str) -> None:
    strong = [t for t in find_triggers(parse(sentence)) if t.kind == "event" and t.score >= 0.4]
    assert strong == []


def test_casualties_take_their_type_from_the_passage(parse: Parse) -> None:
    doc = parse("A bushfire tore through pine forest near Bega on Monday. Two people died in their car.")
    casualty = next(t for t in find_triggers(doc) if t.kind == "casualty")
    assert casualty.type == "wildfire"
    assert casualty.consequence


def test_a_definite_noun_refers_to_what_was_told(parse: Parse) -> None:
    doc = parse("A bomb exploded at a market in Kano on Friday. The blast broke windows.")
    first, *_, last = [t for t in table_triggers(doc) if t.type == "bombing"]
    assert not first.anaphoric
    assert last.anaphoric


def test_names_that_contain_a_place_do_not_trigger(parse: Parse) -> None:
    text = "The Battle of Britain Trust opened a shop."
    mention = Mention(start=4, end=27, text=text[4:27], kind="embedded", confidence=1.0)
    resolution = Resolution(mention=mention, place=None, confidence=0.0)
    assert [t for t in table_triggers(parse(text), [resolution]) if 4 <= t.start < 27] == []


def test_offsets_and_indices_point_into_the_doc(parse: Parse) -> None:
    doc = parse("KANO\n\nOn Friday gunmen attacked a village.\n\nFloods hit Lokoja, and two people drowned.")
    sentences = list(doc.sents)
    for trigger in find_triggers(doc):
        assert 0 <= trigger.start < trigger.end <= len(doc.text)
        span = sentences[trigger.sentence]
        assert span.start <= trigger.token < span.end
        assert trigger.block >= 0
        assert 0 <= trigger.score <= 1
        assert trigger.type == "" or trigger.type in EVENT_TYPES


def test_subject_and_object_come_from_the_parse(parse: Parse) -> None:
    doc = parse("Gunmen attacked a village.")
    trigger = next(t for t in table_triggers(doc) if t.type == "attack")
    assert trigger.subject is not None
    assert doc[trigger.subject].text == "Gunmen"
    assert trigger.object is not None
    assert doc[trigger.object].text == "village"


def test_without_the_model_the_table_alone_decides(parse: Parse) -> None:
    doc = parse("Gunmen attacked a village in Plateau on Sunday.")
    assert best_type(table_triggers(doc)) == "attack"


def test_a_text_without_stops_and_an_empty_one(parse: Parse) -> None:
    assert find_triggers(parse("")) == []
    doc = parse("gunmen attacked village " * 400)
    assert len(find_triggers(doc, published=dt.date(2026, 3, 1))) > 0


@pytest.mark.parametrize(
    ("verb", "form"),
    [("raid", "raided"), ("carry", "carried"), ("stop", "stopped"), ("flee", "fled"), ("die", "dying")],
)
def test_verbs_are_conjugated(verb: str, form: str) -> None:
    irregular = {"flee": frozenset({"fled"})}
    assert form in verb_forms(verb, irregular)


def test_nouns_take_a_plural() -> None:
    assert noun_forms("gunman") == {"gunman", "gunmen"}
    assert "casualties" in noun_forms("casualty")


def test_the_weights_are_read_as_they_are_written() -> None:
    lines = [HEADER, "=scale,0.5", "=bias," + " ".join(["0"] * 29 + ["-1"]), "flood," + "n" * 13 + "z" + "n" * 16]
    model = read_weights(lines, frozenset())
    event, types = model.judge("A flood.", [])
    assert event == pytest.approx(1 / (1 + 2.718281828), abs=1e-4)
    assert TYPES[int(types.argmax())] == "flood"


def test_a_passage_without_weights_still_has_triggers(parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.events.triggers.load_model", lambda _stop: None)
    assert best_type(find_triggers(parse("Gunmen attacked a village in Plateau on Sunday."))) == "attack"


def test_types_that_score_alike_keep_the_order_of_the_text() -> None:
    """By the order of a set, the same article would be read otherwise from one run to the next."""
    words = [f"word{number}" for number in range(40)]
    table = Lexicon((), {}, {}, {word: ((f"type of {word}", 1.0),) for word in words})
    assert list(_cue_scores([*words, words[0]], table)) == [f"type of {word}" for word in words]
