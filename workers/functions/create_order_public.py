"""Places an order and starts its payment: what a shop calls when its customer presses "buy"."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StrictBool

from workers.context import caller, limit, service, services
from workers.errors import EntreeError
from workers.payments import open_checkout
from workers.routines import CREATE_ORDER

router = APIRouter()


class OrderRequest(BaseModel):
    """A cart and its buyer."""

    event_id: UUID
    items: list[dict[str, Any]] = Field(
        description="tickets, with who takes part, and products; as in the RPC create_order",
        examples=[[{"ticket_type_id": "01990000-0000-7000-8000-000000000001", "quantity": 2}]],
    )
    email: str = Field(examples=["zoe@example.org"])
    purchaser_name: str | None = None
    user_token: str | None = Field(None, description="the buyer's access token, if signed in")
    promo_code: str | None = None
    accept_terms: StrictBool | None = Field(
        None, description="the buyer accepts the event's terms, where it has any"
    )
    invoice_details: dict[str, Any] | None = Field(
        None, description="the buyer wants an invoice: {} or as in the RPC request_invoice"
    )
    waitlist_token: str | None = Field(
        None, description="of whoever was offered places on a waitlist: the order takes these"
    )
    idempotency_key: str | None = Field(
        None, description="made by the client; a repeat with it is no second order"
    )
    language: Literal["nl", "en"] | None = Field(
        None, description="what the buyer reads; none: after the Accept-Language header"
    )
    return_url: str | None = Field(
        None, description="where the buyer goes after paying; none: a page of our own"
    )


class PlacedOrder(BaseModel):
    """The order. Amounts are in the currency's smallest unit."""

    order_id: UUID
    order_number: str
    status: str = Field(examples=["pending"])
    public_token: str = Field(description="shows the order to whoever has it; keep it")
    checkout_url: str | None = Field(description="where the buyer pays; none: nothing to pay")
    expires_at: datetime | None = Field(description="until when the places are held")
    total_amount: int
    currency: str


@router.post("", response_model=PlacedOrder)
async def create_order_public(body: OrderRequest, request: Request) -> dict[str, Any]:
    """Place an order, as a guest or signed in.

    Prices come from the event, places are held at once. A free order is paid at once; for another
    one send the buyer to `checkout_url`. When the payment provider does not answer, the order is
    kept and the error's details hold it: repeat the request with the same `idempotency_key`, or
    call `create-payment` with its `public_token`.
    """
    order: dict[str, Any] = await services(request).database.call(
        CREATE_ORDER,
        {
            "event_id": body.event_id,
            "items": body.items,
            "email": body.email,
            "purchaser_name": body.purchaser_name,
            "language": body.language,
            "idempotency_key": body.idempotency_key,
            "return_url": body.return_url,
            "promo_code": body.promo_code,
            "accept_terms": body.accept_terms,
            "invoice_details": body.invoice_details,
            "waitlist_token": body.waitlist_token,
        },
        caller=caller(request, body.user_token),
        limit=limit(request, "create_order"),
    )
    if order["status"] == "pending":
        try:
            order["checkout_url"] = await open_checkout(
                services(request), order["public_token"], service(request)
            )
        except EntreeError as error:
            error.details |= order
            raise
    return order
