"""A synthetic archive of any size, as `dateline batch` would have left it, for tests and benches; seeded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.archive.manifest import FORMAT, Manifest, write_manifest
from geodata.archive.tables import file_schema
from geodata.taxonomy import EVENT_TYPES
from tests.factories import PLACES

FIRST_YEAR = 2024
STATUSES = ("asserted",) * 8 + ("claimed", "background")
TITLE, QUOTE = "Something happened in {}", "Officials in {} said on that day that number {} of them had been reported."


def write_archive(out: Path, count: int, *, months: int = 24, seed: int = 1) -> Path:
    """Write `count` events about the twenty places of the factories, the same number each month and country."""
    rng = np.random.default_rng(seed)
    files = [(month, place) for month in range(months) for place in PLACES]
    sizes = np.diff(np.linspace(0, count, len(files) + 1).astype(int))
    start = 0
    for (month, place), size in zip(files, sizes.tolist(), strict=True):
        name = f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"
        path = out / "events" / f"month={name}" / f"country={place[2]}" / "part-0.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(_events(rng, name, place, start, size), path, compression="zstd", row_group_size=50_000)
        start += size
    manifest = Manifest(
        format=FORMAT, run="made", sources=("made",), settings={}, state="complete", counts={"events": count}
    )
    write_manifest(out, manifest)
    return out


def _events(rng: np.random.Generator, month: str, place: tuple, start: int, count: int) -> pa.Table:  # type: ignore[type-arg]
    schema = file_schema("events")
    kinds = list(EVENT_TYPES.values())
    kind = rng.integers(0, len(kinds), count)
    days = np.datetime64(f"{month}-01") + rng.integers(0, 28, count)
    ids = [f"{number:016x}" for number in range(start, start + count)]
    numbers = rng.integers(2, 1_000_000, count)
    known = {
        "event_id": ids,
        "title": [TITLE.format(place[0])] * count,
        "type": np.array([one.name for one in kinds])[kind],
        "category": np.array([one.category for one in kinds])[kind],
        "status": np.array(STATUSES)[rng.integers(0, len(STATUSES), count)],
        "date_start": days,
        "date_end": days,
        "date_precision": ["day"] * count,
        "place": [place[0]] * count,
        "admin1": [place[1]] * count,
        "lat": np.clip(place[3] + rng.normal(0, 5, count), -80, 80),
        "lon": (place[4] + rng.normal(0, 8, count) + 540) % 360 - 180,
        "geo_precision": rng.integers(1, 5, count),
        "radius_km": np.zeros(count),
        "place_source": ["sentence"] * count,
        "confidence": rng.uniform(0.35, 0.98, count),
        "quote": [QUOTE.format(place[0], number) for number in numbers],
        "article_id": ids,
        "sources": np.ones(count, dtype=np.int64),
    }
    columns = [
        pa.array(known[column.name], type=column.type) if column.name in known else pa.nulls(count, column.type)
        for column in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
