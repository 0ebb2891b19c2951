"""The books: what was sold, held, refused and mailed, and whether everything adds up."""

from __future__ import annotations

from cli.demo.acts.payment import letters_to
from cli.demo.stage import Row, Stage, money, require


async def play(stage: Stage) -> None:
    """Stop when anything does not add up."""
    screen, plan = stage.screen, stage.plan
    screen.act("The books")
    screen.say(f"{plan.visitors} visitors wanted {plan.tickets} tickets; {plan.left} were left.")
    screen.tally(stage.moments)
    counts = stage.moments[-1][1]
    require(counts["held"] == 0, f"{counts['held']} tickets are still held.")
    require(
        counts["sold"] + counts["expired"] == plan.left,
        f"{counts['sold']} sold and {counts['expired']} expired tickets are not {plan.left}.",
    )

    orders = await stage.orders()
    paid = [row for row in orders if row["status"] == "paid"]
    letters = await letters_to(stage, stage.visitors)
    crowd_paid = len(paid) - 1  # the guest's order came before
    require(letters == crowd_paid, f"{crowd_paid} orders are paid, but {letters} were mailed.")
    screen.done(f"{letters} mails delivered", f"for {crowd_paid} paid orders, once each")

    revenue = sum(row["total_amount"] for row in paid)
    came_in = await received(stage, orders)
    require(
        came_in == revenue,
        f"Mollie received {money(came_in)}, but the paid orders cost {money(revenue)}.",
    )
    screen.done(money(revenue), "is what the paid orders cost, and what Mollie received for them")


async def received(stage: Stage, orders: list[Row]) -> int:
    """What Mollie received for these orders, in cents."""
    numbers = {row["order_number"] for row in orders}
    return sum(
        round(float(payment["amount"]["value"]) * 100)
        for payment in await stage.bank.payments()
        if payment["status"] == "paid"
        and (payment["metadata"] or {}).get("order_number") in numbers
    )
