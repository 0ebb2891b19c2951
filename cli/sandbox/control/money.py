"""Payments, refunds and chargebacks: decide them, as customers and banks would."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, HTTPException

from cli.sandbox import chargebacks, merchants, payments, refunds, settlements
from cli.sandbox.context import Input, TheSite, TheWorld, known, possible
from cli.sandbox.errors import MollieError
from cli.sandbox.hal import Json, Site
from cli.sandbox.methods import METHODS
from cli.sandbox.money import read_amount
from cli.sandbox.payments import Payment
from cli.sandbox.world import World

router = APIRouter()


class Outcome(Input):
    status: Literal["pending", "authorized", "paid", "canceled", "expired", "failed"]
    method: str | None = None


class Forgery(Input):
    amount: dict[str, str] | None = None
    mode: Literal["test", "live"] | None = None
    profile: str | None = None


class Loss(Input):
    amount: dict[str, str] | None = None
    reason: str | None = None


class Payout(Input):
    paid_out: bool = True


class Step(Input):
    to: Literal["pending", "processing", "refunded", "failed", "canceled"]


def _find(world: World, payment_id: str) -> Payment:
    return known(payments.find(world, payment_id), f"payment {payment_id}")


def _render(world: World, site: Site, payment: Payment) -> Json:
    return payments.render(world, site, payment, sorted(payments.EMBEDS))


@router.get("/payments")
async def list_payments(world: TheWorld, site: TheSite, status: str | None = None) -> list[Json]:
    """All payments of all profiles, newest first, as Mollie shows them; ?status=open."""
    rows = world.store.rows(
        "select * from payments where :status is null or status = :status order by seq desc",
        status=status,
    )
    return [_render(world, site, payments.from_row(row)) for row in rows]


@router.get("/payments/{payment_id}")
async def get_payment(world: TheWorld, site: TheSite, payment_id: str) -> Json:
    """One payment with its refunds."""
    return _render(world, site, _find(world, payment_id))


@router.post("/payments/{payment_id}/outcome")
async def settle(world: TheWorld, site: TheSite, payment_id: str, outcome: Outcome) -> Json:
    """Decide a payment as its customer would: {"status": "paid", "method": "ideal"}.
    The method may be left out. The webhook goes out."""
    with world.store.transaction():
        payment = _find(world, payment_id)
        if outcome.method is not None:
            if outcome.method not in METHODS:
                raise HTTPException(422, f"There is no method {outcome.method}")
            payments.choose_method(world, payment, outcome.method)
        possible(lambda: payments.move(world, payment, outcome.status))
        return _render(world, site, payment)


@router.post("/payments/{payment_id}/expire")
async def expire(world: TheWorld, site: TheSite, payment_id: str) -> Json:
    """Let the payment's time run out now. The webhook goes out."""
    return await settle(world, site, payment_id, Outcome(status="expired"))


@router.post("/payments/{payment_id}/webhook")
async def call_webhook(world: TheWorld, payment_id: str) -> dict[str, list[int]]:
    """Call the payment's webhook although nothing changed."""
    with world.store.transaction():
        return {"calls": payments.notify(world, _find(world, payment_id), "by hand")}


@router.post("/payments/{payment_id}/forge")
async def forge(world: TheWorld, site: TheSite, payment_id: str, forgery: Forgery) -> Json:
    """Make the payment tell another amount, mode or profile: {"amount": {…}, "mode": "live"}.
    Nothing is announced. Mollie would never do this; attackers and bugs might."""
    with world.store.transaction():
        payment = _find(world, payment_id)
        if forgery.amount is not None:
            try:
                payment.amount = read_amount(forgery.amount, "amount")
            except MollieError as error:
                raise HTTPException(422, error.detail) from None
        payment.mode = forgery.mode or payment.mode
        payment.told_profile = forgery.profile or payment.told_profile
        payments.save(world, payment)
        return _render(world, site, payment)


