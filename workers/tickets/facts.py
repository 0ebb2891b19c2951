"""What a ticket says beside its type and code: who starts with it, when, and with which number."""

from __future__ import annotations

from workers.tickets.order import Ticket
from workers.words import Words


def facts(ticket: Ticket, say: Words, time_zone: str) -> list[tuple[str, str]]:
    """Labels and values, in the order in which they are shown; only what is known.

    Args:
        time_zone: where the event happens, IANA name.
    """
    start = say.time(ticket.starts_at, time_zone) if ticket.starts_at else None
    known = [
        ("label.holder", ticket.holder),
        ("label.team", ticket.team),
        ("label.bib", str(ticket.bib) if ticket.bib else None),
        ("label.wave", ", ".join(part for part in (ticket.wave, start) if part)),
    ]
    return [(say(label), value) for label, value in known if value]
