"""An invoice or credit note as `invoicing.invoice_json` tells it: all that stands on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workers.db import Caller, Database
from workers.routines import GET_INVOICE, INVOICE_MAIL


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Party(_Part):
    """Somebody with an address."""

    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    vat_number: str | None = None
    email: str | None = None

    @property
    def place(self) -> str:
        """Postal code, town and country on one line."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (town, self.country) if part)


class Seller(Party):
    """Who sends it."""

    legal_name: str
    trade_name: str
    kvk_number: str | None = None
    iban: str | None = None
    payment_note: str | None = None


class Buyer(Party):
    """Whom it is addressed to."""

    company: str | None = None
    name: str | None = None
    reference: str | None = None

    @property
    def lines(self) -> list[str]:
        """The lines of the address, the name first; the e-mail address where nothing is known."""
        known = (self.company, self.name, self.address, self.place)
        return [part for part in known if part] or [self.email or ""]


class Line(_Part):
    """What was sold, or taken back. Cents, VAT included; `vat_rate` in basis points."""

    name: str
    quantity: int
    unit_amount: int
    discount_amount: int
    total_amount: int
    vat_rate: int
    is_reverse_charged: bool


class Rate(_Part):
    """All lines of one VAT rate."""

    vat_rate: int
    is_reverse_charged: bool
    net_amount: int
    vat_amount: int
    total_amount: int


class Invoice(_Part):
    """An invoice or a credit note."""

    invoice_id: str
    kind: Literal["invoice", "credit_note"]
    number: str
    credited_number: str | None = None
    reason: str | None = None
    language: str
    subject: str
    subject_number: str
    seller: Seller
    buyer: Buyer
    net_amount: int
    vat_amount: int
    total_amount: int
    currency: str
    issued_at: datetime
    issued_on: date
    supplied_on: date | None = None
    due_on: date | None = None
    paid_on: date | None = None
    lines: list[Line]
    vat: list[Rate]
    public_token: str | None = None

    @property
    def is_reverse_charged(self) -> bool:
        """Whether the VAT of any line is reverse charged."""
        return any(line.is_reverse_charged for line in self.lines)


async def invoice_for(
    database: Database, caller: Caller, invoice_id: str | None, public_token: str | None
) -> Invoice:
    """An invoice for whoever asks for it. Raises Refused."""
    asked = {"invoice_id": invoice_id, "public_token": public_token}
    told: dict[str, Any] = await database.call(GET_INVOICE, asked, caller=caller)
    return Invoice.model_validate(told)


async def invoice_to_mail(database: Database, invoice_id: str) -> Invoice:
    """An invoice with the token of its buyer, for the mail that brings it."""
    told: dict[str, Any] = await database.call(INVOICE_MAIL, {"p_invoice_id": invoice_id})
    return Invoice.model_validate(told)