@router.post("/refunds/{refund_id}/advance")
async def advance(world: TheWorld, site: TheSite, refund_id: str, step: Step | None = None) -> Json:
    """Bring a refund to its next state, or to a given one: {"to": "refunded"}.
    queued, pending, processing, refunded; failed from processing; canceled before that."""
    with world.store.transaction():
        refund = known(refunds.find(world, refund_id), f"refund {refund_id}")
        to = refunds.NEXT.get(refund.status) if step is None else step.to
        if to is None:
            raise HTTPException(409, f"Refund {refund.id} is {refund.status}, and stays so")
        possible(lambda: refunds.move(world, refund, to))
        return refunds.render(site, refund)


@router.post("/refunds/{refund_id}/fail")
async def fail(world: TheWorld, site: TheSite, refund_id: str) -> Json:
    """The bank sends the money back, whether the refund was under way or yet to be sent."""
    with world.store.transaction():
        refund = known(refunds.find(world, refund_id), f"refund {refund_id}")
        while refund.status in ("queued", "pending"):
            refunds.move(world, refund, refunds.NEXT[refund.status])
        possible(lambda: refunds.move(world, refund, "failed"))
        return refunds.render(site, refund)


@router.post("/payments/{payment_id}/refund", status_code=201)
async def refund_by_hand(world: TheWorld, site: TheSite, payment_id: str, loss: Loss) -> Json:
    """Send money back as a merchant does in Mollie's dashboard: {"amount": {…}}.
    Without an amount all that is left. The API's user learns of it by webhook."""
    with world.store.transaction():
        payment = _find(world, payment_id)
        try:
            amount = payment.amount.of(payment.remaining)
            if loss.amount is not None:
                amount = read_amount(loss.amount, "amount")
            return refunds.render(site, refunds.make(world, payment, amount))
        except MollieError as error:
            raise HTTPException(error.status, error.detail) from None


@router.post("/payments/{payment_id}/chargeback", status_code=201)
async def charge_back(world: TheWorld, site: TheSite, payment_id: str, loss: Loss) -> Json:
    """The customer's bank takes the money back: {"amount": {…}, "reason": "MD06"}.
    Without an amount all of it. The webhook goes out."""
    with world.store.transaction():
        payment = _find(world, payment_id)
        try:
            amount = None if loss.amount is None else read_amount(loss.amount, "amount")
            return chargebacks.render(
                site, chargebacks.receive(world, payment, amount, loss.reason)
            )
        except MollieError as error:
            raise HTTPException(error.status, error.detail) from None


@router.post("/chargebacks/{chargeback_id}/reverse")
async def reverse(world: TheWorld, site: TheSite, chargeback_id: str) -> Json:
    """The bank returns the money. Classic webhooks do not tell of it."""
    with world.store.transaction():
        chargeback = known(chargebacks.find(world, chargeback_id), f"chargeback {chargeback_id}")
        possible(lambda: chargebacks.reverse(world, chargeback))
        return chargebacks.render(site, chargeback)


@router.post("/merchants/{organization}/settlement", status_code=201)
async def pay_out(
    world: TheWorld, site: TheSite, organization: str, payout: Payout | None = None
) -> Json:
    """Close a merchant's balance now and pay out what is on it; {"paid_out": false} leaves it on
    its way to the bank. By itself that happens when the clock passes midnight (UTC)."""
    with world.store.transaction():
        known(merchants.find(world, organization), f"organization {organization}")
        made = settlements.close(world, organization)
        if made is None:
            raise HTTPException(409, f"{organization} has nothing that could be paid out")
        if payout is None or payout.paid_out:
            settlements.move(world, made, "paidout")
        return settlements.render(world, site, known(settlements.find(world, made["id"]), "it"))


@router.post("/settlements/{settlement}/fail")
async def return_payout(world: TheWorld, site: TheSite, settlement: str) -> Json:
    """The bank does not take a settlement, or returns it: its money is on the balance again."""
    with world.store.transaction():
        row = known(settlements.find(world, settlement), f"settlement {settlement}")
        possible(lambda: settlements.move(world, row, "failed"))
        return settlements.render(world, site, known(settlements.find(world, row["id"]), "it"))
