"""The event of some tickets as a calendar entry."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from workers.tickets import calendar
from workers.tickets.access import tickets_for

router = APIRouter()


@router.get(
    "",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}, "description": "One entry (iCalendar)"}},
)
async def ticket_calendar(
    request: Request,
    token: Annotated[str | None, Query(description="the token of an order or a ticket")] = None,
    order: Annotated[UUID | None, Query(description="signed in: the tickets of an order")] = None,
    ticket: Annotated[UUID | None, Query(description="one ticket; none: all of them")] = None,
) -> Response:
    """Download the calendar entry of tickets, with the same access as their PDF."""
    bought, _ = await tickets_for(request, token, order, ticket)
    return Response(
        calendar.render(bought),
        media_type="text/calendar; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="event.ics"',
            "cache-control": "private, no-store",
        },
    )
