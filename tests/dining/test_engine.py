"""The engine in SQL and the slow reference agree on restaurants drawn at random."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dining.drawn import examples, restaurants, sizes
from tests.dining.reference import Reference
from tests.dining.restaurant import CHANNELS, Restaurant, thing, write

ENGINE = """
    select s.slot_at, s.shift_id, s.ticket_id, s.stays_until, s.slot_type, s.reason_code
    from dining.locations as l
    cross join lateral dining.find_slots(
      l, %(day)s, %(day)s, %(party)s, null, %(channel)s::dining.channel) as s
    where l.id = %(location_id)s
"""


@examples(150)
@given(drawn=restaurants(), party=sizes, channel=st.sampled_from(CHANNELS))
def test_engine_and_reference_agree(
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
        found = conn.execute(
            ENGINE, {"day": day, "party": party, "channel": channel, "location_id": place.id}
        ).fetchall()
    assert sorted(found) == Reference(place, now).slots(day, party, channel)


@pytest.mark.parametrize(
    ("kind", "expected"), [("block", {"available", "closed"}), ("allow", {"tables_full", "closed"})]
)
def test_a_rule_may_lie_in_the_hour_that_clocks_skip(
    conn: psycopg.Connection, org_id: UUID, kind: str, expected: set[str]
) -> None:
    day = date(2026, 3, 29)
    area = thing()
    table = thing(area_id=area["id"], max_capacity=4)
    shift = thing(short_name="S", start_time=time(1), end_time=time(6), days_of_week=[7])
    ticket = thing(short_name="T", duration_minutes=60, booking_min_advance_minutes=0)
    place = Restaurant(
        "Europe/Amsterdam",
        areas=[area],
        tables=[table],
        shifts=[shift],
        tickets=[ticket],
        shift_tickets=[thing(shift_id=shift["id"], ticket_id=ticket["id"])],
        rules=[
            thing(
                table_id=table["id"],
                rule_type=kind,
                start_date=day,
                end_date=day,
                start_time=time(2, 30),
                end_time=time(3),
            )
        ],
    )
    conn.execute("select set_config('app.now', '2026-03-28T12:00Z', true)")
    write(conn, org_id, place)
    asked = {"day": day, "party": 2, "channel": "widget", "location_id": place.id}
    assert {row[-1] for row in conn.execute(ENGINE, asked)} == expected
