"""No bulk by surprise: a few names of a run go online, the others wait until somebody agrees."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geodata import build
from geodata.places.geocoders import GeopyProvider, Permit, Question
from geodata.places.geocoders.port import Answer
from geodata.settings import Settings
from geodata.store import EventStore
from mapapp.commands.adding import Adding
from mapapp.commands.common import Failures
from tests.contract.geocoding_server import KNOWN, Server, online_home

Run = Callable[..., Result]
FREE = 2


@pytest.fixture
def run(settings: Settings, server: Server) -> Run:
    """A function from arguments to the result of a command, with two names free and the tests' server allowed."""
    from mapapp.cli import main

    environ = {**online_home(server, settings.home, price=0.5), "DATELINE_ASK_FREELY": str(FREE)}
    return lambda *arguments: CliRunner().invoke(main, [*map(str, arguments)], env=environ)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Articles of which each names one village that no gazetteer has, the last again the first one's."""
    villages = ["Xyzzyqwa", "Xyzzyqwb", "Xyzzyqwd", "Xyzzyqwc", "Xyzzyqwa"]
    path = tmp_path / "articles.jsonl"
    texts = [
        f"A bomb exploded on {day} at a market in the village of {village}, Jalisco, Mexico, killing seven people."
        for day, village in zip(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), villages, strict=True)
    ]
    lines = [json.dumps({"id": f"a{n}", "text": text, "published": "2026-03-07"}) for n, text in enumerate(texts)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_permit_lets_a_few_pass_and_keeps_the_others_once() -> None:
    told: list[Question] = []
    permit = Permit(2, on_first=told.append)
    names = [Question(name) for name in ("a", "b", "c", "d", "c")]
    assert [permit.admits(name) for name in names] == [True, True, False, False, False]
    assert (permit.refused, permit.take(), permit.take(), told) == (3, names[2:4], [], names[2:3])
    permit.renew()
    assert permit.admits(names[0])
    permit.shut()
    assert not permit.admits(names[1])
    assert all(Permit(None).admits(name) for name in names)
    assert not Permit(-1).admits(names[0])


def test_in_a_pipe_only_a_few_names_are_sent_and_the_map_is_made(
    run: Run, articles: Path, server: Server, tmp_path: Path
) -> None:
    result = run("map", articles, "-o", tmp_path / "map.html")
    assert result.exit_code == 1
    assert server.asked.total() == FREE
    assert "Names that are unknown here and wait to be sent to other machines: 2" in result.output
    assert "photon: at most 2 requests, about 0 s, 1.00 to pay" in result.output
    assert "names not sent to other machines: 2; add --yes to agree, or raise DATELINE_ASK_FREELY" in result.output
    assert (tmp_path / "map.html").exists()


def test_who_agrees_has_every_name_asked_once(run: Run, articles: Path, server: Server, tmp_path: Path) -> None:
    for _ in range(2):
        result = run("map", articles, "-o", tmp_path / "map.html", "--yes")
        assert result.exit_code == 0, result.output
    assert set(server.asked.values()) == {1}
    assert len(server.asked) == 4


def test_on_a_terminal_one_is_asked(
    run: Run, articles: Path, server: Server, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapapp.geocode_batch.is_terminal", lambda: True)
    for agrees in (False, True):
        server.asked.clear()
        (settings.home / "geocache.sqlite").unlink(missing_ok=True)
        monkeypatch.setattr("click.confirm", lambda *_, agrees=agrees, **__: agrees)
        result = run("map", articles, "-o", tmp_path / "map.html")
        assert (result.exit_code, server.asked.total()) == (0, 4 if agrees else FREE), result.output


def test_names_that_are_kept_count_for_nothing(run: Run, articles: Path, server: Server, tmp_path: Path) -> None:
    assert run("map", articles, "-o", tmp_path / "map.html", "--yes").exit_code == 0
    result = run("map", articles, "-o", tmp_path / "map.html")
    assert (result.exit_code, "wait" in result.output) == (0, False)


def test_a_stop_while_names_are_asked_keeps_what_was_answered(
    run: Run, articles: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = GeopyProvider.answer

    def stopped(self: GeopyProvider, query: str, **context: Any) -> Answer:
        if server.asked.total() == FREE + 1:
            raise KeyboardInterrupt
        return answer(self, query, **context)

    with monkeypatch.context() as patch:
        patch.setattr(GeopyProvider, "answer", stopped)
        result = run("map", articles, "-o", tmp_path / "map.html", "--yes")
    assert "stopped; what was answered is used and kept" in result.output
    assert server.asked.total() == FREE + 1
    assert run("map", articles, "-o", tmp_path / "map.html", "--yes").exit_code == 0
    assert set(server.asked.values()) == {1}


def test_articles_in_the_store_are_read_anew_when_their_names_were_asked(
    run: Run, articles: Path, server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, "Xyzzyqwc, Jalisco", (20.25, -103.5))
    assert run("add", articles).exit_code == 1
    assert server.asked.total() == FREE
    store = EventStore(settings.store_path)
    assert (20.25, -103.5) not in {(event.location.lat, event.location.lon) for event in store.events()}
    result = run("add", articles, "--again", "--yes")
    assert result.exit_code == 0, result.output
    assert set(server.asked.values()) == {1}
    found = {(event.location.lat, event.location.lon): event.place.provider for event in store.events()}
    assert found[(20.25, -103.5)] == "photon"
    assert store.count_articles() == 5


def test_nobody_is_asked_while_a_folder_is_watched(
    run: Run, articles: Path, server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapapp.geocode_batch.is_terminal", lambda: True)
    monkeypatch.setattr("click.confirm", pytest.fail)
    failures = Failures()
    allowed = replace(settings, geocoders="photon", user_agent="dateline-tests", ask_freely=FREE)
    adding = Adding(allowed, EventStore(settings.store_path), failures, attended=False)
    adding.take([str(articles)])
    assert (server.asked.total(), failures.count) == (FREE, 1)


def test_who_does_not_look_after_the_names_is_told(
    settings: Settings, run: Run, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    allowed = replace(settings, geocoders="photon", user_agent="dateline-tests", ask_freely=1)
    pipeline = build.build_pipeline(allowed)
    from geodata.model import Article

    text = "A bomb exploded in the village of {}, Jalisco, Mexico, on Tuesday, killing seven people."
    list(pipeline.run([Article(id=name, text=text.format(name)) for name in ("Xyzzyqwa", "Xyzzyqwb", "Xyzzyqwc")]))
    assert server.asked.total() == 1
    assert caplog.text.count("more than 1 names are unknown here") == 1
