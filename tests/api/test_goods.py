"""Products, promo codes and waves over HTTP: set up by staff, bought by visitors, deleted again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.shop import Person, Row, Sale, Shop, expect, refusal

ENTRY = {"first_name": "Vera", "last_name": "Visitor"}


@pytest.fixture
def sale(shop: Shop) -> Sale:
    return shop.sale()


def make(shop: Shop, sale: Sale, view: str, **columns: object) -> str:
    """Make a row of the sale's event as its owner; return its id."""
    if view != "product_variants":
        columns = {"event_id": sale.event_id} | columns
    return str(shop.insert(view, sale.owner.token, org_id=sale.org_id, **columns)["id"])


def change(shop: Shop, view: str, row: str, asker: Person, **columns: object) -> httpx.Response:
    """Change a row of a view."""
    return shop.http.patch(
        f"{shop.stack.api_url}/rest/v1/{view}",
        params={"id": f"eq.{row}"},
        json=columns,
        headers=shop.headers(asker.token) | {"Prefer": "return=representation"},
    )


def delete(shop: Shop, sale: Sale, view: str, row: str) -> None:
    """Delete a row softly, as the owner."""
    now = datetime.now(UTC).isoformat()
    assert len(expect(change(shop, view, row, sale.owner, deleted_at=now))) == 1
    assert shop.rows(view, sale.owner.token, id=f"eq.{row}") == [], "it is invisible"


def order(shop: Shop, sale: Sale, *lines: Row, **more: object) -> httpx.Response:
    """Place an order through PostgREST."""
    items = list(lines) or sale.cart()
    body: Row = {"event_id": sale.event_id, "items": items, "email": "vera@example.test"}
    return shop.rpc("create_order", **(body | more))


def page(shop: Shop, sale: Sale) -> Row:
    """The event as visitors see it."""
    return dict(expect(shop.rpc("get_event", event_id=sale.event_id)))


def limit(shop: Shop, sale: Sale, row: str) -> tuple[int, int | None]:
    """What is taken and left of whatever has this id."""
    (pool,) = shop.rows("capacity_pools", sale.owner.token, id=f"eq.{row}")
    return pool["taken"], pool["remaining"]


def test_a_shirt_is_sold_until_its_size_is_gone(shop: Shop, sale: Sale) -> None:
    shirt = make(shop, sale, "products", name="Shirt", price=2000, scope="order", capacity=10)
    sizes = {
        size: make(shop, sale, "product_variants", product_id=shirt, name=size, capacity=capacity)
        for size, capacity in {"M": 1, "L": None}.items()
    }
    (row,) = shop.rows("products", sale.owner.token, id=f"eq.{shirt}")
    assert row["vat_rate"] == 2100, "the rate of goods, when none is given"

    def wants(size: str) -> Row:
        return {"product_id": shirt, "variant_id": sizes[size], "quantity": 1}

    bought = expect(order(shop, sale, *sale.cart(), wants("M")))
    assert bought["total_amount"] == 2500 + 2000
    assert limit(shop, sale, shirt) == (1, 9)
    assert limit(shop, sale, sizes["M"]) == (1, 0)
    status, slug, data = refusal(order(shop, sale, *sale.cart(), wants("M")))
    assert (status, slug, data["line"]) == (409, "product_sold_out", 2)
    expect(order(shop, sale, *sale.cart(), wants("L")))
    answer = change(shop, "products", shirt, sale.owner, capacity=1)
    assert refusal(answer) == (409, "capacity_below_sold", {"capacity": 1, "taken": 2})
    assert shop.problems() == set()


def test_what_is_deleted_cannot_be_bought_and_stays_in_the_orders_that_have_it(
    shop: Shop, sale: Sale
) -> None:
    shirt = make(shop, sale, "products", name="Shirt", price=2000, scope="order")
    size = make(shop, sale, "product_variants", product_id=shirt, name="M")
    spare = make(shop, sale, "product_variants", product_id=shirt, name="L")
    line = {"product_id": shirt, "variant_id": size, "quantity": 1}
    items = [*sale.cart(), line]
    waiting = expect(shop.order(sale, items=items))

    delete(shop, sale, "product_variants", size)
    assert refusal(order(shop, sale, *items))[1] == "variant_not_found"
    delete(shop, sale, "products", shirt)
    other = line | {"variant_id": spare}
    assert refusal(order(shop, sale, *sale.cart(), other))[1] == "product_not_found"
    assert page(shop, sale)["products"] == []
    delete(shop, sale, "ticket_types", sale.ticket_type_id)
    assert refusal(order(shop, sale))[1] == "ticket_type_not_found"
    assert page(shop, sale)["ticket_types"] == []

    shop.decide(waiting, "paid")
    shop.wait_for(waiting, "paid")
    lines = shop.rows(
        "order_items", sale.owner.token, order_id=f"eq.{waiting['order_id']}", order="line"
    )
    assert [(line["kind"], line["total_amount"]) for line in lines] == [
        ("ticket", 2500),
        ("product", 2000),
    ]
    assert shop.problems() == set()


def test_an_event_that_is_deleted_gives_money_back_all_the_same(shop: Shop, sale: Sale) -> None:
    waiting = expect(shop.order(sale))
    bought = shop.buy(sale)
    expect(shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))
    delete(shop, sale, "events", sale.event_id)
    assert refusal(shop.rpc("get_event", event_id=sale.event_id))[1] == "event_not_found"
    shop.decide(waiting, "paid")
    shop.wait_for(waiting, "overbooked")
    assert shop.status(bought) == "paid", "what was bought is still there to see"
    assert shop.problems() == set()


