"""Scripts that derive the tables from packages; the product never runs them (see ../SOURCES.md)."""
