"""Syncing and uploading over HTTP, with the token of a terminal, as devices do."""

from __future__ import annotations

import gzip
import json
from typing import Any
from uuid import uuid4

import httpx

from tests.door import Door
from tests.gates import ago
from tests.shop import Row, Shop, expect, refusal


def ask(shop: Shop, name: str, token: str, body: Row, **headers: str) -> httpx.Response:
    """Call an HTTP function with an access token."""
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/{name}",
        content=json.dumps(body),
        headers={"authorization": f"Bearer {token}"} | headers,
    )


def opened(shop: Shop) -> tuple[Door, Row, list[Row]]:
    """A door with a device that has logged in, and three tickets."""
    door = Door(shop, shop.sale(price=0, capacity=None))
    return door, door.log_in(door.terminal()), door.tickets(3)


def test_a_terminal_syncs_and_uploads(shop: Shop) -> None:
    door, session, tickets = opened(shop)
    token, event_id = session["access_token"], door.sale.event_id
    first = expect(ask(shop, "scanner-sync", token, {"event_id": event_id, "limit": 2}))
    assert (len(first["tickets"]), first["is_complete"]) == (2, False)
    rest = {"event_id": event_id, "since": first["cursor"]}
    last = expect(ask(shop, "scanner-sync", token, rest))
    assert (len(last["tickets"]), last["is_complete"], last["event"]) == (1, True, None)
    scans = [
        {"id": str(uuid4()), "token": ticket["qr_token"], "result": "admitted"}
        | {"scanned_at": ago(5).isoformat(), "synced_at": last["synced_at"]}
        for ticket in tickets
    ]
    batch = {"event_id": event_id, "logs": scans}
    told = expect(ask(shop, "scanner-scanlogs-batch", token, batch))
    assert [answer["result"] for answer in told] == ["admitted"] * 3
    assert [door.status(ticket) for ticket in tickets] == ["used"] * 3
    assert {row["terminal_id"] for row in door.logs()} == {session["terminal"]["terminal_id"]}
    seen = expect(shop.rpc("door_dashboard", token, event_id=event_id))
    assert seen["tickets"] == {"sold": 3, "used": 3}
    (device,) = seen["devices"]
    assert (device["device_id"], device["terminal"]) == (session["device_id"], "Gate")


def test_a_page_comes_packed_to_who_can_unpack_it(shop: Shop) -> None:
    door, session, _ = opened(shop)
    token, body = session["access_token"], {"event_id": door.sale.event_id}
    plain = ask(shop, "scanner-sync", token, body, **{"accept-encoding": "identity"})
    packed = ask(shop, "scanner-sync", token, body, **{"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["tickets"] == plain.json()["tickets"]


def test_thousands_of_scans_fit_in_one_call(shop: Shop) -> None:
    door, session, (ticket, *_) = opened(shop)
    token = session["access_token"]
    scans: list[dict[str, Any]] = [
        {"id": str(uuid4()), "token": "x" * 300, "result": "unknown"}
        | {"scanned_at": ago(number / 100).isoformat()}
        for number in range(4000)
    ]
    scans.append(scans[0] | {"id": str(uuid4()), "token": ticket["code"], "result": "admitted"})
    body = {"event_id": door.sale.event_id, "logs": scans}
    packed = gzip.compress(json.dumps(body).encode())
    answer = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/scanner-scanlogs-batch",
        content=packed,
        headers={"authorization": f"Bearer {token}", "content-encoding": "gzip"},
    )
    told = expect(answer)
    assert len(told) == 4001
    assert told[-1]["result"] == "admitted"
    assert {answer["status"] for answer in told} == {"stored"}
    again = expect(ask(shop, "scanner-scanlogs-batch", token, body))
    assert {answer["status"] for answer in again} == {"repeated"}


def test_no_more_than_ten_thousand_at_once(shop: Shop) -> None:
    door, session, _ = opened(shop)
    body = {"event_id": door.sale.event_id, "logs": [1] * 10_001}
    refused = ask(shop, "scanner-scanlogs-batch", session["access_token"], body)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_field")
    assert "10000" in refused.json()["message"]


def test_a_terminal_searches_only_its_events_and_sees_no_addresses(shop: Shop) -> None:
    door, session, (ticket, *_) = opened(shop)
    token = session["access_token"]
    number = shop.ask("select order_number from sales.orders where id = %s", ticket["order_id"])
    asked = {"event_id": door.sale.event_id, "query": number}
    found = expect(shop.rpc("search_tickets", token, **asked))["tickets"]
    assert len(found) == 3
    assert {row["email"] for row in found} == {None}
    other = shop.event(door.sale.owner, door.sale.org_id)
    asking: dict[str, Row] = {
        "search_tickets": {"query": "a"},
        "door_dashboard": {},
        "sync_scanner": {},
        "upload_scan_logs": {"logs": []},
    }
    for function, more in asking.items():
        elsewhere = shop.rpc(function, token, event_id=other, **more)
        assert refusal(elsewhere)[:2] == (404, "not_found")


def test_a_session_that_was_ended_does_nothing_more(shop: Shop) -> None:
    door, session, _ = opened(shop)
    ended = {"terminal_id": session["terminal"]["terminal_id"]}
    expect(shop.rpc("deactivate_terminal", door.sale.owner.token, **ended))
    asked: dict[str, Row] = {"scanner-sync": {}, "scanner-scanlogs-batch": {"logs": []}}
    for name, more in asked.items():
        body = {"event_id": door.sale.event_id} | more
        refused = ask(shop, name, session["access_token"], body)
        assert (refused.status_code, refused.json()["code"]) == (401, "scanner_session_over")
