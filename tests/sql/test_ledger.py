"""Whatever happens to the money of an order: the books balance, credits of the platform's fee are
in proportion, and what has gone back in full leaves nothing behind."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

RATES = st.sampled_from([0, 900, 2100])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("amount"), st.integers(1, 12_000)),
        st.tuples(st.just("tickets"), st.integers(1, 3)),
        st.tuples(st.just("failed"), st.integers(1, 12_000)),
        st.tuples(st.just("external"), st.integers(1, 4_000)),
        st.tuples(st.just("chargeback"), st.integers(1, 12_000)),
        st.tuples(st.just("reversal"), st.just(0)),
    ),
    max_size=6,
)

SALE = "select org_id, event_id, ticket_type_id from test_support.make_sale(%s)"
CONNECT = "select test_support.connect_account(%s, 'seller')"
SHIRT = """
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', %s::uuid, 'event_id', %s::uuid, 'name', 'Shirt', 'scope', 'order') || %s)
"""
FEE = "select test_support.change_rows('seller', 'event_settings', 'event_id', %s, %s)"
BUY = """
select test_support.buy(%s, test_support.cart(%s, 3)
  || jsonb_build_array(jsonb_build_object('product_id', %s::uuid, 'quantity', 1)))
"""
PAYMENT = "select to_jsonb(p) from payments.payments as p where p.payable_id = %s"
LEFT = """
select jsonb_build_array(coalesce(-sum(l.amount), 0), count(*))
from unnest(ledger.left_of(%s, %s, 'EUR')) as l
"""
PROBLEMS = (
    "select coalesce(array_agg(d.promise || ': ' || d.problem), '{}') from core.doctor() as d"
)


class Bank:
    """One transaction in which an order is paid, and what its payment's provider tells of it."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        ticket: dict[str, int],
        shirt: dict[str, int],
        fee: dict[str, int],
        connected: bool,
    ) -> None:
        self._connection = connection
        row = connection.execute(SALE.encode(), [json.dumps(ticket)]).fetchone()
        assert row is not None
        self.org_id, event_id, ticket_type_id = row
        shirt_id = self.ask(SHIRT, self.org_id, event_id, json.dumps(shirt))
        self.ask(FEE, event_id, json.dumps(fee))
        if connected:
            self.ask(CONNECT, self.org_id)
        self.order = self.ask(BUY, event_id, ticket_type_id, shirt_id)
        self._refunds: list[dict[str, Any]] = []
        self._chargebacks: list[dict[str, Any]] = []

    def ask(self, query: str, *values: object) -> Any:
        """The first value that a query answers with."""
        row = self._connection.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    @property
    def payment(self) -> dict[str, Any]:
        """The payment of the order."""
        found: dict[str, Any] = self.ask(PAYMENT, self.order["order_id"])
        return found

    def left(self) -> int:
        """What of the payment can still go back."""
        paid = self.payment
        return int(paid["amount_captured"] - paid["amount_refunded"] - paid["amount_refunding"])

    def happens(self, what: str, how_much: int) -> None:
        """A step; one that is impossible by now does nothing."""
        if what == "reversal":
            for chargeback in self._chargebacks:
                chargeback["reversedAt"] = "2026-01-05T10:00:00Z"
            self._tell()
        elif what == "chargeback":
            amount = min(how_much, self.payment["amount_captured"])
            self._chargebacks.append(self._told(amount, f"chb_{len(self._chargebacks)}"))
            self._tell()
        elif what == "external" and self.left():
            name = f"re_{len(self._refunds)}"
            amount = min(how_much, self.left())
            self._refunds.append(self._told(amount, name, status="refunded"))
            self._tell()
        elif self.left() and not self.payment["amount_charged_back"]:
            self._refund(what, how_much)

    def _refund(self, what: str, how_much: int) -> None:
        """Money goes back on our word, or does not."""
        order = json.dumps(self.order)
        items: Any = None
        amount: int | None = min(how_much, self.left())
        if what == "tickets":
            more = json.dumps({"quantity": 1})
            items = self.ask("select test_support.refund_item(%s, 1, %s)", order, more)
            amount = None
        try:
            with self._connection.transaction():
                made = self.ask(
                    "select test_support.refund(%s, %s, %s)",
                    *(order, items and json.dumps(items), amount),
                )
        except psycopg.errors.DatabaseError:
            return  # less is left than that ticket cost, or it is over
        for refund_id in made:
            if what == "failed":
                self.ask("select payments.fail_refund(%s, 'no')", refund_id)
            else:
                self.ask("select test_support.report_refund(%s, 'refunded')", refund_id)

    def _told(self, amount: int, name: str, **more: str) -> dict[str, Any]:
        value = {"currency": "EUR", "value": f"{amount / 100:.2f}"}
        return {"id": name, "amount": value, "createdAt": "2026-01-01T10:00:00Z"} | more

    def _tell(self) -> None:
        """The provider tells of everything that it knows, twice."""
        embedded = {"refunds": self._refunds, "chargebacks": self._chargebacks}
        for _ in range(2):
            self.ask(
                "select test_support.report(%s, 'paid', %s)",
                *(self.payment["id"], json.dumps({"_embedded": embedded})),
            )

    def balance(self, account: str) -> int:
        """What stands on an account."""
        found = self.ask("select ledger.balance(%s, %s, 'EUR')", self.org_id, account)
        return int(found)


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    price=st.integers(1, 4000),
    shirt=st.integers(0, 3000),
    rates=st.tuples(RATES, RATES),
    fee=st.fixed_dictionaries({"service_fee_rate": st.integers(0, 2000)}),
    connected=st.booleans(),
    steps=STEPS,
)
def test_the_books_follow_the_money(
    pgtap_url: str,
    price: int,
    shirt: int,
    rates: tuple[int, int],
    fee: dict[str, int],
    connected: bool,
    steps: list[tuple[str, int]],
) -> None:
    with psycopg.connect(pgtap_url) as connection:
        bank = Bank(
            connection,
            ticket={"price": price, "vat_rate": rates[0]},
            shirt={"price": shirt, "vat_rate": rates[1]},
            fee=fee | {"service_fee_vat_rate": 2100},
            connected=connected,
        )
        for step in steps:
            bank.happens(*step)
        paid = bank.payment
        assert (paid["connection_id"] is not None) == connected
        money = bank.balance("provider") + bank.balance("platform_account")
        expected = paid["amount_captured"] - paid["amount_refunded"] - paid["amount_charged_back"]
        assert money == expected - paid["application_fee_amount"]
        assert bank.balance("chargebacks") == paid["amount_charged_back"]
        share = paid["application_fee_amount"] * paid["amount_refunded"]
        credit = (2 * share + paid["amount_captured"]) // (2 * paid["amount_captured"])
        assert bank.balance("fee_credits") == credit == -bank.balance("platform.fee_credits")
        assert bank.balance("platform_fees") == paid["application_fee_amount"] - credit
        left = bank.ask(LEFT, bank.org_id, bank.order["order_id"])
        assert left[0] == paid["amount_captured"] - paid["amount_refunded"]
        if left[0] == 0:
            assert left[1] == 0, "no account is left with anything, VAT included"
        assert bank.ask(PROBLEMS) == []
        connection.rollback()
