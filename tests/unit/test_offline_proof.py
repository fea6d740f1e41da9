"""Nothing leaves the machine unless it was allowed: every way in is run by a process that sees each socket it opens.

The interpreter itself tells (`sys.addaudithook`) of look-ups and connections, whoever makes them, and each that does
not go to loopback is written down and refused.  That it would be seen is shown by allowing a geocoder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geodata.settings import Settings

TEXT = "A bomb exploded in the village of Xyzzyqwfp, Jalisco, Mexico, on Tuesday, killing seven people in Guadalajara."

WATCHED = """
import sys
from pathlib import Path

seen = Path(sys.argv[1])
LOCAL = ("127.0.0.1", "::1", "localhost", "", None)
AT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.bind": 1,
      "socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}

def watch(event, arguments):
    if event in AT:
        target = arguments[AT[event]]
        host = target[0] if isinstance(target, tuple) else target
        if isinstance(target, str) and target.startswith("/"):
            return  # a socket of this machine's file system
        if (host.decode() if isinstance(host, bytes) else host) not in LOCAL:
            with seen.open("a") as stream:
                stream.write(f"{event} {host}\\n")
            raise RuntimeError(f"{event}: {host}")

sys.addaudithook(watch)
"""

COMMAND = WATCHED + "from mapapp.cli import main\nmain(sys.argv[2:])\n"

IMPORT = (
    WATCHED
    + """
from mapapp.dashboard import services
importer = services.importer()
one = importer.add("News", [("0000/a.txt", sys.argv[2].encode())])
assert importer.wait(120)
assert one.state == "finished", one
assert one.articles == 1 and one.events, one
services.whole_store().close()
"""
)


def seen_by(program: str, settings: Settings, tmp_path: Path, *arguments: object, **environ: str) -> list[str]:
    """What a program looked up or connected to outside of this machine."""
    log = tmp_path / "seen.txt"
    log.unlink(missing_ok=True)
    process = subprocess.run(
        [sys.executable, "-c", program, str(log), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "DATELINE_HOME": str(settings.home), **environ},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.json"
    path.write_text(json.dumps({"id": "a", "text": TEXT, "published": "2026-03-07"}), encoding="utf-8")
    return path


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text("Tapalpa\nXyzzyqwfp\n1 Main Street, Xyzzyqwfp\n", encoding="utf-8")
    return path


def test_the_commands_open_no_socket(settings: Settings, article: Path, names: Path, tmp_path: Path) -> None:
    for arguments in (
        ("map", article, "-o", tmp_path / "map.html"),
        ("add", article),
        ("export", tmp_path / "events.gpkg"),
        ("geocode", "--batch", names, "-o", tmp_path / "places.csv"),
        ("geocode", "Tapalpa", "--near", "Jalisco"),
        ("cache", "export", tmp_path / "answers.csv"),
    ):
        assert seen_by(COMMAND, settings, tmp_path, *arguments) == [], arguments
    assert (tmp_path / "places.csv").read_text(encoding="utf-8").count("\n") == 4


def test_an_import_into_the_dashboard_opens_no_socket(settings: Settings, tmp_path: Path) -> None:
    assert seen_by(IMPORT, settings, tmp_path, TEXT) == []


def test_a_geocoder_that_is_allowed_would_be_seen(settings: Settings, article: Path, tmp_path: Path) -> None:
    allowed = {"DATELINE_GEOCODERS": "nominatim", "DATELINE_USER_AGENT": "dateline-tests", "NO_PROXY": "*"}
    seen = seen_by(COMMAND, settings, tmp_path, "map", article, "-o", tmp_path / "map.html", **allowed)
    assert set(seen) == {"socket.getaddrinfo nominatim.openstreetmap.org"}
    assert set(seen_by(IMPORT, settings, tmp_path, TEXT, **allowed)) == set(seen)
