"""Tickets that are changed by many at the same moment, or while something else happens to them."""

from __future__ import annotations

import json
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from tests.concurrency.sessions import Session, sessions, wait_until_blocked
from tests.concurrency.test_sale import spread
from tests.shop import LET_IN, PATIENCE, Row, Sale, Shop, at_once, expect, refusal, until

pytestmark = pytest.mark.usefixtures("movable_clock", "no_harm")

SWAP = "select public.swap_ticket(%s, %s, public_token => %s)"
MOVE = "select public.swap_ticket(%s, wave_id => %s, public_token => %s)"
REFUND = (
    "select sales.make_refund(sales.lock_order(o.org_id, o.id), null, null, 'requested',"
    " core.new_id(), 'system', null, true) from sales.orders as o where o.id = %s"
)
HAND_ON = (
    "select sales.void_tickets(t.org_id, array[t.id], 'void', 'transferred')"
    " from sales.ticket_instances as t"
    " join lateral (select sales.lock_order(t.org_id, t.order_id)) as o on true where t.id = %s"
)
SETTLE = "select payments.settle_payment(p) from payments.payments as p where p.payable_id = %s"
PAID = (
    "update payments.payments set status = 'paid', paid_at = core.clock(),"
    " amount_captured = amount, provider_payment_id = 'tr_' || id where payable_id = %s"
)
SWEEP = "select sales.sweep_expired_orders(100)"
LATER = "select set_config('app.now', '+16 minutes', false)"


def swapping(shop: Shop, **ticket_type: object) -> Sale:
    """An event whose tickets can be swapped, for nothing."""
    sale = shop.sale(**{"price": 0} | ticket_type)
    rules = {"swaps_allowed": True}
    shop.update("event_settings", sale.owner.token, rules, event_id=f"eq.{sale.event_id}")
    return sale


def another(shop: Shop, sale: Sale, **ticket_type: object) -> str:
    """Another ticket type of the event; its id."""
    more = {"name": "21 km", "price": 0} | ticket_type
    return shop.ticket_type(sale.owner, sale.org_id, sale.event_id, **more)


def wave(shop: Shop, sale: Sale, name: str, capacity: int) -> str:
    """A wave of the event's ticket type; its id."""
    (event,) = shop.rows("events", sale.owner.token, id=f"eq.{sale.event_id}")
    more = {"org_id": sale.org_id, "event_id": sale.event_id, "starts_at": event["starts_at"]}
    made = shop.insert("waves", sale.owner.token, **more, name=name, capacity=capacity)
    link = {"wave_id": made["id"], "ticket_type_id": sale.ticket_type_id}
    shop.insert("wave_ticket_types", sale.owner.token, org_id=sale.org_id, **link)
    return str(made["id"])


def ticket(shop: Shop, sale: Sale, ticket_type_id: str | None = None, **person: object) -> Row:
    """A ticket that a visitor has, with the token of its order."""
    line: Row = {"ticket_type_id": ticket_type_id or sale.ticket_type_id, "quantity": 1}
    if person:
        line["registrations"] = [{"first_name": "Rita", "last_name": "Runner"} | person]
    order = shop.buy(sale, items=[line])
    ticket_id = shop.ask(
        "select id::text from sales.ticket_instances where order_id = %s", order["order_id"]
    )
    return {"id": ticket_id, "token": order["public_token"], "order_id": order["order_id"]}


def left(shop: Shop, pool_id: str) -> int:
    """How many places of a pool are left."""
    return int(
        shop.ask("select sum(remaining) from events.capacity_lanes where pool_id = %s", pool_id)
    )


def valid(shop: Shop, sale: Sale) -> list[str]:
    """The ticket types of the event's valid tickets."""
    return list(
        shop.ask(
            "select coalesce(array_agg(ticket_type_id::text order by id), '{}')"
            " from sales.ticket_instances where event_id = %s and status = 'valid'",
            sale.event_id,
        )
    )


def slug(error: psycopg.Error) -> str:
    """The slug of a refusal."""
    return str(json.loads(error.diag.message_detail or "{}").get("code"))


def refused(waiting: Future[Any]) -> str:
    """The slug with which a waiting statement is refused."""
    with pytest.raises(psycopg.Error) as caught:
        waiting.result(PATIENCE)
    return slug(caught.value)


def race(shop: Shop, first: Session, behind: Session, *then: object) -> Future[Any]:
    """Let the second session wait for the first, which commits then; what the second gets."""
    waiting = behind.start(*then)  # type: ignore[arg-type]
    wait_until_blocked(shop.stack.db_url, behind, first)
    first.commit()
    return waiting


