"""What a payment's webhook costs once Mollie has been asked: handle_payment_webhook alone."""

from __future__ import annotations

from functools import partial

from cli.bench.measure import Section, Variant, checks
from cli.bench.run import Bench
from cli.bench.scenarios import jobs


def run(bench: Bench) -> Section:
    """Settle orders of two tickets, each by its own payment."""
    stage = bench.stage()
    job = partial(jobs.settlements, stage, bench.effort)
    measurements = bench.measure([Variant("handle_payment_webhook", stage, job)])
    return Section(
        name="webhook",
        title=f"Settling payments in SQL, {jobs.HTTP_CLIENTS} connections",
        measurements=measurements,
        goals=[],
        checks=checks(measurements),
    )
