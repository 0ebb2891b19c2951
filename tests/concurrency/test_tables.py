"""Many guests and staff at the same tables at the same moment: nothing double, nobody stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import psycopg
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import Row, Shop, at_once, expect, refusal
from tests.table import Table, open_table

pytestmark = pytest.mark.usefixtures("no_harm")

GUESTS = 50

BOOK = """
    select public.create_reservation(
      location_id => %s, reservation_date => %s, start_time => '19:00', party_size => 2,
      guest => '{"first_name": "Noor", "last_name": "Bakker", "email": "noor@example.test"}')
"""


@pytest.fixture
def table(shop: Shop) -> Table:
    """A restaurant of the test's own."""
    return open_table(shop)


def codes(answers: list[httpx.Response]) -> Counter[str]:
    """How often what was answered: `booked`, or the code of a refusal."""
    return Counter("booked" if one.is_success else refusal(one)[1] for one in answers)


def set_up_last_table(table: Table) -> None:
    """One table, and nothing else in the way."""


def set_up_last_cover(table: Table) -> None:
    """Room for fifty, of whom seven may come at once: three parties of two."""
    table.more_tables(*[2] * (GUESTS - 1))
    table.change("shift_tickets", table.shift_ticket_id, pacing_covers_limit=7)


def set_up_last_party(table: Table) -> None:
    table.more_tables(*[2] * (GUESTS - 1))
    table.change("shift_tickets", table.shift_ticket_id, pacing_arrivals_limit=2)


def set_up_last_seat(table: Table) -> None:
    """Twenty covers for the evening, and two above them."""
    table.more_tables(*[2] * (GUESTS - 1))
    table.change("shift_tickets", table.shift_ticket_id, max_covers_total=20)
    table.settle_on(overbooking_tolerance=2)


def set_up_last_squeeze(table: Table) -> None:
    """Stays too long for the evening, four of which may be squeezed into it."""
    table.more_tables(*[2] * (GUESTS - 1))
    table.change(
        "tickets",
        table.ticket_id,
        duration_minutes=600,
        squeeze_enabled=True,
        squeeze_duration_minutes=60,
        squeeze_limit_per_shift=4,
    )


@pytest.mark.parametrize(
    ("set_up", "booked", "code"),
    [
        (set_up_last_table, 1, "tables_full"),
        (set_up_last_cover, 3, "pacing_covers_full"),
        (set_up_last_party, 2, "pacing_arrivals_full"),
        (set_up_last_seat, 11, "overbooking_limit"),
        (set_up_last_squeeze, 4, "squeeze_limit"),
    ],
)
def test_fifty_want_the_last_one(
    table: Table, set_up: Callable[[Table], None], booked: int, code: str
) -> None:
    set_up(table)
    answers = at_once(GUESTS, lambda _: table.book("19:00"))
    assert codes(answers) == {"booked": booked, code: GUESTS - booked}


def grouped(table: Table) -> str:
    """Puts the table and another one together, for parties from five; returns the group's id."""
    (other,) = table.more_tables(4)
    there = {"org_id": table.org_id, "location_id": table.location_id}
    token = table.owner.token
    group = table.shop.insert(
        "table_groups", token, name="1+2", min_capacity=5, max_capacity=8, **there
    )
    for table_id in (table.table_id, other):
        member = {"table_group_id": group["id"], "table_id": table_id}
        table.shop.insert("table_group_members", token, **member, **there)
    return str(group["id"])


def test_a_group_and_its_tables_are_wanted_at_once(table: Table) -> None:
    group_id = grouped(table)
    answers = at_once(GUESTS, lambda n: table.book("19:00", 7 if n % 2 else 2))
    found = codes(answers)
    rows = [table.row(answer.json()) for answer in answers if answer.is_success]
    if any(row["table_group_id"] == group_id for row in rows):
        assert found == {"booked": 1, "tables_full": GUESTS - 1}
    else:
        assert found == {"booked": 2, "tables_full": GUESTS - 2}


def test_a_superuser_cannot_double_book(table: Table) -> None:
    group_id = grouped(table)
    booked = table.call_in("19:00")
    (other,) = table.more_tables(6)
    moved = table.call_in("19:00", options={"table_id": other})
    for place in ((table.row(booked)["table_id"], None), (None, group_id)):
        with table.shop.database() as db, pytest.raises(psycopg.Error) as refused:
            db.execute(
                "update dining.reservations set table_id = %s, table_group_id = %s where id = %s",
                [*place, moved["reservation_id"]],
            )
        assert refused.value.sqlstate == "PT409"
    with table.shop.database() as db, db.transaction(force_rollback=True):
        db.execute("set local session_replication_role = replica")
        with pytest.raises(psycopg.errors.ExclusionViolation):
            db.execute(
                "insert into dining.table_occupancy"
                " select org_id, location_id, %s, table_id, service_date, during, until"
                " from dining.table_occupancy where reservation_id = %s",
                [moved["reservation_id"], booked["reservation_id"]],
            )


def test_whoever_comes_second_waits_for_the_first(table: Table) -> None:
    wish = (table.location_id, table.date)
    with sessions(table.shop.stack.db_url, None, None) as (first, second):
        assert first.call(BOOK, *wish)["status"] == "confirmed"
        waiting = second.start(BOOK, *wish)
        wait_until_blocked(table.shop.stack.db_url, blocked=second, by=first)
        first.commit()
        with pytest.raises(psycopg.Error, match="No table"):
            waiting.result()


def test_moves_across_dates_do_not_lock_each_other_out(table: Table) -> None:
    table.more_tables(*[4] * 8)
    days = [(date.fromisoformat(table.date) + timedelta(days=n)).isoformat() for n in range(3)]
    booked = [expect(table.book(reservation_date=days[n % 3])) for n in range(12)]

    def act(number: int) -> httpx.Response:
        one: Row = booked[number % 12]
        if number % 4 == 3:
            return table.rpc("cancel_reservation", public_token=one["public_token"])
        return table.rpc(
            "move_reservation",
            table.owner.token,
            reservation_id=one["reservation_id"],
            reservation_date=days[(number + number // 12) % 3],
            start_time="20:00" if number % 2 else "19:00",
        )

    assert codes(at_once(GUESTS, act)).keys() <= {"booked", "reservation_is_over", "try_again"}
