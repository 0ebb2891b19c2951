"""The platform at a glance: figures kept per org, against reading those figures once."""

from __future__ import annotations

from functools import partial

from cli.bench.measure import Goal, Section, Variant, checks, cost
from cli.bench.run import Bench
from cli.bench.scenarios import jobs

LIMIT = 3.0
FOLDED_PER_SECOND = 5_000


def run(bench: Bench) -> Section:
    """Compare `platform_dashboard` with one index scan of the figures that it reads, in SQL.

    Beside it, how fast the sweep makes figures out of what happened.
    """
    stage = bench.platform_stage()
    orgs, orders = bench.effort.platform
    measurements = bench.measure(
        [
            Variant("platform_dashboard", stage, partial(jobs.boards, stage), writes=False),
            Variant("one scan of the figures", stage, partial(jobs.figures, stage), writes=False),
        ]
    )
    seen, scanned = measurements
    ((folded,),) = stage.call("fold_figures", max(1_000, orders // 20))
    return Section(
        name="platform",
        title=f"Platform: {orgs:,} orgs, {orders:,} orders, 1 client",
        measurements=measurements,
        goals=[
            cost("dashboard / scan of the figures", seen, scanned, at_most=LIMIT),
            Goal("changes folded per second", [float(folded)], FOLDED_PER_SECOND, unit="/s"),
        ],
        checks=checks(measurements),
    )
