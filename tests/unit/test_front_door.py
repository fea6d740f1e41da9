"""The front door: every exported name is there, and a value costs no language model."""

from __future__ import annotations

import subprocess
import sys

import pytest

import geodata


@pytest.mark.parametrize("name", geodata.__all__)
def test_exported_name_exists(name: str) -> None:
    assert getattr(geodata, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Evnet'"):
        geodata.Evnet  # noqa: B018 - the access is the test


def test_starting_up_loads_no_geopandas() -> None:
    code = "import geodata, sys, mapapp.cli; geodata.write, geodata.to_geodataframe; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "geodata.exports" in loaded
    assert loaded & {"geopandas", "pyogrio", "pyproj", "shapely"} == set()


def test_values_come_without_the_language_model() -> None:
    code = "import geodata, sys; geodata.Event; print('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
