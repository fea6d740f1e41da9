"""Reads the inputs of a folder, one after the other, in a process with little memory; says what came of each.

    python -m tests.cage FOLDER

A line of JSON for each file: its name, how many articles it gave, the errors, and the most memory by then (MB).
"""

from __future__ import annotations

import faulthandler
import json
import resource
import sys
from pathlib import Path

from geodata.errors import InputError
from geodata.sources import open_inputs

ADDRESS_SPACE = 3_000_000_000
"""Bytes; the libraries take the most of it when they are loaded."""
HANG = 120
"""Seconds after which a file hangs its reader: the stack is shown and the process ends."""


def main(folder: Path) -> None:
    """Read every file."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    for path in sorted(folder.iterdir()):
        faulthandler.dump_traceback_later(HANG, exit=True)
        errors: list[InputError] = []
        count = sum(1 for _ in open_inputs([str(path)], on_error=errors.append))
        most = max(_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        said = [str(error) for error in errors]
        print(json.dumps({"name": path.name, "articles": count, "errors": said, "memory": most / 1e3}), flush=True)
    faulthandler.cancel_dump_traceback_later()


def _peak() -> int:
    """Return the most memory that this process had, in kB; ru_maxrss of a process begins at its parent's."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
