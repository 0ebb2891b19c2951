"""A restaurant and its guests, over HTTP: set up, book, change, come, and not come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.shop import Row, Shop, at_once, expect, refusal, until
from tests.table import GUEST, Table, open_table


@pytest.fixture
def table(shop: Shop) -> Table:
    """A restaurant of the test's own."""
    return open_table(shop)


def test_a_new_location_can_be_booked_with_little_setup(table: Table) -> None:
    (policy,) = table.shop.rows("policy_sets", table.owner.token, id=f"eq.{table.policy_set_id}")
    (ticket,) = table.shop.rows("tickets", table.owner.token, id=f"eq.{table.ticket_id}")
    assert (policy["name"], policy["payment_type"]) == ("Standaard", "none")
    assert (ticket["name"], ticket["duration_minutes"], ticket["is_default"]) == (
        "Regular",
        120,
        True,
    )
    slots = table.slots()
    assert [*slots][:1] + [*slots][-1:] == ["18:00", "22:45"]
    assert slots["21:00"] == "available", "two hours fit exactly before the end"
    assert slots["21:15"] == "closed"


def test_what_is_offered_is_booked_and_no_longer_offered(table: Table) -> None:
    booked = expect(table.book("19:00"))
    assert (booked["status"], booked["start_time"], booked["end_time"]) == (
        "confirmed",
        "19:00",
        "21:00",
    )
    slots = table.slots()
    assert {time for time, code in slots.items() if code == "available"} == {"21:00"}
    assert refusal(table.book("20:00"))[:2] == (409, "tables_full")
    assert refusal(table.book("22:00"))[:2] == (409, "closed")
    assert refusal(table.book("19:10"))[:2] == (404, "slot_not_found")
    row = table.row(booked)
    assert (row["table_id"], row["channel"]) == (table.table_id, "widget")


def test_a_guest_sees_and_cancels_with_the_token(table: Table) -> None:
    booked = expect(table.book(guest=GUEST, guest_notes="By the window, please."))
    seen = expect(table.rpc("get_reservation", public_token=booked["public_token"]))
    assert (seen["guest"]["email"], seen["guest_notes"]) == (
        GUEST["email"],
        "By the window, please.",
    )
    assert seen["may"] == {"pay": False, "confirm": False, "reconfirm": False, "cancel": True}
    assert "table_id" not in str(seen), "nothing of tables"
    first = expect(table.rpc("cancel_reservation", public_token=booked["public_token"]))
    again = expect(table.rpc("cancel_reservation", public_token=booked["public_token"]))
    assert first["status"] == again["status"] == "cancelled"
    assert table.slots()["19:00"] == "available"
    (guest,) = table.shop.rows(
        "customers", table.owner.token, location_id=f"eq.{table.location_id}"
    )
    assert (guest["cancel_count"], guest["total_visits"]) == (1, 0)
    assert refusal(table.rpc("get_reservation", public_token="x"))[:2] == (
        404,
        "reservation_not_found",
    )


def test_a_repeat_with_its_key_is_no_second_reservation(table: Table) -> None:
    key: Row = {"idempotency_key": str(uuid4()), "guest": GUEST}
    first, second = expect(table.book(**key)), expect(table.book(**key))
    assert first == second
    assert refusal(table.book("21:00", **key))[:2] == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"guest": {}}, (400, "missing_field")),
        ({"guest": GUEST | {"email": "nobody"}}, (400, "invalid_email")),
        ({"guest": GUEST | {"shoe_size": "44"}}, (400, "invalid_field")),
        ({"guest": [1]}, (400, "invalid_field")),
        ({"party_size": 0}, (400, "invalid_field")),
        ({"party_size": 21}, (400, "party_size_not_allowed")),
        ({"reservation_date": None}, (400, "missing_field")),
        ({"start_time": None}, (400, "missing_field")),
        ({"channel": "carrier_pigeon"}, (400, "invalid_field")),
        ({"channel": "phone"}, (401, "sign_in_required")),
        ({"options": {"waive_payment": True}}, (403, "not_allowed")),
        ({"location_id": str(uuid4())}, (404, "location_not_found")),
        ({"ticket_id": str(uuid4())}, (404, "ticket_not_offered")),
        ({"reservation_date": "2001-01-01"}, (400, "invalid_field")),
        ({"guest_notes": "x" * 3000}, (400, "invalid_field")),
        ({"return_url": "javascript:alert(1)"}, (400, "invalid_field")),
    ],
)
def test_bad_requests_are_refused(table: Table, more: Row, answer: tuple[int, str]) -> None:
    assert refusal(table.book(**more))[:2] == answer
    assert table.slots()["19:00"] == "available"


