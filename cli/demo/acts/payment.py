"""Most pay, some leave; some webhooks come twice, late or never."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from cli.demo.cast import Fate, Visitor
from cli.demo.stage import Stage, require

AT_ONCE = 16  # customers at the checkout at a time
LATE = 2.0  # seconds


async def play(stage: Stage) -> None:
    """Leaves most orders paid and mailed, and the places of the others held."""
    bank, screen = stage.bank, stage.screen
    screen.act("The checkout")
    buyers = [visitor for visitor in stage.visitors if visitor.order]
    leavers = buyers[4::5]
    payers = [visitor for visitor in buyers if visitor not in leavers]
    lost, late = (2, 6) if len(payers) > 20 else (1, 2)
    heard_of = len(payers) - lost
    # At most one fault strikes a webhook: the first one that still has something to do.
    await bank.order_fault("drop_webhook", next=lost)
    await bank.order_fault("delay_webhook", next=late, seconds=LATE)
    await bank.order_fault("duplicate_webhook", rate=0.5, copies=2)
    screen.say(
        f"Buyers who pay: {len(payers)}; who leave and never come back: {len(leavers)}. "
        f"Webhooks that get lost: {lost}; that come {LATE:g} seconds late: {late}; of the others "
        "half come twice."
    )
    at_once = asyncio.Semaphore(AT_ONCE)
    with screen.watching(stage.visitors):
        async with asyncio.TaskGroup() as everybody:
            for visitor in leavers:
                everybody.create_task(queue(at_once, bank.leave(visitor.order["checkout_url"])))
            for visitor in payers:
                everybody.create_task(queue(at_once, _pay(stage, visitor)))
            everybody.create_task(_wait_for(stage, payers, heard_of))
    stage.remember("after the checkout")
    letters = await wait_for_letters(stage, payers, heard_of)
    require(letters == heard_of, f"{heard_of} orders are paid, but {letters} letters were sent.")
    screen.done("The worker", f"has sent tickets by mail: {letters} letters, one per paid order")


async def queue(at_once: asyncio.Semaphore, visit: Awaitable[object]) -> None:
    """Visit the checkout when it is one's turn."""
    async with at_once:
        await visit


async def _pay(stage: Stage, visitor: Visitor) -> None:
    await stage.bank.pay(visitor.order["checkout_url"])
    if visitor.fate is Fate.HELD:
        visitor.fate = Fate.PAYING


async def _wait_for(stage: Stage, payers: list[Visitor], count: int) -> None:
    await stage.until(
        f"{count} orders are paid",
        stage.orders,
        lambda _: sum(visitor.fate is Fate.SOLD for visitor in payers) == count,
    )


async def wait_for_letters(stage: Stage, visitors: list[Visitor], count: int) -> int:
    """Wait until these visitors have got so many letters; returns how many they have."""
    with stage.screen.counting("the worker writes letters", count) as update:

        async def look() -> int:
            found = await letters_to(stage, visitors)
            update(found)
            return found

        return await stage.until(
            f"{count} letters have arrived", look, lambda found: found >= count
        )


async def letters_to(stage: Stage, visitors: list[Visitor]) -> int:
    """How many letters these visitors have got."""
    addresses = {visitor.person.email for visitor in visitors}
    letters = await stage.postbox.letters()
    return sum(1 for letter in letters if addresses & set(letter["to"]))
