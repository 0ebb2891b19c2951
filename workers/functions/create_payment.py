"""Starts the payment of an order that waits for one, or lost the one it had."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import limit, service, services
from workers.payments import open_checkout

router = APIRouter()


class PaymentRequest(BaseModel):
    """Which order."""

    public_token: str = Field(description="the order's token, from create-order-public")


class Checkout(BaseModel):
    """Where to pay."""

    checkout_url: str


@router.post("")
async def create_payment(body: PaymentRequest, request: Request) -> Checkout:
    """Get the address at which an order can be paid.

    An order whose payment failed, was cancelled or expired is reopened if there are still places;
    an open payment is given back as it is.
    """
    await services(request).database.hit(limit(request, "create_payment"))
    url = await open_checkout(services(request), body.public_token, service(request))
    return Checkout(checkout_url=url)
