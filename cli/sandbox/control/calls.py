"""Webhook calls: look at them, send them again, let go of those held back."""

from __future__ import annotations

from fastapi import APIRouter

from cli.sandbox import webhooks
from cli.sandbox.context import TheWorld, known
from cli.sandbox.hal import Json

router = APIRouter(prefix="/webhooks")


@router.get("")
async def list_webhooks(world: TheWorld, payment: str | None = None) -> list[Json]:
    """Every webhook call with its attempts, oldest first; ?payment=tr_…"""
    return webhooks.calls(world, payment)


@router.post("/release")
async def release(world: TheWorld) -> dict[str, int]:
    """Send what the faults hold_webhook and reorder_webhooks hold back, newest first."""
    with world.store.transaction():
        return {"released": webhooks.release(world)}


@router.post("/{call_id}/replay")
async def replay(world: TheWorld, call_id: int) -> dict[str, int]:
    """Send one call again, past all faults."""
    with world.store.transaction():
        return {"call": known(webhooks.replay(world, call_id), f"webhook call {call_id}")}
