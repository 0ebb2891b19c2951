"""Chargebacks: the bank takes a payment's money back for its customer, and may return it.

There is no status: a chargeback is open until it has been reversed. The payment stays paid. Mollie
calls the payment's webhook when one is received, and not when it is reversed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli.sandbox import balances, events, payments
from cli.sandbox.balances import Movement
from cli.sandbox.clock import iso
from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid, unknown
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.money import Amount
from cli.sandbox.payments import Part, Payment
from cli.sandbox.payments_api import find_own, seen_payments
from cli.sandbox.store import Row
from cli.sandbox.world import World

# Reasons that banks give for direct debits; other methods give none.
REASONS = {
    "AC04": "Account closed",
    "AM04": "Insufficient funds",
    "MD01": "No mandate",
    "MD06": "Returned by the customer",
}

SCHEMA = """
create table chargebacks (
  seq integer primary key autoincrement,
  id text not null unique,
  payment text not null,
  profile text not null,
  currency text not null,
  units integer not null,
  reason text,
  created_at real not null,
  reversed_at real
);
create index chargebacks_payment on chargebacks (payment);
create index chargebacks_profile on chargebacks (profile, seq)
"""


@dataclass
class Chargeback:
    """`reason` is one of REASONS, or None."""

    id: str
    payment: str
    profile: str
    amount: Amount
    reason: str | None
    created_at: float
    reversed_at: float | None = None


class ImpossibleMove(Exception):
    """The chargeback was reversed already."""


def from_row(row: Row) -> Chargeback:
    return Chargeback(
        id=row["id"],
        payment=row["payment"],
        profile=row["profile"],
        amount=Amount(row["currency"], row["units"]),
        reason=row["reason"],
        created_at=row["created_at"],
        reversed_at=row["reversed_at"],
    )


def find(world: World, chargeback_id: str) -> Chargeback | None:
    row = world.store.row("select * from chargebacks where id = :id", id=chargeback_id)
    return None if row is None else from_row(row)


def receive(
    world: World, payment: Payment, amount: Amount | None = None, reason: str | None = None
) -> Chargeback:
    """The bank takes an amount back, by default all that it has not taken yet."""
    left = payment.amount.units - payment.charged_back
    amount = amount or payment.amount.of(left)
    if payment.status != "paid":
        raise invalid("The payment is not paid and cannot be charged back")
    if amount.currency != payment.amount.currency or not 0 < amount.units <= left:
        raise invalid("The specified amount cannot be charged back", "amount")
    if reason is not None and reason not in REASONS:
        raise invalid("The reason is unknown", "reason")
    chargeback = Chargeback(
        id=world.new_id("chb_"),
        payment=payment.id,
        profile=payment.profile,
        amount=amount,
        reason=reason,
        created_at=world.clock.now(),
    )
    world.store.execute(
        "insert into chargebacks (id, payment, profile, currency, units, reason, created_at)"
        " values (:id, :payment, :profile, :currency, :units, :reason, :created_at)",
        id=chargeback.id,
        payment=payment.id,
        profile=payment.profile,
        currency=amount.currency,
        units=amount.units,
        reason=reason,
        created_at=chargeback.created_at,
    )
    payment.charged_back += amount.units
    payments.save(world, payment)
    _book(world, payment, chargeback, "chargeback", -1)
    payments.notify(world, payment, "chargeback received")
    _publish(world, payment, chargeback, "received")
    return chargeback


def reverse(world: World, chargeback: Chargeback) -> None:
    """The bank returns the money. No webhook tells of it; the next-generation ones do."""
    if chargeback.reversed_at is not None:
        raise ImpossibleMove(f"Chargeback {chargeback.id} was reversed already")
    chargeback.reversed_at = world.clock.now()
    world.store.execute(
        "update chargebacks set reversed_at = :at where id = :id",
        at=chargeback.reversed_at,
        id=chargeback.id,
    )
    payment = payments.find(world, chargeback.payment)
    if payment is None:
        raise LookupError(f"chargeback {chargeback.id} has no payment")
    payment.charged_back -= chargeback.amount.units
    payments.save(world, payment)
    _book(world, payment, chargeback, "chargeback-reversal", 1)
    _publish(world, payment, chargeback, "reversed")


def _book(world: World, payment: Payment, chargeback: Chargeback, kind: str, sign: int) -> None:
    about = {
        "paymentId": payment.id,
        "paymentDescription": str(payment.given["description"]),
        "chargebackId": chargeback.id,
        "chargebackDescription": REASONS.get(chargeback.reason or "", "Charged back"),
    }
    moved = chargeback.amount.of(sign * chargeback.amount.units)
    movement = Movement(kind, moved, about, payment.method, payment.id, chargeback.id)
    balances.book(world, payment.organization, movement)


def _publish(world: World, payment: Payment, chargeback: Chargeback, what: str) -> None:
    events.publish(
        world,
        events.Subject(payment.organization, payment.id, f"payments/{payment.id}/chargebacks"),
        f"chargeback.{what}",
        chargeback.id,
        lambda site: render(site, chargeback),
    )


def render(site: Site, chargeback: Chargeback) -> Json:
    here = f"payments/{chargeback.payment}"
    body: Json = {
        "resource": "chargeback",
        "id": chargeback.id,
        "amount": chargeback.amount.json(),
        "paymentId": chargeback.payment,
        "createdAt": iso(chargeback.created_at),
        "reversedAt": None if chargeback.reversed_at is None else iso(chargeback.reversed_at),
        "_links": {
            "self": site.resource(f"{here}/chargebacks/{chargeback.id}"),
            "payment": site.resource(here),
            "documentation": documentation("get-chargeback"),
        },
    }
    if chargeback.reason is not None:
        body["reason"] = {
            "code": chargeback.reason,
            "description": REASONS[chargeback.reason],
        }
    return body


def _render_all(world: World, site: Site, payment: Payment) -> list[Json]:
    rows = world.store.rows(
        "select * from chargebacks where payment = :payment order by seq desc", payment=payment.id
    )
    return [render(site, from_row(row)) for row in rows]


payments.PARTS["chargebacks"] = Part("chargebacks", _render_all)


def _render_embedding(call: Call, chargeback: Chargeback) -> Json:
    body = render(call.site, chargeback)
    embed = call.query.get("embed")
    if embed not in (None, "", "payment"):
        raise MollieError(400, "The embed parameter contains an invalid value", "embed")
    payment = payments.find(call.world, chargeback.payment) if embed else None
    if payment is not None:
        body["_embedded"] = {"payment": payments.render(call.world, call.site, payment)}
    return body


def get(call: Call) -> Answer:
    payment = find_own(call)
    chargeback = find(call.world, call.path["chargeback"])
    if chargeback is None or chargeback.payment != payment.id:
        raise unknown(call.path["chargeback"])
    return Answer(200, _render_embedding(call, chargeback))


def _list(call: Call, source: str, values: dict[str, Any], path: str, documented: str) -> Answer:
    listing = Listing(
        source=f"chargebacks where {source}",
        values=values,
        render=lambda row: _render_embedding(call, from_row(row)),
        name="chargebacks",
        path=path,
        documented=documented,
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def list_of_payment(call: Call) -> Answer:
    payment = find_own(call)
    path = f"payments/{payment.id}/chargebacks"
    return _list(call, "payment = :payment", {"payment": payment.id}, path, "list-chargebacks")


def list_all(call: Call) -> Answer:
    condition, values = seen_payments(call)
    source = f"payment in (select id from payments where {condition})"  # noqa: S608 (fixed texts)
    return _list(call, source, values, "chargebacks", "list-all-chargebacks")


_EMBED = frozenset({"embed"})
_READ = "payments.read"
_OF_PAYMENT = "/payments/{payment}/chargebacks"
ENDPOINTS = [
    Endpoint("GET", _OF_PAYMENT, list_of_payment, query=Page.PARAMETERS | _EMBED, scope=_READ),
    Endpoint("GET", _OF_PAYMENT + "/{chargeback}", get, query=_EMBED, scope=_READ),
    Endpoint(
        "GET", "/chargebacks", list_all, query=Page.PARAMETERS | _EMBED | {"profileId"}, scope=_READ
    ),
]
