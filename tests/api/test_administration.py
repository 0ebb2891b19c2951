"""What administrators of the platform see of orgs and do with them: lists, notes, plans,
suspension, deletion, and the log of all of it."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from tests.api import organiser
from tests.api.race import hold_race
from tests.door import Door
from tests.gates import Gate, ago
from tests.shop import Person, Row, Sale, Shop, expect, refusal, until, wait_for
from tests.table import GUEST, open_table


@pytest.fixture(scope="module")
def admin(shop: Shop) -> Person:
    """Somebody who administers the platform."""
    person = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", person.email)
    return person


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An org that has sold something, on an account of its own."""
    sale = shop.sale()
    merchant = organiser.account(shop)
    assert organiser.connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"
    shop.buy(sale, 2)
    sold = "select tickets_sold from platform.figures where grain = 'ever' and org_id = %s"
    shop.sweep()
    until("the figures have it", lambda: shop.ask(sold, sale.org_id))
    return sale


def seen(shop: Shop, admin: Person, query: str | None = None, **filters: object) -> list[str]:
    """The ids of orgs that are found."""
    found = expect(shop.rpc("platform_orgs", admin.token, query=query, filters=filters, limit=200))
    return [org["org_id"] for org in found["orgs"]]


def entries(shop: Shop, admin: Person, **filters: object) -> list[Row]:
    """What the administrators' log has, newest first."""
    return list(expect(shop.rpc("platform_audit_log", admin.token, **filters))["entries"])


def suspend(shop: Shop, admin: Person, org_id: str) -> None:
    expect(shop.rpc("suspend_org", admin.token, org_id=org_id, reason="Sells what it has not"))


def unsuspend(shop: Shop, admin: Person, org_id: str) -> None:
    expect(shop.rpc("unsuspend_org", admin.token, org_id=org_id, reason="Settled"))


# Lists and the page of an org.


def test_orgs_are_found_by_what_is_known_of_them(shop: Shop, admin: Person, sale: Sale) -> None:
    name = f"Loopfeest {uuid4().hex[:8]} 100%"
    owner, member = shop.person(), shop.person()
    org_id = shop.org(owner, name)
    shop.update("orgs", owner.token, {"email": f"{org_id}@example.test"}, id=f"eq.{org_id}")
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'member')",
        *(org_id, member.user_id),
    )
    [org] = shop.rows("orgs", owner.token)
    for query in (
        *(org_id, org_id.upper(), name[3:-2].upper(), name[-13:]),
        *(org["slug"][5:], org["email"], owner.email, member.email.upper(), member.email[:12]),
    ):
        assert seen(shop, admin, query) == [org_id], query
    [connection] = shop.rows("mollie_connections", sale.owner.token)
    for query in (connection["profile_id"], connection["mollie_organization_id"]):
        assert seen(shop, admin, query) == [sale.org_id]
    assert seen(shop, admin, f"{uuid4().hex}") == []
    assert seen(shop, admin, "_____%%_____") == []


def test_orgs_are_filtered(shop: Shop, admin: Person, sale: Sale) -> None:
    fresh = shop.org(shop.person(), "Fresh")
    suspended = shop.org(shop.person(), "Suspended")
    suspend(shop, admin, suspended)
    planned = shop.org(shop.person(), "Planned")
    plan: Row = {"org_id": planned, "plan": "ORGANIZER", "reason": "Sponsored"}
    assert expect(shop.rpc("platform_assign_plan", admin.token, **plan))["status"] == "active"
    ours = {sale.org_id, fresh, suspended, planned}
    for filters, expected in (
        ({}, ours),
        ({"status": "suspended"}, {suspended}),
        ({"status": "active"}, ours - {suspended}),
        ({"plan": "ORGANIZER"}, {planned}),
        ({"plan": "PRO_ORGANIZER"}, set[str]()),
        ({"subscription_status": "active"}, {planned}),
        ({"subscription_status": "none"}, ours - {planned}),
        ({"onboarding": "complete"}, {sale.org_id}),
        ({"onboarding": "incomplete"}, ours - {sale.org_id}),
        ({"onboarding": "first_event_created"}, ours - {sale.org_id}),
        ({"onboarding": "email_verified"}, set[str]()),
        ({"created_from": "2020-01-01T00:00Z", "status": "suspended"}, {suspended}),
        ({"created_to": "2020-01-01T00:00Z"}, set[str]()),
    ):
        assert set(seen(shop, admin, **filters)) & ours == expected, filters


def test_pages_of_orgs(shop: Shop, admin: Person) -> None:
    word = uuid4().hex
    owner = shop.person()
    made = [shop.org(owner, f"{word} {n}") for n in range(5)]
    pages: list[list[str]] = []
    cursor: str | None = None
    while cursor or not pages:
        page = expect(shop.rpc("platform_orgs", admin.token, query=word, limit=2, cursor=cursor))
        pages.append([org["org_id"] for org in page["orgs"]])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [org_id for page in pages for org_id in page] == made[::-1]


