"""Reads what is paid out on a connected account: balances and their movements, settlements and what
they are made of.

Everything is stored page by page, each by one call that may be repeated: who is stopped in between
goes on where it was, and two at once write the same.
"""

from __future__ import annotations

from typing import Any, Literal

from workers.db import Database
from workers.mollie import Mollie, MollieNotFound
from workers.routines import (
    COMPLETE_SETTLEMENT,
    FINISH_PAYOUTS,
    RECORD_BALANCE_TRANSACTIONS,
    RECORD_BALANCES,
    RECORD_SETTLEMENT_LINES,
    RECORD_SETTLEMENTS,
)

KINDS: tuple[Literal["payments", "refunds", "chargebacks"], ...] = (
    "payments",
    "refunds",
    "chargebacks",
)


async def fetch(database: Database, mollie: Mollie, connection_id: str) -> dict[str, Any]:
    """Stores all that is news on an account; returns how many balances and settlements there are.

    Raises MollieError's kinds: what was stored by then stays.
    """
    whose = {"p_connection_id": connection_id}
    known = await database.call(RECORD_BALANCES, whose | {"p_balances": await mollie.balances()})
    for balance in known:
        # The movements first: they explain the settlements.
        await _transactions(database, mollie, whose, balance["id"], balance["from"])
    await _settlements(database, mollie, whose)
    result: dict[str, Any] = await database.call(FINISH_PAYOUTS, whose)
    return result


async def _transactions(
    database: Database, mollie: Mollie, whose: dict[str, str], balance: str, cursor: str | None
) -> None:
    while True:
        page, following = await mollie.balance_transactions(balance, cursor)
        cursor = await database.call(
            RECORD_BALANCE_TRANSACTIONS,
            whose
            | {
                "p_balance_id": balance,
                "p_transactions": page,
                "p_from": cursor,
                "p_next": following,
            },
        )
        if cursor is None:
            return


async def _settlements(database: Database, mollie: Mollie, whose: dict[str, str]) -> None:
    """From the newest on, until a page has nothing that is news."""
    cursor: str | None = None
    while True:
        page, cursor = await mollie.settlements(cursor)
        stored = await database.call(RECORD_SETTLEMENTS, whose | {"p_settlements": page})
        for settlement in stored["unread"]:
            await _lines(database, mollie, whose, settlement)
        if cursor is None or not stored["has_news"]:
            break
    for name in ("open", "next"):
        try:
            told = await mollie.settlement(name)
        except MollieNotFound:
            continue
        await database.call(RECORD_SETTLEMENTS, whose | {"p_settlements": [told]})


async def _lines(
    database: Database, mollie: Mollie, whose: dict[str, str], settlement: str
) -> None:
    whose = whose | {"p_settlement_id": settlement}
    for kind in KINDS:
        cursor: str | None = None
        while True:
            page, cursor = await mollie.settlement_items(settlement, kind, cursor)
            await database.call(RECORD_SETTLEMENT_LINES, whose | {"p_kind": kind, "p_items": page})
            if cursor is None:
                break
    await database.call(COMPLETE_SETTLEMENT, whose)
