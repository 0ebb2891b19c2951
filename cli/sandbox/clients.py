"""Client links: a platform describes a merchant who has no account yet; the link makes it one.

A link lives 30 days. Only the platform's own organization token may make one.
"""

from __future__ import annotations

import json
from typing import Any

from cli.sandbox import merchants
from cli.sandbox.endpoint import ORGANIZATIONS, Answer, Call, Endpoint
from cli.sandbox.errors import invalid, missing
from cli.sandbox.fields import LOCALES, read_country, read_object
from cli.sandbox.hal import documentation
from cli.sandbox.merchants import Merchant
from cli.sandbox.world import World

LIFETIME = 30 * 86_400.0

SCHEMA = """
create table client_links (
  id text primary key,
  name text not null,
  email text not null,
  address text not null,
  expires_at real not null,
  used_at real
)
"""


def create(call: Call) -> Answer:
    owner = read_object(call.body, "owner")
    if owner is None:
        raise missing("owner")
    for name in ("email", "givenName", "familyName"):
        if not isinstance(owner.get(name), str) or not owner[name]:
            raise missing(f"owner.{name}")
    if "@" not in owner["email"]:
        raise invalid("The email address is invalid", "owner.email")
    if owner.get("locale") not in (None, *LOCALES):
        raise invalid("The locale is invalid", "owner.locale")
    company = call.body.get("name")
    if not isinstance(company, str) or not company:
        raise missing("name")
    address = read_object(call.body, "address")
    if address is None or read_country(address, "country") is None:
        raise missing("address.country")
    link = call.world.new_id("cl_")
    call.world.store.execute(
        "insert into client_links (id, name, email, address, expires_at)"
        " values (:id, :name, :email, :address, :expires)",
        id=link,
        name=company,
        email=owner["email"],
        address=json.dumps(address),
        expires=call.world.clock.now() + LIFETIME,
    )
    links = {
        "self": call.site.resource(f"client-links/{link}"),
        "clientLink": call.site.page(f"dashboard/client-link/{link}"),
        "documentation": documentation("create-client-link"),
    }
    return Answer(201, {"resource": "client-link", "id": link, "_links": links})


def find_open(world: World, link: str) -> Merchant | None:
    """Who a link would make an account for; None when it is none, used, or too old."""
    row = world.store.row(
        "select * from client_links where id = :id and used_at is null and expires_at > :now",
        id=link,
        now=world.clock.now(),
    )
    if row is None:
        return None
    address: dict[str, Any] = json.loads(row["address"])
    unknown = {"streetAndNumber": "", "postalCode": "", "city": ""}
    return Merchant(
        row["name"],
        row["email"],
        "needs-data",
        receives_payments=False,
        receives_settlements=False,
        address=unknown | {name: str(value or "") for name, value in address.items()},
    )


def accept(world: World, link: str, merchant: Merchant) -> str:
    """Make the account; returns its organization."""
    world.store.execute(
        "update client_links set used_at = :now where id = :id", id=link, now=world.clock.now()
    )
    return merchants.sign_up(world, merchant)


ENDPOINTS = [
    Endpoint(
        "POST",
        "/client-links",
        create,
        body=frozenset(
            {"owner", "name", "address", "registrationNumber", "vatNumber", "legalEntity"}
        ),
        scope="clients.write",
        credentials=ORGANIZATIONS,
        has_modes=False,
    ),
]
