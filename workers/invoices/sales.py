"""Invoices of the platform to orgs, for whoever may see them."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import structlog

from workers.context import Services
from workers.db import Caller
from workers.errors import PaymentProviderUnavailable
from workers.invoices import pdf
from workers.invoices.document import Invoice
from workers.mollie import MollieError
from workers.routines import READ_SALES_INVOICE

log = structlog.get_logger()


async def sales_invoice_pdf(
    services: Services, caller: Caller, invoice_id: UUID
) -> tuple[bytes, str]:
    """The PDF of a document, and what it is called.

    An invoice is fetched from the provider that made it; a credit note is ours, and drawn here.
    Raises Refused, PaymentProviderUnavailable.
    """
    told: dict[str, Any] = await services.database.call(
        READ_SALES_INVOICE, {"p_sales_invoice_id": invoice_id}, caller=caller
    )
    name = pdf.named(told["language"], told["kind"], told["number"])
    if told["document"] is not None:
        document = Invoice.model_validate(told["document"])
        return await asyncio.to_thread(pdf.render, document), name
    try:
        content = await services.accounts.platform.sales_invoice_pdf(
            told["mollie_sales_invoice_id"]
        )
    except MollieError as error:
        log.warning("invoice_unavailable", sales_invoice_id=str(invoice_id), error=str(error))
        raise PaymentProviderUnavailable from error
    return content, name