def test_one_of_two_swaps_into_the_last_place(shop: Shop) -> None:
    sale = swapping(shop)
    last = another(shop, sale, capacity=1)
    ours, theirs = ticket(shop, sale), ticket(shop, sale)
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        assert first.call(SWAP, ours["id"], last, ours["token"])["status"] == "paid"
        waiting = race(shop, first, behind, SWAP, theirs["id"], last, theirs["token"])
        assert refused(waiting) == "sold_out"
    assert left(shop, last) == 0
    assert left(shop, sale.ticket_type_id) == 79
    assert sorted(valid(shop, sale)) == sorted([last, sale.ticket_type_id])


def test_many_swap_into_few_places_at_once(shop: Shop) -> None:
    sale = swapping(shop)
    last = another(shop, sale, capacity=3)
    tickets = [ticket(shop, sale) for _ in range(8)]

    def swap(n: int) -> str:
        said = {"ticket_instance_id": tickets[n]["id"], "ticket_type_id": last}
        answer = shop.rpc("swap_ticket", **said, public_token=tickets[n]["token"])
        return "done" if answer.is_success else refusal(answer)[1]

    told = at_once(len(tickets), swap)
    assert sorted(told) == ["done"] * 3 + ["sold_out"] * 5
    assert left(shop, last) == 0
    assert left(shop, sale.ticket_type_id) == 80 - 5


@pytest.mark.parametrize("lanes", [1, 8])
def test_swaps_that_cross_do_not_block_each_other_for_good(shop: Shop, lanes: int) -> None:
    sale = swapping(shop, capacity=50)
    other = another(shop, sale, capacity=50)
    types = [sale.ticket_type_id, other]
    for ticket_type_id in types:
        spread(shop, replace(sale, ticket_type_id=ticket_type_id), lanes)
    tickets = [ticket(shop, sale, types[n % 2]) for n in range(12)]

    def swap(n: int) -> str:
        said = {"ticket_instance_id": tickets[n]["id"], "ticket_type_id": types[1 - n % 2]}
        return str(
            expect(shop.rpc("swap_ticket", **said, public_token=tickets[n]["token"]))["status"]
        )

    assert at_once(len(tickets), swap) == ["paid"] * 12
    assert [left(shop, pool) for pool in types] == [44, 44]


def test_crossing_swaps_wait_for_the_lower_pool(shop: Shop) -> None:
    """Each gives what the other takes: the second waits before it has anything."""
    sale = swapping(shop)
    other = another(shop, sale)
    ours, theirs = ticket(shop, sale), ticket(shop, sale, other)
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(SWAP, ours["id"], other, ours["token"])
        said = (SWAP, theirs["id"], sale.ticket_type_id, theirs["token"])
        assert race(shop, first, behind, *said).result(PATIENCE)["status"] == "paid"
        behind.commit()
    assert (left(shop, sale.ticket_type_id), left(shop, other)) == (79, 79)


def test_waves_are_changed_crosswise(shop: Shop) -> None:
    sale = swapping(shop)
    waves = [wave(shop, sale, "A", 10), wave(shop, sale, "B", 10)]
    tickets = [ticket(shop, sale, wave_id=waves[n % 2]) for n in range(10)]

    def move(n: int) -> str:
        said = {"ticket_instance_id": tickets[n]["id"], "wave_id": waves[1 - n % 2]}
        return str(
            expect(shop.rpc("swap_ticket", **said, public_token=tickets[n]["token"]))["status"]
        )

    assert at_once(len(tickets), move) == ["moved"] * 10
    assert [left(shop, pool) for pool in waves] == [5, 5]


def test_one_of_two_moves_into_the_last_place_of_a_wave(shop: Shop) -> None:
    sale = swapping(shop)
    here, last = wave(shop, sale, "A", 10), wave(shop, sale, "B", 1)
    ours, theirs = (ticket(shop, sale, wave_id=here) for _ in range(2))
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(MOVE, ours["id"], last, ours["token"])
        waiting = race(shop, first, behind, MOVE, theirs["id"], last, theirs["token"])
        assert refused(waiting) == "wave_full"
    assert (left(shop, here), left(shop, last)) == (9, 0)


def test_a_ticket_is_swapped_once(shop: Shop) -> None:
    sale = swapping(shop)
    goals = [another(shop, sale, name=name) for name in ("21 km", "42 km")]
    ours = ticket(shop, sale)
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(SWAP, ours["id"], goals[0], ours["token"])
        waiting = race(shop, first, behind, SWAP, ours["id"], goals[1], ours["token"])
        assert refused(waiting) == "ticket_not_changeable"
    assert valid(shop, sale) == [goals[0]]


