"""Sends money of an order back: what a back office calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StrictBool, StrictInt

from workers.context import caller, limit, services
from workers.errors import SignInRequired
from workers.routines import CREATE_REFUND

router = APIRouter()


class RefundItem(BaseModel):
    """A line of the order, and what of it goes back."""

    order_item_id: UUID
    quantity: StrictInt | None = Field(None, description="none: all that is left, or is named")
    ticket_instance_ids: list[UUID] | None = Field(
        None, description="which tickets of the line; none: they are chosen"
    )
    amount: StrictInt | None = Field(
        None, description="in cents, if less goes back than was paid for it"
    )


class RefundRequest(BaseModel):
    """What goes back: of some items, an amount, or all that is left when there is neither."""

    order_id: UUID
    amount: StrictInt | None = Field(None, description="in cents", examples=[1500])
    items: list[RefundItem] | None = None
    reason: str | None = Field(None, examples=["Customer request"])
    internal_note: str | None = Field(None, description="for staff only")
    include_fees: StrictBool | None = Field(
        None, description="give shares of the service fee back too; none: as the event says"
    )
    idempotency_key: UUID = Field(
        description="made by the client; a repeat with it is no second refund"
    )


class RefundedItem(BaseModel):
    """What goes back for a ticket, or for some of a product, in cents."""

    order_item_id: UUID
    ticket_instance_id: UUID | None
    quantity: int
    amount: int
    fee_amount: int


class RefundOfPayment(BaseModel):
    """The part of a refund that goes back the way one payment came."""

    refund_id: UUID
    payment_id: UUID
    provider: str = Field(description="mollie, or manual: a person sends it and records that")
    amount: int
    status: str = Field(examples=["pending"])
    send_at: datetime | None = Field(description="when the payment provider is told")
    items: list[RefundedItem]


class Refund(BaseModel):
    """The refund; in several parts where the money came with several payments."""

    refund_id: UUID
    order_id: UUID
    status: str = Field(examples=["pending"])
    amount: int
    currency: str
    reason: str | None
    idempotency_key: UUID
    created_at: datetime
    refunds: list[RefundOfPayment]


@router.post("", response_model=Refund)
async def create_refund(body: RefundRequest, request: Request) -> dict[str, Any]:
    """Send money of an order back, as an owner or admin of its organisation.

    The refund is decided and written at once; the payment provider is told right after that, and
    the views `refunds` and `refund_items` show what became of it. A repeat with the same
    `idempotency_key` changes nothing and gets the same answer.
    """
    who = caller(request)
    if who.role != "authenticated":
        raise SignInRequired
    items = [item.model_dump(mode="json", exclude_none=True) for item in body.items or []]
    refund: dict[str, Any] = await services(request).database.call(
        CREATE_REFUND,
        {
            "order_id": body.order_id,
            "amount": body.amount,
            "items": None if body.items is None else items,
            "reason": body.reason,
            "internal_note": body.internal_note,
            "idempotency_key": body.idempotency_key,
            "include_fees": body.include_fees,
        },
        caller=who,
        limit=limit(request, "create_refund"),
    )
    return refund
