"""House rules: a name means one place, before anybody is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from geodata import build
from geodata.errors import InputError
from geodata.model import Article, Place
from geodata.places.house_rules import (
    HouseRule,
    RuleBook,
    Rules,
    load_rules,
    save_rules,
    with_rule,
    without_rule,
)
from geodata.places.ruled import RuledGeocoder
from geodata.settings import Settings
from mapapp.cli import main
from tests.unit.test_resolve import Known

BEND = Place(
    name="South Bend", lat=41.6834, lon=-86.25, country="US", admin1="Indiana", admin1_code="IN", geonameid=4926563,
    feature_class="P", feature_code="PPLA2", population=101_000, matched_name="The Bend", provider="house rule",
)  # fmt: skip
RULE = HouseRule(name="The Bend", place=BEND)


def test_rules_come_back_as_they_were_saved(tmp_path: Path) -> None:
    scoped = HouseRule(name="=La Paz", scope="El Sur", place=replace(BEND, name="La Paz", matched_name="=La Paz"))
    save_rules(tmp_path / "rules.csv", [RULE, scoped])
    assert load_rules(tmp_path / "rules.csv") == [RULE, scoped]
    assert load_rules(tmp_path / "none.csv") == []
    assert "'=La Paz" in (tmp_path / "rules.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_three_columns_are_enough(tmp_path: Path, delimiter: str) -> None:
    text = "\ufeffname,lat,lon,note\nThe Bend, 41.5 ,-86,anything\n\n".replace(",", delimiter)
    (tmp_path / "rules.csv").write_text(text, encoding="utf-8")
    (rule,) = load_rules(tmp_path / "rules.csv")
    assert (rule.name, rule.place.name, rule.place.lat, rule.place.lon) == ("The Bend", "The Bend", 41.5, -86.0)
    assert (rule.place.feature_class, rule.place.geonameid, rule.scope) == ("P", None, "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("The Bend,91,0,,\n", r"line 2: lat '91': a number from -90 to 90"),
        ("The Bend,1,0,,\nX,nan,0,,\n", r"line 3: lat 'nan'"),
        ("The Bend,1,,,\n", r"line 2: lon '': a number"),
        (",1,2,,\n", r"line 2: name '' is no name"),
        ("!!,1,2,,\n", r"line 2: name '!!' is no name"),
        ("The Bend,1,2,USA,\n", r"line 2: country 'USA': two letters"),
        ("The Bend,1,2,US,Q\n", r"line 2: feature_class 'Q'"),
        ("The Bend,1,2,,\nOther,1,2,,\nthe  BEND,1,3,,\n", r"line 4: 'the  BEND' has a rule in line 2 already"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, rows: str, said: str) -> None:
    (tmp_path / "rules.csv").write_text(f"name,lat,lon,country,feature_class\n{rows}", encoding="utf-8")
    with pytest.raises(InputError, match=rf"rules\.csv: {said}"):
        load_rules(tmp_path / "rules.csv")


def test_files_that_are_no_rules(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("city,lat,lon\nX,1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: no column 'name'; needed are name, lat, lon"):
        load_rules(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfen\x00")
    with pytest.raises(InputError, match="not text in UTF-8"):
        load_rules(tmp_path / "b.csv")
    (tmp_path / "c.csv").write_text("", encoding="utf-8")
    assert load_rules(tmp_path / "c.csv") == []


@given(st.text(max_size=30), st.floats(-90, 90), st.floats(-180, 180), st.text(max_size=30))
def test_any_file_is_rules_or_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, lat: float, lon: float, noise: str
) -> None:
    path = tmp_path_factory.mktemp("rules") / "rules.csv"
    path.write_text(f"name,lat,lon\n{name},{lat},{lon}\n{noise}", encoding="utf-8", errors="ignore", newline="")
    with suppress(InputError):  # any other error fails
        rules = load_rules(path)
        save_rules(path, rules)
        assert sorted(load_rules(path), key=lambda rule: rule.key) == sorted(rules, key=lambda rule: rule.key)


def test_adding_replaces_and_removing_removes() -> None:
    moved = replace(RULE, name="the bend", place=replace(BEND, lat=1.0))
    scoped = replace(RULE, scope="El Sur")
    assert with_rule([RULE], moved, scoped) == [moved, scoped]
    assert without_rule([RULE, scoped], "THE BEND") == [scoped]
    assert without_rule([RULE, scoped], "The Bend", "el sur") == [RULE]


@pytest.mark.parametrize("written", ["The Bend", "the bend", "THE BEND", "The Bend's", "Thé  Bend"])
def test_names_match_as_the_gazetteers_do(written: str) -> None:
    assert RuledGeocoder(Known(), Rules([RULE])).candidates(written) == [BEND]


def test_a_publishers_rule_goes_before_and_no_farther() -> None:
    other = replace(BEND, name="Great Bend", lat=38.0)
    rules = [replace(RULE, scope="El Sur", place=other), RULE]
    assert Rules(rules, publisher="EL SUR").place("The Bend") == other
    assert Rules(rules, publisher="El Norte").place("The Bend") == BEND
    assert Rules(rules[:1]).place("The Bend") is None


def test_a_name_with_a_rule_is_never_corrected_and_never_asked() -> None:
    known = Known(Paris=[BEND])
    source = RuledGeocoder(known, Rules([RULE]))
    assert source.geocode("The Bend", scope=[("US", "")]) == []
    assert source.geocode("The Bend") == [BEND]
    assert known.asked == []
    assert source.candidates("Paris") == [BEND]
    source.geocode("Paris", scope=[("US", "")])
    assert known.asked == [("Paris", [("US", "")])]


def test_a_book_is_read_again_and_a_broken_one_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "rules.csv"
    book = RuleBook(path)
    assert book.of("").place("The Bend") is None
    save_rules(path, [RULE])
    assert book.of("").place("The Bend") == BEND
    path.write_text("name,lat,lon\nX,1,nowhere\n", encoding="utf-8")
    assert book.of("").place("The Bend") == BEND
    assert "line 2: lon 'nowhere'" in caplog.text
    with pytest.raises(InputError):
        RuleBook(path)


def test_the_pipeline_obeys_also_for_names_that_the_gazetteer_lacks(settings: Settings, nlp: Language) -> None:
    pipeline = build.build_pipeline(settings, nlp=nlp)
    paris = replace(BEND, name="Paris", lat=33.66, lon=-95.55, admin1="Texas", admin1_code="TX", matched_name="Paris")
    rules = [RULE, replace(RULE, name="Paris", scope="Lamar News", place=paris)]
    save_rules(settings.rules_path, rules)
    text = (
        "A bomb exploded at a market in The Bend on Tuesday, killing seven people. A fire broke out in Paris on Monday."
    )
    (result,) = pipeline.run([Article(id="a", text=text, publisher="Lamar News")])
    found = {r.mention.text: r.place for r in result.resolutions}
    assert found["Paris"] == paris
    assert BEND in found.values()
    (result,) = pipeline.run([Article(id="a", text=text)])
    assert {r.mention.text: r.place.country for r in result.resolutions if r.place}["Paris"] == "FR"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """A function from arguments to the result of the command."""
    return lambda *arguments: CliRunner().invoke(main, list(arguments), env={"DATELINE_HOME": str(tmp_path / "home")})


def test_the_commands(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    assert run("rules", "list").output == ""
    save_rules(file, [RULE])
    assert "1 house rule read, 1 in all" in run("rules", "import", str(file)).output
    assert "The Bend  means  South Bend (Indiana, US)" in run("rules", "list").output
    assert run("rules", "export", str(tmp_path / "out.csv")).exit_code == 0
    assert load_rules(tmp_path / "out.csv") == [RULE]
    unknown = run("rules", "remove", "Bent")
    assert (unknown.exit_code, "unknown house rule 'Bent'; known are: The Bend" in unknown.output) == (2, True)
    assert "0 house rules left" in run("rules", "remove", "the bend").output
    file.write_text("name,lat,lon\nX,1,nowhere\n", encoding="utf-8")
    broken = run("rules", "import", str(file))
    assert (broken.exit_code, "rules.csv: line 2: lon 'nowhere'" in broken.output) == (1, True)


def test_who_changes_rules_at_the_same_time_waits_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "home" / "rules.csv"
    program = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from geodata.places.house_rules import change_rules, with_rule\n"
        "from tests.unit.test_house_rules import RULE\n"
        "for n in range(20):\n"
        "    change_rules(Path(sys.argv[1]), lambda held: with_rule(held, replace(RULE, name=f'{sys.argv[2]} {n}')))\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in ("Alpha", "Beta", "Gamma")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    assert len(load_rules(path)) == 60


def test_articles_that_are_there_are_read_by_new_rules(settings: Settings, tmp_path: Path) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env={"DATELINE_HOME": str(settings.home)})

    text = "Six people were killed on Tuesday, 3 March 2026, in a mudslide in Xyzzyville."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    save_rules(tmp_path / "rules.csv", [replace(RULE, name="Xyzzyville")])
    assert "1 article added" in run("add", str(tmp_path / "a.txt")).output
    assert "South Bend" not in run("list").output
    assert run("rules", "import", str(tmp_path / "rules.csv"), "--collection", "News").exit_code == 0
    assert "News: 1 article read anew" in run("rules", "apply").output
    assert "South Bend" in run("list").output
    assert run("rules", "remove", "Xyzzyville", "--collection", "News").exit_code == 0
    assert "News: 1 article read anew" in run("rules", "apply").output
    assert "South Bend" not in run("list").output


def test_rules_of_a_collection_by_command(settings: Settings, tmp_path: Path) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["rules", *arguments], env={"DATELINE_HOME": str(settings.home)})

    file = tmp_path / "rules.csv"
    save_rules(file, [RULE, replace(RULE, name="Xyzzyville", scope="El Sur")])
    unknown = run("list", "--collection", "Floods")
    assert (unknown.exit_code, "unknown collection 'Floods'" in unknown.output) == (2, True)
    for _ in range(2):
        assert "Floods: 2 house rules read, 2 in all" in run("import", str(file), "--collection", "Floods").output
    assert "Xyzzyville  means  South Bend (Indiana, US)" in run("list", "--collection", "Floods").output
    assert run("list").output == ""
    assert run("export", str(tmp_path / "out.csv"), "--collection", "Floods").exit_code == 0
    assert (tmp_path / "out.csv").read_text() == file.read_text()
    assert run("remove", "Xyzzyville", "--collection", "Floods").exit_code == 2
    removed = run("remove", "xyzzyville", "--scope", "el sur", "--collection", "Floods")
    assert "Floods: 1 house rule left" in removed.output
