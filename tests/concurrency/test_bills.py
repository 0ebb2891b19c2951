"""Many bills paid at once, some of it undone or said twice: no number is lost or doubled, and each
payment has one invoice."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.api import bills
from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import Shop, at_once, until

pytestmark = pytest.mark.usefixtures("no_harm")

BILLS = 20
LOCK = "select payments.lock_payable(%s, %s)"
UPDATE = "select billing.update_sales_invoices(%s, %s)"
SWEEP = "select billing.sweep_invoices(7)"
COUNT = "select count(*) from billing.sales_invoices as i where i.org_id = any(%s)"
GAPS = (
    "select count(*) from (select i.sequence - row_number() over ("
    "   partition by i.year order by i.sequence) as missing"
    " from billing.sales_invoices as i) as n where n.missing <> 0"
)
# Not by the function that has the sweep go on at once: whoever writes them is to meet it.
ADDRESS = (
    "insert into billing.details (org_id, company, address, postal_code, city, country, kvk_number,"
    " email) values (%s, 'R', 'A', 'P', 'C', 'NL', '12345678', 'a@b.example') returning 1"
)


@pytest.fixture(autouse=True)
def quiet(no_harm: None, shop: Shop) -> Iterator[None]:  # noqa: ARG001 - looks afterwards
    """Everything is delivered before somebody looks."""
    yield
    shop.quiet()


def test_twenty_at_once_leave_no_gap(shop: Shop) -> None:
    """Whoever writes an invoice, half of them in vain at first, while workers sweep."""
    sales = [shop.sale() for _ in range(4)]
    paid = at_once(4, lambda n: [bills.pay_bill(shop, sales[n].org_id) for _ in range(BILLS // 4)])
    orgs = [sale.org_id for sale in sales]
    for sale in sales:
        shop.ask(ADDRESS, sale.org_id)

    def write(number: int) -> None:
        sale, bill = sales[number % 4], paid[number % 4][number // 4]
        for undo in [True] * (number % 3) + [False]:
            with psycopg.connect(shop.stack.db_url) as connection:
                for statement in (LOCK, UPDATE):
                    connection.execute(statement.encode(), [sale.org_id, bill["charge_id"]])
                if undo:
                    connection.rollback()

    def sweep(_: int) -> None:
        shop.ask("update billing.invoice_tasks set due_at = core.clock() returning 1")
        shop.ask(SWEEP)

    at_once(BILLS + 4, lambda n: write(n) if n < BILLS else sweep(n))
    until("all are written", lambda: shop.ask(COUNT, orgs), lambda count: count == BILLS)

    assert shop.ask(GAPS) == 0
    until(
        "Mollie made all of them",
        lambda: shop.ask(f"{COUNT} and i.status <> 'issued'", orgs),
        lambda count: count == 0,
    )
    made = COUNT.replace("*", "distinct i.mollie_sales_invoice_id")
    assert shop.ask(made, orgs) == BILLS


def test_two_workers_make_one_invoice(shop: Shop) -> None:
    sale = shop.sale()
    bill = bills.pay_bill(shop, sale.org_id)
    until(
        "it waits for an address",
        lambda: bills.history(shop, sale)[0]["invoice_problem"],
        lambda problem: problem is not None,
    )
    shop.ask(ADDRESS, sale.org_id)
    with sessions(shop.stack.db_url, None, None) as (first, second):
        first.call(LOCK, sale.org_id, bill["charge_id"])
        first.call(UPDATE, sale.org_id, bill["charge_id"])
        waiting = second.start(LOCK, sale.org_id, bill["charge_id"])
        wait_until_blocked(shop.stack.db_url, second, first)
        first.commit()
        waiting.result()
        second.call(UPDATE, sale.org_id, bill["charge_id"])
        second.commit()

    assert len(bills.documents(shop, sale, bill)) == 1


def test_two_bills_at_once_do_not_take_the_same_credit(shop: Shop) -> None:
    """What the first leaves is all that the second gets."""
    sale = shop.sale()
    bills.owe_fees(shop, sale.org_id, 60_00)
    make = (
        "select c.credit_amount from billing.make_charge("
        "%s, 'OVERAGE', 'Tickets', 4900, 'EUR', 2100, p_event_id => core.new_id()) as c"
    )
    with sessions(shop.stack.db_url, None, None) as (first, second):
        assert first.call(make, sale.org_id) == 49_00
        taken = second.start(make, sale.org_id)
        wait_until_blocked(shop.stack.db_url, blocked=second, by=first)
        first.commit()
        assert taken.result(10) == 11_00
        second.rollback()
    assert bills.credit_left(shop, sale) == 11_00
