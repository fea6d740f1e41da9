"""The data dictionary: what each column of an export holds, for people."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.column_sets import ColumnSet, column_set
from geodata.model import HIDDEN_STATUSES
from geodata.taxonomy import EVENT_TYPES


def data_dictionary(columns: str = "dateline") -> str:
    """Return what the columns of a set hold as Markdown: type, unit or codes, meaning, and what the set leaves out.

    Raises UnknownName for a set that is not there.
    """
    return "\n".join(_lines(column_set(columns))) + "\n"


def _lines(columns: ColumnSet) -> Iterator[str]:
    yield f"# Columns of the data: {columns.label}"
    yield ""
    yield f"{columns.scope} Points are in WGS 84 (EPSG:4326); text is UTF-8; what is not known is empty."
    yield ""
    yield "| column | type | unit or codes | meaning |"
    yield "|---|---|---|---|"
    for column in columns.columns:
        yield f"| {column.name} | {column.type} | {column.codes.replace('|', ', ')} | {column.meaning} |"
    if columns.left_out():
        yield ""
        yield f"It has no column for what Dateline calls {', '.join(columns.left_out())}."
    yield ""
    yield "## How the formats hold them"
    yield ""
    yield "GeoJSON holds latitude and longitude as the feature's point only, KML everything as text. Dates are dates"
    yield "in GeoPackage and GeoParquet, midnights in FlatGeobuf (which has no dates), text elsewhere. In CSV, text"
    yield "that begins like a formula has an apostrophe in front. U+FFFD stands for characters that files cannot hold."
    if columns.name == "dateline":
        yield from _types()


def _types() -> Iterator[str]:
    yield ""
    yield "## Types of events"
    yield ""
    yield f"Statuses that the map hides: {', '.join(sorted(HIDDEN_STATUSES))}."
    yield ""
    yield "| type | category | in words | ACLED's sub-event type | PLOVER | EM-DAT | UCDP GED's type_of_violence |"
    yield "|---|---|---|---|---|---|---|"
    for kind in EVENT_TYPES.values():
        cells = (kind.name, kind.category, kind.label, kind.acled, kind.plover, kind.emdat, kind.ucdp)
        yield f"| {' | '.join(cells)} |"
