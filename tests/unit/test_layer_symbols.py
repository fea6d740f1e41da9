"""Every category has a mark of its own that the colour-blind and both basemaps can bear."""

from __future__ import annotations

import itertools

import pytest

from geodata.taxonomy import CATEGORIES
from mapapp.symbols import SYMBOLS, legend

LAND = {"light": "#f6f4ef", "dark": "#232a34"}
# Viénot, Brettel and Mollon (1999): what is left of linear RGB without red or green cones.
DICHROMATS = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}
LEAST_APART = 0.02


def linear(colour: str) -> list[float]:
    values = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_category_has_a_symbol_and_every_shape_is_used_once() -> None:
    assert set(SYMBOLS) == set(CATEGORIES)
    assert len({symbol.shape for symbol in SYMBOLS.values()}) == len(SYMBOLS)
    assert [row[0] for row in legend()["categories"]] == list(CATEGORIES)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_stand_out_from_the_land(theme: str) -> None:
    for name, symbol in SYMBOLS.items():
        assert contrast(getattr(symbol, theme), LAND[theme]) >= 3.0, name


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", sorted(DICHROMATS))
def test_colours_stay_apart_without_a_cone(theme: str, kind: str) -> None:
    seen = {}
    for name, symbol in SYMBOLS.items():
        rgb = linear(getattr(symbol, theme))
        seen[name] = [sum(w * v for w, v in zip(row, rgb, strict=True)) for row in DICHROMATS[kind]]
    for one, other in itertools.combinations(seen, 2):
        apart = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert apart >= LEAST_APART, (one, other, apart)
