"""What this server runs with: settings, gazetteer, cache, store; keys are never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import streamlit as st

from geodata.errors import DatelineError
from geodata.settings import Settings, variable
from mapapp.dashboard import services
from mapapp.dashboard.safe import escaped, plain, show_html

SECRET = ("key", "token", "secret", "password", "store")
STYLE = """<style>
.dl-settings dt { font-family: monospace } .dl-settings dd { margin: 0 0 .7rem; opacity: .75 }
</style>"""


def view() -> None:
    """Draw the settings and the state of what they name."""
    st.caption("Settings are environment variables, read when the server starts.")
    settings = services.settings()
    # As HTML: Markdown would make a link of every address in a value or its help.
    lines = (
        f"<dt>{escaped(variable(setting))} = {escaped(written(setting.name, getattr(settings, setting.name)))}</dt>"
        f"<dd>{escaped(setting.metadata['help'])}</dd>"
        for setting in fields(Settings)
    )
    show_html(f'{STYLE}<dl class="dl-settings">{"".join(lines)}</dl>')
    st.divider()
    st.markdown("**Gazetteer**")
    _table(services.gazetteer().info())
    st.markdown("**Store**")
    store = services.store()
    _table({"where": store.address, "collection": store.collection, "articles": store.count_articles()})
    if st.button("Check the store"):
        _check()


def written(name: str, value: object) -> str:
    """Return a setting's value as one would write it into the environment; a secret's is never told."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Mapping):
        return f"(set for: {', '.join(sorted(value))})" if value else "(not set)"
    if value and any(word in name for word in SECRET):
        return "(set)"
    return str(value) or "(not set)"


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
