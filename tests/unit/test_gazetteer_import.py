"""Real GeoNames files: a small country, complete, in all four formats."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from geodata.errors import GazetteerError, UsageError
from geodata.places.gazetteer import Gazetteer, State, ensure, import_dump, state_of
from tests.gazetteer_factory import TOWNS, small_gazetteer, write_tables


def row(
    geonameid: int, name: str, lat: float, lon: float, kind: str, *, admin1: str = "00", admin2: str = "",
    people: int = 0, alternates: str = "", country: str = "NR",
) -> str:  # fmt: skip
    feature_class, feature_code = kind.split(".")
    cells = [
        geonameid, name, name, alternates, lat, lon, feature_class, feature_code, country, "", admin1, admin2, "", "",
        people, "", 20, "Pacific/Nauru", "2026-01-01",
    ]  # fmt: skip
    return "\t".join(map(str, cells))


NAURU = [
    row(2110425, "Republic of Nauru", -0.517, 166.933, "A.PCLI", people=12704, alternates="Naoero,Nauru"),
    row(2110433, "Aiwo District", -0.53, 166.91, "A.ADM1", admin1="01", people=1220),
    row(2110418, "Yaren District", -0.55, 166.92, "A.ADM1", admin1="14", people=747),
    row(7626461, "Yaren", -0.55085, 166.9252, "P.PPLC", admin1="14", people=747, alternates="INU,Jaren,yaren,Ярен"),
    row(2110430, "Arijejen", -0.52, 166.91, "P.PPL", admin1="01"),
    row(2110427, "Buada Lagoon", -0.535, 166.922, "H.LGN", admin1="05"),
    row(2110999, "Command Ridge", -0.53, 166.93, "T.HLL"),
    row(2111000, "Old Aiwo", -0.53, 166.91, "P.PPLH", admin1="01"),
    row(2111001, "Hotel Menen", -0.54, 166.95, "S.HTL"),
    row(2111002, "Nauru International Airport", -0.547, 166.919, "S.AIRP"),
    row(2111003, "Island Ring Road", -0.53, 166.93, "R.RD"),
    row(3982461, "Tapalpa de Allende", 19.95, -103.76, "P.PPLA2", admin1="14", people=6000, country="MX"),
]
ADMIN1 = ["NR.01\tAiwo\tAiwo\t2110433", "NR.05\tBuada\tBuada\t2110426", "NR.14\tYaren\tYaren\t2110418"]
ADMIN2 = ["MX.14.086\tTapalpa Norte\tTapalpa Norte\t9999999"]
NAMES = [
    "1\t7626461\ten\tYaren Town\t1\t\t\t\t\t",
    "2\t7626461\tlink\thttps://en.wikipedia.org/wiki/Yaren\t\t\t\t\t\t",
    "3\t7626461\tiata\tINU\t\t\t\t\t\t",
    "4\t2110430\tde\tArijejendorf\t\t\t\t\t\t",
    "5\t123\ten\tUnknown Feature\t1\t\t\t\t\t",
]


def write(path: Path, lines: list[str]) -> Path:
    text = "\n".join(lines) + "\n"
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "About these files\n" * 500)
            archive.writestr(path.with_suffix(".txt").name, text)
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(params=["txt", "zip"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> list[Path]:
    suffix = request.param
    return [
        write(tmp_path / f"alternateNamesV2.{suffix}", NAMES),
        write(tmp_path / f"admin2Codes.{suffix}", ADMIN2),
        write(tmp_path / f"admin1CodesASCII.{suffix}", ADMIN1),
        write(tmp_path / f"NR.{suffix}", NAURU),
    ]


def run_import(files: list[Path], tmp_path: Path) -> Gazetteer:
    path = tmp_path / "home" / "gazetteer.sqlite"
    import_dump(files, path, folder=write_tables(tmp_path / "tables"), towns=TOWNS)
    return Gazetteer(path)


def test_a_country_in_all_formats(files: list[Path], tmp_path: Path) -> None:
    gazetteer = run_import(files, tmp_path)
    town = gazetteer.lookup("Yaren Town")[0]
    assert (town.name, town.admin1, town.country, town.feature_code) == ("Yaren", "Yaren District", "NR", "PPLC")
    assert [place.geonameid for place in gazetteer.lookup("Yaren")] == [7626461, 2110418]
    assert gazetteer.lookup("Jaren")[0].geonameid == 7626461
    assert gazetteer.lookup("Ярен")[0].geonameid == 7626461
    assert gazetteer.lookup("Arijejendorf")[0].admin1 == "Aiwo District"
    assert gazetteer.lookup("Buada Lagoon")[0].feature_class == "H"
    assert gazetteer.lookup("Nauru International Airport")[0].feature_code == "AIRP"
    assert gazetteer.lookup("Nauru")[0].feature_code == "PCLI"
    assert gazetteer.lookup("Arijejem", fuzzy=True, scope=[("NR", "")])[0].edits == 1


def test_what_is_no_place_of_today_stays_out(files: list[Path], tmp_path: Path) -> None:
    gazetteer = run_import(files, tmp_path)
    for name in ("Old Aiwo", "Hotel Menen", "Island Ring Road", "INU", "Unknown Feature"):
        assert gazetteer.lookup(name) == []


def test_towns_of_the_dump_replace_those_of_the_packages(files: list[Path], tmp_path: Path) -> None:
    gazetteer = run_import(files, tmp_path)
    town = gazetteer.by_id(3982461)
    assert town is not None
    assert (town.name, town.population) == ("Tapalpa de Allende", 6000)
    assert town in gazetteer.places_in("MX", "14")
    assert gazetteer.lookup("Tapalpa")[0].geonameid == 3982461
    assert gazetteer.lookup("Paris")[0].geonameid == 2988507


def test_points_of_our_tables_stay_and_gain_names(tmp_path: Path) -> None:
    jalisco = row(4004156, "Free State of Jalisco", 1.0, 1.0, "A.ADM1", admin1="14", country="MX")
    gazetteer = run_import([write(tmp_path / "MX.txt", [jalisco])], tmp_path)
    place = gazetteer.lookup("Free State of Jalisco")[0]
    assert (place.name, place.lat, place.population) == ("Jalisco", 20.5, 8348151)


def test_a_division_that_has_no_point_takes_its_biggest_towns(files: list[Path], tmp_path: Path) -> None:
    towns = [row(1, "Uaboe", -0.52, 166.92, "P.PPL", admin1="05", people=300)]
    gazetteer = run_import([*files, write(tmp_path / "more.txt", towns)], tmp_path)
    buada = gazetteer.by_id(2110426)
    assert buada is not None
    assert (buada.name, buada.lat, buada.feature_code) == ("Buada", -0.52, "ADM1")


def test_an_import_is_kept_by_ensure(files: list[Path], tmp_path: Path) -> None:
    gazetteer = run_import(files, tmp_path)
    assert not ensure(gazetteer.path)
    assert "NR." in gazetteer.info()["made_from"]
    assert "dumps" in gazetteer.digest


def test_progress_is_told_in_bytes(files: list[Path], tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    import_dump(
        files,
        tmp_path / "g.sqlite",
        lambda *step: told.append(step),
        folder=write_tables(tmp_path / "tables"),
        towns=TOWNS,
    )
    assert [stage for stage, done, total in told if stage == files[3].name and done == total > 0]


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("NR.txt", [NAURU[0], "7\tShort"], "NR.txt, line 2: 2 columns instead of 19"),
        ("NR.txt", [row(1, "North", 95.0, 0.0, "P.PPL")], "NR.txt, line 1: coordinates out of range"),
        (
            "NR.txt",
            [row(1, "X", 5.0, 0.0, "P.PPL"), row(2, "Y", 0, 0, "P.PPL").replace("\t0\t0\t", "\tx\t0\t")],
            "line 2",
        ),
        ("notes.txt", ["Dear diary"], "notes.txt: not a file of GeoNames; known are: country file"),
        ("empty.txt", [], "empty.txt: not a file of GeoNames"),
        ("admin1CodesASCII.txt", [ADMIN1[0], "NR\tAiwo\tAiwo\t1"], "line 2: 'NR' is no code of a division"),
    ],
)
def test_bad_files_are_named_and_leave_the_gazetteer_alone(
    tmp_path: Path, name: str, lines: list[str], said: str
) -> None:
    path = small_gazetteer(tmp_path)
    before = path.read_bytes()
    with pytest.raises(GazetteerError, match=said):
        import_dump([write(tmp_path / name, lines)], path, folder=tmp_path / "tables", towns=TOWNS)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*.part*"))


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"cannot read .*none[.]txt"):
        import_dump([tmp_path / "none.txt"], tmp_path / "g.sqlite")
    (tmp_path / "cut.zip").write_bytes(write(tmp_path / "NR.zip", NAURU).read_bytes()[:400])
    with pytest.raises(GazetteerError, match=r"cut.zip"):
        import_dump([tmp_path / "cut.zip"], tmp_path / "g.sqlite")
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as archive:
        archive.writestr("a.png", b"")
    with pytest.raises(GazetteerError, match=r"no [.]txt file in the archive"):
        import_dump([tmp_path / "pictures.zip"], tmp_path / "g.sqlite")
    with pytest.raises(UsageError, match="no files"):
        import_dump([], tmp_path / "g.sqlite")


SLOW_IMPORT = """
import sys, time
from pathlib import Path
from geodata.places.gazetteer import import_dump
from tests.gazetteer_factory import TOWNS
home = Path(sys.argv[1])
def tell(stage, done, total):
    if stage == "NR.txt":
        print("importing", flush=True)
        sys.stdin.read()
import_dump([home / "NR.txt"], home / "gazetteer.sqlite", tell, folder=home / "tables", towns=TOWNS)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_killed_import_leaves_the_gazetteer_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    path = small_gazetteer(tmp_path)
    write(tmp_path / "NR.txt", NAURU)
    before = path.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_IMPORT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"importing\n"
    process.kill()
    process.communicate()
    assert path.read_bytes() == before
    assert list(tmp_path.glob(".*.part*"))
    import_dump([tmp_path / "NR.txt"], path, folder=tmp_path / "tables", towns=TOWNS)
    assert not list(tmp_path.glob(".*.part*"))
    assert state_of(path) is State.READY
    assert Gazetteer(path).lookup("Yaren")
