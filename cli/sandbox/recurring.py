"""Payments that a merchant collects with a mandate, while the customer is not there.

They are at the bank at once, and it takes days to say what came of them: by itself, as the settings
have it, or when a control operation decides.
"""

from __future__ import annotations

from typing import Any

from cli.sandbox import payments
from cli.sandbox.money import Amount
from cli.sandbox.payments import Payment
from cli.sandbox.store import Row
from cli.sandbox.world import Timer, World

SCHEMA = """
create table collections (
  payment text primary key,
  due_at real not null
);
create index collections_due on collections (due_at)
"""


def collect(
    world: World,
    mandate: Row,
    amount: Amount,
    given: dict[str, Any],
    owner: tuple[str, str],
    at: float | None = None,
) -> Payment:
    """A payment of the mandate's customer, under way since `at`; `owner` is the merchant's
    organization and profile."""
    now = world.clock.now() if at is None else at
    organization, profile = owner
    payment = Payment(
        id=world.new_id("tr_"),
        profile=profile,
        organization=organization,
        amount=amount,
        given=given
        | {
            "sequenceType": "recurring",
            "customerId": mandate["customer"],
            "mandateId": mandate["id"],
        },
        choice=[mandate["method"]],
        method=mandate["method"],
        token=payments.new_token(),
        moments={"open": now, "pending": now},
        expires_at=None,
        status="pending",
    )
    payments.insert(world, payment)
    wait = world.settings.recurring_pending_seconds
    if wait is not None:
        world.store.execute(
            "insert into collections (payment, due_at) values (:payment, :due)",
            payment=payment.id,
            due=now + wait,
        )
    return payment


def _next_due(world: World) -> float | None:
    due: float | None = world.store.value("select min(due_at) from collections")
    return due


def _decide(world: World) -> None:
    for row in world.store.rows(
        "select payment from collections where due_at <= :now order by due_at",
        now=world.clock.now(),
    ):
        world.store.execute("delete from collections where payment = :id", id=row["payment"])
        payment = payments.find(world, row["payment"])
        if payment is not None and payment.status == "pending":
            payments.move(world, payment, world.settings.recurring_outcome)


OUTCOMES = Timer(next_due=_next_due, run=_decide)
