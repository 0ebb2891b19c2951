"""What staff of a restaurant look at: the evening, a reservation, what deserves attention."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.shop import Person, Row, Shop, expect, refusal
from tests.table import GUEST, Table, open_table

OF_A_DATE = ("shift_overview", "reservation_list", "table_timeline", "table_grid")
READERS = ("owner", "admin", "support", "member")
OTHERS = ("finance", "scanner")
TOMORROW = (datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(days=1)).date().isoformat()


@pytest.fixture
def table(shop: Shop) -> Table:
    """A restaurant of the test's own."""
    return open_table(shop)


def see(table: Table, function: str, date: str | None = None, who: Person | None = None) -> Row:
    """What staff see of a date."""
    asked = {"location_id": table.location_id, "date": date or table.date}
    return dict(expect(table.rpc(function, (who or table.owner).token, **asked)))


def detail(table: Table, booked: Row, who: Person | None = None) -> Row:
    """All about a reservation, as the owner sees it, or somebody else."""
    token = (who or table.owner).token
    asked = {"reservation_id": booked["reservation_id"]}
    return dict(expect(table.rpc("reservation_detail", token, **asked)))


def signals(table: Table) -> dict[str, Row]:
    """What deserves attention, by kind."""
    asked = {"location_id": table.location_id}
    answer = expect(table.rpc("location_signals", table.owner.token, **asked))
    found = {signal["kind"]: signal for signal in answer["signals"]}
    assert len(found) == len(answer["signals"]), "one of each kind"
    return found


def as_assistant(table: Table, token: str | None, **parameters: object) -> httpx.Response:
    """Move a reservation along, and say that an assistant does it."""
    return table.shop.http.post(
        f"{table.shop.stack.api_url}/rest/v1/rpc/transition_reservation_status",
        json=parameters,
        headers=table.shop.headers(token) | {"X-Acting-As": "assistant"},
    )


# The evening.


def test_an_evening_at_a_glance(table: Table) -> None:
    table.more_tables(4, 2)
    table.change("shift_tickets", table.shift_ticket_id, pacing_covers_limit=6, max_covers_total=20)
    table.settle_on(overbooking_tolerance=2, options_enabled=True)
    for party_size in (2, 3):
        expect(table.book("19:00", party_size))
    table.call_in("20:15", 2, options={"status": "option"})
    expect(table.move(table.call_in("21:00", 4), "cancelled"))
    table.call_in("18:00", 4, options={"status": "draft", "assign_table": False})

    (shift,) = see(table, "shift_overview")["shifts"]

    assert (shift["name"], shift["start_time"], shift["is_closed"]) == ("Diner", "18:00", False)
    assert (shift["arrivals"], shift["covers"], shift["squeezes"]) == (3, 7, 0)
    assert shift["by_status"] == {
        "confirmed": {"reservations": 2, "covers": 5},
        "option": {"reservations": 1, "covers": 2},
        "cancelled": {"reservations": 1, "covers": 4},
    }
    at = {interval["time"]: interval for interval in shift["intervals"]}
    assert len(at) == 20
    assert (at["19:00"]["covers"], at["19:00"]["arrivals"]) == (5, 2)
    assert (at["18:45"]["tables_free"], at["18:45"]["seats_free"]) == (3, 10)
    assert at["19:00"]["tables_free"] == 1
    assert at["20:45"]["tables_free"] == 0
    assert at["21:00"]["tables_free"] == 2
    (ticket,) = shift["tickets"]
    assert (ticket["covers"], ticket["max_covers_total"], ticket["covers_left"]) == (7, 20, 15)
    per = {interval["time"]: interval for interval in ticket["intervals"]}
    assert (per["19:00"]["covers"], per["19:00"]["covers_left"]) == (5, 1)
    assert (per["19:00"]["arrivals_limit"], per["19:00"]["arrivals_left"]) == (None, None)
    assert table.slots(2)["19:00"] == "pacing_covers_full", "as the engine sees it"