@pytest.mark.parametrize(("what", "key"), [(REFUND, "order_id"), (LET_IN, "id"), (HAND_ON, "id")])
def test_what_ends_a_ticket_ends_its_swap(shop: Shop, what: str, key: str) -> None:
    """Refunded, used or handed on a moment before: the swap is refused, and takes nothing."""
    sale = swapping(shop, price=2500)
    goal = another(shop, sale, price=2500)
    ours = ticket(shop, sale)
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(what, ours[key])
        waiting = race(shop, first, behind, SWAP, ours["id"], goal, ours["token"])
        assert refused(waiting) == "ticket_not_changeable"
    assert left(shop, goal) == 80
    if what == HAND_ON:
        # What takes the old code's place is the business of whoever hands it on.
        shop.ask(
            "update sales.ticket_instances set void_reason = 'cancelled' where id = %s", ours["id"]
        )


def test_a_refund_behind_a_swap_finds_the_new_ticket(shop: Shop) -> None:
    sale = swapping(shop, price=2500)
    goal = another(shop, sale, price=2500)
    ours = ticket(shop, sale)
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        swapped = first.call(SWAP, ours["id"], goal, ours["token"])
        waiting = race(shop, first, behind, REFUND, ours["order_id"])
        assert refused(waiting) == "order_already_refunded"
        behind.rollback()
        behind.call(REFUND, swapped["order_id"])
        behind.commit()
    assert valid(shop, sale) == []
    assert (left(shop, sale.ticket_type_id), left(shop, goal)) == (80, 80)


def test_money_that_arrives_while_the_ticket_is_used_goes_back(shop: Shop) -> None:
    sale = swapping(shop, price=2500)
    goal = another(shop, sale, price=4000)
    ours = ticket(shop, sale)
    said = {"ticket_instance_id": ours["id"], "ticket_type_id": goal}
    change = expect(shop.rpc("swap_ticket", **said, public_token=ours["token"]))
    token = {"public_token": change["public_token"]}
    change |= expect(shop.function("create-payment", **token))
    with sessions(shop.stack.db_url, None) as (first,):
        first.call(LET_IN, ours["id"])
        shop.decide(change, "paid")
        first.commit()
    shop.wait_for(change, "overbooked")
    assert left(shop, goal) == 80
    email = expect(shop.rpc("get_order", **token))["email"]
    until(
        "the buyer is told",
        lambda: any("wijziging" in mail["subject"] for mail in shop.mail_to(email)),
    )


def test_a_change_that_is_paid_while_its_time_runs_out_is_made_or_paid_back(shop: Shop) -> None:
    """The sweep passes over what is being settled; the places are counted once."""
    sale = swapping(shop, price=2500)
    goal = another(shop, sale, price=2500, capacity=1)
    fee = {"swap_fee": 500}
    shop.update("event_settings", sale.owner.token, fee, event_id=f"eq.{sale.event_id}")
    ours = ticket(shop, sale)
    said = {"ticket_instance_id": ours["id"], "ticket_type_id": goal}
    change = expect(shop.rpc("swap_ticket", **said, public_token=ours["token"]))
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call("select sales.start_payment(%s)", change["public_token"])
        first.call(PAID, change["order_id"])
        assert first.call(SETTLE, change["order_id"]) == "settled"
        behind.call(LATER)
        behind.call(SWEEP)  # it waits for nobody; orders of other tests may be due
        behind.commit()
        first.commit()
        behind.call(SWEEP)
        behind.commit()
    assert shop.status(change) == "paid"
    assert valid(shop, sale) == [goal]
    assert (left(shop, sale.ticket_type_id), left(shop, goal)) == (80, 0)


def test_a_new_choice_and_the_payment_of_the_one_before(shop: Shop) -> None:
    """The payment was first: the ticket is no longer there to be swapped."""
    sale = swapping(shop, price=2500)
    goals = [another(shop, sale, name=name, price=4000) for name in ("21 km", "42 km")]
    ours = ticket(shop, sale)
    said = {"ticket_instance_id": ours["id"], "ticket_type_id": goals[0]}
    change = expect(shop.rpc("swap_ticket", **said, public_token=ours["token"]))
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call("select sales.start_payment(%s)", change["public_token"])
        first.call(PAID, change["order_id"])
        assert first.call(SETTLE, change["order_id"]) == "settled"
        waiting = race(shop, first, behind, SWAP, ours["id"], goals[1], ours["token"])
        assert refused(waiting) == "ticket_not_changeable"
    assert valid(shop, sale) == [goals[0]]
