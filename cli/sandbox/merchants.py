"""Merchants: organizations with their onboarding and their website profiles, and what Mollie tells
their tokens about themselves."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cli.sandbox.clock import iso
from cli.sandbox.endpoint import TOKENS, Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid, missing, unknown
from cli.sandbox.fields import read_url
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.store import Row
from cli.sandbox.world import World

SCHEMA = """
create table organizations (
  seq integer primary key autoincrement,
  id text not null unique,
  name text not null,
  email text not null,
  onboarding text not null,
  receives_payments integer not null,
  receives_settlements integer not null,
  address text not null,
  signed_up_at real not null
);
create table profiles (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null,
  name text not null,
  website text not null,
  email text not null,
  phone text not null,
  status text not null,
  created_at real not null,
  deleted_at real
);
create index profiles_organization on profiles (organization, seq)
"""
ONBOARDING = ("needs-data", "in-review", "completed")

# Every scope that Mollie has, and what its consent page says of it.
SCOPES = {
    f"{what}.{act}": f"{'See' if act == 'read' else 'Change'} {noun}"
    for what, noun, acts in (
        ("balance-reports", "balance reports", "r"),
        ("balance-transfers", "transfers between balances", "rw"),
        ("balances", "balances", "r"),
        ("clients", "clients", "rw"),
        ("customers", "customers", "rw"),
        ("events", "events", "r"),
        ("invoices", "invoices of Mollie", "r"),
        ("mandates", "mandates", "rw"),
        ("onboarding", "the progress of the onboarding", "rw"),
        ("organizations", "the organization's details", "r"),
        ("payment-links", "payment links", "rw"),
        ("payments", "payments and chargebacks", "rw"),
        ("payouts", "payouts", "rw"),
        ("profiles", "website profiles", "rw"),
        ("refunds", "refunds", "rw"),
        ("sales-invoices", "sales invoices", "rw"),
        ("sessions", "sessions", "rw"),
        ("settlements", "settlements", "r"),
        ("subscriptions", "subscriptions", "rw"),
        ("terminals", "terminals", "rw"),
        ("webhooks", "webhooks", "rw"),
    )
    for act in (("read", "write") if acts == "rw" else ("read",))
}


@dataclass(frozen=True)
class Merchant:
    """What is known of an organization; `address` as Mollie shows it."""

    name: str
    email: str
    onboarding: str = "completed"
    receives_payments: bool = True
    receives_settlements: bool = True
    address: dict[str, str] = field(
        default_factory=lambda: {
            "streetAndNumber": "Keizersgracht 126",
            "postalCode": "1015 CW",
            "city": "Amsterdam",
            "country": "NL",
        }
    )


def sign_up(world: World, merchant: Merchant, organization: str | None = None) -> str:
    """Make an organization; returns its id."""
    organization = organization or f"org_{secrets.randbelow(90_000_000) + 10_000_000}"
    world.store.execute(
        "insert into organizations (id, name, email, onboarding, receives_payments,"
        " receives_settlements, address, signed_up_at) values (:id, :name, :email, :onboarding,"
        " :receives_payments, :receives_settlements, :address, :now)",
        id=organization,
        name=merchant.name,
        email=merchant.email,
        onboarding=merchant.onboarding,
        receives_payments=merchant.receives_payments,
        receives_settlements=merchant.receives_settlements,
        address=json.dumps(merchant.address),
        now=world.clock.now(),
    )
    return organization


def find(world: World, organization: str) -> Row | None:
    return world.store.row("select * from organizations where id = :id", id=organization)


def of(world: World, organization: str) -> Row:
    """The organization; that of an API key has been there as soon as somebody asks."""
    if find(world, organization) is None:
        name = f"Merchant {organization.removeprefix('org_')}"
        sign_up(world, Merchant(name, "merchant@example.org"), organization)
    found = find(world, organization)
    assert found is not None  # noqa: S101 (just made)
    return found


def everyone(world: World) -> list[Row]:
    return world.store.rows("select * from organizations order by seq")


def onboard(world: World, organization: str, changes: dict[str, Any]) -> None:
    """Bring the onboarding to another point."""
    row = of(world, organization)
    world.store.execute(
        "update organizations set onboarding = :onboarding, receives_payments = :payments,"
        " receives_settlements = :settlements where id = :id",
        id=organization,
        onboarding=changes.get("status", row["onboarding"]),
        payments=changes.get("can_receive_payments", row["receives_payments"]),
        settlements=changes.get("can_receive_settlements", row["receives_settlements"]),
    )


def add_profile(world: World, organization: str, given: dict[str, str], status: str) -> Row:
    profile = world.new_id("pfl_")
    world.store.execute(
        "insert into profiles (id, organization, name, website, email, phone, status, created_at)"
        " values (:id, :organization, :name, :website, :email, :phone, :status, :now)",
        id=profile,
        organization=organization,
        status=status,
        now=world.clock.now(),
        **given,
    )
    found = find_profile(world, profile)
    assert found is not None  # noqa: S101 (just made)
    return found


def find_profile(world: World, profile: str) -> Row | None:
    return world.store.row("select * from profiles where id = :id", id=profile)


def profile_of(world: World, organization: str, profile: str) -> Row:
    """A profile of the organization, or the error that Mollie answers."""
    row = find_profile(world, profile)
    if row is None or row["organization"] != organization:
        raise unknown(profile)
    if row["deleted_at"] is not None:
        raise MollieError(410, f"Profile with token {profile} has been deleted.")
    return row


def remove_profile(world: World, profile: str) -> None:
    world.store.execute(
        "update profiles set deleted_at = :now where id = :id", id=profile, now=world.clock.now()
    )


def render(site: Site, row: Row) -> Json:
    return {
        "resource": "organization",
        "id": row["id"],
        "name": row["name"],
        "email": row["email"],
        "locale": "nl_NL",
        "address": json.loads(row["address"]),
        "registrationNumber": "30204462",
        "vatNumber": "NL815839091B01",
        "vatRegulation": "dutch",
        "_links": {
            "self": site.resource("organizations/me"),
            "dashboard": site.page(f"dashboard/{row['id']}"),
            "documentation": documentation("get-current-organization"),
        },
    }


def render_profile(site: Site, row: Row) -> Json:
    shown = {name: row[name] for name in ("id", "name", "website", "email", "phone", "status")}
    return (
        {"resource": "profile", "mode": "live" if row["status"] == "verified" else "test"}
        | shown
        | {
            "countriesOfActivity": ["NL"],
            "businessCategory": "EVENTS_AND_TICKETING",
            "createdAt": iso(row["created_at"]),
            "_links": {
                "self": site.resource(f"profiles/{row['id']}"),
                "dashboard": site.page(f"dashboard/{row['organization']}"),
                "documentation": documentation("get-profile"),
            },
        }
    )


def get_organization(call: Call) -> Answer:
    return Answer(200, render(call.site, of(call.world, call.caller.organization)))


def get_onboarding(call: Call) -> Answer:
    row = of(call.world, call.caller.organization)
    return Answer(
        200,
        {
            "resource": "onboarding",
            "name": row["name"],
            "status": row["onboarding"],
            "canReceivePayments": bool(row["receives_payments"]),
            "canReceiveSettlements": bool(row["receives_settlements"]),
            "signedUpAt": iso(row["signed_up_at"]),
            "_links": {
                "self": call.site.resource("onboarding/me"),
                "dashboard": call.site.page(f"dashboard/{row['id']}/onboarding"),
                "organization": call.site.resource(f"organizations/{row['id']}"),
                "documentation": documentation("get-onboarding-status"),
            },
        },
    )


def list_permissions(call: Call) -> Answer:
    granted = call.caller.scopes
    found = [
        {
            "resource": "permission",
            "id": scope,
            "description": f"{meaning}.",
            "granted": granted is None or scope in granted,
            "_links": {"self": call.site.resource(f"permissions/{scope}")},
        }
        for scope, meaning in SCOPES.items()
    ]
    links = {
        "self": call.site.resource("permissions"),
        "documentation": documentation("list-permissions"),
    }
    return Answer(200, {"count": len(found), "_embedded": {"permissions": found}, "_links": links})


def list_profiles(call: Call) -> Answer:
    listing = Listing(
        source="profiles where organization = :organization and deleted_at is null",
        values={"organization": call.caller.organization},
        render=lambda row: render_profile(call.site, row),
        name="profiles",
        path="profiles",
        documented="list-profiles",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def create_profile(call: Call) -> Answer:
    given = {}
    for name in ("name", "website", "email", "phone"):
        value = call.body.get(name)
        if value is None:
            raise missing(name)
        if not isinstance(value, str) or not value:
            raise invalid(f"The {name} is invalid", name)
        given[name] = value
    read_url(call.body, "website", "website")
    row = add_profile(call.world, call.caller.organization, given, "unverified")
    return Answer(201, render_profile(call.site, row))


def get_profile(call: Call) -> Answer:
    row = profile_of(call.world, call.caller.organization, call.path["profile"])
    return Answer(200, render_profile(call.site, row))


def delete_profile(call: Call) -> Answer:
    row = profile_of(call.world, call.caller.organization, call.path["profile"])
    remove_profile(call.world, row["id"])
    return Answer(204)


_PROFILE = frozenset(
    {"name", "website", "email", "phone", "description", "countriesOfActivity", "businessCategory"}
)
ENDPOINTS = [
    Endpoint(
        "GET",
        "/organizations/me",
        get_organization,
        scope="organizations.read",
        credentials=TOKENS,
        has_modes=False,
    ),
    Endpoint(
        "GET",
        "/onboarding/me",
        get_onboarding,
        scope="onboarding.read",
        credentials=TOKENS,
        has_modes=False,
    ),
    Endpoint("GET", "/permissions", list_permissions, credentials=TOKENS, has_modes=False),
    Endpoint(
        "GET",
        "/profiles",
        list_profiles,
        query=Page.PARAMETERS,
        scope="profiles.read",
        credentials=TOKENS,
        has_modes=False,
    ),
    Endpoint(
        "POST",
        "/profiles",
        create_profile,
        body=_PROFILE,
        scope="profiles.write",
        credentials=TOKENS,
        has_modes=False,
    ),
    Endpoint(
        "GET",
        "/profiles/{profile}",
        get_profile,
        scope="profiles.read",
        credentials=TOKENS,
        has_modes=False,
    ),
    Endpoint(
        "DELETE",
        "/profiles/{profile}",
        delete_profile,
        scope="profiles.write",
        credentials=TOKENS,
        has_modes=False,
    ),
]