def test_squeezes_are_counted(table: Table) -> None:
    squeeze = {"squeeze_enabled": True, "squeeze_duration_minutes": 60, "duration_minutes": 300}
    table.change("tickets", table.ticket_id, squeeze_limit_per_shift=3, **squeeze)
    table.change("shifts", table.shift_id, start_time="20:00")
    booked = expect(table.book("21:00"))
    assert booked["is_squeeze"]
    (shift,) = see(table, "shift_overview")["shifts"]
    (ticket,) = shift["tickets"]
    assert (shift["squeezes"], ticket["squeezes"], ticket["squeeze_limit"]) == (1, 1, 3)
    (line,) = see(table, "reservation_list")["reservations"]
    assert line["is_squeeze"]
    assert "squeeze" in line["badges"]


def test_a_list_in_order_of_arrival(table: Table) -> None:
    table.more_tables(4)
    late = expect(table.book("20:00", guest=GUEST, guest_notes="Nuts!"))
    early = table.call_in("18:00", options={"badges": ["wheelchair"], "internal_notes": "Ramp"})
    gone = table.call_in("18:00")
    expect(table.move(gone, "cancelled"))
    found = see(table, "reservation_list")
    ids = [line["reservation_id"] for line in found["reservations"]]
    assert ids == [early["reservation_id"], gone["reservation_id"], late["reservation_id"]]
    assert (found["arrivals"], found["covers"]) == (2, 4)
    first, cancelled, last = found["reservations"]
    assert (cancelled["status"], cancelled["is_live"]) == ("cancelled", False)
    assert first["badges"] == ["wheelchair", "new_guest"]
    assert (first["internal_notes"], first["table_name"]) == ("Ramp", "1")
    assert last["badges"] == ["new_guest", "special_requests"]
    assert (last["guest"]["email"], last["guest_notes"]) == (GUEST["email"], "Nuts!")
    assert see(table, "reservation_list", "2030-01-01")["reservations"] == []


def test_who_sits_where_and_when(table: Table) -> None:
    there = {"org_id": table.org_id, "location_id": table.location_id}
    (other,) = table.more_tables(4)
    (spare,) = table.more_tables(12)
    group = table.shop.insert(
        "table_groups", table.owner.token, name="1+2", min_capacity=5, max_capacity=8, **there
    )
    for table_id in (table.table_id, other):
        row = {"table_group_id": group["id"], "table_id": table_id}
        table.shop.insert("table_group_members", table.owner.token, **row, **there)
    closed = {"table_id": spare, "rule_type": "block", "start_time": "22:00", "end_time": "23:30"}
    table.shop.insert("table_availability_rules", table.owner.token, **closed, **there)
    table.change("tickets", table.ticket_id, buffer_minutes=15)
    big = table.call_in("19:00", 7, options={"table_group_id": group["id"]})
    expect(table.move(table.call_in("18:00", 2, options={"table_id": spare}), "cancelled"))
    nowhere = table.call_in("18:00", 2, options={"assign_table": False})

    seen = see(table, "table_timeline")

    stays = {row["table_id"]: row["stays"] for row in seen["tables"]}
    for table_id in (table.table_id, other):
        (stay,) = stays[table_id]
        assert stay["reservation_id"] == big["reservation_id"]
        assert (stay["starts_at"], stay["ends_at"]) == (big["starts_at"], big["ends_at"])
        until = datetime.fromisoformat(stay["clear_at"]) - datetime.fromisoformat(stay["ends_at"])
        assert until == timedelta(minutes=15)
    assert stays[spare] == [], "what was cancelled stands nowhere"
    assert seen["unassigned"] == [nowhere["reservation_id"]]
    assert [line["reservation_id"] for line in seen["reservations"]] == [
        nowhere["reservation_id"],
        big["reservation_id"],
    ]
    assert seen["reservations"][1]["table_ids"] == sorted([table.table_id, other])

    grid = see(table, "table_grid")
    times = [time["time"] for time in grid["times"]]
    assert (times[0], times[-1], len(times)) == ("18:00", "22:45", 20)
    cells = {row["table_id"]: dict(zip(times, row["cells"], strict=True)) for row in grid["tables"]}
    taken = {"state": "taken", "reservation_id": big["reservation_id"]}
    assert cells[other]["18:45"] is None
    assert cells[other]["19:00"] == cells[other]["20:45"] == taken
    assert cells[other]["21:00"] == taken | {"state": "clearing"}
    assert cells[other]["21:15"] is None
    assert cells[spare]["21:45"] is None
    assert cells[spare]["22:00"] == {"state": "closed", "reservation_id": None}


