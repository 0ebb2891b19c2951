"""The channel `mollie`: payments asked about, cancelled and paid back at the provider."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from workers import payouts
from workers.accounts import REFRESH, Accounts, ConnectionLost
from workers.db import Database
from workers.delivery.outbox import Handler, Message, Undeliverable
from workers.mollie import (
    Mollie,
    MollieDuplicate,
    MollieNotFound,
    MollieRefused,
    MollieUnauthorized,
    MollieUnavailable,
)
from workers.payments import apply, is_forgotten
from workers.routines import (
    FAIL_REFUND,
    FORGET_TOKENS,
    IS_REFUND_WANTED,
    PARK,
    POSTPONE_REFUND,
    RECORD_CONNECTION,
    RECORD_REFUND,
    TOKENS_TO_REVOKE,
)

Work = Callable[["_Task", Message], Awaitable[dict[str, Any]]]


class PaymentsChannel:
    """Carries out at Mollie what SQL decided about payments and refunds."""

    def __init__(self, database: Database, accounts: Accounts) -> None:
        self._database = database
        self._accounts = accounts

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who handles which topic."""
        at_mollie = {
            "mollie.check_payment": _Task.check_payment,
            "mollie.cancel_payment": _Task.cancel_payment,
            "mollie.fetch_payment": _Task.fetch_payment,
            "mollie.create_refund": _Task.create_refund,
            "mollie.check_refund": _Task.check_refund,
            "mollie.cancel_refund": _Task.cancel_refund,
        }
        return {topic: self._on_its_account(work) for topic, work in at_mollie.items()} | {
            "mollie.check_connection": self.check_connection,
            "mollie.revoke_connection": self.revoke_connection,
            "mollie.fetch_payouts": self.fetch_payouts,
        }

    def _on_its_account(self, work: Work) -> Handler:
        """Who does some work on the account that the payment is on (payload: connection_id, none
        for the platform's own). Without it, it waits until that is connected again."""

        async def handle(message: Message) -> dict[str, Any]:
            connection_id = message.payload.get("connection_id")
            try:
                return await self._accounts.use(
                    connection_id,
                    lambda mollie: work(_Task(self._database, mollie, connection_id), message),
                )
            except ConnectionLost as error:
                is_parked = await self._database.call(
                    PARK,
                    {
                        "p_connection_id": connection_id,
                        "p_aggregate": message.aggregate,
                        "p_topic": message.topic,
                        "p_payload": message.payload,
                    },
                )
                if not is_parked:
                    raise MollieUnavailable("The account was connected again just now") from error
                return {"parked": f"the account is {error.status}"}

        return handle

    async def check_connection(self, message: Message) -> dict[str, Any]:
        """Asks how a connected account stands. Payload: connection_id."""
        connection_id = message.payload["connection_id"]
        try:
            facts = await self._accounts.use(connection_id, lambda mollie: mollie.about_account())
        except ConnectionLost as error:
            return {"skipped": f"the account is {error.status}"}
        found = await self._database.call(
            RECORD_CONNECTION, {"p_connection_id": connection_id, "p_facts": facts}
        )
        return {name: found[name] for name in ("status", "onboarding_status")}

    async def fetch_payouts(self, message: Message) -> dict[str, Any]:
        """Reads balances and settlements of a connected account. Payload: connection_id. What is
        known of an account that was lost stays as it is."""
        connection_id = message.payload["connection_id"]
        try:
            return await self._accounts.use(
                connection_id,
                lambda mollie: payouts.fetch(self._database, mollie, connection_id),
            )
        except ConnectionLost as error:
            return {"skipped": f"the account is {error.status}"}

    async def revoke_connection(self, message: Message) -> dict[str, Any]:
        """Gives back the tokens of an account that was disconnected. Payload: connection_id."""
        whose = {"p_connection_id": message.payload["connection_id"]}
        tokens = await self._database.call(TOKENS_TO_REVOKE, whose)
        if tokens is None:
            return {"skipped": "there are no tokens, or it was connected again"}
        try:
            token = self._accounts.opened(tokens["refresh_token"], tokens["org_id"], REFRESH)
        except MollieUnauthorized:
            token = None  # nobody can use it, so it can go
        if token is not None:
            await self._accounts.connect.revoke(token)
        await self._database.call(FORGET_TOKENS, whose | {"p_version": tokens["version"]})
        return {"revoked": token is not None}