def test_the_last_table_is_booked_once(table: Table) -> None:
    answers = at_once(24, lambda _: table.book("19:00"))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 23
    assert {refusal(answer)[1] for answer in answers if answer.is_error} == {"tables_full"}
    assert table.shop.problems() == set()


def test_pacing_holds_when_many_book_at_once(table: Table) -> None:
    table.more_tables(*[2] * 12)
    table.change("shift_tickets", table.shift_ticket_id, pacing_covers_limit=6)
    answers = at_once(16, lambda _: table.book("19:00"))
    assert [answer.is_success for answer in answers].count(True) == 3
    assert {refusal(answer)[1] for answer in answers if answer.is_error} == {"pacing_covers_full"}


def test_the_last_squeeze_is_given_once(table: Table) -> None:
    table.more_tables(4, 4)
    table.change(
        "tickets",
        table.ticket_id,
        squeeze_enabled=True,
        squeeze_duration_minutes=60,
        squeeze_limit_per_shift=1,
        duration_minutes=300,
    )
    table.change("shifts", table.shift_id, start_time="20:00")
    assert set(table.slots().values()) == {"available", "closed"}
    answers = at_once(8, lambda _: table.book("21:00"))
    assert [answer.is_success for answer in answers].count(True) == 1
    assert {refusal(answer)[1] for answer in answers if answer.is_error} == {"squeeze_limit"}
    (booked,) = (answer.json() for answer in answers if answer.is_success)
    assert (booked["is_squeeze"], booked["end_time"]) == (True, "22:00")


def test_a_group_blocks_its_tables_and_the_other_way_round(table: Table) -> None:
    (other,) = table.more_tables(4)
    there = {"org_id": table.org_id, "location_id": table.location_id}
    group = table.shop.insert(
        "table_groups", table.owner.token, name="1+2", min_capacity=5, max_capacity=8, **there
    )
    for table_id in (table.table_id, other):
        table.shop.insert(
            "table_group_members",
            table.owner.token,
            table_group_id=group["id"],
            table_id=table_id,
            **there,
        )
    booked = expect(table.book("19:00", 7))
    assert table.row(booked)["table_group_id"] == group["id"]
    assert table.slots(2)["19:00"] == "tables_full"
    expect(table.rpc("cancel_reservation", public_token=booked["public_token"]))
    expect(table.book("19:00", 2))
    assert table.slots(7)["19:00"] == "tables_full"
    assert table.slots(2)["19:00"] == "available"


def test_staff_book_by_phone_past_the_windows(table: Table) -> None:
    table.change("tickets", table.ticket_id, booking_max_advance_days=1)
    assert set(table.slots().values()) == {"cut_off", "closed"}
    assert refusal(table.book("19:00"))[:2] == (409, "cut_off")
    booked = table.call_in("19:00", guest={"last_name": "Jansen", "phone_number": "+31612345678"})
    assert booked["status"] == "confirmed"
    again = table.call_in("21:00", guest={"last_name": "jansen", "phone_number": "+31 6 12345678"})
    assert table.row(booked)["customer_id"] == table.row(again)["customer_id"]
    missing = table.book(channel="phone", token=table.owner.token, guest={"last_name": "Jansen"})
    assert refusal(missing)[:2] == (400, "missing_field")


def test_staff_seat_complete_and_count(table: Table) -> None:
    booked = table.call_in(guest=GUEST)
    assert refusal(table.move(booked, "completed"))[:2] == (409, "invalid_transition")
    assert refusal(table.move(booked, "no_show"))[:2] == (409, "no_show_too_early")
    for status in ("seated", "seated", "completed", "completed"):
        assert expect(table.move(booked, status))["status"] == status
    (guest,) = table.shop.rows(
        "customers", table.owner.token, location_id=f"eq.{table.location_id}"
    )
    assert (guest["total_visits"], guest["tags"]) == (1, [])
    assert refusal(table.move(booked, "cancelled"))[:2] == (409, "invalid_transition")
    assert refusal(table.move(booked, "eaten"))[:2] == (400, "invalid_field")


