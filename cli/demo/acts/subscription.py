"""A plan of the platform: chosen, paid, and collected for three months by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from cli import clock
from cli.demo.cast import ORGANISER
from cli.demo.stage import Row, Stage, money, require

ORG = "Polderlopers"
PLAN = "ORGANIZER"
MONTHS = 3


async def play(stage: Stage) -> None:
    """An org pays the first month of a plan, and three more go by."""
    screen, organiser = stage.screen, stage.organiser
    screen.act("A plan of the platform")
    org = await organiser.call("create_org", name=ORG, email=ORGANISER.email)
    org_id = org["org_id"]

    chosen = await organiser.call(
        "choose_plan", org_id=org_id, plan=PLAN, return_url=f"{stage.endpoints.mollie_url}/sandbox"
    )
    charge = chosen["charge"]
    screen.done(
        ORGANISER.name,
        f"chooses {charge['description']} for {ORG}: {chosen['status']}, until"
        f" {money(charge['amount'])} are paid",
        'rpc("choose_plan")',
    )
    opened = await organiser.invoke("create-payment", public_token=charge["public_token"])
    await stage.bank.pay(opened["checkout_url"])
    begun = await stage.until(
        "the plan has begun, and Mollie collects for it",
        lambda: _plan(stage, org_id),
        lambda plan: (plan["status"], plan["collection_status"]) == ("active", "active"),
    )
    screen.done("The plan", f"has begun, and is paid until {begun['current_period_end'][:10]}")
    for number in range(1, MONTHS + 1):
        await _let_a_month_pass(stage, org_id)
        await stage.until(
            f"month {number} after the first is paid",
            lambda: _bills(stage, org_id),
            lambda bills, wanted=number + 1: len(bills) == wanted,  # type: ignore[misc]
        )
        screen.done("A month later", "Mollie has collected the next one by itself")
    await _show_bills(stage, org_id)


async def _plan(stage: Stage, org_id: str) -> Row:
    found: Row = await stage.organiser.call("get_subscription", org_id=org_id)
    return found


async def _bills(stage: Stage, org_id: str) -> list[Row]:
    """What was paid, the oldest first."""
    columns = "id,description,amount,vat_amount,period_start,period_end"
    found = await stage.organiser.read("charges", columns, org_id=org_id, status="paid")
    return sorted(found, key=lambda bill: str(bill["period_start"]))


async def _let_a_month_pass(stage: Stage, org_id: str) -> None:
    """Move both clocks until the bank has decided about the next month."""
    ends = datetime.fromisoformat((await _plan(stage, org_id))["current_period_end"])
    clock.advance(stage.endpoints.admin_db_url, ends - stage.now() + timedelta(days=2, hours=1))
    await stage.bank.set_clock(clock.lead(stage.endpoints.admin_db_url))


async def _show_bills(stage: Stage, org_id: str) -> None:
    """The bills follow each other without a gap, and are what the bank collected."""
    bills = await _bills(stage, org_id)
    for bill in bills:
        period = f"{bill['period_start'][:10]} to {bill['period_end'][:10]}"
        vat = f"{money(bill['vat_amount'])} of it VAT"
        stage.screen.say(f"{bill['description']}, {period}: {money(bill['amount'])}, {vat}")
    for before, after in pairwise(bills):
        require(
            before["period_end"] == after["period_start"],
            f"a period ends at {before['period_end']}, and the next begins at another moment.",
        )
    ids = {bill["id"] for bill in bills}
    columns = "payable_id,amount_captured,amount_refunding,amount_refunded,provider_payment_id"
    paid = await stage.organiser.read("payments", columns, org_id=org_id)
    theirs = {payment["id"]: payment for payment in await stage.bank.payments()}
    came_in = sum(
        round(float(theirs[row["provider_payment_id"]]["amount"]["value"]) * 100)
        for row in paid
        if row["payable_id"] in ids and row["amount_captured"] > 0
    )
    asked = sum(bill["amount"] for bill in bills)
    require(asked == came_in, f"{money(asked)} were asked, but Mollie has {money(came_in)}.")
    stage.screen.done(money(asked), "is what the platform asked for, and what Mollie collected")
