"""That a ticket was used reaches the feed and webhooks, once, whenever the scan arrived."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.checkins import TYPES, Checkins
from tests.door import open_door
from tests.gates import Gate, ago, open_gates, scan
from tests.hooks import Hook, local_urls
from tests.receiver import open_receiver
from tests.shop import Shop, expect, refusal, until


def test_who_comes_in_and_goes_out_is_told(shop: Shop) -> None:
    sale, (ticket, other) = open_gates(shop, 2)
    shop.update(
        "checkin_lists", sale.owner.token, {"allows_reentry": True}, event_id=f"eq.{sale.event_id}"
    )
    feed, gate = Checkins(shop, sale), Gate(shop, sale)
    first = scan(gate, ticket)
    refused = scan(gate, ticket)
    assert refused["result"] == "already_used"
    out = scan(gate, ticket, direction="out")
    again = scan(gate, ticket)
    scan(gate, other)
    told = feed.until(4)
    its = {answer["scan_id"] for answer in (first, refused, out, again)}
    of_it = [(name, said) for name, said in told if said["scan_id"] in its]
    assert [name for name, _ in of_it] == [TYPES[0], TYPES[1], TYPES[0]]
    assert [said["scan_id"] for _, said in of_it] == [
        answer["scan_id"] for answer in (first, out, again)
    ]
    change = feed.seen[0]
    assert (change["entity_type"], change["entity_id"]) == (
        "ticket_instance",
        ticket["ticket_instance_id"],
    )
    assert change["event_id"] == sale.event_id
    assert change["data"]["ticket_instance_id"] == ticket["ticket_instance_id"]
    assert change["data"]["order_id"] == ticket["order_id"]
    assert "changed" not in change["data"]
    said = change["data"]["scan"]
    assert said["device_id"] == gate.device_id
    assert (said["direction"], said["mode"], said["result"]) == ("in", "online", "admitted")
    at = datetime.fromisoformat(said["scanned_at"])
    assert abs((datetime.now(UTC) - at).total_seconds()) < 600
    assert len(feed.all()) == 4, "each once"


def test_an_upload_that_changes_the_winner_is_told(shop: Shop) -> None:
    """What was told stays: the earlier one comes in, and the one before it becomes a conflict."""
    sale, (ticket,) = open_gates(shop, 1)
    feed, online, offline = Checkins(shop, sale), Gate(shop, sale), Gate(shop, sale)
    first = scan(online, ticket)
    assert [name for name, _ in feed.until(1)] == ["ticket.checked_in"]
    log = offline.log(ticket, ago(60))
    offline.upload([log])
    won, lost = feed.until(3)[1:]
    assert (won[0], won[1]["scan_id"], won[1]["mode"]) == (
        "ticket.checked_in",
        log["id"],
        "offline",
    )
    assert won[1]["scanned_at"] < lost[1]["scanned_at"]
    assert "result_before" not in won[1]
    assert (lost[0], lost[1]["scan_id"]) == ("ticket.conflict", first["scan_id"])
    assert (lost[1]["result"], lost[1]["result_before"]) == ("already_used", "admitted")
    assert lost[1]["conflict_with"] == log["id"]
    offline.upload([log])
    assert len(feed.all()) == 3, "sending it again tells nothing"


def test_somebody_who_was_let_in_twice_is_told(shop: Shop) -> None:
    """Also when it changes no admission, since the one before stays the winner."""
    sale, (ticket,) = open_gates(shop, 1)
    feed, online, offline = Checkins(shop, sale), Gate(shop, sale), Gate(shop, sale)
    first = scan(online, ticket)
    feed.until(1)
    log = offline.log(ticket, ago(-1))
    offline.upload([log, offline.log(ticket, ago(-1), result="already_used")])
    _, (name, said) = feed.until(2)
    assert (name, said["scan_id"], said["result"]) == ("ticket.conflict", log["id"], "already_used")
    assert said["conflict_with"] == first["scan_id"]
    assert len(feed.all()) == 2, "whom the device refused came nowhere"


def test_what_an_upload_brings_is_told_in_the_order_of_its_moments(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 3)
    feed, gate = Checkins(shop, sale), Gate(shop, sale)
    logs = [gate.log(ticket, ago(10 * n)) for n, ticket in enumerate(tickets, start=1)]
    gate.upload(logs)
    assert [said["scan_id"] for _, said in feed.until(3)] == [log["id"] for log in logs[::-1]]


def test_an_override_is_told_and_its_reset_by_itself(shop: Shop) -> None:
    door = open_door(shop)
    (ticket,) = door.tickets()
    feed = Checkins(shop, door.sale)
    admitted = door.override(ticket, "admit")
    door.override(ticket, "reset")
    again = door.override(ticket, "admit")
    told = feed.until(2)
    assert [(name, said["scan_id"]) for name, said in told] == [
        ("ticket.checked_in", admitted["scan_id"]),
        ("ticket.checked_in", again["scan_id"]),
    ]
    assert len(feed.all()) == 2


def test_only_who_may_see_scans_is_told(shop: Shop) -> None:
    door = open_door(shop)
    wish = {"org_id": door.sale.org_id, "event_types": TYPES}
    for role in ("admin", "support", "scanner"):
        expect(shop.rpc("get_changes", door.staff(role).token, **wish))
    for role in ("finance", "member"):
        refused = refusal(shop.rpc("get_changes", door.staff(role).token, **wish))
        assert refused == (403, "not_allowed", {"permission": "tickets.scan"})


def test_a_webhook_hears_of_it(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    with local_urls(shop), open_receiver() as receiver:
        hook = Hook.connect(shop, sale, receiver, event_types=["ticket.checked_in"])
        first = scan(Gate(shop, sale), ticket)
        sweep = "select door.sweep_scans(1000)"
        told = "select count(*) from door.told_scans where scan_id = %s"
        until("it is told", lambda: [shop.ask(sweep), shop.ask(told, first["scan_id"])][-1])
        hook.deliver()
        (heard,) = receiver.received
        assert heard.said["type"] == "ticket.checked_in"
        assert heard.said["data"]["scan"]["scan_id"] == first["scan_id"]
        assert heard.said["data"]["event_id"] == sale.event_id
        assert heard.is_signed_with(hook.secret)
        hook.rpc("delete_integration")
