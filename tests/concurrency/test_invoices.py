"""Many settlements and requests at once, some of them undone: no number is lost or doubled."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.api.invoices import set_up_invoices
from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE, Row, Sale, Shop, at_once, expect, until

pytestmark = pytest.mark.usefixtures("movable_clock", "no_harm")

SETTLEMENTS = 50
ASK = "select public.request_invoice(%s, null, '{}')"
PAY = "select public.record_manual_payment(%s, 1090, 'bank', %s)"
SWEEP = "select invoicing.sweep_tasks(7)"
NUMBERS = (
    "select coalesce(array_agg(i.year || '/' || i.sequence order by i.year, i.sequence), '{}')"
    " from invoicing.invoices as i where i.org_id = %s"
)


def an_org(shop: Shop, **settings: object) -> Sale:
    """An org that can send invoices."""
    sale = shop.sale(price=1090, vat_rate=900, capacity=500)
    set_up_invoices(shop, sale, **settings)
    return sale


def to_be_paid(shop: Shop, sale: Sale) -> Row:
    """An order that waits for a bank transfer."""
    body = {"items": sale.cart(), "email": "vera@example.test", "settlement": "bank"}
    return dict(
        expect(shop.rpc("create_staff_order", sale.owner.token, event_id=sale.event_id, **body))
    )


@contextmanager
def transaction(shop: Shop, sale: Sale, *, undo: bool) -> Iterator[psycopg.Connection[Any]]:
    """A transaction in which the owner of an org acts, undone at the end or not."""
    claims = json.dumps({"role": "authenticated", "sub": sale.owner.user_id})
    with psycopg.connect(shop.stack.db_url) as connection:
        connection.execute(
            "select set_config('request.jwt.claims', %s, true),"
            " set_config('role', 'authenticated', true)",
            [claims],
        )
        yield connection
        if undo:
            connection.rollback()


def test_fifty_settlements_with_rollbacks_leave_no_gap(shop: Shop) -> None:
    sale = an_org(shop, issue="always")
    orders = at_once(8, lambda _: [to_be_paid(shop, sale) for _ in range(7)])
    placed = [*itertools.chain(*orders)][:SETTLEMENTS]
    selling = threading.Event()
    selling.set()

    def settle(number: int) -> None:
        order = placed[number]
        for undo in [True] * (number % 3) + [False]:
            with transaction(shop, sale, undo=undo) as connection:
                connection.execute(PAY, [order["order_id"], f"statement {number}"])
        if number % 2:  # some cannot wait for the sweep
            for undo in [True] * (number % 4) + [False]:
                with transaction(shop, sale, undo=undo) as connection:
                    connection.execute(ASK, [order["public_token"]])

    def sweep(seed: int) -> int:
        rounds = 0
        with psycopg.connect(shop.stack.db_url) as connection:
            while selling.is_set():
                connection.execute(SWEEP)
                rounds += 1
                if (rounds + seed) % 3:
                    connection.commit()
                else:
                    connection.rollback()
        return rounds

    with ThreadPoolExecutor(2) as sweepers, ThreadPoolExecutor(SETTLEMENTS) as tellers:
        sweeping = [sweepers.submit(sweep, seed) for seed in (0, 1)]
        try:
            list(tellers.map(settle, range(SETTLEMENTS)))
        finally:
            selling.clear()
        assert all(swept.result() for swept in sweeping)
    left = "select count(*) from invoicing.tasks where org_id = %s"
    until("nothing is left to do", lambda: shop.ask(left, sale.org_id), lambda count: count == 0)

    numbers = shop.ask(NUMBERS, sale.org_id)
    assert [int(number.split("/")[1]) for number in numbers] == [*range(1, SETTLEMENTS + 1)]
    per_order = (
        "select count(distinct payable_id) from invoicing.invoices where org_id = %s"
        " and kind = 'invoice'"
    )
    assert shop.ask(per_order, sale.org_id) == SETTLEMENTS
    # Dates never run against the numbers.
    backwards = (
        "select count(*) from (select issued_at < lag(issued_at) over (order by sequence) as is_so"
        " from invoicing.invoices where org_id = %s) as i where is_so"
    )
    assert shop.ask(backwards, sale.org_id) == 0


def test_the_number_of_whoever_gives_up_goes_to_the_next(shop: Shop) -> None:
    sale = an_org(shop)
    first, second = shop.buy(sale), shop.buy(sale)
    with sessions(shop.stack.db_url, None, None) as (quitter, waiter):
        answer = quitter.call(ASK, first["public_token"])
        assert answer["invoices"][0]["number"].endswith("-0001")
        waiting = waiter.start(ASK, second["public_token"])
        wait_until_blocked(shop.stack.db_url, waiter, quitter)
        quitter.rollback()
        assert waiting.result(PATIENCE)["invoices"][0]["number"].endswith("-0001")
        waiter.commit()
    assert len(shop.ask(NUMBERS, sale.org_id)) == 1


def test_no_sale_waits_for_a_number(shop: Shop) -> None:
    sale = an_org(shop, issue="always")
    bought, placed = shop.buy(sale), to_be_paid(shop, sale)
    settle = "update core.sweeps set every = %s where name = 'invoicing.issue'"
    shop.ask(settle, "1 day")  # so that the request is the one that issues
    try:
        with sessions(shop.stack.db_url, None) as (holder,):
            holder.call(ASK, bought["public_token"])
            with transaction(shop, sale, undo=False) as connection:
                connection.execute("set local statement_timeout = '20s'")
                connection.execute(PAY, [placed["order_id"], "statement 1"])
            holder.commit()
    finally:
        shop.ask(settle, "2 seconds")
    until("both are issued", lambda: len(shop.ask(NUMBERS, sale.org_id)), lambda n: n == 2)


def test_two_years_do_not_wait_for_each_other(shop: Shop) -> None:
    """At midnight where the legal entity is, the second before and the moment itself."""
    sale = an_org(shop, time_zone="Asia/Tokyo")
    orders = [shop.buy(sale) for _ in range(3)]
    now = "select set_config('app.now', %s, false)"
    with sessions(shop.stack.db_url, None, None) as (old, new):
        old.call(now, "2026-12-31 23:59:59+09")
        new.call(now, "2027-01-01 00:00:00+09")
        assert old.call(ASK, orders[0]["public_token"])["invoices"][0]["number"] == "2026-0001"
        assert new.call(ASK, orders[1]["public_token"])["invoices"][0]["number"] == "2027-0001"
        old.rollback()
        new.commit()
        assert new.call(ASK, orders[2]["public_token"])["invoices"][0]["number"] == "2027-0002"
        new.commit()
    assert shop.ask(NUMBERS, sale.org_id) == ["2027/1", "2027/2"]


def test_one_order_asked_for_by_many_has_one_invoice(shop: Shop) -> None:
    sale = an_org(shop, issue="always")
    order = shop.buy(sale)
    answers = at_once(
        16, lambda _: expect(shop.rpc("request_invoice", public_token=order["public_token"]))
    )
    assert len({json.dumps(answer["invoices"]) for answer in answers}) == 1
    assert len(shop.ask(NUMBERS, sale.org_id)) == 1
