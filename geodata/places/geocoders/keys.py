"""Keys of online geocoders: which option takes them, where they come from, and that nothing ever shows them."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geodata.errors import UsageError
from geodata.places.providers import read_toml

KEY_OPTIONS = ("api_key", "apikey", "subscription_key", "access_token", "username", "auth_token", "auth_id", "password")
"""What geopy's classes call a key; a class that takes several of them gets the first from a plain value."""
HIDDEN = "…"
_LOUD = ("geopy", "urllib3.connectionpool")
"""Loggers that write addresses, and the key is part of some."""
_secrets: set[str] = set()


def key_options(provider: str, make: Callable[..., Any], keys: Mapping[str, str], path: Path) -> Mapping[str, str]:
    """Return the options for geopy's class that hold the user's key: from `keys`, or else from the file at `path`.

    Raises UsageError naming the variable when the class needs a key and there is none.
    """
    taken = inspect.signature(make).parameters
    names = [name for name in KEY_OPTIONS if name in taken]
    given: Any = keys.get(provider) or read_toml(path).get(provider)
    if not given:
        if any(taken[name].default is inspect.Parameter.empty for name in names):
            raise UsageError(
                f'{provider} needs a key: set DATELINE_KEY_{provider.upper()}, or write {provider} = "…" into {path}'
            )
        return {}
    options = given if isinstance(given, dict) else {names[0]: given} if names else {}
    if not options or not all(name in names and isinstance(value, str) for name, value in options.items()):
        wanted = f"as {' or '.join(names)}" if names else "but takes none"
        raise UsageError(f"the key of {provider} cannot be used; it is given as text, {wanted}")
    for value in options.values():
        _keep_secret(value)
    return options


def redacted(text: str) -> str:
    """Return a text without any of the keys in use."""
    for secret in _secrets:
        text = text.replace(secret, HIDDEN)
    return text


def _keep_secret(value: str) -> None:
    _secrets.add(value)
    for name in _LOUD:
        logging.getLogger(name).addFilter(_hide)


def _hide(record: logging.LogRecord) -> bool:
    record.msg, record.args = redacted(record.getMessage()), ()
    return True
