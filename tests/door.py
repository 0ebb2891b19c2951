"""What tests of the door do: sell tickets, set up terminals, log in, scan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.shop import Person, Row, Sale, Shop, expect, until


@dataclass(frozen=True)
class Door:
    """An event's door: who owns it, and its tickets."""

    shop: Shop
    sale: Sale

    def tickets(self, quantity: int = 1, **order: object) -> list[Row]:
        """Sell tickets for nothing by staff; return their `id`, `code` and `qr_token`."""
        made = expect(
            self.shop.rpc(
                "create_staff_order",
                self.sale.owner.token,
                event_id=self.sale.event_id,
                items=order.pop("items", None) or self.sale.cart(quantity),
                email=f"{uuid4()}@example.test",
                settlement="complimentary",
                **order,
            )
        )
        return until(
            "its tickets are signed",
            lambda: self.tickets_of(made["order_id"]),
            lambda found: all(ticket["qr_token"] for ticket in found),
        )

    def tickets_of(self, order_id: str) -> list[Row]:
        """The tickets of an order as the database has them."""
        with self.shop.database() as connection:
            found = connection.execute(
                "select id::text, order_id::text, code, qr_token, status::text"
                " from sales.ticket_instances where order_id = %s order by id",
                [order_id],
            ).fetchall()
        names = ("id", "order_id", "code", "qr_token", "status")
        return [dict(zip(names, row, strict=True)) for row in found]

    def status(self, ticket: Row) -> str:
        """Where a ticket stands."""
        return str(
            self.shop.ask(
                "select status::text from sales.ticket_instances where id = %s", ticket["id"]
            )
        )

    def entrance(self, **more: object) -> Row:
        """The default check-in list of the event, or another one, which is made."""
        token = self.sale.owner.token
        if more:
            its_event = {"org_id": self.sale.org_id, "event_id": self.sale.event_id}
            return self.shop.insert("checkin_lists", token, **its_event, **more)
        of_event = {"event_id": f"eq.{self.sale.event_id}", "is_default": "is.true"}
        (found,) = self.shop.rows("checkin_lists", token, **of_event)
        return found

    def terminal(self, *event_ids: str, **more: object) -> Row:
        """Make a terminal for the event, or for others; return it with its `code`."""
        body: Row = {
            "org_id": self.sale.org_id,
            "name": "Gate",
            "event_ids": list(event_ids) or [self.sale.event_id],
        }
        made: Row = expect(self.shop.rpc("create_terminal", self.sale.owner.token, **(body | more)))
        return made

    def log_in(self, terminal: Row, device_id: str | None = None) -> Row:
        """Log a device in with a terminal's code; return the session with its `device_id`."""
        device_id = device_id or str(uuid4())
        opened: Row = expect(
            self.shop.function("scanner-login", code=terminal["code"], device_id=device_id)
        )
        return opened | {"device_id": device_id}

    def device(self) -> str:
        """Log a new device in with a new terminal; return its access token."""
        return str(self.log_in(self.terminal())["access_token"])

    def ask(self, token: str, ticket: Row | str, **more: object) -> httpx.Response:
        """Ask to scan a ticket, or what a code says."""
        body: Row = {"token": ticket if isinstance(ticket, str) else ticket["qr_token"]}
        return self.shop.http.post(
            f"{self.shop.stack.api_url}/rest/v1/rpc/scan_ticket",
            json=body | {"event_id": self.sale.event_id} | more,
            headers=self.shop.headers(token),
        )

    def scan(self, token: str, ticket: Row | str, **more: object) -> Row:
        """Scan a ticket; return the answer."""
        answer: Row = expect(self.ask(token, ticket, **more))
        return answer

    def override(self, ticket: Row, action: str, **more: object) -> Row:
        """Overrule the door as the owner."""
        body: Row = {"ticket_instance_id": ticket["id"], "action": action, "reason": "Test"}
        answer: Row = expect(
            self.shop.rpc("override_admission", self.sale.owner.token, **(body | more))
        )
        return answer

    def logs(self, **filters: str) -> list[Row]:
        """The scans of the event, oldest first."""
        return self.shop.rows(
            "scan_logs",
            self.sale.owner.token,
            event_id=f"eq.{self.sale.event_id}",
            order="received_at,id",
            **filters,
        )

    def staff(self, role: str) -> Person:
        """A member of the org in a role."""
        person = self.shop.person()
        self.shop.ask(
            "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
            *(self.sale.org_id, person.user_id, role),
        )
        return person


def open_door(shop: Shop, **ticket_type: object) -> Door:
    """An event on sale, with its door."""
    return Door(shop, shop.sale(**({"price": 0, "capacity": None} | ticket_type)))


def moment(text: Any) -> datetime:
    """A moment of an answer."""
    return datetime.fromisoformat(str(text)).astimezone(UTC)
