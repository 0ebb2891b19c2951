"""Where Mollie's next-generation webhooks arrive: signed events about payments and their money.

An event says which payment to look at, and nothing else is taken from it: the payment is fetched
from Mollie and applied as after a classic webhook. So an event that comes twice, late, out of order
or again after years changes nothing that is not so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from workers.cells import pass_on
from workers.context import limit, service, services
from workers.errors import ANSWERS, InvalidSignature
from workers.payments import look_at

router = APIRouter()

SIGNATURE = "x-mollie-signature"
KINDS = ("payment.", "refund.", "chargeback.")
PAYMENT_ID = re.compile(r"tr_[A-Za-z0-9]{1,64}", re.ASCII)
IN_A_LINK = re.compile(rf"/payments/({PAYMENT_ID.pattern})(?:/|$)", re.ASCII)
EVENT = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}

log = structlog.get_logger()


@router.post("", response_class=PlainTextResponse, responses=ANSWERS, openapi_extra=EVENT)
async def mollie_events(request: Request) -> PlainTextResponse:
    """Take notice of a signed event (called by Mollie).

    The header X-Mollie-Signature must be the HMAC-SHA256 of the body with one of the secrets in
    MOLLIE_WEBHOOK_SECRETS. Answers 200 to every signed event that is dealt with or not for us, and
    503 when it could not be dealt with, so that Mollie comes back.
    """
    await services(request).database.hit(limit(request, "webhook"))
    body = await request.body()
    given = request.headers.getlist(SIGNATURE)
    if not is_signed(body, given, services(request).settings.webhook_secrets):
        raise InvalidSignature
    payment_id = payment_of(body)
    if payment_id is None:
        log.info("event_ignored", reason="not about a payment")
    elif not await look_at(services(request), payment_id, service(request)):
        await pass_on(services(request), request, payment_id)
    return PlainTextResponse("ok")


def is_signed(body: bytes, given: Iterable[str], secrets: Iterable[bytes]) -> bool:
    """Whether any of the signatures is that of the body with any of the secrets.

    While a secret is being rolled there are two of both; proxies may join headers by commas.
    """
    signatures = [
        part.strip().removeprefix("sha256=") for value in given for part in value.split(",")
    ]
    expected = [hmac.new(secret, body, hashlib.sha256).hexdigest() for secret in secrets]
    # All are compared, each in constant time.
    matches = [
        hmac.compare_digest(signature.encode(), digest.encode())
        for signature in signatures
        for digest in expected
    ]
    return any(matches)


def payment_of(body: bytes) -> str | None:
    """The provider's id of the payment that an event is about, None when it is about none.

    Events about refunds and chargebacks name theirs; the payment is in what they bring along, or in
    the link to it.
    """
    try:
        event: Any = json.loads(body)
        kind, entity = event["type"], event["entityId"]
        if event["resource"] != "event" or not kind.startswith(KINDS):
            return None
        if PAYMENT_ID.fullmatch(entity):
            return str(entity)
        brought = ((event.get("_embedded") or {}).get("entity") or {}).get("paymentId") or ""
        if PAYMENT_ID.fullmatch(brought):
            return str(brought)
        found = IN_A_LINK.search(event["_links"]["entity"]["href"])
        return found[1] if found else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
