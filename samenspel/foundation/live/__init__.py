"""Nudges for open screens. A nudge travels, never content (`docs/adr/0011-live.md`).

A deed says that a topic has moved on; every screen that listens hears the number of the new
revision, and fetches its own fragment through its own rights.

    with transaction.atomic():
        ...
        live.nudge("meeting:12")                    # everybody who listens to meeting 12
        live.nudge("meeting:12", to="lead")         # only screens whose ticket names "lead"
        live.nudge("meeting:12", rights=True)       # somebody may no longer listen: ask the door
    live.stir("meeting:12", to="lead")              # a count changed: soon, at most 2/s
    live.rights_changed()                           # of a person, anywhere: ask all the doors

A page is given `live.ticket(...)` and `live.revision(topic)`, asked before it reads what it shows.
Who may listen is told by the room whose topic it is, in its module `live.py`, which is found by
itself: `live.door("meeting:", check)`.
"""

from .doors import door
from .outbox import RIGHTS, State, moment, nudge, revision, rights_changed
from .stirring import settle, stir
from .tickets import ticket

__all__ = [
    "RIGHTS",
    "State",
    "door",
    "moment",
    "nudge",
    "revision",
    "rights_changed",
    "settle",
    "stir",
    "ticket",
]