def test_the_page_of_an_org(shop: Shop, admin: Person, sale: Sale) -> None:
    body = "Called them.\nThey call back."
    expect(shop.rpc("platform_note_org", admin.token, org_id=sale.org_id, body=body))
    told = expect(shop.rpc("platform_org", admin.token, org_id=sale.org_id))
    assert told["onboarding"] == {
        "email_verified": True,
        "mollie_connected": True,
        "kyc_completed": True,
        "first_event_created": True,
        "first_ticket_sold": True,
    }
    [order] = shop.rows("orders", sale.owner.token)
    assert (told["tickets_sold"], told["gmv_amount"]) == (2, order["total_amount"])
    assert told["figures"]["platform_fee_amount"] == told["platform_fee_amount"] > 0
    assert told["events"] == {"drafts": 0, "published": 1, "ended": 0}
    assert told["connection"]["status"] == "active"
    [member] = told["members"]
    assert (member["user_id"], member["role"]) == (sale.owner.user_id, "owner")
    [note] = told["notes"]
    assert (note["body"], note["written_by"]) == (body, admin.user_id)
    assert told["plan"] is told["plan_override"] is None
    assert told["limits"]["ticket_limit"] == 0

    fresh = shop.org(shop.person(), "Fresh")
    steps = expect(shop.rpc("platform_org", admin.token, org_id=fresh))["onboarding"]
    assert [name for name, done in steps.items() if done] == ["email_verified"]


def test_a_plan_that_is_assigned_and_terms_that_are_agreed(shop: Shop, admin: Person) -> None:
    owner = shop.person()
    org_id = shop.org(owner)
    assign: Row = {"org_id": org_id, "plan": "PRO_ORGANIZER", "reason": "Partner"}
    for _ in range(2):
        given = expect(shop.rpc("platform_assign_plan", admin.token, **assign))
    assert (given["plan"], given["status"]) == ("PRO_ORGANIZER", "active")
    assert given["next_charge_at"] is None
    assert given["open_charges"] == []
    assert expect(shop.rpc("get_subscription", owner.token, org_id=org_id)) == given
    shop.ask(
        "insert into billing.plan_overrides (org_id, ticket_limit, reason, set_by)"
        " values (%s, 25000, 'Festival', %s)",
        *(org_id, admin.user_id),
    )
    told = expect(shop.rpc("platform_org", admin.token, org_id=org_id))
    assert (told["plan"], told["subscription_status"]) == ("PRO_ORGANIZER", "active")
    assert told["limits"]["ticket_limit"] == told["usage"]["ticket_limit"] == 25000
    assert told["plan_override"]["reason"] == "Festival"
    assign |= {"plan": "NON_PROFIT"}
    given = expect(shop.rpc("platform_assign_plan", admin.token, **assign))
    assert given["plan"] == "NON_PROFIT"
    assigned = [
        (entry["details"]["plan_before"], entry["details"]["plan"])
        for entry in entries(shop, admin, org_id=org_id, action="plan.assigned")
    ]
    assert assigned == [("PRO_ORGANIZER", "NON_PROFIT"), (None, "PRO_ORGANIZER")]


def test_a_plan_that_is_assigned_ends_what_is_asked_for_another(shop: Shop, admin: Person) -> None:
    owner = shop.person()
    org_id = shop.org(owner)
    choice = {"org_id": org_id, "plan": "ORGANIZER", "return_url": "https://shop.example/plan"}
    asked = expect(shop.rpc("choose_plan", owner.token, **choice))
    assert asked["status"] == "trialing"
    assert asked["open_charges"]
    assign: Row = {"org_id": org_id, "plan": "ORGANIZER", "reason": "On the house"}
    given = expect(shop.rpc("platform_assign_plan", admin.token, **assign))
    assert (given["plan"], given["status"]) == ("ORGANIZER", "active")
    assert given["open_charges"] == []


# The log.


