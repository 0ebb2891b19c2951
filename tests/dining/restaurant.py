"""A restaurant as data: what the tests draw at random, write into a database, and think through."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

GUEST_CHANNELS = ("widget", "google", "third_party")
CHANNELS = (*GUEST_CHANNELS, "phone", "walk_in")


def thing(**values: Any) -> dict[str, Any]:
    """A row with an id."""
    return {"id": uuid4()} | values


@dataclass
class Restaurant:
    """One location with its setup and reservations, as rows."""

    time_zone: str
    settings: dict[str, Any] = field(default_factory=dict)
    areas: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    shifts: list[dict[str, Any]] = field(default_factory=list)
    exceptions: list[dict[str, Any]] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    shift_tickets: list[dict[str, Any]] = field(default_factory=list)
    reservations: list[dict[str, Any]] = field(default_factory=list)
    id: UUID = field(default_factory=uuid4)

    def instants(self, local: datetime) -> list[datetime]:
        """The moments at which a clock there shows `local`: none, one or two."""
        zone = ZoneInfo(self.time_zone)
        found = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == local)

    def wall(self, day: date, at: time, after: time | None = None) -> datetime:
        """The moment of a wall-clock time; on the next day if it is not after `after`.

        A skipped time is read with the offset before it, one that comes twice is the second.
        """
        local = datetime.combine(day, at)
        if after is not None and at <= after:
            local += timedelta(days=1)
        both = self.instants(local)
        if both:
            return both[-1]
        return local.replace(tzinfo=ZoneInfo(self.time_zone), fold=0).astimezone(UTC)


def _insert(conn: psycopg.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        conn.execute(
            sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier("dining", table),
                sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join(map(sql.Placeholder, row)),
            ),
            row,
        )


def write(conn: psycopg.Connection, org_id: UUID, place: Restaurant) -> None:
    """Write a restaurant into the database, as it is."""
    own = {"org_id": org_id}
    there = own | {"location_id": place.id}
    conn.execute(
        "insert into dining.locations (org_id, id, name, time_zone) values (%s, %s, %s, %s)",
        (org_id, place.id, f"Restaurant {place.id}", place.time_zone),
    )
    for name, value in place.settings.items():
        conn.execute(
            sql.SQL("update dining.reservation_settings set {} = %s where location_id = %s").format(
                sql.Identifier(name)
            ),
            (value, place.id),
        )
    ((policy_set_id,),) = conn.execute(
        "select id from dining.policy_sets where location_id = %s", (place.id,)
    ).fetchall()
    conn.execute(
        "update dining.tickets set is_active = false, is_default = false where location_id = %s",
        (place.id,),
    )
    named = [
        ("areas", place.areas),
        ("tables", place.tables),
        (
            "table_groups",
            [{k: v for k, v in group.items() if k != "members"} for group in place.groups],
        ),
        ("shifts", place.shifts),
        ("tickets", [row | {"policy_set_id": policy_set_id} for row in place.tickets]),
    ]
    for table, rows in named:
        _insert(
            conn,
            table,
            [there | {"name": str(row["id"])} | row for row in rows],
        )
    _insert(
        conn,
        "table_group_members",
        [
            there | {"table_group_id": group["id"], "table_id": table_id}
            for group in place.groups
            for table_id in group["members"]
        ],
    )
    _insert(conn, "table_availability_rules", [there | row for row in place.rules])
    _insert(conn, "shift_exceptions", [there | row for row in place.exceptions])
    _insert(conn, "shift_tickets", [there | row for row in place.shift_tickets])
    for row in place.reservations:
        _reserve(conn, there, row)


# The states on the way to one that no reservation begins with.
WAYS = {
    "seated": ("confirmed", "seated"),
    "completed": ("confirmed", "seated", "completed"),
    "cancelled": ("confirmed", "cancelled"),
}


def _reserve(conn: psycopg.Connection, there: dict[str, Any], row: dict[str, Any]) -> None:
    first, *rest = WAYS.get(row["status"], (row["status"],))
    ends = ("seated_at", "completed_at", "cancelled_at", "cancelled_by")
    filled = {
        "reservation_number": str(row["id"]),
        "language": "nl",
        "terms": json.dumps({}),
        "public_token_hash": row["id"].bytes,
    }
    begun = {name: value for name, value in row.items() if name not in ends}
    _insert(conn, "reservations", [there | filled | begun | {"status": first}])
    for status in rest:
        conn.execute(
            """
            update dining.reservations
            set status = %(status)s::dining.reservation_status,
              seated_at = case when %(status)s in ('seated', 'completed') then core.clock() end,
              completed_at = case when %(status)s = 'completed' then core.clock() end,
              cancelled_at = case when %(status)s = 'cancelled' then core.clock() end,
              cancelled_by = case when %(status)s = 'cancelled' then 'guest' end
            where id = %(id)s
            """,
            {"status": status, "id": row["id"]},
        )
