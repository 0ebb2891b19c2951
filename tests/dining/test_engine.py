"""The engine in SQL and the slow reference agree on restaurants drawn at random."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dining.drawn import restaurants, sizes
from tests.dining.reference import Reference
from tests.dining.restaurant import CHANNELS, Restaurant, write

ENGINE = """
    select s.slot_at, s.shift_id, s.ticket_id, s.stays_until, s.slot_type, s.reason_code
    from dining.locations as l
    cross join lateral dining.find_slots(
      l, %(day)s, %(day)s, %(party)s, null, %(channel)s::dining.channel) as s
    where l.id = %(location_id)s
"""


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
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
