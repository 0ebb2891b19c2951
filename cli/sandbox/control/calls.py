"""Webhook calls: look at them, send them again, let go of those held back; and subscriptions."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from pydantic import Field

from cli.sandbox import events, webhooks
from cli.sandbox.auth import authenticate
from cli.sandbox.context import Input, TheSite, TheWorld, known
from cli.sandbox.errors import MollieError
from cli.sandbox.hal import Json

router = APIRouter(prefix="/webhooks")


class Subscription(Input):
    """`key` is an API key of the organization, since the dashboard's user is signed in; `secret`
    is for shops that were started with one."""

    key: str
    url: str
    event_types: list[str] = Field(default_factory=lambda: [events.ALL])
    secret: str | None = Field(None, min_length=16, max_length=100)


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


@router.post("/subscriptions", status_code=201)
async def subscribe(world: TheWorld, site: TheSite, wanted: Subscription) -> Json:
    """Subscribe to signed events, as in the dashboard: {"key": "test_…", "url": "https://…"}.
    `event_types` lists them; all by default. The answer has the secret, the given one or a new one.
    """
    fields = {"name": "By hand", "url": wanted.url, "eventTypes": wanted.event_types}
    with world.store.transaction():
        try:
            caller = authenticate(f"Bearer {wanted.key}")
            row, secret = events.subscribe(world, caller.organization, site, fields, wanted.secret)
        except MollieError as error:
            raise HTTPException(422, error.detail) from None
        return events.render(site, row) | {"webhookSecret": secret}


@router.post("/subscriptions/{webhook_id}/roll")
async def roll(world: TheWorld, webhook_id: str) -> dict[str, str]:
    """Give a subscription a new secret. For a day its calls carry two signatures."""
    with world.store.transaction():
        return {"secret": known(events.roll(world, webhook_id), f"subscription {webhook_id}")}
