"""Refunds: what one is, the states it goes through, and its endpoints.

    queued -> pending -> processing -> refunded | failed
    queued | pending -> canceled

The money of a failed or canceled refund can be refunded again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cli.sandbox import balances, events, payments
from cli.sandbox.balances import Movement
from cli.sandbox.clock import iso
from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid, unknown
from cli.sandbox.fields import read_metadata
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.money import Amount, read_amount
from cli.sandbox.payments import Part, Payment
from cli.sandbox.payments_api import find_own, seen_payments
from cli.sandbox.store import Row
from cli.sandbox.world import Timer, World

MOVES: dict[str, frozenset[str]] = {
    "queued": frozenset({"pending", "canceled"}),
    "pending": frozenset({"processing", "canceled"}),
    "processing": frozenset({"refunded", "failed"}),
    "refunded": frozenset(),
    "failed": frozenset(),
    "canceled": frozenset(),
}
# The state that time alone brings.
NEXT = {"queued": "pending", "pending": "processing", "processing": "refunded"}
_ANNOUNCED = frozenset({"processing", "refunded", "failed"})
_GIVES_BACK = frozenset({"failed", "canceled"})
# An equal refund of the same payment within this time is taken for a slip.
_DUPLICATE_WINDOW = 3600.0

SCHEMA = """
create table refunds (
  seq integer primary key autoincrement,
  id text not null unique,
  payment text not null,
  profile text not null,
  status text not null,
  currency text not null,
  units integer not null,
  description text not null,
  metadata text not null,
  created_at real not null,
  due_at real
);
create index refunds_payment on refunds (payment);
create index refunds_profile on refunds (profile, seq);
create index refunds_due on refunds (due_at) where due_at is not null
"""


@dataclass
class Refund:
    """`due_at` is when time moves it on; None: only by hand, or never."""

    id: str
    payment: str
    profile: str
    amount: Amount
    description: str
    metadata: Any
    created_at: float
    status: str
    due_at: float | None = None


class ImpossibleMove(Exception):
    """The refund's state does not allow that."""

    def __init__(self, refund: Refund, to: str) -> None:
        super().__init__(f"Refund {refund.id} is {refund.status} and cannot become {to}")


def from_row(row: Row) -> Refund:
    return Refund(
        id=row["id"],
        payment=row["payment"],
        profile=row["profile"],
        amount=Amount(row["currency"], row["units"]),
        description=row["description"],
        metadata=json.loads(row["metadata"]),
        created_at=row["created_at"],
        status=row["status"],
        due_at=row["due_at"],
    )


def find(world: World, refund_id: str) -> Refund | None:
    row = world.store.row("select * from refunds where id = :id", id=refund_id)
    return None if row is None else from_row(row)


def make(
    world: World, payment: Payment, amount: Amount, description: str = "", metadata: Any = None
) -> Refund:
    """Refund an amount of a payment, or the error Mollie answers when that cannot be."""
    if payment.status != "paid":
        raise invalid("The payment is not paid and cannot be refunded")
    if amount.currency != payment.amount.currency:
        raise invalid("The amount contains an invalid currency", "amount.currency")
    if amount.units <= 0:
        raise invalid("The amount is lower than the minimum", "amount.value")
    if _has_twin(world, payment, amount):
        raise MollieError(409, "A duplicate refund has been detected")
    if amount.units > payment.remaining:
        raise invalid("The specified amount cannot be refunded", "amount.value")
    refund = Refund(
        id=world.new_id("re_"),
        payment=payment.id,
        profile=payment.profile,
        amount=amount,
        description=description or str(payment.given["description"]),
        metadata=metadata,
        created_at=world.clock.now(),
        status=world.settings.refunds_start,
    )
    refund.due_at = _due(world, refund.status, refund.created_at)
    world.store.execute(
        "insert into refunds (id, payment, profile, status, currency, units, description,"
        " metadata, created_at, due_at) values (:id, :payment, :profile, :status, :currency,"
        " :units, :description, :metadata, :created_at, :due_at)",
        id=refund.id,
        payment=refund.payment,
        profile=refund.profile,
        status=refund.status,
        currency=amount.currency,
        units=amount.units,
        description=refund.description,
        metadata=json.dumps(metadata),
        created_at=refund.created_at,
        due_at=refund.due_at,
    )
    payment.refunded += amount.units
    payments.save(world, payment)
    _publish(world, payment, refund)
    return refund


def _publish(world: World, payment: Payment, refund: Refund) -> None:
    events.publish(
        world,
        events.Subject(payment.organization, payment.id, f"payments/{payment.id}/refunds"),
        f"refund.{refund.status}",
        refund.id,
        lambda site: render(site, refund),
    )


def _has_twin(world: World, payment: Payment, amount: Amount) -> bool:
    return (
        world.store.row(
            "select 1 from refunds where payment = :payment and units = :units"
            " and status not in ('failed', 'canceled') and created_at > :since",
            payment=payment.id,
            units=amount.units,
            since=world.clock.now() - _DUPLICATE_WINDOW,
        )
        is not None
    )


def _due(world: World, status: str, since: float) -> float | None:
    seconds = {
        "pending": world.settings.refund_pending_seconds,
        "processing": world.settings.refund_processing_seconds,
    }.get(status)
    return None if seconds is None else since + world.scaled(seconds)


