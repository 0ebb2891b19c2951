"""Everybody orders at the same moment, more than there is."""

from __future__ import annotations

import asyncio
import time

from cli.client import Client, Refusal
from cli.demo.cast import Fate, Visitor, crowd
from cli.demo.stage import HOT, Stage, require


async def play(stage: Stage) -> None:
    """Leaves the crowd, with a hold or without."""
    plan, screen = stage.plan, stage.screen
    screen.act("The rush")
    screen.say(
        f"{plan.visitors} visitors want {plan.tickets} tickets for the {HOT} at the same moment; "
        f"{plan.left} are left."
    )
    stage.visitors = crowd(plan.wishes(), edition=stage.event["slug"])
    shops = [await stage.shop() for _ in stage.visitors]
    together = asyncio.Barrier(plan.visitors)
    started = time.monotonic()
    with screen.watching(stage.visitors):
        async with asyncio.TaskGroup() as everybody:
            for visitor, shop in zip(stage.visitors, shops, strict=True):
                everybody.create_task(_buy(stage, visitor, shop, together))
    seconds = time.monotonic() - started
    orders = [visitor for visitor in stage.visitors if visitor.order]
    held = stage.remember("after the rush")["held"]
    require(held == plan.left, f"{held} places are held, but {plan.left} were left.")
    screen.done(
        f"{held} places held",
        f"in {len(orders)} orders, after {seconds:.1f} seconds, and {plan.tickets - held} refused: "
        "not one place too many, not one too few",
        'functions.invoke("create-order-public"), each with an idempotency key',
    )


async def _buy(stage: Stage, visitor: Visitor, shop: Client, together: asyncio.Barrier) -> None:
    """Order; take less when there is less."""
    await together.wait()
    while True:
        body = stage.cart(visitor.person, visitor.cart)
        try:
            visitor.order = await stage.order(
                shop, body | {"idempotency_key": visitor.idempotency_key}
            )
        except Refusal as refusal:
            if refusal.code != "sold_out":
                raise
            if refusal.details["available"] == 0:
                visitor.fate = Fate.REFUSED
                return
            visitor.settle_for(refusal.details["available"])
        else:
            visitor.fate = Fate.HELD
            return
