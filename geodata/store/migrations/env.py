"""Alembic's entry: migrate over the connection that the store hands in."""

from __future__ import annotations

from alembic import context

from geodata.store.schema import META

context.configure(connection=context.config.attributes["connection"], target_metadata=META)
with context.begin_transaction():
    context.run_migrations()
