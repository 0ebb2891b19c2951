"""Everything offered can be booked, and everything refused is refused with the same code.

Over restaurants, reservations and clocks drawn at random: what check_availability() answers is
tried with create_reservation(), slot by slot, each time from the same beginning.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dining.drawn import examples, restaurants, sizes
from tests.dining.restaurant import GUEST_CHANNELS, Restaurant, write

Row = dict[str, Any]

OFFERED = """
    select public.check_availability(
      location_id => %(location_id)s, date => %(day)s, party_size => %(party)s,
      channel => %(channel)s)
"""
BOOK = """
    select public.create_reservation(
      location_id => %(location_id)s, reservation_date => %(day)s, starts_at => %(starts_at)s,
      party_size => %(party)s, ticket_id => %(ticket_id)s, channel => %(channel)s,
      guest => '{"first_name": "Noor", "last_name": "Bakker", "email": "noor@example.test"}')
"""
KEPT = """
    select
      r.starts_at, r.ends_at, r.is_squeeze, r.shift_id::text, r.status,
      (select count(*) from dining.table_occupancy as o where o.reservation_id = r.id) > 0
    from dining.reservations as r
    where r.id = %s
"""


class Undone(Exception):
    """What was tried is to be as if it had not been."""


def book(conn: psycopg.Connection, asked: Row) -> tuple[str, Row]:
    """Try to book, and undo it: the code, and what was kept."""
    try:
        with conn.transaction():
            ((booked,),) = conn.execute(BOOK, asked).fetchall()
            (kept,) = conn.execute(KEPT, (booked["reservation_id"],)).fetchall()
            raise Undone
    except Undone:
        names = ("starts_at", "ends_at", "is_squeeze", "shift_id", "status", "has_table")
        return "available", dict(zip(names, kept, strict=True))
    except psycopg.Error as refused:
        return json.loads(refused.diag.message_detail or "{}")["code"], {}


def to_try(slots: list[Row]) -> Iterator[list[Row]]:
    """Slots by moment and ticket: a few that are free, and one of each reason why not."""
    seen: dict[str, int] = defaultdict(int)
    moments: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for slot in slots:
        moments[slot["starts_at"], slot["ticket_id"]].append(slot)
    for same in moments.values():
        kind = min(slot["slot_type"] + slot["reason_code"] for slot in same)
        seen[kind] += 1
        if seen[kind] <= (4 if any(slot["available"] for slot in same) else 1):
            yield same


@pytest.mark.usefixtures("staff")
@examples(50)
@given(drawn=restaurants(), party=sizes, channel=st.sampled_from(GUEST_CHANNELS))
def test_what_is_offered_can_be_booked_and_nothing_else(
    conn: psycopg.Connection,
    org_id: UUID,
    drawn: tuple[Restaurant, date, datetime],
    party: int,
    channel: str,
) -> None:
    place, day, now = drawn
    with conn.transaction(force_rollback=True):
        conn.execute("select set_config('app.now', %s, true)", (now.isoformat(),))
        write(conn, org_id, place)
        for size, by in ((party, channel), (party, "phone"), (2, channel), (2, "walk_in")):
            asked: Row = {"location_id": place.id, "day": day, "party": size, "channel": by}
            ((slots,),) = conn.execute(OFFERED, asked).fetchall()
            for same in to_try(slots):
                assert_kept(conn, asked, same)
            if slots and by == channel:
                between = datetime.fromisoformat(slots[0]["starts_at"]) + timedelta(minutes=7)
                wish = asked | {"starts_at": between, "ticket_id": slots[0]["ticket_id"]}
                assert book(conn, wish)[0] == "slot_not_found"


def assert_kept(conn: psycopg.Connection, asked: Row, same: list[Row]) -> None:
    """The slots of one moment and ticket are what booking them makes of them."""
    wish = asked | {name: same[0][name] for name in ("starts_at", "ticket_id")}
    code, kept = book(conn, wish)
    free = [slot for slot in same if slot["available"]]
    assert code in {slot["reason_code"] for slot in free or same}, wish
    if free:
        (slot,) = (slot for slot in free if slot["shift_id"] == kept["shift_id"])
        assert kept == {
            "starts_at": datetime.fromisoformat(slot["starts_at"]),
            "ends_at": datetime.fromisoformat(slot["ends_at"]),
            "is_squeeze": slot["slot_type"] == "squeeze",
            "shift_id": slot["shift_id"],
            "status": "confirmed",
            "has_table": True,
        }
