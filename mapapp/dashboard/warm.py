"""Load what the first page needs before anybody opens it."""

from __future__ import annotations

import logging

from geodata.errors import DatelineError
from mapapp.dashboard import app as app  # with all of the views: they are there when Streamlit runs the script
from mapapp.dashboard import map_view, services

log = logging.getLogger(__name__)
THREAD = "dateline-warm"


def load() -> None:
    """Read the events of the first collection and encode its map; go on with the imports that a stop left.

    What goes wrong is left to the page, which asks for the same and can say it to somebody.
    """
    services.without_session(THREAD)
    try:
        shown = services.first_shown()
        map_view.prepare(shown.events, shown.revision)
        if not services.read_only():
            services.importer()
    except (DatelineError, OSError) as error:
        log.info("not loaded beforehand: %s", error)
