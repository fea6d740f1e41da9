"""Find a Chromium for the browser tests, or install Debian's where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
INSTALL = (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"))


def find_chromium() -> str | None:
    """Return the path of a Chromium: $CHROMIUM first, then PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium when this is root on a Debian-like system."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print("== installing Chromium for the browser tests", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in INSTALL:
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode:
            return


def main() -> int:
    """Make sure of a Chromium; fail in CI without one, say what is missed elsewhere."""
    if find_chromium() is None:
        install()
    if find_chromium():
        return 0
    print("No Chromium on PATH: the browser tests need one (apt install chromium, or set CHROMIUM=/path/to/chrome).")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
