"""The morning of a race: three gates, two of them without a network, and who was first."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cli import clock
from cli.client import Refusal, refusal_of
from cli.demo.cast import FIRST_NAMES, GUEST, LAST_NAMES, ORGANISER
from cli.demo.stage import TIME_ZONE, Row, Stage, require

STARTERS = 9
NORTH, SOUTH, EAST = "North", "South", "East"
SLOW = timedelta(minutes=3)
"""How far the clock of the phone at the south gate is behind."""
ANSWERS = {
    "admitted": "let in",
    "already_used": "let in a second time",
    "stale_accept": "let in with a ticket that had ended",
}


@dataclass
class Gate:
    """A phone at a gate, with a terminal of its own."""

    stage: Stage
    name: str
    event_id: str
    lag: timedelta = timedelta()
    """How far its clock is behind."""
    device_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    token: str = ""
    synced: Row = field(default_factory=dict)
    tickets: int = 0
    queue: list[Row] = field(default_factory=list)

    async def open(self, code: str) -> None:
        """Log in with the code of a terminal, and learn all tickets of the event."""
        opened = await self.ask("scanner-login", code=code, device_id=self.device_id)
        self.token = opened["access_token"]
        await self.sync()

    async def sync(self) -> None:
        """Learn all that is new."""
        while not self.synced.get("is_complete"):
            asked = {
                "event_id": self.event_id,
                "device_time": (self.stage.now() - self.lag).isoformat(),
            }
            self.synced = await self.ask("scanner-sync", since=self.synced.get("cursor"), **asked)
            self.tickets += len(self.synced["tickets"])

    async def scan(self, ticket: Row) -> Row:
        """Scan a ticket with a network."""
        answer: Row = await self.ask("scanner-scan", token=ticket["code"], event_id=self.event_id)
        return answer

    def let_in(self, ticket: Row, at: datetime) -> None:
        """Scan a ticket without a network, at a moment by our clock, and let somebody in."""
        offset = timedelta(milliseconds=self.synced["clock_offset_ms"])
        self.queue.append(
            {
                "id": str(uuid.uuid4()),
                "token": ticket["code"],
                "scanned_at": (at - offset).isoformat(),
                "result": "admitted",
                "clock_offset_ms": self.synced["clock_offset_ms"],
                "synced_at": self.synced["synced_at"],
            }
        )

    async def upload(self) -> list[Row]:
        """Send what was scanned without a network."""
        answers: Any = await self.ask(
            "scanner-scanlogs-batch", event_id=self.event_id, logs=self.queue
        )
        return list(answers)

    async def ask(self, function: str, **body: object) -> Any:
        """Call a function of the workers as this phone. Raises Refusal."""
        return await self.stage.until(
            f"{function} answers", lambda: self._ask(function, body), lambda _: True
        )

    async def _ask(self, function: str, body: Row) -> Any:
        answer = await self.stage.http.post(
            f"{self.stage.endpoints.api_url}/functions/v1/{function}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
        )
        if answer.is_error:
            raise refusal_of(answer)
        return answer.json()


async def play(stage: Stage) -> None:
    """Leaves a race whose starters are in, each once, and a shirt that was handed out."""
    stage.screen.act("Three gates, two of them without a network")
    # The clock was moved before, and who was busy then may have the old time: all connect anew.
    clock.advance(stage.endpoints.admin_db_url, timedelta())
    event_id = await _publish(stage)
    starters = await _enter(stage, event_id)
    gates = await _open(stage, event_id)
    await _morning(stage, gates, starters)
    await _upload(stage, gates)
    await _truth(stage, event_id, starters)
    await _kit(stage, gates[NORTH], starters[0])


async def _publish(stage: Stage) -> str:
    """A small race for nothing, with a shirt."""
    org_id = stage.event["org"]["org_id"]
    start = stage.now() + timedelta(days=1)
    event = await stage.organiser.add(
        "events",
        {
            "org_id": org_id,
            "title": "Dawn Run",
            "location_name": "Domplein",
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=4)).isoformat(),
        },
    )
    its = {"org_id": org_id, "event_id": event["id"]}
    await stage.organiser.add("ticket_types", its | {"name": "5 km", "price": 0, "capacity": 50})
    await stage.organiser.add("products", its | {"name": "Shirt", "price": 0})
    await stage.organiser.add("checkin_lists", its | {"name": "Kits", "kind": "kit_pickup"})
    await stage.organiser.change("event_settings", {"cancellations_allowed": True}, **its)
    await stage.organiser.call("publish_event", event_id=event["id"])
    return str(event["id"])


async def _enter(stage: Stage, event_id: str) -> list[Row]:
    """Let people enter; return their tickets, each with the order's `token`."""
    shop = await stage.shop()
    page = await shop.call("get_event", event_id=event_id)
    [ticket_type], [shirt] = page["ticket_types"], page["products"]
    wish = {"product_id": shirt["product_id"], "quantity": 1}
    people = [
        {
            "first_name": FIRST_NAMES[n],
            "last_name": LAST_NAMES[n],
            "products": [wish] if not n else [],
        }
        for n in range(STARTERS)
    ]
    line = {"ticket_type_id": ticket_type["ticket_type_id"], "quantity": STARTERS}
    order = await shop.invoke(
        "create-order-public",
        event_id=event_id,
        items=[line | {"registrations": people}],
        email=GUEST.email,
        purchaser_name=GUEST.name,
    )
    seen = await shop.call("get_order", public_token=order["public_token"])
    return [ticket | {"token": order["public_token"]} for ticket in seen["tickets"]]