def test_an_option_is_confirmed_or_ends(table: Table) -> None:
    option: Row = {"options": {"status": "option"}, "guest": GUEST}
    refused = table.book(channel="phone", token=table.owner.token, **option)
    assert refusal(refused)[:2] == (409, "options_disabled")
    table.settle_on(options_enabled=True)
    booked = table.call_in("19:00", **option)
    assert booked["status"] == "option"
    assert booked["option_expires_at"]
    assert table.slots()["19:00"] == "tables_full"
    token = booked["public_token"]
    assert expect(table.rpc("confirm_option", public_token=token))["status"] == "confirmed"
    late = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    passing = table.call_in(
        "21:00", options={"status": "option", "option_expires_at": late}, guest=GUEST
    )
    table.wait_for(passing, "cancelled")
    assert table.row(passing)["cancellation_reason"] == "option_expired"
    assert table.slots()["21:00"] == "available"


def test_staff_move_a_reservation(table: Table) -> None:
    (big,) = table.more_tables(6)
    booked = table.call_in("19:00")
    other = table.call_in("19:00")
    assert table.row(booked)["table_id"] == table.table_id, "the smaller one first"

    def move(**changes: object) -> Row:
        return dict(
            expect(
                table.rpc(
                    "move_reservation",
                    table.owner.token,
                    reservation_id=booked["reservation_id"],
                    **changes,
                )
            )
        )

    assert move(start_time="19:30")["table_id"] == table.table_id, "itself is not in its way"
    refused = table.rpc(
        "move_reservation",
        table.owner.token,
        reservation_id=booked["reservation_id"],
        party_size=5,
    )
    assert refusal(refused)[:2] == (409, "tables_full")
    moved = move(start_time="21:00", party_size=6)
    assert (moved["party_size"], moved["table_id"]) == (6, big)
    swapped = table.rpc(
        "move_reservation",
        table.owner.token,
        reservation_id=other["reservation_id"],
        table={"table_id": table.table_id},
    )
    assert expect(swapped)["table_id"] == table.table_id
    taken = table.rpc(
        "move_reservation",
        table.owner.token,
        reservation_id=other["reservation_id"],
        start_time="21:00",
        table={"table_id": big},
    )
    assert refusal(taken)[:2] == (409, "tables_full")


def test_a_reservation_without_a_table_still_takes_one(table: Table) -> None:
    booked = table.call_in("19:00", options={"assign_table": False})
    assert table.row(booked)["table_id"] is None
    assert table.slots()["19:00"] == "tables_full"
    given = expect(
        table.rpc("auto_assign_table", table.owner.token, reservation_id=booked["reservation_id"])
    )
    assert given["table_id"] == table.table_id
    locked = table.rpc("lock_table", table.owner.token, reservation_id=booked["reservation_id"])
    assert expect(locked)["is_table_locked"] is True


def test_exceptions_change_a_date(table: Table) -> None:
    there = {"org_id": table.org_id, "location_id": table.location_id}
    closed = table.shop.insert(
        "shift_exceptions",
        table.owner.token,
        exception_date=table.date,
        exception_type="closed",
        label="Kerst",
        **there,
    )
    assert set(table.slots().values()) == {"closed"}
    asked = {"location_id": table.location_id, "date": table.date}
    (shift,) = expect(table.rpc("get_effective_shift_schedule", **asked))
    assert (shift["is_closed"], shift["label"]) == (True, "Kerst")
    table.change("shift_exceptions", closed["id"], exception_type="special")
    table.shop.insert(
        "shift_exceptions",
        table.owner.token,
        shift_id=table.shift_id,
        exception_date=table.date,
        exception_type="modified",
        override_end_time="21:00",
        **there,
    )
    assert list(table.slots()) == [
        f"{hour}:{minute:02}" for hour in (18, 19, 20) for minute in (0, 15, 30, 45)
    ]
    days = expect(
        table.rpc(
            "check_availability_range",
            location_id=table.location_id,
            from_date=table.date,
            until_date=table.date,
            party_size=2,
        )
    )
    assert days == [
        {
            "date": table.date,
            "available": True,
            "slots": 5,
            "squeezes_only": False,
            "reason_code": "available",
        }
    ]


def test_names_are_unique_at_a_location(table: Table) -> None:
    taken = table.shop.http.post(
        f"{table.shop.stack.api_url}/rest/v1/areas",
        json={"org_id": table.org_id, "location_id": table.location_id, "name": "RESTAURANT"},
        headers=table.shop.headers(table.owner.token),
    )
    assert refusal(taken)[:2] == (409, "name_taken")


