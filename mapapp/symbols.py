"""How each category looks on the map: a shape and a colour, one row a category.

Shape and colour say the same thing twice, so that either alone is enough.  The colours keep
apart under the common colour-vision deficiencies and against both basemaps; the test in
tests/unit/test_layer_symbols.py measures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geodata.taxonomy import CATEGORIES, EVENT_TYPES

Shape = Literal["circle", "square", "diamond", "triangle", "wedge", "plus", "cross", "star", "pentagon"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A category's label, shape, and colours on the light and on the dark basemap."""

    label: str
    shape: Shape
    light: str
    dark: str


SYMBOLS: dict[str, Symbol] = {
    "conflict": Symbol("Conflict", "diamond", "#c2271b", "#ff6f61"),
    "unrest": Symbol("Unrest", "star", "#b8620a", "#ffa94d"),
    "justice": Symbol("Crime and justice", "pentagon", "#6d3b8f", "#c49bea"),
    "disaster": Symbol("Disaster", "triangle", "#0b62a8", "#6db7ff"),
    "accident": Symbol("Accident", "cross", "#786040", "#d6b27c"),
    "health": Symbol("Health", "plus", "#c13584", "#ff8fc8"),
    "politics": Symbol("Politics", "square", "#2f4858", "#a9c3d4"),
    "humanitarian": Symbol("Humanitarian", "wedge", "#0a7d62", "#4fd1ad"),
    "other": Symbol("Other", "circle", "#6f6f76", "#c3c3c9"),
}


def legend() -> dict[str, list[list[str]]]:
    """Return categories as [name, label, shape, light, dark] and types as [name, label, category]."""
    categories = [[name, *_row(SYMBOLS[name])] for name in CATEGORIES]
    return {"categories": categories, "types": [[t.name, t.label, t.category] for t in EVENT_TYPES.values()]}


def _row(symbol: Symbol) -> list[str]:
    return [symbol.label, symbol.shape, symbol.light, symbol.dark]
