"""Many devices at one door: each ticket is admitted once, whoever else scans it at the moment."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any
from uuid import UUID, uuid4

import jwt
import psycopg
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.door import Door, open_door
from tests.shop import PATIENCE, Row, Shop, at_once, expect

pytestmark = pytest.mark.usefixtures("no_harm")

DEVICES = 32
TICKETS = 300
"""Each of which all devices scan: as many meetings at one ticket, however many there are."""
SCAN = "select public.scan_ticket(%s, %s, %s)"
CANCEL = "select public.cancel_order(%s, refund => 'none', reason => 'Test')"


@pytest.fixture(scope="module")
def door(shop: Shop) -> Door:
    return open_door(shop)


def codes(door: Door, count: int) -> list[str]:
    """The codes of so many new tickets."""
    orders = count // 10
    made = at_once(8, lambda n: [door.tickets_of(order(door)) for _ in range(n, orders, 8)])
    return [ticket["code"] for part in made for tickets in part for ticket in tickets]


def order(door: Door) -> str:
    """Give ten tickets away; return the order's id."""
    gift: Row = {"items": door.sale.cart(10), "settlement": "complimentary"}
    its_event = {"event_id": door.sale.event_id, "email": f"{uuid4()}@example.test"}
    made = expect(door.shop.rpc("create_staff_order", door.sale.owner.token, **gift, **its_event))
    return str(made["order_id"])


def test_32_devices_scan_all_tickets_and_each_is_admitted_once(shop: Shop, door: Door) -> None:
    tickets = codes(door, TICKETS)
    assert len(set(tickets)) == TICKETS
    gate = door.terminal()
    devices = [door.log_in(gate) for _ in range(DEVICES)]

    def scan_all(n: int) -> Counter[tuple[str, str]]:
        """Scan all tickets with one device, in its own order, over a connection of its own."""
        with psycopg.connect(shop.stack.db_url, autocommit=True) as connection:
            act_as(connection, devices[n])
            return Counter(
                (code, scan(connection, door, code))
                for code in Random(n).sample(tickets, len(tickets))  # noqa: S311
            )

    seen: Counter[tuple[str, str]] = Counter()
    for found in at_once(DEVICES, scan_all):
        seen += found
    assert {result for _, result in seen} == {"admitted", "already_used"}
    admitted = [seen[code, "admitted"] for code in tickets]
    assert admitted == [1] * TICKETS
    with shop.database() as connection:
        row = connection.execute(
            "select count(*), count(*) filter (where s.is_accepted),"
            "  count(distinct s.ticket_instance_id) filter (where s.is_accepted),"
            "  count(s.conflict_with)"
            " from door.scan_logs as s where s.event_id = %s",
            [door.sale.event_id],
        ).fetchone()
        used = connection.execute(
            "select count(*) from sales.ticket_instances where event_id = %s and status = 'used'",
            [door.sale.event_id],
        ).fetchone()
    every = DEVICES * TICKETS
    assert row == (every, TICKETS, TICKETS, every - TICKETS)
    assert used == (TICKETS,)


def act_as(connection: psycopg.Connection[Any], session: Row) -> None:
    """Let a connection be a terminal's, as PostgREST does with its token."""
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    connection.execute(
        "select set_config('request.jwt.claims', %s, false), set_config('role', %s, false)",
        [json.dumps(claims), claims["role"]],
    )


def scan(connection: psycopg.Connection[Any], door: Door, code: str) -> str:
    """Scan a ticket; return the result."""
    [said] = connection.execute(SCAN, [code, door.sale.event_id, None]).fetchone() or [{}]
    return str(said["result"])


def test_devices_scan_the_same_tickets_through_the_gateway(door: Door) -> None:
    tickets = codes(door, 10)
    tokens = [door.device() for _ in range(8)]
    seen = at_once(
        len(tokens),
        lambda n: [(code, door.scan(tokens[n], code)["result"]) for code in tickets],
    )
    won = Counter(code for part in seen for code, result in part if result == "admitted")
    assert won == dict.fromkeys(tickets, 1)


def test_who_comes_second_waits_and_is_told_who_was_first(shop: Shop, door: Door) -> None:
    [code] = codes(door, 10)[:1]
    owner, scanner = (UUID(each.user_id) for each in (door.sale.owner, door.staff("scanner")))
    first_device, second_device = str(uuid4()), str(uuid4())
    with sessions(shop.stack.db_url, owner, scanner) as (first, second):
        won: Row = first.call(SCAN, code, door.sale.event_id, first_device)
        waiting = second.start(SCAN, code, door.sale.event_id, second_device)
        wait_until_blocked(shop.stack.db_url, second, first)
        first.commit()
        lost: Any = waiting.result(PATIENCE)
        second.commit()
    assert (won["result"], lost["result"]) == ("admitted", "already_used")
    assert lost["first_scan"]["scan_id"] == won["scan_id"]
    assert lost["first_scan"]["device_id"] == first_device


@pytest.mark.parametrize(("comes_to", "result"), [("something", "void"), ("nothing", "admitted")])
def test_whoever_scans_a_ticket_that_is_being_cancelled_waits(
    shop: Shop, door: Door, comes_to: str, result: str
) -> None:
    [ticket, *_] = door.tickets_of(order(door))
    owner, scanner = (UUID(each.user_id) for each in (door.sale.owner, door.staff("scanner")))
    with sessions(shop.stack.db_url, owner, scanner) as (
        canceller,
        gate,
    ):
        canceller.call(CANCEL, ticket["order_id"])
        waiting = gate.start(SCAN, ticket["code"], door.sale.event_id, str(uuid4()))
        wait_until_blocked(shop.stack.db_url, gate, canceller)
        canceller.commit() if comes_to == "something" else canceller.rollback()
        said: Any = waiting.result(PATIENCE)
        gate.commit()
    assert said["result"] == result
