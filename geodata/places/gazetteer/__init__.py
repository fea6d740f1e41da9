"""The gazetteer: every place that news names, in one read-only SQLite file that opens in a millisecond.

    ensure(path)                        build it where it is missing or out of date
    gazetteer = Gazetteer(path)
    gazetteer.lookup("Paris")           → [Place], the likeliest first
    gazetteer.lookup("Talpalpa", fuzzy=True, scope=[("MX", "14")])

To add facts: a row in a table of geodata/tables (the gazetteer is then built anew by itself).  To add a source:
yield `Feature`s (records.py) and hand them to the `Writer` in builder.py.
"""

from geodata.places.gazetteer.builder import build
from geodata.places.gazetteer.folding import fold, fold_variants
from geodata.places.gazetteer.importer import import_dump
from geodata.places.gazetteer.lookup import Gazetteer, Scope
from geodata.places.gazetteer.schema import NameKind
from geodata.places.gazetteer.state import State, state_of
from geodata.places.gazetteer.upkeep import ensure

__all__ = [
    "Gazetteer",
    "NameKind",
    "Scope",
    "State",
    "build",
    "ensure",
    "fold",
    "fold_variants",
    "import_dump",
    "state_of",
]
