"""Who did it, to whom, who took part and who helped, in the text's own words."""

from __future__ import annotations

from geodata.events.cluster import Draft
from geodata.events.passage import Passage
from geodata.model import Actor


def find_actors(passage: Passage, draft: Draft) -> tuple[Actor, ...]:
    """Return the actors of an event with their roles, each once."""
    return ()
