"""Restaurants: what asking for a free table costs on a full evening, and what booking one does."""

from __future__ import annotations

from functools import partial
from typing import Final

from cli.bench.measure import Section, Variant, checks, processor_cost, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.scenarios.likeness import writes_same_rows

MANY: Final = range(1, 65)
ONE: Final = range(65, 66)
WRITTEN: Final = (
    "dining.customers",
    "dining.reservations",
    "dining.table_occupancy",
    "core.audit_log",
    "core.outbox_events",
)


def run(bench: Bench) -> Section:
    """Compare availability with a bare read of the evening, and bookings with bare inserts."""
    stage = bench.dining_stage()
    reservations, per_day = bench.effort.reserved
    same_rows = writes_same_rows(
        bench, stage, jobs.bookings(stage, MANY), jobs.bare_bookings(stage, MANY), WRITTEN
    )
    asking = {
        "check_availability": jobs.wishes,
        "the same, 31 days": jobs.months,
        "reservations of the day, bare read": jobs.evenings,
        "PostgREST": jobs.wishes_by_rest,
    }
    asked = bench.measure(
        [Variant(name, stage, partial(job, stage), writes=False) for name, job in asking.items()]
    )
    booked = bench.measure(
        [
            Variant(f"{name}, {where}", stage, partial(job, stage, places))
            for where, places in (("one date", ONE), ("64 restaurants", MANY))
            for name, job in (
                ("create_reservation", jobs.bookings),
                ("bare inserts", jobs.bare_bookings),
            )
        ]
    )
    slots, days, evening, _ = asked
    _, _, many, bare_many = booked
    return Section(
        name="dining",
        title=(
            f"Dining: {reservations:,} reservations, {per_day} of the day;"
            f" 200 tables, 40 groups, 3 shifts"
        ),
        measurements=[*asked, *booked],
        goals=[
            processor_cost("availability / bare read", slots, evening, at_most=4),
            processor_cost("31 days / one day", days, slots, at_most=20),
            ratio("booking / bare, 64 restaurants", many, bare_many, at_least=0.3),
        ],
        checks=[*checks([*asked, *booked]), same_rows],
    )
