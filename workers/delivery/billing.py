"""The channel `mollie`, for what the platform collects from orgs on its own account."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from workers.db import Database
from workers.delivery.outbox import Handler, Message
from workers.mollie import Mollie, MollieNotFound, MollieRefused
from workers.payments import WEBHOOK, apply, is_forgotten
from workers.routines import (
    IS_ATTEMPT_WANTED,
    RECORD_COLLECTION,
    REFUSE_ATTEMPT,
    UNKNOWN_PAYMENTS,
    WANTED_COLLECTION,
)
from workers.settings import Settings

INTERVAL = "1 month"
LIVE = frozenset({"pending", "active", "suspended"})

log = structlog.get_logger()

Json = dict[str, Any]


class BillingChannel:
    """Carries out at Mollie what SQL decided about the subscriptions of orgs."""

    def __init__(self, settings: Settings, database: Database, mollie: Mollie) -> None:
        self._webhook = f"{settings.public_url}{WEBHOOK}"
        self._database = database
        self._mollie = mollie

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who handles which topic."""
        return {
            "mollie.sync_subscription": self.sync_subscription,
            "mollie.collect_charge": self.collect_charge,
        }

    async def sync_subscription(self, message: Message) -> Json:
        """Brings Mollie to what is to be collected. Payload: subscription_id.

        Whatever is there: what is not wanted (any more) is cancelled, what is wanted is made or
        changed, and what was collected without our hearing of it is taken in. So it may be told
        twice, late or never, and stopped anywhere. Messages of one org come one after the other.
        """
        wish: Json = await self._database.call(
            WANTED_COLLECTION, {"p_subscription_id": message.payload["subscription_id"]}
        )
        customer_id, wanted = wish["customer_id"], wish["wanted"]
        if customer_id is None:
            return {"skipped": "the provider does not know the organisation"}
        # Before anything: what it collected may say that it does so for somebody else by now.
        there = await self._mollie.list_of_customer(customer_id, "subscriptions")
        imported = await self._import(customer_id, there)
        kept = _of(there, wanted["collection_id"]) if wanted else None
        cancelled = 0
        for found in there:
            if found["status"] in LIVE and found is not kept:
                # Refused when it ended at this very moment.
                with contextlib.suppress(MollieRefused, MollieNotFound):
                    await self._mollie.cancel_subscription(customer_id, found["id"])
                cancelled += 1
        if wanted:
            kept = await self._brought(wish, kept)
            await self._database.call(
                RECORD_COLLECTION,
                {
                    "p_subscription_id": wish["subscription_id"],
                    "p_collection_id": wanted["collection_id"],
                    "p_provider": kept,
                },
            )
        return {
            "mollie_subscription_id": kept and kept["id"],
            "status": kept and kept["status"],
            "cancelled": cancelled,
            "imported": imported,
        }

    async def _brought(self, wish: Json, kept: Json | None) -> Json | None:
        """The subscription at Mollie as it is wanted; None when Mollie cannot collect."""
        wanted = wish["wanted"]
        terms = {
            "amount": {"units": wanted["amount"], "currency": wanted["currency"]},
            "description": wanted["description"],
            "mandateId": wish["mandate_id"],
        }
        try:
            if kept is None:
                return await self._mollie.create_subscription(
                    key=wanted["collection_id"],
                    customer_id=wish["customer_id"],
                    data=terms
                    | {
                        "interval": INTERVAL,
                        "startDate": wanted["start_date"],
                        "webhookUrl": self._webhook,
                        "metadata": {
                            "subscription_id": wish["subscription_id"],
                            "collection_id": wanted["collection_id"],
                        },
                    },
                )
            if kept["status"] in LIVE and _differs(kept, wanted, wish["mandate_id"]):
                return await self._mollie.update_subscription(
                    wish["customer_id"], kept["id"], terms
                )
        except MollieRefused as error:
            # There is nothing (any more) that could be collected with: the org has to say so.
            log.warning("collection_refused", error=error.detail)
            return None
        return kept

    async def _import(self, customer_id: str, subscriptions: Iterable[Json]) -> int:
        """Takes in what was collected without our hearing of it: how many payments."""
        number = 0
        for subscription in subscriptions:
            collected = await self._mollie.list_collected(customer_id, subscription["id"])
            unknown = await self._database.call(
                UNKNOWN_PAYMENTS, {"p_ids": [payment["id"] for payment in collected]}
            )
            # The oldest first, as they would have been told.
            for payment_id in reversed(unknown):
                await apply(self._database, await self._mollie.get_payment(payment_id), None)
                number += 1
        return number

    async def collect_charge(self, message: Message) -> Json:
        """Collects what an org owes. Payload: payment_id, customer_id, mandate_id, amount,
        currency, description, created_at.

        It is carried out at once, so it is looked for before it is made again once Mollie may have
        forgotten the key. Refused when there is nothing to collect with: then it has failed.
        """
        order = message.payload
        if not await self._database.call(IS_ATTEMPT_WANTED, {"p_payment_id": order["payment_id"]}):
            return {"skipped": "it is not wanted any more"}
        try:
            payment = await self._made_earlier(order) or await self._mollie.collect(
                key=order["payment_id"],
                customer_id=order["customer_id"],
                mandate_id=order["mandate_id"],
                amount=order["amount"],
                currency=order["currency"],
                description=order["description"],
                webhook_url=self._webhook,
                metadata={"payment_id": order["payment_id"]},
            )
        except (MollieNotFound, MollieRefused) as error:
            await self._database.call(REFUSE_ATTEMPT, {"p_payment_id": order["payment_id"]})
            return {"refused": str(error)}
        return await apply(self._database, payment, None)

    async def _made_earlier(self, order: Json) -> Json | None:
        if not await is_forgotten(self._database, order["created_at"]):
            return None
        for payment in await self._mollie.list_of_customer(order["customer_id"], "payments"):
            if (payment.get("metadata") or {}).get("payment_id") == order["payment_id"]:
                return payment
        return None


def _of(subscriptions: Iterable[Json], collection_id: str) -> Json | None:
    """The subscription that was made for a collection: one that lives before one that ended."""
    ours = [
        found
        for found in subscriptions
        if (found.get("metadata") or {}).get("collection_id") == collection_id
    ]
    return next((found for found in ours if found["status"] in LIVE), ours[0] if ours else None)


def _differs(kept: Json, wanted: Json, mandate_id: str | None) -> bool:
    """Whether a subscription at Mollie is not on the terms that it should be on."""
    amount = kept["amount"]
    return (
        (amount["currency"], amount["value"].replace(".", ""))
        != (wanted["currency"], str(wanted["amount"]).rjust(3, "0"))
        or kept["description"] != wanted["description"]
        or (mandate_id is not None and kept.get("mandateId") != mandate_id)
    )
