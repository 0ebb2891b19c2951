"""What staff are told about availability: the engine's own answer, with what decided it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dining.drawn import examples, restaurants, sizes
from tests.dining.restaurant import CHANNELS, Restaurant, write

ASKED = "select public.{}(location_id => %s, date => %s, party_size => %s, channel => %s)"

# What the blocking reservations of a slot must add up to, with a party of this size.
SUMS: dict[str, Callable[[list[dict[str, Any]], int], int]] = {
    "pacing_covers_full": lambda rows, party: sum(row["party_size"] for row in rows) + party,
    "pacing_arrivals_full": lambda rows, _: len(rows) + 1,
    "max_covers_reached": lambda rows, party: sum(row["party_size"] for row in rows) + party,
    "overbooking_limit": lambda rows, party: sum(row["party_size"] for row in rows) + party,
    "squeeze_limit": lambda rows, _: len(rows) + 1,
}


@pytest.mark.usefixtures("staff")
@examples(60)
@given(drawn=restaurants(), party=sizes, channel=st.sampled_from(CHANNELS))
def test_explanations_cannot_disagree(
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
        asked = (place.id, day, party, channel)
        (offered,) = conn.execute(ASKED.format("check_availability"), asked).fetchone() or ()
        (explained,) = conn.execute(ASKED.format("explain_availability"), asked).fetchone() or ()
        limits = conn.execute(
            "select id, pacing_covers_limit, pacing_arrivals_limit, max_covers_total"
            " from dining.shift_tickets where location_id = %s",
            (place.id,),
        ).fetchall()
    plain = [{key: slot[key] for key in offered[0]} for slot in explained]
    assert plain == offered
    for slot in explained:
        assert_explains(slot, party, {str(row[0]) for row in limits})


def assert_explains(slot: dict[str, Any], party: int, offers: set[str]) -> None:
    """The numbers add up, and the rule is the one that the reason speaks of."""
    reason, rules, blocking = slot["reason_code"], slot["rules"], slot["blocking"]
    if reason == "available":
        assert (slot["limit"], slot["value"], rules, blocking) == (None, None, [], [])
    elif reason in SUMS:
        assert slot["value"] == SUMS[reason](blocking, party) > slot["limit_value"]
        assert rules
        if reason != "squeeze_limit":
            assert rules[0] == {"table": "shift_tickets", "id": rules[0]["id"]}
            assert rules[0]["id"] in offers
    elif reason == "tables_full":
        assert slot["value"] == 0 or rules or blocking
    elif reason == "cut_off":
        assert bool(rules) == (slot["limit"] is not None)
    else:
        assert reason in ("closed", "channel_blocked")
        assert rules
        assert all(rule["id"] for rule in rules)
