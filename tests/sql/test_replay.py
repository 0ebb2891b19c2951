"""What the provider said, told again in any order to the same orders, ends in the same states.

Orders are placed and their payments opened; what becomes of them is drawn: attempts that end, money
that is right, wrong, late or double, refunds made in the provider's dashboard, chargebacks. The
provider's words are applied as they came and stored. Then everything but the orders is forgotten,
and the stored events are told in another order, some twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Json = dict[str, Any]
Connection = psycopg.Connection[tuple[Any, ...]]

CENTS = 2500
"""What one place costs."""
REFUND_PATHS = (
    ("queued", "pending", "processing", "refunded"),
    ("pending", "processing", "refunded"),
    ("pending", "processing", "failed"),
    ("queued", "pending"),
)


def euros(cents: int) -> Json:
    return {"currency": "EUR", "value": f"{cents // 100}.{cents % 100:02}"}


@st.composite
def refunds(draw: st.DrawFn) -> list[Json]:
    """How refunds of a payment go on, as steps: which one, its amount and its new status."""
    steps: list[Json] = []
    left = CENTS
    for number in range(draw(st.integers(0, 2))):
        cents = draw(st.sampled_from([500, 1000, left]))
        if cents > left:
            break
        path = draw(st.sampled_from(REFUND_PATHS))
        path = path[: draw(st.integers(1, len(path)))]
        left -= cents
        steps += [
            {"kind": "refunds", "number": number, "cents": cents, "status": status}
            for status in path
        ]
    return steps


@st.composite
def chargebacks(draw: st.DrawFn) -> list[Json]:
    """The same of chargebacks, which are received and perhaps reversed."""
    steps: list[Json] = []
    for number in range(draw(st.integers(0, 2))):
        cents = draw(st.sampled_from([500, 1000]))
        for is_reversed in (False, True)[: draw(st.integers(1, 2))]:
            step = {"kind": "chargebacks", "number": number, "cents": cents}
            steps.append(step | {"reversed": is_reversed})
    return steps


@st.composite
def attempts(draw: st.DrawFn, *, may_go_back: bool) -> Json:
    """What becomes of one payment: statuses, then what happens to its money."""
    statuses = draw(
        st.sampled_from(
            [
                (),
                ("pending",),
                ("failed",),
                ("canceled",),
                ("expired",),
                ("pending", "failed"),
                ("paid",),
                ("pending", "paid"),
                ("authorized", "paid"),
                ("expired", "paid"),
            ]
        )
    )
    is_right = draw(st.sampled_from([True, True, True, False]))
    steps: list[Json] = []
    if may_go_back and is_right and statuses[-1:] == ("paid",):
        steps = draw(refunds()) + draw(chargebacks())
    return {"statuses": statuses, "is_right": is_right, "steps": steps}


@st.composite
def histories(draw: st.DrawFn) -> list[list[Json]]:
    """One to three orders, each with one payment or two.

    Money that came twice goes back by itself, which is decided anew by whoever hears of it, and
    which of the two goes back is a matter of who came first: so of those nothing else goes back.
    """
    found: list[list[Json]] = []
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(1, 2))
        found.append([draw(attempts(may_go_back=number == 1)) for _ in range(number)])
    return found


def snapshots(attempt: Json) -> Iterator[tuple[str, Json]]:
    """Everything that the provider says of a payment as time goes on: status, and what else."""
    right = euros(CENTS if attempt["is_right"] else CENTS - 1)
    more: Json = {"amount": right, "createdAt": "2026-01-01T00:00:00+00:00"}
    yield "open", more
    for status in attempt["statuses"]:
        yield status, more
    parts: dict[str, dict[int, Json]] = {"refunds": {}, "chargebacks": {}}
    for step in attempt["steps"]:
        prefix = {"refunds": "re", "chargebacks": "chb"}[step["kind"]]
        part: Json = {
            "id": f"{prefix}_PAYMENT_{step['number']}",
            "amount": euros(step["cents"]),
            "createdAt": f"2026-01-02T00:00:0{step['number']}+00:00",
        }
        if step["kind"] == "refunds":
            part["status"] = step["status"]
        else:
            part["reversedAt"] = "2026-01-03T00:00:00+00:00" if step["reversed"] else None
        parts[step["kind"]][step["number"]] = part
        embedded = {kind: list(found.values()) for kind, found in parts.items()}
        yield "paid", more | {"_embedded": embedded}


def build(connection: Connection, history: list[list[Json]]) -> list[list[str]]:
    """The orders, with their payments open or given up, as before the provider said anything."""
    connection.execute(
        "create temporary table sale on commit drop as"
        " select * from test_support.make_sale('{\"capacity\": 1000}')"
    )
    payments: list[list[str]] = []
    for order in history:
        row = connection.execute(
            "select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1))"
            " from sale"
        ).fetchone()
        assert row is not None
        connection.execute(
            "update sales.orders set expires_at = 'infinity', release_at = 'infinity'"
            " where status = 'pending'"
        )
        ids = []
        for _ in order:
            opened = connection.execute(
                "select test_support.open_payment(%s)", [json.dumps(row[0])]
            ).fetchone()
            assert opened is not None
            ids.append(str(opened[0]))
            connection.execute(
                "select test_support.set_clock(core.clock() + interval '20 minutes')"
            )
        payments.append(ids)
    return payments


def tell(connection: Connection, raw: Json) -> None:
    """The worker hands over what the provider says."""
    connection.execute("select payments.apply_provider_payment(%s)", [json.dumps(raw)])


def states(connection: Connection) -> list[Any]:
    """Where everything ends. Of two payments of one order it does not matter which is which.

    An order that nobody paid rightly is ended by the news that its attempt expired or when its own
    time is up, whichever comes first; so time passes before we look.
    """
    connection.execute(
        "update sales.orders set expires_at = core.clock(), release_at = core.clock()"
        " where status = 'pending'"
    )
    connection.execute("select sales.sweep_expired_orders(100)")
    query = """
      select jsonb_agg(o.state order by o.number)
      from (
        select s.order_number as number, jsonb_build_object(
          'status', s.status,
          'payments', (
            select jsonb_agg(jsonb_build_array(p.status, p.has_settled, p.amount_captured,
              p.amount_refunding, p.amount_refunded, p.amount_charged_back)
              order by p.status, p.has_settled, p.amount_captured, p.amount_refunding)
            from payments.payments as p where p.payable_id = s.id),
          'refunds', (
            select jsonb_agg(jsonb_build_array(r.mollie_refund_id, r.status, r.amount)
              order by r.mollie_refund_id, r.amount)
            from payments.refunds as r where r.payable_id = s.id),
          'chargebacks', (
            select jsonb_agg(jsonb_build_array(c.mollie_chargeback_id, c.reversed_at, c.amount)
              order by c.mollie_chargeback_id)
            from payments.chargebacks as c where c.payable_id = s.id),
          'reviews', (
            select jsonb_agg(v.reason order by v.reason)
            from payments.payment_reviews as v
            join payments.payments as p on p.id = v.payment_id where p.payable_id = s.id),
          'tickets', (
            select jsonb_agg(jsonb_build_array(t.status, t.blocked_at is not null)
              order by t.status)
            from sales.ticket_instances as t where t.order_id = s.id)
        ) as state
        from sales.orders as s
      ) as o
    """
    row = connection.execute(query).fetchone()
    assert row is not None
    return list(row[0])


def problems(connection: Connection) -> list[Any]:
    """The broken promises, but for those of the outbox: no worker delivers here."""
    query = "select promise, problem from core.doctor() where promise <> 'messages_are_delivered'"
    return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def connection(pgtap_url: str) -> Iterator[Connection]:
    with psycopg.connect(pgtap_url) as connection:
        yield connection


@given(history=histories(), data=st.data())
@settings(
    max_examples=40,
    # A failing history is short enough to be read as it is; to shrink one takes minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_events_in_any_order_end_the_same(
    connection: Connection, history: list[list[Json]], data: st.DataObject
) -> None:
    with connection.transaction(force_rollback=True):
        payments = build(connection, history)
        with connection.transaction(force_rollback=True):
            for order, ids in zip(history, payments, strict=True):
                for attempt, payment in zip(order, ids, strict=True):
                    for status, more in snapshots(attempt):
                        said = json.dumps(more).replace("PAYMENT", payment)
                        raw = connection.execute(
                            "select test_support.mollie_payment(%s, %s, %s)",
                            [payment, status, said],
                        ).fetchone()
                        assert raw is not None
                        tell(connection, raw[0])
            wanted = states(connection)
            assert problems(connection) == []
            stored = connection.execute(
                "select e.raw from payments.payment_events as e order by e.id"
            ).fetchall()
        events = [raw for (raw,) in stored]
        assert len(events) >= sum(len(ids) for ids in payments)
        again = data.draw(st.permutations(events), label="order of arrival")
        twice = data.draw(st.lists(st.sampled_from(events), max_size=3), label="told twice")

        for raw in [*again, *twice]:
            tell(connection, raw)

        assert states(connection) == wanted
        assert problems(connection) == []
