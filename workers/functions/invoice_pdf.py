"""An invoice or credit note as a PDF."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from workers.context import caller, services
from workers.invoices import pdf
from workers.invoices.document import invoice_for

router = APIRouter()


@router.get(
    "",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The document"}},
)
async def invoice_pdf(
    request: Request,
    token: Annotated[str | None, Query(description="the public token of its order")] = None,
    invoice: Annotated[UUID | None, Query(description="which one; none: the order's first")] = None,
) -> Response:
    """Download an invoice.

    For whoever has the token of its order; without one for its signed-in buyer, and for staff with
    the permission payments.read.
    """
    found = await invoice_for(
        services(request).database, caller(request), str(invoice) if invoice else None, token
    )
    return Response(
        await asyncio.to_thread(pdf.render, found),
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{pdf.file_name(found)}"',
            "cache-control": "private, no-store",
        },
    )
