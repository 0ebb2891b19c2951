"""Waiting for places while others buy, cancel, answer and add: nobody gets in between."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE, Row, Sale, Shop, at_once, expect, open_waitlist, wait_for

pytestmark = pytest.mark.usefixtures("movable_clock", "no_harm")

BUYERS = 20
TRIES = 4
LATER = "select set_config('app.now', '+2 days', false)"
"""Moves the clock of one connection past every deadline."""
BATCH = 100
SERVE = f"select sales.sweep_waitlist_reserves({BATCH})"
EXPIRE = "select sales.sweep_waitlist_offers(100)"
TAKE = (
    "select public.create_order(%s, %s::jsonb, 'w@example.test', waitlist_token => %s) ->> 'status'"
)
DECLINE = "select public.decline_offer(%s) ->> 'status'"
RAISE = "update public.ticket_types set capacity = capacity + %s where id = %s"


LEAVE = "select public.leave_waitlist(%s)"
ADDS_UP = (
    "select (select capacity from events.capacity_pools where id = %(id)s)"
    " = (select sum(remaining) from events.capacity_lanes where pool_id = %(id)s)"
    " + (select coalesce(sum(quantity), 0) from sales.capacity_claims where pool_id = %(id)s)"
    " + (select coalesce(sum(quantity), 0) from sales.waitlist_offers"
    "    where ticket_type_id = %(id)s and status = 'offered')"
    " + (select coalesce(sum(quantity), 0) from sales.waitlist_reserves where pool_id = %(id)s)"
)
REFUSALS = {
    "offer_not_open",
    "offer_too_small",
    "sold_out",
    "try_again",
    "waitlist_entry_ended",
}


@pytest.fixture(autouse=True)
def by_hand(shop: Shop) -> Iterator[None]:
    """Hand places out when a test says so, not when the worker comes by."""
    change = (
        "update core.sweeps"
        " set every = case when %s then interval '1 hour' else interval '1 second' end,"
        " last_run_at = case when %s then core.clock() else '-infinity' end"
        " where name = 'sales.serve_waitlists'"
    )
    shop.ask(change, True, True)
    yield
    shop.ask(change, False, False)


def full(shop: Shop, capacity: int) -> tuple[Sale, Row]:
    """A sale whose places one order holds, where people can wait."""
    sale = shop.sale(capacity=capacity)
    open_waitlist(shop, sale)
    order = expect(
        shop.rpc(
            "create_order",
            event_id=sale.event_id,
            items=sale.cart(capacity),
            email="first@example.test",
        )
    )
    return sale, order


def queue_up(shop: Shop, sale: Sale, *quantities: int) -> list[str]:
    """Let people wait for so many places each; return their tokens."""
    return [
        wait_for(shop, sale, sale.ticket_type_id, f"{uuid4()}@example.test", quantity=n)["token"]
        for n in quantities
    ]


def free(shop: Shop, order: Row) -> None:
    """Give the places of an order back."""
    shop.ask(
        "select sales.release_order(o.org_id, o.id, 'canceled') from sales.orders as o"
        " where o.id = %s",
        order["order_id"],
    )


def serve(shop: Shop) -> None:
    """Hand out all that came free, of all events."""
    while shop.ask(SERVE) >= BATCH:
        pass


def standing(shop: Shop, tokens: list[str]) -> list[str]:
    """How those who wait stand."""
    return [
        str(expect(shop.rpc("waitlist_entry", waitlist_token=token))["status"]) for token in tokens
    ]


def refused(future: Future[Any]) -> str:
    """The slug that a statement is refused with."""
    with pytest.raises(psycopg.Error) as caught:
        future.result(PATIENCE)
    return str(json.loads(caught.value.diag.message_detail or "{}").get("code"))


def taking(sale: Sale, token: str, quantity: int = 1) -> tuple[object, ...]:
    """The arguments with which somebody takes what they were offered."""
    return sale.event_id, json.dumps(sale.cart(quantity)), token


def test_buyers_get_nothing_of_what_comes_free_while_people_wait(shop: Shop) -> None:
    """Twenty of them try again and again, while places come free and are offered."""
    sale, order = full(shop, 5)
    tokens = queue_up(shop, sale, 1, 1, 1, 1, 1, 1)

    def act(number: int) -> int:
        if number == BUYERS:
            free(shop, order)
            serve(shop)
            return 0
        got = 0
        for _ in range(TRIES):
            answer = shop.rpc(
                "create_order", event_id=sale.event_id, items=sale.cart(), email="b@example.test"
            )
            assert answer.is_success or "sold_out" in answer.text, answer.text
            got += answer.is_success
        return got

    assert sum(at_once(BUYERS + 1, act)) == 0, "the public got none"
    assert standing(shop, tokens) == ["offered"] * 5 + ["waiting"]


def test_parallel_joins_have_positions_of_their_own(shop: Shop) -> None:
    sale, _ = full(shop, 1)
    people = [shop.person() for _ in range(BUYERS)]

    def join(number: int) -> int:
        wish = {"event_id": sale.event_id, "ticket_type_id": sale.ticket_type_id}
        return int(expect(shop.rpc("join_waitlist", people[number].token, **wish))["ahead"])

    assert sorted(at_once(BUYERS, join)) == list(range(BUYERS))
    rows = shop.rows("waitlist_entries", sale.owner.token, order="position")
    assert [row["position"] for row in rows] == list(range(1, BUYERS + 1))


def test_the_same_address_joins_once(shop: Shop) -> None:
    sale, _ = full(shop, 1)
    email = f"{uuid4()}@example.test"

    def join(_: int) -> Row:
        wish = {"event_id": sale.event_id, "ticket_type_id": sale.ticket_type_id}
        return dict(expect(shop.rpc("join_waitlist", **wish, email=email)))

    answers = at_once(6, join)
    assert all(answer == answers[0] for answer in answers)
    assert len(shop.rows("waitlist_entries", sale.owner.token)) == 1


def test_one_place_is_offered_once(shop: Shop) -> None:
    """Two workers hand out at the same moment: the second finds what the first has left."""
    sale, order = full(shop, 1)
    tokens = queue_up(shop, sale, 1, 1)
    free(shop, order)
    serve = "select sales.serve_waitlist(%s, %s, 100)"
    with sessions(shop.stack.db_url, None, None) as (first, second):
        assert first.call(serve, sale.org_id, sale.event_id) == 1
        waiting = second.start(serve, sale.org_id, sale.event_id)
        wait_until_blocked(shop.stack.db_url, second, by=first)
        first.commit()
        assert waiting.result(PATIENCE) == 0
        second.commit()
    assert standing(shop, tokens) == ["offered", "waiting"]


def test_an_offer_is_taken_or_expires(shop: Shop) -> None:
    """The sweep passes by who is just taking theirs; who comes after it is refused."""
    sale, order = full(shop, 2)
    tokens = queue_up(shop, sale, 1, 1)
    free(shop, order)
    serve(shop)
    with sessions(shop.stack.db_url, None, None, None) as (buyer, sweep, late):
        sweep.call(LATER)
        assert buyer.call(TAKE, *taking(sale, tokens[0])) == "pending"
        assert sweep.call(EXPIRE) >= 1, "the other, at least"
        refusal = late.start(TAKE, *taking(sale, tokens[1]))
        wait_until_blocked(shop.stack.db_url, late, by=sweep)
        buyer.commit()
        sweep.commit()
        assert refused(refusal) == "offer_not_open"
    assert standing(shop, tokens) == ["accepted", "expired"]


def test_two_do_not_take_the_same_offer(shop: Shop) -> None:
    sale, order = full(shop, 1)
    (token,) = queue_up(shop, sale, 1)
    free(shop, order)
    serve(shop)
    answers = at_once(
        6, lambda _: shop.function("create-order-public", **cart(sale, token)).status_code
    )
    assert Counter(answers) == {200: 1, 409: 5}


def cart(sale: Sale, token: str) -> Row:
    """An order that takes an offer."""
    return {
        "event_id": sale.event_id,
        "items": sale.cart(),
        "email": "w@example.test",
        "waitlist_token": token,
    }


def test_pools_do_not_move_under_an_offer_that_ends(shop: Shop) -> None:
    """Whoever puts its ticket type onto another limit waits for it, or is waited for."""
    sale, order = full(shop, 2)
    token, other = queue_up(shop, sale, 1, 1)
    token_of_owner, more = sale.owner.token, {"org_id": sale.org_id}
    pool = shop.insert(
        "capacity_pools", token_of_owner, **more, event_id=sale.event_id, name="All", capacity=9
    )["id"]
    free(shop, order)
    serve(shop)
    put = (
        "insert into public.ticket_type_pools (org_id, ticket_type_id, pool_id) values (%s, %s, %s)"
    )
    taken = "select taken from public.capacity_pools where id = %s"
    row = (sale.org_id, sale.ticket_type_id, pool)
    with sessions(shop.stack.db_url, None, UUID(sale.owner.user_id)) as (leaver, staff):
        leaver.call(DECLINE, token)
        moving = staff.start(put, *row)
        wait_until_blocked(shop.stack.db_url, staff, by=leaver)
        leaver.commit()
        moving.result(PATIENCE)
        assert staff.call(taken, pool) == 1, "what has ended by then does not count"
        staff.rollback()
    with sessions(shop.stack.db_url, UUID(sale.owner.user_id), None) as (staff, leaver):
        staff.call(put, *row)
        assert staff.call(taken, pool) == 1, "an open offer counts"
        waiting = leaver.start(DECLINE, other)
        wait_until_blocked(shop.stack.db_url, leaver, by=staff)
        staff.commit()
        assert waiting.result(PATIENCE) == "declined"
        leaver.commit()
    assert shop.ask(taken, pool) == 0, "and goes back to both limits"


def attempt(shop: Shop, who: UUID | None, statement: str, *values: object) -> bool:
    """Run a statement in a transaction of its own; False when it is refused in our words."""
    with sessions(shop.stack.db_url, who) as (session,):
        if statement == EXPIRE:
            session.call(LATER)
        answer = session.start(statement, *values)
        if answer.exception(PATIENCE) is None:
            session.commit()
            return True
    assert refused(answer) in REFUSALS
    return False


def test_everything_at_once(shop: Shop) -> None:
    """Places come free, are offered, taken, declined, expire and are added: in any order."""
    sale, order = full(shop, 10)
    tokens = queue_up(shop, sale, *(1 + n % 2 for n in range(16)))
    free(shop, order)
    serve(shop)
    owner = UUID(sale.owner.user_id)

    def act(number: int) -> bool:
        token = tokens[number % len(tokens)]
        acts: list[tuple[object, ...]] = [
            (None, TAKE, *taking(sale, token)),
            (None, DECLINE, token),
            (None, LEAVE, token),
            (None, TAKE, *taking(sale, token, 2)),
            (owner, RAISE, 2, sale.ticket_type_id),
            (None, SERVE),
            (None, TAKE, *taking(sale, token)),
            (None, EXPIRE if number > len(tokens) else SERVE),
        ]
        who, statement, *values = acts[number % len(acts)]
        assert isinstance(statement, str)
        return attempt(shop, who if isinstance(who, UUID) else None, statement, *values)

    assert any(at_once(48, act))
    serve(shop)
    with shop.database() as connection:
        row = connection.execute(ADDS_UP, {"id": sale.ticket_type_id}).fetchone()
    assert row is not None
    assert row[0], "no place is lost, none is there twice"
