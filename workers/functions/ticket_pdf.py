"""The tickets of an order as a PDF."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from workers.context import services
from workers.errors import OrderHasNoTickets
from workers.tickets import pdf
from workers.tickets.order import purchase_of

router = APIRouter()


@router.get(
    "",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "One page per ticket"}},
)
async def ticket_pdf(
    request: Request,
    token: Annotated[str, Query(description="the order's public token")],
    ticket: Annotated[UUID | None, Query(description="one ticket; none: all of them")] = None,
) -> Response:
    """Download the tickets of a paid order."""
    bought = await purchase_of(services(request), token)
    wanted = [t for t in bought.admissions if ticket is None or t.ticket_instance_id == str(ticket)]
    if not wanted:
        raise OrderHasNoTickets(order_status=bought.order.status)
    return Response(
        await asyncio.to_thread(pdf.render, bought, wanted),
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{pdf.file_name(bought)}"',
            "cache-control": "private, no-store",
        },
    )
