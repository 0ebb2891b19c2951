"""Start numbers over HTTP: ranges, numbers with each order or on command, returns, reservations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shop import Row, Sale, Shop, expect, refusal, until


@pytest.fixture
def sale(shop: Shop) -> Sale:
    """An event with free places whose start numbers come with each order."""
    sale = shop.sale(price=0)
    on_settlement(shop, sale)
    return sale


def on_settlement(shop: Shop, sale: Sale) -> None:
    """Let an event give start numbers with each paid order."""
    rule = {"bibs_assigned_on": "settlement"}
    (_,) = shop.update("event_settings", sale.owner.token, rule, event_id=f"eq.{sale.event_id}")


def range_of(shop: Shop, sale: Sale, first: int, last: int, **more: object) -> Row:
    """Make a range of numbers."""
    row = {"org_id": sale.org_id, "event_id": sale.event_id, "first_number": first}
    return shop.insert("bib_ranges", sale.owner.token, **row, last_number=last, **more)


def registrations(shop: Shop, order: Row) -> list[str]:
    """The ids of an order's registrations, in the order of its tickets."""
    query = (
        "select array_agg(r.id::text order by i.line, r.position) from sales.registrations as r"
        " join sales.order_items as i on i.id = r.order_item_id where r.order_id = %s"
    )
    return list(shop.ask(query, order["order_id"]))


def numbers(shop: Shop, sale: Sale, **filters: str) -> dict[int, str]:
    """The numbers of an event and what they are, as staff sees them."""
    rows = shop.rows("bibs", sale.owner.token, event_id=f"eq.{sale.event_id}", **filters)
    return {row["number"]: row["status"] for row in rows}


def worn(shop: Shop, order: Row) -> list[int | None]:
    """The numbers on the tickets of an order, as its buyer sees them."""
    bought = expect(shop.rpc("get_order", public_token=order["public_token"]))
    return sorted((ticket["bib"] for ticket in bought["tickets"]), key=lambda n: (n is None, n))


def test_a_paid_order_brings_its_numbers(shop: Shop) -> None:
    sale = shop.sale()
    on_settlement(shop, sale)
    range_of(shop, sale, 100, 199)
    waiting = expect(shop.order(sale, 2))
    paid = shop.buy(sale, 2)

    assert worn(shop, paid) == [100, 101]
    shop.decide(waiting, "paid")
    shop.wait_for(waiting, "paid")
    assert worn(shop, waiting) == [102, 103]


def test_a_range_that_runs_out_stops_no_order(shop: Shop, sale: Sale) -> None:
    made = range_of(shop, sale, 1, 3)
    first, second = shop.buy(sale, 2), shop.buy(sale, 2)
    third = shop.buy(sale, 1)

    assert [worn(shop, order) for order in (first, second, third)] == [[1, 2], [3, None], [None]]
    assert [shop.status(order) for order in (first, second, third)] == ["paid"] * 3
    mail = until(
        "the organiser is told",
        lambda: [m for m in shop.mail_to(sale.owner.email) if "startnummers" in m["subject"]],
    )
    assert [m["subject"] for m in mail] == ["City Run: de startnummers zijn op"]
    log = shop.rows("audit_log", sale.owner.token, action="eq.order.without_bibs")
    assert {row["entity_id"] for row in log} == {second["order_id"], third["order_id"]}

    # A longer range, and everybody has one.
    shop.update("bib_ranges", sale.owner.token, {"last_number": 4}, id=f"eq.{made['id']}")
    given = expect(shop.rpc("assign_bibs", sale.owner.token, event_id=sale.event_id))
    assert given["assigned"] == 1
    (without,) = given["without_number"]
    assert without["registration_id"] in registrations(shop, third)


def test_ranges_do_not_overlap(shop: Shop, sale: Sale) -> None:
    range_of(shop, sale, 10, 19)
    row: dict[str, Any] = {"org_id": sale.org_id, "event_id": sale.event_id}

    def insert(first: int, last: int, **more: object) -> tuple[int, str, Row]:
        body = row | {"first_number": first, "last_number": last} | more
        return refusal(
            shop.http.post(
                f"{shop.stack.api_url}/rest/v1/bib_ranges",
                json=body,
                headers=shop.headers(sale.owner.token),
            )
        )

    status, slug, data = insert(19, 30)
    assert (status, slug, data["first_number"]) == (409, "bib_ranges_overlap", 10)
    other = shop.sale()
    assert insert(20, 30, ticket_type_id=other.ticket_type_id)[:2] == (404, "not_found")
    assert insert(30, 20)[:2] == (400, "23514")
    assert insert(0, 5)[:2] == (400, "23514")
    assert insert(500, 1_000_000)[:2] == (400, "23514")
    foreign = refusal(
        shop.http.post(
            f"{shop.stack.api_url}/rest/v1/bib_ranges",
            json=row | {"first_number": 10, "last_number": 19},
            headers=shop.headers(other.owner.token),
        )
    )
    assert foreign[:2] == (403, "42501"), "strangers learn nothing of the ranges of others"


def test_numbers_are_set_returned_and_reserved(shop: Shop, sale: Sale) -> None:
    token = sale.owner.token
    range_of(shop, sale, 1, 5)
    reserved = expect(
        shop.rpc("reserve_bibs", token, event_id=sale.event_id, numbers=[1, 2], note="Elite")
    )
    assert reserved["reserved"] == 2
    order = shop.buy(sale, 2)
    assert worn(shop, order) == [3, 4]
    ann, bob = registrations(shop, order)

    assert expect(shop.rpc("set_bib", token, registration_id=ann, number=1))["number"] == 1
    answer = shop.rpc("set_bib", token, registration_id=bob, number=1)
    assert refusal(answer) == (409, "bib_taken", {"number": 1})
    assert expect(shop.rpc("return_bib", token, registration_id=bob))["returned"] == 4
    assert numbers(shop, sale) == {1: "assigned", 2: "reserved", 3: "returned", 4: "returned"}

    # Fresh ones first, then those that came back.
    assert [worn(shop, shop.buy(sale)) for _ in range(3)] == [[5], [3], [4]]
    assert worn(shop, shop.buy(sale)) == [None]
    released = expect(shop.rpc("release_bibs", token, event_id=sale.event_id, numbers=[2, 1]))
    assert released["released"] == 1
    given = expect(shop.rpc("assign_bibs", token, event_id=sale.event_id))
    assert (given["assigned"], len(given["without_number"])) == (1, 1)


def test_a_number_goes_back_when_its_registration_ends(shop: Shop) -> None:
    sale = shop.sale()
    on_settlement(shop, sale)
    range_of(shop, sale, 1, 1)
    order = shop.buy(sale)
    assert worn(shop, order) == [1]

    shop.pay_back(order)
    assert numbers(shop, sale) == {1: "returned"}
    assert worn(shop, shop.buy(sale)) == [1]
