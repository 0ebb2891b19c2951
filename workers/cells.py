"""Other cells of the installation: what belongs to an org that moved there is passed on."""

from __future__ import annotations

from uuid import UUID

import httpx
import structlog
from fastapi import Request

from workers.context import Services
from workers.errors import PaymentProviderUnavailable
from workers.payments import WEBHOOK
from workers.routines import CELLS_MOVED_TO

HOPS = "x-entree-hops"
"""How many cells have passed the news on: orgs may have moved there and back."""
MOST_HOPS = 4
TIMEOUT_SECONDS = 10.0

log = structlog.get_logger()


async def pass_on(
    services: Services, request: Request, provider_payment_id: str, payment_id: UUID | None = None
) -> None:
    """Tell the cells that orgs moved to of a payment that is not known here.

    Only its id is passed on, and they ask the provider themselves. Raises
    PaymentProviderUnavailable when one cannot be told, so that the provider comes back.
    """
    given = request.headers.get(HOPS, "0")
    hops = int(given) if given.isascii() and given.isdigit() else 0
    if hops >= MOST_HOPS:
        return
    cells: list[str] = await services.database.call(CELLS_MOVED_TO, {})
    if not cells:
        return
    query = {"payment": str(payment_id)} if payment_id else {}
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as http:
        for cell in cells:
            try:
                answer = await http.post(
                    f"{cell}{WEBHOOK}",
                    params=query,
                    data={"id": provider_payment_id},
                    headers={HOPS: str(hops + 1)},
                )
                answer.raise_for_status()
            except httpx.HTTPError as error:
                log.warning("webhook_not_passed_on", cell=cell, error=type(error).__name__)
                raise PaymentProviderUnavailable from error
            log.info("webhook_passed_on", cell=cell, provider_payment_id=provider_payment_id)
