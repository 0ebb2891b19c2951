"""Placing orders in SQL: does one hot ticket type sell as fast as 64, and what does logic cost?"""

from __future__ import annotations

from functools import partial
from typing import Final

from cli.bench.measure import Goal, Measurement, Section, Variant, checks, rate, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.scenarios.likeness import writes_same_rows
from cli.bench.stage import CLOUD_DISK
from cli.bench.world import PRICED

PRETIX: Final = 34
"""Orders a second over HTTP of pretix 2026.8, tuned, on the same kind of machine."""
HOT: Final = "one hot ticket type"
SPREAD: Final = "64 ticket types"
BARE: Final = "bare inserts"
DISKS: Final = {"": 0, ", slow disk": CLOUD_DISK}


def run(bench: Bench) -> Section:
    """Compare one ticket type with 64, and with bare inserts, on a fast and on a slow disk."""
    stage = bench.stage()
    stage.fill_copies()
    same_rows = writes_same_rows(
        bench, stage, jobs.orders(stage, jobs.ONE_TYPE), jobs.bare_orders(stage, jobs.ONE_TYPE)
    )
    kinds = {
        HOT: partial(jobs.orders, stage, jobs.ONE_TYPE),
        SPREAD: partial(jobs.orders, stage, PRICED),
        BARE: partial(jobs.bare_orders, stage, jobs.ONE_TYPE),
    }
    measurements = bench.measure(
        [
            Variant(name + disk, stage, job, commit_delay=delay)
            for disk, delay in DISKS.items()
            for name, job in kinds.items()
        ]
    )
    found = {measurement.name: measurement for measurement in measurements}
    return Section(
        name="checkout",
        title=f"Checkout: sales.create_order in SQL, {jobs.SQL_CLIENTS} connections",
        measurements=measurements,
        goals=_goals(found),
        checks=[*checks(measurements), same_rows],
    )


def _goals(found: dict[str, Measurement]) -> list[Goal]:
    ratios = [
        ratio(f"hot / {short}{disk}", found[HOT + disk], found[other + disk], at_least=limit)
        for disk in DISKS
        for short, other, limit in (("64", SPREAD, 0.9), ("bare", BARE, 0.5))
    ]
    return [*ratios, rate("hot, 40 x pretix", found[HOT], at_least=40 * PRETIX)]
