"""Everybody enters at the same moment, and they all want the same."""

from __future__ import annotations

import asyncio
import time

from cli.client import Client, Refusal
from cli.demo.acts.payment import AT_ONCE, queue
from cli.demo.race import Entrant, Race, entrants, teams
from cli.demo.stage import Stage, require

WHAT_THEN = {
    "price_changed": "takes the new price",
    "wave_full": "starts in the late wave",
    "product_sold_out": "takes a larger shirt",
    "promo_code_used_up": "pays the full price",
    "too_young": "takes the short distance, and a parent signs",
    "sold_out": "stays at home: every start is taken",
}
"""What people do when they are refused, by the reason that they are told."""


async def play(stage: Stage) -> None:
    """Leaves everybody who got a start, paid."""
    screen, race = stage.screen, stage.race
    screen.act("Everybody enters")
    race.teams = teams(edition=race.row["slug"])
    race.entrants = entrants(edition=race.row["slug"])
    captains = [team.captain for team in race.teams]
    await _all_enter(stage, captains)
    screen.done(f"{len(captains)} captains", "take a start each, for a team of two or three")

    pools = await stage.organiser.read("capacity_pools", "*", event_id=race.event_id)
    [pool] = [pool for pool in pools if pool["name"]]
    screen.say(
        f"{len(race.entrants)} people want to start, at the same moment; {pool['remaining']} "
        "starts are left."
    )
    started = time.monotonic()
    with screen.working("They order, and order again"):
        await _all_enter(stage, race.entrants)
    seconds = time.monotonic() - started
    placed = [entrant for entrant in race.entrants if entrant.order]
    require(len(placed) == pool["remaining"], "every start that was left is held by somebody.")
    screen.done(
        f"{len(placed)} orders",
        f"after {seconds:.1f} seconds; all of an order or nothing of it, and a no says why:",
        'functions.invoke("create-order-public")',
    )
    screen.table(
        ("whoever was told no", "why", "times"),
        [(then, code, str(race.refusals[code])) for code, then in WHAT_THEN.items()],
    )
    with screen.working("They pay, and get their tickets"):
        at_once = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as everybody:
            for entrant in [*captains, *placed]:
                everybody.create_task(queue(at_once, stage.bank.pay(entrant.order["checkout_url"])))
        await stage.until(
            "every order of the triathlon is paid",
            lambda: stage.organiser.read("orders", "status", event_id=race.event_id),
            lambda rows: all(row["status"] == "paid" for row in rows),
        )
    screen.done("All of them", "have paid")


async def _all_enter(stage: Stage, people: list[Entrant]) -> None:
    shops = [await stage.shop() for _ in people]
    together = asyncio.Barrier(len(people))
    async with asyncio.TaskGroup() as everybody:
        for entrant, shop in zip(people, shops, strict=True):
            everybody.create_task(_enter(stage, entrant, shop, together))


async def _enter(stage: Stage, entrant: Entrant, shop: Client, together: asyncio.Barrier) -> None:
    """Order what the page shows; settle for something else while there is something."""
    race: Race = stage.race
    page = race.page
    await together.wait()
    while True:
        try:
            entrant.order = await stage.order(shop, race.cart(entrant, page))
        except Refusal as refusal:
            race.refusals[refusal.code] += 1
            if not entrant.give_way(refusal):
                require(refusal.code == "sold_out", f"an order was refused: {refusal}")
                return
            page = await shop.call("get_event", event_id=race.event_id, language="en")
        else:
            return