def test_a_deposit_is_paid_and_comes_back_in_time(shop: Shop) -> None:
    table = open_table(
        shop,
        payment_type="deposit_pp",
        payment_amount=25,
        cancel_free_hours=48,
        cancel_refund_pct=50,
    )
    email = f"{uuid4()}@example.test"
    booked = expect(table.book(party_size=2, guest=GUEST | {"email": email}))
    assert (booked["status"], booked["amount"]) == ("pending_payment", 5000)
    assert table.slots()["19:00"] == "tables_full", "kept while the guest pays"
    checkout = expect(shop.function("create-payment", public_token=booked["public_token"]))
    shop.decide(checkout, "paid")
    table.wait_for(booked, "confirmed")
    row = table.row(booked)
    assert (row["payment_status"], row["payment_amount"]) == ("paid", 50)
    seen = expect(table.rpc("get_reservation", public_token=booked["public_token"]))
    assert seen["refund_amount"] == 5000
    expect(table.rpc("cancel_reservation", public_token=booked["public_token"]))
    (refund,) = until(
        "the money goes back",
        lambda: shop.ask(
            "select array_agg(mollie_refund_id) from payments.refunds"
            " where payable_id = %s and mollie_refund_id is not null",
            booked["reservation_id"],
        ),
    )
    for step in ("processing", "refunded"):
        expect(shop.sandbox("POST", f"refunds/{refund}/advance", to=step))
    until("the deposit is back", lambda: table.row(booked)["payment_status"], "refunded".__eq__)
    shop.quiet()
    subjects = " / ".join(mail["subject"] for mail in shop.mail_to(email))
    for said in ("Confirm your table", "Your table at", "is cancelled", "is on its way"):
        assert said in subjects
    assert shop.problems() == set()


def test_who_does_not_pay_in_time_loses_the_table(shop: Shop) -> None:
    table = open_table(shop, payment_type="full_prepay_pp", payment_amount=10)
    booked = expect(table.book())
    with shop.database() as db:
        db.execute(
            "update dining.reservations set payment_due_at = core.clock() where id = %s",
            [booked["reservation_id"]],
        )
    other = expect(table.book())
    assert other["status"] == "pending_payment"
    assert table.row(booked)["cancellation_reason"] == "payment_timeout"


def test_another_org_sees_and_changes_nothing(table: Table) -> None:
    booked = table.call_in(guest=GUEST)
    stranger = open_table(table.shop)
    token = stranger.owner.token
    for view in ("reservations", "customers", "locations", "tables"):
        assert table.shop.rows(view, token, org_id=f"eq.{table.org_id}") == []
    answer = table.rpc(
        "transition_reservation_status",
        token,
        reservation_id=booked["reservation_id"],
        new_status="cancelled",
    )
    nothing = table.rpc(
        "transition_reservation_status", token, reservation_id=str(uuid4()), new_status="cancelled"
    )
    assert refusal(answer)[:2] == refusal(nothing)[:2] == (404, "not_found")


def test_the_page_of_a_reservation(shop: Shop) -> None:
    table = open_table(shop)
    booked = expect(table.book(guest=GUEST))
    url = f"{shop.stack.api_url}/functions/v1/reservation"
    seen = shop.http.get(url, params={"token": booked["public_token"]})
    assert seen.status_code == 200
    for said in ("De Haven", "Your table is reserved.", "Cancel the reservation"):
        assert said in seen.text
    unknown = shop.http.get(url, params={"token": "x"}, headers={"Accept-Language": "nl"})
    assert unknown.status_code == 404
    assert "Wij kennen deze reservering niet" in unknown.text
    done = shop.http.post(url, data={"token": booked["public_token"], "what": "cancel"})
    assert done.status_code == 303
    assert "This reservation is cancelled." in shop.http.get(done.headers["location"]).text
    again = shop.http.post(url, data={"token": booked["public_token"], "what": "eat"})
    assert again.status_code == 400


def test_the_page_asks_for_payment_and_confirmation(shop: Shop) -> None:
    table = open_table(shop, payment_type="deposit_pp", payment_amount=25)
    booked = expect(table.book())
    url = f"{shop.stack.api_url}/functions/v1/reservation"
    sent = shop.http.post(url, data={"token": booked["public_token"], "what": "pay"})
    assert sent.status_code == 303
    assert "/checkout/" in sent.headers["location"]
    table.settle_on(options_enabled=True)
    option: Row = {"status": "option"}
    for options, button in ((option, "Pay now"), (option | {"waive_payment": True}, "Confirm")):
        made = table.call_in("21:00", guest=GUEST, options=options)
        page = shop.http.get(url, params={"token": made["public_token"]})
        assert ("Pay now" in page.text, "Confirm" in page.text) == (
            button == "Pay now",
            button == "Confirm",
        )
        expect(table.move(made, "cancelled"))
