"""Numbers that grow with every change of a collection, by which other processes see that there was one."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.store.schema import STATE

Counted = Literal["articles", "changes"]

# Put together once: that takes longer than it runs.
_COUNT = sa.update(STATE).where(STATE.c.name == sa.bindparam("counter")).values(value=STATE.c.value + 1)


def count(connection: Connection, what: Counted, collection: str) -> None:
    """Count a change of a collection's articles, or of what people changed in it."""
    name = f"{what} {collection}"
    if connection.execute(_COUNT, {"counter": name}).rowcount == 0:
        connection.execute(sa.insert(STATE).values(name=name, value=1))


def counts(connection: Connection, collection: str) -> tuple[int, int]:
    """Return how often a collection's articles changed, and how often people changed something in it."""
    names = [f"{what} {collection}" for what in ("articles", "changes")]
    rows = connection.execute(sa.select(STATE.c.name, STATE.c.value).where(STATE.c.name.in_(names)))
    held = {str(row.name): int(row.value) for row in rows}
    return held.get(names[0], 0), held.get(names[1], 0)
