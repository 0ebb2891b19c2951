"""A large event at a glance, against reading its tickets once."""

from __future__ import annotations

from functools import partial

from cli.bench.measure import Section, Variant, checks, cost
from cli.bench.run import Bench
from cli.bench.scenarios import jobs

LIMIT = 2.0


def run(bench: Bench) -> Section:
    """Compare `event_dashboard` with one index scan of the event's tickets, in SQL."""
    stage = bench.large_stage()
    _, orders = bench.effort.large
    measurements = bench.measure(
        [
            Variant("event_dashboard", stage, partial(jobs.dashboards, stage), writes=False),
            Variant("one scan of the tickets", stage, partial(jobs.scans, stage), writes=False),
        ]
    )
    seen, scanned = measurements
    return Section(
        name="dashboard",
        title=f"Dashboard: an event with {2 * orders:,} tickets, 1 client",
        measurements=measurements,
        goals=[cost("dashboard / scan", seen, scanned, at_most=LIMIT)],
        checks=checks(measurements),
    )
