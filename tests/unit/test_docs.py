"""README tells of every setting and command, because this test looks."""

from __future__ import annotations

from dataclasses import Field, fields
from pathlib import Path

import pytest

from geodata.settings import Settings, variable
from mapapp.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme_with_its_help(setting: Field[object]) -> None:
    assert f"`{variable(setting)}`" in README
    assert setting.metadata["help"] in README


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"dateline {command}" in README


@pytest.mark.parametrize(("file", "least"), [("requirements.txt", 15), ("requirements-archive.txt", 5)])
def test_every_package_of_the_first_part_has_its_reason_in_the_readme(file: str, least: int) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").split("# brought along")[0].splitlines()
    names = [line.split("==")[0] for line in lines if line and not line.startswith("#")]
    assert len(names) >= least
    assert [name for name in names if name.lower() not in README.lower()] == []