def test_a_closed_day_and_one_without_anything(table: Table) -> None:
    there = {"org_id": table.org_id, "location_id": table.location_id}
    closed = {"exception_date": table.date, "exception_type": "closed", "label": "Kerst"}
    table.shop.insert("shift_exceptions", table.owner.token, **closed, **there)
    (shift,) = see(table, "shift_overview")["shifts"]
    assert (shift["is_closed"], shift["label"], shift["covers"]) == (True, "Kerst", 0)
    assert see(table, "table_grid")["times"] == []
    assert [row["name"] for row in see(table, "table_timeline")["tables"]] == ["1"]
    table.change("shifts", table.shift_id, is_active=False)
    for function in OF_A_DATE:
        assert see(table, function)["date"] == table.date


@pytest.mark.parametrize("function", OF_A_DATE)
def test_staff_who_read_reservations_see_the_evening(table: Table, function: str) -> None:
    asked = {"location_id": table.location_id, "date": table.date}
    for role in READERS[1:]:
        assert see(table, function, who=table.colleague(role)) == see(table, function)
    for role in OTHERS:
        answer = table.rpc(function, table.colleague(role).token, **asked)
        assert refusal(answer)[:2] == (403, "not_allowed")
    stranger = open_table(table.shop)
    answer = table.rpc(function, stranger.owner.token, **asked)
    nothing = table.rpc(function, stranger.owner.token, **asked | {"location_id": str(uuid4())})
    assert refusal(answer)[:2] == refusal(nothing)[:2] == (404, "not_found")
    assert table.rpc(function, None, **asked).status_code == 401
    for date in (None, "1800-01-01"):
        answer = table.rpc(function, table.owner.token, **asked | {"date": date})
        assert refusal(answer)[0] == 400


# One reservation.


def test_a_reservation_with_its_history(shop: Shop) -> None:
    table = open_table(shop, payment_type="deposit_pp", payment_amount=10)
    booked = expect(table.book(party_size=3, guest=GUEST, guest_notes="A high chair"))
    seen = detail(table, booked)
    assert seen["badges"] == ["new_guest", "unpaid_deposit", "special_requests"]
    assert (seen["status"], seen["amount"], seen["refund_amount"]) == ("pending_payment", 3000, 0)
    assert seen["may"] == ["cancelled"]
    assert (seen["shift"]["name"], seen["table_name"]) == ("Diner", "1")
    assert (seen["customer"]["email"], seen["customer"]["total_visits"]) == (GUEST["email"], 0)
    assert (seen["payments"], seen["refunds"], seen["chargebacks"]) == ([], [], [])
    checkout = expect(shop.function("create-payment", public_token=booked["public_token"]))
    shop.decide(checkout, "paid")
    table.wait_for(booked, "confirmed")
    expect(as_assistant(table, table.owner.token, new_status="seated", **of(booked)))
    shop.quiet()

    seen = detail(table, booked)

    assert seen["may"] == ["completed"]
    assert [payment["amount"] for payment in seen["payments"]] == [3000]
    assert {mail["state"] for mail in seen["mails"]} == {"delivered"}
    told = [
        (entry["action"], entry["performed_by_type"], entry["performed_by_email"])
        for entry in seen["history"]
        if entry["entity_type"] == "reservation"
    ]
    assert told == [
        ("reservation.created", "guest", None),
        ("reservation.confirmed", "system", None),
        ("reservation.seated", "assistant", table.owner.email),
    ]
    assert any(entry["entity_type"] == "payment" for entry in seen["history"])
    for secret in (booked["public_token"], "public_token_hash", "A high chair"):
        assert secret not in str(seen["history"])
    expect(table.move(booked, "completed"))
    assert detail(table, booked)["history"][-1]["performed_by_type"] == "operator"


