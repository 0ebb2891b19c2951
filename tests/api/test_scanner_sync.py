"""What devices are told to scan without a network: all of it, once, and whatever changes later."""

from __future__ import annotations

import base64
import os
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.gates import Gate, ago, call_off, hash_of, issue, open_gates
from tests.shop import Shop, expect, refusal
from workers.tickets.tokens import Signer, base64url, code_of


def test_the_first_sync_tells_every_ticket_once(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 7)
    gate = Gate(shop, sale)
    came = gate.sync(limit=3)
    assert len(came) == 7
    assert set(gate.tickets) == {hash_of(ticket["code"]) for ticket in tickets}
    for ticket in came:
        assert ticket["status"] == "valid"
        assert ticket["ticket_type_id"] == sale.ticket_type_id
        assert "code" not in ticket
    assert gate.sync() == []


def test_a_page_says_what_the_tickets_refer_to(shop: Shop) -> None:
    sale, _ = open_gates(shop, 1)
    page = expect(Gate(shop, sale).page(app_version="7.1", device_time=ago(3600).isoformat()))
    event = page["event"]
    assert event["event_id"] == sale.event_id
    assert [t["ticket_type_id"] for t in event["ticket_types"]] == [sale.ticket_type_id]
    (entrance,) = event["lists"]
    assert entrance["is_default"]
    assert page["clock_offset_ms"] == pytest.approx(3_600_000, abs=60_000)
    (device,) = shop.rows("scanner_devices", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert device["app_version"] == "7.1"
    assert device["clock_offset_ms"] == page["clock_offset_ms"]
    assert device["last_cursor"] == page["cursor"]
    assert device["last_sync_at"] is not None


def test_a_device_checks_signatures_without_a_network(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    gate = Gate(shop, sale)
    (_,) = gate.sync()
    order = expect(shop.order(sale))
    shop.quiet()  # the mail about it makes its QR codes
    (found,) = expect(shop.rpc("get_tickets", public_token=order["public_token"]))
    (told,) = gate.sync()
    keys = [base64.urlsafe_b64decode(key + "=") for key in gate.last["event"]["public_keys"]]
    codes = {code_of(found["qr_token"], key) for key in keys}
    assert found["code"] in codes
    assert told["hash"] == hash_of(found["code"])
    forged = f"E1.{ticket['code']}.{found['qr_token'].rsplit('.', 1)[1]}"
    assert {code_of(forged, key) for key in keys} == {None}


def test_tickets_outlive_the_key_that_signed_them(shop: Shop) -> None:
    """Another TICKET_SIGNING_KEY signs from now on; devices know the public halves of both."""
    sale, _ = open_gates(shop, 0)
    order = shop.buy(sale)
    shop.quiet()
    (found,) = expect(shop.rpc("get_tickets", public_token=order["public_token"]))
    after = Signer(os.urandom(32))
    after_key = base64url(after.public_key)
    shop.ask("select sales.store_qr_tokens('[]', %s)", after_key)
    gate = Gate(shop, sale)
    gate.sync()
    known = gate.last["event"]["public_keys"]
    assert after_key in known
    keys = [base64.urlsafe_b64decode(key + "=") for key in known]
    for token, code in ((found["qr_token"], found["code"]), (after.token("ABC"), "ABC")):
        assert code in {code_of(token, key) for key in keys}


def test_a_delta_tells_what_changed_and_nothing_else(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 3)
    gate = Gate(shop, sale)
    gate.sync()
    (fresh,) = issue(shop, sale, 1)
    (came,) = gate.sync()
    assert came["hash"] == hash_of(fresh["code"])
    other = Gate(shop, sale)
    other.upload([other.log(tickets[0], ago(5))])
    (came,) = gate.sync()
    assert came["hash"] == hash_of(tickets[0]["code"])
    (admission,) = came["admissions"]
    assert admission["is_inside"]
    assert came["status"] == "used"


def test_names_and_start_numbers_reach_devices(shop: Shop) -> None:
    sale, _ = open_gates(shop, 1)
    person = {"first_name": "Rita", "last_name": "Runner"}
    line = sale.cart()[0] | {"registrations": [person]}
    gate = Gate(shop, sale)
    gate.sync()
    order = expect(shop.order(sale, items=[line]))
    (came,) = gate.sync()
    assert came["name"] == "Rita Runner"
    assert "bib" not in came
    seen = expect(shop.rpc("get_order", public_token=order["public_token"]))
    (entry,) = seen["registrations"]
    expect(shop.rpc("set_bib", sale.owner.token, registration_id=entry["id"], number=77))
    (came,) = gate.sync()
    assert came["bib"] == 77
    change = {"registration_id": entry["id"], "changes": {"first_name": "Rosa"}}
    expect(shop.rpc("update_registration", sale.owner.token, **change))
    (came,) = gate.sync()
    assert came["name"] == "Rosa Runner"
    call_off(shop, sale, order["order_id"])
    (came,) = gate.sync()
    assert (came["status"], came["void_reason"]) == ("void", "cancelled")
    assert "name" not in came


def test_a_device_begins_anew_after_a_week(shop: Shop) -> None:
    sale, _ = open_gates(shop, 1)
    gate = Gate(shop, sale)
    gate.sync()
    since = gate.last["cursor"]
    shop.ask("update core.settings set value = '0' where key = 'door.cursor_days'")
    try:
        assert refusal(gate.page(since))[:2] == (410, "cursor_expired")
    finally:
        shop.ask("update core.settings set value = '7' where key = 'door.cursor_days'")
    assert expect(gate.page(since))["tickets"] == []


def rewritten(cursor: str, part: int, text: str) -> str:
    """The cursor with another part."""
    parts = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
    parts[part] = text
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def test_a_cursor_of_another_database_is_no_start(shop: Shop) -> None:
    sale, _ = open_gates(shop, 1)
    gate = Gate(shop, sale)
    gate.sync()
    later = rewritten(gate.last["cursor"], 3, "9000000000:9000000000:")
    assert refusal(gate.page(later))[:2] == (410, "cursor_expired")


@pytest.mark.parametrize(
    "since", ["", "x", "é", "MXx4", "A" * 5000, "!!!!", *("MQ==" + "=" * n for n in range(3))]
)
def test_what_is_no_cursor_is_refused(shop: Shop, since: str) -> None:
    sale, _ = open_gates(shop, 0)
    assert refusal(Gate(shop, sale).page(since))[:2] == (400, "invalid_field")


def test_a_spoilt_cursor_is_refused(shop: Shop) -> None:
    sale, _ = open_gates(shop, 2)
    gate = Gate(shop, sale)
    middle = expect(gate.page(limit=1))["cursor"]
    spoilt = [
        (1, str(uuid4())),
        (2, "9" * 30),
        (2, "-99999999999999999"),
        (3, "5:1:"),
        (4, "-"),
        (5, "-"),
        (5, "99999999999999999999999"),
        (6, "-"),
        (6, "x"),
    ]
    for part, text in spoilt:
        status, code, _ = refusal(gate.page(rewritten(middle, part, text)))
        assert (status, code) in {(400, "invalid_field"), (410, "cursor_expired")}, (part, text)


def test_a_sync_of_another_event_needs_its_own_cursor(shop: Shop) -> None:
    sale, _ = open_gates(shop, 1)
    gate = Gate(shop, sale)
    gate.sync()
    other, _ = open_gates(shop, 1)
    assert refusal(Gate(shop, other).page(gate.last["cursor"]))[:2] == (400, "invalid_field")


@pytest.mark.parametrize("limit", [0, -1, 5001])
def test_batches_are_bounded(shop: Shop, limit: int) -> None:
    sale, _ = open_gates(shop, 0)
    assert refusal(Gate(shop, sale).page(limit=limit))[:2] == (400, "invalid_field")


def test_a_clock_of_another_century_is_refused(shop: Shop) -> None:
    sale, _ = open_gates(shop, 0)
    for moment in ("1969-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "infinity"):
        assert refusal(Gate(shop, sale).page(device_time=moment))[:2] == (400, "invalid_field")


def test_a_wrong_clock_is_measured_again(shop: Shop) -> None:
    sale, _ = open_gates(shop, 0)
    gate = Gate(shop, sale)
    for wrong in (timedelta(days=400), timedelta(seconds=-90)):
        page = expect(gate.page(device_time=(ago(0) + wrong).isoformat()))
        assert page["clock_offset_ms"] == pytest.approx(-1000 * wrong.total_seconds(), abs=60_000)
