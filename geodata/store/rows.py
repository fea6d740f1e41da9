"""Articles and events as rows of their tables, and which rows of events a query wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa

from geodata.model import HIDDEN_STATUSES, Article, Event
from geodata.store.collections import now
from geodata.store.schema import EVENTS
from geodata.values import to_json

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west > east crosses the antimeridian."""
Conditions = list[sa.ColumnElement[bool]]


class Lying(TypedDict, total=False):
    """Of which types events are, and where in time and space they lie; what is left out does not choose."""

    since: dt.date | None
    until: dt.date | None
    types: Collection[str]
    bbox: Box | None


class Filters(Lying, total=False):
    """Which of the machine's events are wanted."""

    min_confidence: float
    include_hidden: bool


def article_row(article: Article) -> dict[str, Any]:
    """Return an article as a row of its table, without the collection."""
    return {
        "id": article.id,
        "published": article.published.isoformat() if article.published else None,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "added": now(),
        "value": to_json(article),
    }


def event_row(position: int, event: Event) -> dict[str, Any]:
    """Return an event as a row of its table, without the collection and the article."""
    start, end = event.when.start, event.when.end or event.when.start
    return {
        "position": position,
        "event_id": event.event_id,
        "type": event.type,
        "status": event.status,
        "date_start": start.isoformat() if start else None,
        "date_end": end.isoformat() if end else None,
        "lat": event.location.lat,
        "lon": event.location.lon,
        "confidence": event.confidence.overall,
        "value": to_json(event),
    }


def conditions(*, min_confidence: float = 0.0, include_hidden: bool = False, **lying: Unpack[Lying]) -> Conditions:
    """Return what the rows of wanted events fulfil."""
    found: Conditions = [EVENTS.c.confidence >= min_confidence, *where_lying(**lying)]
    if not include_hidden:
        found.append(EVENTS.c.status.not_in(HIDDEN_STATUSES))
    return found


def where_lying(
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    types: Collection[str] = (),
    bbox: Box | None = None,
) -> Conditions:
    """Return what the rows of events fulfil that are of some types and lie in some days and a box."""
    columns = EVENTS.c
    found: Conditions = []
    if since is not None:
        found.append(columns.date_end >= since.isoformat())
    if until is not None:
        found.append(columns.date_start <= until.isoformat())
    if types:
        found.append(columns.type.in_(types))
    if bbox is not None:
        west, south, east, north = bbox
        inside = (columns.lon >= west, columns.lon <= east)
        found += [columns.lat.between(south, north), sa.and_(*inside) if west <= east else sa.or_(*inside)]
    return found
