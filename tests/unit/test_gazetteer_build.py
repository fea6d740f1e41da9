"""Building, replacing and refusing gazetteer files."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import GazetteerError
from geodata.places import gazetteer as gz
from geodata.places.gazetteer import builder, packages, state
from geodata.places.gazetteer.facts import division_names
from geodata.places.gazetteer.records import Feature, alternate_names
from geodata.places.gazetteer.schema import APPLICATION_ID, SCHEMA_VERSION, rank_of
from tests.gazetteer_factory import TOWNS, small_gazetteer, write_tables


def test_progress_is_told_stage_by_stage(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    gz.build(
        tmp_path / "g.sqlite",
        progress=lambda *step: told.append(step),
        folder=write_tables(tmp_path / "tables"),
        towns=TOWNS,
    )
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["towns", "further towns", "first-level divisions", "second-level divisions", "names", "indexes"]
    assert all(done <= total for stage, done, total in told if total)


def test_an_interrupted_build_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = small_gazetteer(tmp_path)
    before = path.read_bytes()

    def broken() -> Iterator[Feature]:
        yield TOWNS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gz.build(path, folder=tmp_path / "tables", towns=broken())
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["gazetteer.sqlite", "tables"]


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("countries", "x,MX,MEX,Mexico,,23,-102,1,1,,NA,.mx", "countries.csv, line 3: geonameid is 'x', not a number"),
        ("countries", "1,MX,MEX,Mexico,,93,-102,1,1,,NA,.mx", "countries.csv, line 3: lat 93 is out of range"),
        ("countries", "1,MX,MEX,Mexico,,,,1,1,,NA,.mx", "countries.csv, line 3: lat and lon are empty"),
        ("countries", "1,MX,MEX,Mexico", "countries.csv, line 3: 4 cells under 12 columns"),
        ("divisions1", "1,,14,Jalisco,Jalisco,,20,-103,1,1,state", "divisions1.csv, line 3: country is empty"),
        ("regions", "Red Sea,,H,SEA,20,38,nan,,1,x", "regions.csv, line 3: radius_km nan is out of range"),
        ("abbreviations", "Tenn.,Tennessee,planet,US", "abbreviations.csv, line 3: target_kind 'planet' is none of"),
        ("exonyms", '"Lutetia,1', "exonyms.csv, line 3: unexpected end of data"),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(tmp_path: Path, table: str, row: str, said: str) -> None:
    folder = write_tables(tmp_path / "tables", **{table: [row]})
    with pytest.raises(GazetteerError, match=said.replace("(", r"\(")):
        gz.build(tmp_path / "g.sqlite", folder=folder, towns=TOWNS)
    assert not (tmp_path / "g.sqlite").exists()


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "tables")
    (folder / "exonyms.csv").write_text("name\nLutetia\n")
    with pytest.raises(GazetteerError, match=r"exonyms.csv, line 1: the header lacks target_geonameid"):
        gz.build(tmp_path / "g.sqlite", folder=folder, towns=TOWNS)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "tables")
    (folder / "regions.csv").unlink()
    with pytest.raises(GazetteerError, match=r"regions.csv is missing"):
        gz.build(tmp_path / "g.sqlite", folder=folder, towns=TOWNS)


@pytest.fixture
def cheap_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let `ensure` build the small gazetteer; returns where."""
    folder = write_tables(tmp_path / "tables")
    monkeypatch.setattr(packages, "towns", lambda: iter(TOWNS))
    monkeypatch.setattr(packages, "airports", lambda: iter(()))
    monkeypatch.setattr(builder.tables, "tables_folder", lambda: folder)
    return tmp_path / "home" / "gazetteer.sqlite"


def test_ensure_builds_once(cheap_build: Path) -> None:
    assert gz.ensure(cheap_build)
    stamp = cheap_build.stat().st_mtime_ns
    assert not gz.ensure(cheap_build)
    assert cheap_build.stat().st_mtime_ns == stamp
    assert gz.ensure(cheap_build, rebuild=True)
    assert cheap_build.stat().st_mtime_ns != stamp
    assert gz.Gazetteer(cheap_build).lookup("Tapalpa")


def test_ensure_builds_anew_when_a_table_has_changed(cheap_build: Path, tmp_path: Path) -> None:
    gz.ensure(cheap_build)
    write_tables(tmp_path / "tables", exonyms=["Lutece,2988507"])
    assert gz.ensure(cheap_build)
    assert gz.Gazetteer(cheap_build).lookup("Lutece")


