"""Whatever is sold and paid back: invoices and credit notes come to it, to the cent, per rate."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

RATES = st.sampled_from([0, 550, 900, 2100])
FEE = st.fixed_dictionaries(
    {
        "service_fee_rate": st.integers(0, 2000),
        "service_fee_minimum": st.integers(0, 300),
        "service_fee_maximum": st.integers(300, 900),
        "service_fee_vat_rate": RATES,
    }
)
DISCOUNT = st.one_of(
    st.none(),
    st.fixed_dictionaries({"kind": st.just("percentage"), "value": st.integers(1, 9000)}),
    st.fixed_dictionaries({"kind": st.just("amount"), "value": st.integers(1, 5000)}),
)
GOODS = st.tuples(st.integers(1, 5), st.integers(1, 9999), RATES)
"""How many, at which price, at which rate of VAT."""

BUILD = """
with sale as materialized (
  select * from test_support.make_sale(%(ticket)s)
),
shirt as materialized (
  select test_support.add_row('seller', 'products', jsonb_build_object(
    'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'scope', 'order') || %(shirt)s) as id
  from sale
),
code as materialized (
  select count(test_support.add_row('seller', 'promo_codes', jsonb_build_object(
    'org_id', org_id, 'event_id', event_id, 'code', 'LESS') || %(discount)s)) as made
  from sale, shirt
  where %(discount)s::jsonb is not null
),
fee as materialized (
  select test_support.change_rows('seller', 'event_settings', 'event_id', event_id, %(fee)s) as done
  from sale, code
)
select test_support.set_up_invoices(org_id, 'seller') ->> 'org_id' as org_id, event_id,
  ticket_type_id, id
from sale, shirt, fee
"""
ORDER = """
select public.create_order(%s, %s, 'vera@example.test', promo_code => %s)
"""
TOTALS = """
select coalesce(jsonb_object_agg(t.kind, t.totals), '{}')
from (
  select r.kind, jsonb_object_agg(r.vat_rate, r.totals) as totals
  from (
    select i.kind, l.vat_rate, jsonb_build_array(sum(l.total_amount), sum(l.vat_amount)) as totals
    from invoicing.invoices as i
    join invoicing.invoice_lines as l on l.org_id = i.org_id and l.invoice_id = i.id
    where i.payable_id = %s
    group by i.kind, l.vat_rate
  ) as r
  group by r.kind
) as t
"""


class Books:
    """One transaction in which something is sold and paid back."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def ask(self, query: str, *values: object) -> Any:
        """The first value that a query answers with."""
        row = self._connection.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    def sell(self, ticket: tuple[int, int, int], shirt: tuple[int, int, int], **more: Any) -> Any:
        """A paid order with its invoice."""
        values = {
            "ticket": json.dumps({"price": ticket[1], "vat_rate": ticket[2]}),
            "shirt": json.dumps({"price": shirt[1], "vat_rate": shirt[2], "max_quantity": 9}),
            "discount": more["discount"] and json.dumps(more["discount"]),
            "fee": json.dumps(more["fee"]),
        }
        row = self._connection.execute(BUILD.encode(), values).fetchone()
        assert row is not None
        _, event_id, ticket_type_id, product_id = row
        items = [
            {"ticket_type_id": str(ticket_type_id), "quantity": ticket[0]},
            {"product_id": str(product_id), "quantity": shirt[0]},
        ]
        order = self.ask(ORDER, event_id, json.dumps(items), "LESS" if more["discount"] else None)
        written = json.dumps(order)
        if order["status"] == "pending":
            self.ask("select test_support.report(test_support.open_payment(%s), 'paid')", written)
        asked = self.ask("select test_support.ask_for_invoice(%s)", written)
        assert asked["status"] == "issued"
        return order


def sums(totals: dict[str, dict[str, list[int]]], kind: str) -> tuple[int, int]:
    """Amount and VAT of all documents of a kind."""
    rates = totals.get(kind, {}).values()
    return sum(rate[0] for rate in rates), sum(rate[1] for rate in rates)


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    ticket=GOODS,
    shirt=GOODS,
    discount=DISCOUNT,
    fee=FEE,
    back=st.lists(st.integers(1, 9999), max_size=4),
    by_item=st.booleans(),
)
def test_documents_add_up(
    pgtap_url: str,
    ticket: tuple[int, int, int],
    shirt: tuple[int, int, int],
    discount: dict[str, Any] | None,
    fee: dict[str, int],
    back: list[int],
    by_item: bool,
) -> None:
    with psycopg.connect(pgtap_url) as connection:
        books = Books(connection)
        order = books.sell(ticket, shirt, discount=discount, fee=fee)
        written, order_id, left = json.dumps(order), order["order_id"], order["total_amount"]
        vat = books.ask("select vat_amount from sales.orders where id = %s", order_id)
        assert sums(books.ask(TOTALS, order_id), "invoice") == (left, vat)

        if by_item and left:
            books.ask(
                "select test_support.refund_now(%s, null, test_support.refund_item(%s, 1,"
                " '{\"quantity\": 1}'))",
                *(written, written),
            )
            kept = books.ask(
                "select payments.amount_kept(org_id, id) from sales.orders where id = %s", order_id
            )
            left = int(kept)
        for wish in back:
            amount = min(wish, left)
            if amount:
                books.ask("select test_support.refund_now(%s, %s)", written, amount)
                left -= amount
                books.ask("select invoicing.sweep_tasks(10)")
                credited, _ = sums(books.ask(TOTALS, order_id), "credit_note")
                assert credited == left - order["total_amount"]
        if left:
            books.ask("select test_support.refund_now(%s, %s)", written, left)
        books.ask("select invoicing.sweep_tasks(10)")
        totals = books.ask(TOTALS, order_id)
        if order["total_amount"]:
            taken_back = {rate: [-n for n in ns] for rate, ns in totals["credit_note"].items()}
            # Lines that cost nothing are not taken back.
            paid = {rate: ns for rate, ns in totals["invoice"].items() if any(ns)}
            assert {rate: ns for rate, ns in taken_back.items() if any(ns)} == paid
        assert books.ask("select count(*) from invoicing.promise_invoices") == 0
        assert books.ask("select count(*) from sales.promise_invoices") == 0
        connection.rollback()
