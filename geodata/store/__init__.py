"""What stays: articles with their revisions, what was found in them, events, and what people changed.

    store = EventStore(settings.store_path)
    store.add(article, resolutions, events)
    store.change(Change(kind="delete", …), seen=0)

One SQLite file (or a PostgreSQL database by its address) holds any number of collections; a store object works on one.
`schema.py` has the tables, `rows.py` what stands in them, `migrations/` how a file of an older version becomes one of
this, `holding.py` articles, `seen.py` by what they are known again, `log.py` the changes, `copies.py` backups.
"""

from geodata.store.collections import Collection
from geodata.store.holding import Added
from geodata.store.rows import Box
from geodata.store.store import DEFAULT_COLLECTION, EventStore

__all__ = ["DEFAULT_COLLECTION", "Added", "Box", "Collection", "EventStore"]