async def _open(stage: Stage, event_id: str) -> dict[str, Gate]:
    """A terminal for each gate, a phone that logs in with its code, and its copy of the tickets."""
    gates = {
        name: Gate(stage, name, event_id, SLOW if name == SOUTH else timedelta())
        for name in (NORTH, SOUTH, EAST)
    }
    for gate in gates.values():
        terminal = await stage.organiser.call(
            "create_terminal",
            org_id=stage.event["org"]["org_id"],
            name=gate.name,
            event_ids=[event_id],
        )
        await gate.open(terminal["code"])
    stage.screen.done(
        ORGANISER.name,
        f"hands out three codes; three phones log in, and each has {gates[NORTH].tickets} tickets "
        "to go on with when the network fails",
        'rpc("create_terminal") · functions: scanner-login, scanner-sync',
    )
    return gates


async def _morning(stage: Stage, gates: dict[str, Gate], starters: list[Row]) -> None:
    """People come in; two gates let them in without knowing of one another."""
    screen, north, south, east = stage.screen, *gates.values()
    screen.done(
        f"{SOUTH} and {EAST}",
        "lose the network, and let people in by what they know",
        f"the clock of {SOUTH} is {SLOW.seconds // 60} minutes behind, which its sync has measured",
    )
    gone = starters[8]
    await (await stage.shop()).call(
        "cancel_registration", registration_id=gone["registration_id"], public_token=gone["token"]
    )
    for number in (0, 1, 2):
        answer = await north.scan(starters[number])
        require(answer["result"] == "admitted", f"{starters[number]['holder']} should get in.")
    again = await north.scan(starters[0])
    require(again["result"] == "already_used", "a ticket admits once.")
    screen.done(
        NORTH,
        f"has a network, lets three in, and refuses a copy of {starters[0]['holder']}'s ticket",
        f"functions: scanner-scan → {again['result']}, first at {again['first_scan']['terminal']}",
    )
    now = datetime.fromisoformat(again["at"])
    for gate, ticket, seconds_ago in (
        (south, starters[3], 50),
        (south, starters[1], 40),
        (south, starters[4], 30),
        (east, starters[4], 20),
        (east, starters[5], 10),
        (east, gone, 0),
    ):
        gate.let_in(ticket, now - timedelta(seconds=seconds_ago))


