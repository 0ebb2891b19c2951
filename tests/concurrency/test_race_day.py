"""Start numbers and places in teams, wanted by many at the same moment: each is given once."""

from __future__ import annotations

import json

import psycopg
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.relay import order_team, relay
from tests.shop import PATIENCE, Row, Sale, Shop, at_once, expect, refusal

pytestmark = pytest.mark.usefixtures("no_harm")

JOIN = "select public.join_team(%s, %s)"
ORDER = "select public.create_order(%s, %s, 'v@example.test', 'Vera', 'nl', null)"
ASSIGN = "select g.assigned from sales.give_bibs(%s, %s, null) as g"
SETTLE = "select sales.settle_order(%s, %s)"
END = (
    "update sales.registrations set status = 'cancelled', cancelled_at = core.clock()"
    " where order_id = %s"
)
RANGE = (
    "insert into sales.bib_ranges (org_id, event_id, first_number, last_number)"
    " values (%s, %s, %s, %s)"
)


def somebody(name: str) -> str:
    """A registration to send."""
    return json.dumps({"first_name": name, "last_name": "Member"})


def give_with_orders(shop: Shop, sale: Sale) -> None:
    """Let an event give numbers with each paid order."""
    rule = {"bibs_assigned_on": "settlement"}
    shop.update("event_settings", sale.owner.token, rule, event_id=f"eq.{sale.event_id}")


def numbered(shop: Shop, first: int, last: int, **ticket_type: object) -> Sale:
    """An event that gives numbers from one range with each paid order."""
    sale = shop.sale(**ticket_type)
    give_with_orders(shop, sale)
    shop.ask(RANGE, sale.org_id, sale.event_id, first, last)
    return sale


def numbers(shop: Shop, sale: Sale) -> list[int]:
    """The numbers that registrations of an event wear, in order."""
    worn = shop.ask(
        "select array_agg(number order by number) from sales.bibs"
        " where event_id = %s and status = 'assigned'",
        sale.event_id,
    )
    return worn or []


# Teams.


def test_one_of_two_gets_the_last_place_in_a_team(shop: Shop) -> None:
    team = order_team(shop, relay(shop, size_max=2), "Wet Socks")
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        assert first.call(JOIN, team.code, somebody("Ann"))["status"] == "complete"
        waiting = behind.start(JOIN, team.code, somebody("Bob"))
        wait_until_blocked(shop.stack.db_url, behind, first)
        first.commit()
        with pytest.raises(psycopg.Error, match="is full"):
            waiting.result(PATIENCE)


def test_who_waits_gets_the_place_of_one_who_does_not_come_after_all(shop: Shop) -> None:
    team = order_team(shop, relay(shop, size_max=2), "Wet Socks")
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(JOIN, team.code, somebody("Ann"))
        waiting = behind.start(JOIN, team.code, somebody("Bob"))
        wait_until_blocked(shop.stack.db_url, behind, first)
        first.rollback()
        assert waiting.result(PATIENCE)["members"] == 2
        behind.commit()


def test_a_team_takes_exactly_as_many_as_fit(shop: Shop) -> None:
    team = order_team(shop, relay(shop, size_max=9), "Wet Socks")

    def join(number: int) -> str:
        who = {"first_name": f"Number {number}", "last_name": "Member"}
        answer = shop.rpc("join_team", join_code=team.code, registration=who)
        return "in" if answer.is_success else refusal(answer)[1]

    told = at_once(24, join)
    assert (told.count("in"), told.count("team_full")) == (8, 16)
    places = shop.ask(
        "select array_agg(position order by position) from sales.registrations"
        " where team_id = %s and status = 'paid'",
        team.team_id,
    )
    assert places == list(range(1, 10))
    assert (
        shop.ask("select status::text from sales.teams where id = %s", team.team_id) == "complete"
    )


