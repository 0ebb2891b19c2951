"""What organisers and people at the door see of it."""

from __future__ import annotations

from tests.gates import Gate, ago, call_off, open_gates, scan
from tests.shop import Person, Row, Sale, Shop, expect, refusal


def member(shop: Shop, sale: Sale, role: str) -> Person:
    """Somebody who works for the org."""
    person = shop.person()
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
        sale.org_id,
        person.user_id,
        role,
    )
    return person


def night(shop: Shop) -> tuple[Sale, list[Row], Gate, Gate]:
    """Five tickets: one scanned online, one at two gates, one refused twice, one that had ended."""
    sale, tickets = open_gates(shop, 4)
    online, offline = Gate(shop, sale), Gate(shop, sale)
    order = expect(shop.order(sale))
    (ended,) = expect(shop.rpc("get_tickets", public_token=order["public_token"]))
    offline.sync()
    call_off(shop, sale, order["order_id"])
    scan(online, tickets[0])
    scan(online, tickets[1])
    scan(online, tickets[1])
    scan(online, {"code": "nonsense"})
    synced_at = offline.last["synced_at"]
    offline.upload(
        [
            offline.log(tickets[1], ago(60), synced_at=synced_at),
            offline.log(ended, ago(-1), synced_at=synced_at),
        ]
    )
    return sale, tickets, online, offline


def test_the_door_at_a_glance(shop: Shop) -> None:
    sale, _, online, offline = night(shop)
    for person in (sale.owner, member(shop, sale, "scanner")):
        seen = expect(shop.rpc("door_dashboard", person.token, event_id=sale.event_id))
        assert seen["tickets"] == {"sold": 4, "used": 2}
        (entrance,) = seen["lists"]
        assert (entrance["admitted"], entrance["inside"]) == (3, 3)
        by_device = {device["device_id"]: device for device in seen["devices"]}
        counted = ("scans", "admitted", "duplicates", "refused", "conflicts")
        assert [by_device[online.device_id][name] for name in counted] == [4, 1, 2, 1, 1]
        assert [by_device[offline.device_id][name] for name in counted] == [2, 2, 0, 0, 1]


def test_conflicts_name_both_sides(shop: Shop) -> None:
    sale, tickets, online, offline = night(shop)
    rows = shop.rows("scan_conflicts", sale.owner.token, event_id=f"eq.{sale.event_id}")
    by_result = {row["result"]: row for row in rows}
    assert by_result.keys() == {"already_used", "stale_accept"}
    double = by_result["already_used"]
    assert double["ticket_instance_id"] == tickets[1]["ticket_instance_id"]
    assert (double["device_id"], double["mode"]) == (online.device_id, "online")
    assert (double["first_device_id"], double["first_mode"]) == (offline.device_id, "offline")
    assert double["first_corrected_at"] < double["corrected_at"]
    assert by_result["stale_accept"]["snapshot_age"] is not None
    assert by_result["stale_accept"]["first_scan_id"] is None


def test_scans_are_counted_per_minute(shop: Shop) -> None:
    sale, _, online, _ = night(shop)
    rows = shop.rows("scans_per_minute", sale.owner.token, event_id=f"eq.{sale.event_id}")
    mine = [row for row in rows if row["device_id"] == online.device_id]
    for name, count in {"scans": 4, "admitted": 1, "duplicates": 2, "refused": 1}.items():
        assert sum(row[name] for row in mine) == count
    for row in rows:
        assert row["minute"].endswith(":00+00:00")


def test_tickets_are_found_by_what_people_know(shop: Shop) -> None:
    sale, _ = open_gates(shop, 1)
    line = sale.cart(2)[0] | {
        "registrations": [
            {"first_name": "Anna", "last_name": "Zwart", "email": "anna@example.test"},
            {"first_name": "Bram", "last_name": "Quist"},
        ]
    }
    order = expect(shop.order(sale, items=[line], email="buyer-of-two@example.test"))
    seen = expect(shop.rpc("get_order", public_token=order["public_token"]))
    entries = seen["registrations"]
    expect(shop.rpc("set_bib", sale.owner.token, registration_id=entries[1]["id"], number=4242))
    words = {
        "quist": "Bram Quist",
        "4242": "Bram Quist",
        "anna@": "Anna Zwart",
        "zwart": "Anna Zwart",
    }
    for query, name in words.items():
        asked = {"event_id": sale.event_id, "query": query}
        found = expect(shop.rpc("search_tickets", sale.owner.token, **asked))["tickets"]
        assert found[0]["holder"] == name, query
        assert found[0]["email"] == "buyer-of-two@example.test"
        assert not {"code", "qr_token"} & found[0].keys()
    for query in ("buyer-of-two@example.test", order["order_number"]):
        asked = {"event_id": sale.event_id, "query": query}
        found = expect(shop.rpc("search_tickets", sale.owner.token, **asked))["tickets"]
        assert {ticket["holder"] for ticket in found} == {"Anna Zwart", "Bram Quist"}
    scanner = member(shop, sale, "scanner")
    asked = {"event_id": sale.event_id, "query": "anna"}
    (first, *_) = expect(shop.rpc("search_tickets", scanner.token, **asked))["tickets"]
    assert (first["holder"], first["email"]) == ("Anna Zwart", None)
    for query in ("anna@", "buyer-of-two@example.test"):
        asked = {"event_id": sale.event_id, "query": query}
        found = expect(shop.rpc("search_tickets", scanner.token, **asked))["tickets"]
        assert found == [], "who may not see an address cannot guess it either"


def test_the_door_is_for_who_scans(shop: Shop) -> None:
    sale, _ = open_gates(shop, 1)
    finance, stranger = member(shop, sale, "finance"), shop.person()
    for function, more in (("door_dashboard", {}), ("search_tickets", {"query": "a"})):
        asked = {"event_id": sale.event_id} | more
        assert refusal(shop.rpc(function, finance.token, **asked))[:2] == (403, "not_allowed")
        assert refusal(shop.rpc(function, stranger.token, **asked))[:2] == (404, "not_found")


def test_what_can_be_followed_live_is_guarded_row_by_row(shop: Shop) -> None:
    published = shop.ask(
        "select array_agg(t.schemaname || '.' || t.tablename order by 1)"
        " from pg_publication_tables as t"
        " join pg_class as c on c.oid = (t.schemaname || '.' || t.tablename)::regclass"
        " where t.pubname = 'supabase_realtime' and c.relrowsecurity"
        " and has_table_privilege('authenticated', c.oid, 'select')"
    )
    assert {"door.admissions", "door.scan_logs"} <= set(published)
