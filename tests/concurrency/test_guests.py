"""Guests who are merged, erased and counted while they book, cancel and come."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.concurrency.sessions import sessions
from tests.shop import Row, Shop, at_once, expect, refusal
from tests.table import GUEST, Table, open_table

pytestmark = pytest.mark.usefixtures("no_harm")


@pytest.fixture
def table(shop: Shop) -> Table:
    """A restaurant of the test's own, with tables enough."""
    table = open_table(shop)
    table.more_tables(*[4] * 30)
    table.settle_on(options_enabled=True)
    return table


def who(email: str) -> Row:
    """A guest with this address."""
    return GUEST | {"email": email}


def customer_id(table: Table, booked: Row) -> str:
    """Who made a reservation."""
    return str(table.row(booked)["customer_id"])


def merge(table: Table, keep: str, other: str) -> httpx.Response:
    """Make one of two guests."""
    return table.rpc("merge_customers", table.owner.token, keep_id=keep, other_id=other)


def miscounted(table: Table) -> list[Row]:
    """Guests whose numbers are not what their reservations say."""
    found = table.shop.ask(
        """
        select jsonb_agg(c)
        from dining.customers as c
        left join lateral (
          select
            count(*) filter (where r.status = 'completed') as visits,
            count(*) filter (where r.status = 'no_show') as missed,
            count(*) filter (where r.status = 'cancelled') as cancelled,
            coalesce(sum(r.spend_amount) filter (where r.status = 'completed'), 0) as spent
          from dining.reservations as r
          where r.org_id = c.org_id and r.customer_id = c.id
        ) as n on true
        where c.location_id = %s
          and (c.total_visits, c.no_show_count, c.cancel_count, c.total_spend)
            <> (n.visits, n.missed, n.cancelled, n.spent)
        """,
        table.location_id,
    )
    return list(found or [])


def test_two_who_merge_each_other(table: Table) -> None:
    one, two = (
        customer_id(table, table.call_in("18:00", guest=who(f"{uuid4()}@example.test")))
        for _ in range(2)
    )
    pairs = ((one, two), (two, one))
    answers = at_once(8, lambda number: merge(table, *pairs[number % 2]))
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 7
    left = table.shop.rows("customers", table.owner.token, location_id=f"eq.{table.location_id}")
    assert len(left) == 1
    assert miscounted(table) == []


def test_merging_while_they_book_cancel_and_come(table: Table) -> None:
    emails = [f"{uuid4()}@example.test" for _ in range(2)]
    booked = [table.call_in("18:00", guest=who(emails[number % 2])) for number in range(12)]
    for one in booked[:4]:
        expect(table.move(one, "seated"))
    keep, other = (customer_id(table, one) for one in booked[:2])

    def act(number: int) -> httpx.Response:
        acts: list[Callable[[], httpx.Response]] = [
            lambda: merge(table, keep, other),
            lambda: table.move(booked[number % 4], "completed"),
            lambda: table.move(booked[4 + number % 8], "cancelled"),
            lambda: table.book("20:00", guest=who(emails[number % 2])),
            lambda: table.rpc(
                "record_spend",
                table.owner.token,
                reservation_id=booked[number % 4]["reservation_id"],
                amount=1000,
            ),
            lambda: table.rpc(
                "update_customer", table.owner.token, customer_id=other, changes={"notes": "Kind."}
            ),
        ]
        return acts[number % len(acts)]()

    answers = at_once(36, act)
    assert {answer.status_code for answer in answers} <= {200, 404, 503}
    assert miscounted(table) == []
    merged = [answer for answer in answers if answer.is_success and "merged" in answer.text]
    assert len(merged) <= 1
    for one in booked:
        assert table.row(one)["customer_id"] in (keep, other)


def test_erasing_while_they_book(table: Table) -> None:
    email = f"{uuid4()}@example.test"
    first = table.call_in("18:00", guest=who(email))
    guest = customer_id(table, first)
    expect(table.move(first, "cancelled"))

    def act(number: int) -> httpx.Response:
        if number % 2:
            return table.rpc("erase_customer", table.owner.token, customer_id=guest)
        return table.book("18:00", guest=who(email))

    answers = at_once(12, act)
    booked = [expect(answer) for answer in answers[::2]]
    erased = answers[1::2]
    assert {refusal(one)[1] for one in erased if one.is_error} <= {"customer_has_reservations"}
    theirs = {customer_id(table, one) for one in booked}
    (row,) = table.shop.rows("customers", table.owner.token, id=f"eq.{guest}")
    if any(one.is_success for one in erased):
        assert row["email"] is None
        assert guest not in theirs, "nobody booked for who was gone"
    else:
        assert theirs == {guest}
    assert len(theirs) == 1


def test_options_of_one_guest_that_end_while_others_book(table: Table) -> None:
    """The sweep and whoever books on those dates end them, each in their own order."""
    email = f"{uuid4()}@example.test"
    days = [(date.fromisoformat(table.date) + timedelta(days=n)).isoformat() for n in range(3)]
    for number in range(12):
        table.call_in(
            "18:00",
            guest=who(email),
            reservation_date=days[number % 3],
            options={"status": "option"},
        )
    with table.shop.database() as db:
        db.execute(
            "update dining.reservations set option_expires_at = core.clock() where org_id = %s",
            [table.org_id],
        )
    answers = at_once(
        12,
        lambda number: table.book("20:00", reservation_date=days[number % 3], guest=who(email)),
    )
    assert {answer.status_code for answer in answers} == {200}
    (guest,) = table.shop.rows("customers", table.owner.token, email=f"eq.{email}")
    assert guest["cancel_count"] == 12
    assert miscounted(table) == []


BOOK = (
    "select public.create_reservation(location_id => %s, reservation_date => %s,"
    " start_time => '19:00', party_size => 2, guest => %s)"
)


def test_whoever_waits_too_long_for_a_date_is_told_to_try_again(table: Table) -> None:
    asked = (table.location_id, table.date)
    with sessions(table.shop.stack.db_url, None, None) as (first, second):
        first.call(BOOK, *asked, json.dumps(who(f"{uuid4()}@example.test")))
        second.call("set local lock_timeout = '100ms'")
        with pytest.raises(psycopg.Error) as refused:
            second.call(BOOK, *asked, json.dumps(who(f"{uuid4()}@example.test")))
        assert refused.value.sqlstate == "PT503"
        assert "try_again" in str(refused.value.diag.message_detail)
