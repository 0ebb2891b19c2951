"""The time of the holds runs out. The clock is moved for everybody; nobody waits."""

from __future__ import annotations

from datetime import timedelta

from cli import clock
from cli.demo.acts.payment import wait_for_letters
from cli.demo.cast import Fate
from cli.demo.stage import HOT, Stage, require

STEP = timedelta(minutes=16)
"""More than the usual hold of an event, and than the 15 minutes that Mollie gives iDEAL."""


async def play(stage: Stage) -> None:
    """Leaves no order pending: paid ones have their tickets, the others' places are free again."""
    screen = stage.screen
    screen.act("Sixteen minutes pass")
    waiting = [v for v in stage.visitors if v.fate in {Fate.HELD, Fate.PAYING}]
    paid = [visitor for visitor in waiting if visitor.fate is Fate.PAYING]
    gone = [visitor for visitor in waiting if visitor.fate is Fate.HELD]
    free = sum(visitor.tickets for visitor in gone)
    screen.say(
        "A hold lasts 15 minutes. Nobody waits for them here: the setting app.now moves the clock "
        "of this database 16 minutes ahead, and the sandbox's clock goes along."
    )
    await stage.bank.behave()
    with screen.watching(stage.visitors):
        ahead = clock.advance(stage.endpoints.admin_db_url, STEP)
        await stage.bank.set_clock(ahead)
        await stage.until(
            "no order is pending",
            stage.orders,
            lambda rows: all(row["status"] != "pending" for row in rows),
        )
    stage.remember("16 minutes later")
    require(
        all(visitor.fate is Fate.SOLD for visitor in paid),
        "an order that was paid at the bank has expired.",
    )
    screen.done(
        "Lost webhooks",
        f"cost nobody a ticket: before a hold is released the provider is asked, and the money was "
        f"there (orders: {len(paid)})",
    )
    screen.done(
        "Unpaid orders",
        f"have expired, their places are free (orders: {len(gone)}, places: {free})",
    )
    page = await (await stage.shop()).call("get_event", event_id=stage.event["event_id"])
    hot = next(found for found in page["ticket_types"] if found["name"] == HOT)
    screen.done(
        "The page of the event",
        f"sells the {HOT} again, up to {hot['max_quantity']} in one order",
        'rpc("get_event")',
    )
    require(hot["max_quantity"] == min(free, 10), f"{free} places should be free.")
    await wait_for_letters(stage, paid, len(paid))