def test_a_promo_code_however_it_is_typed(shop: Shop, sale: Sale) -> None:
    code = make(shop, sale, "promo_codes", code=" ten-off ", kind="percentage", value=1000)
    other = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="5 km", price=1000)
    answer = expect(order(shop, sale, promo_code="Ten-Off "))
    assert answer["total_amount"] == 2250
    (row,) = shop.rows("promo_codes", sale.owner.token, id=f"eq.{code}")
    assert (row["code"], row["used"], row["uses_left"]) == ("TEN-OFF", 1, None)
    (row,) = expect(change(shop, "promo_codes", code, sale.owner, max_uses=3))
    assert (row["used"], row["uses_left"]) == (1, 2)

    link = {"promo_code_id": code, "ticket_type_id": other}
    shop.insert("promo_code_ticket_types", sale.owner.token, org_id=sale.org_id, **link)
    refused = refusal(order(shop, sale, promo_code="ten-off"))
    assert refused[:2] == (400, "promo_code_not_applicable")
    removed = shop.http.delete(
        f"{shop.stack.api_url}/rest/v1/promo_code_ticket_types",
        params={"promo_code_id": f"eq.{code}"},
        headers=shop.headers(sale.owner.token),
    )
    assert removed.status_code == 204
    expect(order(shop, sale, promo_code="ten-off"))


@pytest.mark.parametrize(
    ("columns", "slug"),
    [
        ({"starts_at": "2199-01-01T00:00Z"}, "promo_code_not_started"),
        ({"ends_at": "2001-01-01T00:00Z"}, "promo_code_ended"),
        ({"is_active": False}, "promo_code_not_found"),
        ({"deleted_at": "2001-01-01T00:00Z"}, "promo_code_not_found"),
    ],
)
def test_a_promo_code_that_is_none_now(
    shop: Shop, sale: Sale, columns: dict[str, Any], slug: str
) -> None:
    code = make(shop, sale, "promo_codes", code="SUMMER", kind="amount", value=500)
    waiting = expect(shop.order(sale, promo_code="summer"))
    expect(change(shop, "promo_codes", code, sale.owner, **columns))
    _, refused, data = refusal(order(shop, sale, promo_code="summer"))
    assert (refused, data["promo_code"]) == (slug, "SUMMER")
    elsewhere = shop.sale()
    assert refusal(order(shop, elsewhere, promo_code="summer"))[1] == "promo_code_not_found"
    shop.decide(waiting, "paid")
    shop.wait_for(waiting, "paid")
    assert expect(shop.rpc("get_order", public_token=waiting["public_token"]))["total_amount"] == (
        2500 - 500
    ), "who has the discount keeps it"
    assert shop.problems() == set()


def test_a_code_is_taken_once_per_event(shop: Shop, sale: Sale) -> None:
    code = make(shop, sale, "promo_codes", code="SUMMER", kind="amount", value=500)
    again = {"org_id": sale.org_id, "code": "summer", "kind": "amount", "value": 1}
    answer = shop.http.post(
        f"{shop.stack.api_url}/rest/v1/promo_codes",
        json=again | {"event_id": sale.event_id},
        headers=shop.headers(sale.owner.token),
    )
    assert refusal(answer) == (409, "promo_code_taken", {"promo_code": "SUMMER"})
    other = shop.event(sale.owner, sale.org_id)
    shop.insert("promo_codes", sale.owner.token, **again, event_id=other)
    delete(shop, sale, "promo_codes", code)
    make(shop, sale, "promo_codes", code="SUMMER", kind="amount", value=1)


def test_waves_fill_and_stay_while_somebody_is_in_them(shop: Shop, sale: Sale) -> None:
    (event,) = shop.rows("events", sale.owner.token, id=f"eq.{sale.event_id}")
    start = datetime.fromisoformat(event["starts_at"])
    first, second = (
        make(
            shop,
            sale,
            "waves",
            name=name,
            capacity=1,
            starts_at=(start + timedelta(minutes=minutes)).isoformat(),
        )
        for name, minutes in (("A", 0), ("B", 30))
    )
    for wave in (first, second):
        link = {"wave_id": wave, "ticket_type_id": sale.ticket_type_id}
        shop.insert("wave_ticket_types", sale.owner.token, org_id=sale.org_id, **link)

    def starts_in(wave: str) -> Row:
        return sale.cart()[0] | {"registrations": [ENTRY | {"wave_id": wave}]}

    expect(order(shop, sale, starts_in(first)))
    assert refusal(order(shop, sale, starts_in(first)))[1] == "wave_full"
    now = datetime.now(UTC).isoformat()
    answer = change(shop, "waves", first, sale.owner, deleted_at=now)
    assert refusal(answer) == (409, "wave_in_use", {"wave": "A", "taken": 1})
    delete(shop, sale, "waves", second)
    assert refusal(order(shop, sale, starts_in(second)))[0] in (400, 404)
    assert [wave["name"] for wave in page(shop, sale)["waves"]] == ["A"]

    # The event moves by a week, and its wave with it.
    later = {
        name: (datetime.fromisoformat(event[name]) + timedelta(days=7)).isoformat()
        for name in ("starts_at", "ends_at")
    }
    expect(change(shop, "events", sale.event_id, sale.owner, **later))
    (moved,) = shop.rows("waves", sale.owner.token, id=f"eq.{first}")
    assert datetime.fromisoformat(moved["starts_at"]).date() == (start + timedelta(days=7)).date()
    answer = change(shop, "waves", first, sale.owner, starts_at=event["starts_at"])
    assert refusal(answer)[:2] == (400, "wave_outside_event")
    assert shop.problems() == set()
