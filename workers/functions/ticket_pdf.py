"""Tickets as a PDF."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from workers.tickets import pdf
from workers.tickets.access import tickets_for

router = APIRouter()


@router.get(
    "",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "One page per ticket"}},
)
async def ticket_pdf(
    request: Request,
    token: Annotated[str | None, Query(description="the token of an order or a ticket")] = None,
    order: Annotated[UUID | None, Query(description="signed in: the tickets of an order")] = None,
    ticket: Annotated[UUID | None, Query(description="one ticket; none: all of them")] = None,
) -> Response:
    """Download tickets: of an order or a ticket by its token, or your own when signed in."""
    bought, wanted = await tickets_for(request, token, order, ticket)
    return Response(
        await asyncio.to_thread(pdf.render, bought, wanted),
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{pdf.file_name(bought)}"',
            "cache-control": "private, no-store",
        },
    )
