"""Where Mollie tells that something happened to a payment; what, we ask Mollie ourselves."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import parse_qs
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse

from workers.cells import pass_on
from workers.context import limit, service, services
from workers.errors import ANSWERS
from workers.payments import look_at

router = APIRouter()

PAYMENT_ID = re.compile(r"tr_[A-Za-z0-9]{1,64}", re.ASCII)
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {"id": {"type": "string", "examples": ["tr_5B8cwPMGnU"]}},
                }
            }
        },
    }
}

log = structlog.get_logger()


@router.post("", response_class=PlainTextResponse, responses=ANSWERS, openapi_extra=FORM)
async def mollie_webhook(
    request: Request,
    payment: Annotated[
        str, Query(description="our id of the payment, where it is on an organiser's account")
    ] = "",
) -> PlainTextResponse:
    """Take notice of a payment (called by Mollie).

    The body is not believed, only the id is taken from it: the payment is fetched from Mollie.
    One that is not known here is passed on to the cells that orgs have moved to. Answers 200 to
    everything that is dealt with or not ours, so that nobody learns which payments exist, and 503
    when it could not be dealt with, so that Mollie comes back.
    """
    await services(request).database.hit(limit(request, "webhook"))
    payment_id = _payment_id(await request.body())
    if payment_id is None:
        log.info("webhook_ignored", reason="no payment id")
        return PlainTextResponse("ok")
    own_id = _own_id(payment)
    if not await look_at(services(request), payment_id, service(request), own_id):
        await pass_on(services(request), request, payment_id, own_id)
    return PlainTextResponse("ok")


def _own_id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


def _payment_id(body: bytes) -> str | None:
    try:
        given = parse_qs(body.decode("ascii"), max_num_fields=10).get("id", [""])[0]
    except ValueError:
        return None
    return given if PAYMENT_ID.fullmatch(given) else None