class _Task:
    """One piece of work on one account."""

    def __init__(self, database: Database, mollie: Mollie, connection_id: str | None) -> None:
        self._database = database
        self._mollie = mollie
        self._connection_id = connection_id

    async def check_payment(self, message: Message) -> dict[str, Any]:
        """Asks what became of a payment, ending it if it is open and can be cancelled."""
        return await self._closed(message.payload["provider_payment_id"])

    async def cancel_payment(self, message: Message) -> dict[str, Any]:
        """Ends a payment attempt that another one replaced."""
        return await self._closed(message.payload["provider_payment_id"])

    async def fetch_payment(self, message: Message) -> dict[str, Any]:
        """Looks at a payment that the provider told of while its account was not connected."""
        payment = await self._mollie.get_payment(message.payload["provider_payment_id"])
        return await apply(self._database, payment, self._connection_id)

    async def create_refund(self, message: Message) -> dict[str, Any]:
        """Pays back. Payload: refund_id, provider_payment_id, amount, currency, description,
        created_at."""
        order = message.payload
        if not await self._database.call(IS_REFUND_WANTED, {"p_refund_id": order["refund_id"]}):
            return {"skipped": "the refund is not pending any more"}
        try:
            refund = await self._made_earlier(order) or await self._mollie.create_refund(
                key=order["refund_id"],
                payment_id=order["provider_payment_id"],
                amount=order["amount"],
                currency=order["currency"],
                description=order["description"],
                metadata={"refund_id": order["refund_id"]},
            )
        except MollieDuplicate:
            # Ours, if Mollie made it and has forgotten the key; else one that equals it.
            found = await self._listed_refund(order)
            if found is None:
                return await self._postponed(order)
            refund = found
        except MollieNotFound as error:
            return await self._refund_failed(order, str(error))
        except MollieRefused as error:
            return await self._refund_failed(order, error.detail)
        return await self._recorded(order, refund)

    async def cancel_refund(self, message: Message) -> dict[str, Any]:
        """Stops a refund, if that is still possible. Payload: refund_id, provider_payment_id.

        It comes after the message that made the refund, so Mollie knows it, or never will.
        """
        order = message.payload
        refund = await self._listed_refund(order)
        if refund is not None and refund["status"] in {"queued", "pending"}:
            # Refused when it was sent at this very moment: then the state tells.
            with contextlib.suppress(MollieRefused, MollieNotFound):
                await self._mollie.cancel_refund(order["provider_payment_id"], refund["id"])
            refund = await self._listed_refund(order)
        # What is cancelled is gone from Mollie's lists.
        return await self._recorded(order, refund or {"status": "canceled"})

    async def check_refund(self, message: Message) -> dict[str, Any]:
        """Asks what became of a refund. Payload: refund_id, provider_payment_id,
        provider_refund_id, null when no answer to its creation was ever recorded."""
        order = message.payload
        payment_id, known_as = order["provider_payment_id"], order["provider_refund_id"]
        if known_as is None:
            refund = await self._listed_refund(order)
            if refund is None:
                return {"skipped": "the provider has not made it yet"}
        else:
            try:
                refund = await self._mollie.get_refund(payment_id, known_as)
            except MollieNotFound:
                # Mollie no longer knows a refund that was canceled.
                refund = {"id": known_as, "status": "canceled"}
        await self._database.call(
            RECORD_REFUND, {"p_refund_id": order["refund_id"], "p_provider": refund}
        )
        return {"provider_refund_id": refund["id"], "status": refund["status"]}

    async def _closed(self, provider_payment_id: str) -> dict[str, Any]:
        """Hands the newest state of a payment to SQL, after ending it if that is possible."""
        try:
            payment = await self._mollie.get_payment(provider_payment_id)
            if payment["status"] == "open" and payment.get("isCancelable"):
                # Refused when the customer paid at this very moment: then the state tells.
                with contextlib.suppress(MollieRefused):
                    await self._mollie.cancel_payment(provider_payment_id)
                payment = await self._mollie.get_payment(provider_payment_id)
        except MollieNotFound as error:
            raise Undeliverable(f"Mollie has no payment {provider_payment_id}") from error
        return await apply(self._database, payment, self._connection_id)

    async def _made_earlier(self, order: Mapping[str, Any]) -> dict[str, Any] | None:
        """The refund, if an earlier try made it and the provider may have forgotten the key."""
        if not await is_forgotten(self._database, order["created_at"]):
            return None
        return await self._listed_refund(order)

    async def _listed_refund(self, order: Mapping[str, Any]) -> dict[str, Any] | None:
        """The refund among those that the provider has of its payment, by our id."""
        for refund in await self._mollie.list_refunds(order["provider_payment_id"]):
            if (refund.get("metadata") or {}).get("refund_id") == order["refund_id"]:
                return refund
        return None

    async def _recorded(
        self, order: Mapping[str, Any], refund: Mapping[str, Any]
    ) -> dict[str, Any]:
        await self._database.call(
            RECORD_REFUND, {"p_refund_id": order["refund_id"], "p_provider": refund}
        )
        return {"provider_refund_id": refund.get("id"), "status": refund["status"]}

    async def _postponed(self, order: Mapping[str, Any]) -> dict[str, Any]:
        postponed = await self._database.call(POSTPONE_REFUND, {"p_refund_id": order["refund_id"]})
        return {"postponed_until": postponed["send_at"]}

    async def _refund_failed(self, order: Mapping[str, Any], reason: str) -> dict[str, Any]:
        await self._database.call(
            FAIL_REFUND, {"p_refund_id": order["refund_id"], "p_reason": reason}
        )
        return {"failed": reason}
