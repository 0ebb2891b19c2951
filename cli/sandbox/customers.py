"""Customers: whom a merchant bills again, and what it may collect from them hangs below."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cli.sandbox.clock import iso
from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid
from cli.sandbox.fields import read_locale, read_metadata
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.store import Row
from cli.sandbox.world import World

SCHEMA = """
create table customers (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null,
  name text,
  email text,
  locale text,
  metadata text not null,
  created_at real not null,
  deleted_at real
);
create index customers_organization on customers (organization, seq)
"""

_FIELDS = frozenset({"name", "email", "locale", "metadata"})
_LONGEST_NAME = 255

# What else ends with a customer; filled by the modules of what hangs below it.
ENDINGS: list[Callable[[World, str], None]] = []


def find(world: World, customer_id: str, organization: str) -> Row | None:
    """A customer that was not deleted, if it is this organization's."""
    return world.store.row(
        "select * from customers where id = :id and organization = :organization"
        " and deleted_at is null",
        id=customer_id,
        organization=organization,
    )


def find_own(call: Call) -> Row:
    """The customer in the path; one that is not the caller's does not exist for them."""
    token = call.path["customer"]
    row = call.world.store.row(
        "select * from customers where id = :id and organization = :organization",
        id=token,
        organization=call.caller.organization,
    )
    if row is None:
        raise MollieError(404, f"No customer exists with token {token}.")
    if row["deleted_at"] is not None:
        raise MollieError(410, "The customer is no longer available")
    return row


def render(site: Site, row: Row) -> Json:
    here = f"customers/{row['id']}"
    return {
        "resource": "customer",
        "id": row["id"],
        "mode": "test",
        "name": row["name"],
        "email": row["email"],
        "locale": row["locale"],
        "metadata": json.loads(row["metadata"]),
        "createdAt": iso(row["created_at"]),
        "_links": {
            "self": site.resource(here),
            "dashboard": site.page(f"dashboard/{row['organization']}/customers/{row['id']}"),
            "mandates": site.resource(f"{here}/mandates"),
            "subscriptions": site.resource(f"{here}/subscriptions"),
            "payments": site.resource(f"{here}/payments"),
            "documentation": documentation("get-customer"),
        },
    }


def create(call: Call) -> Answer:
    given = _read(call)
    seq = call.world.store.execute(
        "insert into customers (id, organization, name, email, locale, metadata, created_at)"
        " values (:id, :organization, :name, :email, :locale, :metadata, :now)",
        id=call.world.new_id("cst_"),
        organization=call.caller.organization,
        now=call.world.clock.now(),
        **{name: given.get(name) for name in ("name", "email", "locale")},
        metadata=given.get("metadata", "null"),
    )
    row = call.world.store.row("select * from customers where seq = :seq", seq=seq)
    assert row is not None  # noqa: S101 (inserted above)
    return Answer(201, render(call.site, row))


def get(call: Call) -> Answer:
    return Answer(200, render(call.site, find_own(call)))


def update(call: Call) -> Answer:
    row = find_own(call)
    for name, value in _read(call).items():
        call.world.store.execute(
            f"update customers set {name} = :value where id = :id",  # noqa: S608 (of _FIELDS)
            value=value,
            id=row["id"],
        )
    return get(call)


def delete(call: Call) -> Answer:
    row = find_own(call)
    for end in ENDINGS:
        end(call.world, row["id"])
    call.world.store.execute(
        "update customers set deleted_at = :now where id = :id",
        now=call.world.clock.now(),
        id=row["id"],
    )
    return Answer(204)


def list_all(call: Call) -> Answer:
    listing = Listing(
        source="customers where organization = :organization and deleted_at is null",
        values={"organization": call.caller.organization},
        render=lambda row: render(call.site, row),
        name="customers",
        path="customers",
        documented="list-customers",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def _read(call: Call) -> dict[str, Any]:
    body, given = call.body, {}
    for name in ("name", "email"):
        value = body.get(name)
        if value is not None and not (isinstance(value, str) and len(value) <= _LONGEST_NAME):
            raise invalid(f"The {name} is invalid", name)
        if name in body:
            given[name] = value
    if isinstance(body.get("email"), str) and "@" not in body["email"]:
        raise invalid("The email address is invalid", "email")
    if "locale" in body:
        given["locale"] = read_locale(body)
    if "metadata" in body:
        given["metadata"] = json.dumps(read_metadata(body))
    return given


_READ, _WRITE = "customers.read", "customers.write"
_ONE = "/customers/{customer}"
ENDPOINTS = [
    Endpoint("POST", "/customers", create, body=_FIELDS, scope=_WRITE),
    Endpoint("GET", "/customers", list_all, query=Page.PARAMETERS, scope=_READ),
    Endpoint("GET", _ONE, get, query=frozenset({"include"}), scope=_READ),
    Endpoint("PATCH", _ONE, update, body=_FIELDS, scope=_WRITE),
    Endpoint("DELETE", _ONE, delete, scope=_WRITE),
]
