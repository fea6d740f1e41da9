"""Online geocoders as the settings name them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geopy.geocoders import SERVICE_TO_GEOCODER

from geodata.errors import UnknownName, UsageError
from geodata.places.geocoders.cache import CachedGeocoder
from geodata.places.geocoders.cachefile import CacheFile
from geodata.places.geocoders.keys import KEY_OPTIONS, key_options
from geodata.places.geocoders.ledger import Ledger
from geodata.places.geocoders.online import GeopyProvider
from geodata.places.geocoders.polite import PoliteGeocoder
from geodata.places.providers import read_own, terms_of

OFFLINE = "gazetteer"
DAY = 86_400.0


def online_names(geocoders: str) -> list[str]:
    """Return the online geocoders of a setting like "gazetteer,nominatim"; raises UnknownName."""
    names = list(dict.fromkeys(part.strip().lower() for part in geocoders.split(",") if part.strip()))
    for name in names:
        if name != OFFLINE and name not in SERVICE_TO_GEOCODER:
            raise UnknownName("geocoder in DATELINE_GEOCODERS", name, [OFFLINE, *SERVICE_TO_GEOCODER])
    return [name for name in names if name != OFFLINE]


def open_online(
    name: str,
    *,
    cache: Path,
    most: int,
    user_agent: str = "",
    keys: Mapping[str, str] | None = None,
    keys_path: Path,
    own_path: Path,
) -> CachedGeocoder:
    """Return one online geocoder with its pauses, budgets and cache.

    `keys` or the file at `keys_path` hold its key, the file at `own_path` the user's own terms.  Raises UsageError
    that says what is missing and where to put it.
    """
    own = read_own(own_path)
    for named in own:
        if named not in SERVICE_TO_GEOCODER:
            raise UnknownName(f"geocoder in {own_path}", named, SERVICE_TO_GEOCODER)
    terms = terms_of(name, own)
    user_agent = user_agent.strip()
    if not (user_agent.isascii() and (user_agent.isprintable() or not user_agent)):
        raise UsageError(f"DATELINE_USER_AGENT={user_agent[:80]!r}: only letters of ASCII on one line can be sent")
    if terms.user_agent and not user_agent:
        raise UsageError(
            f"{name} wants to know who asks: set DATELINE_USER_AGENT to a name and a way to reach you, "
            "like my-paper (desk@example.org)"
        )
    hidden = set(KEY_OPTIONS) & set(terms.options)
    if hidden:
        raise UsageError(f"{own_path}: [{name}] {min(hidden)}: keys stand in {keys_path.name}, not here")
    make = SERVICE_TO_GEOCODER[name]
    options: dict[str, Any] = {**terms.options, **key_options(name, make, keys or {}, keys_path)}
    if user_agent:
        options["user_agent"] = user_agent
    provider = GeopyProvider(name, allowed=True, **options)
    ledger = Ledger(CacheFile(cache), name, terms)
    keep = terms.keep_days * DAY if terms.keep_days else None
    return CachedGeocoder(PoliteGeocoder(provider, ledger), cache, most=most, keep=keep)
