"""The pages where a customer pays: choose a method, choose how the payment ends, go back.

The addresses and hooks are those of Mollie's test mode: radio buttons whose values are the names of
the states, and one `.button`, so that a browser test that drives Mollie's page drives this one.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cli.sandbox import payments, refunds
from cli.sandbox.context import TheWorld
from cli.sandbox.errors import MollieError
from cli.sandbox.methods import METHODS, Method
from cli.sandbox.money import read_amount
from cli.sandbox.pages import page
from cli.sandbox.payments import CHANGE, CHECKOUT, Payment
from cli.sandbox.world import World

OUTCOMES = {
    "paid": "The customer pays.",
    "failed": "The payment does not work out.",
    "canceled": "The customer changes their mind.",
    "expired": "The customer lets the time run out.",
    "pending": "The bank has yet to confirm.",
    "open": "The customer leaves the page, nothing is decided.",
}


router = APIRouter(prefix="/checkout", include_in_schema=False)


@router.get("/select-method/{suffix}")
async def select_method(world: TheWorld, suffix: str) -> Response:
    payment = payments.find(world, f"tr_{suffix}")
    if payment is None:
        return _not_found()
    if payment.status != "open":
        return _over(payment)
    return page("methods.html", payment=payment, methods=_offered(payment))


@router.get("/test-mode")
async def show(world: TheWorld, token: str = "", method: str = "") -> Response:
    kind, payment = _find(world, token)
    if payment is None:
        return _not_found()
    if kind == CHANGE:
        return page("refund.html", payment=payment, error=None)
    if payment.status not in ("open", "pending"):
        return _over(payment)
    offered = {candidate.id: candidate for candidate in _offered(payment)}
    if method not in offered:
        return page("methods.html", payment=payment, methods=list(offered.values()))
    outcomes = {
        state: meaning
        for state, meaning in OUTCOMES.items()
        if state == payment.status or state in payments.MOVES[payment.status]
    }
    return page(
        "outcome.html",
        payment=payment,
        method=offered[method],
        outcomes=outcomes,
        second_try=_has_second_try(world, payment),
    )


@router.post("/test-mode")
async def decide(world: TheWorld, request: Request, token: str = "", method: str = "") -> Response:
    fields = parse_qs((await request.body()).decode("utf-8", "replace"))
    form = {name: values[0] for name, values in fields.items()}
    with world.store.transaction():
        kind, payment = _find(world, token)
        if payment is None:
            return _not_found()
        if kind == CHANGE:
            return _refund(world, payment, form)
        return _settle(world, payment, method, form)


def _find(world: World, token: str) -> tuple[str, Payment | None]:
    """What kind of page the token is for, and whose; there is none to change what is not paid."""
    kind, rest = token[:2], token[2:]
    payment = payments.find_by_token(world, rest) if kind in (CHECKOUT, CHANGE) else None
    if payment is not None and kind == CHANGE and payment.status != "paid":
        payment = None
    return kind, payment


def _settle(world: World, payment: Payment, method: str, form: dict[str, str]) -> Response:
    outcome = form.get("final_state", "")
    if payment.is_final and outcome == payment.status:
        return _back(payment)  # a second click on the same button
    if payment.is_final or method not in {offered.id for offered in _offered(payment)}:
        return _over(payment, 409)
    if outcome not in payments.MOVES[payment.status] & OUTCOMES.keys() | {payment.status}:
        return page("message.html", 422, title="Choose how the payment ends", payment=payment)
    if outcome in ("failed", "canceled") and _has_second_try(world, payment):
        return RedirectResponse(f"/checkout/select-method/{payment.id.removeprefix('tr_')}", 303)
    payments.choose_method(world, payment, method)
    if outcome != payment.status:
        payments.move(world, payment, outcome)
    return _back(payment)


def _back(payment: Payment) -> Response:
    """To the shop. The address says nothing of the outcome, as at Mollie."""
    if payment.given.get("redirectUrl") is None:
        return _over(payment)
    cancel_url = payment.given.get("cancelUrl") if payment.status == "canceled" else None
    return RedirectResponse(cancel_url or payment.given["redirectUrl"], 303)


def _refund(world: World, payment: Payment, form: dict[str, str]) -> Response:
    """What a merchant does in Mollie's dashboard: send money back, unknown to the API's user."""
    value = {"currency": payment.amount.currency, "value": form.get("amount", "").strip()}
    try:
        refund = refunds.make(world, payment, read_amount(value, "amount"))
    except MollieError as error:
        return page("refund.html", error.status, payment=payment, error=error.detail)
    title = f"Refund {refund.id} is {refund.status}"
    return page("message.html", title=title, payment=payment)


def _offered(payment: Payment) -> list[Method]:
    """The methods that the merchant allows and that can take the amount."""
    if payment.method is not None:
        return [METHODS[payment.method]]
    allowed = payment.choice or METHODS
    return [
        METHODS[name]
        for name in allowed
        if METHODS[name].takes(payment.amount) and payment.sequence in METHODS[name].sequences
    ]


def _has_second_try(world: World, payment: Payment) -> bool:
    return world.settings.second_try and len(payment.choice) != 1


def _over(payment: Payment, status: int = 200) -> HTMLResponse:
    return page("message.html", status, title=f"This payment is {payment.status}", payment=payment)


def _not_found() -> HTMLResponse:
    return page("message.html", 404, title="There is no such payment", payment=None)