def move(world: World, refund: Refund, to: str, since: float | None = None) -> None:
    """Bring the refund into a state, and tell the merchant if it is one Mollie tells about.

    `since` is when that happened, now by default.
    """
    if to not in MOVES[refund.status]:
        raise ImpossibleMove(refund, to)
    refund.status = to
    refund.due_at = _due(world, to, world.clock.now() if since is None else since)
    world.store.execute(
        "update refunds set status = :status, due_at = :due where id = :id",
        status=to,
        due=refund.due_at,
        id=refund.id,
    )
    payment = payments.find(world, refund.payment)
    if payment is None:
        raise LookupError(f"refund {refund.id} has no payment")
    if to == "refunded":
        balances.book(world, payment.organization, _leaving(payment, refund))
    if to in _GIVES_BACK:
        payment.refunded -= refund.amount.units
        payments.save(world, payment)
    if to in _ANNOUNCED:
        payments.notify(world, payment, f"refund {to}")
    _publish(world, payment, refund)


def _leaving(payment: Payment, refund: Refund) -> Movement:
    about = {
        "paymentId": payment.id,
        "paymentDescription": str(payment.given["description"]),
        "refundId": refund.id,
        "refundDescription": refund.description,
    }
    taken = refund.amount.of(-refund.amount.units)
    return Movement("refund", taken, about, payment.method, payment.id, refund.id)


def render(site: Site, refund: Refund) -> Json:
    return {
        "resource": "refund",
        "id": refund.id,
        "mode": "test",
        "description": refund.description,
        "amount": refund.amount.json(),
        "status": refund.status,
        "metadata": refund.metadata,
        "paymentId": refund.payment,
        "createdAt": iso(refund.created_at),
        "_links": {
            "self": site.resource(f"payments/{refund.payment}/refunds/{refund.id}"),
            "payment": site.resource(f"payments/{refund.payment}"),
            "documentation": documentation("get-refund"),
        },
    }


def _render_all(world: World, site: Site, payment: Payment) -> list[Json]:
    # A canceled refund is gone from the API: Mollie's specification answers 404 to its id.
    rows = world.store.rows(
        "select * from refunds where payment = :payment and status <> 'canceled' order by seq desc",
        payment=payment.id,
    )
    return [render(site, from_row(row)) for row in rows]


payments.PARTS["refunds"] = Part("refunds", _render_all)


def create(call: Call) -> Answer:
    payment = find_own(call)
    amount = read_amount(call.body.get("amount"), "amount")
    description = call.body.get("description") or ""
    if not isinstance(description, str):
        raise invalid("The description is invalid", "description")
    metadata = read_metadata(call.body)
    refund = make(call.world, payment, amount, description[:255], metadata)
    return Answer(201, render(call.site, refund))


def _find_own(call: Call) -> Refund:
    payment = find_own(call)
    refund = find(call.world, call.path["refund"])
    if refund is None or refund.payment != payment.id or refund.status == "canceled":
        raise unknown(call.path["refund"])
    return refund


def _render_embedding(call: Call, refund: Refund) -> Json:
    body = render(call.site, refund)
    embed = call.query.get("embed")
    if embed not in (None, "", "payment"):
        raise MollieError(400, "The embed parameter contains an invalid value", "embed")
    payment = payments.find(call.world, refund.payment) if embed else None
    if payment is not None:
        body["_embedded"] = {"payment": payments.render(call.world, call.site, payment)}
    return body


def get(call: Call) -> Answer:
    return Answer(200, _render_embedding(call, _find_own(call)))


def cancel(call: Call) -> Answer:
    refund = _find_own(call)
    try:
        move(call.world, refund, "canceled")
    except ImpossibleMove:
        raise invalid("The refund can no longer be canceled") from None
    return Answer(204)


def _list(call: Call, source: str, values: dict[str, Any], path: str, documented: str) -> Answer:
    listing = Listing(
        source=f"refunds where status <> 'canceled' and {source}",
        values=values,
        render=lambda row: _render_embedding(call, from_row(row)),
        name="refunds",
        path=path,
        documented=documented,
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def list_of_payment(call: Call) -> Answer:
    payment = find_own(call)
    path = f"payments/{payment.id}/refunds"
    return _list(call, "payment = :payment", {"payment": payment.id}, path, "list-refunds")


def list_all(call: Call) -> Answer:
    condition, values = seen_payments(call)
    source = f"payment in (select id from payments where {condition})"  # noqa: S608 (fixed texts)
    return _list(call, source, values, "refunds", "list-all-refunds")


def _next_due(world: World) -> float | None:
    due: float | None = world.store.value("select min(due_at) from refunds")
    return due


def _advance(world: World) -> None:
    for row in world.store.rows(
        "select * from refunds where due_at <= :now order by due_at", now=world.clock.now()
    ):
        # Counted from when it was due, so that a clock moved by a day brings a day's progress.
        move(world, from_row(row), NEXT[row["status"]], since=row["due_at"])


ADVANCE = Timer(next_due=_next_due, run=_advance)

_EMBED = frozenset({"embed"})
_READ, _WRITE = "refunds.read", "refunds.write"
ENDPOINTS = [
    Endpoint(
        "POST",
        "/payments/{payment}/refunds",
        create,
        body=frozenset({"amount", "description", "metadata"}),
        scope=_WRITE,
    ),
    Endpoint(
        "GET",
        "/payments/{payment}/refunds",
        list_of_payment,
        query=Page.PARAMETERS | _EMBED,
        scope=_READ,
    ),
    Endpoint("GET", "/payments/{payment}/refunds/{refund}", get, query=_EMBED, scope=_READ),
    Endpoint("DELETE", "/payments/{payment}/refunds/{refund}", cancel, scope=_WRITE),
    Endpoint(
        "GET", "/refunds", list_all, query=Page.PARAMETERS | _EMBED | {"profileId"}, scope=_READ
    ),
]
