"""Mandates: what a customer's first payment leaves behind, and what may be collected with.

A first payment that is paid makes one: by card and PayPal of the same kind, by every other method
for direct debits. Collecting takes a valid one; while it is invalid, subscriptions are suspended.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cli.sandbox import customers, payments
from cli.sandbox.clock import iso
from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid, missing
from cli.sandbox.fields import read_date
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.payments import Payment
from cli.sandbox.store import Row
from cli.sandbox.world import World

KINDS = ("creditcard", "directdebit", "paypal")
STATUSES = ("valid", "pending", "invalid")

SCHEMA = """
create table mandates (
  seq integer primary key autoincrement,
  id text not null unique,
  customer text not null,
  status text not null,
  method text not null,
  consumer_name text,
  consumer_account text,
  signature_date text not null,
  reference text,
  created_at real not null,
  revoked_at real
);
create index mandates_customer on mandates (customer, seq)
"""

# Who hears that a mandate became valid, invalid, or was revoked (None).
LISTENERS: list[Callable[[World, str, str | None], None]] = []


def add(
    world: World,
    customer: str,
    method: str,
    status: str = "valid",
    **more: Any,
) -> str:
    now = world.clock.now()
    token = world.new_id("mdt_")
    world.store.execute(
        "insert into mandates (id, customer, status, method, consumer_name, consumer_account,"
        " signature_date, reference, created_at)"
        " values (:id, :customer, :status, :method, :name, :account, :signed, :reference, :now)",
        id=token,
        customer=customer,
        status=status,
        method=method,
        name=more.get("name", "T. TEST"),
        account=more.get("account", "NL53INGB0000000000"),
        signed=more.get("signed") or datetime.fromtimestamp(now, UTC).date().isoformat(),
        reference=more.get("reference"),
        now=now,
    )
    return token


def find(world: World, mandate_id: str) -> Row | None:
    return world.store.row(
        "select * from mandates where id = :id and revoked_at is null", id=mandate_id
    )


def usable(
    world: World, customer: str, wanted: str | None, states: tuple[str, ...] = ("valid",)
) -> Row | None:
    """The mandate that would be collected with: the one that is wanted, else the newest."""
    rows = world.store.rows(
        "select * from mandates where customer = :customer and revoked_at is null"
        " and (:wanted is null or id = :wanted) order by seq desc",
        customer=customer,
        wanted=wanted,
    )
    return next((row for row in rows if row["status"] in states), None)


def change(world: World, mandate_id: str, status: str) -> None:
    """As a bank does: a mandate becomes valid, or can no longer be used."""
    world.store.execute(
        "update mandates set status = :status where id = :id", status=status, id=mandate_id
    )
    for listen in LISTENERS:
        listen(world, mandate_id, status)


def revoke(world: World, mandate_id: str) -> None:
    world.store.execute(
        "update mandates set status = 'invalid', revoked_at = :now where id = :id",
        now=world.clock.now(),
        id=mandate_id,
    )
    for listen in LISTENERS:
        listen(world, mandate_id, None)


def _of_first_payment(world: World, payment: Payment) -> None:
    """A first payment that is paid leaves a mandate behind."""
    if payment.given.get("sequenceType") != "first":
        return
    kind = payment.method if payment.method in ("creditcard", "paypal") else "directdebit"
    payment.given["mandateId"] = add(
        world, payment.given["customerId"], kind, world.settings.first_mandates
    )


payments.WHEN_PAID.append(_of_first_payment)


def _end_all(world: World, customer: str) -> None:
    for row in world.store.rows(
        "select id from mandates where customer = :customer and revoked_at is null",
        customer=customer,
    ):
        revoke(world, row["id"])


customers.ENDINGS.append(_end_all)


def render(site: Site, row: Row) -> Json:
    customer = f"customers/{row['customer']}"
    details: Json = {
        "consumerName": row["consumer_name"],
        "consumerAccount": row["consumer_account"],
        "consumerBic": "INGBNL2A",
    }
    if row["method"] == "creditcard":
        details = {
            "cardHolder": row["consumer_name"],
            "cardNumber": "6787",
            "cardLabel": "Mastercard",
            "cardFingerprint": "fHB3CCKx9REkz8fPplT8N4nq",
            "cardExpiryDate": "2031-03-31",
        }
    return {
        "resource": "mandate",
        "id": row["id"],
        "mode": "test",
        "status": row["status"],
        "method": row["method"],
        "details": details,
        "mandateReference": row["reference"],
        "signatureDate": row["signature_date"],
        "customerId": row["customer"],
        "scopes": ["customer-not-present"],
        "createdAt": iso(row["created_at"]),
        "_links": {
            "self": site.resource(f"{customer}/mandates/{row['id']}"),
            "customer": site.resource(customer),
            "documentation": documentation("get-mandate"),
        },
    }


def create(call: Call) -> Answer:
    customer = customers.find_own(call)
    body = call.body
    if body.get("method") is None:
        raise missing("method")
    if body["method"] != "directdebit":
        raise invalid("The sandbox makes mandates for direct debits only", "method")
    for field in ("consumerName", "consumerAccount"):
        if not isinstance(body.get(field), str) or not body[field]:
            raise missing(field)
    token = add(
        call.world,
        customer["id"],
        "directdebit",
        name=body["consumerName"],
        account=body["consumerAccount"],
        signed=read_date(body, "signatureDate"),
        reference=body.get("mandateReference"),
    )
    row = find(call.world, token)
    assert row is not None  # noqa: S101 (inserted above)
    return Answer(201, render(call.site, row))


def _find_own(call: Call) -> Row:
    customer, token = customers.find_own(call), call.path["mandate"]
    row = find(call.world, token)
    if row is None or row["customer"] != customer["id"]:
        raise MollieError(404, f"No mandate exists with token {token}.")
    return row


def get(call: Call) -> Answer:
    return Answer(200, render(call.site, _find_own(call)))


def delete(call: Call) -> Answer:
    revoke(call.world, _find_own(call)["id"])
    return Answer(204)


def list_all(call: Call) -> Answer:
    customer = customers.find_own(call)
    listing = Listing(
        source="mandates where customer = :customer and revoked_at is null",
        values={"customer": customer["id"]},
        render=lambda row: render(call.site, row),
        name="mandates",
        path=f"customers/{customer['id']}/mandates",
        documented="list-mandates",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


_READ, _WRITE = "mandates.read", "mandates.write"
_OF_CUSTOMER = "/customers/{customer}/mandates"
_CREATE = frozenset(
    {
        "method",
        "consumerName",
        "consumerAccount",
        "consumerBic",
        "consumerEmail",
        "signatureDate",
        "mandateReference",
    }
)
ENDPOINTS = [
    Endpoint("POST", _OF_CUSTOMER, create, body=_CREATE, scope=_WRITE),
    Endpoint("GET", _OF_CUSTOMER, list_all, query=Page.PARAMETERS | {"scopes"}, scope=_READ),
    Endpoint("GET", _OF_CUSTOMER + "/{mandate}", get, scope=_READ),
    Endpoint("DELETE", _OF_CUSTOMER + "/{mandate}", delete, scope=_WRITE),
]
