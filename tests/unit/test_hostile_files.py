"""Broken and hostile files, all together: refused by name and cause, in little memory, and nothing half-imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geodata.settings import Settings
from geodata.store import EventStore
from tests.hostile_files import ODD, REFUSED

ROOT = Path(__file__).parents[2]
MEMORY = 700.0
"""MB of a process with all readers loaded; a bomb would take a gigabyte more."""
FEWEST = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all these files."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in {**REFUSED, **ODD}.items():
        (folder / name).write_bytes(make())
    return folder


@pytest.fixture(scope="module")
def caged(folder: Path) -> dict[str, dict[str, Any]]:
    """What a process of its own said of each file."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.cage", str(folder)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["name"]: one for one in said}


def test_there_are_many(caged: dict[str, dict[str, Any]]) -> None:
    assert len(caged) == len(REFUSED) + len(ODD) > len(REFUSED) > FEWEST


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_gives_no_article(caged: dict[str, dict[str, Any]], name: str) -> None:
    assert caged[name]["articles"] == 0
    assert caged[name]["errors"]


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_gives_articles_or_reasons(caged: dict[str, dict[str, Any]], name: str) -> None:
    assert caged[name]["articles"] or caged[name]["errors"]


@pytest.mark.parametrize("name", [*REFUSED, *ODD])
def test_a_message_names_the_file_and_the_cause(folder: Path, caged: dict[str, dict[str, Any]], name: str) -> None:
    for error in caged[name]["errors"]:
        assert error.startswith(str(folder / name))
        assert len(error.removeprefix(str(folder / name)).strip(" :,")) >= len("is empty")
        assert "Traceback" not in error
        assert "\n" not in error
        assert len(error) < 2_000


def test_memory_stays_bounded(caged: dict[str, dict[str, Any]]) -> None:
    assert {name: one["memory"] for name, one in caged.items() if one["memory"] > MEMORY} == {}


def test_all_of_them_are_added_with_one_command(
    folder: Path, caged: dict[str, dict[str, Any]], settings: Settings
) -> None:
    from mapapp.cli import main

    environment = {"DATELINE_HOME": str(settings.home)}
    result = CliRunner().invoke(main, ["add", str(folder), "--json"], env=environment)
    assert result.exit_code == 1, result.exception
    assert isinstance(result.exception, SystemExit)
    taken = [json.loads(line) for line in result.stdout.splitlines()]
    known = [name for name in caged if (folder / name).suffix != ".gz"]
    assert len(taken) == sum(caged[name]["articles"] for name in known)
    failures = sum(len(caged[name]["errors"]) for name in known)
    assert f"{failures:,} inputs not usable" in result.stderr
    store = EventStore(settings.store_path)
    assert store.check() == []
    assert store.count_articles() == sum(one["outcome"] == "added" for one in taken) > 5
    for article in store.articles():
        assert all(article.text[s.start : s.end] for e in store.events_of(article.id) for s in e.sources)