def test_everything_is_in_the_log(shop: Shop, admin: Person) -> None:
    org_id = shop.org(shop.person())
    suspend(shop, admin, org_id)
    unsuspend(shop, admin, org_id)
    expect(shop.rpc("platform_note_org", admin.token, org_id=org_id, body="Fine"))
    expect(shop.rpc("platform_org", admin.token, org_id=org_id))
    expect(shop.rpc("platform_sign_out", admin.token, org_id=org_id, reason="Test"))
    found = entries(shop, admin, org_id=org_id)
    assert [entry["action"] for entry in found] == [
        *("session.ended", "org.read", "org.noted", "org.unsuspended", "org.suspended"),
    ]
    assert {entry["admin_id"] for entry in found} == {admin.user_id}
    assert {entry["admin_email"] for entry in found} == {admin.email}
    assert found[-1]["details"] == {"reason": "Sells what it has not"}
    assert found[-1]["org"] == "Stadsloop"

    page = expect(shop.rpc("platform_audit_log", admin.token, org_id=org_id, limit=2))
    rest = expect(
        shop.rpc("platform_audit_log", admin.token, org_id=org_id, cursor=page["next_cursor"])
    )
    assert page["entries"] + rest["entries"] == found
    assert rest["next_cursor"] is None
    by = {"admin_id": admin.user_id, "action": "org.noted", "org_id": org_id}
    assert len(entries(shop, admin, **by)) == 1
    moment = found[2]["created_at"]
    assert entries(shop, admin, org_id=org_id, **{"from": moment}) == found[:3]
    assert entries(shop, admin, org_id=org_id, to=moment) == found[3:]
    # A search shows people's addresses, so it is told what was looked for.
    seen(shop, admin, "somebody@example.test", status="active")
    [listed, *_] = entries(shop, admin, action="orgs.listed")
    assert listed["details"]["query"] == "somebody@example.test"
    assert listed["details"]["filters"] == {"status": "active"}


# Suspension.


def pay(shop: Shop, token: str) -> httpx.Response:
    return shop.function("create-payment", public_token=token)


def slug(response: httpx.Response) -> tuple[int, str]:
    """Status and slug of what a function of the workers refused."""
    return response.status_code, str(response.json()["code"])


STOPPED = (403, "org_suspended")


def test_a_suspended_org_sells_nothing(shop: Shop, admin: Person) -> None:
    """Not in the cart, not at the checkout, not from a waitlist; what is paid is settled."""
    sale = shop.sale()
    full = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="Full", capacity=0)
    wait_for(shop, sale, full, "waits@example.test")
    paid, open_order = expect(shop.order(sale)), expect(shop.order(sale))
    sold = shop.buy(sale)
    suspend(shop, admin, sale.org_id)

    assert slug(shop.order(sale)) == STOPPED
    cart: Row = {"event_id": sale.event_id, "items": sale.cart()}
    assert refusal(shop.rpc("validate_checkout_capacity", **cart))[:2] == STOPPED
    assert slug(pay(shop, open_order["public_token"])) == STOPPED
    wish: Row = {"event_id": sale.event_id, "ticket_type_id": full, "email": "w2@example.test"}
    assert refusal(shop.rpc("join_waitlist", **wish))[:2] == STOPPED
    assert expect(shop.rpc("get_event", event_id=sale.event_id))["ticket_types"]
    # Places that come free are offered to nobody meanwhile.
    shop.update("ticket_types", sale.owner.token, {"capacity": 3}, id=f"eq.{full}")
    shop.quiet()
    assert shop.rows("waitlist_offers", sale.owner.token) == []

    # Who was at the bank has their ticket, who has one sees it, and money goes back.
    shop.decide(paid, "paid")
    shop.wait_for(paid, "paid")
    assert expect(shop.rpc("get_tickets", public_token=sold["public_token"]))
    back: Row = {"order_id": sold["order_id"], "idempotency_key": str(uuid4())}
    expect(shop.rpc("create_refund", sale.owner.token, **back))

    unsuspend(shop, admin, sale.org_id)
    expect(pay(shop, open_order["public_token"]))


def accept(shop: Shop, taking: Row) -> httpx.Response:
    """Take a ticket over."""
    url = f"{shop.stack.api_url}/rest/v1/rpc/accept_transfer"
    return shop.http.post(url, json=taking, headers=shop.headers())


def test_changes_that_sell_are_stopped_too(shop: Shop, admin: Person) -> None:
    owner = shop.person()
    race = hold_race(shop, owner, shop.org(owner))
    shop.update(
        "event_settings",
        owner.token,
        {"transfer_fee": 500},
        event_id=f"eq.{race.event_id}",
    )
    offer = race.offer_ticket()
    taking: Row = {
        "token": offer["token"],
        "registration": race.somebody(first_name="Taker", last_name="New"),
    }
    suspend(shop, admin, race.org_id)
    assert refusal(accept(shop, taking))[:2] == STOPPED
    unsuspend(shop, admin, race.org_id)
    assert expect(accept(shop, taking))["status"] == "paying"


