"""Subscriptions: payments that Mollie collects by itself, on a day of every week or month.

    pending -> active <-> suspended -> canceled | completed

One needs a mandate, and is suspended while that is invalid. Changes count for payments to come.
Mollie ends those in test mode after ten payments.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cli.sandbox import customers, mandates, payments, payments_api, recurring
from cli.sandbox.clock import iso
from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid, missing
from cli.sandbox.fields import read_date, read_description, read_metadata, read_url
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.money import Amount, read_amount
from cli.sandbox.store import Row
from cli.sandbox.world import Timer, World

LIVE = ("pending", "active", "suspended")
LONGEST_IN_TEST_MODE = 10
_DAYS_OF_A_YEAR = 366
_MONTHS_OF_A_YEAR = 12

SCHEMA = """
create table agreements (
  seq integer primary key autoincrement,
  id text not null unique,
  customer text not null,
  organization text not null,
  profile text not null,
  status text not null,
  currency text not null,
  units integer not null,
  every text not null,
  description text not null,
  start_date text not null,
  charged integer not null default 0,
  charged_ever integer not null default 0,
  times integer,
  next_at real,
  method text,
  mandate text,
  webhook_url text,
  metadata text not null,
  created_at real not null,
  canceled_at real
);
create index agreements_customer on agreements (customer, seq);
create index agreements_next on agreements (next_at) where status = 'active'
"""


def find(world: World, subscription_id: str) -> Row | None:
    return world.store.row("select * from agreements where id = :id", id=subscription_id)


def _set(world: World, subscription_id: str, **values: Any) -> None:
    names = ", ".join(f"{name} = :{name}" for name in values)
    world.store.execute(
        f"update agreements set {names} where id = :id",  # noqa: S608 (names of our own)
        id=subscription_id,
        **values,
    )


def _day_of(start: str, every: str, number: int) -> date:
    """The day of a payment, counted from 0."""
    first = date.fromisoformat(start)
    count, unit = every.split(" ")
    steps = int(count) * number
    if unit.startswith("day"):
        return first + timedelta(days=steps)
    if unit.startswith("week"):
        return first + timedelta(weeks=steps)
    months = first.year * 12 + first.month - 1 + steps
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _moment(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _remaining(row: Row) -> int | None:
    return None if row["times"] is None else max(0, row["times"] - row["charged_ever"])


def render(site: Site, row: Row) -> Json:
    customer = f"customers/{row['customer']}"
    here = f"{customer}/subscriptions/{row['id']}"
    links: Json = {
        "self": site.resource(here),
        "customer": site.resource(customer),
        "profile": site.resource(f"profiles/{row['profile']}"),
        "payments": site.resource(f"{here}/payments"),
        "documentation": documentation("get-subscription"),
    }
    body: Json = {
        "resource": "subscription",
        "id": row["id"],
        "mode": "test",
        "status": row["status"],
        "amount": Amount(row["currency"], row["units"]).json(),
        "times": row["times"],
        "timesRemaining": _remaining(row),
        "interval": row["every"],
        "startDate": row["start_date"],
        "description": row["description"],
        "method": row["method"],
        "metadata": json.loads(row["metadata"]),
        "webhookUrl": row["webhook_url"],
        "customerId": row["customer"],
        "createdAt": iso(row["created_at"]),
    }
    if row["status"] in LIVE and row["next_at"] is not None:
        body["nextPaymentDate"] = datetime.fromtimestamp(row["next_at"], UTC).date().isoformat()
    if row["mandate"] is not None:
        body["mandateId"] = row["mandate"]
        links["mandate"] = site.resource(f"{customer}/mandates/{row['mandate']}")
    if row["canceled_at"] is not None:
        body["canceledAt"] = iso(row["canceled_at"])
    return body | {"_links": links}


def create(call: Call) -> Answer:
    customer = customers.find_own(call)
    world, body = call.world, call.body
    amount = read_amount(body.get("amount"), "amount")
    if amount.units <= 0:
        raise invalid("The amount is lower than the minimum", "amount")
    every = _read_interval(body)
    if every is None:
        raise missing("interval")
    description = read_description(body)
    _refuse_double(world, customer["id"], description)
    mandate = _mandate_for(call, customer["id"])
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    start = read_date(body, "startDate") or today.isoformat()
    if date.fromisoformat(start) < today:
        raise invalid("The start date is in the past", "startDate")
    token = world.new_id("sub_")
    world.store.execute(
        "insert into agreements (id, customer, organization, profile, status, currency, units,"
        " every, description, start_date, times, next_at, method, mandate, webhook_url, metadata,"
        " created_at) values (:id, :customer, :organization, :profile, :status, :currency, :units,"
        " :every, :description, :start, :times, :next, :method, :mandate, :webhook, :metadata,"
        " :now)",
        id=token,
        customer=customer["id"],
        organization=call.caller.organization,
        profile=payments_api.profile_of_new(call),
        status="active" if mandate["status"] == "valid" else "pending",
        currency=amount.currency,
        units=amount.units,
        every=every,
        description=description,
        start=start,
        times=_read_times(body),
        next=_moment(date.fromisoformat(start)),
        method=_read_method(body),
        mandate=body.get("mandateId"),
        webhook=read_url(body, "webhookUrl", "webhook URL"),
        metadata=json.dumps(read_metadata(body)),
        now=world.clock.now(),
    )
    return _answer(call, token, 201)


def _answer(call: Call, token: str, status: int = 200) -> Answer:
    row = find(call.world, token)
    assert row is not None  # noqa: S101 (its id comes from a row)
    return Answer(status, render(call.site, row))


def _find_own(call: Call) -> Row:
    customer, token = customers.find_own(call), call.path["subscription"]
    row = find(call.world, token)
    if row is None or row["customer"] != customer["id"]:
        raise MollieError(404, f"No subscription exists with token {token}.")
    return row


def get(call: Call) -> Answer:
    return Answer(200, render(call.site, _find_own(call)))


def update(call: Call) -> Answer:
    row, body, world = _find_own(call), call.body, call.world
    if row["status"] not in LIVE:
        raise invalid("The subscription has been canceled and cannot be updated")
    changes: dict[str, Any] = {}
    if "amount" in body:
        amount = read_amount(body["amount"], "amount")
        changes |= {"currency": amount.currency, "units": amount.units}
    if "description" in body:
        changes["description"] = read_description(body)
        _refuse_double(world, row["customer"], changes["description"], row["id"])
    if "metadata" in body:
        changes["metadata"] = json.dumps(read_metadata(body))
    if "webhookUrl" in body:
        changes["webhook_url"] = read_url(body, "webhookUrl", "webhook URL")
    if "times" in body:
        changes["times"] = _read_times(body)
    if "mandateId" in body:
        mandate = _mandate_for(call, row["customer"])
        changes["mandate"] = mandate["id"]
        changes["status"] = "active" if mandate["status"] == "valid" else row["status"]
    if "interval" in body or "startDate" in body:
        start = (
            read_date(body, "startDate")
            or datetime.fromtimestamp(row["next_at"] or world.clock.now(), UTC).date().isoformat()
        )
        changes |= {
            "every": _read_interval(body) or row["every"],
            "start_date": start,
            "charged": 0,
            "next_at": _moment(date.fromisoformat(start)),
        }
    if changes:
        _set(world, row["id"], **changes)
    return _answer(call, row["id"])


def cancel(call: Call) -> Answer:
    row = _find_own(call)
    if row["status"] not in LIVE:
        raise MollieError(422, "The subscription has already been canceled")
    _end(call.world, row["id"])
    return _answer(call, row["id"])


def _end(world: World, subscription_id: str, status: str = "canceled") -> None:
    now = world.clock.now() if status == "canceled" else None
    _set(world, subscription_id, status=status, next_at=None, canceled_at=now)


def _list(call: Call, source: str, values: Mapping[str, Any], path: str, name: str) -> Answer:
    listing = Listing(
        source=f"agreements where {source}",
        values=values,
        render=lambda row: render(call.site, row),
        name="subscriptions",
        path=path,
        documented=name,
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def list_of_customer(call: Call) -> Answer:
    customer = customers.find_own(call)
    path = f"customers/{customer['id']}/subscriptions"
    values = {"customer": customer["id"]}
    return _list(call, "customer = :customer", values, path, "list-subscriptions")


def list_all(call: Call) -> Answer:
    condition, values = payments_api.seen_payments(call)
    return _list(call, condition, values, "subscriptions", "list-all-subscriptions")


def list_payments(call: Call) -> Answer:
    row = _find_own(call)
    listing = Listing(
        source="payments where json_extract(given, '$.subscriptionId') = :subscription",
        values={"subscription": row["id"]},
        render=lambda found: payments.render(call.world, call.site, payments.from_row(found)),
        name="payments",
        path=f"customers/{row['customer']}/subscriptions/{row['id']}/payments",
        documented="list-subscription-payments",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def _read_interval(body: Mapping[str, Any]) -> str | None:
    value = body.get("interval")
    if value is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,2}) (day|week|month)s?", str(value))
    longest = {"day": _DAYS_OF_A_YEAR, "week": _DAYS_OF_A_YEAR // 7, "month": _MONTHS_OF_A_YEAR}
    if found is None or int(found[1]) > longest[found[2]]:
        raise invalid("The interval is invalid", "interval")
    return found[0]


def _read_times(body: Mapping[str, Any]) -> int | None:
    value = body.get("times")
    if value is not None and not (type(value) is int and value > 0):
        raise invalid("The number of times is invalid", "times")
    return value


def _read_method(body: Mapping[str, Any]) -> str | None:
    value = body.get("method")
    if value not in (None, *mandates.KINDS):
        raise invalid("The payment method is invalid", "method")
    return value


def _refuse_double(world: World, customer: str, description: str, but: str = "") -> None:
    if world.store.row(
        "select 1 from agreements where customer = :customer and description = :description"
        " and status in ('pending', 'active', 'suspended') and id <> :but",
        customer=customer,
        description=description,
        but=but,
    ):
        raise invalid("A subscription with the same description already exists", "description")


def _mandate_for(call: Call, customer: str) -> Row:
    """What it would be collected with: a mandate that is valid, or may become so."""
    found = mandates.usable(call.world, customer, call.body.get("mandateId"), ("valid", "pending"))
    if found is None:
        raise invalid("No suitable mandates found for customer")
    return found


def _on_mandate(world: World, mandate: str, status: str | None) -> None:
    """Subscriptions follow the mandate that they are collected with."""
    changed = world.store.row("select * from mandates where id = :id", id=mandate)
    if changed is None:
        return
    for row in world.store.rows(
        "select * from agreements where customer = :customer"
        " and status in ('pending', 'active', 'suspended')",
        customer=changed["customer"],
    ):
        if status is None and row["mandate"] in (None, mandate):
            _end(world, row["id"])
            continue
        found = mandates.usable(world, row["customer"], row["mandate"])
        if found is not None:
            _set(world, row["id"], status="active")
        elif row["status"] == "active":
            _set(world, row["id"], status="suspended")


def _end_all(world: World, customer: str) -> None:
    for row in world.store.rows(
        "select id from agreements where customer = :customer"
        " and status in ('pending', 'active', 'suspended')",
        customer=customer,
    ):
        _end(world, row["id"])


mandates.LISTENERS.append(_on_mandate)
customers.ENDINGS.append(_end_all)


def _next_due(world: World) -> float | None:
    due: float | None = world.store.value(
        "select min(next_at) from agreements where status = 'active'"
    )
    return due


def _charge(world: World) -> None:
    for row in world.store.rows(
        "select * from agreements where status = 'active' and next_at <= :now order by next_at",
        now=world.clock.now(),
    ):
        _charge_one(world, row)


def _charge_one(world: World, row: Row) -> None:
    """Collect a payment that is due. Its day is the day it was due, however far time jumped."""
    mandate = mandates.usable(world, row["customer"], row["mandate"])
    if mandate is None:
        _set(world, row["id"], status="suspended")
        return
    given = {
        "description": row["description"],
        "metadata": json.loads(row["metadata"]),
        "webhookUrl": row["webhook_url"],
        "subscriptionId": row["id"],
    }
    amount = Amount(row["currency"], row["units"])
    owner = (row["organization"], row["profile"])
    payment = recurring.collect(world, mandate, amount, given, owner, row["next_at"])
    charged, ever = row["charged"] + 1, row["charged_ever"] + 1
    following = _moment(_day_of(row["start_date"], row["every"], charged))
    _set(world, row["id"], charged=charged, charged_ever=ever, next_at=following)
    if ever == row["times"]:
        _end(world, row["id"], "completed")
    elif ever == LONGEST_IN_TEST_MODE:
        _end(world, row["id"])
    payments.notify(world, payment, "collected for a subscription")


DUE = Timer(next_due=_next_due, run=_charge)

_READ, _WRITE = "subscriptions.read", "subscriptions.write"
_OF_CUSTOMER = "/customers/{customer}/subscriptions"
_ONE = _OF_CUSTOMER + "/{subscription}"
_UPDATE = frozenset(
    {"amount", "description", "interval", "startDate", "times", "metadata", "webhookUrl"}
    | {"mandateId"}
)
ENDPOINTS = [
    Endpoint("POST", _OF_CUSTOMER, create, body=_UPDATE | {"method", "profileId"}, scope=_WRITE),
    Endpoint("GET", _OF_CUSTOMER, list_of_customer, query=Page.PARAMETERS, scope=_READ),
    Endpoint("GET", _ONE, get, scope=_READ),
    Endpoint("PATCH", _ONE, update, body=_UPDATE, scope=_WRITE),
    Endpoint("DELETE", _ONE, cancel, scope=_WRITE),
    Endpoint(
        "GET", _ONE + "/payments", list_payments, query=Page.PARAMETERS | {"profileId"}, scope=_READ
    ),
    Endpoint("GET", "/subscriptions", list_all, query=Page.PARAMETERS | {"profileId"}, scope=_READ),
]