def of(booked: Row) -> Row:
    """The parameter that names a reservation."""
    return {"reservation_id": booked["reservation_id"]}


def test_what_each_role_sees_of_a_reservation(table: Table) -> None:
    booked = table.call_in(guest=GUEST)
    for role in READERS:
        seen = detail(table, booked, table.owner if role == "owner" else table.colleague(role))
        assert (seen["history"] is None) == (role in ("support", "member"))
        assert (seen["payments"] is None) == (role in ("support", "member"))
        assert seen["customer"]["email"] == GUEST["email"]
    for role in OTHERS:
        answer = table.rpc("reservation_detail", table.colleague(role).token, **of(booked))
        assert refusal(answer)[:2] == (403, "not_allowed")
    stranger = open_table(table.shop).owner
    for asked in (of(booked), {"reservation_id": str(uuid4())}):
        answer = table.rpc("reservation_detail", stranger.token, **asked)
        assert refusal(answer)[:2] == (404, "not_found")
    assert table.rpc("reservation_detail", None, **of(booked)).status_code == 401


def test_an_assistant_is_marked_and_may_no_more(table: Table) -> None:
    booked = table.call_in(guest=GUEST)
    seat = of(booked) | {"new_status": "seated"}
    assert refusal(as_assistant(table, None, **seat))[:2] == (401, "sign_in_required")
    stranger = open_table(table.shop).owner
    assert refusal(as_assistant(table, stranger.token, **seat))[:2] == (404, "not_found")
    scanner = table.colleague("scanner")
    assert refusal(as_assistant(table, scanner.token, **seat))[:2] == (403, "not_allowed")
    member = table.colleague("member")
    expect(as_assistant(table, member.token, **seat))
    last = detail(table, booked)["history"][-1]
    assert (last["performed_by_type"], last["performed_by"]) == ("assistant", member.user_id)
    token = table.shop.token(member.user_id, app_metadata={"actor_type": "assistant"})
    done = {"new_status": "completed"}
    expect(table.rpc("transition_reservation_status", token, **of(booked), **done))
    assert detail(table, booked)["history"][-1]["performed_by_type"] == "assistant"


def test_a_guest_who_says_to_be_an_assistant_is_a_guest(table: Table) -> None:
    guest: dict[str, Any] = {"guest": GUEST, "party_size": 2, "start_time": "19:00"}
    where = {"location_id": table.location_id, "reservation_date": table.date}
    for token in (None, table.shop.person().token):
        answer = table.shop.http.post(
            f"{table.shop.stack.api_url}/rest/v1/rpc/create_reservation",
            json=guest | where,
            headers=table.shop.headers(token) | {"X-Acting-As": "assistant"},
        )
        booked = expect(answer)
        assert detail(table, booked)["history"][0]["performed_by_type"] == "guest"
        expect(table.rpc("cancel_reservation", public_token=booked["public_token"]))


def test_setup_by_an_assistant_is_marked_too(table: Table) -> None:
    changed = table.shop.http.patch(
        f"{table.shop.stack.api_url}/rest/v1/shifts",
        params={"id": f"eq.{table.shift_id}"},
        json={"name": "Avond"},
        headers=table.shop.headers(table.owner.token) | {"X-Acting-As": "assistant"},
    )
    assert changed.is_success
    trail = table.shop.rows(
        "audit_log", table.owner.token, entity_id=f"eq.{table.shift_id}", order="audit_id"
    )
    assert [entry["performed_by_type"] for entry in trail] == ["operator", "assistant"]


