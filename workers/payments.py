"""Payments at the provider, as functions and deliveries both need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import structlog

from workers.accounts import ConnectionLost
from workers.context import Services
from workers.db import SERVICE, Caller, Database
from workers.errors import (
    PaymentProviderRefused,
    PaymentProviderUnavailable,
    PaymentsUnavailable,
)
from workers.mail.messages import bill_url, order_url, reservation_url
from workers.metrics import NEWS_AGE, PAYMENTS, WEBHOOK_SECONDS
from workers.mollie import (
    Mollie,
    MollieNotFound,
    MollieRefused,
    MollieUnauthorized,
    MollieUnavailable,
)
from workers.routines import (
    ATTACH_PROVIDER_PAYMENT,
    CONNECTION_OF,
    HANDLE_PAYMENT_WEBHOOK,
    IS_KEY_FORGOTTEN,
    PARK,
    START_PAYMENT,
    STORE_CUSTOMER,
)
from workers.settings import Settings

WEBHOOK = "/functions/v1/mollie-webhook"
LOCALES = {"nl": "nl_NL", "en": "en_GB"}

log = structlog.get_logger()


async def open_checkout(services: Services, public_token: str, caller: Caller) -> str:
    """The address at which an order can be paid: of its open payment attempt, or of a new one.

    The attempt's row is committed first and its id is the idempotency key at the provider, so this
    can stop anywhere and be called again. Raises Refused when the order cannot be paid,
    PaymentsUnavailable, PaymentProviderUnavailable or PaymentProviderRefused.
    """
    settings, database = services.settings, services.database
    attempt = await database.call(START_PAYMENT, {"p_public_token": public_token}, caller=caller)
    if attempt["checkout_url"]:
        return str(attempt["checkout_url"])

    async def create(mollie: Mollie) -> dict[str, Any]:
        customer = attempt.get("customer")
        first_of = customer and await known_customer(database, mollie, customer)
        return await mollie.create_payment(
            key=attempt["payment_id"],
            amount=attempt["amount"],
            currency=attempt["currency"],
            description=attempt["description"],
            redirect_url=attempt["return_url"] or _page(settings, attempt["kind"], public_token),
            webhook_url=_webhook(settings, attempt),
            metadata={
                "payment_id": attempt["payment_id"],
                "order_number": attempt["order_number"],
            },
            locale=LOCALES.get(attempt["language"], LOCALES["nl"]),
            fee=attempt["application_fee_amount"],
            fee_description=attempt["description"],
            first_of=first_of,
        )

    try:
        payment = await services.accounts.use(attempt["connection_id"], create)
    except ConnectionLost as error:
        log.warning("connection_lost", payment_id=attempt["payment_id"], status=error.status)
        raise PaymentsUnavailable from error
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


def _webhook(settings: Settings, attempt: Mapping[str, Any]) -> str:
    """Where the provider tells of a payment.

    On an org's account our own id goes along: it says with whose token to ask, before the
    provider's id is known here.
    """
    address = f"{settings.public_url}{WEBHOOK}"
    if attempt["connection_id"] is None:
        return address
    return f"{address}?{urlencode({'payment': attempt['payment_id']})}"


def _page(settings: Settings, kind: str, public_token: str) -> str:
    """Where a customer comes back to after paying, if the client app did not say."""
    urls = {"reservation": reservation_url, "billing_charge": bill_url}
    return urls.get(kind, order_url)(settings, public_token)


async def known_customer(database: Database, mollie: Mollie, customer: Mapping[str, Any]) -> str:
    """The provider's id of an org as our customer, made at the first call: {org_id, id,
    mollie_customer_id, name, email, created_at}, as billing.customer_facts() has it.

    Its row's id is the key. Once the provider has forgotten that, its list tells whether an earlier
    call made it and lost the answer.
    """
    if customer["mollie_customer_id"]:
        return str(customer["mollie_customer_id"])
    found: dict[str, Any] | None = None
    if await is_forgotten(database, customer["created_at"]):
        async for listed in mollie.list_customers():
            if (listed.get("metadata") or {}).get("customer_id") == customer["id"]:
                found = listed
                break
    found = found or await mollie.create_customer(
        key=customer["id"],
        name=customer["name"],
        email=customer["email"],
        metadata={"customer_id": customer["id"]},
    )
    return str(
        await database.call(
            STORE_CUSTOMER,
            {"p_org_id": customer["org_id"], "p_mollie_customer_id": found["id"]},
        )
    )


async def is_forgotten(database: Database, created_at: str) -> bool:
    """Whether the provider may have forgotten the idempotency key of a row of ours by now: then
    what may have been made is looked for by our id in its metadata, before it is made again."""
    return bool(await database.call(IS_KEY_FORGOTTEN, {"p_created_at": created_at}))


async def apply(
    database: Database,
    payment: dict[str, Any],
    connection_id: str | None,
    caller: Caller = SERVICE,
) -> dict[str, Any]:
    """Hands a payment as the provider tells it to SQL, which does what follows from it.

    `connection_id` is on whose account it was fetched: it counts for payments of that account only.
    """
    outcome: dict[str, Any] = await database.call(
        HANDLE_PAYMENT_WEBHOOK, {"payment": payment, "connection_id": connection_id}, caller=caller
    )
    PAYMENTS.labels(payment["status"], outcome["outcome"]).inc()
    if outcome["outcome"] == "applied" and (happened_at := _happened_at(payment)):
        NEWS_AGE.observe(max(0.0, (datetime.now(UTC) - happened_at).total_seconds()))
    log.info("payment_applied", provider_payment_id=payment["id"], outcome=outcome["outcome"])
    return outcome


def _happened_at(payment: Mapping[str, Any]) -> datetime | None:
    """When a payment came to an end at the provider; None while it is open."""
    told = payment.get(f"{payment['status']}At")
    return datetime.fromisoformat(told) if told else None


async def look_at(
    services: Services, provider_payment_id: str, caller: Caller, payment_id: UUID | None = None
) -> bool:
    """Fetches a payment that the provider spoke of, and applies what it says of it.

    Returns whether it is one of ours.

    `payment_id` is our own id where the webhook's address had it. A payment that the provider does
    not know is nobody's business; one on an account that is no longer connected is fetched when it
    is again. Raises PaymentProviderUnavailable when it cannot be fetched, so that the provider
    comes back.
    """
    with WEBHOOK_SECONDS.time():
        return await _look_at(services, provider_payment_id, caller, payment_id)


async def _look_at(
    services: Services, provider_payment_id: str, caller: Caller, payment_id: UUID | None
) -> bool:
    connection_id = await services.database.call(
        CONNECTION_OF, {"p_provider_payment_id": provider_payment_id, "p_payment_id": payment_id}
    )
    try:
        payment = await services.accounts.use(
            connection_id, lambda mollie: mollie.get_payment(provider_payment_id)
        )
    except (MollieNotFound, MollieRefused):
        log.info(
            "webhook_ignored", reason="unknown to Mollie", provider_payment_id=provider_payment_id
        )
        return False
    except ConnectionLost as error:
        await _park(services.database, str(connection_id), provider_payment_id)
        log.info("webhook_parked", provider_payment_id=provider_payment_id, status=error.status)
        return True
    except (MollieUnavailable, MollieUnauthorized) as error:
        log.warning("webhook_postponed", provider_payment_id=provider_payment_id, error=str(error))
        raise PaymentProviderUnavailable from error
    outcome = await apply(services.database, payment, connection_id, caller)
    return bool(outcome.get("outcome") != "unknown")


async def _park(database: Database, connection_id: str, provider_payment_id: str) -> None:
    """Has a payment fetched when its account is connected again."""
    is_parked = await database.call(
        PARK,
        {
            "p_connection_id": connection_id,
            "p_aggregate": f"payment:{provider_payment_id}",
            "p_topic": "mollie.fetch_payment",
            "p_payload": {
                "provider_payment_id": provider_payment_id,
                "connection_id": connection_id,
            },
        },
    )
    if not is_parked:  # it was connected again at this very moment
        raise PaymentProviderUnavailable
