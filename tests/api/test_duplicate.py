"""Events are duplicated over HTTP: the copy is a draft that sells like the event itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.shop import Row, Sale, Shop, at_once, expect, refusal
from tests.staff import member

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def sale(shop: Shop) -> Sale:
    return shop.sale()


def moved(shop: Shop, sale: Sale, days: int) -> str:
    """The start of the event so many days later, at the same time of the clock."""
    (event,) = shop.rows("events", sale.owner.token, id=f"eq.{sale.event_id}")
    start = datetime.fromisoformat(event["starts_at"]).astimezone(AMSTERDAM)
    return (start + timedelta(days=days)).isoformat()


def duplicate(shop: Shop, sale: Sale, days: int = 365, **more: object) -> Row:
    """Duplicate the event as its owner."""
    body = {"event_id": sale.event_id, "starts_at": moved(shop, sale, days)} | more
    return dict(expect(shop.rpc("duplicate_event", sale.owner.token, **body)))


def test_the_copy_sells_like_the_event(shop: Shop, sale: Sale) -> None:
    token, own = sale.owner.token, {"org_id": sale.org_id}
    of_event = own | {"event_id": sale.event_id}
    shirt = shop.insert("products", token, **of_event, name="Shirt", price=2000, scope="order")
    shop.insert("product_variants", token, **own, product_id=shirt["id"], name="M", capacity=1)
    code = {"code": "HALF", "kind": "percentage", "value": 5000, "max_uses": 1}
    shop.insert("promo_codes", token, **of_event, **code)
    question = shop.question(sale.owner, sale.event_id)
    answers = {question: "no"}
    old = shop.rows("questions", token, event_id=f"eq.{sale.event_id}")
    assert len(old) == 1
    entry = {"first_name": "Vera", "last_name": "Visitor", "answers": answers}
    shop.buy(sale, items=[sale.cart()[0] | {"registrations": [entry]}], promo_code="half")

    copy = duplicate(shop, sale, title="Next year's run")
    assert (copy["status"], copy["title"], copy["slug"]) == (
        *("draft", "Next year's run", "next-year-s-run"),
    )
    hidden = shop.rpc("get_event", event_id=copy["event_id"])
    assert refusal(hidden)[1] == "event_not_found", "nobody sees a draft"
    assert expect(shop.rpc("publish_event", token, event_id=copy["event_id"]))
    page = expect(shop.rpc("get_event", event_id=copy["event_id"]))
    before = expect(shop.rpc("get_event", event_id=sale.event_id))
    assert [found["name"] for found in page["products"]] == ["Shirt"]
    assert [found["max_quantity"] for found in page["ticket_types"]] == [10]
    assert [found["label"] for found in page["questions"]] == [
        found["label"] for found in before["questions"]
    ]
    assert ids(page).isdisjoint(ids(before)), "everything is its own"

    (ticket_type,) = page["ticket_types"]
    (product,) = page["products"]
    (asked,) = page["questions"]
    entry["answers"] = {asked["question_id"]: "no"}
    theirs = Sale(sale.owner, sale.org_id, copy["event_id"], ticket_type["ticket_type_id"])
    line = {"product_id": product["product_id"], "quantity": 1}
    line |= {"variant_id": product["variants"][0]["variant_id"]}
    items = [theirs.cart()[0] | {"registrations": [entry]}, line]
    shop.buy(theirs, items=items, promo_code="half")
    orders = shop.rows("orders", token, event_id=f"eq.{sale.event_id}")
    assert len(orders) == 1, "the old event is left alone"
    assert shop.problems() == set()


def ids(page: Row) -> set[str]:
    """The ids of what an event's page offers."""
    names = {"ticket_types": "ticket_type_id", "products": "product_id", "questions": "question_id"}
    return {found[name] for section, name in names.items() for found in page[section]}


@pytest.mark.parametrize("days", [30, 90, 150, 210, 270, 330])
def test_ten_o_clock_stays_ten_o_clock(shop: Shop, sale: Sale, days: int) -> None:
    (event,) = shop.rows("events", sale.owner.token, id=f"eq.{sale.event_id}")
    copy = duplicate(shop, sale, days)
    for name in ("starts_at", "ends_at"):
        was, is_now = (
            datetime.fromisoformat(found[name]).astimezone(AMSTERDAM) for found in (event, copy)
        )
        assert is_now.replace(tzinfo=None) - was.replace(tzinfo=None) == timedelta(days=days)


def test_pressed_twice_it_makes_two_drafts(shop: Shop, sale: Sale) -> None:
    copies = at_once(8, lambda _: duplicate(shop, sale))
    assert len({copy["event_id"] for copy in copies}) == 8
    assert {copy["slug"] for copy in copies} == {f"city-run-{n}" for n in range(2, 10)}
    assert shop.problems() == set()


def test_a_copy_of_a_copy_and_of_what_is_over(shop: Shop, sale: Sale) -> None:
    copy = duplicate(shop, sale)
    again = Sale(sale.owner, sale.org_id, copy["event_id"], sale.ticket_type_id)
    assert duplicate(shop, again)["status"] == "draft"
    expect(shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))
    last = duplicate(shop, sale)
    expect(shop.rpc("publish_event", sale.owner.token, event_id=last["event_id"]))


def test_only_managers_duplicate(shop: Shop, sale: Sale) -> None:
    body = {"event_id": sale.event_id, "starts_at": moved(shop, sale, 365)}
    roles = {"admin": "", "finance": "not_allowed", "support": "not_allowed"}
    people = {role: member(shop, sale, role) for role in roles}
    for role, slug in roles.items():
        answer = shop.rpc("duplicate_event", people[role].token, **body)
        assert (refusal(answer)[1] if answer.is_error else "") == slug
    stranger = shop.rpc("duplicate_event", shop.person().token, **body)
    assert refusal(stranger)[:2] == (404, "not_found")
    assert shop.rpc("duplicate_event", **body).status_code == 401
