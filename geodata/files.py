"""Files that are there whole or not at all, and their sizes in words."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geodata.errors import DatelineError, ExportError


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Give a path of the target's name to write to, and move what is there to the target when all went well.

    It lies in a folder of its own beside the target, which takes the side files of databases as well.  Where the target
    is a link, what it leads to is replaced.  Raises ExportError where that is no file, or cannot be written.
    """
    require_regular(target)
    target = Path(os.path.realpath(target)) if target.is_symlink() else target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".dateline-", dir=target.parent))
    except OSError as error:
        raise _not_written(target, error) from error
    try:
        yield folder / target.name
        os.replace(folder / target.name, target)
    except DatelineError:
        raise  # what was to be written could not be read
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def require_regular(target: Path) -> None:
    """Raise ExportError where something stands that is no file: a folder, a device, a pipe."""
    if not os.path.exists(target) or os.path.isfile(target):
        return
    what = "a folder" if os.path.isdir(target) else "a device or a pipe"
    raise ExportError(f"{target}: cannot be written (it is {what}, no file); choose another place")


def size_told(size: int) -> str:
    """Return a number of bytes in the unit that fits: "400 bytes", "80 kB", "8 MB"."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:,.0f} {name}"
    return f"{size} bytes"


def _not_written(target: Path, error: OSError) -> ExportError:
    return ExportError(f"{target}: cannot be written ({error.strerror or error}); choose another place")
