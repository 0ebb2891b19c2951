"""What administrators of the platform do for others: support, retries, alerts."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests import gates
from tests.shop import Person, Row, Sale, Shop, expect, refusal, until


@pytest.fixture(scope="module")
def admin(shop: Shop) -> Iterator[Person]:
    """An administrator of the platform."""
    person = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", person.email)
    yield person
    shop.ask("select tenancy.revoke_platform_admin(%s)", person.email)


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """A sale of an org that the administrator is no member of."""
    return shop.sale()


def found(shop: Shop, admin: Person, **what: object) -> list[str]:
    """The numbers of the orders that a search finds."""
    answer = expect(shop.rpc("platform_search_orders", admin.token, **what))
    return [order["order_number"] for order in answer["orders"]]


def acts(shop: Shop, admin: Person, action: str) -> int:
    """How often the log of administrators has an act."""
    return int(
        shop.ask(
            "select count(*) from tenancy.admin_audit_log where admin_id = %s and action = %s",
            admin.user_id,
            action,
        )
    )


def test_support_finds_orders_and_tickets_of_all_orgs(
    shop: Shop, sale: Sale, admin: Person
) -> None:
    email = f"{uuid4()}@example.test"
    other = shop.sale()
    here, there = shop.buy(sale, 2, email=email), shop.buy(other, email=email)
    before = acts(shop, admin, "orders.searched")

    newest_first = [there["order_number"], here["order_number"]]
    assert found(shop, admin, query=email) == newest_first
    assert found(shop, admin, query=email, org_id=sale.org_id) == newest_first[1:]
    assert found(shop, admin, query=shop.payment(there)) == newest_first[:1]
    page = expect(shop.rpc("platform_search_orders", admin.token, query=email, limit=1))
    assert found(shop, admin, query=email, cursor=page["next_cursor"]) == newest_first[1:]
    assert acts(shop, admin, "orders.searched") == before + 5

    shop.let_in(here)
    tickets = expect(shop.rpc("platform_find_ticket", admin.token, query=email))["tickets"]
    assert [ticket["org_id"] for ticket in tickets] == [other.org_id, sale.org_id, sale.org_id]
    [admitted] = tickets[2]["scans"]
    assert (admitted["result"], tickets[2]["status"]) == ("admitted", "used")
    code = shop.ask(
        "select coalesce(qr_token, code) from sales.ticket_instances where order_id = %s",
        there["order_id"],
    )
    [ticket] = expect(shop.rpc("platform_find_ticket", admin.token, query=code))["tickets"]
    assert ticket["order_number"] == there["order_number"]

    about = f"order:{here['order_id']}"
    shop.quiet()
    [mail] = expect(shop.rpc("platform_messages", admin.token, org_id=sale.org_id, about=about))[
        "messages"
    ]
    assert (mail["topic"], mail["state"]) == ("email.order_confirmation", "delivered")


def test_the_platform_refunds_what_an_org_will_not(shop: Shop, sale: Sale, admin: Person) -> None:
    order = shop.buy(sale, 2)
    wish: Row = {"order_id": order["order_id"], "reason": "Double sale"}

    def refund(**more: object) -> Row:
        body = wish | {"idempotency_key": str(uuid4())} | more
        return dict(expect(shop.rpc("platform_refund", admin.token, **body)))

    assert refund(amount=2000)["amount"] == 2000
    too_much = shop.rpc(
        "platform_refund", admin.token, **wish, amount=3001, idempotency_key=str(uuid4())
    )
    assert refusal(too_much)[:2] == (409, "refund_too_large")
    rest = refund()
    assert rest["amount"] == 3000
    gone = shop.rpc("platform_refund", admin.token, **wish, idempotency_key=str(uuid4()))
    assert refusal(gone)[0] == 409
    name = until(
        "the provider knows of the refund",
        lambda: shop.ask(
            "select mollie_refund_id from payments.refunds where id = %s", rest["refund_id"]
        ),
    )
    assert name
    assert acts(shop, admin, "order.refunded") == 2
    # The org sees that it was done, and by whom not of its own.
    rows = shop.rows("refunds", sale.owner.token, order_id=f"eq.{order['order_id']}")
    assert {row["reason"] for row in rows} == {"Double sale"}


def test_who_passed_and_should_not_have_is_found(shop: Shop, admin: Person) -> None:
    event, [ticket, other] = gates.open_gates(shop, 2)
    first, second = gates.Gate(shop, event), gates.Gate(shop, event)
    for gate in (first, second):
        gate.sync()
    # Both gates let the same ticket in, neither of them had a network.
    first.upload([first.log(ticket, gates.ago(60)), first.log(other, gates.ago(50))])
    second.upload([second.log(ticket, gates.ago(30))])

    told = expect(shop.rpc("platform_scan_conflicts", admin.token, period="24h"))
    ours = [scan for scan in told["scans"] if scan["org_id"] == event.org_id]
    assert [(scan["device_id"], scan["result"]) for scan in ours] == [
        (second.device_id, "already_used")
    ]
    page = expect(shop.rpc("platform_scan_conflicts", admin.token, period="24h", limit=1))
    assert page["scans"][0] == ours[0]
    health = expect(shop.rpc("platform_health", admin.token))
    assert health["scan_conflicts"]["24h"]["by_result"]["already_used"] >= 1


def test_failed_payments_open_an_alert(shop: Shop, sale: Sale, admin: Person) -> None:
    email = f"{uuid4()}@example.test"
    for _ in range(5):
        order = expect(shop.order(sale, email=email))
        shop.decide(order, "failed")
        shop.wait_for(order, "failed")
    listed = expect(shop.rpc("platform_failed_payments", admin.token))["payments"]
    assert [payment["org_id"] for payment in listed[:5]] == [sale.org_id] * 5
    health = expect(shop.rpc("platform_health", admin.token))
    assert health["failed_payments"]["24h"]["payments"] >= 5
    assert health["database"]["size_bytes"] > 0

    shop.ask("update platform.alert_rules set last_run_at = '-infinity'")

    def alerts() -> list[Row]:
        shop.ask("select platform.sweep_alerts(10)")
        answer = expect(shop.rpc("platform_alerts", admin.token, rule="failed_payments_email"))
        return [alert for alert in answer["alerts"] if alert["subject"] == email]

    [alert] = until("there is an alert", alerts)
    assert alert["facts"]["payments"] == 5
    [letter] = until(
        "the administrator has a mail",
        lambda: [m for m in shop.mail_to(admin.email) if "e-mailadres" in m["subject"]],
    )
    text = expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{letter['id']}"))["text"]
    assert "nieuws" in text
    assert email not in text
    # Where the orders came from is known, too.
    shop.ask(
        "update core.settings set value = '[5, 24]'"
        " where key = 'platform.alert_failed_payments_address'"
    )
    try:
        shop.ask("update platform.alert_rules set last_run_at = '-infinity'")
        shop.ask("select platform.sweep_alerts(10)")
    finally:
        shop.ask(
            "update core.settings set value = '[10, 24]'"
            " where key = 'platform.alert_failed_payments_address'"
        )
    noticed = shop.rpc("platform_alerts", admin.token, rule="failed_payments_address")
    assert expect(noticed)["alerts"]
    closed = shop.rpc(
        "platform_close_alert", admin.token, alert_id=alert["alert_id"], note="A stolen card"
    )
    assert expect(closed)["closed_by"] == admin.user_id
    assert alerts() == []
    assert acts(shop, admin, "alert.closed") == 1
