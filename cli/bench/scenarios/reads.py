"""Listings through PostgREST, against the same queries without row level security."""

from __future__ import annotations

from collections.abc import Callable

from cli.bench.load import Job
from cli.bench.measure import Section, Variant, checks, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs

WITHOUT = ", without RLS"


def run(bench: Bench) -> Section:
    """Compare each listing with its twin; without RLS the query names the orgs itself."""
    stage = bench.stage(max(bench.effort.sizes))
    pairs: dict[str, tuple[Callable[[], Job], Callable[[], Job]]] = {
        "published events": (
            lambda: jobs.published_events(stage),
            lambda: jobs.published_events(stage, "bench_published_events"),
        ),
        "newest orders of three orgs": (
            lambda: jobs.newest_orders(stage),
            lambda: jobs.newest_orders(stage, "bench_orders", name_orgs=True),
        ),
        "newest orders of one org": (
            lambda: jobs.orders_of_one_org(stage),
            lambda: jobs.orders_of_one_org(stage, "bench_orders"),
        ),
    }
    variants = []
    for name, (job, twin) in pairs.items():
        variants.append(Variant(name, stage, job, writes=False))
        variants.append(Variant(name + WITHOUT, stage, twin, writes=False))
    measurements = bench.measure(variants)
    found = {measurement.name: measurement for measurement in measurements}
    return Section(
        name="reads",
        title=f"Listings through PostgREST: {stage.size}, {jobs.READ_CLIENTS} clients",
        measurements=measurements,
        goals=[
            ratio(f"{name}, with / without", found[name], found[name + WITHOUT], at_least=0.8)
            for name in pairs
        ],
        checks=checks(measurements),
    )
