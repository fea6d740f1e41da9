"""A synthetic archive of any size, as `dateline batch` would have left it, for tests and benches; seeded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.archive.manifest import FORMAT, Manifest, write_manifest
from geodata.archive.tables import file_schema
from geodata.taxonomy import EVENT_TYPES, EventType
from tests.factories import PLACES, PlaceRow

FIRST_YEAR = 2024
STATUSES = ("asserted",) * 8 + ("claimed", "background")
TITLE, QUOTE = "{} in {}", "Officials in {} said on that day that number {} of them had been reported."


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


def _value(where: str, name: str, kind: EventType, title: str, day: str, lat: float, lon: float, quote: str) -> str:
    """Return a whole event as JSON."""
    return (
        f'{{"event_id":"{name}","type":"{kind.name}","category":"{kind.category}","title":"{title}",'
        f'"when":{{"start":"{day}","end":"{day}","precision":"day"}},"location":{{"place":{where},"lat":{lat},'
        f'"lon":{lon},"geo_precision":1,"radius_km":0.0}},"place_source":"sentence","status":"asserted",'
        f'"sources":[{{"article_id":"{name}","start":0,"end":{len(quote)},"quote":"{quote}",'
        f'"publisher":"Daily Meridian"}}],'
        f'"confidence":{{"overall":0.7}}}}'
    )


def _events(rng: np.random.Generator, month: str, place: PlaceRow, start: int, count: int) -> pa.Table:
    schema = file_schema("events")
    kinds = list(EVENT_TYPES.values())
    kind = rng.integers(0, len(kinds), count)
    days = np.datetime64(f"{month}-01") + rng.integers(0, 28, count)
    kinds_of = [kinds[place] for place in kind.tolist()]
    ids = [f"{number:016x}" for number in range(start, start + count)]
    numbers = rng.integers(2, 1_000_000, count)
    lats = np.clip(place[3] + rng.normal(0, 5, count), -80, 80)
    lons = (place[4] + rng.normal(0, 8, count) + 540) % 360 - 180
    titles = [TITLE.format(one.label, place[0]) for one in kinds_of]
    quotes = [QUOTE.format(place[0], number) for number in numbers.tolist()]
    where = json.dumps({"name": place[0], "lat": place[3], "lon": place[4], "country": place[2], "admin1": place[1]})
    rows = zip(ids, kinds_of, titles, days.astype(str).tolist(), lats.tolist(), lons.tolist(), quotes, strict=True)
    known = {
        "event_id": ids,
        "title": titles,
        "type": np.array([one.name for one in kinds])[kind],
        "category": np.array([one.category for one in kinds])[kind],
        "status": np.array(STATUSES)[rng.integers(0, len(STATUSES), count)],
        "date_start": days,
        "date_end": days,
        "date_precision": ["day"] * count,
        "place": [place[0]] * count,
        "admin1": [place[1]] * count,
        "lat": lats,
        "lon": lons,
        "geo_precision": rng.integers(1, 5, count),
        "radius_km": np.zeros(count),
        "place_source": ["sentence"] * count,
        "confidence": rng.uniform(0.35, 0.98, count),
        "quote": quotes,
        "article_id": ids,
        "sources": np.ones(count, dtype=np.int64),
        "value": [_value(where, *row) for row in rows],
    }
    columns = [
        pa.array(known[column.name], type=column.type) if column.name in known else pa.nulls(count, column.type)
        for column in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
