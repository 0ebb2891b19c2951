"""Scans that devices made without a network: whatever way they arrive, they come to one truth."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.gates import Gate, Log, ago, call_off, issue, open_gates, scan
from tests.shop import Row, Sale, Shop, expect, refusal
from tests.truth import Scan, State, Told, truth


def stored(shop: Shop, sale: Sale, **filters: str) -> dict[str, Row]:
    """The scans of an event by their ids."""
    return {
        row["id"]: row
        for row in shop.rows(
            "scan_logs", sale.owner.token, event_id=f"eq.{sale.event_id}", **filters
        )
    }


def test_the_first_scan_wins_whoever_uploads_first(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    east, west = Gate(shop, sale), Gate(shop, sale)
    late, early = east.log(ticket, ago(10)), west.log(ticket, ago(20))
    (answer,) = east.upload([late])
    assert (answer["status"], answer["result"]) == ("stored", "admitted")
    (answer,) = west.upload([early])
    assert (answer["status"], answer["result"]) == ("stored", "admitted")
    seen = stored(shop, sale)
    assert seen[early["id"]]["conflict_with"] is None
    assert seen[late["id"]]["result"] == "already_used"
    assert seen[late["id"]]["device_result"] == "admitted"
    assert seen[late["id"]]["conflict_with"] == early["id"]
    (admission,) = shop.rows("admissions", sale.owner.token, event_id=f"eq.{sale.event_id}")
    assert (admission["scan_id"], admission["entries"]) == (early["id"], 1)
    assert admission["device_id"] == west.device_id
    (row,) = shop.rows("ticket_instances", sale.owner.token, event_id=f"eq.{sale.event_id}")
    assert row["status"] == "used"
    assert datetime.fromisoformat(row["used_at"]) == datetime.fromisoformat(early["scanned_at"])


def test_an_earlier_scan_without_network_beats_one_online(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    online, offline = Gate(shop, sale), Gate(shop, sale)
    first = scan(online, ticket)
    assert first["result"] == "admitted"
    log = offline.log(ticket, ago(60))
    (answer,) = offline.upload([log])
    assert answer["result"] == "admitted"
    seen = stored(shop, sale)
    assert seen[first["scan_id"]]["result"] == "already_used"
    assert seen[first["scan_id"]]["conflict_with"] == log["id"]
    again = scan(online, ticket)
    assert again["result"] == "already_used"
    assert again["first_scan"]["scan_id"] == log["id"]


def test_a_later_scan_without_network_is_the_conflict(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    online, offline = Gate(shop, sale), Gate(shop, sale)
    first = scan(online, ticket)
    log = offline.log(ticket, ago(-1))
    (answer,) = offline.upload([log])
    assert (answer["result"], answer["conflict_with"]) == ("already_used", first["scan_id"])
    assert answer["is_accepted"]


def test_a_repeat_changes_nothing(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 3)
    gate = Gate(shop, sale)
    logs = [gate.log(ticket, ago(30)) for ticket in [*tickets, tickets[0]]]
    first = gate.upload(logs)
    before = stored(shop, sale)
    again = gate.upload(logs)
    assert [answer["status"] for answer in again] == ["repeated"] * 4
    assert [a | {"status": "stored"} for a in again] == first
    assert stored(shop, sale) == before


def test_a_ticket_refunded_after_the_sync_is_a_stale_accept(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 2)
    gate = Gate(shop, sale)
    gate.sync()
    synced_at = gate.last["synced_at"]
    before = [gate.log(tickets[0], datetime.now(UTC), synced_at=synced_at)]
    call_off(shop, sale, tickets[0]["order_id"])
    after = [gate.log(tickets[1], datetime.now(UTC), synced_at=synced_at)]
    gate.sync()
    told = gate.upload([*after, *before])
    assert [answer["result"] for answer in told] == ["stale_accept", "admitted"]
    assert told[0]["is_accepted"]
    assert 0 <= told[0]["snapshot_age_seconds"] < 120
    rows = shop.rows("ticket_instances", sale.owner.token, event_id=f"eq.{sale.event_id}")
    assert {row["status"] for row in rows} == {"void"}
    assert {row["id"]: row["used_at"] is not None for row in rows} == {
        tickets[0]["ticket_instance_id"]: True,
        tickets[1]["ticket_instance_id"]: False,
    }


def test_a_device_that_knew_is_told_what_the_ticket_is(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    gate = Gate(shop, sale)
    call_off(shop, sale, ticket["order_id"])
    gate.sync()
    log = gate.log(ticket, datetime.now(UTC), synced_at=gate.last["synced_at"])
    (answer,) = gate.upload([log])
    assert (answer["result"], answer["is_accepted"]) == ("void", True)


def test_what_nobody_issued_is_kept_with_its_reason(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    other, (foreign,) = open_gates(shop, 1)
    shop.quiet()  # the mails about them make their QR codes
    gate = Gate(shop, sale)
    logs = [
        gate.log("nonsense", ago(5)),
        gate.log("nonsense", ago(4), result="unknown"),
        gate.log(foreign, ago(3)),
        gate.log(f"E1.{ticket['code']}.{'x' * 86}", ago(2)),
    ]
    told = gate.upload(logs)
    assert {answer["status"] for answer in told} == {"stored"}
    assert [answer["result"] for answer in told] == ["unknown"] * 4
    assert not any(answer["is_accepted"] for answer in told)
    assert {row["ticket_instance_id"] for row in stored(shop, sale).values()} == {None}
    assert stored(shop, other) == {}


def test_a_ticket_of_another_event_of_the_org_is_kept_as_such(shop: Shop) -> None:
    sale, _ = open_gates(shop, 0)
    event_id = shop.event(sale.owner, sale.org_id, title="Night Run")
    kind = shop.ticket_type(sale.owner, sale.org_id, event_id, price=0)
    expect(shop.rpc("publish_event", sale.owner.token, event_id=event_id))
    other = Sale(sale.owner, sale.org_id, event_id, kind)
    order = expect(shop.order(other))
    (ticket,) = expect(shop.rpc("get_tickets", public_token=order["public_token"]))
    gate = Gate(shop, sale)
    (answer,) = gate.upload([gate.log(ticket, ago(1))])
    assert (answer["result"], answer["is_accepted"]) == ("wrong_event", False)
    (answer,) = Gate(shop, other).upload([gate.log(ticket, ago(1))])
    assert answer["result"] == "admitted"


REFUSED: list[tuple[Log, str]] = [
    ({"id": None}, "id_invalid"),
    ({"id": 7}, "id_invalid"),
    ({"id": "x"}, "id_invalid"),
    ({"event_id": str(uuid4())}, "other_event"),
    ({"list_id": str(uuid4())}, "list_not_found"),
    ({"list_id": "x"}, "list_not_found"),
    ({"token": ""}, "token_missing"),
    ({"token": None, "ticket_instance_id": str(uuid4())}, "token_missing"),
    ({"scanned_at": None}, "scanned_at_invalid"),
    ({"scanned_at": "now"}, "scanned_at_invalid"),
    ({"scanned_at": "2026-13-45T00:00:00Z"}, "scanned_at_invalid"),
    ({"scanned_at": "2026-06-01T10:00:00"}, "scanned_at_invalid"),
    ({"scanned_at": "2199-01-01T00:00:00Z"}, "in_the_future"),
    ({"result": None}, "result_invalid"),
    ({"result": "reset"}, "result_invalid"),
    ({"result": "stale_accept"}, "result_invalid"),
    ({"result": ["admitted"]}, "result_invalid"),
    ({"direction": "up"}, "direction_invalid"),
    ({"direction": "out"}, "direction_invalid"),
    ({"result": "checked_out", "direction": "in"}, "direction_invalid"),
]


def test_each_scan_is_refused_by_itself(shop: Shop) -> None:
    sale, (ticket,) = open_gates(shop, 1)
    gate = Gate(shop, sale)
    wrong = [gate.log(ticket, ago(9)) | change for change, _ in REFUSED]
    good = gate.log(ticket, ago(5))
    *told, last = gate.upload([*wrong, good])
    assert [(t["status"], t["reason"]) for t in told] == [("refused", why) for _, why in REFUSED]
    assert last["result"] == "admitted"
    assert list(stored(shop, sale)) == [good["id"]]


@pytest.mark.parametrize("logs", [None, {}, "x", 7])
def test_what_is_no_list_is_refused(shop: Shop, logs: Any) -> None:
    sale, _ = open_gates(shop, 0)
    code = "missing_field" if logs is None else "invalid_field"
    assert refusal(Gate(shop, sale).try_upload(logs))[:2] == (400, code)


def test_elements_that_are_no_scans_are_refused_one_by_one(shop: Shop) -> None:
    sale, _ = open_gates(shop, 0)
    told = Gate(shop, sale).upload([None, 1, "x", [], {}])  # type: ignore[list-item]
    assert {(answer["status"], answer["reason"]) for answer in told} == {("refused", "id_invalid")}
    assert Gate(shop, sale).upload([]) == []


def test_an_id_that_another_scan_has_is_refused(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 2)
    gate = Gate(shop, sale)
    log = gate.log(tickets[0], ago(9))
    gate.upload([log])
    for taken in (
        Gate(shop, sale).upload([log]),
        gate.upload([gate.log(tickets[1], ago(9), id=log["id"])]),
    ):
        assert [(t["status"], t["reason"]) for t in taken] == [("refused", "id_taken")]


def test_a_clock_that_was_set_right_corrects_what_comes_after(shop: Shop) -> None:
    sale, tickets = open_gates(shop, 2)
    gate = Gate(shop, sale)
    wrong = timedelta(days=400)
    gate.sync(device_time=(datetime.now(UTC) - wrong).isoformat())
    offset = gate.last["clock_offset_ms"]
    before = gate.log(tickets[0], ago(30) - wrong, clock_offset_ms=offset)
    gate.sync(device_time=datetime.now(UTC).isoformat())
    after = gate.log(tickets[1], ago(10))
    told = gate.upload([before, after])
    for answer, seconds in zip(told, (30, 10), strict=True):
        corrected = datetime.fromisoformat(answer["corrected_at"])
        assert abs((ago(seconds) - corrected).total_seconds()) < 60


@dataclass(frozen=True)
class Drawn:
    """A scan somewhere: ticket, list and device by number, and when."""

    ticket: int
    list: int
    device: int
    second: int
    is_out: bool
    number: int


DRAWN = st.builds(
    Drawn,
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(0, 5),
    st.booleans(),
    st.integers(1, 2**64),
)
SCANS = st.lists(DRAWN, min_size=1, max_size=14, unique_by=lambda drawn: drawn.number)
CLOCKS = st.lists(st.integers(-40_000_000, 40_000_000), min_size=3, max_size=3)


class Doors:
    """One event with two lists: the default one, and one for going in and out."""

    def __init__(self, shop: Shop) -> None:
        self.sale, self._tickets = open_gates(shop, 0, capacity=None)
        self.shop = shop
        (entrance,) = shop.rows(
            "checkin_lists", self.sale.owner.token, event_id=f"eq.{self.sale.event_id}"
        )
        terrain = shop.insert(
            "checkin_lists",
            self.sale.owner.token,
            org_id=self.sale.org_id,
            event_id=self.sale.event_id,
            name="Terrain",
            allows_reentry=True,
        )
        self.lists = [entrance["id"], terrain["id"]]

    def tickets(self) -> list[Row]:
        """Two that nobody has scanned."""
        if not self._tickets:
            self._tickets.extend(issue(self.shop, self.sale, 20))
        return [self._tickets.pop(), self._tickets.pop()]


@pytest.fixture(scope="module")
def doors(shop: Shop) -> Doors:
    """Return an event for many examples."""
    return Doors(shop)


def logs_of(
    doors: Doors,
    scans: Sequence[Drawn],
    tickets: Sequence[Row],
    gates: Sequence[Gate],
    clocks: Sequence[int],
) -> list[tuple[Gate, Log]]:
    """The scans as their devices keep them, whose clocks are wrong by so many milliseconds."""
    made = []
    for drawn in scans:
        is_out = drawn.is_out and drawn.list == 1
        gate = gates[drawn.device]
        at = START + timedelta(seconds=drawn.second)
        log = gate.log(
            tickets[drawn.ticket],
            at - timedelta(milliseconds=clocks[drawn.device]),
            id=str(uuid5(UUID(gate.device_id), str(drawn.number))),
            list_id=doors.lists[drawn.list],
            result="checked_out" if is_out else "admitted",
            clock_offset_ms=clocks[drawn.device],
        )
        made.append((gate, log))
    return made


START = datetime.now(UTC) - timedelta(hours=1)


def seen_in(doors: Doors, tickets: Sequence[Row]) -> tuple[dict[str, Told], dict[Any, State]]:
    """What the scans of these tickets have come to."""
    ids = ",".join(ticket["ticket_instance_id"] for ticket in tickets)
    token = doors.sale.owner.token
    rows = doors.shop.rows("scan_logs", token, ticket_instance_id=f"in.({ids})")
    states = doors.shop.rows("admissions", token, ticket_instance_id=f"in.({ids})")
    return (
        {row["id"]: Told(row["result"], row["conflict_with"]) for row in rows},
        {
            (row["list_id"], row["ticket_instance_id"]): State(
                row["is_inside"], row["entries"], row["scan_id"]
            )
            for row in states
        },
    )


def truth_of(
    doors: Doors,
    scans: Sequence[Drawn],
    made: Sequence[tuple[Gate, Log]],
    tickets: Sequence[Row],
) -> tuple[dict[str, Told], dict[Any, State]]:
    """What these scans must come to, and who is in then."""
    expected: dict[str, Told] = {}
    states: dict[Any, State] = {}
    for number, list_id in enumerate(doors.lists):
        for place, ticket in enumerate(tickets):
            here = [
                Scan(
                    drawn.second,
                    gate.device_id,
                    log["id"],
                    "out" if log["result"] == "checked_out" else "in",
                )
                for drawn, (gate, log) in zip(scans, made, strict=True)
                if (drawn.list, drawn.ticket) == (number, place)
            ]
            told, state = truth(here, allows_reentry=number == 1)
            expected |= told
            if state.scan_id:
                states[list_id, ticket["ticket_instance_id"]] = state
    return expected, states


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(scans=SCANS, clocks=CLOCKS, dice=st.randoms(use_true_random=False))
def test_every_way_of_uploading_comes_to_the_truth(
    doors: Doors, scans: list[Drawn], clocks: list[int], dice: random.Random
) -> None:
    tickets = doors.tickets()
    gates = sorted((Gate(doors.shop, doors.sale) for _ in range(3)), key=lambda g: g.device_id)
    made = logs_of(doors, scans, tickets, gates, clocks)
    expected, states = truth_of(doors, scans, made, tickets)
    pieces = [*made, *dice.choices(made, k=len(made) // 2)]
    dice.shuffle(pieces)
    while pieces:
        size = dice.randint(1, 6)
        for gate in gates:
            if batch := [log for its, log in pieces[:size] if its is gate]:
                gate.upload(batch)
        del pieces[:size]
    results, seen = seen_in(doors, tickets)
    assert results == expected
    assert {place: state for place, state in seen.items() if state.entries} == states
