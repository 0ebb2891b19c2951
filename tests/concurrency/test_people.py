"""Profiles and registrations when two requests meet."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest

from cli.stack import Endpoints
from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE, Shop, expect, refusal

SAVE = "select public.save_my_profile(%s, %s)"


@pytest.fixture(scope="module")
def url(endpoints: Endpoints) -> str:
    """The database under test, as its owner."""
    return endpoints.db_url


def test_two_first_saves_make_one_profile(shop: Shop, url: str) -> None:
    """The second waits for the first and then changes what that one made."""
    sale, runner = shop.sale(), shop.person()
    user_id = UUID(runner.user_id)
    with sessions(url, user_id, user_id) as (one, two):
        one.call(SAVE, sale.org_id, '{"first_name": "Anna", "last_name": "Vries"}')
        second = two.start(
            SAVE, sale.org_id, '{"first_name": "Anna", "last_name": "Bos", "city": "Assen"}'
        )
        wait_until_blocked(url, two, by=one)
        one.commit()
        told = second.result(timeout=PATIENCE)
        two.commit()
    assert (told["last_name"], told["city"]) == ("Bos", "Assen")
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select last_name, city from sales.participants where user_id = %s", [user_id]
        ).fetchall()
    assert rows == [("Bos", "Assen")]


def test_two_orders_of_somebody_new_make_one_profile(shop: Shop, url: str) -> None:
    sale, runner = shop.sale(), shop.person()
    order = (
        "select public.create_order(%s, jsonb_build_array(jsonb_build_object("
        "'ticket_type_id', %s::uuid, 'quantity', 1, 'registrations', jsonb_build_array("
        "jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'email', %s::text)))),"
        " 'a@example.test', 'Anna Vries')"
    )
    values = (sale.event_id, sale.ticket_type_id, runner.email)
    user_id = UUID(runner.user_id)
    with sessions(url, user_id, user_id) as (one, two):
        one.call(order, *values)
        second = two.start(order, *values)
        wait_until_blocked(url, two, by=one)
        one.commit()
        second.result(timeout=PATIENCE)
        two.commit()
    mine = expect(shop.rpc("my_registrations", runner.token))
    assert [row["participant"]["is_me"] for row in mine] == [True, True]
    assert len({row["participant"]["participant_id"] for row in mine}) == 1


def test_a_change_waits_for_the_one_before(shop: Shop, url: str) -> None:
    """Two people name one ticket: the second is told that it has a name."""
    sale = shop.sale(price=0)
    order = expect(shop.order(sale))
    (entered,) = expect(shop.rpc("get_order", public_token=order["public_token"]))["registrations"]
    change = "select public.change_registration(%s, %s, %s)"
    token = order["public_token"]
    with sessions(url, None, None) as (one, two):
        one.call(change, entered["id"], '{"first_name": "Anna", "last_name": "Vries"}', token)
        second = two.start(
            change, entered["id"], '{"first_name": "Kim", "last_name": "Bos"}', token
        )
        wait_until_blocked(url, two, by=one)
        one.commit()
        with pytest.raises(psycopg.Error) as refused:
            second.result(timeout=PATIENCE)
    assert refused.value.sqlstate == "PT400"
    assert "first_name" in (refused.value.diag.message_detail or "")


ENTER = (
    "select public.create_order(%s, jsonb_build_array(jsonb_build_object("
    "'ticket_type_id', %s::uuid, 'quantity', 1, 'registrations', jsonb_build_array("
    "jsonb_build_object('participant_id', %s::uuid)))), 'a@example.test', 'Anna Vries')"
)
ERASE = "select public.erase_me(%s)"


def test_an_erasure_waits_for_an_order_and_finds_it(shop: Shop, url: str) -> None:
    sale, runner = shop.sale(price=0), shop.person()
    user_id = UUID(runner.user_id)
    name = {"first_name": "Anna", "last_name": "Vries"}
    made = expect(shop.rpc("save_my_profile", runner.token, org_id=sale.org_id, profile=name))
    order = (sale.event_id, sale.ticket_type_id, made["participant_id"])
    with sessions(url, user_id, user_id) as (buying, leaving):
        buying.call(ENTER, *order)
        erased = leaving.start(ERASE, sale.org_id)
        wait_until_blocked(url, leaving, by=buying)
        buying.commit()
        with pytest.raises(psycopg.Error, match=r"cannot be erased yet: .*1 places of events"):
            erased.result(timeout=PATIENCE)
    profile = expect(shop.rpc("my_profile", runner.token, org_id=sale.org_id))
    assert profile["last_name"] == "Vries"


def test_an_order_waits_for_an_erasure_and_finds_nobody(shop: Shop, url: str) -> None:
    sale, runner = shop.sale(price=0), shop.person()
    user_id = UUID(runner.user_id)
    name = {"first_name": "Anna", "last_name": "Vries"}
    made = expect(shop.rpc("save_my_profile", runner.token, org_id=sale.org_id, profile=name))
    order = (sale.event_id, sale.ticket_type_id, made["participant_id"])
    with sessions(url, user_id, user_id) as (leaving, buying):
        certificate = leaving.call(ERASE, sale.org_id)
        assert certificate["rows"] == {"sales.participants": 1}
        placed = buying.start(ENTER, *order)
        wait_until_blocked(url, buying, by=leaving)
        leaving.commit()
        with pytest.raises(psycopg.Error, match="no participant"):
            placed.result(timeout=PATIENCE)
    assert expect(shop.rpc("my_profile", runner.token, org_id=sale.org_id)) is None
    assert refusal(shop.rpc("erase_me", runner.token, org_id=sale.org_id))[1] == "person_not_found"
