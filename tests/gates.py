"""Gates of an event: devices that scan its tickets, with and without a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.shop import Row, Sale, Shop, expect

Log = dict[str, Any]

PER_ORDER = 20
"""Tickets that are ordered together."""


@dataclass(frozen=True)
class Gate:
    """A device of staff at an event. It knows what its syncs told it, and queues what it scans."""

    shop: Shop
    sale: Sale
    device_id: str = field(default_factory=lambda: str(uuid4()))
    tickets: dict[str, Row] = field(default_factory=dict)
    """What it knows of tickets, by the hash of their code."""
    last: Row = field(default_factory=dict)
    """The last page of its last sync."""

    def page(self, since: str | None = None, **more: object) -> httpx.Response:
        """Ask for one page of a sync."""
        asked = {"event_id": self.sale.event_id, "device_id": self.device_id, "since": since}
        return self.shop.rpc("sync_scanner", self.sale.owner.token, **(asked | more))

    def sync(self, **more: object) -> list[Row]:
        """Sync to the end; return the tickets that came, those that came twice twice."""
        came: list[Row] = []
        while True:
            page = expect(self.page(self.last.get("cursor"), **more))
            came += page["tickets"]
            self.last.clear()
            self.last.update(page)
            if page["is_complete"]:
                break
        self.tickets.update({ticket["hash"]: ticket for ticket in came})
        return came

    def log(self, ticket: Row | str, at: datetime, **more: object) -> Log:
        """A scan that let somebody in, as it waits in the device."""
        code = ticket if isinstance(ticket, str) else ticket["code"]
        made = {"id": str(uuid4()), "token": code, "scanned_at": at.isoformat()}
        return made | {"result": "admitted"} | more

    def upload(self, logs: Sequence[Log], **more: object) -> list[Row]:
        """Upload scans; return what is said of each."""
        return list(expect(self.try_upload(logs, **more)))

    def try_upload(self, logs: Sequence[Log], **more: object) -> httpx.Response:
        """Upload scans."""
        asked = {"event_id": self.sale.event_id, "device_id": self.device_id, "logs": logs}
        return self.shop.rpc("upload_scan_logs", self.sale.owner.token, **(asked | more))


def open_gates(shop: Shop, tickets: int, **ticket_type: object) -> tuple[Sale, list[Row]]:
    """An event that lets people in now, and so many of its tickets, which are free."""
    sale = shop.sale(**({"price": 0, "capacity": 1000, "max_per_order": 100} | ticket_type))
    return sale, list(issue(shop, sale, tickets))


def issue(shop: Shop, sale: Sale, count: int) -> Iterable[Row]:
    """Order free tickets; yield them with `code`."""
    while count > 0:
        order = expect(shop.order(sale, min(count, PER_ORDER)))
        yield from expect(shop.rpc("get_tickets", public_token=order["public_token"]))
        count -= PER_ORDER


def scan(gate: Gate, ticket: Row, **more: object) -> Row:
    """Scan a ticket online."""
    shop, sale = gate.shop, gate.sale
    asked = {"event_id": sale.event_id, "device_id": gate.device_id, "token": ticket["code"]}
    answer = shop.http.post(
        f"{shop.stack.api_url}/rest/v1/rpc/scan_ticket",
        json=asked | more,
        headers=shop.headers(sale.owner.token),
    )
    return dict(expect(answer))


def call_off(shop: Shop, sale: Sale, order_id: str) -> None:
    """Cancel an order: its tickets are void."""
    asked = {"order_id": order_id, "refund": "none", "reason": "Ill"}
    expect(shop.rpc("cancel_order", sale.owner.token, **asked))


def hash_of(code: str) -> str:
    """What a device finds a ticket by."""
    digest = hashlib.sha256(code.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:22]


def ago(seconds: float) -> datetime:
    """A moment that has just been."""
    return datetime.now(UTC) - timedelta(seconds=seconds)
