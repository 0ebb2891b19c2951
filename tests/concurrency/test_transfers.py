"""A ticket that is handed on while something else happens to it: one of the two wins, wholly."""

from __future__ import annotations

import json
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import LET_IN, PATIENCE, Row, Sale, Shop, at_once, refusal
from tests.transfers import address, offer, transferable

pytestmark = pytest.mark.usefixtures("no_harm")

ACCEPT = "select public.accept_transfer(%s, %s)"
DECLINE = "select public.decline_transfer(%s)"
WITHDRAW = "select public.withdraw_transfer(%s, %s)"
REFUND = (
    "select sales.make_refund(sales.lock_order(o.org_id, o.id), null, null, 'Test', core.new_id(),"
    " 'system') from sales.orders as o where o.id = %s"
)


@dataclass(frozen=True)
class Offered:
    """A ticket that is offered to somebody."""

    sale: Sale
    order: Row
    transfer: Row

    @property
    def token(self) -> str:
        """The token of the mail."""
        return str(self.transfer["token"])


@pytest.fixture
def offered(shop: Shop) -> Offered:
    """A ticket of an order that was paid for."""
    sale = transferable(shop, price=2500)
    order = shop.buy(sale)
    return Offered(sale, order, offer(shop, order["public_token"], address()))


def person(name: str) -> str:
    """Somebody who takes over, as JSON."""
    return json.dumps({"first_name": name, "last_name": "Taker"})


def refused(waiting: Future[Any]) -> str:
    """The slug with which a call that waited was refused."""
    with pytest.raises(psycopg.Error) as error:
        waiting.result(PATIENCE)
    return str(json.loads(error.value.diag.message_detail or "{}")["code"])


def valid(shop: Shop, order: Row) -> list[Row]:
    """The tickets of an order that admit somebody: who got them by a transfer."""
    found = shop.ask(
        "select coalesce(jsonb_agg(jsonb_build_object('id', t.id,"
        " 'is_new', t.transfer_id is not null,"
        " 'holder', p.first_name)), '[]') from sales.ticket_instances as t"
        " join sales.registrations as r on r.id = t.registration_id"
        " left join sales.participants as p on p.id = r.participant_id"
        " where t.order_id = %s and t.status in ('valid', 'used')",
        order["order_id"],
    )
    return list(found)


def test_one_of_two_claims_gets_the_ticket(shop: Shop, offered: Offered) -> None:
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(ACCEPT, offered.token, person("First"))
        waiting = behind.start(ACCEPT, offered.token, person("Second"))
        wait_until_blocked(shop.stack.db_url, behind, by=first)
        first.commit()
        assert refused(waiting) == "transfer_not_open"
    (ticket,) = valid(shop, offered.order)
    assert (ticket["is_new"], ticket["holder"]) == (True, "First")


def test_who_waits_gets_it_when_the_first_does_not_come_after_all(
    shop: Shop, offered: Offered
) -> None:
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(ACCEPT, offered.token, person("First"))
        waiting = behind.start(ACCEPT, offered.token, person("Second"))
        wait_until_blocked(shop.stack.db_url, behind, by=first)
        first.rollback()
        assert waiting.result(PATIENCE)["status"] == "accepted"
        behind.commit()
    (ticket,) = valid(shop, offered.order)
    assert ticket["holder"] == "Second"


def test_of_many_who_claim_at_once_one_gets_it(shop: Shop, offered: Offered) -> None:
    def claim(number: int) -> str:
        who = {"first_name": f"Number {number}", "last_name": "Taker"}
        answer = shop.http.post(
            f"{shop.stack.api_url}/rest/v1/rpc/accept_transfer",
            json={"token": offered.token, "registration": who},
            headers=shop.headers(),
        )
        return "accepted" if answer.is_success else refusal(answer)[1]

    told = at_once(12, claim)
    assert (told.count("accepted"), told.count("transfer_not_open")) == (1, 11)
    assert len(valid(shop, offered.order)) == 1
    codes = "select count(*) from sales.ticket_instances where order_id = %s"
    assert shop.ask(codes, offered.order["order_id"]) == 2


@pytest.mark.parametrize("statement", [WITHDRAW, DECLINE])
def test_a_claim_waits_for_the_end_of_the_offer(
    shop: Shop, offered: Offered, statement: str
) -> None:
    given = {
        WITHDRAW: (offered.transfer["transfer_id"], offered.order["public_token"]),
        DECLINE: (offered.token,),
    }[statement]
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(statement, *given)
        waiting = behind.start(ACCEPT, offered.token, person("Late"))
        wait_until_blocked(shop.stack.db_url, behind, by=first)
        first.commit()
        assert refused(waiting) == "transfer_not_open"
    (ticket,) = valid(shop, offered.order)
    assert not ticket["is_new"]


