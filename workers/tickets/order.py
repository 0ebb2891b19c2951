"""A paid order as `sales.order_mail` tells it: all that mails, PDFs and pages are made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from workers.context import Services
from workers.db import SERVICE, Caller, Database
from workers.jwt import ANONYMOUS
from workers.routines import GET_ORDER, ORDER_MAIL, STORE_QR_TOKENS, TICKETS_MAIL
from workers.tickets.tokens import Signer, base64url


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class InvoiceLink(_Part):
    """An invoice or credit note of the order."""

    invoice_id: str
    kind: str
    number: str


class Order(_Part):
    """The order itself. Amounts are in the currency's smallest unit."""

    order_id: str
    order_number: str
    email: str
    purchaser_name: str | None = None
    language: str | None = None
    status: str
    subtotal_amount: int
    discount_amount: int = 0
    service_fee_amount: int = 0
    service_fee_vat_amount: int = 0
    service_fee_vat_rate: int | None = None
    purpose: str = "sale"
    credit_amount: int = 0
    credit_vat_amount: int = 0
    credit_vat_rate: int | None = None
    total_amount: int
    currency: str
    created_at: datetime
    expires_at: datetime | None = None
    paid_at: datetime | None = None
    public_token: str
    invoices: list[InvoiceLink] = []


class Event(_Part):
    """What the order is for. Times are instants; the event happens in `time_zone`."""

    event_id: str
    title: str
    location_name: str | None = None
    location_address: str | None = None
    time_zone: str
    starts_at: datetime
    ends_at: datetime | None = None

    @property
    def where(self) -> str:
        """The place on one line; empty when there is none."""
        return ", ".join(part for part in (self.location_name, self.location_address) if part)


class Org(_Part):
    """Who sells."""

    name: str
    email: str | None = None


class Line(_Part):
    """One line of the order, VAT included; `vat_rate` in basis points."""

    name: str
    personalisation: str | None = None
    quantity: int
    unit_amount: int
    discount_amount: int = 0
    total_amount: int
    vat_rate: int = 0
    vat_amount: int = 0
    from_item_id: str | None = None

    @property
    def title(self) -> str:
        """What was bought, with the text that was put on it."""
        return f"{self.name}: {self.personalisation}" if self.personalisation else self.name

    @property
    def amount(self) -> int:
        """What the line costs before any discount."""
        return self.quantity * self.unit_amount


class Ticket(_Part):
    """One admission."""

    ticket_instance_id: str
    code: str
    qr_token: str
    ticket_type: str
    status: str
    holder: str | None = None
    team: str | None = None
    bib: int | None = None
    wave: str | None = None
    starts_at: datetime | None = None

    @property
    def admits(self) -> bool:
        """Whether the ticket still is one."""
        return self.status in {"valid", "used"}


class Purchase(_Part):
    """An order with everything around it."""

    order: Order
    event: Event
    org: Org
    items: list[Line]
    tickets: list[Ticket]

    @property
    def admissions(self) -> list[Ticket]:
        """The tickets that are good for something."""
        return [ticket for ticket in self.tickets if ticket.admits]


async def purchase_of(services: Services, public_token: str) -> Purchase:
    """An order by the token of its buyer. Raises Refused (order_not_found, missing_field)."""
    order = await services.database.call(
        GET_ORDER, {"public_token": public_token}, caller=Caller(ANONYMOUS.role, ANONYMOUS.claims)
    )
    return await purchase(services.database, services.signer, order["order_id"])


async def purchase(
    database: Database, signer: Signer, order_id: str, caller: Caller = SERVICE
) -> Purchase:
    """An order by its id, every ticket of it with a QR token.

    A token is made from the ticket's code alone, so it does not matter who makes it first; it is
    stored before anybody sees it.
    """
    return await _signed(
        database,
        signer,
        await database.call(ORDER_MAIL, {"p_order_id": order_id}, caller=caller),
        caller,
    )


async def held(
    database: Database, signer: Signer, ticket_ids: Sequence[str], caller: Caller = SERVICE
) -> Purchase:
    """Some tickets of one order for who holds them, who need not be who bought them."""
    return await _signed(
        database,
        signer,
        await database.call(TICKETS_MAIL, {"p_ticket_ids": ticket_ids}, caller=caller),
        caller,
    )


async def _signed(
    database: Database, signer: Signer, told: dict[str, Any], caller: Caller
) -> Purchase:
    """What was told, every ticket of it with a QR token."""
    fresh = []
    for ticket in told["tickets"]:
        if not ticket.get("qr_token"):
            ticket["qr_token"] = signer.token(ticket["code"])
            fresh.append({key: ticket[key] for key in ("ticket_instance_id", "qr_token")})
    if fresh:
        stored = {"p_tokens": fresh, "p_public_key": base64url(signer.public_key)}
        await database.call(STORE_QR_TOKENS, stored, caller=caller)
    return Purchase.model_validate(told)
