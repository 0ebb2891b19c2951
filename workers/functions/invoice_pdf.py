"""An invoice or credit note as a PDF."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from workers.context import caller, services
from workers.invoices import pdf
from workers.invoices.document import invoice_for
from workers.invoices.sales import sales_invoice_pdf

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
    bill: Annotated[
        UUID | None, Query(alias="id", description="a document of the platform to an org")
    ] = None,
) -> Response:
    """Download an invoice.

    Of an order: for whoever has its token; without one for its signed-in buyer, and for staff with
    the permission payments.read. Of the platform to an org (`id`): for staff with billing.read.
    """
    if bill is not None:
        return _shown(*await sales_invoice_pdf(services(request), caller(request), bill))
    found = await invoice_for(
        services(request).database, caller(request), str(invoice) if invoice else None, token
    )
    return _shown(await asyncio.to_thread(pdf.render, found), pdf.file_name(found))


def _shown(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{name}"',
            "cache-control": "private, no-store",
        },
    )
