"""At the door: who comes in and who does not, on which list, and what a terminal may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.door import Door, moment, open_door
from tests.shop import Row, Sale, Shop, at_once, expect, refusal, until
from tests.transfers import address, allow_transfers, offer


@pytest.fixture(autouse=True)
def no_harm(shop: Shop) -> Iterator[None]:
    """Nothing that happens at a door breaks a promise."""
    before = shop.problems()
    yield
    assert shop.problems() - before == set()


@pytest.fixture(scope="module")
def door(shop: Shop) -> Door:
    return open_door(shop)


@pytest.fixture(scope="module")
def device(door: Door) -> str:
    return door.device()


def test_a_ticket_admits_once(door: Door) -> None:
    [ticket] = door.tickets()
    gate = door.terminal(name="North")
    first, second = door.log_in(gate), door.log_in(gate)

    said = door.scan(first["access_token"], ticket)
    assert (said["result"], said["reason"]) == ("admitted", None)
    assert said["ticket_instance_id"] == ticket["id"]
    assert (said["ticket_type"], said["list"]) == ("10 km", "Ingang")
    assert said["first_scan"] is None
    assert door.status(ticket) == "used"

    again = door.scan(second["access_token"], ticket)
    assert again["result"] == "already_used"
    assert again["first_scan"] == {
        "scan_id": said["scan_id"],
        "at": said["at"],
        "list": "Ingang",
        "device_id": first["device_id"],
        "terminal": "North",
        "mode": "online",
    }
    winner, loser = door.logs(ticket_instance_id=f"eq.{ticket['id']}")
    assert (winner["id"], winner["is_accepted"]) == (said["scan_id"], True)
    assert (loser["id"], loser["is_accepted"]) == (again["scan_id"], False)
    assert loser["conflict_with"] == winner["id"]
    assert {winner["device_id"], loser["device_id"]} == {first["device_id"], second["device_id"]}


def test_staff_scan_with_their_own_login(door: Door) -> None:
    [ticket] = door.tickets()
    for role in ("owner", "admin", "support", "scanner"):
        person = door.staff(role)
        device_id = str(uuid4())
        said = door.scan(person.token, ticket, device_id=device_id)
        assert said["result"] == ("admitted" if role == "owner" else "already_used")
        assert [log["user_id"] for log in door.logs(device_id=f"eq.{device_id}")] == [
            person.user_id
        ]
    for role in ("finance", "member"):
        assert refusal(door.ask(door.staff(role).token, ticket, device_id=str(uuid4())))[:2] == (
            403,
            "not_allowed",
        )


def test_who_has_the_ticket_is_told(shop: Shop, door: Door, device: str) -> None:
    sale = door.sale
    token, its_org = sale.owner.token, {"org_id": sale.org_id}
    (event,) = shop.rows("events", token, id=f"eq.{sale.event_id}")
    wave = shop.insert(
        *("waves", token), **its_org, event_id=sale.event_id, name="A", starts_at=event["starts_at"]
    )
    of_wave = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="In a wave", price=0)
    link = {"wave_id": wave["id"], "ticket_type_id": of_wave}
    shop.insert("wave_ticket_types", token, **its_org, **link)
    shop.insert(
        *("bib_ranges", token), **its_org, event_id=sale.event_id, first_number=7, last_number=7
    )
    who = {"first_name": "Zoë", "last_name": "de Wit", "wave_id": wave["id"]}
    items = [{"ticket_type_id": of_wave, "quantity": 1, "registrations": [who]}]
    [ticket] = door.tickets(items=items)
    (registration,) = shop.rows("registrations", token, order_id=f"eq.{ticket['order_id']}")
    expect(shop.rpc("set_bib", token, registration_id=registration["id"], number=7))

    said = door.scan(device, ticket)
    assert said["result"] == "admitted"
    told = {key: said[key] for key in ("holder", "ticket_type", "wave", "bib", "team")}
    assert told == {
        "holder": "Zoë de Wit",
        "ticket_type": "In a wave",
        "wave": "A",
        "bib": 7,
        "team": None,
    }


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: f" {code[:5]}-{code[5:10]} {code[10:]} ",
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
    ids=["as it is", "lower case", "in groups", "with letters for digits"],
)
def test_a_code_is_typed_by_hand(door: Door, device: str, typed: Any) -> None:
    [ticket] = door.tickets()
    assert door.scan(device, typed(ticket["code"]))["result"] == "admitted"
    assert door.scan(device, ticket)["result"] == "already_used"


@pytest.mark.parametrize("what", ["https://example.test/x", "E1.0.0", "x" * 4296, "\u0007\n", " "])
def test_what_nobody_issued_is_unknown(door: Door, device: str, what: str) -> None:
    said = door.scan(device, what)
    assert said["result"] == "unknown"
    assert {said[key] for key in ("ticket_instance_id", "holder", "event", "first_scan")} == {None}
    (log,) = door.logs(id=f"eq.{said['scan_id']}")
    assert (log["result"], log["is_accepted"]) == ("unknown", False)


def test_a_forged_signature_is_unknown(door: Door, device: str) -> None:
    [ticket] = door.tickets()
    version, code, signature = ticket["qr_token"].split(".")
    forged = f"{version}.{code}.{'A' * len(signature)}"
    assert door.scan(device, forged)["result"] == "unknown"
    assert door.status(ticket) == "valid"


def test_another_event_of_the_org_is_named_and_nothing_else(shop: Shop, door: Door) -> None:
    elsewhere = shop.event(door.sale.owner, door.sale.org_id, title="Winter Run")
    there = shop.ticket_type(door.sale.owner, door.sale.org_id, elsewhere, price=0)
    expect(shop.rpc("publish_event", door.sale.owner.token, event_id=elsewhere))
    other = Door(shop, Sale(door.sale.owner, door.sale.org_id, elsewhere, there))
    [ticket] = other.tickets()
    said = door.scan(door.device(), ticket)
    assert (said["result"], said["event"]) == ("wrong_event", "Winter Run")
    assert (said["ticket_instance_id"], said["holder"]) == (None, None)
    assert door.status(ticket) == "valid"


def test_a_ticket_of_another_org_is_unknown(shop: Shop, door: Door, device: str) -> None:
    [ticket] = open_door(shop).tickets()
    said = door.scan(device, ticket)
    unknown = door.scan(device, "nonsense")
    assert said["result"] == "unknown"
    same = said.keys() - {"scan_id", "at"}
    assert {key: said[key] for key in same} == {key: unknown[key] for key in same}


def test_a_ticket_admits_nobody_while_a_bank_holds_its_money(shop: Shop) -> None:
    door = open_door(shop, price=1000)
    device = door.device()
    order = shop.buy(door.sale)
    [ticket] = door.tickets_of(order["order_id"])
    payment = f"payments/{shop.payment(order)}"
    blocked = "select blocked_at is not null from sales.ticket_instances where id = %s"
    chargeback = expect(shop.sandbox("POST", f"{payment}/chargeback", reason="MD06"))["id"]
    until("it is blocked", lambda: shop.ask(blocked, ticket["id"]))
    said = door.scan(device, ticket["code"])
    assert (said["result"], said["reason"]) == ("blocked", "chargeback")
    expect(shop.sandbox("POST", f"chargebacks/{chargeback}/reverse"))
    expect(shop.sandbox("POST", f"{payment}/webhook"))
    until("it is not blocked", lambda: not shop.ask(blocked, ticket["id"]))
    assert door.scan(device, ticket["code"])["result"] == "admitted"


def test_a_cancelled_ticket_admits_nobody(shop: Shop, door: Door, device: str) -> None:
    [ticket] = door.tickets()
    cancel(shop, door, ticket)
    said = door.scan(device, ticket)
    assert (said["result"], said["reason"]) == ("void", "cancelled")


def cancel(shop: Shop, door: Door, ticket: Row) -> None:
    """Cancel the order of a ticket that cost nothing."""
    wish = {"order_id": ticket["order_id"], "reason": "Test", "refund": "none"}
    expect(shop.rpc("cancel_order", door.sale.owner.token, **wish))


def test_nobody_is_admitted_to_what_was_called_off_or_suspended(shop: Shop) -> None:
    door = open_door(shop)
    device = door.device()
    one, two, three = door.tickets(3)
    suspend = "update tenancy.orgs set suspended_at = {}, suspended_reason = {} where id = %s"
    with shop.database() as connection:
        connection.execute(suspend.format("now()", "'Test'").encode(), [door.sale.org_id])
        said = door.scan(device, one)
        assert (said["result"], said["reason"]) == ("blocked", "org_suspended")
        connection.execute(suspend.format("null", "null").encode(), [door.sale.org_id])
    assert door.scan(device, two)["result"] == "admitted"
    expect(shop.rpc("cancel_event", door.sale.owner.token, event_id=door.sale.event_id))
    said = door.scan(device, three)
    assert (said["result"], said["reason"]) == ("blocked", "event_cancelled")


def test_a_list_has_hours(door: Door, device: str) -> None:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    [ticket] = door.tickets()
    later = door.entrance(name="Later", kind="start", opens_at=(now + hour).isoformat())
    over = door.entrance(name="Over", kind="bag_drop", closes_at=(now - hour).isoformat())
    open_now = door.entrance(
        name="Now",
        kind="finish",
        opens_at=(now - hour).isoformat(),
        closes_at=(now + hour).isoformat(),
    )
    said = [
        door.scan(device, ticket, list_id=place["id"])["result"]
        for place in (later, over, open_now)
    ]
    assert said == ["not_yet", "too_late", "admitted"]


def test_a_list_is_for_some_ticket_types(shop: Shop, door: Door, device: str) -> None:
    vip = shop.ticket_type(door.sale.owner, door.sale.org_id, door.sale.event_id, name="VIP")
    lounge = door.entrance(name="Lounge")
    link = {"list_id": lounge["id"], "ticket_type_id": vip}
    shop.insert("checkin_list_ticket_types", door.sale.owner.token, org_id=door.sale.org_id, **link)
    [plain] = door.tickets()
    [special] = door.tickets(items=[{"ticket_type_id": vip, "quantity": 1}])
    assert door.scan(device, plain, list_id=lounge["id"])["result"] == "wrong_ticket_type"
    assert door.scan(device, special, list_id=lounge["id"])["result"] == "admitted"


def test_a_list_that_is_no_longer_used_admits_nobody(shop: Shop, door: Door, device: str) -> None:
    tent = door.entrance(name="Tent")
    shop.update("checkin_lists", door.sale.owner.token, {"is_active": False}, id=f"eq.{tent['id']}")
    [ticket] = door.tickets()
    said = door.scan(device, ticket, list_id=tent["id"])
    assert (said["result"], said["reason"]) == ("blocked", "list_not_active")


def test_lists_know_nothing_of_one_another(door: Door, device: str) -> None:
    [ticket] = door.tickets()
    bags = door.entrance(name="Bags", kind="bag_drop")
    assert door.scan(device, ticket, list_id=bags["id"])["result"] == "admitted"
    assert door.status(ticket) == "valid", "only the entrance uses a ticket"
    assert door.scan(device, ticket, list_id=bags["id"])["result"] == "already_used"
    assert door.scan(device, ticket)["result"] == "admitted"
    assert door.status(ticket) == "used"


def test_people_go_out_and_come_in_again(door: Door, device: str) -> None:
    yard = door.entrance(name="Yard", allows_reentry=True)
    there = {"list_id": yard["id"]}
    [ticket] = door.tickets()
    steps = [
        ("out", "not_inside"),
        ("in", "admitted"),
        ("in", "already_used"),
        ("out", "checked_out"),
        ("out", "not_inside"),
        ("in", "admitted"),
    ]
    said = [door.scan(device, ticket, direction=way, **there) for way, _ in steps]
    assert [answer["result"] for answer in said] == [result for _, result in steps]
    assert said[2]["first_scan"]["scan_id"] == said[1]["scan_id"]
    assert said[4]["first_scan"] is None
    (now,) = door.shop.rows(
        *("admissions", door.sale.owner.token),
        ticket_instance_id=f"eq.{ticket['id']}",
        list_id=f"eq.{yard['id']}",
    )
    assert (now["is_inside"], now["entries"], now["scan_id"]) == (True, 2, said[5]["scan_id"])


def test_whoever_is_inside_may_leave(shop: Shop, door: Door, device: str) -> None:
    yard = door.entrance(name="Garden", allows_reentry=True)
    there = {"list_id": yard["id"]}
    [ticket] = door.tickets()
    assert door.scan(device, ticket, **there)["result"] == "admitted"
    cancel(shop, door, ticket)
    assert door.status(ticket) == "void"
    assert door.scan(device, ticket, direction="out", **there)["result"] == "checked_out"
    assert door.scan(device, ticket, **there)["result"] == "void"


def test_the_same_scan_sent_again_gets_the_same_answer(door: Door, device: str) -> None:
    [ticket] = door.tickets()
    scan_id = str(uuid4())
    said = door.scan(device, ticket, scan_id=scan_id)
    assert said["result"] == "admitted"
    assert door.scan(device, ticket, scan_id=scan_id) == said
    assert len(door.logs(ticket_instance_id=f"eq.{ticket['id']}")) == 1
    [other] = door.tickets()
    reused = door.ask(device, other, scan_id=scan_id)
    assert refusal(reused)[:2] == (422, "idempotency_key_reused")
    assert door.status(other) == "valid"


def test_the_same_scan_sent_many_times_at_once_is_one(door: Door, device: str) -> None:
    [ticket] = door.tickets()
    scan_id = str(uuid4())
    answers = at_once(8, lambda _: door.scan(device, ticket, scan_id=scan_id))
    assert [answer["result"] for answer in answers] == ["admitted"] * 8
    assert len(door.logs(ticket_instance_id=f"eq.{ticket['id']}")) == 1


def test_what_the_device_says_is_kept_and_not_believed(door: Door, device: str) -> None:
    [ticket] = door.tickets()
    said = door.scan(device, ticket, scanned_at="1970-01-01T00:00:10Z")
    (log,) = door.logs(id=f"eq.{said['scan_id']}")
    assert moment(log["scanned_at"]) == datetime(1970, 1, 1, 0, 0, 10, tzinfo=UTC)
    assert moment(log["corrected_at"]) == moment(log["received_at"]) == moment(said["at"])


def test_the_token_is_not_kept(shop: Shop, door: Door, device: str) -> None:
    [ticket] = door.tickets()
    said = [door.scan(device, ticket), door.scan(device, ticket["code"].lower())]
    hashes = "select count(distinct token_hash) from door.scan_logs where id = any (%s::uuid[])"
    assert shop.ask(hashes, [answer["scan_id"] for answer in said]) == 1
    kept = "select string_agg(s::text, ' ') from door.scan_logs as s where event_id = %s"
    written = shop.ask(kept, door.sale.event_id)
    assert ticket["code"] not in written
    assert ticket["qr_token"] not in written


# Overrides.


def test_an_owner_lets_somebody_in_and_undoes_it(shop: Shop, door: Door, device: str) -> None:
    [ticket] = door.tickets()
    done = door.override(ticket, "admit", reason="Lost phone")
    assert (done["is_changed"], done["status"], done["is_inside"]) == (True, "used", True)
    again = door.override(ticket, "admit")
    assert (again["is_changed"], again["scan_id"]) == (False, None)
    said = door.scan(device, ticket)
    assert (said["result"], said["first_scan"]["mode"]) == ("already_used", "override")

    reset = door.override(ticket, "reset", reason="Wrong ticket")
    assert (reset["is_changed"], reset["status"], reset["entries"]) == (True, "valid", 0)
    assert door.override(ticket, "reset")["is_changed"] is False
    assert door.scan(device, ticket)["result"] == "admitted"

    overrides = door.logs(ticket_instance_id=f"eq.{ticket['id']}", mode="eq.override")
    assert [(log["result"], log["reason"], log["user_id"]) for log in overrides] == [
        ("admitted", "Lost phone", door.sale.owner.user_id),
        ("reset", "Wrong ticket", door.sale.owner.user_id),
    ]
    trail = shop.rows(
        "audit_log", door.sale.owner.token, entity_id=f"eq.{ticket['id']}", order="audit_id"
    )
    told = [
        (row["action"], row["new_value"]["reason"], row["performed_by"])
        for row in trail
        if row["action"].endswith("override")
    ]
    assert told == [
        ("ticket_instance.admitted_by_override", "Lost phone", door.sale.owner.user_id),
        ("ticket_instance.reset_by_override", "Wrong ticket", door.sale.owner.user_id),
    ]
    assert "ticket_instance.valid" in {row["action"] for row in trail}


def test_a_refunded_ticket_is_let_in_by_override_and_stays_refunded(shop: Shop) -> None:
    door = open_door(shop, price=1000)
    order = shop.buy(door.sale)
    [ticket] = door.tickets_of(order["order_id"])
    body = {"order_id": order["order_id"], "idempotency_key": str(uuid4())}
    expect(shop.rpc("create_refund", door.sale.owner.token, **body))
    assert door.scan(door.device(), ticket["code"])["result"] == "refunded"
    done = door.override(ticket, "admit")
    assert (done["is_changed"], done["status"], done["is_inside"]) == (True, "refunded", True)
    done = door.override(ticket, "reset")
    assert (done["is_changed"], done["status"], done["is_inside"]) == (True, "refunded", False)


@pytest.mark.parametrize("role", ["support", "scanner", "finance", "member"])
def test_others_do_not_overrule(door: Door, role: str) -> None:
    [ticket] = door.tickets()
    body = {"ticket_instance_id": ticket["id"], "action": "admit", "reason": "Test"}
    answer = door.shop.rpc("override_admission", door.staff(role).token, **body)
    assert refusal(answer)[:2] == (403, "not_allowed")
    assert door.status(ticket) == "valid"


def test_a_used_ticket_can_be_refunded_and_is_not_admitted_again(shop: Shop) -> None:
    door = open_door(shop, price=1000)
    device = door.device()
    order = shop.buy(door.sale)
    [ticket] = door.tickets_of(order["order_id"])
    assert door.scan(device, ticket["code"])["result"] == "admitted"
    body = {"order_id": order["order_id"], "idempotency_key": str(uuid4())}
    expect(shop.rpc("create_refund", door.sale.owner.token, **body))
    assert door.scan(device, ticket["code"])["result"] == "refunded"


def test_a_ticket_handed_on_dies_with_its_old_code(shop: Shop) -> None:
    door = open_door(shop)
    allow_transfers(shop, door.sale.owner, door.sale.event_id)
    items = [
        {
            "ticket_type_id": door.sale.ticket_type_id,
            "quantity": 1,
            "registrations": [{"first_name": "Old", "last_name": "Holder"}],
        }
    ]
    order = shop.buy(door.sale, items=items)
    [ticket] = door.tickets_of(order["order_id"])
    taken = offer(shop, order["public_token"], address())
    person = {"first_name": "New", "last_name": "Holder"}
    body = {"action": "accept", "token": taken["token"], "registration": person}
    expect(shop.function("ticket-transfer", **body))
    device = door.device()
    old = door.scan(device, ticket["code"])
    assert (old["result"], old["reason"], old["holder"]) == ("void", "transferred", None)
    new = next(t for t in door.tickets_of(order["order_id"]) if t["status"] == "valid")
    said = door.scan(device, new["code"])
    assert (said["result"], said["holder"]) == ("admitted", "New Holder")


# Without PostgREST.


def http_scan(shop: Shop, who: str | None, **body: object) -> Any:
    """Scan through the worker's function."""
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/scanner-scan", json=body, headers=shop.headers(who)
    )


def test_the_function_scans_for_terminals_and_staff(shop: Shop, door: Door, device: str) -> None:
    [ticket] = door.tickets()
    body: Row = {"token": ticket["qr_token"], "event_id": door.sale.event_id}
    said = expect(http_scan(shop, device, **body))
    assert said["result"] == "admitted"
    again = expect(http_scan(shop, door.sale.owner.token, **body, device_id=str(uuid4())))
    assert (again["result"], again["first_scan"]["scan_id"]) == ("already_used", said["scan_id"])
    assert http_scan(shop, None, **body).status_code == 401
    assert http_scan(shop, shop.stack.service_key, **body).status_code == 401
    assert http_scan(shop, door.staff("member").token, **body).status_code == 403
