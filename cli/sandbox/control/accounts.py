"""Apps and merchants: what is done at Mollie by sign-up, dashboard and compliance."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, HTTPException
from pydantic import Field

from cli.sandbox import grants, merchants
from cli.sandbox.auth import ids_of
from cli.sandbox.context import Input, TheSite, TheWorld, known
from cli.sandbox.hal import Json, Site
from cli.sandbox.world import App, World

router = APIRouter()

Onboarding = Literal["needs-data", "in-review", "completed"]


class NewApp(Input):
    """`key` is an API key of the organization that makes the app: the platform."""

    client_id: str = Field(pattern=r"^app_\w+$")
    secret: str = Field(min_length=8)
    name: str = "Platform"
    key: str = Field(pattern=r"^test_\w+$")
    redirect_url: str


class NewMerchant(Input):
    name: str
    email: str = "owner@example.org"
    status: Onboarding = "completed"
    can_receive_payments: bool = True
    can_receive_settlements: bool = True
    profiles: int = Field(1, ge=0, le=5)


class Progress(Input):
    status: Onboarding | None = None
    can_receive_payments: bool | None = None
    can_receive_settlements: bool | None = None


class NewProfile(Input):
    name: str = "Website"
    website: str = "https://shop.example"
    email: str = "owner@example.org"
    phone: str = "+31208202070"
    status: Literal["unverified", "verified", "blocked"] = "verified"


@router.post("/apps", status_code=201)
async def add_app(world: TheWorld, given: NewApp) -> dict[str, str]:
    """Register an OAuth app: {"client_id": "app_x", "secret": "…", "key": "test_…", …}.
    Its `redirect_url` is the only one that it may use; `key` says whose app it is."""
    organization, _ = ids_of(given.key)
    app = App(given.client_id, given.secret, given.name, organization, given.redirect_url)
    with world.store.transaction():
        grants.add_app(world, app)
    return {"client_id": app.client_id, "organization": organization}


@router.get("/merchants")
async def list_merchants(world: TheWorld, site: TheSite) -> list[Json]:
    """All organizations with their onboarding and their profiles."""
    return [_render(world, site, row["id"]) for row in merchants.everyone(world)]


@router.post("/merchants", status_code=201)
async def sign_up(world: TheWorld, site: TheSite, given: NewMerchant) -> Json:
    """Make an organization with its profiles: {"name": "Runners", "status": "needs-data"}.
    It can be chosen on the consent page."""
    with world.store.transaction():
        organization = merchants.sign_up(
            world,
            merchants.Merchant(
                given.name,
                given.email,
                given.status,
                given.can_receive_payments,
                given.can_receive_settlements,
            ),
        )
        for number in range(given.profiles):
            profile = NewProfile(name=given.name if number == 0 else f"{given.name} {number + 1}")
            _add_profile(world, organization, profile)
        return _render(world, site, organization)


@router.post("/merchants/{organization}/onboarding")
async def onboard(world: TheWorld, site: TheSite, organization: str, step: Progress) -> Json:
    """Bring a merchant's onboarding further, or back: {"status": "completed",
    "can_receive_payments": true}. Nobody is told: Mollie has no webhook for it."""
    with world.store.transaction():
        known(merchants.find(world, organization), f"organization {organization}")
        merchants.onboard(world, organization, step.model_dump(exclude_none=True))
        return _render(world, site, organization)


@router.post("/merchants/{organization}/profiles", status_code=201)
async def add_profile(world: TheWorld, site: TheSite, organization: str, given: NewProfile) -> Json:
    """Add a website profile to a merchant: {"name": "Second site"}."""
    with world.store.transaction():
        known(merchants.find(world, organization), f"organization {organization}")
        _add_profile(world, organization, given)
        return _render(world, site, organization)


@router.delete("/profiles/{profile}", status_code=204)
async def remove_profile(world: TheWorld, profile: str) -> None:
    """Delete a profile."""
    with world.store.transaction():
        known(merchants.find_profile(world, profile), f"profile {profile}")
        merchants.remove_profile(world, profile)


@router.delete("/merchants/{organization}/grants")
async def throw_out(world: TheWorld, organization: str) -> dict[str, int]:
    """Take back what a merchant granted to apps, as in Mollie's dashboard. Nobody is told."""
    with world.store.transaction():
        return {"revoked": grants.revoke_all(world, organization)}


def _add_profile(world: World, organization: str, given: NewProfile) -> None:
    fields = given.model_dump()
    status = fields.pop("status")
    merchants.add_profile(world, organization, fields, status)


def _render(world: World, site: Site, organization: str) -> Json:
    row = merchants.find(world, organization)
    if row is None:
        raise HTTPException(404, f"There is no organization {organization}")
    profiles = world.store.rows(
        "select * from profiles where organization = :id and deleted_at is null order by seq",
        id=organization,
    )
    return merchants.render(site, row) | {
        "status": row["onboarding"],
        "canReceivePayments": bool(row["receives_payments"]),
        "canReceiveSettlements": bool(row["receives_settlements"]),
        "profiles": [merchants.render_profile(site, profile) for profile in profiles],
    }
