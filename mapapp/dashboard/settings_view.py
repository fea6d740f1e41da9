"""What this server runs with: settings, gazetteer, cache, store; keys are never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import streamlit as st

from geodata.errors import DatelineError
from geodata.settings import PREFIX, Settings
from mapapp.dashboard import services
from mapapp.dashboard.safe import plain

SECRET = ("key", "token", "secret", "password", "store")


def view() -> None:
    """Draw the settings and the state of what they name."""
    st.caption("Settings are environment variables, read when the server starts.")
    settings = services.settings()
    for setting in fields(Settings):
        value = getattr(settings, setting.name)
        hidden = bool(value) and any(word in setting.name for word in SECRET)
        st.markdown(f"`{PREFIX}{setting.name.upper()}` = {plain('set' if hidden else str(value)) or 'not set'}")
        st.caption(plain(setting.metadata["help"]))
    st.divider()
    st.markdown("**Gazetteer**")
    _table(services.gazetteer().info())
    st.markdown("**Store**")
    store = services.store()
    _table({"where": store.address, "collection": store.collection, "articles": store.count_articles()})
    if st.button("Check the store"):
        _check()


def _check() -> None:
    try:
        faults = services.whole_store().check()
    except DatelineError as error:
        faults = [str(error)]
    if not faults:
        st.success("The store is whole.")
    for fault in faults[:20]:
        st.error(plain(fault))


def _table(values: Mapping[str, object]) -> None:
    rows = [{"what": name, "value": str(value)} for name, value in values.items()]
    st.dataframe(rows, hide_index=True)
