"""Who may have which tickets as a file: by a token in the link, or signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request

from workers.context import caller, services
from workers.errors import MissingField, NotFound, OrderHasNoTickets
from workers.routines import GET_TICKETS, MY_TICKETS
from workers.tickets.order import Purchase, Ticket, held, purchase_of


async def tickets_for(
    request: Request, token: str | None, order: UUID | None, ticket: UUID | None
) -> tuple[Purchase, list[Ticket]]:
    """The tickets that somebody asks for, as far as they admit anybody.

    The token of an order opens its tickets, that of a ticket this one; whoever is signed in names
    an order or a ticket of theirs. Raises MissingField, NotFound, OrderHasNoTickets, Refused.
    """
    if token and "." not in token:
        bought = await purchase_of(services(request), token)
        wanted = [t.ticket_instance_id for t in bought.tickets]
    else:
        wanted = await _theirs(request, token, order, ticket)
        if not wanted:
            raise NotFound(what="ticket", id=str(ticket or order))
        bought = await held(services(request).database, services(request).signer, wanted)
    admissions = [
        t
        for t in bought.admissions
        if t.ticket_instance_id in wanted and ticket in (None, UUID(t.ticket_instance_id))
    ]
    if not admissions:
        raise OrderHasNoTickets(order_status=bought.order.status)
    return bought, admissions


async def _theirs(
    request: Request, token: str | None, order: UUID | None, ticket: UUID | None
) -> list[str]:
    """The ids of the tickets that a ticket's token opens, or that are those of who is signed in."""
    database, asker = services(request).database, caller(request)
    shown: list[dict[str, Any]]
    if token:
        shown = await database.call(GET_TICKETS, {"public_token": token}, caller=asker)
    elif order or ticket:
        shown = await database.call(MY_TICKETS, caller=asker)
    else:
        raise MissingField(field="token")
    found = [next(iter(row.values())) for row in shown]
    return [
        t["ticket_instance_id"]
        for t in found
        if order in (None, UUID(t["order_id"])) and ticket in (None, UUID(t["ticket_instance_id"]))
    ]
