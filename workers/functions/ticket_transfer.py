"""Hands a ticket on to somebody else by e-mail: offered, claimed, declined, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from workers.context import caller, limit, service, services
from workers.errors import EntreeError
from workers.payments import open_checkout
from workers.routines import (
    ACCEPT_TRANSFER,
    CREATE_TRANSFER,
    DECLINE_TRANSFER,
    RESEND_TRANSFER,
    WITHDRAW_TRANSFER,
    Routine,
)

router = APIRouter()

Action = Literal["create", "resend", "withdraw", "accept", "decline"]

ROUTINES: dict[Action, Routine] = {
    "create": CREATE_TRANSFER,
    "resend": RESEND_TRANSFER,
    "withdraw": WITHDRAW_TRANSFER,
    "accept": ACCEPT_TRANSFER,
    "decline": DECLINE_TRANSFER,
}


class TransferRequest(BaseModel):
    """What is to be done, and what the RPC of that name needs for it."""

    action: Action
    ticket_instance_id: UUID | None = Field(None, description="create: which ticket")
    to_email: str | None = Field(None, description="create: to whom", examples=["nina@example.org"])
    transfer_id: UUID | None = Field(None, description="resend, withdraw: which offer")
    token: str | None = Field(None, description="accept, decline: the token of the mail")
    registration: dict[str, Any] | None = Field(
        None, description="accept: who takes part; as in the RPC create_order"
    )
    language: Literal["nl", "en"] | None = Field(
        None, description="create, accept: what whoever gets the ticket reads"
    )
    public_token: str | None = Field(
        None, description="create, resend, withdraw: the token of the order or ticket of a guest"
    )
    user_token: str | None = Field(None, description="the caller's access token, if signed in")


class Transferred(BaseModel):
    """How the offer stands now, and for who accepts it the ticket or where to pay the fee."""

    transfer_id: UUID
    status: str = Field(examples=["pending"])
    ticket_instance_id: UUID | None = None
    to_email: str | None = None
    fee_amount: int | None = Field(None, description="in cents")
    expires_at: datetime | None = None
    order_id: UUID | None = Field(None, description="accept: the order of the fee")
    public_token: str | None = Field(
        None, description="accept: opens the ticket, or while it is paid for the order of the fee"
    )
    checkout_url: str | None = Field(None, description="accept: where the fee is paid")


@router.post("", response_model=Transferred, response_model_exclude_none=True)
async def ticket_transfer(body: TransferRequest, request: Request) -> dict[str, Any]:
    """Offer a ticket to an e-mail address, send that again or take it back; accept or decline it.

    Where the event asks a fee, `accept` gives the address at which it is paid; the ticket changes
    hands once it is.
    """
    routine = ROUTINES[body.action]
    given = body.model_dump(include=set(routine.parameters))
    answer: dict[str, Any] = await services(request).database.call(
        routine, given, caller=caller(request, body.user_token), limit=limit(request, "transfer")
    )
    if answer["status"] == "paying":
        try:
            answer["checkout_url"] = await open_checkout(
                services(request), answer["public_token"], service(request)
            )
        except EntreeError as error:
            error.details |= answer
            raise
    return answer
