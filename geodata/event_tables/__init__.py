"""Tables of events → `Event`s: our own exports, ACLED's, UCDP GED's, EM-DAT's, or any with named columns.

    for event in read_events("acled.csv", on_error=print): …

Which column fills which field is in `tables/event_columns.csv`, what others call our types in
`tables/event_type_names.csv`.  A row that cannot be used is reported with its number and the
event's id, and the others go on.

`rows.py` reads the files, `cells.py` a row by its fields, `events.py` makes events of them.
"""

from geodata.event_tables.reading import fields, is_event_table, parse_columns, read_events

__all__ = ["fields", "is_event_table", "parse_columns", "read_events"]
