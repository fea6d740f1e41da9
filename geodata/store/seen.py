"""By what articles are known again: fingerprints in tables, found by address, words and bands of likeness.

A look-up reads some rows of indexes, however many articles there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.duplicates import BANDS as BANDS_OF_EACH
from geodata.duplicates import SCHEME, Fingerprint, Match, bands, decide, fingerprint
from geodata.model import Article
from geodata.store.schema import ARTICLES, BANDS, COPIES, FINGERPRINTS
from geodata.values import from_json

Key = tuple[str, int]
"""An article's id, and 0 for itself or the number of a copy."""
LATEST = 8
"""Fingerprints of one band that are looked at: thousands of bulletins may be written from one mould."""
COMPARED = 8
"""Fingerprints that an article is compared with, those that share the most bands."""
AT_ONCE = 200
"""Articles whose fingerprints are made in one transaction."""


def match(connection: Connection, collection: str, new: Fingerprint) -> Match[Key] | None:
    """Return which article of a collection, or which copy of one, a new one repeats, and as what."""
    found = decide(new, map(_candidate, _equal(connection, collection, new)))
    if found is not None or not new.signature:
        return found
    keys = _alike(connection, new)
    held = connection.execute(_BY_KEY, {"keys": keys}) if keys else ()
    return decide(new, (_candidate(row) for row in held if row.collection == collection and row.scheme == SCHEME))


def remember(connection: Connection, collection: str, key: Key, new: Fingerprint) -> None:
    """Keep the fingerprint of an article, or of a copy of one, that has none."""
    row = {
        "collection": collection,
        "article_id": key[0],
        "number": key[1],
        "scheme": SCHEME,
        "address": new.address,
        "words": new.words,
        "signature": new.signature,
        "numbers": " ".join(sorted(new.numbers)),
        "names": " ".join(sorted(new.names)),
    }
    made = connection.execute(_INSERT, row).inserted_primary_key
    assert made is not None
    found = sorted(set(bands(new)))
    if found:
        connection.execute(_INSERT_BANDS, [{"band": band, "key": made[0]} for band in found])


def forget(connection: Connection, collection: str, key: Key) -> None:
    """Drop the fingerprint of an article, or of a copy of one."""
    connection.execute(_DELETE, {"of_collection": collection, "of_article": key[0], "of_number": key[1]})


def without(connection: Connection, collection: str) -> list[tuple[Key, Article]]:
    """Return some articles and copies of a collection that have no fingerprint by today's rules."""
    found: list[tuple[Key, Article]] = []
    sources: tuple[tuple[sa.Table, Any, Any], ...] = (
        (ARTICLES, ARTICLES.c.id, sa.literal(0)),
        (COPIES, COPIES.c.article_id, COPIES.c.number),
    )
    for table, article_id, number in sources:
        held = sa.select(FINGERPRINTS.c.key).where(
            FINGERPRINTS.c.collection == collection, FINGERPRINTS.c.article_id == article_id,
            FINGERPRINTS.c.number == number, FINGERPRINTS.c.scheme == SCHEME,
        )  # fmt: skip
        query = sa.select(article_id.label("id"), number.label("number"), table.c.value)
        query = query.where(table.c.collection == collection, ~held.exists()).limit(AT_ONCE)
        found += [((row.id, row.number), from_json(Article, row.value)) for row in connection.execute(query)]
    return found


def make_missing(connection: Connection, collection: str) -> int:
    """Make the fingerprints of some articles that have none; returns of how many."""
    missing = without(connection, collection)
    for key, article in missing:
        forget(connection, collection, key)
        remember(connection, collection, key, fingerprint(article))
    return len(missing)


# Statements are put together once: that takes longer than most of them run.
_INSERT = sa.insert(FINGERPRINTS)
_INSERT_BANDS = sa.insert(BANDS)
_DELETE = sa.delete(FINGERPRINTS).where(
    FINGERPRINTS.c.collection == sa.bindparam("of_collection"),
    FINGERPRINTS.c.article_id == sa.bindparam("of_article"),
    FINGERPRINTS.c.number == sa.bindparam("of_number"),
)
_HERE = sa.select(FINGERPRINTS).where(
    FINGERPRINTS.c.collection == sa.bindparam("collection"), FINGERPRINTS.c.scheme == sa.bindparam("scheme")
)
_BY_ADDRESS = _HERE.where(FINGERPRINTS.c.address == sa.bindparam("value")).order_by(FINGERPRINTS.c.key).limit(COMPARED)
_BY_WORDS = _HERE.where(FINGERPRINTS.c.words == sa.bindparam("value")).order_by(FINGERPRINTS.c.key).limit(COMPARED)
# By the key alone, lest the planner take an index of the collection.
_KEYS: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
_BY_KEY = sa.select(FINGERPRINTS).where(FINGERPRINTS.c.key.in_(_KEYS)).order_by(FINGERPRINTS.c.key)
_LATEST_OF_BANDS = sa.union_all(
    *(
        sa.select(
            sa.select(BANDS.c.key)
            .where(BANDS.c.band == sa.bindparam(f"band{number}"))
            .order_by(BANDS.c.key.desc())
            .limit(LATEST)
            .subquery()
        )
        for number in range(BANDS_OF_EACH)
    )
)


def _by(collection: str) -> dict[str, Any]:
    return {"collection": collection, "scheme": SCHEME}


def _equal(connection: Connection, collection: str, new: Fingerprint) -> Iterator[sa.Row[Any]]:
    """Yield the fingerprints of the same address and, some of them, of the same words."""
    for query, value in ((_BY_ADDRESS, new.address), (_BY_WORDS, new.words)):
        if value:
            yield from connection.execute(query, {**_by(collection), "value": value})


def _alike(connection: Connection, new: Fingerprint) -> list[int]:
    """Return the keys of the fingerprints that share the most bands, of the latest of each band."""
    found = connection.execute(_LATEST_OF_BANDS, {f"band{n}": band for n, band in enumerate(bands(new))})
    return [key for key, _ in Counter(found.scalars()).most_common(COMPARED)]


def _candidate(row: sa.Row[Any]) -> tuple[Key, Fingerprint]:
    return (row.article_id, row.number), Fingerprint(
        address=row.address,
        words=row.words,
        signature=bytes(row.signature),
        numbers=frozenset(row.numbers.split()),
        names=frozenset(row.names.split()),
    )


def copies(connection: Connection, collection: str, article_id: str) -> Iterator[tuple[int, Article]]:
    """Yield the copies of an article with their numbers, the oldest first."""
    query = sa.select(COPIES.c.number, COPIES.c.value).where(
        COPIES.c.collection == collection, COPIES.c.article_id == article_id
    )
    for row in connection.execute(query.order_by(COPIES.c.number)):
        yield row.number, from_json(Article, row.value)
