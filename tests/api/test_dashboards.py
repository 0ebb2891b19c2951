"""What organisers see at a glance: numbers and money, lists of people, goods and teams."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.api.race import hold_race
from tests.shop import Row, Sale, Shop, expect, refusal, until
from tests.staff import colleagues


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """A sale with orders in every state, and a second ticket type."""
    sale = shop.sale(capacity=20)
    shop.event(sale.owner, sale.org_id, title="Draft")
    five = shop.ticket_type(
        sale.owner, sale.org_id, sale.event_id, name="5 km", price=1000, capacity=None, sort_order=1
    )
    shop.let_in(shop.buy(sale, 2))
    shop.buy(sale, items=[{"ticket_type_id": five, "quantity": 3}])
    shop.pay_back(shop.buy(sale, 4))
    expect(shop.order(sale, 5))
    failed = expect(shop.order(sale, 6))
    shop.decide(failed, "failed")
    shop.wait_for(failed, "failed")
    body = {"items": sale.cart(1), "email": "cash@example.test", "settlement": "cash"}
    expect(shop.rpc("create_staff_order", sale.owner.token, event_id=sale.event_id, **body))
    body["settlement"] = "complimentary"
    expect(shop.rpc("create_staff_order", sale.owner.token, event_id=sale.event_id, **body))
    shop.quiet()
    return sale


def dashboard(shop: Shop, sale: Sale) -> Row:
    """The event as its owner sees it."""
    return dict(expect(shop.rpc("event_dashboard", sale.owner.token, event_id=sale.event_id)))


def test_an_event_at_a_glance(shop: Shop, sale: Sale) -> None:
    seen = dashboard(shop, sale)

    assert (seen["tickets_sold"], seen["tickets_held"]) == (7, 5)
    assert (seen["tickets_scanned"], seen["scan_percentage"]) == (2, 28.6)
    assert seen["tickets_refunded"] == 4
    # Paid: 2 x 25, 3 x 10, 4 x 25 and one in cash; four tickets' money went back.
    assert seen["paid_amount"] == 5000 + 3000 + 10000 + 2500
    assert seen["refunded_amount"] == 10000
    assert seen["refunding_amount"] == 0
    assert seen["revenue"] == 10500
    ten, five = seen["ticket_types"]
    assert (ten["name"], ten["sold"], ten["held"], ten["scanned"]) == ("10 km", 4, 5, 2)
    assert (five["name"], five["sold"], five["held"], five["left"]) == ("5 km", 3, 0, None)
    left = "select sum(remaining) from events.capacity_lanes where pool_id = %s"
    assert ten["left"] == shop.ask(left, sale.ticket_type_id)
    assert [kind["revenue"] for kind in (ten, five)] == [7500, 3000]
    assert ten["scan_percentage"] == 50
    assert ten["tickets_refunded"] == 4


def test_numbers_follow_at_once(shop: Shop) -> None:
    sale = shop.sale(price=0, capacity=9)
    assert dashboard(shop, sale)["scan_percentage"] is None, "of nothing there is no share"
    order = shop.buy(sale, 2)
    before = dashboard(shop, sale)
    assert (before["tickets_sold"], before["tickets_scanned"]) == (2, 0)
    assert before["ticket_types"][0]["left"] == 7
    shop.let_in(order)
    assert dashboard(shop, sale)["scan_percentage"] == 100


def test_an_org_at_a_glance(shop: Shop, sale: Sale) -> None:
    seen = expect(shop.rpc("org_dashboard", sale.owner.token, org_id=sale.org_id))

    assert seen["events"] == {"total": 2, "draft": 1, "live": 1, "closed": 0, "cancelled": 0}
    of_event = dashboard(shop, sale)
    for name in ("tickets_sold", "tickets_scanned", "scan_percentage", "revenue", "paid_amount"):
        assert seen[name] == of_event[name], name


def test_late_money_is_no_revenue(shop: Shop) -> None:
    """What came for an event that was called off goes back by itself, and was never earned."""
    sale = shop.sale()
    order = expect(shop.order(sale))
    expect(shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))
    shop.decide(order, "paid")
    shop.wait_for(order, "overbooked")
    refund = until(
        "the provider knows of the refund",
        lambda: shop.ask(
            "select mollie_refund_id from payments.refunds where payable_id = %s", order["order_id"]
        ),
    )
    for _ in range(2):
        seen = dashboard(shop, sale)
        assert (seen["paid_amount"], seen["refunded_amount"], seen["revenue"]) == (0, 0, 0)
        assert (seen["tickets_sold"], seen["refunding_amount"]) == (0, 0)
        if shop.status(order) == "overbooked":
            for step in ("processing", "refunded"):
                expect(shop.sandbox("POST", f"refunds/{refund}/advance", to=step))
            shop.wait_for(order, "refunded")


def test_money_on_its_way_back_is_told_apart(shop: Shop) -> None:
    sale = shop.sale()
    order = shop.buy(sale)
    repay = (
        "select payments.repay(p, 'requested') from payments.payments as p where payable_id = %s"
    )
    shop.ask(repay, order["order_id"])
    seen = dashboard(shop, sale)
    assert (seen["revenue"], seen["refunded_amount"]) == (2500, 0)
    assert seen["refunding_amount"] == 2500


@pytest.mark.parametrize("function", ["org_dashboard", "event_dashboard"])
def test_money_is_for_those_who_read_payments(shop: Shop, sale: Sale, function: str) -> None:
    told = {}
    body = {"org_dashboard": {"org_id": sale.org_id}}.get(function, {"event_id": sale.event_id})
    for role, token in colleagues(shop, sale).items():
        answer = shop.rpc(function, token, **body)
        if not answer.is_success:
            assert refusal(answer)[:2] == (403, "not_allowed")
            continue
        seen = answer.json()
        amounts = [seen["revenue"], seen["paid_amount"], seen["refunded_amount"]]
        amounts += [kind["revenue"] for kind in seen.get("ticket_types", [])]
        assert len({amount is None for amount in amounts}) == 1
        told[role] = amounts[0] is not None
        assert seen["tickets_sold"] == 7
    assert told == {"owner": True, "admin": True, "finance": True, "support": False}


# Over time.


def sell_at(shop: Shop, sale: Sale, *moments: str) -> None:
    """Sell one ticket each at these moments."""
    for moment in moments:
        order = shop.buy(sale)
        shop.ask(
            "update sales.orders set created_at = %s, paid_at = %s where id = %s",
            *(moment, moment, order["order_id"]),
        )


def curve(shop: Shop, sale: Sale, **wish: object) -> list[tuple[str, int, int]]:
    """Moments, tickets and money."""
    rows = expect(shop.rpc("sales_over_time", sale.owner.token, event_id=sale.event_id, **wish))
    return [(row["starts_at"], row["tickets"], row["amount"]) for row in rows]


@pytest.fixture(scope="module")
def summer(shop: Shop) -> Sale:
    """Sales around the night in which the clocks of Amsterdam go back: 25 October 2026."""
    sale = shop.sale()
    sell_at(
        shop,
        sale,
        *("2026-10-24T21:59Z", "2026-10-24T22:00Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z"),
        "2026-10-27T12:00Z",
    )
    return sale


def test_days_are_those_of_the_place(shop: Shop, summer: Sale) -> None:
    assert curve(shop, summer) == [
        ("2026-10-23T22:00:00+00:00", 1, 2500),
        ("2026-10-24T22:00:00+00:00", 3, 7500),
        ("2026-10-25T23:00:00+00:00", 0, 0),
        ("2026-10-26T23:00:00+00:00", 1, 2500),
    ]
    weeks = curve(shop, summer, bucket="week")
    assert weeks == [
        ("2026-10-18T22:00:00+00:00", 4, 10000),
        ("2026-10-25T23:00:00+00:00", 1, 2500),
    ]


def test_an_hour_that_comes_twice_is_two_hours(shop: Shop, summer: Sale) -> None:
    hours = curve(
        shop, summer, bucket="hour", **{"from": "2026-10-24T21:00Z", "to": "2026-10-25T03:00Z"}
    )
    assert [(moment[11:16], tickets) for moment, tickets, _ in hours] == [
        ("21:00", 1),
        ("22:00", 1),
        ("23:00", 0),
        ("00:00", 1),
        ("01:00", 1),
        ("02:00", 0),
    ]


def test_a_part_of_the_time(shop: Shop, summer: Sale) -> None:
    part = {"from": "2026-10-24T22:00Z", "to": "2026-10-26T23:00Z"}
    assert [tickets for _, tickets, _ in curve(shop, summer, **part)] == [3, 0]
    part = {"from": "2026-10-25T01:00Z", "to": "2026-10-25T02:00Z"}
    assert [tickets for _, tickets, _ in curve(shop, summer, **part)] == [1]
    assert curve(shop, summer, **{"from": "2027-01-01T00:00Z", "to": "2026-01-01T00:00Z"}) == []


def test_nothing_was_sold_yet(shop: Shop) -> None:
    assert curve(shop, shop.sale()) == []


# Lists.


def test_registrations_come_with_their_answers(shop: Shop) -> None:
    sale = shop.sale(price=0)
    first, second = (
        shop.question(sale.owner, sale.event_id, label_nl=label) for label in ("Maat?", "Club?")
    )
    answers = {first: "M", second: "Hellas"}
    runner = {"first_name": "Rita", "last_name": "Runner", "answers": answers}
    order = shop.buy(sale, items=[sale.cart()[0] | {"registrations": [runner]}])
    shop.buy(sale, items=[sale.cart()[0] | {"registrations": [runner | {"answers": {}}]}])

    view = "registrations_with_answers"
    rows = shop.rows(view, sale.owner.token, event_id=f"eq.{sale.event_id}", order="created_at")

    assert rows[0]["order_number"] == order["order_number"]
    assert [(a["label_nl"], a["value"]) for a in rows[0]["answers"]] == [
        ("Maat?", "M"),
        ("Club?", "Hellas"),
    ]
    assert rows[1]["answers"] == []


def test_a_start_list(shop: Shop) -> None:
    owner = shop.person()
    race = hold_race(shop, owner, shop.org(owner))
    alone, team = race.enter_alone(), race.enter_team()
    expect(shop.rpc("assign_bibs", owner.token, event_id=race.event_id))
    chip = {"registration_id": alone["id"], "chip_number": "HC-3F7"}
    expect(shop.rpc("set_chip", owner.token, **chip))

    rows = expect(shop.rpc("start_list", owner.token, event_id=race.event_id))

    assert [row["bib_number"] for row in rows] == [1, 2]
    rita, olga = rows
    assert rita == {
        "registration_id": alone["id"],
        "bib_number": 1,
        "chip_number": "HC-3F7",
        "first_name": "Rita",
        "last_name": "Runner",
        "gender": None,
        "birth_year": 1990,
        "wave": None,
        "wave_starts_at": None,
        "team": None,
        "club": None,
        "ticket_type": "10 km",
    }
    assert (olga["team"], olga["registration_id"]) == ("De Vlugge Vier", team["registration_id"])
    only = expect(
        shop.rpc(
            "start_list",
            owner.token,
            event_id=race.event_id,
            ticket_type_id=race.team_type_id,
        )
    )
    assert [row["first_name"] for row in only] == ["Olga"]
    log = shop.rows("audit_log", owner.token, action="eq.event.birth_years_read")
    assert [entry["entity_id"] for entry in log] == [race.event_id] * 2

    sale = Sale(owner, race.org_id, race.event_id, race.ticket_type_id)
    tokens = colleagues(shop, sale)
    seen = expect(shop.rpc("start_list", tokens["support"], event_id=race.event_id))
    assert [row["birth_year"] for row in seen] == [None, None], "support sees nothing sensitive"
    for role in ("finance", "scanner", "member"):
        answer = shop.rpc("start_list", tokens[role], event_id=race.event_id)
        assert refusal(answer)[:2] == (403, "not_allowed")


def test_a_chip_is_worn_by_one(shop: Shop) -> None:
    sale = shop.sale(price=0)
    orders = [shop.buy(sale), shop.buy(sale)]
    ids = [
        shop.rows("registrations", sale.owner.token, order_id=f"eq.{order['order_id']}")[0]["id"]
        for order in orders
    ]

    def wear(number: int, chip: str | None) -> Any:
        wish = {"registration_id": ids[number], "chip_number": chip}
        return shop.rpc("set_chip", sale.owner.token, **wish)

    assert expect(wear(0, " A1 ")) == {"registration_id": ids[0], "chip_number": "A1"}
    assert expect(wear(0, "A1"))["chip_number"] == "A1"
    assert refusal(wear(1, "A1")) == (409, "chip_taken", {"chip_number": "A1"})
    shop.ask(
        "update sales.registrations set status = 'cancelled', cancelled_at = core.clock()"
        " where id = %s",
        ids[0],
    )
    assert expect(wear(1, "A1"))["chip_number"] == "A1", "who takes no part needs none"
    assert expect(wear(1, None))["chip_number"] is None


def test_products_to_hand_out(shop: Shop) -> None:
    sale = shop.sale(price=0)
    token, its_org = sale.owner.token, {"org_id": sale.org_id}
    its_event = its_org | {"event_id": sale.event_id}
    shirt = shop.insert("products", token, **its_event, name="Shirt", price=0)
    medium, large = (
        shop.insert("product_variants", token, **its_org, product_id=shirt["id"], name=name)["id"]
        for name in ("M", "L")
    )
    parking = shop.insert("products", token, **its_event, name="Parking", price=0, scope="order")

    def runner(name: str, variant: str) -> Row:
        wish = {"product_id": shirt["id"], "variant_id": variant}
        return {"first_name": name, "last_name": "Runner", "products": [wish]}

    line = {"ticket_type_id": sale.ticket_type_id, "quantity": 2}
    people = {"registrations": [runner("Ann", medium), runner("Bob", large)]}
    shop.buy(sale, items=[line | people, {"product_id": parking["id"], "quantity": 1}])
    one = line | {"quantity": 1, "registrations": [runner("Cas", medium)]}
    bought = shop.buy(sale, items=[one])
    unpaid = shop.sale()
    assert shop.rows("products_to_hand_out", unpaid.owner.token) == []

    stacks = shop.rows("products_to_hand_out", token, event_id=f"eq.{sale.event_id}")
    assert {(s["product"], s["variant"], s["quantity"]) for s in stacks} == {
        ("Shirt", "M", 2),
        ("Shirt", "L", 1),
        ("Parking", None, 1),
    }
    per_person = shop.rows("products_per_person", token, event_id=f"eq.{sale.event_id}")
    assert {(p["first_name"], p["variant_id"], p["quantity"]) for p in per_person} == {
        ("Ann", medium, 1),
        ("Bob", large, 1),
        ("Cas", medium, 1),
        (None, None, 1),
    }
    tokens = colleagues(shop, sale)
    seen = shop.rows("products_per_person", tokens["finance"], event_id=f"eq.{sale.event_id}")
    assert {p["first_name"] for p in seen} == {None}, "names are for those who read registrations"
    assert shop.rows("products_to_hand_out", tokens["scanner"]) == []

    # What somebody gave up for nothing waits for nobody any more.
    (cas,) = (p["registration_id"] for p in per_person if p["first_name"] == "Cas")
    rules = {"cancellations_allowed": True}
    shop.update("event_settings", token, rules, event_id=f"eq.{sale.event_id}")
    given = {"registration_id": cas, "public_token": bought["public_token"], "refund_amount": 0}
    expect(shop.rpc("cancel_registration", **given))
    stacks = shop.rows("products_to_hand_out", token, event_id=f"eq.{sale.event_id}")
    assert {(s["product"], s["variant"], s["quantity"]) for s in stacks} == {
        ("Shirt", "M", 1),
        ("Shirt", "L", 1),
        ("Parking", None, 1),
    }
    assert {
        p["first_name"]
        for p in shop.rows("products_per_person", token, event_id=f"eq.{sale.event_id}")
    } == {"Ann", "Bob", None}


def test_teams_that_look_for_members(shop: Shop) -> None:
    owner = shop.person()
    race = hold_race(shop, owner, shop.org(owner))
    team, full = race.enter_team(), race.enter_team()
    for name in ("Bo", "Cas", "Dé"):
        member = race.somebody(first_name=name)
        expect(shop.rpc("join_team", join_code=full["join_code"], registration=member))

    rows = shop.rows("teams", owner.token, event_id=f"eq.{race.event_id}", places_left="gt.0")

    assert [(row["id"], row["members"], row["places_left"]) for row in rows] == [(team["id"], 1, 3)]


def test_moments_are_those_of_the_answer(shop: Shop, summer: Sale) -> None:
    """What comes back can be sent as it is."""
    first, *_ = curve(shop, summer)
    part = curve(shop, summer, **{"from": first[0]})
    assert part == curve(shop, summer)
    assert datetime.fromisoformat(first[0]).utcoffset() is not None
