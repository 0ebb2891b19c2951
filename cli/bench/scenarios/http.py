"""Placing orders through the gateway: by the function that shops call, and by PostgREST."""

from __future__ import annotations

from functools import partial

from cli.bench.measure import Section, Variant, checks, rate, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.scenarios.checkout import PRETIX
from cli.bench.world import FREE, PRICED


def run(bench: Bench) -> Section:
    """Compare one ticket type with 64 in both ways, and PostgREST with bare inserts."""
    stage = bench.stage()
    stage.fill_copies()
    kinds = {
        "create-order-public, one type": partial(jobs.orders_by_function, stage),
        "create-order-public, 64 types": partial(jobs.orders_by_function, stage, FREE),
        "PostgREST, one type": partial(jobs.orders_by_rest, stage),
        "PostgREST, 64 types": partial(jobs.orders_by_rest, stage, PRICED),
        "PostgREST, bare inserts": partial(jobs.bare_orders_by_rest, stage),
    }
    measurements = bench.measure([Variant(name, stage, job) for name, job in kinds.items()])
    function, function_spread, rest, rest_spread, bare = measurements
    return Section(
        name="http",
        title=f"Checkout over HTTP, {jobs.HTTP_CLIENTS} clients",
        measurements=measurements,
        goals=[
            rate("create-order-public, 15 x pretix", function, at_least=15 * PRETIX),
            rate("PostgREST, 15 x pretix", rest, at_least=15 * PRETIX),
            ratio("create-order-public, hot / 64", function, function_spread, at_least=0.9),
            ratio("PostgREST, hot / 64", rest, rest_spread, at_least=0.9),
            ratio("PostgREST, hot / bare", rest, bare, at_least=0.5),
        ],
        checks=checks(measurements),
    )
