"""A payout: what is left goes to the organiser's bank; payments, settlement and books agree to the
cent."""

from __future__ import annotations

from cli.demo.acts import ledger
from cli.demo.acts.account import ORG
from cli.demo.stage import Row, Stage, money, require

WORDS = {
    "payment": "payments",
    "refund": "refunds",
    "chargeback": "taken back by banks",
    "application_fee": "fee of the platform",
    "provider_cost": "costs of the provider",
    "movement": "other movements",
    "other": "unexplained",
}


async def play(stage: Stage) -> None:
    """Of the account that was connected just before."""
    screen, organiser = stage.screen, stage.organiser
    screen.act("A payout")
    connections = await organiser.read("mollie_connections", "*", organization_name=ORG)
    connection = max(connections, key=lambda row: str(row["connected_at"]))
    org_id = connection["org_id"]
    settlement = await stage.bank.pay_out(connection["mollie_organization_id"])
    paid_out = round(float(settlement["amount"]["value"]) * 100)
    asked = await organiser.call("refresh_payouts", org_id=org_id)
    [ours] = await stage.until(
        "the settlement has been read",
        lambda: organiser.read(
            "settlements", "*", org_id=org_id, mollie_settlement_id=settlement["id"]
        ),
        lambda found: bool(found) and found[0]["has_lines"],
    )
    lines = await organiser.read("settlement_lines", "*", settlement_id=ours["id"])
    _print(stage, lines)
    require(
        ours["amount"] == paid_out == sum(line["amount"] for line in lines),
        f"{money(paid_out)} were paid out; the lines come to something else.",
    )
    screen.done(
        "Mollie",
        f"pays out {money(paid_out)} as {ours['reference']}: the lines come to that",
        'rpc("refresh_payouts") · table("settlements") · table("settlement_lines")',
    )
    await _agree(stage, org_id, paid_out, str(asked["requested_at"]))


def _print(stage: Stage, lines: list[Row]) -> None:
    sums = dict.fromkeys(WORDS, 0)
    for line in lines:
        sums[line["kind"]] += line["amount"]
    stage.screen.table(
        ("of the payout", "amount"),
        [(WORDS[kind], money(amount)) for kind, amount in sums.items() if amount],
    )


async def _agree(stage: Stage, org_id: str, paid_out: int, since: str) -> None:
    """Nothing differs between payments, settlement and books."""
    organiser = stage.organiser
    await stage.until(
        "the balance is that of after the payout",
        lambda: organiser.read("balances", "*", org_id=org_id),
        lambda found: all(row["fetched_at"] >= since for row in found),
    )
    differences = await organiser.call("payout_differences", org_id=org_id)
    require(not differences, "; ".join(row["reason"] for row in differences))
    books = await ledger.show(stage, org_id)
    require(
        (books["bank"], books["provider"]) == (paid_out, 0),
        f"the books have {books}, and {money(paid_out)} were paid out.",
    )
    [event] = await organiser.call("event_payouts", org_id=org_id)
    require(
        event["paid_out"] == paid_out == event["net"] - event["fee_credits"],
        f"the event has {money(event['paid_out'])} of the {money(paid_out)}.",
    )
    stage.screen.done(
        "The books",
        f"have {money(paid_out)} at the bank and nothing at Mollie: payments, settlement and ledger"
        " agree",
        'rpc("payout_differences") · rpc("event_payouts")',
    )