def test_a_suspended_restaurant_books_nothing(shop: Shop, admin: Person) -> None:
    table = open_table(shop)
    table.more_tables(4, 4, 4)
    draft = expect(
        shop.rpc(
            "create_reservation",
            table.owner.token,
            location_id=table.location_id,
            reservation_date=table.date,
            start_time="18:00",
            party_size=2,
            channel="phone",
            guest=GUEST,
            options={"status": "draft"},
        )
    )
    shop.update(
        "reservation_settings",
        table.owner.token,
        {"options_enabled": True},
        location_id=f"eq.{table.location_id}",
    )
    option = table.call_in("19:00", guest=GUEST, options={"status": "option"})
    seated = table.call_in("20:00", guest=GUEST)
    suspend(shop, admin, table.org_id)
    moved = table.move(draft, "confirmed")
    assert refusal(moved)[:2] == STOPPED
    confirmed = shop.rpc("confirm_option", public_token=option["public_token"])
    assert refusal(confirmed)[:2] == STOPPED
    wish: Row = {"location_id": table.location_id, "date": table.date, "party_size": 2}
    assert refusal(shop.rpc("check_availability", **wish))[:2] == STOPPED
    expect(table.move(seated, "seated"))
    expect(shop.rpc("cancel_reservation", public_token=option["public_token"]))
    unsuspend(shop, admin, table.org_id)
    expect(table.move(draft, "confirmed"))


def test_a_suspended_org_lets_nobody_in(shop: Shop, admin: Person) -> None:
    """Sessions that are open go on, and admit nobody: online, later, or from what they synced."""
    sale = shop.sale()
    door, gate = Door(shop, sale), Gate(shop, sale)
    first, second, third = door.tickets(3)
    token = door.device()
    assert door.scan(token, first)["result"] == "admitted"
    suspend(shop, admin, sale.org_id)
    scanned = door.scan(token, second)
    assert (scanned["result"], scanned["reason"]) == ("blocked", "org_suspended")
    [before, after] = gate.upload([gate.log(second, ago(60)), gate.log(third, ago(-0.01))])
    assert before["status"] == "stored"
    assert (after["status"], after["reason"]) == ("refused", "org_suspended")
    synced = expect(shop.rpc("sync_scanner", token, event_id=sale.event_id))
    assert [entrance["is_active"] for entrance in synced["event"]["lists"]] == [False]
    override: Row = {"ticket_instance_id": third["id"], "action": "admit", "reason": "Test"}
    assert refusal(shop.rpc("override_admission", sale.owner.token, **override))[:2] == STOPPED
    expect(
        shop.rpc(
            "override_admission",
            sale.owner.token,
            ticket_instance_id=first["id"],
            action="reset",
            reason="Test",
        )
    )
    unsuspend(shop, admin, sale.org_id)
    assert door.scan(token, third)["result"] == "admitted"


# Deletion.


def delete(shop: Shop, person: Person, org_id: str, **more: object) -> httpx.Response:
    return shop.rpc("delete_org", person.token, org_id=org_id, **more)


def test_an_org_that_sold_something_stays(shop: Shop, admin: Person, sale: Sale) -> None:
    for person, more in ((sale.owner, {}), (admin, {"reason": "They asked"})):
        status, code, told = refusal(delete(shop, person, sale.org_id, **more))
        assert (status, code) == (409, "org_in_use")
        assert told["obstacles"]["orders"] == told["obstacles"]["payments"] == 1
        assert told["obstacles"]["connected accounts"] == 1
        assert told["obstacles"]["published events"] == 1
    table = open_table(shop)
    table.call_in("18:00", guest=GUEST)
    _, code, told = refusal(delete(shop, table.owner, table.org_id))
    assert (code, told["obstacles"]) == ("org_in_use", {"reservations": 1})
    assert shop.rows("orgs", sale.owner.token)


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_an_org_that_sold_nothing_goes(shop: Shop, admin: Person, who: str) -> None:
    owner = shop.person()
    org_id = shop.org(owner)
    event_id = shop.event(owner, org_id)
    shop.ticket_type(owner, org_id, event_id)
    expect(shop.rpc("publish_event", owner.token, event_id=event_id))
    _, _, told = refusal(delete(shop, owner, org_id))
    assert told["obstacles"] == {"published events": 1}
    expect(shop.rpc("close_event", owner.token, event_id=event_id))
    by, more = (owner, {}) if who == "owner" else (admin, {"reason": "They asked"})
    if who == "admin":
        assert refusal(delete(shop, admin, org_id))[:2] == (400, "missing_field")
    assert expect(delete(shop, by, org_id, **more))["deleted_at"]
    assert shop.rows("orgs", owner.token) == []
    assert refusal(delete(shop, owner, org_id))[:2] == (404, "not_found")
    assert refusal(delete(shop, admin, org_id, reason="Again"))[:2] == (404, "not_found")
    assert refusal(shop.rpc("platform_org", admin.token, org_id=org_id))[:2] == (404, "not_found")
    assert org_id not in seen(shop, admin)
    logged = [entry["action"] for entry in entries(shop, admin, org_id=org_id)]
    assert ("org.deleted" in logged) is (who == "admin")
