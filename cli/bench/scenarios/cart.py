"""Placing orders with all that an order can have: what does the logic of a full cart cost?"""

from __future__ import annotations

from functools import partial

from cli.bench.measure import Section, Variant, checks, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.scenarios.likeness import writes_same_rows


def run(bench: Bench) -> Section:
    """Compare 4 ticket types, 3 products and the 20 answers of 4 participants with bare inserts."""
    stage = bench.stage()
    stage.fill_copies()
    same_rows = writes_same_rows(
        bench, stage, jobs.full_orders(stage), jobs.bare_full_orders(stage)
    )
    measurements = bench.measure(
        [
            Variant("full cart", stage, partial(jobs.full_orders, stage)),
            Variant("bare inserts", stage, partial(jobs.bare_full_orders, stage)),
        ]
    )
    order, bare = measurements
    return Section(
        name="cart",
        title=f"Full cart: 4 types, 3 products, 20 answers; {jobs.FULL_CART_CLIENTS} connections",
        measurements=measurements,
        goals=[ratio("full cart / bare", order, bare, at_least=0.5)],
        checks=[*checks(measurements), same_rows],
    )
