"""Many names at once: counted first, stopped and taken up again, never asked twice."""

from __future__ import annotations

import csv
import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geodata.corrections import Change
from geodata.errors import InputError, UnknownName
from geodata.model import Place
from geodata.places.batch import read_names
from geodata.places.geocoders import GeopyProvider
from geodata.places.geocoders.port import Answer
from geodata.settings import Settings
from geodata.store import EventStore
from tests.contract.geocoding_server import Server, online_home

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, server: Server) -> Run:
    """A function from arguments to the result of `dateline geocode --batch`, with the server of the tests allowed."""
    from mapapp.cli import main

    environ = online_home(server, settings.home)
    return lambda *arguments: CliRunner().invoke(main, ["geocode", "--batch", *map(str, arguments)], env=environ)


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A file of fifty names that no gazetteer has, and two that it has, some of them several times."""
    path = tmp_path / "names.txt"
    unknown = [f"Xyzzyqwfp {number}" for number in range(50)]
    path.write_text("\n".join(["Tapalpa", "Paris", "  paris ", "", *unknown, *unknown[:9], "Strasse 7"]), "utf-8")
    return path


def table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["query"]: row for row in csv.DictReader(stream)}


def test_each_name_is_asked_once(run: Run, names: Path, server: Server, tmp_path: Path) -> None:
    for _ in range(2):
        result = run(names, "--yes", "-o", tmp_path / "places.csv")
        assert result.exit_code == 0, result.output
        assert "3 of 53 names found, 50 unknown" in result.output
    assert set(server.asked.values()) == {1}
    assert len(server.asked) == 51
    found = table(tmp_path / "places.csv")
    assert (found["Tapalpa"]["geonameid"], found["Tapalpa"]["provider"]) == ("3982461", "gazetteer")
    assert (found["Strasse 7"]["lat"], found["Strasse 7"]["provider"]) == ("52.5", "photon")
    assert found["Strasse 7"]["attribution"] == "© OpenStreetMap contributors, ODbL 1.0"
    assert found["Xyzzyqwfp 7"]["name"] == ""


def test_nothing_is_sent_before_somebody_has_agreed(run: Run, names: Path, server: Server) -> None:
    result = run(names)
    assert result.exit_code == 2
    assert "53 distinct names, 2 answered on this machine" in result.output
    assert "photon: at most 51 requests, about 0 s" in result.output
    assert "its terms: https://photon.komoot.io" in result.output
    assert "add --yes" in result.output
    assert server.asked.total() == 0


def test_a_batch_of_known_names_needs_no_consent(run: Run, tmp_path: Path, server: Server) -> None:
    (tmp_path / "known.txt").write_text("Paris\nTapalpa\n", encoding="utf-8")
    result = run(tmp_path / "known.txt")
    assert (result.exit_code, server.asked.total()) == (0, 0)
    assert result.stdout.splitlines()[1].startswith("Paris,Paris,48.85341,2.3488,FR,")


def test_what_was_answered_before_a_stop_is_kept(
    run: Run, names: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = GeopyProvider.answer

    def stopped(self: GeopyProvider, query: str, **context: Any) -> Answer:
        if server.asked.total() == 20:
            raise KeyboardInterrupt
        return answer(self, query, **context)

    with monkeypatch.context() as patch:
        patch.setattr(GeopyProvider, "answer", stopped)
        result = run(names, "--yes", "-o", tmp_path / "places.csv")
    assert result.exit_code == 1
    assert "31 are still to be asked: run it again" in result.output
    assert len(table(tmp_path / "places.csv")) == 22
    assert run(names, "--yes", "-o", tmp_path / "places.csv").exit_code == 0
    assert len(table(tmp_path / "places.csv")) == 53
    assert set(server.asked.values()) == {1}


def test_a_failure_costs_one_name_and_is_asked_again(run: Run, server: Server, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Paris\nRefused\nStrasse 7\n", encoding="utf-8")
    for asked in (1, 2):
        result = run(tmp_path / "names.txt", "--yes", "-o", tmp_path / "places.csv")
        assert (result.exit_code, server.asked["Refused"]) == (1, asked)
        assert "photon: the request was not accepted" in result.output
        assert "1 are still to be asked" in result.output
        assert list(table(tmp_path / "places.csv")) == ["Paris", "Strasse 7"]


def test_a_spent_budget_is_said_and_the_rest_waits(run: Run, names: Path, settings: Settings, server: Server) -> None:
    with (settings.home / "geocoders.toml").open("a") as file:
        file.write("requests_a_day = 10\n")
    result = run(names, "--yes")
    assert "today's budget has 10 left" in result.output
    assert "today's budget of 10 requests is used up" in result.output
    assert "41 are still to be asked" in result.output
    assert server.asked.total() == 10


def test_house_rules_come_first(run: Run, settings: Settings, server: Server, tmp_path: Path) -> None:
    settings.rules_path.write_text("name,lat,lon\nThe Bend,1,2\n", encoding="utf-8")
    (tmp_path / "names.csv").write_text("id;town\n1;The Bend\n2;=cmd\n", encoding="utf-8")
    result = run(tmp_path / "names.csv", "--column", "town", "--yes")
    assert "The Bend,The Bend,1.0,2.0," in result.stdout
    assert "\n'=cmd," in result.stdout
    assert list(server.asked) == ["=cmd"]


def test_a_collections_rules_come_before_the_house_s(run: Run, settings: Settings, tmp_path: Path) -> None:
    settings.rules_path.write_text("name,lat,lon\nThe Bend,1,2\nThe Ford,1,2\n", encoding="utf-8")
    place = Place(name="South Bend", lat=41.5, lon=-86.0, provider="person")
    change = Change(kind="rule", at=dt.datetime.now(dt.UTC), name="THE BEND", place=place)
    EventStore(settings.store_path, collection="Floods").change(change)
    (tmp_path / "names.txt").write_text("The Bend\nThe Ford\n", encoding="utf-8")
    assert "The Bend,The Bend,1.0,2.0," in run(tmp_path / "names.txt").stdout
    result = run(tmp_path / "names.txt", "--collection", "Floods")
    assert "The Bend,South Bend,41.5,-86.0," in result.stdout
    assert "The Ford,The Ford,1.0,2.0," in result.stdout
    assert run(tmp_path / "names.txt", "--collection", "Other").exit_code == 2


def test_names_come_from_lines_or_from_a_column(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\ufeffOne\n\n  Two \none\n", encoding="utf-8")
    assert read_names(tmp_path / "a.txt") == ["One", "Two"]
    (tmp_path / "a.csv").write_text('town,x\n"Tapalpa, Jalisco",1\nTwo,2\n,3\n', encoding="utf-8")
    assert read_names(tmp_path / "a.csv") == ["Tapalpa, Jalisco", "Two"]
    assert read_names(tmp_path / "a.csv", "x") == ["1", "2", "3"]
    with pytest.raises(UnknownName, match="known are: town, x"):
        read_names(tmp_path / "a.csv", "city")
    (tmp_path / "b.csv").write_text("", encoding="utf-8")
    assert read_names(tmp_path / "b.csv") == []
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not text in UTF-8"):
        read_names(tmp_path / "c.txt")


def test_a_name_or_a_batch_is_needed_not_both(run: Run, names: Path) -> None:
    assert "give a name, or --batch" in run(names, "Paris").output


def test_ctrl_c_ends_it_between_two_answers_and_nothing_is_ever_asked_twice(
    settings: Settings, server: Server, tmp_path: Path
) -> None:
    names, places = tmp_path / "names.txt", tmp_path / "places.csv"
    names.write_text("\n".join(f"Xyzzyqwfp {number}" for number in range(300)), "utf-8")
    command = [sys.executable, "-c", "from mapapp.cli import main; main()", "geocode", "--batch", str(names), "--yes"]
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        **online_home(server, settings.home),
    }
    server.asked.clear()
    held = "Xyzzyqwfp 100"
    for stopped in (True, False):
        server.hold(held if stopped else "nobody")
        process = subprocess.Popen(
            [*command, "-o", str(places)], env=environ, stderr=subprocess.PIPE, text=True, bufsize=1
        )
        assert process.stderr is not None
        if stopped:  # while a question is on its way
            assert server.reached(held, 120)
            process.send_signal(signal.SIGINT)
            while "stopping when the answer" not in process.stderr.readline():
                assert process.poll() is None
        server.let_go()
        said = process.communicate()[1]
        assert process.returncode == int(stopped), said
        assert ("199 are still to be asked" in said) == stopped
        assert len(table(places)) == (101 if stopped else 300)
    assert len(server.asked) == 300
    assert set(server.asked.values()) == {1}