def test_whoever_comes_by_does_not_end_an_option(table: Table) -> None:
    """What time has ended is the system's doing, and what staff do next is theirs."""
    table.settle_on(options_enabled=True)
    option = table.call_in("19:00", options={"status": "option"}, guest=GUEST)
    with table.shop.database() as db:
        db.execute(
            "update dining.reservations set option_expires_at = core.clock(), due_at = null"
            " where id = %s",
            [option["reservation_id"]],
        )
    booked = table.call_in("19:00", guest=GUEST)
    assert detail(table, option)["history"][-1]["performed_by_type"] == "system"
    assert detail(table, booked)["history"][0]["performed_by_type"] == "operator"


# What deserves attention.


def test_what_deserves_attention_now(shop: Shop) -> None:
    table = open_table(shop, payment_type="deposit_pp", payment_amount=10)
    table.more_tables(4, 4, 4, 4)
    table.change("shift_tickets", table.shift_ticket_id, pacing_covers_limit=5)
    table.settle_on(options_enabled=True)
    free: Row = {"waive_payment": True}
    when: Row = {"reservation_date": TOMORROW}
    assert signals(table) == {}
    phone = {"phone_number": "+31612345678"}
    option = table.call_in(
        "18:00", options=free | {"status": "option"}, guest=named("Visser"), **when
    )
    unpaid = expect(table.book("18:30", guest=named("Jansen"), **when))
    nowhere = table.call_in(
        "19:30", options=free | {"assign_table": False}, guest=named("Smit"), **when
    )
    for name in ("Bakker", "Bakkers"):
        table.call_in("21:00", options=free, guest={"last_name": name} | phone, **when)
    found = signals(table)
    assert found.keys() == {
        *("expiring_option", "unpaid_deposit", "unassigned_table"),
        *("pacing_nearly_full", "double_profile"),
    } - ({"expiring_option"} if option["option_expires_at"] > in_a_day() else set())
    assert found["unassigned_table"]["entity_id"] == nowhere["reservation_id"]
    assert found["unassigned_table"]["reason"] == "A party of 2 has no table yet."
    assert found["unassigned_table"]["until"] == nowhere["starts_at"]
    deposit = found["unpaid_deposit"]
    assert (deposit["entity_id"], deposit["urgency"]) == (unpaid["reservation_id"], "high")
    assert (deposit["until"], deposit["details"]["amount"]) == (unpaid["payment_due_at"], 2000)
    assert found["pacing_nearly_full"]["entity_id"] == table.shift_ticket_id
    said = f"Diner on {TOMORROW}, Regular: nearly full, or full, at 21:00."
    assert found["pacing_nearly_full"]["reason"] == said
    (interval,) = found["pacing_nearly_full"]["details"]["intervals"]
    assert (interval["time"], interval["covers"], interval["covers_limit"]) == ("21:00", 4, 5)
    double = found["double_profile"]
    assert {row["last_name"] for row in double["details"]["customers"]} == {"Bakker", "Bakkers"}
    assert (double["urgency"], double["until"]) == ("low", None)
    assert double["details"]["reasons"] == ["phone_number"]
    for signal in found.values():
        assert signal["since"] <= datetime.now(UTC).isoformat()
    token = table.owner.token
    expect(table.rpc("auto_assign_table", token, reservation_id=nowhere["reservation_id"]))
    expect(table.rpc("cancel_reservation", public_token=unpaid["public_token"]))
    assert {"unassigned_table", "unpaid_deposit"}.isdisjoint(signals(table))


def named(last_name: str) -> Row:
    """A guest of that name."""
    return {"first_name": "Noor", "last_name": last_name, "email": f"{uuid4()}@example.test"}


def in_a_day() -> str:
    """A moment a day from now, as the API writes it."""
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


def test_who_hears_of_what_deserves_attention(table: Table) -> None:
    asked = {"location_id": table.location_id}
    for role in READERS[1:]:
        expect(table.rpc("location_signals", table.colleague(role).token, **asked))
    for role in OTHERS:
        answer = table.rpc("location_signals", table.colleague(role).token, **asked)
        assert refusal(answer)[:2] == (403, "not_allowed")
    stranger = open_table(table.shop).owner
    assert refusal(table.rpc("location_signals", stranger.token, **asked))[:2] == (404, "not_found")
    assert table.rpc("location_signals", None, **asked).status_code == 401