def test_what_is_claimed_is_not_taken_back(shop: Shop, offered: Offered) -> None:
    given = (offered.transfer["transfer_id"], offered.order["public_token"])
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(ACCEPT, offered.token, person("First"))
        waiting = behind.start(WITHDRAW, *given)
        wait_until_blocked(shop.stack.db_url, behind, by=first)
        first.commit()
        assert refused(waiting) == "transfer_not_open"


def test_a_claim_waits_for_the_scan(shop: Shop, offered: Offered) -> None:
    (old,) = valid(shop, offered.order)
    with sessions(shop.stack.db_url, None, None) as (door, taker):
        assert door.call(LET_IN, old["id"]) == "admitted"
        waiting = taker.start(ACCEPT, offered.token, person("Late"))
        wait_until_blocked(shop.stack.db_url, taker, by=door)
        door.commit()
        assert refused(waiting) == "transfer_not_open"
    (ticket,) = valid(shop, offered.order)
    assert ticket == old


def test_a_scan_waits_for_the_claim_and_finds_a_dead_code(shop: Shop, offered: Offered) -> None:
    (old,) = valid(shop, offered.order)
    with sessions(shop.stack.db_url, None, None) as (taker, door):
        taker.call(ACCEPT, offered.token, person("First"))
        waiting = door.start(LET_IN, old["id"])
        wait_until_blocked(shop.stack.db_url, door, by=taker)
        taker.commit()
        assert waiting.result(PATIENCE) == "void", "the old code admits nobody"
        door.commit()
    (ticket,) = valid(shop, offered.order)
    assert ticket["is_new"]


def test_a_claim_waits_for_the_refund(shop: Shop, offered: Offered) -> None:
    with sessions(shop.stack.db_url, None, None) as (desk, taker):
        desk.call(REFUND, offered.order["order_id"])
        waiting = taker.start(ACCEPT, offered.token, person("Late"))
        wait_until_blocked(shop.stack.db_url, taker, by=desk)
        desk.commit()
        assert refused(waiting) == "transfer_not_open"
    assert valid(shop, offered.order) == []


def test_a_refund_waits_for_the_claim_and_ends_the_new_ticket(shop: Shop, offered: Offered) -> None:
    with sessions(shop.stack.db_url, None, None) as (taker, desk):
        taker.call(ACCEPT, offered.token, person("First"))
        waiting = desk.start(REFUND, offered.order["order_id"])
        wait_until_blocked(shop.stack.db_url, desk, by=taker)
        taker.commit()
        waiting.result(PATIENCE)
        desk.commit()
    assert valid(shop, offered.order) == [], "nobody has both the ticket and the money"


def test_one_person_claims_one_of_two_tickets(shop: Shop) -> None:
    """Of two orders, so that nothing but the person is the same."""
    sale = transferable(shop)
    email = address()
    tokens = [offer(shop, shop.buy(sale)["public_token"], email)["token"]]
    other = address("other")
    tokens.append(offer(shop, shop.buy(sale)["public_token"], other)["token"])
    nina = json.dumps({"first_name": "Nina", "last_name": "Taker", "email": email})
    with sessions(shop.stack.db_url, None, None) as (first, behind):
        first.call(ACCEPT, tokens[0], nina)
        waiting = behind.start(ACCEPT, tokens[1], nina)
        wait_until_blocked(shop.stack.db_url, behind, by=first)
        first.commit()
        assert refused(waiting) == "already_registered"


def test_the_fee_is_paid_while_the_ticket_is_taken_back(shop: Shop) -> None:
    """Money that comes for a ticket that is refunded at this moment goes back."""
    sale = transferable(shop, {"transfer_fee": 500}, price=2500)
    order = shop.buy(sale)
    made = offer(shop, order["public_token"], address())
    with sessions(shop.stack.db_url, None) as (taker,):
        fee = taker.call(ACCEPT, made["token"], person("Nina"))
        taker.commit()
    settle = "select sales.settle_order(o.org_id, o.id) from sales.orders as o where o.id = %s"
    with sessions(shop.stack.db_url, None, None) as (desk, provider):
        desk.call(REFUND, order["order_id"])
        waiting = provider.start(settle, fee["order_id"])
        wait_until_blocked(shop.stack.db_url, provider, by=desk)
        desk.commit()
        assert waiting.result(PATIENCE) == "overbooked"
        provider.commit()
    assert valid(shop, order) == []
