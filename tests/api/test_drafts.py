"""Reservations that staff make in two steps: drafts and options, with what is to be paid or not."""

from __future__ import annotations

import pytest

from tests.shop import Row, Shop, expect, refusal
from tests.table import GUEST, Table, open_table


def draft(table: Table, time: str = "19:00", party_size: int = 2, **options: object) -> Row:
    """A draft that staff make over the phone."""
    return table.call_in(time, party_size, guest=GUEST, options={"status": "draft"} | options)


def test_a_draft_that_is_squeezed_in_gets_the_times_of_its_slot(shop: Shop) -> None:
    table = open_table(shop)
    table.change("tickets", table.ticket_id, buffer_minutes=30)
    table.change("shifts", table.shift_id, start_time="19:30")
    made = draft(table, "19:30")
    assert (made["end_time"], made["is_squeeze"]) == ("21:30", False)
    table.call_in("20:45", party_size=2)
    table.change(
        "tickets",
        table.ticket_id,
        squeeze_enabled=True,
        squeeze_duration_minutes=60,
        squeeze_gap_minutes=15,
    )
    assert set(table.slots().values()) == {"available", "tables_full", "closed"}
    booked = expect(table.move(made, "confirmed"))
    assert (booked["start_time"], booked["end_time"]) == ("19:30", "20:30")
    assert booked["is_squeeze"] is True
    row = table.row(made)
    assert (row["end_time"], row["buffer_minutes"]) == ("20:30:00", 15)


def test_a_draft_is_booked_under_the_terms_of_then(shop: Shop) -> None:
    table = open_table(shop)
    made = draft(table)
    assert (made["amount"], made["terms"]["cancel_free_hours"]) == (0, 24)
    table.change(
        "policy_sets",
        table.policy_set_id,
        payment_type="deposit_pp",
        payment_amount=25,
        cancel_free_hours=48,
    )
    booked = expect(table.move(made, "confirmed"))
    assert (booked["status"], booked["amount"]) == ("pending_payment", 5000)
    assert booked["terms"]["cancel_free_hours"] == 48
    checkout = expect(shop.function("create-payment", public_token=made["public_token"]))
    shop.decide(checkout, "paid")
    table.wait_for(made, "confirmed")


def test_a_draft_that_has_become_free_of_charge_has_nothing_to_pay(shop: Shop) -> None:
    table = open_table(shop, payment_type="deposit_pp", payment_amount=25)
    made = draft(table)
    table.change("policy_sets", table.policy_set_id, payment_type="none", payment_amount=None)
    booked = expect(table.move(made, "confirmed"))
    assert (booked["status"], booked["amount"]) == ("confirmed", 0)
    refused = shop.function("create-payment", public_token=made["public_token"])
    assert refusal(refused)[1] == "reservation_is_over"


@pytest.mark.parametrize("status", ["confirmed", "option", "draft"])
def test_who_need_not_pay_is_not_asked_to(shop: Shop, status: str) -> None:
    table = open_table(shop, payment_type="deposit_pp", payment_amount=25)
    table.settle_on(options_enabled=True)
    made = table.call_in(guest=GUEST, options={"status": status, "waive_payment": True})
    assert (made["status"], made["amount"]) == (status, 0)
    if status == "option":
        token = made["public_token"]
        assert expect(table.rpc("confirm_option", public_token=token))["status"] == "confirmed"
    else:
        booked = expect(table.move(made, "confirmed"))
        assert (booked["status"], booked["amount"]) == ("confirmed", 0)


def test_who_walks_in_pays_at_the_table(shop: Shop) -> None:
    table = open_table(shop, payment_type="deposit_pp", payment_amount=25)
    made = table.call_in(channel="walk_in", guest=None)
    assert (made["status"], made["amount"]) == ("confirmed", 0)


def test_only_a_price_makes_a_draft_wait_for_payment(shop: Shop) -> None:
    table = open_table(shop)
    free = draft(table)
    assert refusal(table.move(free, "pending_payment"))[:2] == (409, "invalid_transition")
    assert table.row(free)["status"] == "draft"
    table.change("policy_sets", table.policy_set_id, payment_type="deposit_pp", payment_amount=25)
    assert expect(table.move(free, "pending_payment"))["status"] == "pending_payment"


def test_a_draft_whose_table_was_taken_gets_another(shop: Shop) -> None:
    table = open_table(shop)
    made = draft(table)
    assert table.row(made)["table_id"] == table.table_id
    (other,) = table.more_tables(6)
    table.call_in()
    assert expect(table.move(made, "confirmed"))["status"] == "confirmed"
    assert table.row(made)["table_id"] == other


def test_a_draft_stays_at_the_table_it_is_locked_to(shop: Shop) -> None:
    table = open_table(shop)
    made = draft(table)
    expect(table.rpc("lock_table", table.owner.token, reservation_id=made["reservation_id"]))
    table.more_tables(6)
    table.call_in()
    assert refusal(table.move(made, "confirmed"))[:2] == (409, "tables_full")
