"""How pages and control operations get at the world, and what their refusals have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, HTTPException
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from cli.sandbox import chargebacks, payments, refunds, settlements
from cli.sandbox.hal import Site
from cli.sandbox.world import World

T = TypeVar("T")


# Coroutines, so that FastAPI stays on the one thread that may touch the store.
async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


async def _site(request: Request) -> Site:
    return Site.seen_by(request, request.app.state.world.public_url)


TheWorld = Annotated[World, Depends(_world)]
TheSite = Annotated[Site, Depends(_site)]


class Input(BaseModel):
    """The body of a request; unknown fields are refused, for they are slips of the pen."""

    model_config = ConfigDict(extra="forbid")


def known(found: T | None, name: str) -> T:
    if found is None:
        raise HTTPException(404, f"There is no {name}")
    return found


def possible(change: Callable[[], None]) -> None:
    try:
        change()
    except (
        payments.ImpossibleMove,
        refunds.ImpossibleMove,
        chargebacks.ImpossibleMove,
        settlements.ImpossibleMove,
    ) as error:
        raise HTTPException(409, str(error)) from None
