"""A feed that is watched, from a server on loopback to the store: new entries, new versions, a server that is away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geodata.settings import Settings
from geodata.sources.web import Transport, Web
from geodata.store import EventStore
from mapapp.watching import watch
from tests import documents
from tests.documents import Story
from tests.web_server import Reply, serving

BOMB = Story(
    title="Bomb in Abeche",
    text="ABECHE, Chad, March 3 - A bomb exploded at a market in Abeche, Chad, on Tuesday, killing seven people. "
    "Rescue crews worked through the night, and the shops in the centre stayed shut, the mayor said.",
    url="https://news.example/bomb",
)
FLOOD = Story(
    title="Floods in Porto Alegre",
    text="PORTO ALEGRE, Brazil, March 3 - Floods swept through Porto Alegre, Brazil, on Monday, killing three people, "
    "officials said. Two bridges were closed in the evening, and schools will stay shut for the rest of the week.",
    url="https://news.example/flood",
)


def feed(stories: list[Story], tag: str) -> Reply:
    """A feed that says by which mark its content is known."""
    return Reply(documents.rss(stories), headers={"Content-Type": "application/rss+xml", "ETag": tag})


@pytest.fixture
def watched(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A function from an address and what happens in the pauses to what `dateline watch` says until Ctrl+C."""
    from mapapp.cli import main

    guarded = Transport(allowed=lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr("geodata.build.Web", partial(Web, transport=guarded, sleep=lambda _: None))

    def run(address: str, *steps: Callable[[], Any]) -> Result:
        waiting = iter(steps)

        def pause(seconds: float) -> None:
            assert seconds == 900.0
            step = next(waiting, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        monkeypatch.setattr("mapapp.commands.adding.watch", partial(watch, pause=pause))
        environment = {"DATELINE_HOME": str(settings.home)}
        return CliRunner().invoke(main, ["watch", address, "--json"], env=environment)

    return run


def test_a_feed_is_watched(settings: Settings, watched: Callable[..., Result]) -> None:
    update = replace(BOMB, text=BOMB.text.replace("seven", "nine"))
    with serving() as site:

        def step(stories: list[Story], tag: str) -> Callable[[], None]:
            return lambda: site.replies.update({"/feed": feed(stories, tag)})

        def away() -> None:
            site.replies["/feed"] = Reply(b"", status=503)

        step([BOMB], '"1"')()
        address = f"http://127.0.0.1:{site.port}/feed"
        result = watched(
            address, lambda: None, step([FLOOD, BOMB], '"2"'), away, lambda: None, step([FLOOD, update], '"3"')
        )
        tags = [headers.get("if-none-match") for path, headers in site.asked if path == "/feed"]
    assert result.exit_code == 1, result.output
    done = [json.loads(line) for line in result.stdout.splitlines()]
    new = [(one["outcome"], one["events"]) for one in done if one["outcome"] != "known"]
    assert new == [("added", 1), ("added", 1), ("revised", 1)]
    assert tags == [None, '"1"', '"1"', '"2"', '"2"', '"2"']
    assert result.stderr.count(f"dateline: {address}: has an error (503)") == 1, result.stderr
    assert "2 articles added, 1 revised" in result.stderr
    assert "1 input not usable" in result.stderr
    store = EventStore(settings.store_path)
    deaths = {event.place.name: event.casualties.fatalities for event in store.events()}
    assert sorted(count.best for count in deaths.values() if count) == [3, 9]


def test_a_feed_that_cannot_be_reached_is_said_and_asked_again(
    settings: Settings, watched: Callable[..., Result], tmp_path: Path
) -> None:
    with serving() as site:
        address = f"http://127.0.0.1:{site.port}/feed"
    result = watched(address, lambda: None, lambda: None)
    assert result.exit_code == 1
    assert result.stderr.count(address) == 2, "once as what is watched, once as what is not there"
    assert "0 articles added, 1 input not usable" in result.stderr


def test_a_private_feed_is_refused_with_the_reason(settings: Settings) -> None:
    from mapapp.cli import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mapapp.commands.adding.watch", lambda source, take, **_: take(source.look()))
        environment = {"DATELINE_HOME": str(settings.home)}
        result = CliRunner().invoke(main, ["watch", "http://127.0.0.1:9/feed"], env=environment)
    assert result.exit_code == 1
    assert "private network" in result.stderr
