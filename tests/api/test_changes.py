"""What changed in an org, for systems that poll: in order, once, as far as somebody may see."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.shop import Person, Row, Sale, Shop, expect, refusal, until
from tests.staff import member


def ask(shop: Shop, who: Person, sale: Sale, **more: object) -> Row:
    """One call of get_changes."""
    return dict(expect(shop.rpc("get_changes", who.token, org_id=sale.org_id, **more)))


def follow(shop: Shop, who: Person, sale: Sale, **more: Any) -> list[Row]:
    """All changes since a cursor, however many pages they fill."""
    changes, page = [], ask(shop, who, sale, **more)
    while True:
        changes += page["changes"]
        if not page["has_more"]:
            return changes
        page = ask(shop, who, sale, **(more | {"cursor": page["cursor"], "from_now": False}))


def key(change: Row) -> tuple[int, str, str]:
    """What is unique about a change."""
    return change["change_id"], change["event_type"], change["entity_id"]


def told_to_come_in(shop: Shop, sale: Sale) -> int:
    """How many were told to have come in, once the sweep that tells it has run."""
    shop.ask("select door.sweep_scans(1000)")
    return int(
        shop.ask(
            "select count(*) from core.audit_log"
            " where org_id = %s and action = 'ticket_instance.checked_in'",
            sale.org_id,
        )
    )


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An event for which somebody bought two tickets, got one refunded, and booked again."""
    sale = shop.sale()
    order = shop.buy(sale, 2)
    shop.let_in(order)
    until("that they came in is told", partial(told_to_come_in, shop, sale), lambda n: n == 2)
    shop.order(sale)
    shop.update("ticket_types", sale.owner.token, {"price": 3000}, id=f"eq.{sale.ticket_type_id}")
    other = shop.event(sale.owner, sale.org_id, title="Night Run")
    shop.update("events", sale.owner.token, {"title": "Moon Run"}, id=f"eq.{other}")
    shop.quiet()
    shop.settle()
    return sale


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_pages_make_the_whole(shop: Shop, sale: Sale, limit: int) -> None:
    changes = follow(shop, sale.owner, sale, limit=limit)
    types = [change["event_type"] for change in changes]
    assert types.count("registration.confirmed") == types.count("ticket.issued") == 2
    assert types.count("order.created") == 2
    assert types.index("order.created") < types.index("payment.paid") < types.index("order.paid")
    assert types[-1] == "event.changed"
    assert changes[-1]["data"]["changed"] == ["title"]
    numbers = [change["change_id"] for change in changes]
    assert numbers == sorted(numbers)
    assert len({key(change) for change in changes}) == len(changes)
    if limit < 1000:
        whole = follow(shop, sale.owner, sale, limit=1000)
        assert changes == whole


def test_a_reader_goes_on_where_it_was(shop: Shop, sale: Sale) -> None:
    begun = ask(shop, sale.owner, sale, from_now=True)
    assert begun["changes"] == []
    assert begun["has_more"] is False
    again = ask(shop, sale.owner, sale, cursor=begun["cursor"])
    assert again == begun

    shop.update("events", sale.owner.token, {"title": "Run"}, id=f"eq.{sale.event_id}")
    shop.settle()
    (change,) = follow(shop, sale.owner, sale, cursor=begun["cursor"])
    assert (change["event_type"], change["entity_id"]) == ("event.changed", sale.event_id)


def test_a_page_ends_after_so_many_entries(shop: Shop, sale: Sale) -> None:
    shop.ask("update core.settings set value = '3' where key = 'integrations.entries_per_page'")
    try:
        types = ["event.changed"]
        page = ask(shop, sale.owner, sale, event_types=types)
        assert (page["changes"], page["has_more"]) == ([], True), "none of the first three is one"
        found = follow(shop, sale.owner, sale, event_types=types)
    finally:
        shop.ask(
            "update core.settings set value = '2000' where key = 'integrations.entries_per_page'"
        )
    assert {change["event_type"] for change in found} == {"event.changed"}
    assert found == follow(shop, sale.owner, sale, event_types=types)


def test_changes_of_one_event(shop: Shop, sale: Sale) -> None:
    changes = follow(shop, sale.owner, sale, event_id=sale.event_id, limit=2)
    everything = follow(shop, sale.owner, sale)
    assert changes == [change for change in everything if change["event_id"] == sale.event_id]
    assert len(changes) < len(everything)


SEES = {
    "owner": {"event", "ticket_type", "order", "registration", "ticket", "payment"},
    "finance": {"event", "ticket_type", "order", "ticket", "payment"},
    "support": {"event", "ticket_type", "order", "registration", "ticket"},
    "scanner": {"event", "ticket_type", "ticket"},
}


@pytest.mark.parametrize("role", SEES)
def test_a_role_sees_what_it_may_read(shop: Shop, sale: Sale, role: str) -> None:
    who = sale.owner if role == "owner" else member(shop, sale, role)
    kinds = {change["event_type"].partition(".")[0] for change in follow(shop, who, sale)}
    assert kinds - {"checkin"} == SEES[role]


def test_who_asks_for_what_it_may_not_see(shop: Shop, sale: Sale) -> None:
    support = member(shop, sale, "support")
    wish = {"org_id": sale.org_id, "event_types": ["order.paid", "payment.paid"]}
    status, slug, data = refusal(shop.rpc("get_changes", support.token, **wish))
    assert (status, slug, data["permission"]) == (403, "not_allowed", "payments.read")
    wish["event_types"] = ["order.paid", "order.eaten"]
    status, slug, data = refusal(shop.rpc("get_changes", sale.owner.token, **wish))
    assert (status, slug) == (400, "invalid_field")
    assert "order.eaten" in data["reason"]


def forged(*parts: object) -> str:
    """A cursor of such parts."""
    return urlsafe_b64encode("|".join(map(str, parts)).encode()).decode().rstrip("=")


def test_a_cursor_of_another_history(shop: Shop, sale: Sale) -> None:
    theirs = shop.sale()
    shop.settle()
    foreign = ask(shop, theirs.owner, theirs, from_now=True)["cursor"]
    last = follow(shop, sale.owner, sale)[-1]["change_id"]
    org = sale.org_id
    refused = {
        foreign: (400, "invalid_field"),
        "nonsense": (400, "invalid_field"),
        "é": (400, "invalid_field"),
        "x" * 5000: (400, "invalid_field"),
        forged(1, org, last): (400, "invalid_field"),
        forged(1, org, -1, 0, "-"): (400, "invalid_field"),
        forged(1, org, last, 10**30, "-"): (400, "invalid_field"),
        forged(2, org, last, 0, "-"): (400, "invalid_field"),
        forged(1, org, last, 0, uuid4().hex[:5]): (400, "invalid_field"),
        # The entry was there once, and is not kept any more.
        forged(1, org, 1, 0, "-"): (410, "cursor_too_old"),
        # The number has another moment, or is not there yet: the database was restored.
        forged(1, org, last, 4 * 10**15, "-"): (410, "cursor_unknown"),
        forged(1, org, last + 10**9, 4 * 10**15, "-"): (410, "cursor_unknown"),
    }
    for cursor, answer in refused.items():
        response = shop.rpc("get_changes", sale.owner.token, org_id=org, cursor=cursor)
        assert refusal(response)[:2] == answer, cursor


def test_types_are_listed(shop: Shop, sale: Sale) -> None:
    types = {row["event_type"]: row for row in shop.rows("event_types", sale.owner.token)}
    assert types["order.paid"]["permission"] == "orders.read"
    told = {change["event_type"] for change in follow(shop, sale.owner, sale)}
    assert told <= set(types)