def test_the_last_member_leaves_while_somebody_joins(shop: Shop) -> None:
    team = order_team(shop, relay(shop), "Wet Socks")
    token = team.order["public_token"]
    leave = "select public.leave_team(%s, null, %s)"
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        assert first.call(leave, team.captain_id, token)["status"] == "withdrawn"
        waiting = behind.start(JOIN, team.code, somebody("Bob"))
        wait_until_blocked(shop.stack.db_url, behind, first)
        first.commit()
        with pytest.raises(psycopg.Error, match="takes no members any more"):
            waiting.result(PATIENCE)


# Start numbers.


@pytest.mark.parametrize("last", [200, 30])
def test_orders_that_are_paid_at_once_get_different_numbers(shop: Shop, last: int) -> None:
    sale = numbered(shop, 1, last, price=0, capacity=200)

    orders = at_once(24, lambda n: shop.order(sale, 1 + n % 3))

    assert {expect(order)["status"] for order in orders} == {"paid"}
    wanted = sum(1 + n % 3 for n in range(24))
    assert numbers(shop, sale) == list(range(1, min(wanted, last) + 1))


def test_numbers_by_command_and_with_orders_do_not_meet(shop: Shop) -> None:
    sale = shop.sale(price=0, capacity=400)
    for _ in range(10):
        expect(shop.order(sale, 4))
    shop.ask(RANGE, sale.org_id, sale.event_id, 1, 400)
    give_with_orders(shop, sale)

    def act(n: int) -> Row:
        if n % 4:
            return dict(expect(shop.order(sale, 2)))
        return dict(expect(shop.rpc("assign_bibs", sale.owner.token, event_id=sale.event_id)))

    at_once(16, act)
    assert numbers(shop, sale) == list(range(1, 65))


def test_a_registration_that_ends_while_it_gets_a_number_gives_it_back(shop: Shop) -> None:
    sale = shop.sale(price=0)
    order = shop.buy(sale)
    shop.ask(RANGE, sale.org_id, sale.event_id, 1, 9)
    with sessions(shop.stack.db_url, None, None) as (giver, ender):
        assert giver.call(ASSIGN, sale.org_id, sale.event_id) == 1
        waiting = ender.start(END, order["order_id"])
        wait_until_blocked(shop.stack.db_url, ender, giver)
        giver.commit()
        waiting.result(PATIENCE)
        ender.commit()
    assert numbers(shop, sale) == []


def test_one_of_two_overlapping_ranges_is_made(shop: Shop) -> None:
    sale = shop.sale()
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(RANGE, sale.org_id, sale.event_id, 1, 100)
        waiting = behind.start(RANGE, sale.org_id, sale.event_id, 50, 150)
        wait_until_blocked(shop.stack.db_url, behind, first)
        first.commit()
        with pytest.raises(psycopg.Error, match="1 to 100"):
            waiting.result(PATIENCE)


def test_late_money_and_free_orders_do_not_lock_each_other_out(shop: Shop) -> None:
    """Late money takes places once more, after its numbers; like every order that is placed."""
    sale = numbered(shop, 1, 999)
    late = expect(shop.order(sale))
    shop.decide(late, "failed")
    shop.wait_for(late, "failed")
    free = {"price": 0}
    shop.update("ticket_types", sale.owner.token, free, id=f"eq.{sale.ticket_type_id}")
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        assert first.call(SETTLE, sale.org_id, late["order_id"]) == "settled"
        waiting = behind.start(ORDER, sale.event_id, json.dumps(sale.cart()))
        wait_until_blocked(shop.stack.db_url, behind, first)
        # It waits for the numbers, and holds no place that the first could wait for.
        assert first.call("select events.set_capacity(%s, %s, 90)", *pool(sale)) is not None
        first.rollback()
        assert waiting.result(PATIENCE)["status"] == "paid"
        behind.commit()
    assert numbers(shop, sale) == [1]


def pool(sale: Sale) -> tuple[str, str]:
    """The pool of a sale's ticket type."""
    return sale.org_id, sale.ticket_type_id