def _damage(path: Path, kind: str) -> None:
    data = path.read_bytes()
    match kind:
        case "empty":
            path.write_bytes(b"")
        case "truncated":
            path.write_bytes(data[: len(data) // 2])
        case "older":
            path.write_bytes(data[:60] + (SCHEMA_VERSION - 1).to_bytes(4, "big") + data[64:])
        case "unfinished":
            with sqlite3.connect(path) as connection:
                connection.execute("DELETE FROM meta WHERE key = 'complete'")
        case "newer":
            path.write_bytes(data[:60] + (SCHEMA_VERSION + 1).to_bytes(4, "big") + data[64:])
        case "other program's":
            path.write_bytes(data[:68] + (APPLICATION_ID + 1).to_bytes(4, "big") + data[72:])
        case "no database":
            path.write_text("# My notes\n")


@pytest.mark.parametrize("kind", ["empty", "truncated", "older", "unfinished"])
def test_a_broken_or_old_file_is_refused_and_built_anew(cheap_build: Path, kind: str) -> None:
    gz.ensure(cheap_build)
    _damage(cheap_build, kind)
    with pytest.raises(GazetteerError, match="run `dateline gazetteer build`"):
        gz.Gazetteer(cheap_build)
    assert gz.ensure(cheap_build)
    assert gz.Gazetteer(cheap_build).lookup("Tapalpa")


@pytest.mark.parametrize("kind", ["newer", "other program's", "no database"])
def test_a_foreign_or_newer_file_is_left_alone(cheap_build: Path, kind: str) -> None:
    gz.ensure(cheap_build)
    _damage(cheap_build, kind)
    before = cheap_build.read_bytes()
    with pytest.raises(GazetteerError, match="DATELINE_HOME"):
        gz.ensure(cheap_build)
    with pytest.raises(GazetteerError, match="DATELINE_HOME"):
        gz.Gazetteer(cheap_build)
    with pytest.raises(GazetteerError, match="DATELINE_HOME"):
        gz.build(cheap_build, towns=TOWNS)
    assert cheap_build.read_bytes() == before


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="is missing: run `dateline gazetteer build`"):
        gz.Gazetteer(tmp_path / "none.sqlite")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GazetteerError, match="cannot"):
        gz.ensure(tmp_path / "file" / "gazetteer.sqlite")


def _build_in(folder: Path) -> None:
    gz.build(folder / "gazetteer.sqlite", folder=folder / "tables", towns=TOWNS)


def test_builds_at_once_do_not_damage_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    write_tables(tmp_path / "tables")
    processes = [context.Process(target=_build_in, args=(tmp_path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert state.state_of(tmp_path / "gazetteer.sqlite") is state.State.READY
    assert gz.Gazetteer(tmp_path / "gazetteer.sqlite").lookup("Tapalpa")
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize(
    ("spelling", "names"),
    [
        ("Parigi", ["Parigi"]),
        ("Biel/Bienne", ["Biel", "Bienne"]),
        ("Czarna Gorna (do 1999)", ["Czarna Gorna"]),
        ("Erphord [a. 1210]", []),
        ("London, Ontario", ["London"]),
        ("lun dun", []),
        ("YXU", []),
        ("LA", []),
        ("Ky", []),
        ("NL416", []),
        ("Ayrivan  Erivan  Erevan", []),
        ("", []),
        ("x" * 61, []),
        ("HCMC", ["HCMC"]),
        ("Osh", ["Osh"]),
        ("Лондон", ["Лондон"]),
        ("北京", ["北京"]),
    ],
)
def test_what_an_alternate_name_holds(spelling: str, names: list[str]) -> None:
    assert [name for name, _ in alternate_names(spelling)] == names


def test_the_prior_puts_countries_before_divisions_before_towns() -> None:
    country = rank_of("A", "PCLI", 3_700_000, 0)
    division = rank_of("A", "ADM1", 10_000_000, 0)
    county = rank_of("A", "ADM2", 100_000, 0)
    town = rank_of("P", "PPL", 100_000, 0)
    sea = rank_of("H", "SEA", 0, 1000)
    assert country < sea < division < town < county


@pytest.mark.parametrize(
    ("name", "kind", "names"),
    [
        ("Jalisco", "state", ["Jalisco State", "State of Jalisco"]),
        ("Victoria State", "state", ["Victoria"]),
        ("Moscow Oblast", "oblast", ["Moscow", "Moscow Region"]),
        ("Northern Region", "region", []),
        ("South Eastern Region", "region", []),
        ("Capital Governorate", "governorate", []),
        ("Laurel County", "", ["Laurel"]),
        ("Nairobi", "", []),
        ("Region", "region", ["Region Region", "Region of Region"]),
    ],
)
def test_divisions_with_and_without_what_they_are(name: str, kind: str, names: list[str]) -> None:
    assert list(division_names(name, kind)) == names


def test_the_packages_are_read_one_by_one() -> None:
    towns = packages.towns()
    first = next(towns)
    assert (first.id, first.name, first.country) == (3038832, "Vila", "AD")
    assert next(towns).id == 3038999
    airports = {feature.name: feature for feature in packages.airports()}
    assert airports["Kabul International Airport"].country == "AF"
    assert "Heathrow Airport" in [name for name, _ in airports["London Heathrow Airport"].names]
    assert "Kabul Airport" in [name for name, _ in airports["Kabul International Airport"].names]
