"""In whatever order and however often news of a bill's payment comes, it has one invoice."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

AMOUNT = 4900
DAY = "2026-11-02T12:00:00+00:00"
SETTING_UP = """
select test_support.make_user('owner');
select test_support.name_platform();
create temporary table bill as
select b.bill, test_support.open_payment(b.bill) as payment
from (
  select test_support.make_bill(test_support.make_org('Runners', 'owner')) as bill
) as b;
"""
REPORT = "select test_support.report(payment, 'paid', %s) from bill"
SWEEP = "select billing.sweep_invoices(10)"
SAVE = """
select test_support.address_bills(c.org_id, 'owner')
from bill join billing.charges as c on c.id = (bill ->> 'charge_id')::uuid
"""
MAKE = """
select count(billing.record_sales_invoice(i.id, jsonb_build_object(
  'id', 'invoice_' || i.id, 'invoiceNumber', 'INV-1',
  'totalAmount', '{"currency": "EUR", "value": "49.00"}'::jsonb,
  'totalVatAmount', '{"currency": "EUR", "value": "8.50"}'::jsonb)))
from billing.sales_invoices as i
where billing.begin_sales_invoice(i.id) is not null
"""
DOCUMENTS = """
select coalesce(jsonb_agg(jsonb_build_object(
  'cause', i.cause, 'total', i.total_amount, 'vat', i.vat_amount) order by i.sequence), '[]')
from billing.sales_invoices as i
"""
ASKED = "select count(*) from core.outbox_events where topic = 'mollie.create_sales_invoice'"


def money(cents: int) -> dict[str, str]:
    """An amount as Mollie writes it."""
    return {"currency": "EUR", "value": f"{cents // 100}.{cents % 100:02}"}


def refund(cents: int, status: str) -> dict[str, Any]:
    """A refund that was made in Mollie's dashboard."""
    return {"id": "re_1", "status": status, "createdAt": DAY, "amount": money(cents)}


def dispute(reversed_at: str | None) -> dict[str, Any]:
    """All of the payment, taken back by its bank."""
    told = {"id": "chb_1", "createdAt": DAY, "amount": money(AMOUNT)}
    return told | ({"reversedAt": reversed_at} if reversed_at else {})


def news(back: int, *, is_returned: bool) -> list[dict[str, Any]]:
    """What Mollie embeds in the payment, from its first day to its last."""
    pending, done = refund(back, "pending"), refund(back, "refunded")
    days: list[dict[str, Any]] = [
        {},
        {"refunds": [pending]},
        {"refunds": [done]},
        {"refunds": [done], "chargebacks": [dispute(None)]},
    ]
    if is_returned:
        days.append({"refunds": [done], "chargebacks": [dispute(DAY)]})
    return days


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), back=st.integers(1, AMOUNT), is_returned=st.booleans())
def test_one_invoice_whatever_comes_when(
    pgtap_url: str, data: st.DataObject, back: int, is_returned: bool
) -> None:
    days = news(back, is_returned=is_returned)
    acts = [*range(len(days)), "sweep", "sweep", "save", "make"]
    order = data.draw(st.permutations(acts + data.draw(st.lists(st.sampled_from(acts)))))
    with psycopg.connect(pgtap_url) as connection:
        for statement in SETTING_UP.split(";\n")[:-1]:
            connection.execute(statement.encode())

        def ask(query: str, *values: object) -> Any:
            row = connection.execute(query.encode(), values).fetchone()
            return row[0] if row else None

        others = {"sweep": SWEEP, "save": SAVE, "make": MAKE}
        # However it went, in the end all has been said.
        for act in (*order, len(days) - 1, "save", "sweep", "make"):
            if isinstance(act, int):
                ask(REPORT, json.dumps({"_embedded": days[act]}))
            else:
                ask(others[act])
        before = ask(DOCUMENTS)
        for act in (*order, "sweep"):
            ask(REPORT, json.dumps({"_embedded": days[-1]})) if isinstance(act, int) else ask(SWEEP)

        assert ask(DOCUMENTS) == before, "what was said already changes nothing"
        invoices = [d for d in before if d["cause"] == "payment"]
        assert len(invoices) == ask(ASKED) <= 1
        left = AMOUNT - back if is_returned else 0
        assert sum(d["total"] for d in before) == left
        vat = (2 * left * 2100 + 12100) // (2 * 12100)
        assert sum(d["vat"] for d in before) == vat
        assert bool(invoices) or not is_returned or left == 0
        assert ask("select count(*) from billing.promise_sales_invoices") == 0
        assert ask("select count(*) from billing.invoice_tasks") == 0
        connection.rollback()
