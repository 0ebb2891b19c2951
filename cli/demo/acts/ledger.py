"""The ledger of an org: what was booked, and whether it agrees with what Mollie did."""

from __future__ import annotations

from collections import defaultdict

from cli.demo.stage import Row, Stage, money, require


async def show(stage: Stage, org_id: str) -> dict[str, int]:
    """Print an org's balances; Stop when they do not balance, or differ from the payments.

    Returns the balance of each account in cents, debit above zero.
    """
    rows = await stage.organiser.read("ledger_balances", "*", org_id=org_id)
    names = {row["account"]: row["account_name"] for row in rows}
    debits, credits_, balances = (_added_up(rows, what) for what in ("debit", "credit", "balance"))
    stage.screen.table(
        ("ledger", "debit", "credit", "balance"),
        [
            (names[account], *(money(sums[account]) for sums in (debits, credits_, balances)))
            for account in sorted(names, key=lambda name: -balances[name])
        ],
    )
    require(sum(balances.values()) == 0, "Debit is not credit.")
    compared = await stage.organiser.read("ledger_comparison", "*", org_id=org_id)
    differing = [row for row in compared if row["difference"]]
    require(not differing, f"The ledger is not what the payments say: {differing}")
    received = sum(row["payment_amount"] for row in compared if row["item"] == "received")
    stage.screen.done(
        "The ledger",
        f"balances, and says of {money(received)} what Mollie says: to the cent",
        'table("ledger_balances") · table("ledger_comparison")',
    )
    return balances


def _added_up(rows: list[Row], what: str) -> dict[str, int]:
    """A column of the balances per account, over events and months."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row["account"]] += row[what]
    return sums
