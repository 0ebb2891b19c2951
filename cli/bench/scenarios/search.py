"""Finding an order among very many: by address, number and name, against one index alone."""

from __future__ import annotations

from functools import partial
from typing import Final

from cli.bench.measure import Section, Variant, checks, cost
from cli.bench.run import Bench
from cli.bench.scenarios import jobs

BARE: Final = ", bare lookup"
LIMIT: Final = 2.0


def run(bench: Bench) -> Section:
    """Compare `search_orders` with a lookup of the same orders, in SQL and through PostgREST."""
    stage = bench.large_stage()
    orders, _ = bench.effort.large
    variants: list[Variant] = []
    names: list[str] = []
    for what in ("e-mail", "number", "name"):
        for way, search, lookup in (
            ("PostgREST", jobs.searches_by_rest, jobs.lookups_by_rest),
            ("SQL", jobs.searches, jobs.lookups),
        ):
            name = f"{what}, {way}"
            names.append(name)
            for title, job in ((name, search), (name + BARE, lookup)):
                make = partial(job, stage, what, orders)
                variants.append(Variant(title, stage, make, writes=False))
    measurements = bench.measure(variants)
    found = {measurement.name: measurement for measurement in measurements}
    return Section(
        name="search",
        title=f"Order search: {orders:,} orders of one org, {jobs.READ_CLIENTS} clients",
        measurements=measurements,
        goals=[
            cost(f"{name}, search / lookup", found[name], found[name + BARE], at_most=LIMIT)
            for name in names
        ],
        checks=checks(measurements),
    )
