"""The story: its acts in their order."""

from __future__ import annotations

from cli import clock
from cli.demo.acts import (
    account,
    after_the_sale,
    auditor,
    bills,
    books,
    desk,
    doctor,
    entries,
    erasure,
    evening,
    first_ticket,
    gates,
    moving,
    passing_time,
    payment,
    payout,
    platform,
    publish,
    relay,
    rush,
    start_list,
    subscription,
    triathlon,
    webhooks,
)
from cli.demo.stage import Stage

CITY_RUN = (publish, first_ticket, rush, payment, passing_time, books)
TRIATHLON = (triathlon, desk, entries, relay, start_list)
MONEY = (account, payout, bills, platform, subscription)
ACTS = (
    *CITY_RUN,
    webhooks,
    *TRIATHLON,
    after_the_sale,
    gates,
    evening,
    erasure,
    *MONEY,
    moving,
    auditor,
    doctor,
)
SHORT = (*CITY_RUN, doctor)


async def tell(stage: Stage, *, short: bool = False) -> None:
    """Play every act, or only the city run. Raises Stop when something is not as promised."""
    await stage.bank.behave()
    # An earlier run has moved the database's clock; the provider's must not lag behind.
    await stage.bank.set_clock(clock.lead(stage.endpoints.admin_db_url))
    for act in SHORT if short else ACTS:
        await act.play(stage)
