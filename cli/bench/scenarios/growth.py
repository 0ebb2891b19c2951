"""The same work on 1x, 10x and 100x the data: does a full database cost more than a fresh one?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cli.bench.load import Job
from cli.bench.measure import Section, Variant, checks, cost
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.stage import Stage


def run(bench: Bench) -> Section:
    """Measure every kind of work on three stages, and compare the cost of one request."""
    stages = {factor: bench.stage(factor) for factor in bench.effort.sizes}
    writes: dict[str, Callable[[Stage], Job]] = {
        "create_order in SQL": lambda stage: jobs.orders(stage, jobs.ONE_TYPE),
        "create_order, full cart": jobs.full_orders,
        "create-order-public": jobs.orders_by_function,
        "create_order by PostgREST": jobs.orders_by_rest,
        "handle_payment_webhook": lambda stage: jobs.settlements(stage, bench.effort),
    }
    reads: dict[str, Callable[[Stage], Job]] = {
        "published events": jobs.published_events,
        "page of an event": jobs.pages_by_rest,
        "newest orders of three orgs": jobs.newest_orders,
    }
    variants = {
        (name, factor): Variant(f"{name}, {factor}x", stage, partial(make, stage), name in writes)
        for name, make in (writes | reads).items()
        for factor, stage in stages.items()
    }
    measurements = bench.measure(list(variants.values()))
    found = dict(zip(variants, measurements, strict=True))
    least = min(stages)
    return Section(
        name="growth",
        title="Growth: " + "; ".join(f"{factor}x = {s.size}" for factor, s in stages.items()),
        measurements=measurements,
        goals=[
            cost(f"{name}, {at}x / {least}x", found[name, at], found[name, least], at_most=1.3)
            for name in writes | reads
            for at in stages
            if at != least
        ],
        checks=checks(measurements),
    )
