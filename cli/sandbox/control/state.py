"""Clock, settings, journal, reset."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import Field, ValidationError

from cli.sandbox.context import Input, TheWorld
from cli.sandbox.hal import Json
from cli.sandbox.settings import Settings
from cli.sandbox.world import World

router = APIRouter()


class Jump(Input):
    advance_seconds: float = Field(ge=0, le=10 * 366 * 86_400)


@router.get("/health")
async def health() -> dict[str, str]:
    """Whether the sandbox is up."""
    return {"status": "ok"}


@router.get("/clock")
async def read_clock(world: TheWorld) -> dict[str, str]:
    """The sandbox's time."""
    return _time(world)


@router.post("/clock")
async def move_clock(world: TheWorld, jump: Jump) -> dict[str, str]:
    """Move the clock forward: {"advance_seconds": 900}.
    On return all payments and refunds are where the new time puts them."""
    with world.store.transaction():
        world.clock.advance(jump.advance_seconds)
    world.catch_up()
    return _time(world)


def _time(world: World) -> dict[str, str]:
    return {"now": datetime.fromtimestamp(world.clock.now(), UTC).isoformat()}


@router.get("/settings")
async def read_settings(world: TheWorld) -> Settings:
    """The settings listed below, as they are."""
    return world.settings


@router.patch("/settings")
async def change_settings(world: TheWorld, changes: dict[str, Any]) -> Settings:
    """Change some settings: {"time_scale": 60}."""
    try:
        Settings.model_validate(world.settings.model_dump() | changes)
    except ValidationError as error:
        raise HTTPException(422, str(error)) from None
    with world.store.transaction():
        return world.change_settings(changes)


@router.get("/requests")
async def read_requests(
    world: TheWorld, method: str | None = None, path: str | None = None
) -> list[Json]:
    """The latest requests to /v2 with bodies and answers, oldest first.
    ?method=POST&path=refunds narrows them down; status 0 means closed without an answer."""
    return [asdict(entry) for entry in world.journal.entries(method, path)]


@router.delete("/requests", status_code=204)
async def forget_requests(world: TheWorld) -> None:
    """Forget those requests."""
    world.journal.clear()


@router.post("/reset", status_code=204)
async def reset(world: TheWorld) -> None:
    """Back to the first day: no payments, no faults, settings and clock as at the start."""
    with world.store.transaction():
        world.reset()
