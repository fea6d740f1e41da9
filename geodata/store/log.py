"""The log of changes: append, undo, redo; two people at one event are told of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.corrections import Change
from geodata.errors import ConflictError
from geodata.store.schema import CHANGED_EVENTS, CHANGES
from geodata.values import from_json, to_json


def append(connection: Connection, collection: str, change: Change, *, seen: int | None) -> Change:
    """Add a change and return it with its number.

    `seen` is the last change of its events that the person had before their eyes; raises ConflictError when there is
    a newer one by then, and stores nothing.
    """
    if seen is not None:
        _refuse_unseen(connection, collection, change, seen)
    row = {"collection": collection, "author": change.by or change.author, "undone": False, "value": to_json(change)}
    key = connection.execute(sa.insert(CHANGES).values(row)).inserted_primary_key
    assert key is not None
    number = int(key[0])
    touched = {*change.event_ids, *(event.event_id for event in change.after)}
    if touched:
        rows = [{"number": number, "event_id": event_id} for event_id in sorted(touched)]
        connection.execute(sa.insert(CHANGED_EVENTS), rows)
    return replace(change, number=number)


def changes(connection: Connection, collection: str, *, kind: str = "") -> list[Change]:
    """Return the changes of a collection (of one kind, when given), the oldest first, undone ones too."""
    query = sa.select(CHANGES).where(CHANGES.c.collection == collection).order_by(CHANGES.c.number)
    if kind:  # a long log has few rules, and every other change holds whole events
        query = query.where(CHANGES.c.value.contains(f'"kind":"{kind}"', autoescape=True))
    found = (_change(row) for row in connection.execute(query))
    return [change for change in found if kind in {"", change.kind}]


def undo(connection: Connection, collection: str, by: str | None) -> Change | None:
    """Take back the last change (of one person, when given) and return it; None when there is none."""
    conditions = [CHANGES.c.collection == collection, sa.not_(CHANGES.c.undone)]
    if by is not None:
        conditions.append(CHANGES.c.author == by)
    return _turn(connection, conditions, CHANGES.c.number.desc(), undone=True)


def redo(connection: Connection, collection: str, by: str | None) -> Change | None:
    """Bring back the change that was undone last, unless another was made since; None when there is none."""
    mine = [CHANGES.c.collection == collection]
    if by is not None:
        mine.append(CHANGES.c.author == by)
    last = sa.select(sa.func.coalesce(sa.func.max(CHANGES.c.number), 0)).where(*mine, sa.not_(CHANGES.c.undone))
    newest = int(connection.execute(last).scalar_one())
    return _turn(connection, [*mine, CHANGES.c.undone, CHANGES.c.number > newest], CHANGES.c.number, undone=False)


def take_back(connection: Connection, collection: str, number: int) -> Change | None:
    """Undo one change of the log, whatever came after it; None when there is no such change to undo."""
    conditions = [CHANGES.c.collection == collection, CHANGES.c.number == number, sa.not_(CHANGES.c.undone)]
    return _turn(connection, conditions, CHANGES.c.number, undone=True)


def _turn(
    connection: Connection,
    conditions: Sequence[sa.ColumnElement[bool]],
    order: sa.ColumnElement[int],
    *,
    undone: bool,
) -> Change | None:
    row = connection.execute(sa.select(CHANGES).where(*conditions).order_by(order).limit(1)).first()
    if row is None:
        return None
    connection.execute(sa.update(CHANGES).where(CHANGES.c.number == row.number).values(undone=undone))
    return replace(_change(row), undone=undone)


def _refuse_unseen(connection: Connection, collection: str, change: Change, seen: int) -> None:
    query = (
        sa.select(CHANGES)
        .join(CHANGED_EVENTS, CHANGED_EVENTS.c.number == CHANGES.c.number)
        .where(
            CHANGES.c.collection == collection,
            CHANGES.c.number > seen,
            sa.not_(CHANGES.c.undone),
            CHANGED_EVENTS.c.event_id.in_(change.event_ids),
        )
        .order_by(CHANGES.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is not None:
        other = _change(row)
        who = other.author or "somebody else"
        raise ConflictError(
            f"{who} changed this event at {other.at:%H:%M} ({other.kind}), after you opened it; "
            "nothing of yours was stored: look at it again, and keep it once more if it still applies"
        )


def _change(row: sa.Row[tuple[object, ...]]) -> Change:
    return replace(from_json(Change, row.value), number=row.number, undone=bool(row.undone))
