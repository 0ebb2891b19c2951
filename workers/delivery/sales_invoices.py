"""The channel `mollie`: invoices of the platform to orgs, made at the provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workers.db import Database
from workers.delivery.outbox import Handler, Message
from workers.mollie import Mollie, MollieNotFound, MollieRefused
from workers.routines import BEGIN_SALES_INVOICE, RECORD_SALES_INVOICE, REFUSE_SALES_INVOICE
from workers.words import words

# The languages of recipients, as the provider names them.
LOCALES = {"nl": "nl_NL", "en": "en_GB"}


class SalesInvoices:
    """Makes at Mollie what SQL has numbered, on the platform's own account."""

    def __init__(self, database: Database, mollie: Mollie) -> None:
        self._database = database
        self._mollie = mollie

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Who handles which topic."""
        return {"mollie.create_sales_invoice": self.create}

    async def create(self, message: Message) -> dict[str, Any]:
        """Makes the invoice of a payment, once. Payload: sales_invoice_id."""
        whose = {"p_sales_invoice_id": message.payload["sales_invoice_id"]}
        order = await self._database.call(BEGIN_SALES_INVOICE, whose)
        if order is None:
            return {"skipped": "the invoice was made or refused already"}
        try:
            made = await self._made_earlier(order) or await self._create(order)
        except (MollieNotFound, MollieRefused) as error:
            reason = getattr(error, "detail", None) or str(error)
            await self._database.call(REFUSE_SALES_INVOICE, whose | {"p_reason": reason})
            return {"refused": reason}
        recorded: dict[str, Any] = await self._database.call(
            RECORD_SALES_INVOICE, whose | {"p_provider": made}
        )
        return recorded | {"mollie_sales_invoice_id": made["id"]}

    async def _create(self, order: Mapping[str, Any]) -> dict[str, Any]:
        say, recipient = words(order["language"]), order["recipient"]
        known = {"number": order["number"], "description": order["description"]}
        return await self._mollie.create_sales_invoice(
            key=order["key"],
            payment_id=order["provider_payment_id"],
            recipient_id=order["org_id"],
            recipient={
                "type": "business",
                "organizationName": recipient["company"],
                "organizationNumber": recipient["kvk_number"],
                "vatNumber": recipient["vat_number"],
                "email": recipient["email"],
                "streetAndNumber": recipient["address"],
                "postalCode": recipient["postal_code"],
                "city": recipient["city"],
                "country": recipient["country"],
                "locale": LOCALES[order["language"]],
            },
            description=order["description"],
            amount=order["amount"],
            currency=order["currency"],
            vat_basis_points=order["vat_basis_points"],
            memo=say("invoice.mail.bill.subject", **known),
            email={
                "subject": say("invoice.mail.bill.subject", **known),
                "body": say("invoice.mail.bill.body", **known),
            },
            metadata={"sales_invoice_id": order["sales_invoice_id"]},
        )

    async def _made_earlier(self, order: Mapping[str, Any]) -> dict[str, Any] | None:
        """The invoice, if somebody set out to make it before: the provider may have made it, and
        may have forgotten the key. None is older than the payment that it is for."""
        if not order["look_first"]:
            return None
        since = datetime.fromisoformat(order["since"]) if order["since"] else None
        async for invoice in self._mollie.sales_invoices():
            if (invoice.get("metadata") or {}).get("sales_invoice_id") == order["sales_invoice_id"]:
                return invoice
            if since is not None and datetime.fromisoformat(invoice["createdAt"]) < since:
                break
        return None
