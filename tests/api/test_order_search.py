"""Finding orders: by address, number, name and start number, with filters, a page at a time."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.shop import Row, Sale, Shop, expect, refusal
from tests.staff import ROLES, join


def person(first_name: str, last_name: str) -> Row:
    """Somebody who takes part."""
    return {"first_name": first_name, "last_name": last_name}


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """A sale of free tickets."""
    return shop.sale(price=0, capacity=1000)


@pytest.fixture(scope="module")
def orders(shop: Shop, sale: Sale) -> dict[str, Row]:
    """Orders by the first name of who placed them."""
    buyers = {
        "Zoë": ("zoe.kaya@example.test", "Zoë Kaya", person("Noah", "Kaya")),
        "Sam": ("sam_1@example.test", "Sam de Vries", person("Pat", "O'Brien")),
        "Percy": ("percy%50@example.test", "Percy 100% Sure", person("Li", "Ng")),
        "Under": ("under@example.test", "Under_Score", person('"Quote"', "Back\\slash")),
    }
    placed = {}
    for name, (email, purchaser, runner) in buyers.items():
        line = sale.cart()[0] | {"registrations": [runner]}
        placed[name] = expect(shop.order(sale, email=email, purchaser_name=purchaser, items=[line]))
    return placed


def search(shop: Shop, sale: Sale, query: str | None = None, **more: object) -> Row:
    """What the owner finds."""
    wish = {"org_id": sale.org_id, "query": query} | more
    return dict(expect(shop.rpc("search_orders", sale.owner.token, **wish)))


def found(shop: Shop, sale: Sale, query: str | None = None, **more: object) -> list[str]:
    """The addresses of the orders that the owner finds, before the @, in alphabetical order."""
    orders = search(shop, sale, query, **more)["orders"]
    return sorted(str(order["email"]).partition("@")[0] for order in orders)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        # E-mail: how it begins, whatever the case.
        ("zoe.kaya@example.test", ["zoe.kaya"]),
        ("ZOE.K", ["zoe.kaya"]),
        ("kaya@example.test", []),
        # Names: any part of the buyer's or a participant's.
        ("kaya", ["zoe.kaya"]),
        ("oah kay", ["zoe.kaya"]),
        ("zoë", ["zoe.kaya"]),
        ("VRIES", ["sam_1"]),
        ("o'brien", ["sam_1"]),
        ("O'B", ["sam_1"]),
        ("Li", ["percy%50"]),
        ("ng", ["percy%50"]),
        ("g", []),
        # Characters that mean something to LIKE, to SQL or to nobody.
        ("%", []),
        ("%%%", []),
        ("_", []),
        ("___", []),
        ("sam_", ["sam_1"]),
        ("samx1", []),
        ("s%m", []),
        ("100%", ["percy%50"]),
        ("percy%", ["percy%50"]),
        ("under_s", ["under"]),
        ("r_S", ["under"]),
        ("back\\s", ["under"]),
        ('"quote"', ["under"]),
        ("'", []),
        ("''", []),
        ("'; drop table sales.orders; --", []),
        ("\\", []),
        ("\\%", []),
        ("(((", []),
        ("[a-z]+", []),
        ("kaya\n", ["zoe.kaya"]),
        ("ka\nya", []),
        ("🏃", []),
        ("x" * 10_000, []),
        ("%" * 10_000, []),
        ("kaya " * 2_000, []),
    ],
)
@pytest.mark.usefixtures("orders")
def test_words_are_found_as_they_are(shop: Shop, sale: Sale, query: str, names: list[str]) -> None:
    assert found(shop, sale, query) == names


def test_an_order_number_is_found_whole_and_by_how_it_begins(
    shop: Shop, sale: Sale, orders: dict[str, Row]
) -> None:
    number = orders["Sam"]["order_number"]
    for query in (number, number.lower(), f"  {number} ", number[:7]):
        assert found(shop, sale, query) == ["sam_1"], query
    assert found(shop, sale, number + "0") == []


@pytest.mark.usefixtures("orders")
def test_nothing_to_look_for_finds_everything(shop: Shop, sale: Sale) -> None:
    everything = ["percy%50", "sam_1", "under", "zoe.kaya"]
    for query in (None, "", "   "):
        assert found(shop, sale, query) == everything


def test_a_start_number_leads_to_its_order(shop: Shop, sale: Sale, orders: dict[str, Row]) -> None:
    (registration,) = shop.rows(
        "registrations", sale.owner.token, order_id=f"eq.{orders['Zoë']['order_id']}"
    )
    expect(
        shop.rpc("set_bib", sale.owner.token, registration_id=registration["id"], number=777_001)
    )
    assert found(shop, sale, "777001") == ["zoe.kaya"]
    assert found(shop, sale, "777002") == []
    assert found(shop, sale, "777001777001") == []


def test_filters_narrow_it_down(shop: Shop, sale: Sale, orders: dict[str, Row]) -> None:
    other = shop.event(sale.owner, sale.org_id)
    newest, *_, oldest = search(shop, sale)["orders"]
    assert (newest["order_id"], oldest["order_id"]) == (
        orders["Under"]["order_id"],
        orders["Zoë"]["order_id"],
    )

    assert found(shop, sale, status=["paid"]) == found(shop, sale)
    assert found(shop, sale, status=["pending", "expired"]) == []
    assert found(shop, sale, "kaya", status=["paid", "pending"]) == ["zoe.kaya"]
    assert found(shop, sale, "kaya", status=["pending"]) == []
    assert found(shop, sale, event_id=sale.event_id) == found(shop, sale)
    assert found(shop, sale, event_id=other) == []
    assert found(shop, sale, "kaya", event_id=other) == []
    assert found(shop, sale, **{"from": newest["created_at"]}) == ["under"]
    assert "under" not in found(shop, sale, to=newest["created_at"])
    assert found(shop, sale, "kaya", **{"from": newest["created_at"]}) == []


def test_pages_follow_one_another_without_gaps(shop: Shop) -> None:
    sale = shop.sale(price=0)
    placed = [expect(shop.order(sale))["order_id"] for _ in range(5)]
    for wish in ({}, {"query": "visitor"}, {"event_id": sale.event_id}):
        seen: list[str] = []
        cursor = None
        while not seen or cursor:
            page = search(shop, sale, limit=2, cursor=cursor, **wish)
            assert 1 <= len(page["orders"]) <= 2
            seen += [order["order_id"] for order in page["orders"]]
            cursor = page["next_cursor"]
            # Somebody buys meanwhile: what is newer than the first page is on no later one.
            expect(shop.order(sale))
        assert seen == placed[::-1], wish
        placed = [order["order_id"] for order in search(shop, sale, limit=200)["orders"]][::-1]


def test_what_many_match_is_found_too(shop: Shop) -> None:
    """More orders than are gathered by index: then they are gone through from the newest on."""
    sale = shop.sale(price=0)
    expect(shop.order(sale, email="first@example.test", purchaser_name="Ada Many"))
    shop.ask(
        "insert into payments.payables (org_id, id, kind, amount, currency)"
        " select %s, core.new_id(), 'order', 0, 'EUR' from generate_series(1, 2100)",
        sale.org_id,
    )
    shop.ask(
        "insert into sales.orders (org_id, id, event_id, order_number, email, purchaser_name,"
        "   language, status, settlement, subtotal_amount, vat_amount, total_amount, currency,"
        "   public_token_hash, paid_at, created_at)"
        " select p.org_id, p.id, %s, core.random_code(10), 'many@example.test', 'Bo Many', 'nl',"
        "   'paid', 'free', 0, 0, 0, 'EUR', sha256(uuid_send(p.id)), now(),"
        "   now() - interval '1 day' - row_number() over () * interval '1 second'"
        " from payments.payables as p where p.org_id = %s"
        "   and not exists (select from sales.orders as o where o.id = p.id)",
        *(sale.event_id, sale.org_id),
    )
    try:
        for query in ("many", "Many", None):
            page = search(shop, sale, query, limit=3)
            emails = [order["email"] for order in page["orders"]]
            assert emails == ["first@example.test", *["many@example.test"] * 2]
            page = search(shop, sale, query, limit=200, cursor=page["next_cursor"])
            assert {order["email"] for order in page["orders"]} == {"many@example.test"}
            assert len(page["orders"]) == 200
        assert found(shop, sale, "ada m") == ["first"]
        assert len(found(shop, sale, "many@", event_id=sale.event_id, limit=200)) == 200
    finally:
        shop.ask(
            "delete from sales.orders where org_id = %s and email = 'many@example.test'",
            sale.org_id,
        )
        shop.ask(
            "delete from payments.payables as p where p.org_id = %s"
            " and not exists (select from sales.orders as o where o.id = p.id)",
            sale.org_id,
        )


def test_another_org_finds_nothing(shop: Shop, sale: Sale, orders: dict[str, Row]) -> None:
    other = shop.sale(price=0)
    number = orders["Zoë"]["order_number"]
    for query in ("kaya", "zoe.kaya@example.test", number, "777001", None, "%"):
        assert found(shop, other, query) == []
        assert found(shop, other, query, event_id=sale.event_id) == []
    asked = {"org_id": other.org_id, "cursor": orders["Zoë"]["order_id"]}
    nowhere = {"org_id": other.org_id, "cursor": str(uuid4())}
    told = [
        refusal(shop.rpc("search_orders", other.owner.token, **wish)) for wish in (asked, nowhere)
    ]
    assert told[0] == told[1]
    assert told[0][:2] == (400, "invalid_field")
    answer = shop.rpc("search_orders", other.owner.token, org_id=sale.org_id, query="kaya")
    assert refusal(answer)[:2] == (404, "not_found")


@pytest.mark.usefixtures("orders")
def test_roles_that_read_orders_search_them(shop: Shop, sale: Sale) -> None:
    allowed = {}
    for role in ROLES:
        colleague = shop.person() if role != "owner" else sale.owner
        if role != "owner":
            join(shop, sale, colleague, role)
        answer = shop.rpc("search_orders", colleague.token, org_id=sale.org_id, query="kaya")
        allowed[role] = answer.is_success
        if not answer.is_success:
            assert refusal(answer)[:2] == (403, "not_allowed")
    assert {role for role, may in allowed.items() if may} == {
        "owner",
        "admin",
        "finance",
        "support",
    }


def detail(shop: Shop, token: str, order: Row) -> Any:
    """All about an order, as somebody sees it."""
    return expect(shop.rpc("order_detail", token, order_id=order["order_id"]))


def test_an_order_in_detail(shop: Shop) -> None:
    sale = shop.sale()
    shop.question(sale.owner, sale.event_id, label_nl="Maat?")
    (question,) = shop.rows("questions", sale.owner.token, event_id=f"eq.{sale.event_id}")
    runner = person("Rita", "Runner") | {"answers": {question["id"]: "M"}}
    order = shop.buy(sale, items=[sale.cart()[0] | {"registrations": [runner]}])
    shop.quiet()
    note = expect(
        shop.rpc("add_order_note", sale.owner.token, order_id=order["order_id"], body="Called.\nOK")
    )

    seen = detail(shop, sale.owner.token, order)

    assert (seen["status"], seen["email"], seen["total_amount"]) == ("paid", order["email"], 2500)
    assert seen["event"]["event_id"] == sale.event_id
    assert [(item["name"], item["quantity"]) for item in seen["items"]] == [("10 km", 1)]
    (ticket,) = seen["tickets"]
    assert ticket["status"] == "valid"
    assert {"code", "qr_token"} & ticket.keys() == set(), "codes are for their holders"
    (registration,) = seen["registrations"]
    assert (registration["first_name"], registration["last_name"]) == ("Rita", "Runner")
    assert registration["answers"][0]["value"] == "M"
    (payment,) = seen["payments"]
    assert (payment["status"], payment["amount_captured"]) == ("paid", 2500)
    assert seen["refunds"] == []
    assert [(mail["topic"], mail["state"]) for mail in seen["mails"]] == [
        ("email.order_confirmation", "delivered")
    ]
    assert seen["notes"] == [
        {
            "note_id": note["note_id"],
            "body": "Called.\nOK",
            "created_by": sale.owner.user_id,
            "created_at": note["created_at"],
        }
    ]
    actions = [entry["action"] for entry in seen["history"]]
    assert actions[0] == "order.created"
    assert {"order.paid", "payment.paid", "order_note.created"} <= set(actions)


def test_each_role_sees_what_it_may_of_an_order(shop: Shop) -> None:
    sale = shop.sale()
    order = shop.buy(sale)
    sees: dict[str, set[str]] = {}
    for role in ROLES:
        colleague = sale.owner if role == "owner" else shop.person()
        if role != "owner":
            join(shop, sale, colleague, role)
        answer = shop.rpc("order_detail", colleague.token, order_id=order["order_id"])
        if answer.is_success:
            seen = answer.json()
            parts = ("registrations", "payments", "refunds", "history")
            sees[role] = {part for part in parts if seen[part] is not None}
        else:
            assert refusal(answer)[:2] == (403, "not_allowed")
    everything = {"registrations", "payments", "refunds", "history"}
    assert sees == {
        "owner": everything,
        "admin": everything,
        "finance": everything - {"registrations"},
        "support": {"registrations"},
    }


def test_notes_stay_as_they_were_written(shop: Shop, sale: Sale, orders: dict[str, Row]) -> None:
    order_id = orders["Percy"]["order_id"]
    writers = {}
    for role in ROLES[1:]:
        colleague = shop.person()
        join(shop, sale, colleague, role)
        answer = shop.rpc("add_order_note", colleague.token, order_id=order_id, body=role)
        if answer.is_success:
            writers[role] = colleague.user_id
        else:
            assert refusal(answer)[:2] == (403, "not_allowed")
    assert writers.keys() == {"admin", "finance", "support"}
    notes = shop.rows("order_notes", sale.owner.token, order_id=f"eq.{order_id}")
    assert {note["body"]: note["created_by"] for note in notes} == writers
    for method in ("PATCH", "DELETE"):
        answer = shop.http.request(
            method,
            f"{shop.stack.api_url}/rest/v1/order_notes",
            params={"order_id": f"eq.{order_id}"},
            json={"body": "Never said"} if method == "PATCH" else None,
            headers=shop.headers(sale.owner.token),
        )
        assert refusal(answer)[:2] == (403, "42501")
