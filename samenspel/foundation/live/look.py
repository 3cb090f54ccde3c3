"""The same number for a page that is served without streams, as in development."""

from __future__ import annotations

from . import doors, outbox, tickets
from .outbox import Stand


def stand(words: str) -> Stand | None:
    """What the holder of a ticket may hear; None when the ticket or its door does not let them."""
    ticket = tickets.read(words)
    if not ticket or ticket.who not in doors.let_in(ticket.topic, [ticket.who]):
        return None
    (state,) = outbox.states([ticket.topic])
    return state.stand(state.newest(ticket.to))
