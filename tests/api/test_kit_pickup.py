"""Kit pickup over HTTP: what is due with a ticket, handed out once; patterns to look at."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from tests.door import Door, open_door
from tests.shop import Row, Shop, at_once, expect, refusal

ONCE = 12
"""Desks that hand out the same shirt at the same moment."""


@dataclass(frozen=True)
class Desk:
    """A kit pickup of an event that sells a medal per ticket and a shirt per order."""

    door: Door
    list_id: str
    medal_id: str
    shirt_id: str

    def kit_order(self, people: int = 1) -> list[Row]:
        """Order tickets, each with an engraved medal, and two shirts; return the tickets."""
        medal = {"product_id": self.medal_id, "quantity": 1}
        entries = [
            {"first_name": f"N{n}", "last_name": "Runner", "products": [medal | engraved(n)]}
            for n in range(people)
        ]
        (line,) = self.door.sale.cart(people)
        shirts = {"product_id": self.shirt_id, "quantity": 2}
        items = [line | {"registrations": entries}, shirts]
        order = expect(self.door.shop.order(self.door.sale, items=items))
        token = {"public_token": order["public_token"]}
        return [ticket | token for ticket in self.door.tickets_of(order["order_id"])]

    def ask(self, ticket: Row, token: str, **more: object) -> httpx.Response:
        """Ask what is due with a ticket."""
        body = {"event_id": self.door.sale.event_id, "ticket_instance_id": ticket["id"]}
        return self.door.shop.rpc("kit_of_ticket", token, **(body | more))

    def kit(self, ticket: Row, token: str) -> list[Row]:
        """What is due with a ticket, and what was handed out."""
        return list(expect(self.ask(ticket, token))["items"])

    def give(self, ticket: Row, items: list[Row], token: str, **more: object) -> httpx.Response:
        """Hand these out."""
        body = {
            "event_id": self.door.sale.event_id,
            "list_id": self.list_id,
            "ticket_instance_id": ticket["id"],
            "order_item_ids": [item["order_item_id"] for item in items],
        }
        return self.door.shop.rpc("hand_out", token, **(body | more))

    def undo(
        self, handout_id: str, token: str, reason: str | None = "Wrong size"
    ) -> httpx.Response:
        """Take a handout back."""
        return self.door.shop.rpc("undo_handout", token, handout_id=handout_id, reason=reason)


def engraved(number: int) -> Row:
    """What is written on the medal of a runner."""
    return {"personalisation": f"N{number}"}


@pytest.fixture
def desk(shop: Shop) -> Desk:
    door = open_door(shop)
    sale = door.sale
    its_event = {"org_id": sale.org_id, "event_id": sale.event_id}
    medal = shop.insert(
        "products",
        sale.owner.token,
        **its_event,
        name="Medal",
        price=0,
        personalisation_label="Name",
        personalisation_max_length=20,
    )
    shirt = shop.insert(
        "products",
        sale.owner.token,
        **its_event,
        name="Shirt",
        price=0,
        scope="order",
        max_quantity=9,
    )
    pickup = door.entrance(name="Kits", kind="kit_pickup")
    return Desk(door, pickup["id"], medal["id"], shirt["id"])


def said(items: list[Row]) -> list[tuple[str, str | None, int, bool, bool]]:
    """Kits in short: product, text, how many, of the order, handed out."""
    return [
        (
            item["product"],
            item["personalisation"],
            item["quantity"],
            item["is_of_order"],
            item["handed_out_at"] is not None,
        )
        for item in items
    ]


def test_each_gets_their_own_and_the_first_one_what_goes_with_the_order(desk: Desk) -> None:
    one, two = desk.kit_order(2)
    token = desk.door.device()
    first, second = desk.kit(one, token), desk.kit(two, token)
    assert said(first) == [("Medal", "N0", 1, False, False), ("Shirt", None, 2, True, False)]
    assert said(second)[0] == ("Medal", "N1", 1, False, False)

    given = expect(desk.give(one, first, token))["items"]
    assert said(given) == [("Medal", "N0", 1, False, True), ("Shirt", None, 2, True, True)]
    assert {item["list"] for item in given} == {"Kits"}
    assert said(desk.kit(two, token)) == [
        ("Medal", "N1", 1, False, False),
        ("Shirt", None, 2, True, True),
    ]
    status, slug, data = refusal(desk.give(two, second, token))
    assert (status, slug) == (409, "already_handed_out")
    assert (data["product"], data["list"]) == ("Shirt", "Kits")
    assert said(desk.kit(two, token))[0][-1] is False, "all of it, or none"
    expect(desk.give(two, second[:1], token))
    rows = desk.door.shop.rows(
        "handouts", desk.door.sale.owner.token, event_id=f"eq.{desk.door.sale.event_id}"
    )
    assert {row["terminal_id"] is not None for row in rows} == {True}
    assert len(rows) == 3
    assert desk.door.shop.problems() == set()


def test_many_desks_hand_it_out_once(desk: Desk) -> None:
    (ticket,) = desk.kit_order()
    tokens = [desk.door.device() for _ in range(ONCE)]
    items = desk.kit(ticket, tokens[0])
    answers = at_once(ONCE, lambda n: desk.give(ticket, items, tokens[n]))
    assert [answer.status_code for answer in answers].count(200) == 1
    assert {refusal(answer)[1] for answer in answers if answer.is_error} == {"already_handed_out"}


def test_staff_hand_out_and_owners_take_it_back_with_a_reason(desk: Desk) -> None:
    (ticket,) = desk.kit_order()
    helper, owner = desk.door.staff("scanner"), desk.door.sale.owner
    device = {"device_id": str(uuid4())}
    assert refusal(desk.ask(ticket, helper.token))[2] == {"field": "device_id"}
    items = expect(desk.ask(ticket, helper.token, **device))["items"]
    given = expect(desk.give(ticket, items, helper.token, **device))["items"]
    medal = given[0]["handout_id"]

    assert refusal(desk.undo(medal, helper.token))[:2] == (403, "not_allowed")
    assert refusal(desk.undo(medal, owner.token, None))[1] == "missing_field"
    undone = expect(desk.undo(medal, owner.token))
    assert (undone["undo_reason"], undone["undone_by"]) == ("Wrong size", owner.user_id)
    assert expect(desk.undo(medal, owner.token, "Again")) == undone, "it stays as it was"
    assert (
        desk.door.shop.ask(
            "select count(*) from core.audit_log where entity_type = 'handout' and entity_id = %s",
            medal,
        )
        == 1
    )
    assert said(desk.kit(ticket, desk.door.device()))[0][-1] is False
    expect(desk.give(ticket, items[:1], helper.token, **device))


def test_what_goes_back_is_not_handed_out(desk: Desk) -> None:
    (ticket,) = desk.kit_order()
    token = desk.door.device()
    items = desk.kit(ticket, token)
    shop, sale = desk.door.shop, desk.door.sale
    its_event = {"event_id": f"eq.{sale.event_id}"}
    shop.update("event_settings", sale.owner.token, {"cancellations_allowed": True}, **its_event)
    by = {"public_token": ticket["public_token"], "registration_id": registration_of(shop, ticket)}
    expect(shop.rpc("cancel_registration", **by))
    assert desk.kit(ticket, token) == [], "a ticket that admits nobody gets nothing"
    status, slug, data = refusal(desk.give(ticket, items, token))
    assert (status, slug) == (409, "not_to_hand_out")
    assert data["ticket_instance_id"] == ticket["id"]


def registration_of(shop: Shop, ticket: Row) -> str:
    """Who takes part with a ticket."""
    query = "select registration_id::text from sales.ticket_instances where id = %s"
    return str(shop.ask(query, ticket["id"]))


def test_only_its_own_products_on_a_list_for_kits(desk: Desk) -> None:
    (one,), (other,) = desk.kit_order(), desk.kit_order()
    token = desk.door.device()
    items, theirs = desk.kit(one, token), desk.kit(other, token)
    assert refusal(desk.give(one, theirs, token))[:2] == (409, "not_to_hand_out")
    assert refusal(desk.give(one, items, token, list_id=desk.door.entrance()["id"]))[1] == (
        "invalid_field"
    )
    assert refusal(desk.give(one, [], token))[2] == {"field": "order_item_ids"}
    many = [{"order_item_id": str(uuid4())}] * 101
    assert refusal(desk.give(one, many, token))[1] == "invalid_field"
    owner, its_list = desk.door.sale.owner, {"id": f"eq.{desk.list_id}"}
    desk.door.shop.update("checkin_lists", owner.token, {"is_active": False}, **its_list)
    assert refusal(desk.give(one, items, token))[2]["field"] == "list_id"


def test_a_terminal_of_another_org_learns_nothing(shop: Shop, desk: Desk) -> None:
    (ticket,) = desk.kit_order()
    items = desk.kit(ticket, desk.door.device())
    elsewhere = open_door(shop)
    token = elsewhere.device()
    assert refusal(desk.ask(ticket, token))[:2] == (404, "not_found")
    assert refusal(desk.give(ticket, items, token))[:2] == (404, "not_found")
    own = {"event_id": elsewhere.sale.event_id}
    assert refusal(desk.ask(ticket, token, **own)) == (
        404,
        "not_found",
        {"what": "ticket", "id": ticket["id"]},
    )
    assert refusal(desk.ask({"id": str(uuid4())}, token, **own))[1] == "not_found"
    assert refusal(desk.undo(str(uuid4()), elsewhere.sale.owner.token))[1] == "not_found"


def test_a_swapped_ticket_gets_nothing_twice(desk: Desk) -> None:
    shop, sale = desk.door.shop, desk.door.sale
    shop.update(
        "event_settings", sale.owner.token, {"swaps_allowed": True}, event_id=f"eq.{sale.event_id}"
    )
    other = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="5 km", price=0)
    (ticket,) = desk.kit_order()
    token = desk.door.device()
    medal = desk.kit(ticket, token)[:1]
    expect(desk.give(ticket, medal, token))
    body = {"ticket_instance_id": ticket["id"], "public_token": ticket["public_token"]}
    change = expect(shop.rpc("swap_ticket", **body, ticket_type_id=other))
    (new,) = desk.door.tickets_of(change["order_id"])
    assert desk.kit(ticket, token) == []
    (came_along,) = desk.kit(new, token)
    assert said([came_along]) == [("Medal", "N0", 1, False, True)]
    assert refusal(desk.give(new, [came_along], token))[1] == "already_handed_out"


def test_by_function_as_by_rpc(desk: Desk) -> None:
    (ticket,) = desk.kit_order()
    token = desk.door.device()
    shop, event_id = desk.door.shop, desk.door.sale.event_id

    def call(name: str, **body: object) -> httpx.Response:
        return shop.http.post(
            f"{shop.stack.api_url}/functions/v1/{name}",
            json={"event_id": event_id, "ticket_instance_id": ticket["id"]} | body,
            headers={"Authorization": f"Bearer {token}"},
        )

    kit = expect(call("scanner-kit"))
    assert kit["items"] == desk.kit(ticket, token)
    ids = [item["order_item_id"] for item in kit["items"]]
    given = expect(call("scanner-hand-out", list_id=desk.list_id, order_item_ids=ids))
    assert said(given["items"]) == said(desk.kit(ticket, token))
    again = call("scanner-hand-out", list_id=desk.list_id, order_item_ids=ids)
    assert (again.status_code, again.json()["code"]) == (409, "already_handed_out")
    bad = call("scanner-hand-out", list_id=desk.list_id, order_item_ids=["x"])
    assert (bad.status_code, bad.json()["code"]) == (400, "invalid_field")
    context = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/scanner-context",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert [event["event_id"] for event in expect(context)["events"]] == [event_id]
    for name in ("scanner-context", "scanner-kit", "scanner-hand-out"):
        assert shop.function(name).json()["code"] in {"sign_in_required", "missing_field"}


def test_patterns_that_somebody_should_look_at(desk: Desk) -> None:
    door = desk.door
    session = door.log_in(door.terminal())
    token, quick = session["access_token"], door.device()
    tickets = desk.kit_order(2)
    assert watched(door) == []
    for number in range(10):
        door.scan(token, f"nothing {number}")
    for _ in range(3):
        for gate in (token, quick):
            door.scan(gate, tickets[0]["code"])
    for number in range(5):
        answer = door.shop.function(
            "scanner-login", code=f"WR0NG{number}", device_id=session["device_id"]
        )
        assert answer.status_code == 401
    door.scan(token, tickets[1]["code"])

    found = {row["pattern"]: row for row in watched(door)}
    assert found.keys() == {"unknown_codes", "two_gates", "copied_ticket", "failed_logins"}
    assert (found["unknown_codes"]["scans"], found["unknown_codes"]["device_id"]) == (
        10,
        session["device_id"],
    )
    assert found["two_gates"]["ticket_instance_id"] == tickets[0]["id"]
    assert found["copied_ticket"]["scans"] == 5
    assert (found["failed_logins"]["scans"], found["failed_logins"]["device_id"]) == (
        5,
        session["device_id"],
    )
    helper = door.staff("scanner")
    seen = {row["pattern"] for row in door.shop.rows("suspicious_scans", helper.token)}
    assert seen == found.keys() - {"failed_logins"}, "who manages terminals sees failed logins"
    assert door.shop.rows("suspicious_scans", open_door(door.shop).sale.owner.token) == []


def watched(door: Door) -> list[Row]:
    """What the owner is shown."""
    return door.shop.rows("suspicious_scans", door.sale.owner.token)
