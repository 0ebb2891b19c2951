"""What tests of reservations build and do: over HTTP, as restaurants and their guests would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.shop import Person, Row, Shop, expect, until

GUEST: Row = {"first_name": "Noor", "last_name": "Bakker", "email": "noor@example.test"}


@dataclass(frozen=True)
class Table:
    """A restaurant in Amsterdam with one table for four, open from 18:00 to 23:00 every day."""

    shop: Shop
    owner: Person
    org_id: str
    location_id: str
    area_id: str
    table_id: str
    shift_id: str
    ticket_id: str
    policy_set_id: str
    shift_ticket_id: str
    date: str

    def rpc(self, function: str, token: str | None = None, **parameters: object) -> httpx.Response:
        """Call a function, as a visitor unless a token is given."""
        return self.shop.rpc(function, token, **parameters)

    def slots(self, party_size: int = 2, **more: object) -> dict[str, str]:
        """The reason code of each time of the evening."""
        asked = {"location_id": self.location_id, "date": self.date, "party_size": party_size}
        found = expect(self.rpc("check_availability", None, **asked | more))
        return {slot["time"]: slot["reason_code"] for slot in found}

    def book(self, time: str | None = "19:00", party_size: int = 2, **more: Any) -> httpx.Response:
        """Book as a guest of the widget."""
        asked: Row = {
            "location_id": self.location_id,
            "reservation_date": self.date,
            "start_time": time,
            "party_size": party_size,
            "guest": GUEST | {"email": f"{uuid4()}@example.test"},
            "language": "en",
        }
        token = more.pop("token", None)
        return self.rpc("create_reservation", token, **asked | more)

    def call_in(self, time: str | None = "19:00", party_size: int = 2, **more: Any) -> Row:
        """Book as staff who were called."""
        asked = {"channel": "phone", "token": self.owner.token}
        return dict(expect(self.book(time, party_size, **asked | more)))

    def change(self, view: str, row_id: str, **changes: object) -> Row:
        """Change a row as the owner."""
        (row,) = self.shop.update(view, self.owner.token, dict(changes), id=f"eq.{row_id}")
        return row

    def colleague(self, role: str) -> Person:
        """Somebody new who works there."""
        person = self.shop.person()
        with self.shop.database() as connection:
            connection.execute(
                "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
                [self.org_id, person.user_id, role],
            )
        return person

    def settle_on(self, **changes: object) -> None:
        """Change the settings of the location."""
        self.shop.update(
            "reservation_settings",
            self.owner.token,
            dict(changes),
            location_id=f"eq.{self.location_id}",
        )

    def more_tables(self, *sizes: int) -> list[str]:
        """More tables, for parties from one person up to these sizes."""
        return [
            str(
                self.shop.insert(
                    "tables",
                    self.owner.token,
                    org_id=self.org_id,
                    location_id=self.location_id,
                    area_id=self.area_id,
                    name=f"Table {uuid4()}",
                    max_capacity=size,
                )["id"]
            )
            for size in sizes
        ]

    def move(self, booked: Row, status: str, **more: object) -> httpx.Response:
        """Move a reservation to another status, as staff."""
        return self.rpc(
            "transition_reservation_status",
            self.owner.token,
            reservation_id=booked["reservation_id"],
            new_status=status,
            **more,
        )

    def row(self, booked: Row) -> Row:
        """The reservation as staff see it."""
        (row,) = self.shop.rows(
            "reservations", self.owner.token, id=f"eq.{booked['reservation_id']}"
        )
        return row

    def wait_for(self, booked: Row, status: str) -> None:
        """Wait until a reservation has come to a status."""
        until(
            f"reservation {booked['reservation_number']} is {status}",
            lambda: self.row(booked)["status"],
            lambda seen: seen == status,
        )


def open_table(
    shop: Shop,
    *,
    of: tuple[Person, str] | None = None,
    time_zone: str = "Europe/Amsterdam",
    **policy: object,
) -> Table:
    """Open a restaurant, of an owner and org or of new ones; `policy` are columns of its policy."""
    owner = of[0] if of else shop.person()
    org_id = of[1] if of else shop.org(owner, "Eethuis")
    token = owner.token
    location = shop.insert(
        "locations", token, org_id=org_id, name="De Haven", time_zone=time_zone, city="Amsterdam"
    )
    there = {"org_id": org_id, "location_id": location["id"]}
    area = shop.insert("areas", token, name="Restaurant", **there)
    table = shop.insert("tables", token, name="1", area_id=area["id"], max_capacity=4, **there)
    shift = shop.insert(
        "shifts",
        token,
        name="Diner",
        short_name="D",
        start_time="18:00",
        end_time="23:00",
        days_of_week=[1, 2, 3, 4, 5, 6, 7],
        **there,
    )
    (ticket,) = shop.rows("tickets", token, location_id=f"eq.{location['id']}")
    offer = shop.insert(
        "shift_tickets", token, shift_id=shift["id"], ticket_id=ticket["id"], **there
    )
    made = Table(
        shop=shop,
        owner=owner,
        org_id=org_id,
        location_id=location["id"],
        area_id=area["id"],
        table_id=table["id"],
        shift_id=shift["id"],
        ticket_id=ticket["id"],
        policy_set_id=ticket["policy_set_id"],
        shift_ticket_id=offer["id"],
        date=(datetime.now(UTC) + timedelta(days=10)).date().isoformat(),
    )
    if policy:
        made.change("policy_sets", made.policy_set_id, **policy)
    return made


def count_again(shop: Shop) -> None:
    """Let the numbers of guests be those of their reservations, after a test made some up."""
    shop.ask(
        """
        update dining.customers as c
        set total_visits = n.visits, no_show_count = n.no_shows, cancel_count = n.cancelled
        from dining.promise_guests as p
        cross join lateral (
          select
            count(*) filter (where r.status = 'completed') as visits,
            count(*) filter (where r.status = 'no_show') as no_shows,
            count(*) filter (where r.status = 'cancelled') as cancelled
          from dining.reservations as r
          where r.customer_id = p.customer_id
        ) as n
        where c.id = p.customer_id
        """
    )
