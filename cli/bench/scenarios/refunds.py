"""Money back: what deciding a refund costs, and taking in what the provider says of it."""

from __future__ import annotations

from functools import partial
from typing import Final

from cli.bench.measure import Section, Variant, checks, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs

REFUND: Final = "create_refund"
NEWS: Final = "webhook of a refund"
BARE: Final = ", bare inserts"


def run(bench: Bench) -> Section:
    """Compare refunds of orders of two tickets, and news of them, with bare inserts."""
    stage = bench.stage()
    work = {
        REFUND: jobs.refunds,
        REFUND + BARE: jobs.bare_refunds,
        NEWS: jobs.refund_news,
        NEWS + BARE: jobs.bare_refund_news,
    }
    measurements = bench.measure(
        [Variant(name, stage, partial(job, stage, bench.effort)) for name, job in work.items()]
    )
    found = {measurement.name: measurement for measurement in measurements}
    return Section(
        name="refunds",
        title=f"Refunds in SQL, {jobs.HTTP_CLIENTS} connections",
        measurements=measurements,
        goals=[
            ratio(f"{name} / bare", found[name], found[name + BARE], at_least=0.05)
            for name in (REFUND, NEWS)
        ],
        checks=checks(measurements),
    )