async def _upload(stage: Stage, gates: dict[str, Gate]) -> None:
    """The network is back. The queues come in, one of them twice and turned round."""
    for gate in (gates[EAST], gates[SOUTH]):
        await gate.upload()
    gates[EAST].queue.reverse()
    repeated = await gates[EAST].upload()
    require(
        all(answer["status"] == "repeated" for answer in repeated),
        "what was uploaded before is no new scan.",
    )
    queued = len(gates[EAST].queue) + len(gates[SOUTH].queue)
    stage.screen.done(
        f"{EAST} and {SOUTH}",
        f"are back and send {queued} scans; one sends them twice, which changes nothing",
        "functions: scanner-scanlogs-batch",
    )


async def _truth(stage: Stage, event_id: str, starters: list[Row]) -> None:
    """What all scans come to: who was first, and what went wrong at which gate."""
    scans = await stage.organiser.read("scan_logs", "*", event_id=event_id)
    gates = {
        row["id"]: row["name"]
        for row in await stage.organiser.read(
            "scanner_terminals", "id,name", org_id=stage.event["org"]["org_id"]
        )
    }
    holders = {ticket["ticket_instance_id"]: ticket["holder"] for ticket in starters}
    by_id = {scan["id"]: scan for scan in scans}
    let_in = sorted(
        (scan for scan in scans if scan["is_accepted"]),
        key=lambda scan: (holders[scan["ticket_instance_id"]], scan["corrected_at"]),
    )
    stage.screen.table(
        ("who", "gate", "at", "", "first at"),
        [
            (
                holders[scan["ticket_instance_id"]],
                gates[scan["terminal_id"]],
                _time(scan["corrected_at"]),
                ANSWERS[scan["result"]],
                gates[by_id[scan["conflict_with"]]["terminal_id"]] if scan["conflict_with"] else "",
            )
            for scan in let_in
        ],
    )
    found = {
        (holders[scan["ticket_instance_id"]], gates[scan["terminal_id"]]): scan for scan in let_in
    }
    results = {key: scan["result"] for key, scan in found.items()}
    one, four, gone = (starters[number]["holder"] for number in (1, 4, 8))
    require(
        (results[one, SOUTH], results[one, NORTH]) == ("admitted", "already_used"),
        f"{one} was at {SOUTH} before {NORTH}.",
    )
    require(
        (results[four, SOUTH], results[four, EAST]) == ("admitted", "already_used"),
        f"{four} was at {SOUTH} before {EAST}, whatever its clock says.",
    )
    require(results[gone, EAST] == "stale_accept", f"{EAST} could not know that {gone} gave up.")
    conflicts = sum(scan["conflict_with"] is not None for scan in let_in)
    stage.screen.done(
        "The truth",
        f"is one: {conflicts} were let in on a ticket that somebody else had used before, 1 on a "
        "ticket that was given up after its gate's last sync",
        'table("scan_logs"), by corrected time',
    )


def _time(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(TIME_ZONE):%H:%M:%S}"


async def _kit(stage: Stage, gate: Gate, starter: Row) -> None:
    """What goes with a ticket is handed out, once."""
    [kits] = await stage.organiser.read(
        "checkin_lists", "id", event_id=gate.event_id, kind="kit_pickup"
    )
    ticket = {"event_id": gate.event_id, "ticket_instance_id": starter["ticket_instance_id"]}
    kit = await gate.ask("scanner-kit", **ticket)
    due = {"order_item_ids": [item["order_item_id"] for item in kit["items"]]}
    await gate.ask("scanner-hand-out", **ticket, **due, list_id=kits["id"])
    try:
        await gate.ask("scanner-hand-out", **ticket, **due, list_id=kits["id"])
    except Refusal as refusal:
        require(refusal.code == "already_handed_out", "a shirt is handed out once.")
        names = ", ".join(item["product"] for item in kit["items"])
        stage.screen.done(
            starter["holder"],
            f"gets what goes with the ticket: {names}; whoever asks again gets nothing",
            "functions: scanner-kit, scanner-hand-out → 409 already_handed_out",
        )
    else:
        require(is_so=False, otherwise="a shirt was handed out twice.")
