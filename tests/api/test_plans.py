"""What plans of the platform allow: publishing, selling up to the limit and above, and its bill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.market import Market, problem
from tests.api.plans import administrator, agree, apply, plans_required, sale_on, take_plan
from tests.shop import Person, Row, Sale, Shop, expect, refusal, until


@pytest.fixture(scope="module")
def market(shop: Shop) -> Iterator[Market]:
    market = Market(shop.stack, shop.http)
    with plans_required(market):
        yield market


@pytest.fixture(scope="module")
def admin(market: Market) -> Person:
    return administrator(market)


def used(shop: Shop, sale: Sale) -> tuple[int, int, str]:
    """Tickets sold, above the limit, and whether that is much."""
    found = expect(shop.rpc("get_usage", sale.owner.token, org_id=sale.org_id))
    return found["tickets_sold"], found["overage_tickets"], found["state"]


def letters(shop: Market, sale: Sale, *words: str) -> list[Row]:
    """The mails to the owner that have one of these words in their subject, once there are any."""
    return until(
        f"a mail about {words}",
        lambda: [
            mail
            for mail in shop.mail_to(sale.owner.email)
            if any(word in mail["subject"] for word in words)
        ],
    )


def text(shop: Market, mail: Row) -> str:
    """The text of a mail."""
    return str(expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{mail['id']}"))["text"])


def test_an_org_publishes_once_its_checklist_is_done(market: Market, admin: Person) -> None:
    owner = market.person()
    org_id = market.org(owner)
    event_id = market.event(owner, org_id, location_name="")
    market.ticket_type(owner, org_id, event_id)

    def todo() -> list[str]:
        checklist = expect(market.rpc("publish_checklist", owner.token, event_id=event_id))
        answer = market.rpc("publish_event", owner.token, event_id=event_id)
        status, slug, details = refusal(answer)
        assert details["checklist"] == checklist["items"], "it is refused with exactly the list"
        assert (status, slug) == (409, "publishing_blocked")
        return [item["item"] for item in checklist["items"] if not item["done"]]

    assert todo() == ["event", "plan"]
    expect(market.rpc("choose_plan", owner.token, org_id=org_id, plan="NON_PROFIT"))
    assert todo() == ["event", "verification"]
    market.update("events", owner.token, {"location_name": "Utrecht"}, id=f"eq.{event_id}")
    assert todo() == ["verification"]

    number = {"org_id": org_id, "kvk_number": "12345678"}
    expect(market.rpc("submit_verification", owner.token, **number))
    assert todo() == ["verification"], "a draft waits until it is verified"
    decision = {"org_id": org_id, "verified": False, "reason": "Dit is een BV."}
    expect(market.rpc("decide_verification", admin.token, **decision))
    assert todo() == ["verification"]
    sale = Sale(owner, org_id, event_id, "")
    [rejection] = letters(market, sale, "non-profit")
    assert "12345678" in text(market, rejection)
    assert "Dit is een BV." in text(market, rejection)
    assert "kon niet" in rejection["subject"]

    market.update("orgs", owner.token, {"language": "en"}, id=f"eq.{org_id}")
    appeal = number | {"appeal": "We are a foundation."}
    expect(market.rpc("submit_verification", owner.token, **appeal))
    [waiting] = [
        row
        for row in expect(market.rpc("verification_queue", admin.token))
        if row["org_id"] == org_id
    ]
    assert waiting["appeal"] == "We are a foundation."
    assert waiting["last_rejection"] == "Dit is een BV."
    expect(market.rpc("decide_verification", admin.token, org_id=org_id, verified=True))
    until("the second mail", lambda: len(letters(market, sale, "non-profit")) == 2)
    assert "is verified as a non-profit" in letters(market, sale, "non-profit")[1]["subject"]
    [shown] = market.rows("verifications", owner.token, org_id=f"eq.{org_id}")
    assert shown["status"] == "verified"

    expect(market.rpc("publish_event", owner.token, event_id=event_id))
    checklist = expect(market.rpc("publish_checklist", owner.token, event_id=event_id))
    assert (checklist["ready"], checklist["status"]) == (True, "published")


def test_sales_stop_at_the_limit_and_go_on_after_a_refund(market: Market, admin: Person) -> None:
    sale = sale_on(market, "NON_PROFIT", admin, ticket_limit=5)
    bought = market.buy(sale, 4)

    status, slug, details = problem(market.order(sale, 2))
    assert (status, slug) == (409, "plan_limit_reached")
    assert (details["available"], details["quantity"]) == (1, 2)
    market.buy(sale, 1)
    [warned] = letters(market, sale, "zijn verkocht")
    assert "5 van 5 tickets verkocht" in text(market, warned)
    assert "stopt je verkoop" in text(market, warned)
    assert used(market, sale) == (5, 0, "reached")

    cancelled = market.rpc(
        "cancel_order", sale.owner.token, order_id=bought["order_id"], refund="none"
    )
    expect(cancelled)
    assert used(market, sale) == (1, 0, "ok"), "what comes back counts no more"
    market.buy(sale, 4)
    assert problem(market.order(sale))[1] == "plan_limit_reached"

    agree(market, admin, sale.org_id, ticket_limit=6)
    market.buy(sale)
    take_plan(market, sale.org_id, "ORGANIZER")
    agree(market, admin, sale.org_id)
    market.buy(sale, 10)
    assert used(market, sale) == (16, 0, "ok")


def test_sales_go_on_above_the_limit_and_are_billed_once(market: Market, admin: Person) -> None:
    sale = sale_on(market, "PAY_PER_EVENT", admin, ticket_limit=10)
    fees = {"event_id": sale.event_id, "overage_fee_override": 25, "reason": "A deal"}
    expect(market.rpc("set_event_fees", admin.token, **fees))
    market.update("orgs", sale.owner.token, {"language": "en"}, id=f"eq.{sale.org_id}")
    market.buy(sale, 8)
    assert used(market, sale) == (8, 0, "warning")
    [warning] = letters(market, sale, "80 %")
    assert "8 of 10 tickets for City Run" in text(market, warning)

    asked = {"event_id": sale.event_id, "quantity": 5}
    answer = expect(market.rpc("can_sell_tickets", sale.owner.token, **asked))
    assert answer["allowed"] is True
    assert (answer["overage_tickets"], answer["overage_fee"], answer["overage_amount"]) == (
        *(3, 25),
        75,
    )
    market.buy(sale, 5)
    assert used(market, sale) == (13, 3, "reached")
    overage = expect(market.rpc("get_overage_fee", sale.owner.token, org_id=sale.org_id))
    assert overage["overage_amount"] == 75

    # The event ends; a day later what was used of it is closed.
    market.ask(
        "update events.events set starts_at = core.clock() - interval '27 hours',"
        " ends_at = core.clock() - interval '25 hours' where id = %s",
        sale.event_id,
    )
    market.ask("select billing.sweep_usage(10000)")
    for _ in range(2):
        market.ask("select events.sweep_event_usage(100)")
    [record] = market.rows("usage_records", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert (record["tickets_sold"], record["overage_tickets"]) == (13, 3)
    assert record["overage_fee_total"] == 75
    [bill] = market.rows("charges", sale.owner.token, org_id=f"eq.{sale.org_id}", kind="eq.OVERAGE")
    assert (bill["amount"], bill["event_id"]) == (75, sale.event_id)


def test_an_order_keeps_the_rate_of_its_moment(market: Market, admin: Person) -> None:
    sale = sale_on(market, "ORGANIZER", admin)
    changes = {"price": 2500}
    market.update("ticket_types", sale.owner.token, changes, id=f"eq.{sale.ticket_type_id}")
    rates = []
    removed = {"org_id": sale.org_id, "branding_removed": True}
    fees = {"event_id": sale.event_id, "platform_fee_override": 100, "reason": "A deal"}
    for change in (
        lambda: None,
        lambda: expect(market.rpc("set_branding", sale.owner.token, **removed)),
        lambda: expect(market.rpc("set_event_fees", admin.token, **fees)),
    ):
        change()
        expect(market.order(sale))
    rates = [
        row["platform_fee_basis_points"]
        for row in market.rows(
            "orders", sale.owner.token, org_id=f"eq.{sale.org_id}", order="created_at"
        )
    ]
    assert rates == [200, 400, 100]


def test_an_event_needs_room_in_the_plan(market: Market, admin: Person) -> None:
    sale = sale_on(market, "NON_PROFIT", admin)
    second = market.event(sale.owner, sale.org_id)
    market.ticket_type(sale.owner, sale.org_id, second)
    status, slug, details = refusal(market.rpc("publish_event", sale.owner.token, event_id=second))
    assert (status, slug, details["missing"]) == (409, "publishing_blocked", "active events")
    agree(market, admin, sale.org_id, max_active_events=2)
    expect(market.rpc("publish_event", sale.owner.token, event_id=second))


def test_without_a_plan_nothing_more_is_sold(market: Market, admin: Person) -> None:
    sale = sale_on(market, "ORGANIZER", admin)
    market.buy(sale)
    market.ask(
        "update billing.subscriptions set status = 'cancelled', cancelled_at = core.clock()"
        " where org_id = %s",
        sale.org_id,
    )
    apply(market)
    assert problem(market.order(sale))[1] == "plan_limit_reached"
    expect(market.rpc("available_plans"))
