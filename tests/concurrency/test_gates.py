"""Gates that sync and upload while others do: nothing is skipped, nothing deadlocks, one truth."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.concurrency.sessions import Session
from tests.gates import Gate, Log, ago, hash_of, issue, open_gates, scan
from tests.shop import Row, Sale, Shop, at_once, expect
from tests.truth import Scan, truth

pytestmark = pytest.mark.usefixtures("no_harm")

UPLOAD = "select public.upload_scan_logs(%s, %s::jsonb, %s)"
ACT_AS = "select set_config('request.jwt.claims', %s, true)"


@pytest.fixture
def slow(shop: Shop) -> Iterator[Session]:
    """Return the operator, in a transaction that takes its time."""
    session = Session(shop.stack.db_url)
    yield session
    session.close()


def upload_slowly(slow: Session, gate: Gate, ticket: Row) -> None:
    """Upload a scan of a ticket, in a transaction that is still open."""
    logs = json.dumps([gate.log(ticket, ago(5))])
    slow.call(ACT_AS, json.dumps({"role": "authenticated", "sub": gate.sale.owner.user_id}))
    slow.call(UPLOAD, gate.sale.event_id, logs, gate.device_id)


@pytest.mark.parametrize("limit", [1, 1000])
def test_a_change_that_is_committed_late_is_not_skipped(
    shop: Shop, slow: Session, limit: int
) -> None:
    sale, tickets = open_gates(shop, 3)
    gate = Gate(shop, sale)
    gate.sync(limit=limit)
    upload_slowly(slow, Gate(shop, sale), tickets[0])
    (fresh,) = issue(shop, sale, 1)
    for expected in ([hash_of(fresh["code"])], []):
        assert [ticket["hash"] for ticket in gate.sync(limit=limit)] == expected
    slow.commit()
    (came,) = gate.sync(limit=limit)
    assert (came["hash"], came["status"]) == (hash_of(tickets[0]["code"]), "used")
    assert gate.sync(limit=limit) == []


def test_what_is_committed_between_two_pages_is_not_skipped(shop: Shop, slow: Session) -> None:
    sale, tickets = open_gates(shop, 4)
    gate = Gate(shop, sale)
    upload_slowly(slow, Gate(shop, sale), tickets[0])
    first = expect(gate.page(limit=3))
    slow.commit()
    list(issue(shop, sale, 1))
    gate.tickets.update({ticket["hash"]: ticket for ticket in first["tickets"]})
    gate.last.update(first)
    gate.sync(limit=3)
    gate.sync()
    assert len(gate.tickets) == 5
    assert gate.tickets[hash_of(tickets[0]["code"])]["status"] == "used"


def test_a_sale_in_an_open_transaction_comes_with_a_later_sync(shop: Shop, slow: Session) -> None:
    sale, _ = open_gates(shop, 1)
    gate = Gate(shop, sale)
    slow.call(
        "select sales.create_order(%s, %s::jsonb, 'a@example.test', 'A', 'nl', null, null)",
        sale.event_id,
        json.dumps(sale.cart(2)),
    )
    assert len(gate.sync()) == 1
    slow.commit()
    assert len(gate.sync()) == 2


def uploads(gates: list[Gate], tickets: list[Row], dice: random.Random) -> list[list[Log]]:
    """What each gate has scanned: most tickets, in an order of its own."""
    return [
        [
            gate.log(ticket, ago(dice.randint(1, 20)), list_id=None)
            for ticket in dice.sample(tickets, len(tickets) * 3 // 4)
        ]
        for gate in gates
    ]


def true_results(rows: list[Row]) -> dict[str, str]:
    """What the accepted scans of an event must have come to."""
    places: dict[tuple[str, str], list[Scan]] = {}
    for row in rows:
        if row["is_accepted"]:
            at = datetime.fromisoformat(row["corrected_at"]).timestamp()
            place = places.setdefault((row["list_id"], row["ticket_instance_id"]), [])
            place.append(Scan(at, row["device_id"], row["id"], row["direction"]))
    told: dict[str, str] = {}
    for scans in places.values():
        told |= {
            scan_id: said.result for scan_id, said in truth(scans, allows_reentry=False)[0].items()
        }
    return told


def results(shop: Shop, sale: Sale) -> tuple[dict[str, str], dict[str, str]]:
    """What the accepted scans of an event have come to, and must have."""
    rows = shop.rows("scan_logs", sale.owner.token, event_id=f"eq.{sale.event_id}", limit="5000")
    return {row["id"]: row["result"] for row in rows if row["is_accepted"]}, true_results(rows)


def test_gates_that_upload_the_same_tickets_at_once_agree(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 40)
    gates = [Gate(shop, sale) for _ in range(8)]
    logs = uploads(gates, tickets, random.Random(1))  # noqa: S311 - nothing secret
    at_once(8, lambda number: gates[number].upload(logs[number]))
    seen, expected = results(shop, sale)
    assert seen == expected
    assert len(seen) == 8 * 30


def test_the_same_upload_twice_at_once_is_stored_once(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 20)
    gate = Gate(shop, sale)
    logs = [gate.log(ticket, ago(9)) for ticket in tickets]
    answers = at_once(4, lambda number: gate.upload(logs if number % 2 else logs[::-1]))
    told = [answer["status"] for part in answers for answer in part]
    assert told.count("stored") == 20
    assert told.count("repeated") == 60


def test_scans_online_and_uploads_at_once_agree(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 30)
    gates = [Gate(shop, sale) for _ in range(8)]
    dice = random.Random(2)  # noqa: S311 - nothing secret
    logs = uploads(gates[:4], tickets, dice)

    def act(number: int) -> int:
        if number < 4:
            return len(gates[number].upload(logs[number]))
        mine = random.Random(number).sample(tickets, len(tickets))  # noqa: S311 - nothing secret
        return [scan(gates[number], ticket)["result"] for ticket in mine].count("admitted")

    at_once(8, act)
    seen, expected = results(shop, sale)
    assert seen == expected
    assert list(seen.values()).count("admitted") == 30
