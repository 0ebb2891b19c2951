"""What the provider said of what it collected, told in any order, twice, late or never, ends in the
same bills, and nobody pays twice.

An org pays its first month. What the provider collects after that is drawn: per month one payment
or, by a mistake, two, and what becomes of each. Its words arrive in any order, some twice, some
never; what became of a payment is told once more at the end, as the daily look at the provider
does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Json = dict[str, Any]
Connection = psycopg.Connection[tuple[Any, ...]]

PRICE = 4900
PATHS = (("pending", "paid"), ("pending", "failed"), ("paid",), ("failed",), ("pending",))


def euros(cents: int) -> Json:
    return {"currency": "EUR", "value": f"{cents // 100}.{cents % 100:02}"}


def ask(connection: Connection, query: str, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]


def tell(connection: Connection, raw: Json) -> Json:
    """The worker hands over what the provider says."""
    outcome: Json = ask(connection, "select payments.apply_provider_payment(%s)", json.dumps(raw))
    return outcome


def said(of: Json, status: str) -> Json:
    return {
        "resource": "payment",
        "mode": "test",
        "profileId": "pfl_platform",
        "status": status,
        "amount": euros(PRICE),
        "method": "directdebit",
        **of,
    }


def first_month(connection: Connection) -> tuple[Json, datetime]:
    """An org whose first month is paid: what the provider said of it, and when the next begins."""
    connection.execute(
        "create temporary table org on commit drop as"
        " select org_id from test_support.make_sale('{}')"
    )
    charge = ask(
        connection,
        "select to_jsonb(billing.start_plan("
        "  org_id, null, billing.plan_terms('ORGANIZER'), null)) from org",
    )
    attempt = ask(
        connection,
        "select payments.start_payment(core.public_token(%s, %s))",
        charge["org_id"],
        charge["id"],
    )
    ask(connection, "select billing.store_customer(org_id, 'cst_1') from org")
    payment = {
        "id": "tr_first",
        "createdAt": "2026-01-01T10:00:00+00:00",
        "metadata": {"payment_id": attempt["payment_id"]},
        "sequenceType": "first",
        "customerId": "cst_1",
        "mandateId": "mdt_1",
    }
    assert tell(connection, said(payment, "paid"))["result"] == "settled"
    ends = ask(
        connection,
        "select current_period_end from billing.subscriptions"
        " where status = 'active' and plan = 'ORGANIZER' and collection_id is not null",
    )
    return payment, ends


def collected(connection: Connection, ends: datetime, months: list[list[tuple[str, ...]]]) -> Any:
    """What the provider says of each payment that it collected, oldest first."""
    owner = ask(connection, "select id::text from billing.subscriptions")
    payments = []
    for number, month in enumerate(months):
        for double, path in enumerate(month):
            start = datetime(*divmod_month(ends, number), ends.day, tzinfo=ends.tzinfo) - timedelta(
                hours=1
            )  # the provider's day begins before ours
            payment = {
                "id": f"tr_{number}x{double}",
                "createdAt": start.isoformat(),
                "sequenceType": "recurring",
                "customerId": "cst_1",
                "mandateId": "mdt_1",
                "subscriptionId": f"sub_{double}",
                "metadata": {"subscription_id": owner},
            }
            payments.append([said(payment, status) for status in path])
    return payments


def divmod_month(moment: datetime, ahead: int) -> tuple[int, int]:
    months = moment.year * 12 + moment.month - 1 + ahead
    return months // 12, months % 12 + 1


def states(connection: Connection) -> Any:
    return ask(
        connection,
        """
        select jsonb_build_object(
          'subscription', (
            select jsonb_agg(jsonb_build_array(s.status, s.plan, s.current_period_end)
              order by s.created_at)
            from billing.subscriptions as s),
          'charges', (
            select jsonb_agg(jsonb_build_array(c.purpose, c.status, c.amount, c.period_start)
              order by c.period_start, c.status)
            from billing.charges as c),
          'payments', (
            select jsonb_agg(jsonb_build_array(p.provider_payment_id, p.status, p.has_settled,
              p.amount_refunding) order by p.provider_payment_id)
            from payments.payments as p))
        """,
    )


def nobody_pays_twice(connection: Connection) -> None:
    """Per period one bill at most; what was paid beyond it is on its way back."""
    assert (
        ask(connection, "select count(*) from billing.subscriptions where status <> 'cancelled'")
        == 1
    )
    doubles = connection.execute(
        "select period_start from billing.charges where status = 'paid'"
        " group by period_start having count(*) > 1"
    ).fetchall()
    assert doubles == []
    kept, owed = (
        ask(
            connection,
            "select coalesce(sum(amount_captured - amount_refunding - amount_refunded), 0)"
            " from payments.payments",
        ),
        ask(
            connection,
            "select coalesce(sum(amount), 0) from billing.charges where status = 'paid'",
        ),
    )
    assert kept == owed
    assert connection.execute("select problem from payments.promise_money").fetchall() == []


@pytest.fixture(scope="module")
def connection(pgtap_url: str) -> Iterator[Connection]:
    with psycopg.connect(pgtap_url) as connection:
        yield connection


@given(
    months=st.lists(st.lists(st.sampled_from(PATHS), min_size=1, max_size=2), max_size=3),
    data=st.data(),
)
@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_in_any_order_nobody_pays_twice(
    connection: Connection, months: list[list[tuple[str, ...]]], data: st.DataObject
) -> None:
    with connection.transaction(force_rollback=True):
        first, ends = first_month(connection)
        payments = collected(connection, ends, months)
        events = [event for payment in payments for event in payment]
        last = [payment[-1] for payment in payments]
        with connection.transaction(force_rollback=True):
            for event in events:
                tell(connection, event)
            nobody_pays_twice(connection)
            wanted = states(connection)
        told = data.draw(
            st.lists(st.sampled_from([*events, said(first, "paid"), said(first, "open")]))
            if events
            else st.just([]),
            label="order of arrival",
        )

        for event in [*told, *last]:
            tell(connection, event)

        nobody_pays_twice(connection)
        if all(len(month) == 1 for month in months):
            assert states(connection) == wanted
