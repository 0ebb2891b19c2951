"""Mandates and subscriptions: what banks do to them."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from cli.sandbox import mandates, subscriptions
from cli.sandbox.context import Input, TheSite, TheWorld, known
from cli.sandbox.hal import Json

router = APIRouter()


class MandateStep(Input):
    status: Literal["valid", "pending", "invalid"]


@router.post("/mandates/{mandate_id}/status")
async def change_mandate(
    world: TheWorld, site: TheSite, mandate_id: str, step: MandateStep
) -> Json:
    """Make a mandate valid, pending or invalid: {"status": "invalid"}.
    Subscriptions that are collected with it are suspended, or go on. Nobody is told."""
    with world.store.transaction():
        known(mandates.find(world, mandate_id), f"mandate {mandate_id}")
        mandates.change(world, mandate_id, step.status)
        return mandates.render(site, known(mandates.find(world, mandate_id), "mandate"))


@router.get("/subscriptions")
async def list_subscriptions(world: TheWorld, site: TheSite) -> list[Json]:
    """All subscriptions of all merchants, newest first, as Mollie shows them."""
    rows = world.store.rows("select * from agreements order by seq desc")
    return [subscriptions.render(site, row) for row in rows]
