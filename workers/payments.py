"""Payments at the provider, as functions and deliveries both need them."""

from __future__ import annotations

from typing import Any

import structlog

from workers.context import Services
from workers.db import SERVICE, Caller, Database
from workers.errors import PaymentProviderRefused, PaymentProviderUnavailable
from workers.mail.messages import order_url, reservation_url
from workers.mollie import (
    MollieNotFound,
    MollieRefused,
    MollieUnauthorized,
    MollieUnavailable,
)
from workers.routines import ATTACH_PROVIDER_PAYMENT, HANDLE_PAYMENT_WEBHOOK, START_PAYMENT
from workers.settings import Settings

WEBHOOK = "/functions/v1/mollie-webhook"
LOCALES = {"nl": "nl_NL", "en": "en_GB"}

log = structlog.get_logger()


async def open_checkout(services: Services, public_token: str, caller: Caller) -> str:
    """The address at which an order can be paid: of its open payment attempt, or of a new one.

    The attempt's row is committed first and its id is the idempotency key at the provider, so this
    can stop anywhere and be called again. Raises Refused when the order cannot be paid,
    PaymentProviderUnavailable or PaymentProviderRefused.
    """
    settings, database = services.settings, services.database
    attempt = await database.call(START_PAYMENT, {"p_public_token": public_token}, caller=caller)
    if attempt["checkout_url"]:
        return str(attempt["checkout_url"])
    try:
        payment = await services.mollie.create_payment(
            key=attempt["payment_id"],
            amount=attempt["amount"],
            currency=attempt["currency"],
            description=attempt["description"],
            redirect_url=attempt["return_url"] or _page(settings, attempt["kind"], public_token),
            webhook_url=f"{settings.public_url}{WEBHOOK}",
            metadata={
                "payment_id": attempt["payment_id"],
                "order_number": attempt["order_number"],
            },
            locale=LOCALES.get(attempt["language"], LOCALES["nl"]),
        )
    except MollieUnavailable as error:
        log.warning("provider_unavailable", payment_id=attempt["payment_id"], error=str(error))
        raise PaymentProviderUnavailable from error
    except MollieUnauthorized as error:
        log.error("provider_unauthorized", payment_id=attempt["payment_id"], error=str(error))
        raise PaymentProviderUnavailable from error
    except (MollieNotFound, MollieRefused) as error:
        log.error("provider_refused", payment_id=attempt["payment_id"], error=str(error))
        raise PaymentProviderRefused from error
    attached = await database.call(
        ATTACH_PROVIDER_PAYMENT,
        {"p_payment_id": attempt["payment_id"], "p_provider": payment},
        caller=caller,
    )
    return str(attached["checkout_url"])


def _page(settings: Settings, kind: str, public_token: str) -> str:
    """Where a customer comes back to after paying, if the client app did not say."""
    url = reservation_url if kind == "reservation" else order_url
    return url(settings, public_token)


async def apply(
    database: Database, payment: dict[str, Any], caller: Caller = SERVICE
) -> dict[str, Any]:
    """Hands a payment as the provider tells it to SQL, which does what follows from it."""
    outcome: dict[str, Any] = await database.call(
        HANDLE_PAYMENT_WEBHOOK, {"payment": payment}, caller=caller
    )
    log.info("payment_applied", provider_payment_id=payment["id"], outcome=outcome.get("outcome"))
    return outcome


async def look_at(services: Services, payment_id: str, caller: Caller) -> None:
    """Fetches a payment that the provider spoke of, and applies what it says of it.

    One that the provider does not know is nobody's business. Raises PaymentProviderUnavailable when
    it cannot be fetched, so that the provider comes back.
    """
    try:
        payment = await services.mollie.get_payment(payment_id)
    except (MollieNotFound, MollieRefused):
        log.info("webhook_ignored", reason="unknown to Mollie", provider_payment_id=payment_id)
        return
    except (MollieUnavailable, MollieUnauthorized) as error:
        log.warning("webhook_postponed", provider_payment_id=payment_id, error=str(error))
        raise PaymentProviderUnavailable from error
    await apply(services.database, payment, caller)
